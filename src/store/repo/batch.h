/* Batches of signing tickets (一括署名), and the requests that wait for a member's own certificate;
 * the rules are domain/batch.h. */
#pragma once
#include "store/repo/ticket.h"

struct signing_batch {
	const char *id, *account_id;
	struct bytes member_hash, token_hash; /* of the member's session; of the code */
	const char *confirm_code;
	time_ms created_at, expires_at, redeemed_at;
	struct bytes session_hash;
	time_ms session_ends_at;
	int64_t seq; /* the last that was used */
	const char *agent_version, *agent_os, *agent_address;
	time_ms ended_at; /* given up by the browser or the program; 0: not */
};
enum err signing_batch_insert(const struct repo *r, const struct signing_batch *b,
			      struct error *e) MUST_USE;
enum err signing_batch_get(const struct repo *r, const char *id, struct signing_batch *out,
			   struct error *e) MUST_USE;
/* b: what changes. *done false: used, over, or given up. */
enum err signing_batch_redeem(const struct repo *r, const struct signing_batch *b, _Bool *done,
			      struct error *e) MUST_USE;
/* *done false: a number that is not above the last one. */
enum err signing_batch_number(const struct repo *r, const char *id, int64_t seq, _Bool *done,
			      struct error *e) MUST_USE;
enum err signing_batch_end(const struct repo *r, const char *id, time_ms now,
			   struct error *e) MUST_USE;

/* What the hash of a code or of a session leads to; before the organisation is known.
 * ERR_NOT_FOUND. */
struct signing_batch_ref {
	const char *organisation_id, *id;
};
enum err signing_batch_find(struct db *db, struct arena *mem, struct bytes hash,
			    struct signing_batch_ref *out, struct error *e) MUST_USE;

enum err signing_batch_add(const struct repo *r, const char *batch, const char *ticket,
			   int64_t position, struct error *e) MUST_USE;
/* In the order in which they were chosen. */
enum err signing_batch_tickets(const struct repo *r, const char *batch,
			       const struct signing_ticket **out, size_t *n,
			       struct error *e) MUST_USE;

struct signing_wait {
	const char *recipient_id, *envelope_id;
};
/* Newest first; below NULL: from the top. */
enum err signing_wait_list(const struct repo *r, const char *account, const char *below,
			   int64_t limit, const struct signing_wait **out, size_t *n,
			   struct error *e) MUST_USE;
