-- The worker's side of the queue: leases with a fencing number.

-- name: job_due
-- What may be taken at $1, the first lanes first. The window bounds the work of one look;
-- fairness between organisations is among its rows.
SELECT id, kind, organisation_id, envelope_id, payload, lane, attempts, fence FROM job
 WHERE (state = 'ready' AND run_at <= $1) OR (state = 'leased' AND lease_until <= $1)
 ORDER BY lane, run_at, id LIMIT 128;

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
UPDATE job SET state = 'ready', run_at = $3, last_error = $4
 WHERE id = $1 AND fence = $2 AND state = 'leased';

-- name: job_fail
UPDATE job SET state = 'failed', done_at = $3, last_error = $4
 WHERE id = $1 AND fence = $2 AND state = 'leased';

-- name: job_purge_done
-- Finished work is told by the audit trail; the rows are only kept for a while.
DELETE FROM job WHERE state = 'done' AND done_at < $1;

-- name: job_counts
SELECT state, COUNT(*) AS n, MIN(run_at) AS oldest FROM job WHERE state <> 'done' GROUP BY state;
