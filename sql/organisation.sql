-- Organisations, accounts, memberships, sessions, tickets.

-- name: organisation_insert
INSERT INTO organisation (id, name, state, trial, wrapped_key, created_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: organisation_get
SELECT id, name, state, trial, wrapped_key, created_at FROM organisation WHERE id = $1;

-- name: organisation_count
SELECT count(*) AS n FROM organisation;

-- name: account_insert
INSERT INTO account (id, email, email_folded, name, locale, password_hash, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: account_get
SELECT id, email, email_folded, name, locale, password_hash, created_at, updated_at
  FROM account WHERE id = $1;

-- name: account_by_email
SELECT id, email, email_folded, name, locale, password_hash, created_at, updated_at
  FROM account WHERE email_folded = $1;

-- name: account_update
UPDATE account SET name = $2, locale = $3, password_hash = $4, updated_at = $5 WHERE id = $1;

-- name: membership_insert
INSERT INTO membership (organisation_id, account_id, role, created_at) VALUES ($1, $2, $3, $4);

-- name: membership_get
SELECT m.account_id, m.role, m.created_at, a.email, a.email_folded, a.name, a.locale
  FROM membership m JOIN account a ON a.id = m.account_id
 WHERE m.organisation_id = $1 AND m.account_id = $2;

-- name: membership_list
SELECT m.account_id, m.role, m.created_at, a.email, a.email_folded, a.name, a.locale
  FROM membership m JOIN account a ON a.id = m.account_id
 WHERE m.organisation_id = $1 ORDER BY m.created_at, m.account_id;

-- name: membership_by_email
SELECT m.account_id, m.role, m.created_at, a.email, a.email_folded, a.name, a.locale
  FROM membership m JOIN account a ON a.id = m.account_id
 WHERE m.organisation_id = $1 AND a.email_folded = $2;

-- name: membership_of_account
-- Where a person belongs; the newest first. Before any organisation is known.
SELECT organisation_id, role FROM membership WHERE account_id = $1
 ORDER BY created_at DESC, organisation_id DESC;

-- name: membership_set_role
UPDATE membership SET role = $3 WHERE organisation_id = $1 AND account_id = $2;

-- name: membership_delete
DELETE FROM membership WHERE organisation_id = $1 AND account_id = $2;

-- name: membership_lock
-- Serialises changes of who is owner.
UPDATE organisation SET state = state WHERE id = $1;

-- name: membership_owners
SELECT count(*) AS n FROM membership WHERE organisation_id = $1 AND role = 'owner';

-- name: session_insert
INSERT INTO session (organisation_id, token_hash, account_id, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5);

-- name: session_get
-- Everything that a request of a member needs, by the hash of its cookie.
SELECT s.organisation_id, s.account_id, s.expires_at, a.name, a.email, a.email_folded, a.locale,
       m.role, o.name AS organisation_name, o.state AS organisation_state, o.trial
  FROM session s
  JOIN account a ON a.id = s.account_id
  JOIN membership m ON m.account_id = s.account_id AND m.organisation_id = s.organisation_id
  JOIN organisation o ON o.id = s.organisation_id
 WHERE s.token_hash = $1;

-- name: session_delete
DELETE FROM session WHERE token_hash = $1;

-- name: session_delete_others
DELETE FROM session WHERE account_id = $1 AND token_hash <> $2;

-- name: session_delete_member
DELETE FROM session WHERE organisation_id = $1 AND account_id = $2;

-- name: session_purge
DELETE FROM session WHERE expires_at <= $1;

-- name: ticket_insert
INSERT INTO ticket (organisation_id, token_hash, id, kind, email, email_folded, role, created_at,
	expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: ticket_get
-- By the hash of the token; the organisation is learnt from it.
SELECT organisation_id, token_hash, id, kind, email, email_folded, role, created_at, expires_at, used_at
  FROM ticket WHERE token_hash = $1;

-- name: ticket_use
-- Changes no row when somebody else was faster.
UPDATE ticket SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL;

-- name: ticket_list
SELECT organisation_id, token_hash, id, kind, email, email_folded, role, created_at, expires_at, used_at
  FROM ticket
 WHERE organisation_id = $1 AND kind = 'invitation' AND used_at IS NULL AND expires_at > $2
 ORDER BY created_at, id;

-- name: ticket_set_role
UPDATE ticket SET role = $3 WHERE organisation_id = $1 AND id = $2 AND used_at IS NULL;

-- name: ticket_delete
DELETE FROM ticket WHERE organisation_id = $1 AND id = $2 AND used_at IS NULL;

-- name: ticket_delete_email
DELETE FROM ticket WHERE organisation_id = $1 AND email_folded = $2 AND used_at IS NULL;

-- name: ticket_delete_setup
DELETE FROM ticket WHERE kind = 'setup' AND used_at IS NULL;
