-- Client remote signing: tickets, and what is prepared under them.

-- name: signing_ticket_insert
INSERT INTO signing_ticket (organisation_id, id, envelope_id, recipient_id, state, token_hash, browser_hash,
	confirm_code, input, created_at, expires_at, redeemed_at, session_hash, session_ends_at, seq,
	agent_version, agent_os, agent_address, token_kind, certificates, algorithm, revocation, act_id,
	prepared_at, event_hash, entries, entries_sha256, error, ended_at, policy_version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
	$23, $24, $25, $26, $27, $28, $29, $30);

-- name: signing_ticket_update
-- Under the envelope's row lock. Redeeming has a statement of its own.
UPDATE signing_ticket SET envelope_id = $3, recipient_id = $4, state = $5, token_hash = $6, browser_hash = $7,
	confirm_code = $8, input = $9, created_at = $10, expires_at = $11, redeemed_at = $12,
	session_hash = $13, session_ends_at = $14, seq = $15, agent_version = $16, agent_os = $17,
	agent_address = $18, token_kind = $19, certificates = $20, algorithm = $21, revocation = $22,
	act_id = $23, prepared_at = $24, event_hash = $25, entries = $26, entries_sha256 = $27,
	error = $28, ended_at = $29, policy_version = $30
 WHERE organisation_id = $1 AND id = $2;

-- name: signing_ticket_redeem
-- Once, and in time: whoever changes this row has the ticket.
UPDATE signing_ticket SET state = 'redeemed', redeemed_at = $3, session_hash = $4, session_ends_at = $5,
	agent_version = $6, agent_os = $7, agent_address = $8
 WHERE organisation_id = $1 AND token_hash = $2 AND state = 'waiting' AND redeemed_at IS NULL
   AND expires_at > $3;

-- name: signing_ticket_get
SELECT id, envelope_id, recipient_id, state, token_hash, browser_hash, confirm_code, input, created_at,
       expires_at, redeemed_at, session_hash, session_ends_at, seq, agent_version, agent_os, agent_address,
       token_kind, certificates, algorithm, revocation, act_id, prepared_at, event_hash, entries,
       entries_sha256, error, ended_at, policy_version
  FROM signing_ticket WHERE organisation_id = $1 AND id = $2;

-- name: signing_ticket_by_act
SELECT id, envelope_id, recipient_id, state, token_hash, browser_hash, confirm_code, input, created_at,
       expires_at, redeemed_at, session_hash, session_ends_at, seq, agent_version, agent_os, agent_address,
       token_kind, certificates, algorithm, revocation, act_id, prepared_at, event_hash, entries,
       entries_sha256, error, ended_at, policy_version
  FROM signing_ticket WHERE organisation_id = $1 AND act_id = $2;

-- name: signing_ticket_open
-- Of a recipient, those that may still be signed under.
SELECT id, envelope_id, recipient_id, state, token_hash, browser_hash, confirm_code, input, created_at,
       expires_at, redeemed_at, session_hash, session_ends_at, seq, agent_version, agent_os, agent_address,
       token_kind, certificates, algorithm, revocation, act_id, prepared_at, event_hash, entries,
       entries_sha256, error, ended_at, policy_version
  FROM signing_ticket WHERE organisation_id = $1 AND recipient_id = $2
   AND state IN ('waiting', 'redeemed', 'certificate', 'preparing', 'prepared')
 ORDER BY created_at, id;

-- name: signing_ticket_find
-- By the hash of a ticket or of the session it became; the organisation is learnt from it.
SELECT organisation_id, id, envelope_id FROM signing_ticket WHERE token_hash = $1 OR session_hash = $1;

-- name: signing_operation_insert
INSERT INTO signing_operation (organisation_id, seal_id, ticket_id, document_id, answer)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (seal_id) DO UPDATE SET answer = excluded.answer;

-- name: signing_operation_list
SELECT seal_id, ticket_id, document_id, answer
  FROM signing_operation WHERE organisation_id = $1 AND ticket_id = $2 ORDER BY seal_id;

-- name: signing_operation_delete
DELETE FROM signing_operation WHERE organisation_id = $1 AND seal_id = $2;

-- name: signing_operation_delete_ticket
DELETE FROM signing_operation WHERE organisation_id = $1 AND ticket_id = $2;

-- name: seal_reserved_over
-- Of all organisations: kept for a party until before $1, which did not sign.
SELECT organisation_id, id, tail_blob FROM seal WHERE reserved_until < $1 AND step = 'prepared'
 ORDER BY reserved_until LIMIT 100;

-- name: signing_ticket_reserved
-- Since when the recipient keeps the number behind the newest revision of the envelope's documents; NULL: not yet.
SELECT MIN(reserved_at) AS since FROM signing_ticket
 WHERE organisation_id = $1 AND recipient_id = $2
   AND reserved_at >= (SELECT MAX(r.created_at) FROM revision r JOIN document d ON d.id = r.document_id
	WHERE d.organisation_id = $1 AND d.envelope_id = $3);

-- name: signing_ticket_reserve
UPDATE signing_ticket SET reserved_at = $3 WHERE organisation_id = $1 AND id = $2;
