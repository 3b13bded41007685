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
