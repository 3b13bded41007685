-- Signing tickets whose key is held by a remote signing service: columns of signing_ticket.

-- name: remote_signing_get
SELECT id, remote_service, remote_state_ends_at, remote_secrets
  FROM signing_ticket WHERE organisation_id = $1 AND id = $2 AND remote_service IS NOT NULL;

-- name: remote_signing_put
-- Nothing is kept for a ticket that is over, or signed.
UPDATE signing_ticket SET remote_service = $3, remote_state = $4, remote_state_ends_at = $5, remote_secrets = $6
 WHERE organisation_id = $1 AND id = $2
   AND state IN ('waiting', 'redeemed', 'certificate', 'preparing', 'prepared');

-- name: remote_signing_erase
UPDATE signing_ticket SET remote_state = NULL, remote_state_ends_at = NULL, remote_secrets = NULL
 WHERE organisation_id = $1 AND id = $2 AND remote_service IS NOT NULL;

-- name: remote_signing_find
-- By the state that came back, for the browser that it was given to alone.
SELECT id FROM signing_ticket
 WHERE organisation_id = $1 AND remote_state = $2 AND recipient_id = $3 AND browser_hash = $4;

-- name: remote_signing_take
-- Once, and in time.
UPDATE signing_ticket SET remote_state = NULL
 WHERE organisation_id = $1 AND id = $2 AND remote_state = $3 AND remote_state_ends_at > $4;

-- name: remote_signing_forget
-- Across organisations: what nobody can go on with any more.
UPDATE signing_ticket SET remote_secrets = NULL, remote_state = NULL
 WHERE remote_secrets IS NOT NULL
   AND (session_ends_at <= $1 OR state IN ('done', 'failed', 'expired', 'cancelled'));
