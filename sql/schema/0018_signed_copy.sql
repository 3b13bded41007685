-- Signed elsewhere (当事者型 without our program): what a recipient handed in for a document, one a document.
--
-- base_no, base_sha256, base_size: the revision that was signed; sha256, size: of the whole file as it was handed in; tail_blob:
-- what it adds to the revision. The other columns are of its one signature, as in seal. It waits for the other files of the
-- contract and for the act, which takes the row away.
CREATE TABLE signed_copy (
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	recipient_id TEXT NOT NULL,
	document_id TEXT NOT NULL REFERENCES document (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	base_no INT64 NOT NULL,
	base_sha256 TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	size INT64 NOT NULL,
	base_size INT64 NOT NULL,
	tail_blob TEXT NOT NULL REFERENCES blob (id),
	document_digest BYTES NOT NULL,
	signed_attrs BYTES NOT NULL,
	signature BYTES NOT NULL,
	certificates BYTES NOT NULL,
	algorithm TEXT NOT NULL,
	sub_filter TEXT NOT NULL,
	revocation TEXT NOT NULL CHECK (revocation IN ('good', 'unknown')),
	created_at INT64 NOT NULL,
	PRIMARY KEY (recipient_id, document_id)
) STRICT;
CREATE INDEX signed_copy_age ON signed_copy (created_at);
CREATE INDEX signed_copy_document ON signed_copy (document_id);
CREATE INDEX signed_copy_envelope ON signed_copy (envelope_id);
CREATE INDEX signed_copy_blob ON signed_copy (tail_blob);
