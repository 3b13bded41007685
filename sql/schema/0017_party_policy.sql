-- What an organisation accepts of parties that sign with certificates of their own (当事者型).
--
-- issuers: certificates of authorities, DER, one behind the other; NULL: any that is trusted. policies and
-- algorithms are JSON lists: of certificate policies (dotted; empty: any) and of names of sig/algorithm.h, the
-- preferred first. No row: nothing was ever set (domain/party_policy.h says what holds then).
CREATE TABLE party_policy (
	organisation_id TEXT NOT NULL PRIMARY KEY REFERENCES organisation (id),
	version INT64 NOT NULL,
	issuers BYTES,
	policies TEXT NOT NULL,
	algorithms TEXT NOT NULL,
	sub_filter TEXT NOT NULL CHECK (sub_filter IN ('ETSI.CAdES.detached', 'adbe.pkcs7.detached')),
	jpki INT64 NOT NULL CHECK (jpki IN (0, 1)),
	updated_at INT64 NOT NULL
) STRICT;

-- By which version of it the newest preparation of a ticket was made: under another one it is made anew.
ALTER TABLE signing_ticket ADD COLUMN policy_version INT64;
