-- At conclusion the parts of a document become one blob; every revision that led to the newest one is a
-- prefix of it. Those that were left when the envelope went back to its sender stay as they are.

-- name: document_original_flatten
-- The upload itself is the prefix too, unless it was repaired and so is another file.
UPDATE document SET original_blob = $3
 WHERE organisation_id = $1 AND id = $2
   AND original_blob = (SELECT blob_id FROM revision WHERE organisation_id = $1 AND document_id = $2
                           AND no = 1);

-- name: revision_flatten
-- One revision of the chain; nothing when it stands there already.
UPDATE revision SET blob_id = $4, parent_no = 0 WHERE organisation_id = $1 AND document_id = $2 AND no = $3;
