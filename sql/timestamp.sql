-- Time-stamps: an organisation's policy, and what was used.

-- name: timestamp_policy_get
SELECT version, renewal_method, updated_at FROM timestamp_policy WHERE organisation_id = $1;

-- name: timestamp_policy_insert
-- Conflicts when somebody was faster.
INSERT INTO timestamp_policy (organisation_id, version, renewal_method, updated_at)
VALUES ($1, $2, $3, $4);

-- name: timestamp_policy_update
-- Changes no row unless the version is the one before.
UPDATE timestamp_policy SET version = $2, renewal_method = $3, updated_at = $4
 WHERE organisation_id = $1 AND version = $2 - 1;

-- name: timestamp_rule_list
SELECT purpose, class, authority, fallback FROM timestamp_rule WHERE organisation_id = $1;

-- name: timestamp_rule_put
INSERT INTO timestamp_rule (organisation_id, purpose, class, authority, fallback)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (organisation_id, purpose) DO UPDATE
   SET class = excluded.class, authority = excluded.authority, fallback = excluded.fallback;

-- name: timestamp_use_insert
INSERT INTO timestamp_use (organisation_id, id, envelope_id, document_id, subject, purpose, authority,
	class, state, refusals, losses, gen_time, serial, asked_at, settled_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: timestamp_use_open
-- What did not come yet for a subject.
SELECT id, envelope_id, document_id, subject, purpose, authority, class, state, refusals, losses,
       gen_time, serial, asked_at, settled_at
  FROM timestamp_use WHERE organisation_id = $1 AND subject = $2 AND state <> 'got'
 ORDER BY asked_at, id;

-- name: timestamp_use_ask_again
UPDATE timestamp_use SET state = 'asked', asked_at = $3, settled_at = NULL
 WHERE organisation_id = $1 AND id = $2 AND state IN ('refused', 'lost');

-- name: timestamp_use_refused
UPDATE timestamp_use SET state = 'refused', refusals = refusals + 1, settled_at = $3
 WHERE organisation_id = $1 AND id = $2 AND state = 'asked';

-- name: timestamp_use_lost
UPDATE timestamp_use SET state = 'lost', losses = losses + 1, settled_at = $3
 WHERE organisation_id = $1 AND id = $2 AND state = 'asked';

-- name: timestamp_use_got
-- From 'lost' too: who was slow, but holds the lease still, has it after all.
UPDATE timestamp_use SET losses = losses - CASE WHEN state = 'lost' THEN 1 ELSE 0 END, state = 'got',
	gen_time = $3, serial = $4, settled_at = $5
 WHERE organisation_id = $1 AND id = $2 AND state IN ('asked', 'lost');

-- name: timestamp_use_forget
-- Whoever asked since before $1 does not live any more.
UPDATE timestamp_use SET state = 'lost', losses = losses + 1, settled_at = $2
 WHERE state = 'asked' AND asked_at < $1;

-- name: timestamp_use_list
-- The stamps that a document bears, oldest first; whose act it is, where it is one.
SELECT u.purpose, u.authority, u.class, u.gen_time, u.serial, u.subject, s.recipient_id
  FROM timestamp_use u LEFT JOIN seal s ON s.id = u.subject
 WHERE u.organisation_id = $1 AND u.document_id = $2 AND u.state = 'got'
 ORDER BY u.gen_time, u.id;

-- name: timestamp_use_counts
-- Asked from $2 on and before $3.
SELECT purpose, authority, class,
       sum(CASE WHEN state = 'got' THEN 1 ELSE 0 END) AS got,
       CAST(sum(losses) AS BIGINT) AS lost, CAST(sum(refusals) AS BIGINT) AS refused
  FROM timestamp_use WHERE organisation_id = $1 AND asked_at >= $2 AND asked_at < $3
 GROUP BY purpose, authority, class
 ORDER BY purpose, authority, class;

-- name: timestamp_use_totals
-- Of all organisations together, asked from $1 on.
SELECT authority,
       sum(CASE WHEN state = 'got' THEN 1 ELSE 0 END) AS got,
       CAST(sum(losses) AS BIGINT) AS lost, CAST(sum(refusals) AS BIGINT) AS refused
  FROM timestamp_use WHERE asked_at >= $1
 GROUP BY authority ORDER BY authority;
