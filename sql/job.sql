-- The worker's side of the queue: leases with a fencing number.

-- name: job_look
-- Is there anything to do at $1? For a look without the write lock. Each an id or NULL.
SELECT (SELECT id FROM job WHERE state = 'ready' AND asleep = 0 LIMIT 1) AS awake,
       (SELECT id FROM job WHERE state = 'ready' AND asleep = 1 AND run_at <= $1 LIMIT 1) AS sleeping,
       (SELECT id FROM job WHERE state = 'leased' AND lease_until <= $1 LIMIT 1) AS lapsed;

-- name: job_wake
UPDATE job SET asleep = 0
 WHERE id IN (SELECT id FROM job WHERE state = 'ready' AND asleep = 1 AND run_at <= $1
               ORDER BY run_at LIMIT 256);

-- name: job_org_after
-- The next organisation that has a job awake in a lane.
SELECT organisation_id FROM job
 WHERE state = 'ready' AND asleep = 0 AND lane = $1 AND organisation_id > $2
 ORDER BY organisation_id LIMIT 1;

-- name: job_org_first
SELECT organisation_id FROM job WHERE state = 'ready' AND asleep = 0 AND lane = $1
 ORDER BY organisation_id LIMIT 1;

-- name: job_first
SELECT id, kind, organisation_id, envelope_id, payload, lane, attempts, fence FROM job
 WHERE state = 'ready' AND asleep = 0 AND lane = $1 AND organisation_id = $2
 ORDER BY run_at, id LIMIT 1;

-- name: job_lapsed
-- Whoever held it is gone or stuck. Leased rows are as few as threads of workers.
SELECT id, kind, organisation_id, envelope_id, payload, lane, attempts, fence FROM job
 WHERE state = 'leased' AND lease_until <= $1
 ORDER BY lane, lease_until, id LIMIT 1;

-- name: job_lease
-- Changes no row when another worker was faster.
UPDATE job SET state = 'leased', lease_owner = $3, lease_until = $4, fence = fence + 1,
       attempts = attempts + 1
 WHERE id = $1 AND fence = $2 AND state IN ('ready', 'leased');

-- name: job_extend
UPDATE job SET lease_until = $3 WHERE id = $1 AND fence = $2 AND state = 'leased';

-- name: job_release
-- The owner is gone: what it held may be taken at once.
UPDATE job SET lease_until = 0 WHERE state = 'leased' AND lease_owner = $1;

-- name: job_finish
UPDATE job SET state = 'done', done_at = $3, last_error = NULL
 WHERE id = $1 AND fence = $2 AND state = 'leased';

-- name: job_retry
UPDATE job SET state = 'ready', asleep = 1, run_at = $3, last_error = $4
 WHERE id = $1 AND fence = $2 AND state = 'leased';

-- name: job_fail
UPDATE job SET state = 'failed', done_at = $3, last_error = $4
 WHERE id = $1 AND fence = $2 AND state = 'leased';

-- name: job_purge_done
-- Finished work is told by the audit trail; the rows are only kept for a while.
DELETE FROM job WHERE state = 'done' AND done_at < $1;

-- name: job_counts
SELECT state, COUNT(*) AS n, MIN(run_at) AS oldest FROM job WHERE state <> 'done' GROUP BY state;
