/* Tickets of client remote signing (署名チケット) and what is prepared under them; the rules are
 * domain/ticket.h. */
#pragma once
#include "store/repo/work.h"

struct signing_ticket {
	const char *id, *envelope_id, *recipient_id, *state;
	struct bytes token_hash, browser_hash;
	const char *confirm_code;
	const char *input; /* JSON: what the recipient declared and was shown */
	time_ms created_at, expires_at, redeemed_at;
	struct bytes session_hash;
	time_ms session_ends_at;
	int64_t seq; /* the last that was used */
	const char *agent_version, *agent_os, *agent_address;
	const char *token_kind; /* pkcs12, store, pkcs11, jpki, remote */
	struct bytes
		certificates; /* DER, one behind the other, the party's first; empty: none yet */
	const char *algorithm, *revocation;
	const char *act_id; /* of the newest preparation; NULL: none */
	time_ms prepared_at;
	const char *event_hash;
	struct bytes entries; /* what is filled in, encrypted; empty: nothing */
	const char *entries_sha256;
	const char *error; /* slug of the last refusal, a space and its text code; NULL: none */
	time_ms ended_at;
	int64_t policy_version; /* of the organisation's rules, when it was prepared */
};
enum err signing_ticket_insert(const struct repo *r, const struct signing_ticket *t,
			       struct error *e) MUST_USE;
enum err signing_ticket_update(const struct repo *r, const struct signing_ticket *t,
			       struct error *e) MUST_USE;
enum err signing_ticket_get(const struct repo *r, const char *id, struct signing_ticket *out,
			    struct error *e) MUST_USE;
enum err signing_ticket_by_act(const struct repo *r, const char *act, struct signing_ticket *out,
			       struct error *e) MUST_USE;
/* Those of a recipient under which may still be signed; oldest first. */
enum err signing_ticket_open(const struct repo *r, const char *recipient,
			     const struct signing_ticket **out, size_t *n,
			     struct error *e) MUST_USE;
/* Rows of another statement that has every column of a ticket. */
enum err signing_ticket_rows(const struct repo *r, const struct db_rows *rows,
			     const struct signing_ticket **out, size_t *n,
			     struct error *e) MUST_USE;
/* t: what changes, and the hash of the ticket. *done false: used, over, or none. */
enum err signing_ticket_redeem(const struct repo *r, const struct signing_ticket *t, _Bool *done,
			       struct error *e) MUST_USE;

/* What the hash of a ticket or of a session leads to; before the organisation is known.
 * ERR_NOT_FOUND. */
struct signing_ticket_ref {
	const char *organisation_id, *id, *envelope_id;
};
enum err signing_ticket_find(struct db *db, struct arena *mem, struct bytes hash,
			     struct signing_ticket_ref *out, struct error *e) MUST_USE;

/* Since when the recipient keeps the number of the next revision of the envelope's documents, by whichever
 * of its tickets; 0: not yet. */
enum err signing_ticket_reserved(const struct repo *r, const char *recipient, const char *envelope,
				 time_ms *out, struct error *e) MUST_USE;
enum err signing_ticket_reserve(const struct repo *r, const char *ticket, time_ms since,
				struct error *e) MUST_USE;

/* What the signing program gets of one seal; answer: JSON, encrypted, associated data = seal_id. */
struct signing_operation {
	const char *seal_id, *ticket_id, *document_id;
	struct bytes answer;
};
enum err signing_operation_put(const struct repo *r, const struct signing_operation *o,
			       struct error *e) MUST_USE;
enum err signing_operation_list(const struct repo *r, const char *ticket,
				const struct signing_operation **out, size_t *n,
				struct error *e) MUST_USE;
enum err signing_operation_delete_ticket(const struct repo *r, const char *ticket,
					 struct error *e) MUST_USE;
/* Is it what a party has still to sign, its number kept for it until reserved_until? */
static inline UNUSED _Bool seal_is_reserved(const struct seal *s)
{
	return s->reserved_until && !strcmp(s->step, "prepared");
}
/* A prepared seal of a party gives its revision number up: row, operation, and the blob.
 * ERR_NOT_FOUND: it is signed, or gone. */
enum err seal_give_way(const struct repo *r, const struct seal *s, struct error *e) MUST_USE;
/* Those that were kept until before that time, of all organisations: at most 100 at a time. Without
 * the envelopes' locks: what is signed meanwhile stays. */
enum err seal_forget_reserved(struct db *db, struct arena *mem, time_ms before,
			      struct error *e) MUST_USE;
