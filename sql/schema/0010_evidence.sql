-- What evidence needs beyond the contract itself: the register's lines, the mails as they went out,
-- the clock, and bundles that were made.

-- A line of the sealer's register, copied when the act's job ends, and its way up the tree over the
-- register as it was then (docs/decisions/0421). An audit event register.recorded of the envelope
-- tells lines, size, head and root. seal_id is the act's name in the register.
CREATE TABLE register_line (
	seal_id TEXT NOT NULL PRIMARY KEY REFERENCES seal (id),
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	line TEXT NOT NULL,
	size INT64 NOT NULL,
	path BYTES NOT NULL,
	recorded_at INT64 NOT NULL
) STRICT;
CREATE INDEX register_line_envelope ON register_line (envelope_id);

-- A mail byte for byte as the mail server got it, encrypted like the mail's own body. No reference:
-- it goes with the mail in the same transaction.
CREATE TABLE mail_copy (
	mail_id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT,
	sha256 TEXT NOT NULL,
	content BYTES NOT NULL,
	sent_at INT64 NOT NULL
) STRICT;
CREATE INDEX mail_copy_envelope ON mail_copy (envelope_id);

-- What the kernel says about the clock of a machine (adjtimex), in microseconds, once an hour.
CREATE TABLE clock_state (
	at INT64 NOT NULL,
	host TEXT NOT NULL,
	synchronised INT64 NOT NULL,
	offset_us INT64 NOT NULL,
	error_max_us INT64 NOT NULL,
	error_us INT64 NOT NULL,
	PRIMARY KEY (at, host)
) STRICT;

-- The newest bundle for a court of an envelope. revision grows with each that is asked for.
CREATE TABLE bundle (
	envelope_id TEXT NOT NULL PRIMARY KEY REFERENCES envelope (id),
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	revision INT64 NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('making', 'ready', 'failed')),
	asked_by TEXT NOT NULL,
	asked_at INT64 NOT NULL,
	made_at INT64,
	blob_id TEXT REFERENCES blob (id),
	size INT64 NOT NULL,
	sha256 TEXT,
	failure TEXT
) STRICT;
