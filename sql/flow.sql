-- Questions, reports of abuse.

-- name: question_insert
INSERT INTO question (organisation_id, id, envelope_id, recipient_id, recipient_name, kind, text,
	until_at, asked_at, answer, answered_at, answered_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: question_list
-- Oldest first; $3: of one recipient only, NULL: of all.
SELECT id, envelope_id, recipient_id, recipient_name, kind, text, until_at, asked_at, answer,
       answered_at, answered_by
  FROM question WHERE organisation_id = $1 AND envelope_id = $2
   AND (CAST($3 AS TEXT) IS NULL OR recipient_id = $3)
 ORDER BY id;

-- name: question_answer
-- Once: a question that has its answer keeps it.
UPDATE question SET answer = $3, answered_at = $4, answered_by = $5
 WHERE organisation_id = $1 AND id = $2 AND answered_at IS NULL;

-- name: question_open_count
SELECT count(*) AS n FROM question
 WHERE organisation_id = $1 AND envelope_id = $2 AND answered_at IS NULL;

-- name: question_delete_envelope
DELETE FROM question WHERE organisation_id = $1 AND envelope_id = $2;

-- name: abuse_insert
INSERT INTO abuse_report (organisation_id, id, envelope_id, recipient_id, category, text,
	reporter_name, reporter_email, reported_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: abuse_list
-- Of all organisations, newest first; $1: ids below, NULL: from the top.
SELECT a.id, a.organisation_id, o.name AS organisation_name, a.envelope_id, a.recipient_id, a.category,
       a.text, a.reporter_name, a.reporter_email, a.reported_at
  FROM abuse_report a JOIN organisation o ON o.id = a.organisation_id
 WHERE (CAST($1 AS TEXT) IS NULL OR a.id < $1)
 ORDER BY a.id DESC LIMIT $2;
