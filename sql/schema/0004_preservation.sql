-- Keeping (保存): how long the proof of each kept document lasts and what is done about it next.

-- One row per document of a concluded contract, the agreement certificate included.
--   policy      fingerprint of the rules (algorithm policy, lead, alarm) that the row was planned by;
--               another one than the present: the document is looked at again
--   next_at     when next_action is tried; 253402300799000 (the year 9999): never
--   deadline_at until when it must have succeeded; the same far date: no end in sight
--   urgent      1: at any hour, 0: at night only; 2 more: what many documents share (renewal by record)
--   hand, turn  hand 1: a job of this turn has it; turn grows each time it is handed out
--   batch       the work on many documents at once that has it in hand; NULL: none, or a job of its own
--   since       when it came into its state
--   proof_from  since when the proof lasts as long as it does: a renewal in vain does not move it
CREATE TABLE preservation (
	document_id TEXT NOT NULL PRIMARY KEY REFERENCES document (id),
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	level_requested TEXT NOT NULL,
	level_reached TEXT NOT NULL,
	method TEXT NOT NULL CHECK (method IN ('timestamp', 'record')),
	state TEXT NOT NULL CHECK (state IN ('ok', 'due', 'lower', 'overdue', 'failed')),
	proof_ends_at INT64,
	proof_ends_why TEXT,
	policy TEXT NOT NULL,
	next_action TEXT NOT NULL CHECK (next_action IN ('none', 'extend', 'later', 'renew')),
	next_at INT64 NOT NULL,
	deadline_at INT64 NOT NULL,
	urgent INT64 NOT NULL,
	hand INT64 NOT NULL,
	turn INT64 NOT NULL,
	batch TEXT,
	attempts INT64 NOT NULL,
	last_error TEXT,
	since INT64 NOT NULL,
	proof_from INT64 NOT NULL,
	renewed_at INT64,
	created_at INT64 NOT NULL,
	updated_at INT64 NOT NULL
) STRICT;
-- What may be handed out, one organisation after the other; what another policy planned, and what is out.
CREATE INDEX preservation_todo ON preservation (organisation_id, hand, urgent, next_at);
CREATE INDEX preservation_batch ON preservation (organisation_id, batch, document_id);
CREATE INDEX preservation_hand ON preservation (hand, policy, document_id);
-- What becomes due or overdue now, and how many are in each state.
CREATE INDEX preservation_next ON preservation (state, next_at);
CREATE INDEX preservation_deadline ON preservation (state, deadline_at);
-- The organisation's lists.
CREATE INDEX preservation_shelf ON preservation (organisation_id, state, deadline_at, document_id);
CREATE INDEX preservation_all ON preservation (organisation_id, deadline_at, document_id);
CREATE INDEX preservation_renewed ON preservation (organisation_id, renewed_at);
CREATE INDEX preservation_envelope ON preservation (envelope_id, document_id);

-- The planner's memory, one row. ticked_at: until then the allowance is used up; last_org: whose turn
-- it was; adopted: the document that the search for documents without a row has come to.
-- The counts are of counted_at; oldest: the earliest deadline among the overdue.
CREATE TABLE preservation_planner (
	id INT64 NOT NULL PRIMARY KEY CHECK (id = 1),
	version INT64 NOT NULL,
	ticked_at INT64 NOT NULL,
	last_org TEXT NOT NULL,
	adopted TEXT NOT NULL,
	adopt_at INT64 NOT NULL,
	alarm_at INT64 NOT NULL,
	counted_at INT64 NOT NULL,
	n_ok INT64 NOT NULL,
	n_due INT64 NOT NULL,
	n_lower INT64 NOT NULL,
	n_overdue INT64 NOT NULL,
	n_failed INT64 NOT NULL,
	oldest INT64
) STRICT;
INSERT INTO preservation_planner (id, version, ticked_at, last_org, adopted, adopt_at, alarm_at,
	counted_at, n_ok, n_due, n_lower, n_overdue, n_failed) VALUES (1, 0, 0, '', '', 0, 0, 0, 0, 0, 0, 0, 0);

-- Which alarm an organisation's owners were told when; the row goes when its cause has gone.
CREATE TABLE preservation_alarm (
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	kind TEXT NOT NULL CHECK (kind IN ('lower', 'overdue')),
	told_at INT64 NOT NULL,
	PRIMARY KEY (organisation_id, kind)
) STRICT;

-- Evidence records (RFC 4998): what proves revision_no of a document, renewed in place: a renewed
-- record holds all of its earlier time-stamps. good_until: of its newest one.
CREATE TABLE evidence_record (
	document_id TEXT NOT NULL REFERENCES document (id),
	revision_no INT64 NOT NULL,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	record BYTES NOT NULL,
	authority TEXT NOT NULL,
	gen_time INT64 NOT NULL,
	good_until INT64 NOT NULL,
	renewals INT64 NOT NULL,
	made_at INT64 NOT NULL,
	PRIMARY KEY (document_id, revision_no)
) STRICT;
