-- Batch signing: what waits for a member's own certificate, batches, and their tickets.

-- name: signing_wait_list
-- Requests whose turn has come for a member who signs with a certificate of its own; newest first, below the last one given.
SELECT r.id AS recipient_id, r.envelope_id
  FROM recipient r JOIN envelope v ON v.id = r.envelope_id
 WHERE r.organisation_id = $1 AND r.account_id = $2 AND r.method = 'own_certificate'
   AND r.state IN ('sent', 'undelivered', 'opened') AND v.state = 'pending' AND r.id < $3
 ORDER BY r.id DESC LIMIT $4;

-- name: signing_batch_insert
INSERT INTO signing_batch (organisation_id, id, account_id, member_hash, token_hash, confirm_code, created_at, expires_at,
	redeemed_at, session_hash, session_ends_at, seq, agent_version, agent_os, agent_address, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: signing_batch_redeem
-- Once, and in time: whoever changes this row has the batch.
UPDATE signing_batch SET redeemed_at = $3, session_hash = $4, session_ends_at = $5, agent_version = $6, agent_os = $7,
	agent_address = $8
 WHERE organisation_id = $1 AND id = $2 AND redeemed_at IS NULL AND ended_at IS NULL AND expires_at > $3;

-- name: signing_batch_number
-- Numbers only grow.
UPDATE signing_batch SET seq = $3 WHERE organisation_id = $1 AND id = $2 AND seq < $3;

-- name: signing_batch_end
UPDATE signing_batch SET ended_at = $3 WHERE organisation_id = $1 AND id = $2 AND ended_at IS NULL;

-- name: signing_batch_get
SELECT id, account_id, member_hash, token_hash, confirm_code, created_at, expires_at, redeemed_at, session_hash,
       session_ends_at, seq, agent_version, agent_os, agent_address, ended_at
  FROM signing_batch WHERE organisation_id = $1 AND id = $2;

-- name: signing_batch_find
-- By the hash of its code or of the session it became; the organisation is learnt from it.
SELECT organisation_id, id FROM signing_batch WHERE token_hash = $1 OR session_hash = $1;

-- name: signing_batch_ticket_insert
INSERT INTO signing_batch_ticket (organisation_id, ticket_id, batch_id, position) VALUES ($1, $2, $3, $4);

-- name: signing_batch_tickets
SELECT t.id, t.envelope_id, t.recipient_id, t.state, t.token_hash, t.browser_hash, t.confirm_code, t.input, t.created_at,
       t.expires_at, t.redeemed_at, t.session_hash, t.session_ends_at, t.seq, t.agent_version, t.agent_os,
       t.agent_address, t.token_kind, t.certificates, t.algorithm, t.revocation, t.act_id, t.prepared_at,
       t.event_hash, t.entries, t.entries_sha256, t.error, t.ended_at, t.policy_version
  FROM signing_batch_ticket b JOIN signing_ticket t ON t.id = b.ticket_id
 WHERE b.organisation_id = $1 AND b.batch_id = $2 ORDER BY b.position;
