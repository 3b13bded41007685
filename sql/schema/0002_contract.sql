-- Contracting organisations, their people, what they send, and what is still to be done.
--
-- Every row that belongs to a customer carries organisation_id; src/store/repo binds it
-- as $1 of every statement on such a table. Times are milliseconds UTC. Flags are 0 or 1.

-- A customer (契約企業). wrapped_key: the organisation's data key, wrapped by the master key.
CREATE TABLE organisation (
	id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'terminating', 'deleted')),
	trial INT64 NOT NULL,
	wrapped_key BYTES NOT NULL,
	created_at INT64 NOT NULL
) STRICT;

-- A person who signs in. email as typed, email_folded for comparing.
CREATE TABLE account (
	id TEXT NOT NULL PRIMARY KEY,
	email TEXT NOT NULL,
	email_folded TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	locale TEXT NOT NULL CHECK (locale IN ('ja', 'en')),
	password_hash TEXT NOT NULL,
	created_at INT64 NOT NULL,
	updated_at INT64 NOT NULL
) STRICT;

CREATE TABLE membership (
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	account_id TEXT NOT NULL REFERENCES account (id),
	role TEXT NOT NULL CHECK (role IN ('owner', 'member', 'operator')),
	created_at INT64 NOT NULL,
	PRIMARY KEY (organisation_id, account_id)
) STRICT;
CREATE INDEX membership_account ON membership (account_id);

-- A signed-in browser. Only the hash of the cookie is known here; the CSRF value is
-- derived from the cookie, so neither can be read out of the database.
CREATE TABLE session (
	token_hash BYTES NOT NULL PRIMARY KEY,
	account_id TEXT NOT NULL REFERENCES account (id),
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	created_at INT64 NOT NULL,
	expires_at INT64 NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account_id);

-- One-time links: set-up of the installation (organisation_id NULL), invitation of a member.
CREATE TABLE ticket (
	token_hash BYTES NOT NULL PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	kind TEXT NOT NULL CHECK (kind IN ('setup', 'invitation')),
	organisation_id TEXT REFERENCES organisation (id),
	email TEXT,
	email_folded TEXT,
	role TEXT,
	created_at INT64 NOT NULL,
	expires_at INT64 NOT NULL,
	used_at INT64
) STRICT;
CREATE INDEX ticket_organisation ON ticket (organisation_id);

-- What is sent (書類). version grows with every edit of the draft; group_no is the order
-- number that is being asked now (0: nobody yet); failure names what the worker could not do.
CREATE TABLE envelope (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	kind TEXT NOT NULL CHECK (kind IN ('contract', 'procedure')),
	state TEXT NOT NULL CHECK (state IN ('draft', 'pending', 'concluding', 'completed',
		'declined', 'withdrawn', 'expired')),
	version INT64 NOT NULL,
	title TEXT NOT NULL,
	message TEXT NOT NULL,
	trial INT64 NOT NULL,
	sample INT64 NOT NULL,
	created_by TEXT NOT NULL REFERENCES account (id),
	created_at INT64 NOT NULL,
	updated_at INT64 NOT NULL,
	sent_by TEXT,
	sent_at INT64,
	prepared_at INT64,
	expire_at INT64,
	completed_at INT64,
	ended_at INT64,
	group_no INT64 NOT NULL,
	level_requested TEXT NOT NULL,
	level_reached TEXT,
	withdraw_reason TEXT,
	failure TEXT
) STRICT;
CREATE INDEX envelope_shelf ON envelope (organisation_id, state, id);

-- Encrypted bytes in the blob store. A row exists before its file does ('writing'), so a
-- file without a row cannot be; a row left in 'writing' is swept with its file.
CREATE TABLE blob (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	state TEXT NOT NULL CHECK (state IN ('writing', 'ready', 'doomed')),
	size INT64 NOT NULL,
	wrapped_key BYTES,
	created_at INT64 NOT NULL
) STRICT;
CREATE INDEX blob_state ON blob (state, created_at);

-- One PDF (ファイル) of an envelope, or its agreement certificate. original_blob is the
-- upload as it came; revision 1 stands on it, or on what the repair made of it.
CREATE TABLE document (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	kind TEXT NOT NULL CHECK (kind IN ('contract', 'certificate')),
	position INT64 NOT NULL,
	name TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('processing', 'ready', 'refused')),
	pages INT64 NOT NULL,
	signatures INT64 NOT NULL,
	certified INT64 NOT NULL,
	repaired INT64 NOT NULL,
	notes TEXT NOT NULL,
	original_blob TEXT REFERENCES blob (id),
	original_size INT64 NOT NULL,
	original_sha256 TEXT NOT NULL,
	head_no INT64 NOT NULL,
	created_at INT64 NOT NULL
) STRICT;
CREATE INDEX document_envelope ON document (envelope_id, position);

-- A revision is its parent plus a tail. blob holds the tail only (parent_no 0: the whole
-- file). size and sha256 are of the whole file up to here; state256/384/512 are the exported
-- running digests over it (for speed only); signing_index is what the next signature needs.
CREATE TABLE revision (
	document_id TEXT NOT NULL REFERENCES document (id),
	no INT64 NOT NULL,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	parent_no INT64 NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('upload', 'repaired', 'send', 'agree', 'closing',
		'timestamp', 'renewal', 'flattened', 'certificate')),
	blob_id TEXT NOT NULL REFERENCES blob (id),
	size INT64 NOT NULL,
	sha256 TEXT NOT NULL,
	state256 BYTES NOT NULL,
	state384 BYTES NOT NULL,
	state512 BYTES NOT NULL,
	signing_index BYTES,
	act_id TEXT,
	created_at INT64 NOT NULL,
	PRIMARY KEY (document_id, no)
) STRICT;

-- One party (宛先). account_id: the member who this is, when own-side and one of ours.
-- What the person declared when agreeing stays as declared_*; factors is a JSON list of
-- {kind, channel}. act_id names the act from acceptance on.
CREATE TABLE recipient (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	order_no INT64 NOT NULL,
	side TEXT NOT NULL CHECK (side IN ('own', 'counterparty')),
	role TEXT NOT NULL CHECK (role IN ('signer', 'approver', 'viewer', 'cc')),
	name TEXT NOT NULL,
	email TEXT NOT NULL,
	email_folded TEXT NOT NULL,
	company TEXT NOT NULL,
	locale TEXT NOT NULL CHECK (locale IN ('ja', 'en')),
	account_id TEXT REFERENCES account (id),
	state TEXT NOT NULL CHECK (state IN ('awaiting', 'sent', 'undelivered', 'opened',
		'processing', 'completed', 'declined', 'forwarded', 'expired')),
	sent_at INT64,
	opened_at INT64,
	agreed_at INT64,
	completed_at INT64,
	declined_at INT64,
	decline_reason TEXT,
	declared_name TEXT,
	declared_company TEXT,
	declared_department TEXT,
	declared_title TEXT,
	statement_version TEXT,
	factors TEXT NOT NULL,
	act_id TEXT UNIQUE
) STRICT;
CREATE INDEX recipient_envelope ON recipient (envelope_id, order_no, id);

-- A mailed link: only its hash. Re-arming removes the older ones.
CREATE TABLE recipient_link (
	token_hash BYTES NOT NULL PRIMARY KEY,
	recipient_id TEXT NOT NULL REFERENCES recipient (id),
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	created_at INT64 NOT NULL,
	expires_at INT64 NOT NULL
) STRICT;
CREATE INDEX recipient_link_recipient ON recipient_link (recipient_id);

-- A recipient's browser after the button 「書類を確認する」.
CREATE TABLE recipient_session (
	token_hash BYTES NOT NULL PRIMARY KEY,
	recipient_id TEXT NOT NULL REFERENCES recipient (id),
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	factor TEXT NOT NULL,
	created_at INT64 NOT NULL,
	expires_at INT64 NOT NULL
) STRICT;
CREATE INDEX recipient_session_recipient ON recipient_session (recipient_id);

-- Hash chains, one per envelope and one per organisation (chain = its id).
-- hash = SHA-256(prev_hash || payload); payload is canonical JSON without personal data.
CREATE TABLE audit_event (
	chain TEXT NOT NULL,
	seq INT64 NOT NULL,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT,
	at INT64 NOT NULL,
	kind TEXT NOT NULL,
	payload TEXT NOT NULL,
	prev_hash BYTES NOT NULL,
	hash BYTES NOT NULL,
	PRIMARY KEY (chain, seq)
) STRICT;

-- The personal values whose salted hashes stand in the payload; erasable without breaking
-- the chain: hash in the payload = SHA-256(salt || value).
CREATE TABLE audit_value (
	chain TEXT NOT NULL,
	seq INT64 NOT NULL,
	name TEXT NOT NULL,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	salt BYTES NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (chain, seq, name)
) STRICT;

-- Work for the worker. lane 0 interactive, 1 normal, 2 background. A lease is good until
-- lease_until; fence grows with every lease, and a write under an older fence is refused.
-- dedup, when set, lets a piece of work exist once only.
CREATE TABLE job (
	id TEXT NOT NULL PRIMARY KEY,
	lane INT64 NOT NULL,
	kind TEXT NOT NULL,
	organisation_id TEXT,
	envelope_id TEXT,
	payload TEXT NOT NULL,
	dedup TEXT UNIQUE,
	state TEXT NOT NULL CHECK (state IN ('ready', 'leased', 'done', 'failed')),
	run_at INT64 NOT NULL,
	attempts INT64 NOT NULL,
	lease_owner TEXT,
	lease_until INT64 NOT NULL,
	fence INT64 NOT NULL,
	last_error TEXT,
	created_at INT64 NOT NULL,
	done_at INT64
) STRICT;
CREATE INDEX job_next ON job (state, lane, run_at);
CREATE INDEX job_envelope ON job (envelope_id);

-- One signature on one document: prepared -> signature -> token -> committed, the bytes of
-- each step durable before the next. id is the act id that the sealer journals; act_id joins
-- the documents of one act of a party. UNIQUE (document_id, revision_no) is the short lock.
CREATE TABLE seal (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	document_id TEXT NOT NULL REFERENCES document (id),
	revision_no INT64 NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('send', 'agree', 'closing', 'timestamp', 'certificate')),
	act_id TEXT NOT NULL,
	recipient_id TEXT,
	step TEXT NOT NULL CHECK (step IN ('prepared', 'signature', 'token', 'committed')),
	key_id TEXT NOT NULL,
	tail_blob TEXT REFERENCES blob (id),
	geometry TEXT NOT NULL,
	document_digest BYTES,
	signed_attrs BYTES,
	signature BYTES,
	token BYTES,
	authority TEXT,
	gen_time INT64,
	created_at INT64 NOT NULL,
	updated_at INT64 NOT NULL,
	UNIQUE (document_id, revision_no),
	UNIQUE (document_id, act_id)
) STRICT;

-- Outgoing mail. body is JSON {"text","html"}, encrypted with the organisation's data key
-- unless the organisation is on trial. 'outbox': kept to be looked at, never sent.
CREATE TABLE mail (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT,
	recipient_id TEXT,
	kind TEXT NOT NULL,
	locale TEXT NOT NULL,
	to_name TEXT NOT NULL,
	to_email TEXT NOT NULL,
	subject TEXT NOT NULL,
	encrypted INT64 NOT NULL,
	body BYTES NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'outbox')),
	attempts INT64 NOT NULL,
	reply TEXT,
	created_at INT64 NOT NULL,
	sent_at INT64
) STRICT;
CREATE INDEX mail_organisation ON mail (organisation_id, id);
CREATE INDEX mail_recipient ON mail (recipient_id, id);

-- Signing keys of the service with their validity; the key itself is in the sealer.
CREATE TABLE signing_key (
	id TEXT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('provider', 'tsa', 'ca')),
	chain BYTES NOT NULL,
	valid_from INT64 NOT NULL,
	valid_to INT64 NOT NULL,
	created_at INT64 NOT NULL
) STRICT;

-- Counters of attempts per bucket (a hash: no address is stored) and time window.
CREATE TABLE rate (
	bucket BYTES NOT NULL PRIMARY KEY,
	window_start INT64 NOT NULL,
	hits INT64 NOT NULL
) STRICT;
