-- The gate before a recipient's document: factors, codes, terms, statutory consent.

-- name: recipient_link_used
-- Marks a link as used by a browser; the first time counts.
UPDATE recipient_link SET opened_at = $3
 WHERE organisation_id = $1 AND token_hash = $2 AND opened_at IS NULL;

-- name: recipient_browser_put
INSERT INTO recipient_browser (organisation_id, token_hash, recipient_id, created_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (token_hash, recipient_id) DO NOTHING;

-- name: recipient_browser_known
SELECT count(*) AS n FROM recipient_browser
 WHERE organisation_id = $1 AND token_hash = $2 AND recipient_id = $3;

-- name: recipient_factor_put
INSERT INTO recipient_factor (organisation_id, recipient_id, kind, envelope_id, position, secret_hash, phone)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (recipient_id, kind) DO UPDATE SET position = excluded.position,
	secret_hash = excluded.secret_hash, phone = excluded.phone;

-- name: recipient_factor_list
SELECT recipient_id, kind, envelope_id, position, secret_hash, phone
  FROM recipient_factor WHERE organisation_id = $1 AND recipient_id = $2 ORDER BY position, kind;

-- name: recipient_factor_delete
DELETE FROM recipient_factor WHERE organisation_id = $1 AND recipient_id = $2;

-- name: recipient_factor_tidy
-- Of recipients that are not in the envelope any more.
DELETE FROM recipient_factor WHERE organisation_id = $1 AND envelope_id = $2
   AND recipient_id NOT IN (SELECT id FROM recipient WHERE envelope_id = $2);

-- name: factor_code_put
INSERT INTO factor_code (organisation_id, session_hash, kind, recipient_id, value, tries, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (session_hash, kind) DO UPDATE SET value = excluded.value, tries = 0,
	created_at = excluded.created_at, expires_at = excluded.expires_at;

-- name: factor_code_get
SELECT session_hash, kind, recipient_id, value, tries, created_at, expires_at
  FROM factor_code WHERE organisation_id = $1 AND session_hash = $2 AND kind = $3;

-- name: factor_code_try
UPDATE factor_code SET tries = tries + 1 WHERE organisation_id = $1 AND session_hash = $2 AND kind = $3;

-- name: factor_code_delete
DELETE FROM factor_code WHERE organisation_id = $1 AND session_hash = $2 AND kind = $3;

-- name: factor_code_purge
DELETE FROM factor_code WHERE expires_at <= $1;

-- name: factor_pass_put
INSERT INTO factor_pass (organisation_id, session_hash, kind, recipient_id, channel, at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (session_hash, kind) DO NOTHING;

-- name: factor_pass_list
SELECT kind, channel, at FROM factor_pass WHERE organisation_id = $1 AND session_hash = $2 ORDER BY at, kind;

-- name: factor_pass_purge
-- Of sessions that are over.
DELETE FROM factor_pass WHERE at <= $1
   AND session_hash NOT IN (SELECT token_hash FROM recipient_session);

-- name: factor_lock_get
SELECT failures, locked_until, updated_at FROM factor_lock WHERE subject = $1;

-- name: factor_lock_put
INSERT INTO factor_lock (subject, failures, locked_until, updated_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures,
	locked_until = excluded.locked_until, updated_at = excluded.updated_at;

-- name: factor_lock_delete
DELETE FROM factor_lock WHERE subject = $1;

-- name: factor_lock_purge
DELETE FROM factor_lock WHERE updated_at <= $1 AND locked_until <= $1;

-- name: person_totp_get
SELECT email_folded, secret, last_step, created_at FROM person_totp
 WHERE organisation_id = $1 AND email_folded = $2;

-- name: person_totp_put
INSERT INTO person_totp (organisation_id, email_folded, secret, last_step, created_at)
VALUES ($1, $2, $3, $4, $5);

-- name: person_totp_step
-- One use of a step only, whoever comes first.
UPDATE person_totp SET last_step = $3
 WHERE organisation_id = $1 AND email_folded = $2 AND last_step < $3;

-- name: person_passkey_put
INSERT INTO person_passkey (organisation_id, credential_id, email_folded, public_key, sign_count, created_at, used_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: person_passkey_list
SELECT credential_id, email_folded, public_key, sign_count, created_at, used_at FROM person_passkey
 WHERE organisation_id = $1 AND email_folded = $2 ORDER BY created_at, credential_id;

-- name: person_passkey_used
UPDATE person_passkey SET sign_count = $4, used_at = $5
 WHERE organisation_id = $1 AND credential_id = $2 AND sign_count = $3;

-- name: factor_policy_get
SELECT version, counterparty, own, member, updated_at FROM factor_policy WHERE organisation_id = $1;

-- name: factor_policy_insert
INSERT INTO factor_policy (organisation_id, version, counterparty, own, member, updated_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: factor_policy_update
UPDATE factor_policy SET version = $2, counterparty = $3, own = $4, member = $5, updated_at = $6
 WHERE organisation_id = $1 AND version = $2 - 1;

-- name: sms_insert
INSERT INTO sms (organisation_id, id, envelope_id, recipient_id, to_phone, body, state, attempts, reply,
	created_at, expires_at, sent_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: sms_get
SELECT id, envelope_id, recipient_id, to_phone, body, state, attempts, reply, created_at, expires_at, sent_at
  FROM sms WHERE organisation_id = $1 AND id = $2;

-- name: sms_set_state
UPDATE sms SET state = $3, attempts = $4, reply = $5, sent_at = $6 WHERE organisation_id = $1 AND id = $2;

-- name: sms_last
SELECT id, envelope_id, recipient_id, to_phone, body, state, attempts, reply, created_at, expires_at, sent_at
  FROM sms WHERE organisation_id = $1 AND recipient_id = $2 ORDER BY id DESC LIMIT 1;

-- name: terms_accepted
SELECT count(*) AS n FROM terms_acceptance
 WHERE organisation_id = $1 AND email_folded = $2 AND version = $3;

-- name: terms_accept
INSERT INTO terms_acceptance (organisation_id, email_folded, version, recipient_id, at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (organisation_id, email_folded, version) DO NOTHING;

-- name: recipient_law_put
INSERT INTO recipient_law (organisation_id, recipient_id, law, envelope_id, position)
VALUES ($1, $2, $3, $4, $5);

-- name: recipient_law_list
SELECT law FROM recipient_law WHERE organisation_id = $1 AND recipient_id = $2 ORDER BY position;

-- name: recipient_law_delete
DELETE FROM recipient_law WHERE organisation_id = $1 AND recipient_id = $2;

-- name: recipient_law_tidy
DELETE FROM recipient_law WHERE organisation_id = $1 AND envelope_id = $2
   AND recipient_id NOT IN (SELECT id FROM recipient WHERE envelope_id = $2);

-- name: consent_step_insert
INSERT INTO consent_step (organisation_id, id, envelope_id, recipient_id, law, version, step, answer, at, withdrawn_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: consent_step_list
SELECT id, envelope_id, recipient_id, law, version, step, answer, at, withdrawn_at
  FROM consent_step WHERE organisation_id = $1 AND recipient_id = $2 ORDER BY id;

-- name: consent_withdraw
UPDATE consent_step SET withdrawn_at = $4
 WHERE organisation_id = $1 AND recipient_id = $2 AND law = $3 AND withdrawn_at IS NULL;

-- name: gate_tidy_factors
-- A discarded draft leaves nothing of these behind.
DELETE FROM recipient_factor WHERE organisation_id = $1 AND envelope_id = $2;

-- name: gate_tidy_laws
DELETE FROM recipient_law WHERE organisation_id = $1 AND envelope_id = $2;

-- name: organisation_data_ending
-- Whose counterparties are to be told now that the data end.
SELECT id FROM organisation
 WHERE state = 'terminating' AND data_ends_at IS NOT NULL AND data_ends_at <= $1 AND data_notice_at IS NULL
 ORDER BY id LIMIT 20;

-- name: organisation_data_noticed
UPDATE organisation SET data_notice_at = $2 WHERE id = $1 AND data_notice_at IS NULL;

-- name: organisation_data_end_get
SELECT data_ends_at, data_notice_at FROM organisation WHERE id = $1;

-- name: organisation_data_end_set
UPDATE organisation SET state = $2, data_ends_at = $3, data_notice_at = NULL WHERE id = $1;

-- name: counterparty_shares
-- Who has a share in a concluded contract of this customer and was not told since $2 that it ends.
SELECT r.id AS recipient_id, r.envelope_id
  FROM recipient r JOIN envelope e ON e.id = r.envelope_id
 WHERE r.organisation_id = $1 AND e.state = 'completed' AND r.side = 'counterparty'
   AND r.state NOT IN ('forwarded', 'awaiting')
   AND NOT EXISTS (SELECT 1 FROM mail m WHERE m.recipient_id = r.id AND m.kind = 'data_ending'
                      AND m.created_at >= $2)
 ORDER BY r.id LIMIT $3;
