-- Batch signing: several requests that wait for one member, signed through one ticket of the signing program.
--
-- A batch (一括署名) has the code, the six digits and the session; each of its requests keeps a signing_ticket of its own, so that
-- each contract's act is a transaction of its own. member_hash is the member's session, which must last as long as the batch; of the
-- ticket and of the program's session there are hashes. seq: the last number that the program used. account_id is whose it is.
CREATE TABLE signing_batch (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	account_id TEXT NOT NULL,
	member_hash BYTES NOT NULL,
	token_hash BYTES NOT NULL UNIQUE,
	confirm_code TEXT NOT NULL,
	created_at INT64 NOT NULL,
	expires_at INT64 NOT NULL,
	redeemed_at INT64,
	session_hash BYTES UNIQUE,
	session_ends_at INT64,
	seq INT64 NOT NULL,
	agent_version TEXT,
	agent_os TEXT,
	agent_address TEXT,
	ended_at INT64
) STRICT;
CREATE INDEX signing_batch_account ON signing_batch (account_id, created_at);

-- Which tickets are its, in the order in which the member chose the requests. The code of such a ticket nobody has.
CREATE TABLE signing_batch_ticket (
	ticket_id TEXT NOT NULL PRIMARY KEY REFERENCES signing_ticket (id),
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	batch_id TEXT NOT NULL REFERENCES signing_batch (id),
	position INT64 NOT NULL
) STRICT;
CREATE INDEX signing_batch_ticket_batch ON signing_batch_ticket (batch_id, position);

-- What waits for a member is found by the member.
CREATE INDEX recipient_account ON recipient (account_id, id);
