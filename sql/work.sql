-- Audit chains, jobs, mail, signing keys, rates.

-- name: audit_head
SELECT seq, hash FROM audit_event WHERE organisation_id = $1 AND chain = $2 ORDER BY seq DESC LIMIT 1;

-- name: audit_insert
-- The primary key refuses a second event with the same number: a chain cannot fork.
INSERT INTO audit_event (organisation_id, chain, seq, envelope_id, at, kind, payload, prev_hash, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: audit_value_insert
INSERT INTO audit_value (organisation_id, chain, seq, name, salt, value) VALUES ($1, $2, $3, $4, $5, $6);

-- name: audit_list
SELECT seq, at, kind, payload, prev_hash, hash FROM audit_event
 WHERE organisation_id = $1 AND chain = $2 ORDER BY seq;

-- name: audit_value_list
SELECT seq, name, salt, value FROM audit_value WHERE organisation_id = $1 AND chain = $2
 ORDER BY seq, name;

-- name: audit_value_erase
DELETE FROM audit_value WHERE organisation_id = $1 AND chain = $2 AND name = $3;

-- name: job_insert
-- With a dedup value that exists already nothing is inserted.
-- One that is due at once is awake from the beginning.
INSERT INTO job (id, lane, kind, organisation_id, envelope_id, payload, dedup, state, run_at, attempts,
	lease_until, fence, created_at, asleep)
VALUES ($1, $2, $3, COALESCE(CAST($4 AS TEXT), ''), $5, $6, $7, 'ready', $8, 0, 0, 0, $9,
	CASE WHEN CAST($8 AS BIGINT) <= CAST($9 AS BIGINT) THEN 0 ELSE 1 END)
ON CONFLICT (dedup) DO NOTHING;

-- name: job_get
SELECT id, lane, kind, organisation_id, envelope_id, payload, dedup, state, run_at, attempts,
       lease_owner, lease_until, fence, last_error, created_at, done_at
  FROM job WHERE id = $1;

-- name: job_list_envelope
SELECT id, lane, kind, organisation_id, envelope_id, payload, dedup, state, run_at, attempts,
       lease_owner, lease_until, fence, last_error, created_at, done_at
  FROM job WHERE envelope_id = $1 ORDER BY id;

-- name: job_stopped
-- Work on the documents of an envelope that was given up.
SELECT count(*) AS n FROM job
 WHERE envelope_id = $1 AND state = 'failed' AND kind IN ('prepare', 'act', 'conclude');

-- name: mail_insert
INSERT INTO mail (organisation_id, id, envelope_id, recipient_id, kind, locale, to_name, to_email,
	subject, encrypted, state, attempts, reply, created_at, sent_at, bounce_token, reply_to, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);

-- name: mail_get
SELECT id, envelope_id, recipient_id, kind, locale, to_name, to_email, subject, encrypted, body, state,
       attempts, reply, created_at, sent_at, bounce_token, reply_to
  FROM mail WHERE organisation_id = $1 AND id = $2;

-- name: mail_list
-- Newest first; $2: ids below, NULL: from the top. Without the bodies. Reports of abuse are the
-- operator's, and no sender's.
SELECT id, envelope_id, recipient_id, kind, locale, to_name, to_email, subject, encrypted, state,
       attempts, reply, created_at, sent_at, bounce_token, reply_to
  FROM mail WHERE organisation_id = $1 AND (CAST($2 AS TEXT) IS NULL OR id < $2)
   AND kind <> 'abuse'
 ORDER BY id DESC LIMIT $3;

-- name: mail_last_request
-- The newest mail with a link for this recipient, for the delivery shown on the contract page.
SELECT id, state, attempts, reply, sent_at, dsn_state, dsn_code, dsn_text FROM mail
 WHERE organisation_id = $1 AND recipient_id = $2 ORDER BY id DESC LIMIT 1;

-- name: mail_set_state
UPDATE mail SET state = $3, attempts = $4, reply = $5, sent_at = $6 WHERE organisation_id = $1 AND id = $2;

-- name: mail_by_bounce
-- Before the organisation is known.
SELECT organisation_id, id, envelope_id, recipient_id FROM mail WHERE bounce_token = $1;

-- name: mail_set_dsn
-- A failure is final: a later word of delay says nothing. The same word twice changes nothing.
UPDATE mail SET dsn_state = $3, dsn_code = $4, dsn_text = $5, dsn_at = $6
 WHERE organisation_id = $1 AND id = $2 AND (dsn_state IS NULL OR (dsn_state = 'delayed' AND $3 = 'failed'));

-- name: mail_setting_get
SELECT version, reply_to, updated_at FROM mail_setting WHERE organisation_id = $1;

-- name: mail_setting_put
-- $2 is the new version; changes nothing when another edit came first.
INSERT INTO mail_setting (organisation_id, version, reply_to, updated_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (organisation_id) DO UPDATE
   SET version = excluded.version, reply_to = excluded.reply_to, updated_at = excluded.updated_at
 WHERE mail_setting.version = excluded.version - 1;

-- name: mail_supersede
-- A newer link kills the older ones: what still waits to bring them stays here.
UPDATE mail SET state = 'failed', reply = $3
 WHERE organisation_id = $1 AND recipient_id = $2 AND state = 'queued'
   AND kind IN ('request', 'resend', 'reminder', 'rearmed', 'address_changed', 'forwarded_to',
                'shared', 'answered');

-- name: mail_delete_envelope
DELETE FROM mail WHERE organisation_id = $1 AND envelope_id = $2;

-- name: signing_key_insert
INSERT INTO signing_key (id, kind, chain, valid_from, valid_to, created_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO NOTHING;

-- name: signing_key_current
-- The newest of a kind that is valid at $2.
SELECT id, kind, chain, valid_from, valid_to, created_at FROM signing_key
 WHERE kind = $1 AND valid_from <= $2 AND valid_to > $2
 ORDER BY created_at DESC, id DESC LIMIT 1;

-- name: signing_key_get
SELECT id, kind, chain, valid_from, valid_to, created_at FROM signing_key WHERE id = $1;

-- name: rate_hit
-- Counts one attempt in the window that starts at $2.
INSERT INTO rate (bucket, window_start, hits) VALUES ($1, $2, 1)
ON CONFLICT (bucket) DO UPDATE
   SET hits = CASE WHEN rate.window_start = excluded.window_start THEN rate.hits + 1 ELSE 1 END,
       window_start = excluded.window_start;

-- name: rate_get
SELECT hits FROM rate WHERE bucket = $1 AND window_start = $2;

-- name: rate_clear
DELETE FROM rate WHERE bucket = $1;

-- name: rate_purge
DELETE FROM rate WHERE window_start < $1;
