-- Parties that sign with certificates of their own: what an organisation accepts.

-- name: party_policy_get
SELECT version, issuers, policies, algorithms, sub_filter, jpki, updated_at
  FROM party_policy WHERE organisation_id = $1;

-- name: party_policy_insert
INSERT INTO party_policy (organisation_id, version, issuers, policies, algorithms, sub_filter, jpki, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: party_policy_update
UPDATE party_policy SET version = $2, issuers = $3, policies = $4, algorithms = $5, sub_filter = $6, jpki = $7,
	updated_at = $8
 WHERE organisation_id = $1 AND version = $2 - 1;

-- name: signed_copy_insert
INSERT INTO signed_copy (organisation_id, recipient_id, document_id, envelope_id, base_no, base_sha256, sha256, size,
	base_size, tail_blob, document_digest, signed_attrs, signature, certificates, algorithm, sub_filter, revocation,
	created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);

-- name: signed_copy_list
-- What a recipient has handed in.
SELECT recipient_id, document_id, envelope_id, base_no, base_sha256, sha256, size, base_size, tail_blob, document_digest,
       signed_attrs, signature, certificates, algorithm, sub_filter, revocation, created_at
  FROM signed_copy WHERE organisation_id = $1 AND recipient_id = $2 ORDER BY document_id;

-- name: signed_copy_delete
-- That one and none that took its place: a file that is handed in anew has another blob.
DELETE FROM signed_copy WHERE organisation_id = $1 AND recipient_id = $2 AND document_id = $3 AND tail_blob = $4;

-- name: signed_copy_old
-- Of all organisations: handed in before $1, and nothing came of it.
SELECT organisation_id, recipient_id, document_id, tail_blob FROM signed_copy WHERE created_at < $1
 ORDER BY created_at LIMIT 100;
