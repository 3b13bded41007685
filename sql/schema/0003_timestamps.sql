-- Which time-stamp authority is asked for what, and every stamp that was asked for.

-- What an organisation decided (タイムスタンプの方針); no row: the rules that apply to all.
-- version grows with every change.
CREATE TABLE timestamp_policy (
	organisation_id TEXT NOT NULL PRIMARY KEY REFERENCES organisation (id),
	version INT64 NOT NULL,
	renewal_method TEXT NOT NULL CHECK (renewal_method IN ('timestamp', 'record')),
	updated_at INT64 NOT NULL
) STRICT;

-- One rule a purpose. authority: asked first. fallback 0: nothing but it is ever asked.
CREATE TABLE timestamp_rule (
	organisation_id TEXT NOT NULL REFERENCES timestamp_policy (organisation_id),
	purpose TEXT NOT NULL CHECK (purpose IN ('act', 'conclusion', 'renewal')),
	class TEXT NOT NULL CHECK (class IN ('any', 'accredited', 'other', 'local')),
	authority TEXT,
	fallback INT64 NOT NULL,
	PRIMARY KEY (organisation_id, purpose)
) STRICT;

-- One stamp wanted of one authority. subject is what it is for (a seal, or another id of work).
--   asked    the row was committed before the authority was asked
--   refused  it gave none
--   lost     it may have given one, but the worker ended, or gave up waiting, before the answer
--            was on record: perhaps charged, never used
--   got      on record together with the token
-- Asked again it is the same row: refusals and losses count. No reference to envelope and
-- document: what was used stays known when they are gone. class NULL: before classes were kept.
CREATE TABLE timestamp_use (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT,
	document_id TEXT,
	subject TEXT NOT NULL,
	purpose TEXT NOT NULL CHECK (purpose IN ('act', 'conclusion', 'renewal')),
	authority TEXT NOT NULL,
	class TEXT CHECK (class IN ('accredited', 'other', 'local')),
	state TEXT NOT NULL CHECK (state IN ('asked', 'refused', 'lost', 'got')),
	refusals INT64 NOT NULL,
	losses INT64 NOT NULL,
	gen_time INT64,
	serial TEXT,
	asked_at INT64 NOT NULL,
	settled_at INT64
) STRICT;
CREATE INDEX timestamp_use_subject ON timestamp_use (subject);
CREATE INDEX timestamp_use_document ON timestamp_use (document_id, gen_time);
CREATE INDEX timestamp_use_organisation ON timestamp_use (organisation_id, asked_at);
CREATE INDEX timestamp_use_time ON timestamp_use (asked_at, authority, state, refusals, losses);
CREATE INDEX timestamp_use_open ON timestamp_use (asked_at) WHERE state = 'asked';

ALTER TABLE seal ADD COLUMN class TEXT;
UPDATE seal SET class = 'local' WHERE authority = 'SkySign local TSA';

-- The stamps so far.
INSERT INTO timestamp_use (id, organisation_id, envelope_id, document_id, subject, purpose, authority,
	class, state, refusals, losses, gen_time, asked_at, settled_at)
SELECT 'tsu_' || id, organisation_id, envelope_id, document_id, id,
       CASE WHEN kind IN ('send', 'agree') THEN 'act' ELSE 'conclusion' END,
       authority, class, 'got', 0, 0, gen_time, gen_time, gen_time
  FROM seal WHERE authority IS NOT NULL AND gen_time IS NOT NULL;
