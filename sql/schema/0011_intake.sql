-- What an upload was and what became of it; and what its text and its form say.
--
-- format: 'pdf', or what it was converted from ('docx', 'png' …); name and original_sha256 of the
-- document are the upload's, name here is the file's name as it came. converter: program and
-- version that made the PDF; fonts: those it did not have, a JSON list. tries counts conversions
-- that were begun. reading: whether the text was looked at; reading_error: text code why not.
CREATE TABLE document_source (
	document_id TEXT NOT NULL PRIMARY KEY REFERENCES document (id),
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	format TEXT NOT NULL,
	name TEXT NOT NULL,
	converter TEXT,
	fonts TEXT NOT NULL,
	tries INT64 NOT NULL,
	reading TEXT NOT NULL CHECK (reading IN ('waiting', 'done', 'failed')),
	reading_error TEXT,
	pages_read INT64 NOT NULL,
	cut INT64 NOT NULL,
	created_at INT64 NOT NULL,
	read_at INT64
) STRICT;

-- Found in a document: text tags, form fields, wordings that fit paper only. data is JSON
-- (docs/formats/text-tags.md).
CREATE TABLE document_finding (
	document_id TEXT NOT NULL REFERENCES document (id),
	no INT64 NOT NULL,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	kind TEXT NOT NULL CHECK (kind IN ('tag', 'wording', 'form')),
	page INT64 NOT NULL,
	data TEXT NOT NULL,
	PRIMARY KEY (document_id, no)
) STRICT;
