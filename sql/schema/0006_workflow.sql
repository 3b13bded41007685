-- What a whole contract needs beside its title: dates, amount, marks of the sender's own systems,
-- reminders, trash; and recipients with roles, seats and what was forwarded.
--
-- contract_date and effective_date are days (YYYY-MM-DD, 契約日, 効力発生日); amount counts minor
-- units of currency, NULL: blank. metadata is a JSON object of texts. remind_* in days, NULL: no
-- such reminder; remind_at is the next one. A discarded draft is in the trash until it is purged.
-- return_*: a recipient sent the envelope back to its sender (差戻し).
ALTER TABLE envelope ADD COLUMN title_hidden INT64 NOT NULL DEFAULT 0;
ALTER TABLE envelope ADD COLUMN contract_date TEXT;
ALTER TABLE envelope ADD COLUMN effective_date TEXT;
ALTER TABLE envelope ADD COLUMN amount INT64;
ALTER TABLE envelope ADD COLUMN currency TEXT NOT NULL DEFAULT 'JPY';
ALTER TABLE envelope ADD COLUMN external_id TEXT;
ALTER TABLE envelope ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';
ALTER TABLE envelope ADD COLUMN allow_forward INT64 NOT NULL DEFAULT 1;
ALTER TABLE envelope ADD COLUMN reply_to TEXT;
ALTER TABLE envelope ADD COLUMN remind_before_days INT64;
ALTER TABLE envelope ADD COLUMN remind_every_days INT64;
ALTER TABLE envelope ADD COLUMN remind_at INT64;
ALTER TABLE envelope ADD COLUMN discarded_at INT64;
ALTER TABLE envelope ADD COLUMN duplicated_from TEXT;
ALTER TABLE envelope ADD COLUMN return_by TEXT;
ALTER TABLE envelope ADD COLUMN return_at INT64;
ALTER TABLE envelope ADD COLUMN return_comment TEXT;
ALTER TABLE envelope ADD COLUMN approval TEXT NOT NULL DEFAULT 'none'
	CHECK (approval IN ('none', 'requested', 'approved', 'returned', 'rejected'));
CREATE INDEX envelope_external ON envelope (organisation_id, external_id);
CREATE INDEX envelope_remind ON envelope (remind_at);
CREATE INDEX envelope_trash ON envelope (discarded_at);

-- seat: the recipient who was first asked; whoever it is forwarded to takes the same seat, and
-- with it the signature field and the fields to fill in. '' stands for its own id.
ALTER TABLE recipient ADD COLUMN seat TEXT NOT NULL DEFAULT '';
ALTER TABLE recipient ADD COLUMN department TEXT NOT NULL DEFAULT '';
ALTER TABLE recipient ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE recipient ADD COLUMN method TEXT NOT NULL DEFAULT 'provider'
	CHECK (method IN ('provider', 'own_certificate'));
ALTER TABLE recipient ADD COLUMN forwarded_to TEXT;
ALTER TABLE recipient ADD COLUMN forwarded_from TEXT;
ALTER TABLE recipient ADD COLUMN forwarded_at INT64;
ALTER TABLE recipient ADD COLUMN forward_reason TEXT;

-- The revision that last changed something that a person sees; what was shown is still current
-- while it is of this one or a later one.
ALTER TABLE document ADD COLUMN visible_no INT64 NOT NULL DEFAULT 1;
