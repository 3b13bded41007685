-- The audit trail's daily root: what proves since when the hash chains are as they are.

-- The day whose row proves the event; NULL: none yet.
ALTER TABLE audit_event ADD COLUMN day TEXT;
CREATE INDEX audit_event_open ON audit_event (organisation_id, at) WHERE day IS NULL;

-- One row per organisation and day (of Japan's time, 2026-11-26) on which a chain grew.
--   no           1, 2, 3 …: each names the root of the one before it
--   text         the day's file (docs/formats/audit-day.md): a line for every chain that grew
--   digest, root of the first hash tree: its leaves are the file, then each of its lines of chains
--   authority, class, gen_time: of the first time-stamp
--   good_until   how long the newest one proves; NULL: not known; ends: what ends it
--   policy, state, next_at, deadline_at, proof_from, attempts: as in the table preservation
--   batch        the renewal that has it in hand; NULL: none
CREATE TABLE audit_day (
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	day TEXT NOT NULL,
	no INT64 NOT NULL,
	chains INT64 NOT NULL,
	text TEXT NOT NULL,
	digest TEXT NOT NULL,
	root BYTES NOT NULL,
	previous_root BYTES,
	authority TEXT NOT NULL,
	class TEXT NOT NULL CHECK (class IN ('accredited', 'other', 'local')),
	gen_time INT64 NOT NULL,
	good_until INT64,
	ends TEXT,
	policy TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('ok', 'due', 'lower', 'overdue', 'failed')),
	next_at INT64 NOT NULL,
	deadline_at INT64 NOT NULL,
	proof_from INT64 NOT NULL,
	attempts INT64 NOT NULL,
	last_error TEXT,
	batch TEXT,
	created_at INT64 NOT NULL,
	updated_at INT64 NOT NULL,
	PRIMARY KEY (organisation_id, day),
	UNIQUE (organisation_id, no)
) STRICT;
CREATE INDEX audit_day_next ON audit_day (next_at) WHERE batch IS NULL;
CREATE INDEX audit_day_policy ON audit_day (policy) WHERE batch IS NULL;
CREATE INDEX audit_day_deadline ON audit_day (deadline_at);
CREATE INDEX audit_day_batch ON audit_day (organisation_id, batch);

-- The time-stamps of a day, oldest (no 0) first; sig/ers/batch.h makes records of them.
--   leaves    of the day's own tree, when the hash tree was renewed; of no 0 they follow from the text
--   brothers  from the day's own root up to the root that the time-stamp is over
--   token     RFC 3161; when the next one was taken, with what judges it
CREATE TABLE audit_day_stamp (
	organisation_id TEXT NOT NULL,
	day TEXT NOT NULL,
	no INT64 NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('first', 'timestamp', 'hash-tree')),
	digest TEXT NOT NULL,
	leaves BYTES,
	brothers BYTES,
	token BYTES NOT NULL,
	authority TEXT NOT NULL,
	class TEXT NOT NULL CHECK (class IN ('accredited', 'other', 'local')),
	gen_time INT64 NOT NULL,
	PRIMARY KEY (organisation_id, day, no),
	FOREIGN KEY (organisation_id, day) REFERENCES audit_day (organisation_id, day)
) STRICT;

-- The planner's memory, one row: when it looks for days to close again, and what it saw the last
-- time: organisations with a day that waits for its time-stamp, and the end of the first of these days.
CREATE TABLE audit_planner (
	id INT64 NOT NULL PRIMARY KEY CHECK (id = 1),
	look_at INT64 NOT NULL,
	alarm_at INT64 NOT NULL,
	n_waiting INT64 NOT NULL,
	waiting_since INT64
) STRICT;
INSERT INTO audit_planner (id, look_at, alarm_at, n_waiting) VALUES (1, 0, 0, 0);
