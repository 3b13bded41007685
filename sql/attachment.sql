-- Files that go along with an envelope.

-- name: attachment_insert
INSERT INTO attachment (organisation_id, id, envelope_id, name, media_type, size, sha256, blob_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: attachment_list
SELECT id, envelope_id, name, media_type, size, sha256, blob_id, created_at
  FROM attachment WHERE organisation_id = $1 AND envelope_id = $2 ORDER BY id;

-- name: attachment_delete
DELETE FROM attachment WHERE organisation_id = $1 AND id = $2;
