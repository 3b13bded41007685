-- Fields (入力項目) of a contract, what is filled in, and pictures of seals and handwriting.
--
-- seat: recipient_seat of the party that fills it in, NULL: the sender, before sending. No foreign
-- key: a draft's recipients are written anew with each edit. initial, options and format are JSON.
-- font_size in hundredths of a point, 0: as large as fits. max_length 0: no bound of its own.
-- form_name: an AcroForm field that the file brought along. cover: the box is painted white first.
CREATE TABLE field (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	document_id TEXT NOT NULL REFERENCES document (id),
	seat TEXT,
	position INT64 NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('text', 'multiline', 'date', 'check', 'radio', 'select',
		'number', 'name', 'company', 'department', 'title', 'address', 'mail', 'initials',
		'ink', 'seal', 'signature')),
	name TEXT NOT NULL,
	label TEXT NOT NULL,
	required INT64 NOT NULL,
	initial TEXT,
	options TEXT NOT NULL,
	format TEXT NOT NULL,
	font_size INT64 NOT NULL,
	align TEXT NOT NULL CHECK (align IN ('left', 'center', 'right')),
	max_length INT64 NOT NULL,
	source TEXT NOT NULL CHECK (source IN ('placed', 'form', 'tag')),
	cover INT64 NOT NULL,
	form_name TEXT
) STRICT;
CREATE INDEX field_envelope ON field (envelope_id, position);
CREATE INDEX field_document ON field (document_id);

-- Millionths of the page as it is seen, from its top left; box_* is the same box in thousandths of
-- a point. value: the option of a radio button.
CREATE TABLE field_area (
	field_id TEXT NOT NULL REFERENCES field (id),
	no INT64 NOT NULL,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	page INT64 NOT NULL,
	x INT64 NOT NULL,
	y INT64 NOT NULL,
	w INT64 NOT NULL,
	h INT64 NOT NULL,
	box_w INT64 NOT NULL,
	box_h INT64 NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (field_id, no)
) STRICT;

-- Uploaded pictures: handwriting, seals. Encrypted blobs, like documents.
CREATE TABLE field_image (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	seat TEXT NOT NULL,
	blob_id TEXT NOT NULL REFERENCES blob (id),
	sha256 TEXT NOT NULL,
	created_at INT64 NOT NULL
) STRICT;
CREATE INDEX field_image_envelope ON field_image (envelope_id, seat);

-- value: JSON, encrypted with the organisation's data key. by_id: the recipient or the member.
-- act_id: the act that the value is part of; from then on it does not change any more. seal_id: a
-- saved seal that it shows, which stays while the contract is not finished.
CREATE TABLE field_value (
	field_id TEXT NOT NULL PRIMARY KEY REFERENCES field (id),
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	value BYTES NOT NULL,
	by_id TEXT NOT NULL,
	saved_at INT64 NOT NULL,
	act_id TEXT,
	seal_id TEXT
) STRICT;
CREATE INDEX field_value_envelope ON field_value (envelope_id);
CREATE INDEX field_value_seal ON field_value (seal_id);

-- Seals that members keep: one's own, and the company's. Either drawn from text or a picture.
-- mm: side or diameter in tenths of a millimetre.
CREATE TABLE seal_image (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	account_id TEXT NOT NULL REFERENCES account (id),
	kind TEXT NOT NULL CHECK (kind IN ('personal', 'company')),
	name TEXT NOT NULL,
	shape TEXT NOT NULL CHECK (shape IN ('round', 'square', 'company', 'image')),
	text TEXT NOT NULL,
	outer_text TEXT NOT NULL,
	mm INT64 NOT NULL,
	blob_id TEXT REFERENCES blob (id),
	sha256 TEXT,
	created_at INT64 NOT NULL
) STRICT;
CREATE INDEX seal_image_account ON seal_image (organisation_id, account_id);
