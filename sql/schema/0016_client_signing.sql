-- Client remote signing (当事者型): a party signs with a certificate of its own, on its own PC.
--
-- A ticket (署名チケット) leads from the browser of a recipient to the program that holds the key. Only
-- hashes are here: of the ticket, which is redeemed once (redeemed_at), and of the session that comes of
-- it. browser_hash is the recipient's session, whose factors count for the act; input is what the
-- recipient declared and was shown. seq: the last number that the program used. certificates: DER, the
-- party's own first, then its chain. act_id and event_hash are those of the newest preparation; of its
-- values there is a digest and, encrypted, the values themselves. error: the last refusal, a slug of
-- errors.def.
CREATE TABLE signing_ticket (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	recipient_id TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'redeemed', 'certificate', 'preparing', 'prepared',
		'signing', 'done', 'failed', 'expired', 'cancelled')),
	token_hash BYTES NOT NULL UNIQUE,
	browser_hash BYTES NOT NULL,
	confirm_code TEXT NOT NULL,
	input TEXT NOT NULL,
	created_at INT64 NOT NULL,
	expires_at INT64 NOT NULL,
	redeemed_at INT64,
	session_hash BYTES UNIQUE,
	session_ends_at INT64,
	seq INT64 NOT NULL,
	agent_version TEXT,
	agent_os TEXT,
	agent_address TEXT,
	token_kind TEXT,
	certificates BYTES,
	algorithm TEXT,
	revocation TEXT CHECK (revocation IN ('good', 'unknown')),
	act_id TEXT UNIQUE,
	prepared_at INT64,
	event_hash TEXT,
	entries BYTES,
	entries_sha256 TEXT,
	error TEXT,
	ended_at INT64
) STRICT;
CREATE INDEX signing_ticket_recipient ON signing_ticket (recipient_id, created_at);
CREATE INDEX signing_ticket_envelope ON signing_ticket (envelope_id);

-- What the program is given of one prepared seal (JSON, encrypted: it holds bytes of the document).
CREATE TABLE signing_operation (
	seal_id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	ticket_id TEXT NOT NULL REFERENCES signing_ticket (id),
	document_id TEXT NOT NULL,
	answer BYTES NOT NULL
) STRICT;
CREATE INDEX signing_operation_ticket ON signing_operation (ticket_id);

-- A seal that a key outside signs (key_id 'party'): certificates as above, the algorithm's name, and until
-- when its revision number is kept for it while it is 'prepared'; after that it gives way to whoever comes.
ALTER TABLE seal ADD COLUMN certificates BYTES;
ALTER TABLE seal ADD COLUMN algorithm TEXT;
ALTER TABLE seal ADD COLUMN reserved_until INT64;

-- Whose certificate a recipient with one of its own has to show: that very one (SHA-256 of it, hex), or
-- one whose subject and issuer hold these words. NULL: anyone's from an authority that is trusted.
ALTER TABLE recipient ADD COLUMN signer_sha256 TEXT;
ALTER TABLE recipient ADD COLUMN signer_subject TEXT;
ALTER TABLE recipient ADD COLUMN signer_issuer TEXT;
