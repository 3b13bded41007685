-- The lists of envelopes: which ids are on a page, then the rows of the whole page at once.

-- name: shelf_insert
INSERT INTO shelf_row (organisation_id, envelope_id, account_id, maker, shelf, visible)
VALUES ($1, $2, $3, 1, $4, $5) ON CONFLICT (envelope_id, account_id) DO NOTHING;

-- name: shelf_move
-- Follows the envelope: $3 and $4 for its maker, $5 and $6 for parties.
UPDATE shelf_row
   SET shelf = CASE WHEN maker = 1 THEN CAST($3 AS TEXT) ELSE CAST($5 AS TEXT) END,
       visible = CASE WHEN maker = 1 THEN CAST($4 AS BIGINT) ELSE CAST($6 AS BIGINT) END
 WHERE organisation_id = $1 AND envelope_id = $2
   AND shelf <> CASE WHEN maker = 1 THEN CAST($3 AS TEXT) ELSE CAST($5 AS TEXT) END;

-- name: shelf_add_parties
INSERT INTO shelf_row (organisation_id, envelope_id, account_id, maker, shelf, visible)
SELECT e.organisation_id, e.id, r.account_id, 0,
       CASE WHEN e.state = 'draft' THEN 'hidden' ELSE e.state END,
       CASE WHEN e.state = 'draft' THEN 0 ELSE 1 END
  FROM envelope e JOIN recipient r ON r.envelope_id = e.id
 WHERE e.organisation_id = $1 AND e.id = $2 AND r.account_id = $3
 LIMIT 1
    ON CONFLICT (envelope_id, account_id) DO NOTHING;

-- name: shelf_drop_parties
-- Who is no party any more.
DELETE FROM shelf_row
 WHERE organisation_id = $1 AND envelope_id = $2 AND maker = 0
   AND account_id NOT IN (SELECT r.account_id FROM recipient r
                           WHERE r.envelope_id = $2 AND r.account_id IS NOT NULL);

-- name: shelf_delete
DELETE FROM shelf_row WHERE organisation_id = $1 AND envelope_id = $2;

-- name: shelf_page
-- $2 account ('': everybody), $3 shelf, $4 ids below.
SELECT envelope_id AS id FROM shelf_row
 WHERE organisation_id = $1 AND account_id = $2 AND shelf = $3 AND envelope_id < $4
 ORDER BY envelope_id DESC LIMIT $5;

-- name: shelf_page_all
SELECT envelope_id AS id FROM shelf_row
 WHERE organisation_id = $1 AND account_id = $2 AND visible = 1 AND envelope_id < $3
 ORDER BY envelope_id DESC LIMIT $4;

-- name: shelf_external
-- $3 the mark of the sender's own system, $4 shelf (NULL: any but the trash).
SELECT m.envelope_id AS id FROM envelope_mark m CROSS JOIN shelf_row s
 WHERE m.organisation_id = $1 AND m.external_id = $3 AND m.envelope_id < $5
   AND s.envelope_id = m.envelope_id AND s.account_id = $2
   AND ((CAST($4 AS TEXT) IS NULL AND s.visible = 1) OR s.shelf = $4)
 ORDER BY m.envelope_id DESC LIMIT $6;

-- name: mark_insert
INSERT INTO envelope_mark (organisation_id, external_id, envelope_id) VALUES ($1, $3, $2)
    ON CONFLICT (organisation_id, external_id, envelope_id) DO NOTHING;

-- name: mark_delete
-- All but $3 (NULL: all).
DELETE FROM envelope_mark WHERE organisation_id = $1 AND envelope_id = $2
   AND (CAST($3 AS TEXT) IS NULL OR external_id <> $3);

-- name: shelf_stretch
-- How far a search looks: the oldest of the next $5 ids on a shelf, and how many there are.
SELECT count(*) AS n, min(envelope_id) AS id FROM (
	SELECT envelope_id FROM shelf_row
	 WHERE organisation_id = $1 AND account_id = $2 AND shelf = $3 AND envelope_id < $4
	 ORDER BY envelope_id DESC LIMIT $5) stretch;

-- name: shelf_stretch_all
SELECT count(*) AS n, min(envelope_id) AS id FROM (
	SELECT envelope_id FROM shelf_row
	 WHERE organisation_id = $1 AND account_id = $2 AND visible = 1 AND envelope_id < $3
	 ORDER BY envelope_id DESC LIMIT $4) stretch;

-- name: shelf_search
-- $3 shelf, ids from $4 to below $5, $6 the words as a pattern.
SELECT s.envelope_id AS id FROM shelf_row s JOIN envelope e ON e.id = s.envelope_id
 WHERE s.organisation_id = $1 AND s.account_id = $2 AND s.shelf = $3
   AND s.envelope_id >= $4 AND s.envelope_id < $5
   AND (lower(e.title) LIKE lower($6) ESCAPE '!'
        OR lower(e.external_id) LIKE lower($6) ESCAPE '!'
        OR EXISTS (SELECT 1 FROM recipient r WHERE r.envelope_id = e.id
                    AND (lower(r.name) LIKE lower($6) ESCAPE '!'
                         OR lower(r.company) LIKE lower($6) ESCAPE '!'
                         OR r.email_folded LIKE lower($6) ESCAPE '!')))
 ORDER BY s.envelope_id DESC LIMIT $7;

-- name: shelf_search_all
SELECT s.envelope_id AS id FROM shelf_row s JOIN envelope e ON e.id = s.envelope_id
 WHERE s.organisation_id = $1 AND s.account_id = $2 AND s.visible = 1
   AND s.envelope_id >= $3 AND s.envelope_id < $4
   AND (lower(e.title) LIKE lower($5) ESCAPE '!'
        OR lower(e.external_id) LIKE lower($5) ESCAPE '!'
        OR EXISTS (SELECT 1 FROM recipient r WHERE r.envelope_id = e.id
                    AND (lower(r.name) LIKE lower($5) ESCAPE '!'
                         OR lower(r.company) LIKE lower($5) ESCAPE '!'
                         OR r.email_folded LIKE lower($5) ESCAPE '!')))
 ORDER BY s.envelope_id DESC LIMIT $6;

-- name: shelf_counts
-- Of each list up to $3: nobody reads more, and counting all would take longer every year.
-- ORDER BY: PostgreSQL would else look for a thousand by reading the table, whoever's they are.
SELECT 'draft' AS state, count(*) AS n FROM (
	SELECT 1 FROM shelf_row
	 WHERE organisation_id = $1 AND account_id = $2 AND shelf = 'draft'
	 ORDER BY envelope_id DESC LIMIT $3) draft_
UNION ALL
SELECT 'pending' AS state, count(*) AS n FROM (
	SELECT 1 FROM shelf_row
	 WHERE organisation_id = $1 AND account_id = $2 AND shelf = 'pending'
	 ORDER BY envelope_id DESC LIMIT $3) pending_
UNION ALL
SELECT 'concluding' AS state, count(*) AS n FROM (
	SELECT 1 FROM shelf_row
	 WHERE organisation_id = $1 AND account_id = $2 AND shelf = 'concluding'
	 ORDER BY envelope_id DESC LIMIT $3) concluding_
UNION ALL
SELECT 'completed' AS state, count(*) AS n FROM (
	SELECT 1 FROM shelf_row
	 WHERE organisation_id = $1 AND account_id = $2 AND shelf = 'completed'
	 ORDER BY envelope_id DESC LIMIT $3) completed_
UNION ALL
SELECT 'declined' AS state, count(*) AS n FROM (
	SELECT 1 FROM shelf_row
	 WHERE organisation_id = $1 AND account_id = $2 AND shelf = 'declined'
	 ORDER BY envelope_id DESC LIMIT $3) declined_
UNION ALL
SELECT 'withdrawn' AS state, count(*) AS n FROM (
	SELECT 1 FROM shelf_row
	 WHERE organisation_id = $1 AND account_id = $2 AND shelf = 'withdrawn'
	 ORDER BY envelope_id DESC LIMIT $3) withdrawn_
UNION ALL
SELECT 'expired' AS state, count(*) AS n FROM (
	SELECT 1 FROM shelf_row
	 WHERE organisation_id = $1 AND account_id = $2 AND shelf = 'expired'
	 ORDER BY envelope_id DESC LIMIT $3) expired_
UNION ALL
SELECT 'trash' AS state, count(*) AS n FROM (
	SELECT 1 FROM shelf_row
	 WHERE organisation_id = $1 AND account_id = $2 AND shelf = 'trash'
	 ORDER BY envelope_id DESC LIMIT $3) trash_;

-- name: envelope_many
-- CROSS JOIN: SQLite goes from the page to its rows, never through all of the organisation.
WITH page (page_id) AS (VALUES
	($2), ($3), ($4), ($5), ($6), ($7), ($8), ($9), ($10), ($11),
	($12), ($13), ($14), ($15), ($16), ($17), ($18), ($19), ($20), ($21),
	($22), ($23), ($24), ($25), ($26), ($27), ($28), ($29), ($30), ($31),
	($32), ($33), ($34), ($35), ($36), ($37), ($38), ($39), ($40), ($41),
	($42), ($43), ($44), ($45), ($46), ($47), ($48), ($49), ($50), ($51))
SELECT id, kind, state, version, title, message, trial, sample, created_by, created_at, updated_at,
       sent_by, sent_at, prepared_at, expire_at, completed_at, ended_at, group_no, level_requested,
       level_reached, withdraw_reason, failure, title_hidden, contract_date, effective_date,
       amount, currency, external_id, metadata, allow_forward, reply_to, remind_before_days,
       remind_every_days, remind_at, discarded_at, duplicated_from, return_by, return_at,
       return_comment, approval, certify
  FROM page CROSS JOIN envelope WHERE id = page_id AND organisation_id = $1;

-- name: recipient_many
SELECT id, envelope_id, order_no, side, role, name, email, email_folded, company, locale,
       account_id, state, sent_at, opened_at, agreed_at, completed_at, declined_at, decline_reason,
       declared_name, declared_company, declared_department, declared_title, statement_version,
       factors, act_id, seat, department, title, method, forwarded_to, forwarded_from,
       forwarded_at, forward_reason, handed_at, reminded_at, signer_sha256, signer_subject,
       signer_issuer
  FROM recipient
 WHERE organisation_id = $1 AND envelope_id IN (
	$2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
	$12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
	$22, $23, $24, $25, $26, $27, $28, $29, $30, $31,
	$32, $33, $34, $35, $36, $37, $38, $39, $40, $41,
	$42, $43, $44, $45, $46, $47, $48, $49, $50, $51)
 ORDER BY envelope_id, order_no, id;

-- name: document_many
SELECT id, envelope_id, kind, position, name, state, pages, signatures, certified, repaired, notes,
       original_blob, original_size, original_sha256, head_no, created_at, visible_no
  FROM document
 WHERE organisation_id = $1 AND envelope_id IN (
	$2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
	$12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
	$22, $23, $24, $25, $26, $27, $28, $29, $30, $31,
	$32, $33, $34, $35, $36, $37, $38, $39, $40, $41,
	$42, $43, $44, $45, $46, $47, $48, $49, $50, $51)
 ORDER BY envelope_id, position, id;
