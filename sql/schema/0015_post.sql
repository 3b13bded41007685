-- Requests that carry an Idempotency-Key, and mails that come back.
--
-- One row a key of a caller: claimed before the request runs, done in the transaction that carried it
-- out. claim tells two runs of one key apart; after lease_until another may take it over. answer is the
-- JSON document, encrypted like mails; NULL: there is none, or it holds a secret.
CREATE TABLE idempotency (
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	caller TEXT NOT NULL,
	key_hash BYTES NOT NULL,
	id TEXT NOT NULL,
	route TEXT NOT NULL,
	body_hash BYTES,
	state TEXT NOT NULL CHECK (state IN ('running', 'done')),
	claim TEXT NOT NULL,
	lease_until INT64 NOT NULL,
	status INT64,
	answer BYTES,
	created_at INT64 NOT NULL,
	PRIMARY KEY (organisation_id, caller, key_hash)
) STRICT;
CREATE INDEX idempotency_age ON idempotency (created_at);

-- bounce_token stands in the envelope sender of the mail, so that a report about it finds its row.
-- dsn_*: what a mail server reported after it had taken the mail: delayed or failed, the enhanced
-- status code (RFC 3463) and its words. reply_to: where people's answers go, as it was decided then.
ALTER TABLE mail ADD COLUMN bounce_token TEXT;
ALTER TABLE mail ADD COLUMN reply_to TEXT;
ALTER TABLE mail ADD COLUMN dsn_state TEXT CHECK (dsn_state IN ('delayed', 'failed'));
ALTER TABLE mail ADD COLUMN dsn_code TEXT;
ALTER TABLE mail ADD COLUMN dsn_text TEXT;
ALTER TABLE mail ADD COLUMN dsn_at INT64;
CREATE UNIQUE INDEX mail_bounce ON mail (bounce_token);

-- Where answers to the mails of an organisation go; NULL: to the person who sends.
CREATE TABLE mail_setting (
	organisation_id TEXT NOT NULL PRIMARY KEY REFERENCES organisation (id),
	version INT64 NOT NULL,
	reply_to TEXT,
	updated_at INT64 NOT NULL
) STRICT;
