-- Internal approval before sending: routes, requests, the people asked.

-- name: approval_route_insert
INSERT INTO approval_route (organisation_id, id, name, min_amount, max_amount, is_always, allow_self, steps,
	version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: approval_route_update
UPDATE approval_route SET name = $3, min_amount = $4, max_amount = $5, is_always = $6, allow_self = $7,
	steps = $8, version = $9, created_at = $10, updated_at = $11
 WHERE organisation_id = $1 AND id = $2 AND version = $12;

-- name: approval_route_get
SELECT id, name, min_amount, max_amount, is_always, allow_self, steps, version, created_at, updated_at
  FROM approval_route WHERE organisation_id = $1 AND id = $2;

-- name: approval_route_list
SELECT id, name, min_amount, max_amount, is_always, allow_self, steps, version, created_at, updated_at
  FROM approval_route WHERE organisation_id = $1 ORDER BY id;

-- name: approval_route_delete
DELETE FROM approval_route WHERE organisation_id = $1 AND id = $2;

-- name: approval_insert
INSERT INTO approval (organisation_id, id, envelope_id, no, version, route_id, route_name, state, step_no,
	asked_by, comment, created_at, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: approval_update
UPDATE approval SET envelope_id = $3, no = $4, version = $5, route_id = $6, route_name = $7, state = $8,
	step_no = $9, asked_by = $10, comment = $11, created_at = $12, ended_at = $13
 WHERE organisation_id = $1 AND id = $2;

-- name: approval_last
SELECT id, envelope_id, no, version, route_id, route_name, state, step_no, asked_by, comment, created_at,
       ended_at
  FROM approval WHERE organisation_id = $1 AND envelope_id = $2 ORDER BY no DESC LIMIT 1;

-- name: approval_person_insert
INSERT INTO approval_person (organisation_id, approval_id, envelope_id, step_no, account_id, position, mode,
	state, comment, acted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: approval_person_act
UPDATE approval_person SET state = $5, comment = $6, acted_at = $7
 WHERE organisation_id = $1 AND approval_id = $2 AND step_no = $3 AND account_id = $4;

-- name: approval_person_list
SELECT p.approval_id, p.envelope_id, p.step_no, p.account_id, p.position, p.mode, p.state, p.comment,
       p.acted_at, a.name, a.email, a.locale
  FROM approval_person p JOIN account a ON a.id = p.account_id
 WHERE p.organisation_id = $1 AND p.approval_id = $2 ORDER BY p.step_no, p.position;

-- name: approval_was_asked
-- Who was asked about an envelope may look at it.
SELECT count(*) AS n FROM approval_person
 WHERE organisation_id = $1 AND envelope_id = $2 AND account_id = $3 AND state <> 'waiting';

-- name: approval_asked
-- What is for a member to answer, the oldest first; $3: requests after this one.
SELECT q.id, q.envelope_id, q.route_name, q.step_no, q.comment, q.created_at, b.name AS asked_by,
       e.title, e.amount, e.currency
  FROM approval_person p
  JOIN approval q ON q.id = p.approval_id AND q.step_no = p.step_no
  JOIN envelope e ON e.id = q.envelope_id
  JOIN account b ON b.id = q.asked_by
 WHERE p.organisation_id = $1 AND p.account_id = $2 AND p.state = 'asked' AND p.approval_id > $3
   AND q.state = 'requested' AND q.version = e.version AND e.discarded_at IS NULL
 ORDER BY p.approval_id LIMIT $4;

-- name: approval_person_delete_all
DELETE FROM approval_person WHERE organisation_id = $1 AND envelope_id = $2;

-- name: approval_delete_all
DELETE FROM approval WHERE organisation_id = $1 AND envelope_id = $2;
