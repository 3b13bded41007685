-- Envelopes and their recipients.

-- name: envelope_insert
INSERT INTO envelope (organisation_id, id, kind, state, version, title, message, trial, sample,
	created_by, created_at, updated_at, sent_by, sent_at, prepared_at, expire_at, completed_at,
	ended_at, group_no, level_requested, level_reached, withdraw_reason, failure, title_hidden,
	contract_date, effective_date, amount, currency, external_id, metadata, allow_forward,
	reply_to, remind_before_days, remind_every_days, remind_at, discarded_at, duplicated_from,
	return_by, return_at, return_comment, approval, certify)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
	$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38,
	$39, $40, $41, $42);

-- name: envelope_get
SELECT id, kind, state, version, title, message, trial, sample, created_by, created_at, updated_at,
       sent_by, sent_at, prepared_at, expire_at, completed_at, ended_at, group_no, level_requested,
       level_reached, withdraw_reason, failure, title_hidden, contract_date, effective_date,
       amount, currency, external_id, metadata, allow_forward, reply_to, remind_before_days,
       remind_every_days, remind_at, discarded_at, duplicated_from, return_by, return_at,
       return_comment, approval, certify
  FROM envelope WHERE organisation_id = $1 AND id = $2;

-- name: envelope_lock
-- Holds the row until the end of the transaction, on both databases.
UPDATE envelope SET updated_at = $3 WHERE organisation_id = $1 AND id = $2;

-- name: envelope_update
-- Under envelope_lock.
UPDATE envelope SET kind = $3, state = $4, version = $5, title = $6, message = $7, trial = $8,
	sample = $9, created_by = $10, created_at = $11, updated_at = $12, sent_by = $13,
	sent_at = $14, prepared_at = $15, expire_at = $16, completed_at = $17, ended_at = $18,
	group_no = $19, level_requested = $20, level_reached = $21, withdraw_reason = $22,
	failure = $23, title_hidden = $24, contract_date = $25, effective_date = $26, amount = $27,
	currency = $28, external_id = $29, metadata = $30, allow_forward = $31, reply_to = $32,
	remind_before_days = $33, remind_every_days = $34, remind_at = $35, discarded_at = $36,
	duplicated_from = $37, return_by = $38, return_at = $39, return_comment = $40,
	approval = $41, certify = $42
 WHERE organisation_id = $1 AND id = $2;

-- name: envelope_delete
DELETE FROM envelope WHERE organisation_id = $1 AND id = $2 AND state = 'draft';

-- name: recipient_insert
INSERT INTO recipient (organisation_id, id, envelope_id, order_no, side, role, name, email,
	email_folded, company, locale, account_id, state, sent_at, opened_at, agreed_at,
	completed_at, declined_at, decline_reason, declared_name, declared_company,
	declared_department, declared_title, statement_version, factors, act_id, seat, department,
	title, method, forwarded_to, forwarded_from, forwarded_at, forward_reason, handed_at,
	reminded_at, signer_sha256, signer_subject, signer_issuer)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
	$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39);

-- name: recipient_update
UPDATE recipient SET envelope_id = $3, order_no = $4, side = $5, role = $6, name = $7, email = $8,
	email_folded = $9, company = $10, locale = $11, account_id = $12, state = $13,
	sent_at = $14, opened_at = $15, agreed_at = $16, completed_at = $17, declined_at = $18,
	decline_reason = $19, declared_name = $20, declared_company = $21,
	declared_department = $22, declared_title = $23, statement_version = $24, factors = $25,
	act_id = $26, seat = $27, department = $28, title = $29, method = $30, forwarded_to = $31,
	forwarded_from = $32, forwarded_at = $33, forward_reason = $34, handed_at = $35,
	reminded_at = $36, signer_sha256 = $37, signer_subject = $38, signer_issuer = $39
 WHERE organisation_id = $1 AND id = $2;

-- name: recipient_list
SELECT id, envelope_id, order_no, side, role, name, email, email_folded, company, locale,
       account_id, state, sent_at, opened_at, agreed_at, completed_at, declined_at, decline_reason,
       declared_name, declared_company, declared_department, declared_title, statement_version,
       factors, act_id, seat, department, title, method, forwarded_to, forwarded_from,
       forwarded_at, forward_reason, handed_at, reminded_at, signer_sha256, signer_subject,
       signer_issuer
  FROM recipient WHERE organisation_id = $1 AND envelope_id = $2
 ORDER BY order_no, id;

-- name: recipient_delete
DELETE FROM recipient WHERE organisation_id = $1 AND id = $2;

-- name: recipient_delete_all
DELETE FROM recipient WHERE organisation_id = $1 AND envelope_id = $2;

-- name: recipient_link_insert
INSERT INTO recipient_link (organisation_id, token_hash, recipient_id, created_at, expires_at, channel)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: recipient_link_delete
DELETE FROM recipient_link WHERE organisation_id = $1 AND recipient_id = $2;

-- name: recipient_link_delete_envelope
DELETE FROM recipient_link WHERE organisation_id = $1
   AND recipient_id IN (SELECT id FROM recipient WHERE envelope_id = $2);

-- name: recipient_by_link
-- By the hash of the token; organisation and envelope are learnt from it.
SELECT l.organisation_id, l.recipient_id, l.expires_at, l.opened_at, l.channel, r.envelope_id
  FROM recipient_link l JOIN recipient r ON r.id = l.recipient_id
 WHERE l.token_hash = $1;

-- name: recipient_session_insert
INSERT INTO recipient_session (organisation_id, token_hash, recipient_id, factor, created_at, expires_at,
	needs_code)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: recipient_session_delete_envelope
DELETE FROM recipient_session WHERE organisation_id = $1
   AND recipient_id IN (SELECT id FROM recipient WHERE envelope_id = $2);

-- name: recipient_session_delete
DELETE FROM recipient_session WHERE organisation_id = $1 AND recipient_id = $2;

-- name: recipient_by_session
-- By the hash of the cookie; organisation and envelope are learnt from it.
SELECT s.organisation_id, s.recipient_id, s.expires_at, s.factor, s.needs_code, r.envelope_id
  FROM recipient_session s JOIN recipient r ON r.id = s.recipient_id
 WHERE s.token_hash = $1;

-- name: recipient_session_purge
DELETE FROM recipient_session WHERE expires_at <= $1;
