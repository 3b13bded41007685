-- Remote signing services: a signing ticket whose key is held by one (CSC API). remote_service: its name in the
-- settings; NULL: the ticket is a program's. remote_state: SHA-256 of the OAuth state under which the browser
-- is away at the service, until remote_state_ends_at; it is taken once. remote_secrets: JSON, encrypted with
-- the organisation's key (associated data = id): what is needed to go on, tokens among it, until the end.
ALTER TABLE signing_ticket ADD COLUMN remote_service TEXT;
ALTER TABLE signing_ticket ADD COLUMN remote_state BYTES;
ALTER TABLE signing_ticket ADD COLUMN remote_state_ends_at INT64;
ALTER TABLE signing_ticket ADD COLUMN remote_secrets BYTES;
CREATE UNIQUE INDEX signing_ticket_remote_state ON signing_ticket (remote_state);
