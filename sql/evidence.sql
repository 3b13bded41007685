-- What evidence needs beyond the contract itself.

-- name: register_missing
-- Acts that the sealer signed (parties sign some themselves) and whose lines of its register are not copied yet.
SELECT id, key_id FROM seal s
 WHERE organisation_id = $1 AND envelope_id = $2 AND step = 'committed' AND signature IS NOT NULL
   AND key_id <> 'party'
   AND NOT EXISTS (SELECT 1 FROM register_line l WHERE l.seal_id = s.id)
 ORDER BY id;

-- name: register_line_insert
INSERT INTO register_line (organisation_id, seal_id, envelope_id, line, size, path, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (seal_id) DO NOTHING;

-- name: register_line_list
SELECT seal_id, envelope_id, line, size, path, recorded_at FROM register_line
 WHERE organisation_id = $1 AND envelope_id = $2 ORDER BY recorded_at, seal_id;

-- name: mail_copy_insert
-- Sent twice, after a crash, it is the same mail.
INSERT INTO mail_copy (organisation_id, mail_id, envelope_id, sha256, content, sent_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (mail_id) DO NOTHING;

-- name: mail_copy_get
SELECT mail_id, envelope_id, sha256, content, sent_at FROM mail_copy
 WHERE organisation_id = $1 AND mail_id = $2;

-- name: mail_copy_delete_envelope
DELETE FROM mail_copy WHERE organisation_id = $1 AND envelope_id = $2;

-- name: mail_list_envelope
-- Oldest first, with the bodies.
SELECT id, envelope_id, recipient_id, kind, locale, to_name, to_email, subject, encrypted, body, state,
       attempts, reply, created_at, sent_at, bounce_token, reply_to
  FROM mail WHERE organisation_id = $1 AND envelope_id = $2 AND id > $3 ORDER BY id LIMIT $4;

-- name: clock_state_insert
INSERT INTO clock_state (at, host, synchronised, offset_us, error_max_us, error_us)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (at, host) DO NOTHING;

-- name: clock_state_last
SELECT max(at) AS at FROM clock_state WHERE host = $1;

-- name: clock_state_list
SELECT at, host, synchronised, offset_us, error_max_us, error_us FROM clock_state
 WHERE at >= $1 AND at <= $2 ORDER BY at, host LIMIT $3;

-- name: bundle_ask
-- A bundle that is being made stays as it is.
INSERT INTO bundle (organisation_id, envelope_id, revision, state, asked_by, asked_at, size)
VALUES ($1, $2, 1, 'making', $3, $4, 0)
ON CONFLICT (envelope_id) DO UPDATE
   SET revision = bundle.revision + 1, state = 'making', asked_by = excluded.asked_by,
       asked_at = excluded.asked_at, failure = NULL
 WHERE bundle.state <> 'making';

-- name: bundle_get
SELECT envelope_id, revision, state, asked_by, asked_at, made_at, blob_id, size, sha256, failure
  FROM bundle WHERE organisation_id = $1 AND envelope_id = $2;

-- name: bundle_set
UPDATE bundle SET state = $3, made_at = $4, blob_id = $5, size = $6, sha256 = $7, failure = $8
 WHERE organisation_id = $1 AND envelope_id = $2;

-- name: audit_days_of_chain
-- Every day that proves something of a chain, oldest first.
SELECT day FROM audit_event WHERE organisation_id = $1 AND chain = $2 AND day IS NOT NULL
 GROUP BY day ORDER BY max(seq);
