-- What happens before sending: the lists that members look at, attachments, the address book,
-- internal approval.

-- Who finds which envelope in which list. account_id '' stands for the whole organisation; maker: made
-- it (or ''), the others are parties of it, who find it once it was sent. shelf: the envelope's state,
-- 'trash', or 'hidden'; visible: it is in the list of everything. Kept by the same statements that
-- write envelope and recipient.
CREATE TABLE shelf_row (
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	account_id TEXT NOT NULL,
	maker INT64 NOT NULL,
	shelf TEXT NOT NULL,
	visible INT64 NOT NULL,
	PRIMARY KEY (envelope_id, account_id)
) STRICT;
CREATE INDEX shelf_row_place ON shelf_row (organisation_id, account_id, shelf, envelope_id);
CREATE INDEX shelf_row_all ON shelf_row (organisation_id, account_id, visible, envelope_id);
INSERT INTO shelf_row (organisation_id, envelope_id, account_id, maker, shelf, visible)
SELECT organisation_id, id, '', 1, state, 1 FROM envelope;
INSERT INTO shelf_row (organisation_id, envelope_id, account_id, maker, shelf, visible)
SELECT organisation_id, id, created_by, 1, state, 1 FROM envelope;
INSERT INTO shelf_row (organisation_id, envelope_id, account_id, maker, shelf, visible)
SELECT DISTINCT e.organisation_id, e.id, r.account_id, 0,
	CASE WHEN e.state = 'draft' THEN 'hidden' ELSE e.state END,
	CASE WHEN e.state = 'draft' THEN 0 ELSE 1 END
  FROM envelope e JOIN recipient r ON r.envelope_id = e.id
 WHERE r.account_id IS NOT NULL AND r.account_id <> e.created_by;

-- Which envelope bears which mark of the sender's own system (envelope.external_id), for those that have
-- one: an index over all would be of no use to a planner where hardly any has one.
CREATE TABLE envelope_mark (
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	external_id TEXT NOT NULL,
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	PRIMARY KEY (organisation_id, external_id, envelope_id)
) STRICT;
CREATE INDEX envelope_mark_envelope ON envelope_mark (envelope_id);
INSERT INTO envelope_mark (organisation_id, external_id, envelope_id)
SELECT organisation_id, external_id, id FROM envelope WHERE external_id IS NOT NULL;

-- A file of any kind that goes along (添付資料). It is never signed itself; its digest stands in the
-- audit event and in the signed record of sending. media_type is what its bytes say.
CREATE TABLE attachment (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	name TEXT NOT NULL,
	media_type TEXT NOT NULL,
	size INT64 NOT NULL,
	sha256 TEXT NOT NULL,
	blob_id TEXT NOT NULL REFERENCES blob (id),
	created_at INT64 NOT NULL
) STRICT;
CREATE INDEX attachment_envelope ON attachment (envelope_id, id);

-- The organisation's address book (アドレス帳). folded is what a search looks in; used_at 0: never.
CREATE TABLE contact (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	name TEXT NOT NULL,
	email TEXT NOT NULL,
	email_folded TEXT NOT NULL,
	company TEXT NOT NULL,
	department TEXT NOT NULL,
	title TEXT NOT NULL,
	locale TEXT NOT NULL CHECK (locale IN ('ja', 'en')),
	phone TEXT NOT NULL,
	note TEXT NOT NULL,
	folded TEXT NOT NULL,
	version INT64 NOT NULL,
	used_at INT64 NOT NULL,
	created_at INT64 NOT NULL,
	updated_at INT64 NOT NULL
) STRICT;
CREATE INDEX contact_recent ON contact (organisation_id, used_at, id);
CREATE INDEX contact_email ON contact (organisation_id, email_folded);

-- Internal approval before sending (社内承認). steps: JSON list of {"mode": "any" or "all", "people":
-- [account ids]}. Amounts in yen, NULL: no bound on that side. allow_self: who asks may answer, too.
CREATE TABLE approval_route (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	name TEXT NOT NULL,
	min_amount INT64,
	max_amount INT64,
	is_always INT64 NOT NULL,
	allow_self INT64 NOT NULL,
	steps TEXT NOT NULL,
	version INT64 NOT NULL,
	created_at INT64 NOT NULL,
	updated_at INT64 NOT NULL
) STRICT;
CREATE INDEX approval_route_organisation ON approval_route (organisation_id, id);

-- One request: for one version of one draft, by a copy of the route as it was; no
-- counts the requests of an envelope. 'reset': the draft was
-- edited since.
CREATE TABLE approval (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	no INT64 NOT NULL,
	version INT64 NOT NULL,
	route_id TEXT NOT NULL,
	route_name TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('requested', 'approved', 'returned', 'rejected', 'reset')),
	step_no INT64 NOT NULL,
	asked_by TEXT NOT NULL REFERENCES account (id),
	comment TEXT NOT NULL,
	created_at INT64 NOT NULL,
	ended_at INT64
) STRICT;
CREATE UNIQUE INDEX approval_envelope ON approval (envelope_id, no);

CREATE TABLE approval_person (
	approval_id TEXT NOT NULL REFERENCES approval (id),
	step_no INT64 NOT NULL,
	account_id TEXT NOT NULL REFERENCES account (id),
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	position INT64 NOT NULL,
	mode TEXT NOT NULL CHECK (mode IN ('any', 'all')),
	state TEXT NOT NULL CHECK (state IN ('waiting', 'asked', 'approved', 'returned', 'rejected')),
	comment TEXT NOT NULL,
	acted_at INT64,
	PRIMARY KEY (approval_id, step_no, account_id)
) STRICT;
CREATE INDEX approval_person_account ON approval_person (organisation_id, account_id, state, approval_id);
CREATE INDEX approval_person_envelope ON approval_person (envelope_id, account_id);
