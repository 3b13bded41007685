-- At conclusion the parts of a document become one blob; every revision is a prefix of it.

-- name: document_original_flatten
-- The upload itself is the prefix too, unless it was repaired and so is another file.
UPDATE document SET original_blob = $3
 WHERE organisation_id = $1 AND id = $2
   AND original_blob = (SELECT blob_id FROM revision WHERE organisation_id = $1 AND document_id = $2
                           AND no = 1);

-- name: blob_doom_parts
UPDATE blob SET state = 'doomed'
 WHERE organisation_id = $1
   AND id IN (SELECT blob_id FROM revision WHERE organisation_id = $1 AND document_id = $2);

-- name: revision_flatten
UPDATE revision SET blob_id = $3, parent_no = 0 WHERE organisation_id = $1 AND document_id = $2;
