-- Keeping: rows of kept documents, the planner's batches, alarms.
-- 253402300799000 is the year 9999: never.

-- name: preservation_insert
INSERT INTO preservation (organisation_id, document_id, envelope_id, level_requested, level_reached, method,
	state, proof_ends_at, proof_ends_why, policy, next_action, next_at, deadline_at, urgent, hand, turn,
	attempts, last_error, since, proof_from, renewed_at, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
	$23);

-- name: preservation_update
UPDATE preservation SET envelope_id = $3, level_requested = $4, level_reached = $5, method = $6, state = $7,
	proof_ends_at = $8, proof_ends_why = $9, policy = $10, next_action = $11, next_at = $12,
	deadline_at = $13, urgent = $14, hand = $15, turn = $16, attempts = $17, last_error = $18,
	since = $19, proof_from = $20, renewed_at = $21, created_at = $22, updated_at = $23
 WHERE organisation_id = $1 AND document_id = $2;

-- name: preservation_get
SELECT document_id, envelope_id, level_requested, level_reached, method, state, proof_ends_at, proof_ends_why,
       policy, next_action, next_at, deadline_at, urgent, hand, turn, attempts, last_error, since, proof_from,
       renewed_at, created_at, updated_at
  FROM preservation WHERE organisation_id = $1 AND document_id = $2;

-- name: preservation_of_envelope
SELECT document_id, envelope_id, level_requested, level_reached, method, state, proof_ends_at, proof_ends_why,
       policy, next_action, next_at, deadline_at, urgent, hand, turn, attempts, last_error, since, proof_from,
       renewed_at, created_at, updated_at
  FROM preservation WHERE organisation_id = $1 AND envelope_id = $2 ORDER BY document_id;

-- name: preservation_list
-- The nearest deadline first. $2, $3: deadline and document of the row before; $4 only what this account
-- made or is a party of; NULL: the whole organisation.
SELECT p.document_id, p.envelope_id, level_requested, level_reached, method, p.state, proof_ends_at,
       proof_ends_why, policy, next_action, next_at, deadline_at, urgent, hand, turn, attempts, last_error,
       since, proof_from, renewed_at, p.created_at, p.updated_at
  FROM preservation p
 WHERE p.organisation_id = $1 AND (deadline_at, p.document_id) > ($2, $3)
   AND (CAST($4 AS TEXT) IS NULL
        OR EXISTS (SELECT 1 FROM envelope e WHERE e.id = p.envelope_id AND e.created_by = $4)
        OR EXISTS (SELECT 1 FROM recipient r WHERE r.envelope_id = p.envelope_id AND r.account_id = $4))
 ORDER BY deadline_at, p.document_id LIMIT $5;

-- name: preservation_list_state
-- The same of one state, $6.
SELECT p.document_id, p.envelope_id, level_requested, level_reached, method, p.state, proof_ends_at,
       proof_ends_why, policy, next_action, next_at, deadline_at, urgent, hand, turn, attempts, last_error,
       since, proof_from, renewed_at, p.created_at, p.updated_at
  FROM preservation p
 WHERE p.organisation_id = $1 AND p.state = $6 AND (deadline_at, p.document_id) > ($2, $3)
   AND (CAST($4 AS TEXT) IS NULL
        OR EXISTS (SELECT 1 FROM envelope e WHERE e.id = p.envelope_id AND e.created_by = $4)
        OR EXISTS (SELECT 1 FROM recipient r WHERE r.envelope_id = p.envelope_id AND r.account_id = $4))
 ORDER BY deadline_at, p.document_id LIMIT $5;

-- name: preservation_counts
SELECT state, count(*) AS n FROM preservation p
 WHERE p.organisation_id = $1
   AND (CAST($2 AS TEXT) IS NULL
        OR EXISTS (SELECT 1 FROM envelope e WHERE e.id = p.envelope_id AND e.created_by = $2)
        OR EXISTS (SELECT 1 FROM recipient r WHERE r.envelope_id = p.envelope_id AND r.account_id = $2))
 GROUP BY state;

-- name: preservation_renewed_since
SELECT count(*) AS n FROM preservation p
 WHERE p.organisation_id = $1 AND renewed_at >= $2
   AND (CAST($3 AS TEXT) IS NULL
        OR EXISTS (SELECT 1 FROM envelope e WHERE e.id = p.envelope_id AND e.created_by = $3)
        OR EXISTS (SELECT 1 FROM recipient r WHERE r.envelope_id = p.envelope_id AND r.account_id = $3));

-- name: preservation_mark_due
-- Of all organisations; the planner's, in batches of $2.
UPDATE preservation SET state = 'due', since = $1, updated_at = $1
 WHERE document_id IN (SELECT document_id FROM preservation
                        WHERE state = 'ok' AND next_at <= $1 AND next_action = 'renew'
                        ORDER BY next_at LIMIT $2);

-- name: preservation_mark_overdue
-- One state ($3) after the other, so that it is an index read.
UPDATE preservation SET state = 'overdue', since = $1, updated_at = $1, next_at = $1,
	urgent = CASE WHEN urgent >= 2 THEN 3 ELSE 1 END
 WHERE document_id IN (SELECT document_id FROM preservation
                        WHERE state = $3 AND deadline_at <= $1
                        ORDER BY deadline_at LIMIT $2);

-- name: preservation_orgs_due
-- Organisations with something to hand out of this urgency ($1), due at $2, behind $3.
SELECT id FROM organisation o
 WHERE id > $3 AND EXISTS (SELECT 1 FROM preservation p
                            WHERE p.organisation_id = o.id AND p.hand = 0 AND p.urgent = $1
                              AND p.next_at <= $2)
 ORDER BY id LIMIT $4;

-- name: preservation_due
SELECT document_id, envelope_id, level_requested, level_reached, method, state, proof_ends_at, proof_ends_why,
       policy, next_action, next_at, deadline_at, urgent, hand, turn, attempts, last_error, since, proof_from,
       renewed_at, created_at, updated_at
  FROM preservation
 WHERE organisation_id = $1 AND hand = 0 AND urgent = $2 AND next_at <= $3
 ORDER BY next_at LIMIT $4;

-- name: preservation_outdated_below
-- Planned by another policy than $1: two ranges of the index. Of all organisations. $3: what failed is
-- looked at again when it was touched no later.
SELECT organisation_id, document_id, envelope_id, turn FROM preservation
 WHERE hand = 0 AND policy < $1 AND (attempts = 0 OR updated_at <= $3)
 ORDER BY policy, document_id LIMIT $2;

-- name: preservation_outdated_above
SELECT organisation_id, document_id, envelope_id, turn FROM preservation
 WHERE hand = 0 AND policy > $1 AND (attempts = 0 OR updated_at <= $3)
 ORDER BY policy, document_id LIMIT $2;

-- name: preservation_take
-- Changes no row when another planner was faster.
UPDATE preservation SET hand = 1, turn = turn + 1, batch = NULL
 WHERE organisation_id = $1 AND document_id = $2 AND hand = 0 AND turn = $3;

-- name: preservation_take_batch
-- What is renewed by one time-stamp: of urgency $3, due at $4, at most $5.
UPDATE preservation SET hand = 1, turn = turn + 1, batch = $2
 WHERE organisation_id = $1
   AND document_id IN (SELECT document_id FROM preservation
                        WHERE organisation_id = $1 AND hand = 0 AND urgent = $3 AND next_at <= $4
                        ORDER BY next_at LIMIT $5);

-- name: preservation_of_batch
SELECT document_id, envelope_id, level_requested, level_reached, method, state, proof_ends_at, proof_ends_why,
       policy, next_action, next_at, deadline_at, urgent, hand, turn, attempts, last_error, since, proof_from,
       renewed_at, created_at, updated_at
  FROM preservation WHERE organisation_id = $1 AND batch = $2 AND hand = 1 AND document_id > $3
 ORDER BY document_id LIMIT $4;

-- name: preservation_release_batch
UPDATE preservation SET hand = 0, batch = NULL WHERE organisation_id = $1 AND batch = $2 AND hand = 1;

-- name: preservation_fail_batch
UPDATE preservation SET hand = 0, batch = NULL, attempts = attempts + 1, last_error = $3, next_at = $4,
	updated_at = $5
 WHERE organisation_id = $1 AND batch = $2 AND hand = 1;

-- name: preservation_use_records
-- The organisation renews by evidence record from now on: what becomes due does, $3 at most at a time.
UPDATE preservation SET method = 'record', urgent = 2
 WHERE document_id IN (SELECT document_id FROM preservation
                        WHERE organisation_id = $1 AND hand = 0 AND urgent = 0 AND next_at <= $2
                          AND method = 'timestamp' AND next_action = 'renew'
                        ORDER BY next_at LIMIT $3);

-- name: preservation_in_hand
-- How many jobs of one document are out, no more than $1.
SELECT count(*) AS n FROM (SELECT 1 AS one FROM preservation WHERE hand = 1 AND batch IS NULL LIMIT $1) AS t;

-- name: preservation_state_counts
SELECT state, count(*) AS n FROM preservation GROUP BY state;

-- name: preservation_oldest_overdue
SELECT deadline_at FROM preservation WHERE state = 'overdue' ORDER BY deadline_at LIMIT 1;

-- name: preservation_orphans
-- Documents behind $1 with what the search for documents without a row wants to know. Of all organisations.
SELECT d.id AS document_id, d.organisation_id, d.envelope_id, v.level_requested, v.level_reached,
       CASE WHEN v.state = 'completed' AND p.document_id IS NULL THEN 1 ELSE 0 END AS adopt
  FROM document d JOIN envelope v ON v.id = d.envelope_id
  LEFT JOIN preservation p ON p.document_id = d.id
 WHERE d.id > $1 ORDER BY d.id LIMIT $2;

-- name: preservation_planner_get
SELECT version, ticked_at, last_org, adopted, adopt_at, alarm_at, counted_at, n_ok, n_due, n_lower, n_overdue,
       n_failed, oldest
  FROM preservation_planner WHERE id = 1;

-- name: preservation_planner_set
-- Changes no row when another planner was faster.
UPDATE preservation_planner SET version = version + 1, ticked_at = $2, last_org = $3, adopted = $4,
	adopt_at = $5, alarm_at = $6, counted_at = $7, n_ok = $8, n_due = $9, n_lower = $10,
	n_overdue = $11, n_failed = $12, oldest = $13
 WHERE id = 1 AND version = $1;

-- name: preservation_orgs_alarmed
-- Organisations with something in one of two states, or with an alarm of this kind ($3) that may end.
SELECT id FROM organisation o
 WHERE id > $4
   AND (EXISTS (SELECT 1 FROM preservation p WHERE p.organisation_id = o.id AND p.state = $1)
        OR EXISTS (SELECT 1 FROM preservation p WHERE p.organisation_id = o.id AND p.state = $2)
        OR EXISTS (SELECT 1 FROM preservation_alarm a WHERE a.organisation_id = o.id AND a.kind = $3))
 ORDER BY id LIMIT $5;

-- name: preservation_alarming
-- Of an organisation: how many are in one of two states since $4 at the latest, and since when the newest.
SELECT count(*) AS n, max(since) AS newest, min(deadline_at) AS nearest FROM preservation
 WHERE organisation_id = $1 AND state IN ($2, $3) AND since <= $4;

-- name: preservation_alarming_list
SELECT v.id AS envelope_id, v.title, min(p.deadline_at) AS deadline_at, count(*) AS n
  FROM preservation p JOIN envelope v ON v.id = p.envelope_id
 WHERE p.organisation_id = $1 AND p.state IN ($2, $3) AND p.since <= $4
 GROUP BY v.id, v.title ORDER BY min(p.deadline_at), v.id LIMIT $5;

-- name: preservation_alarm_get
SELECT told_at FROM preservation_alarm WHERE organisation_id = $1 AND kind = $2;

-- name: preservation_alarm_put
INSERT INTO preservation_alarm (organisation_id, kind, told_at) VALUES ($1, $2, $3)
ON CONFLICT (organisation_id, kind) DO UPDATE SET told_at = excluded.told_at;

-- name: preservation_alarm_delete
DELETE FROM preservation_alarm WHERE organisation_id = $1 AND kind = $2;

-- name: evidence_record_count
SELECT count(*) AS n FROM evidence_record WHERE organisation_id = $1 AND document_id = $2;

-- name: evidence_record_put
INSERT INTO evidence_record (organisation_id, document_id, revision_no, record, authority, gen_time, good_until,
	renewals, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (document_id, revision_no) DO UPDATE
   SET record = excluded.record, authority = excluded.authority, gen_time = excluded.gen_time,
       good_until = excluded.good_until, renewals = excluded.renewals;

-- name: evidence_record_newest
SELECT document_id, revision_no, record, authority, gen_time, good_until, renewals, made_at
  FROM evidence_record WHERE organisation_id = $1 AND document_id = $2 ORDER BY revision_no DESC LIMIT 1;
