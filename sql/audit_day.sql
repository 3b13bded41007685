-- The audit trail's daily root.

-- name: audit_day_orgs_open
-- Organisations behind $2 with events before $1 that no day proves.
SELECT id FROM organisation o
 WHERE id > $2 AND EXISTS (SELECT 1 FROM audit_event a
                            WHERE a.organisation_id = o.id AND a.day IS NULL AND a.at < $1)
 ORDER BY id LIMIT $3;

-- name: audit_day_open_from
-- When the first event from $2 on happened that no day proves.
SELECT min(at) AS at FROM audit_event WHERE organisation_id = $1 AND day IS NULL AND at >= $2;

-- name: audit_day_heads
-- Of chains with events before $2 that no day proves: the newest of these. $3 chains at most, those that
-- wait longest.
SELECT a.chain, a.seq, a.hash
  FROM (SELECT chain, max(seq) AS seq FROM audit_event
         WHERE organisation_id = $1 AND day IS NULL AND at < $2
         GROUP BY chain ORDER BY min(at), chain LIMIT $3) h
  JOIN audit_event a ON a.chain = h.chain AND a.seq = h.seq
 WHERE a.organisation_id = $1;

-- name: audit_day_mark
UPDATE audit_event SET day = $2 WHERE organisation_id = $1 AND chain = $3 AND seq <= $4 AND day IS NULL;

-- name: audit_day_of_chain
-- The day that proves most of a chain.
SELECT day FROM audit_event WHERE organisation_id = $1 AND chain = $2 AND day IS NOT NULL
 ORDER BY seq DESC LIMIT 1;

-- name: audit_event_hash
SELECT hash FROM audit_event WHERE organisation_id = $1 AND chain = $2 AND seq = $3;

-- name: audit_day_insert
INSERT INTO audit_day (organisation_id, day, no, chains, text, digest, root, previous_root, authority, class,
	gen_time, good_until, ends, policy, state, next_at, deadline_at, proof_from, attempts, last_error, batch,
	created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
	$23);

-- name: audit_day_get
SELECT day, no, chains, text, digest, root, previous_root, authority, class, gen_time, good_until, ends, policy,
       state, next_at, deadline_at, proof_from, attempts, last_error, batch, created_at, updated_at
  FROM audit_day WHERE organisation_id = $1 AND day = $2;

-- name: audit_day_last
SELECT day, no, root FROM audit_day WHERE organisation_id = $1 ORDER BY no DESC LIMIT 1;

-- name: audit_day_list
-- Newest first, below the number $2. Without the files.
SELECT day, no, chains, digest, root, previous_root, authority, class, gen_time, good_until
  FROM audit_day WHERE organisation_id = $1 AND no < $2 ORDER BY no DESC LIMIT $3;

-- name: audit_day_plan
-- What came of a look or a renewal. Changes no row that is not in the hands of batch $11.
UPDATE audit_day SET good_until = $3, ends = $4, policy = $5, state = $6, next_at = $7, deadline_at = $8,
	proof_from = $9, attempts = $10, last_error = $12, updated_at = $13, batch = NULL
 WHERE organisation_id = $1 AND day = $2 AND batch = $11;

-- name: audit_day_orgs_due
-- Organisations with something due at $1.
SELECT DISTINCT organisation_id AS id FROM audit_day
 WHERE batch IS NULL AND next_at <= $1 AND (deadline_at <= $1 OR $2 = 1) LIMIT $3;

-- name: audit_day_orgs_below
-- Organisations with a day that was planned by another policy than $1: two ranges of the index. $2: what
-- failed is looked at again when it was touched no later.
SELECT DISTINCT organisation_id AS id FROM audit_day
 WHERE batch IS NULL AND policy < $1 AND (attempts = 0 OR updated_at <= $2) LIMIT $3;

-- name: audit_day_orgs_above
SELECT DISTINCT organisation_id AS id FROM audit_day
 WHERE batch IS NULL AND policy > $1 AND (attempts = 0 OR updated_at <= $2) LIMIT $3;

-- name: audit_day_take
-- Into the hands of batch $2, $7 at most: what is due at $3 (by day, $4 = 0: only what is overdue), and what
-- another policy than $5 planned.
UPDATE audit_day SET batch = $2
 WHERE organisation_id = $1
   AND no IN (SELECT no FROM audit_day
               WHERE organisation_id = $1 AND batch IS NULL
                 AND ((next_at <= $3 AND (deadline_at <= $3 OR $4 = 1))
                      OR (policy <> $5 AND (attempts = 0 OR updated_at <= $6)))
               ORDER BY next_at LIMIT $7);

-- name: audit_day_of_batch
SELECT day FROM audit_day WHERE organisation_id = $1 AND batch = $2 ORDER BY no;

-- name: audit_day_release
-- The renewal as a whole failed: again at $4.
UPDATE audit_day SET batch = NULL, attempts = attempts + 1, last_error = $3, next_at = $4, updated_at = $5
 WHERE organisation_id = $1 AND batch = $2;

-- name: audit_day_overdue
SELECT count(*) AS n FROM audit_day WHERE deadline_at <= $1;

-- name: audit_day_stamp_insert
INSERT INTO audit_day_stamp (organisation_id, day, no, kind, digest, leaves, brothers, token, authority, class,
	gen_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: audit_day_stamp_list
SELECT day, no, kind, digest, leaves, brothers, token, authority, class, gen_time
  FROM audit_day_stamp WHERE organisation_id = $1 AND day = $2 ORDER BY no;

-- name: audit_day_stamp_complete
UPDATE audit_day_stamp SET token = $4 WHERE organisation_id = $1 AND day = $2 AND no = $3;

-- name: audit_planner_get
SELECT look_at, alarm_at, n_waiting, waiting_since FROM audit_planner WHERE id = 1;

-- name: audit_planner_set
UPDATE audit_planner SET look_at = $1, alarm_at = $2, n_waiting = $3, waiting_since = $4 WHERE id = 1;
