-- Idempotency-Key: one row a key of a caller.

-- name: idempotency_get
SELECT id, route, body_hash, state, claim, lease_until, status, answer, created_at FROM idempotency
 WHERE organisation_id = $1 AND caller = $2 AND key_hash = $3;

-- name: idempotency_insert
INSERT INTO idempotency (organisation_id, caller, key_hash, id, route, body_hash, state, claim, lease_until,
	created_at)
VALUES ($1, $2, $3, $4, $5, $6, 'running', $7, $8, $9);

-- name: idempotency_finish
-- Changes nothing when another run has taken the key over.
UPDATE idempotency SET state = 'done', body_hash = $5, status = $6, answer = $7
 WHERE organisation_id = $1 AND caller = $2 AND key_hash = $3 AND claim = $4 AND state = 'running';

-- name: idempotency_release
DELETE FROM idempotency
 WHERE organisation_id = $1 AND caller = $2 AND key_hash = $3 AND claim = $4 AND state = 'running';

-- name: idempotency_delete
DELETE FROM idempotency WHERE organisation_id = $1 AND caller = $2 AND key_hash = $3;

-- name: idempotency_count
SELECT count(*) AS n FROM idempotency WHERE organisation_id = $1 AND caller = $2;

-- name: idempotency_purge
DELETE FROM idempotency WHERE created_at < $1;
