-- Blobs, documents, revisions, seals.

-- name: blob_insert
-- Before the file is written.
INSERT INTO blob (organisation_id, id, state, size, wrapped_key, created_at)
VALUES ($1, $2, 'writing', 0, NULL, $3);

-- name: blob_ready
-- After blob_commit, in the transaction that makes use of it.
UPDATE blob SET state = 'ready', size = $3, wrapped_key = $4
 WHERE organisation_id = $1 AND id = $2 AND state = 'writing';

-- name: blob_get
SELECT id, state, size, wrapped_key, created_at FROM blob
 WHERE organisation_id = $1 AND id = $2 AND state = 'ready';

-- name: blob_doom
-- Its key is gone at once; the sweep removes the file and the row.
UPDATE blob SET state = 'doomed', wrapped_key = NULL WHERE organisation_id = $1 AND id = $2;

-- name: blob_sweep_list
-- Doomed, or left behind in the middle of writing ($1: older than). Of all organisations.
SELECT organisation_id, id FROM blob
 WHERE state = 'doomed' OR (state = 'writing' AND created_at < $1)
 ORDER BY created_at LIMIT 100;

-- name: blob_give_up
-- Whoever was writing it can no longer make it ready. Changes no row that became ready meanwhile.
UPDATE blob SET state = 'doomed', wrapped_key = NULL
 WHERE organisation_id = $1 AND id = $2 AND state <> 'ready';

-- name: blob_delete
DELETE FROM blob WHERE organisation_id = $1 AND id = $2 AND state <> 'ready';

-- name: document_insert
INSERT INTO document (organisation_id, id, envelope_id, kind, position, name, state, pages,
	signatures, certified, repaired, notes, original_blob, original_size, original_sha256,
	head_no, created_at, visible_no)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);

-- name: document_update
UPDATE document SET envelope_id = $3, kind = $4, position = $5, name = $6, state = $7, pages = $8,
	signatures = $9, certified = $10, repaired = $11, notes = $12, original_blob = $13,
	original_size = $14, original_sha256 = $15, head_no = $16, created_at = $17,
	visible_no = $18
 WHERE organisation_id = $1 AND id = $2;

-- name: document_get
SELECT id, envelope_id, kind, position, name, state, pages, signatures, certified, repaired, notes,
       original_blob, original_size, original_sha256, head_no, created_at, visible_no
  FROM document WHERE organisation_id = $1 AND id = $2;

-- name: document_list
SELECT id, envelope_id, kind, position, name, state, pages, signatures, certified, repaired, notes,
       original_blob, original_size, original_sha256, head_no, created_at, visible_no
  FROM document WHERE organisation_id = $1 AND envelope_id = $2
 ORDER BY position, id;

-- name: document_delete
DELETE FROM document WHERE organisation_id = $1 AND id = $2;

-- name: revision_insert
INSERT INTO revision (organisation_id, document_id, no, parent_no, kind, blob_id, size, sha256, state256,
	state384, state512, signing_index, act_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: revision_get
SELECT document_id, no, parent_no, kind, blob_id, size, sha256, act_id, created_at
  FROM revision WHERE organisation_id = $1 AND document_id = $2 AND no = $3;

-- name: revision_get_whole
SELECT document_id, no, parent_no, kind, blob_id, size, sha256, state256, state384, state512,
       signing_index, act_id, created_at
  FROM revision WHERE organisation_id = $1 AND document_id = $2 AND no = $3;

-- name: revision_list
SELECT document_id, no, parent_no, kind, blob_id, size, sha256, act_id, created_at
  FROM revision WHERE organisation_id = $1 AND document_id = $2 ORDER BY no;

-- name: revision_shown
-- Is a digest that of one of these revisions? $3 to $4.
SELECT count(*) AS n FROM revision
 WHERE organisation_id = $1 AND document_id = $2 AND no >= $3 AND no <= $4 AND sha256 = $5;

-- name: revision_by_digest
-- The number of the revision that has this digest, of those from $3 to $4.
SELECT no FROM revision
 WHERE organisation_id = $1 AND document_id = $2 AND no >= $3 AND no <= $4 AND sha256 = $5
 ORDER BY no DESC LIMIT 1;

-- name: revision_last_no
-- The highest number that was ever given; those of a way that was left count too.
SELECT coalesce(max(no), 0) AS n FROM revision WHERE organisation_id = $1 AND document_id = $2;

-- name: revision_parts
-- The blobs that make up revision $3 and everything before it, oldest first.
SELECT r.no, r.parent_no, r.blob_id, r.size AS size, b.size AS blob_size, b.wrapped_key
  FROM revision r JOIN blob b ON b.id = r.blob_id
 WHERE r.organisation_id = $1 AND r.document_id = $2 AND r.no <= $3
 ORDER BY r.no;

-- name: revision_delete_all
DELETE FROM revision WHERE organisation_id = $1 AND document_id = $2;

-- name: seal_insert
INSERT INTO seal (organisation_id, id, envelope_id, document_id, revision_no, kind, act_id, recipient_id,
	step, key_id, tail_blob, geometry, document_digest, signed_attrs, signature, token, authority,
	gen_time, created_at, updated_at, class, certificates, algorithm, reserved_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
	$23, $24);

-- name: seal_update
UPDATE seal SET envelope_id = $3, document_id = $4, revision_no = $5, kind = $6, act_id = $7,
	recipient_id = $8, step = $9, key_id = $10, tail_blob = $11, geometry = $12,
	document_digest = $13, signed_attrs = $14, signature = $15, token = $16, authority = $17,
	gen_time = $18, created_at = $19, updated_at = $20, class = $21, certificates = $22,
	algorithm = $23, reserved_until = $24
 WHERE organisation_id = $1 AND id = $2;

-- name: seal_by_act
SELECT id, envelope_id, document_id, revision_no, kind, act_id, recipient_id, step, key_id, tail_blob,
       geometry, document_digest, signed_attrs, signature, token, authority, gen_time, created_at,
       updated_at, class, certificates, algorithm, reserved_until
  FROM seal WHERE organisation_id = $1 AND document_id = $2 AND act_id = $3;

-- name: seal_open
-- The seal that is under way on a document, whosever it is.
SELECT id, envelope_id, document_id, revision_no, kind, act_id, recipient_id, step, key_id, tail_blob,
       geometry, document_digest, signed_attrs, signature, token, authority, gen_time, created_at,
       updated_at, class, certificates, algorithm, reserved_until
  FROM seal WHERE organisation_id = $1 AND document_id = $2 AND step <> 'committed';

-- name: seal_list_act
-- The seals of one act that wait for a signature from outside.
SELECT id, envelope_id, document_id, revision_no, kind, act_id, recipient_id, step, key_id, tail_blob,
       geometry, document_digest, signed_attrs, signature, token, authority, gen_time, created_at,
       updated_at, class, certificates, algorithm, reserved_until
  FROM seal WHERE organisation_id = $1 AND act_id = $2 AND step = 'prepared' AND key_id = 'party'
 ORDER BY id;

-- name: seal_reserve
-- Keeps the revision numbers of an act's prepared seals until $3.
UPDATE seal SET reserved_until = $3
 WHERE organisation_id = $1 AND act_id = $2 AND step = 'prepared' AND key_id = 'party';

-- name: seal_sign
-- A signature from outside, once.
UPDATE seal SET step = 'signature', signature = $3, updated_at = $4, reserved_until = NULL
 WHERE organisation_id = $1 AND id = $2 AND step = 'prepared' AND key_id = 'party';

-- name: seal_list
SELECT id, envelope_id, document_id, revision_no, kind, act_id, recipient_id, step, key_id, tail_blob,
       geometry, document_digest, signed_attrs, signature, token, authority, gen_time, created_at,
       updated_at, class, certificates, algorithm, reserved_until
  FROM seal WHERE organisation_id = $1 AND envelope_id = $2 ORDER BY created_at, id;

-- name: seal_pending_documents
-- Contract documents of the envelope that have no committed seal of this act yet.
SELECT count(*) AS n FROM document d
 WHERE d.organisation_id = $1 AND d.envelope_id = $2 AND d.kind = 'contract'
   AND NOT EXISTS (SELECT 1 FROM seal s WHERE s.document_id = d.id AND s.act_id = $3
                      AND s.step = 'committed');

-- name: seal_delete
-- Gives the revision number up; only before anything was asked of the sealer.
DELETE FROM seal WHERE organisation_id = $1 AND id = $2 AND step = 'prepared';
