-- The address book.

-- name: contact_insert
INSERT INTO contact (organisation_id, id, name, email, email_folded, company, department, title, locale,
	phone, note, folded, version, used_at, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: contact_update
-- Changes no row when somebody else was faster: $17 is the version that was read.
UPDATE contact SET name = $3, email = $4, email_folded = $5, company = $6, department = $7, title = $8,
	locale = $9, phone = $10, note = $11, folded = $12, version = $13, used_at = $14,
	created_at = $15, updated_at = $16
 WHERE organisation_id = $1 AND id = $2 AND version = $17;

-- name: contact_get
SELECT id, name, email, email_folded, company, department, title, locale, phone, note, folded, version,
       used_at, created_at, updated_at
  FROM contact WHERE organisation_id = $1 AND id = $2;

-- name: contact_list
-- The last used first; $2 and $3: used_at and id of the row above the first one wanted.
SELECT id, name, email, email_folded, company, department, title, locale, phone, note, folded, version,
       used_at, created_at, updated_at
  FROM contact
 WHERE organisation_id = $1 AND (used_at < $2 OR (used_at = $2 AND id < $3))
 ORDER BY used_at DESC, id DESC LIMIT $4;

-- name: contact_search
SELECT id, name, email, email_folded, company, department, title, locale, phone, note, folded, version,
       used_at, created_at, updated_at
  FROM contact
 WHERE organisation_id = $1 AND (used_at < $2 OR (used_at = $2 AND id < $3))
   AND folded LIKE $5 ESCAPE '!'
 ORDER BY used_at DESC, id DESC LIMIT $4;

-- name: contact_by_email
SELECT id, name, email, email_folded, company, department, title, locale, phone, note, folded, version,
       used_at, created_at, updated_at
  FROM contact WHERE organisation_id = $1 AND email_folded = $2 ORDER BY id LIMIT 20;

-- name: contact_used
UPDATE contact SET used_at = $3 WHERE organisation_id = $1 AND email_folded = $2;

-- name: contact_delete
DELETE FROM contact WHERE organisation_id = $1 AND id = $2;
