-- What passes between a sender and one recipient beside the documents, and reports of abuse.
--
-- A question (質問) or a wish for more time, with its answer: seen by the sender's side and by
-- the one who asked, by nobody else. recipient_name stays when the draft is edited anew.
CREATE TABLE question (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL REFERENCES envelope (id),
	recipient_id TEXT NOT NULL,
	recipient_name TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('question', 'more_time')),
	text TEXT NOT NULL,
	until_at INT64,
	asked_at INT64 NOT NULL,
	answer TEXT,
	answered_at INT64,
	answered_by TEXT
) STRICT;
CREATE INDEX question_envelope ON question (envelope_id, id);

-- Told to the operator of the service and never to the sender; organisation_id is the sender's.
-- Nothing of the documents is in it.
CREATE TABLE abuse_report (
	id TEXT NOT NULL PRIMARY KEY,
	organisation_id TEXT NOT NULL REFERENCES organisation (id),
	envelope_id TEXT NOT NULL,
	recipient_id TEXT NOT NULL,
	category TEXT NOT NULL CHECK (category IN ('phishing', 'impersonation', 'wrong_person', 'unwanted', 'other')),
	text TEXT NOT NULL,
	reporter_name TEXT NOT NULL,
	reporter_email TEXT NOT NULL,
	reported_at INT64 NOT NULL
) STRICT;

-- channel: how a link went out. 'hand': its text was shown to the sender, on trial only.
ALTER TABLE recipient_link ADD COLUMN channel TEXT NOT NULL DEFAULT 'mail'
	CHECK (channel IN ('mail', 'hand'));
-- handed_at: a link was handed over by the sender (送信者が手渡し); reminded_at: the last reminder.
ALTER TABLE recipient ADD COLUMN handed_at INT64;
ALTER TABLE recipient ADD COLUMN reminded_at INT64;
