-- Fields of contracts, their values, pictures and saved seals.

-- name: field_insert
INSERT INTO field (organisation_id, id, envelope_id, document_id, seat, position, kind, name, label,
	required, initial, options, format, font_size, align, max_length, source, cover, form_name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- name: field_update
UPDATE field SET envelope_id = $3, document_id = $4, seat = $5, position = $6, kind = $7, name = $8,
	label = $9, required = $10, initial = $11, options = $12, format = $13, font_size = $14,
	align = $15, max_length = $16, source = $17, cover = $18, form_name = $19
 WHERE organisation_id = $1 AND id = $2;

-- name: field_list
SELECT id, envelope_id, document_id, seat, position, kind, name, label, required, initial, options,
       format, font_size, align, max_length, source, cover, form_name
  FROM field WHERE organisation_id = $1 AND envelope_id = $2
 ORDER BY position, id;

-- name: field_delete
DELETE FROM field WHERE organisation_id = $1 AND id = $2;

-- name: field_delete_document
DELETE FROM field WHERE organisation_id = $1 AND document_id = $2;

-- name: field_area_insert
INSERT INTO field_area (organisation_id, field_id, no, page, x, y, w, h, box_w, box_h, value)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: field_area_list
SELECT a.field_id AS field_id, a.no AS no, a.page AS page, a.x AS x, a.y AS y, a.w AS w, a.h AS h,
       a.box_w AS box_w, a.box_h AS box_h, a.value AS value
  FROM field_area a JOIN field f ON f.id = a.field_id
 WHERE f.organisation_id = $1 AND f.envelope_id = $2
 ORDER BY f.position, f.id, a.no;

-- name: field_area_delete
DELETE FROM field_area WHERE organisation_id = $1 AND field_id = $2;

-- name: field_area_delete_document
DELETE FROM field_area WHERE organisation_id = $1
   AND field_id IN (SELECT id FROM field WHERE document_id = $2);

-- name: field_value_list
SELECT field_id, envelope_id, value, by_id, saved_at, act_id, seal_id
  FROM field_value WHERE organisation_id = $1 AND envelope_id = $2;

-- name: field_value_put
-- Changes nothing once the value is part of an act.
INSERT INTO field_value (organisation_id, field_id, envelope_id, value, by_id, saved_at, act_id, seal_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (field_id) DO UPDATE SET value = excluded.value, by_id = excluded.by_id,
	saved_at = excluded.saved_at, act_id = excluded.act_id, seal_id = excluded.seal_id
 WHERE field_value.act_id IS NULL;

-- name: field_value_thaw
UPDATE field_value SET act_id = NULL
 WHERE organisation_id = $1 AND envelope_id = $2 AND act_id IS NOT NULL;

-- name: field_value_delete
DELETE FROM field_value WHERE organisation_id = $1 AND field_id = $2 AND act_id IS NULL;

-- name: field_value_delete_document
DELETE FROM field_value WHERE organisation_id = $1
   AND field_id IN (SELECT id FROM field WHERE document_id = $2);

-- name: field_image_insert
INSERT INTO field_image (organisation_id, id, envelope_id, seat, blob_id, sha256, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: field_image_get
SELECT id, envelope_id, seat, blob_id, sha256, created_at
  FROM field_image WHERE organisation_id = $1 AND id = $2;

-- name: field_image_count
SELECT count(*) AS n FROM field_image WHERE organisation_id = $1 AND envelope_id = $2 AND seat = $3;

-- name: field_image_doom
UPDATE blob SET state = 'doomed', wrapped_key = NULL WHERE organisation_id = $1
   AND id IN (SELECT blob_id FROM field_image WHERE envelope_id = $2);

-- name: field_image_delete_all
DELETE FROM field_image WHERE organisation_id = $1 AND envelope_id = $2;

-- name: seal_image_insert
INSERT INTO seal_image (organisation_id, id, account_id, kind, name, shape, text, outer_text, mm, blob_id,
	sha256, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: seal_image_list
-- The member's own and the company's.
SELECT id, account_id, kind, name, shape, text, outer_text, mm, blob_id, sha256, created_at
  FROM seal_image WHERE organisation_id = $1 AND (account_id = $2 OR kind = 'company')
 ORDER BY created_at, id;

-- name: seal_image_get
SELECT id, account_id, kind, name, shape, text, outer_text, mm, blob_id, sha256, created_at
  FROM seal_image WHERE organisation_id = $1 AND id = $2;

-- name: seal_image_delete
DELETE FROM seal_image WHERE organisation_id = $1 AND id = $2;

-- name: seal_image_in_use
-- Values of contracts that are not finished show it.
SELECT count(*) AS n FROM field_value v JOIN envelope x ON x.id = v.envelope_id
 WHERE v.organisation_id = $1 AND v.seal_id = $2 AND x.state IN ('draft', 'pending', 'concluding');
