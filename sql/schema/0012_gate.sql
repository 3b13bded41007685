-- What stands between a recipient's link and the document: factors, terms, statutory consent.
--
-- A link that another browser has used already proves less: opened_at is when the button was first
-- pressed on it, recipient_browser which browsers did. needs_code: this session has to enter a code
-- sent by mail, whatever the sender asked for.
ALTER TABLE recipient_link ADD COLUMN opened_at INT64;
ALTER TABLE recipient_session ADD COLUMN needs_code INT64 NOT NULL DEFAULT 0;

-- data_ends_at: when everything of a customer who leaves is deleted; data_notice_at: when its
-- counterparties were told.
ALTER TABLE organisation ADD COLUMN data_ends_at INT64;
ALTER TABLE organisation ADD COLUMN data_notice_at INT64;

CREATE TABLE recipient_browser (
	token_hash BYTES NOT NULL,
	recipient_id TEXT NOT NULL,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	created_at INT64 NOT NULL,
	PRIMARY KEY (token_hash, recipient_id)
) STRICT;
CREATE INDEX recipient_browser_recipient ON recipient_browser (recipient_id);

-- What the sender asks of a recipient beside the link. secret_hash: of the access code (Argon2id),
-- never readable again; phone: E.164, encrypted with the organisation's data key. No foreign key to
-- the recipient: a draft's recipients are written anew at every edit, under the same ids.
CREATE TABLE recipient_factor (
	recipient_id TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('access_code', 'mail_code', 'sms_code', 'totp', 'passkey')),
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	position INT64 NOT NULL,
	secret_hash TEXT,
	phone BYTES,
	PRIMARY KEY (recipient_id, kind)
) STRICT;
CREATE INDEX recipient_factor_envelope ON recipient_factor (envelope_id);

-- A code or challenge that is out: the newest of each kind, for the session that asked. value is
-- encrypted with the organisation's data key; tries counts wrong answers to it.
CREATE TABLE factor_code (
	session_hash BYTES NOT NULL,
	kind TEXT NOT NULL,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	recipient_id TEXT NOT NULL,
	value BYTES NOT NULL,
	tries INT64 NOT NULL,
	created_at INT64 NOT NULL,
	expires_at INT64 NOT NULL,
	PRIMARY KEY (session_hash, kind)
) STRICT;
CREATE INDEX factor_code_expiry ON factor_code (expires_at);

-- Factors that a session has passed.
CREATE TABLE factor_pass (
	session_hash BYTES NOT NULL,
	kind TEXT NOT NULL,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	recipient_id TEXT NOT NULL,
	channel TEXT NOT NULL,
	at INT64 NOT NULL,
	PRIMARY KEY (session_hash, kind)
) STRICT;
CREATE INDEX factor_pass_recipient ON factor_pass (recipient_id);

-- Wrong answers in a row and how long to wait, per recipient and per address (subject is a hash:
-- no address is stored).
CREATE TABLE factor_lock (
	subject BYTES NOT NULL PRIMARY KEY,
	failures INT64 NOT NULL,
	locked_until INT64 NOT NULL,
	updated_at INT64 NOT NULL
) STRICT;

-- Enrolled once, asked for again in the next contract to the same address. last_step: a code of
-- this or an earlier step of 30 seconds is refused.
CREATE TABLE person_totp (
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	email_folded TEXT NOT NULL,
	secret BYTES NOT NULL,
	last_step INT64 NOT NULL,
	created_at INT64 NOT NULL,
	PRIMARY KEY (organisation_id, email_folded)
) STRICT;

CREATE TABLE person_passkey (
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	credential_id BYTES NOT NULL,
	email_folded TEXT NOT NULL,
	public_key BYTES NOT NULL,
	sign_count INT64 NOT NULL,
	created_at INT64 NOT NULL,
	used_at INT64,
	PRIMARY KEY (organisation_id, credential_id)
) STRICT;
CREATE INDEX person_passkey_address ON person_passkey (organisation_id, email_folded);

-- The least that an organisation demands, each a JSON list of kinds. member: what a signed-in
-- member has to enter again before an own act (password, totp, passkey).
CREATE TABLE factor_policy (
	organisation_id TEXT NOT NULL PRIMARY KEY REFERENCES organisation (id),
	version INT64 NOT NULL,
	counterparty TEXT NOT NULL,
	own TEXT NOT NULL,
	member TEXT NOT NULL,
	updated_at INT64 NOT NULL
) STRICT;

-- Text messages. to_phone and body are encrypted with the organisation's data key.
CREATE TABLE sms (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	recipient_id TEXT NOT NULL,
	to_phone BYTES NOT NULL,
	body BYTES NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
	attempts INT64 NOT NULL,
	reply TEXT,
	created_at INT64 NOT NULL,
	expires_at INT64 NOT NULL,
	sent_at INT64
) STRICT;
CREATE INDEX sms_recipient ON sms (recipient_id, id);

-- The terms for recipients, accepted once per address and version.
CREATE TABLE terms_acceptance (
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	email_folded TEXT NOT NULL,
	version TEXT NOT NULL,
	recipient_id TEXT NOT NULL,
	at INT64 NOT NULL,
	PRIMARY KEY (organisation_id, email_folded, version)
) STRICT;

-- Laws that the sender names for a recipient, and each step that was taken of them. A withdrawn
-- step stays, with its time; taking it again is a new row.
CREATE TABLE recipient_law (
	recipient_id TEXT NOT NULL,
	law TEXT NOT NULL,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	position INT64 NOT NULL,
	PRIMARY KEY (recipient_id, law)
) STRICT;
CREATE INDEX recipient_law_envelope ON recipient_law (envelope_id);

CREATE TABLE consent_step (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	recipient_id TEXT NOT NULL,
	law TEXT NOT NULL,
	version TEXT NOT NULL,
	step TEXT NOT NULL,
	answer TEXT,
	at INT64 NOT NULL,
	withdrawn_at INT64
) STRICT;
CREATE INDEX consent_step_recipient ON consent_step (recipient_id, id);
CREATE INDEX consent_step_envelope ON consent_step (envelope_id);
