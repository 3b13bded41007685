-- What uploads were, and what was found in them.

-- name: document_source_insert
INSERT INTO document_source (organisation_id, document_id, format, name, converter, fonts, tries, reading,
	reading_error, pages_read, cut, created_at, read_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: document_source_update
UPDATE document_source SET format = $3, name = $4, converter = $5, fonts = $6, tries = $7, reading = $8,
	reading_error = $9, pages_read = $10, cut = $11, created_at = $12, read_at = $13
 WHERE organisation_id = $1 AND document_id = $2;

-- name: document_source_get
SELECT document_id, format, name, converter, fonts, tries, reading, reading_error, pages_read, cut,
       created_at, read_at
  FROM document_source WHERE organisation_id = $1 AND document_id = $2;

-- name: document_source_delete
DELETE FROM document_source WHERE organisation_id = $1 AND document_id = $2;

-- name: document_finding_insert
INSERT INTO document_finding (organisation_id, document_id, no, kind, page, data)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: document_finding_list
SELECT document_id, no, kind, page, data FROM document_finding
 WHERE organisation_id = $1 AND document_id = $2 ORDER BY no;

-- name: document_finding_delete
DELETE FROM document_finding WHERE organisation_id = $1 AND document_id = $2;
