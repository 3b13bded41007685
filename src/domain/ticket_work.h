/* What the files about tickets share; for src/domain/ticket*.c and signed_copy.c only. */
#pragma once
#include "domain/flow.h"
#include "domain/ticket.h"

/* One ticket under its envelope's lock, inside the caller's transaction. */
struct ticket_work {
	struct domain *d;
	struct signing_ticket t;
	struct dossier x;
	struct recipient *r;
	struct recipient_ref ref; /* the browser that it came from; not set by ticket_lock */
	const char *batch;	  /* that it is made in; NULL: none */
};
/* Checks everything that agreeing asks for and writes the row; earlier ones of the recipient are
 * over. w: d, x, r, ref. */
enum err ticket_put(struct ticket_work *w, const struct agree_input *in,
		    const struct link_token *code, struct error *e) MUST_USE;
/* One ticket for a recipient's browser, in a transaction of its own: ticket_put, and what more adds to the row
 * (NULL: nothing). w: d. */
typedef enum err ticket_more_fn(struct ticket_work *w, const void *ctx, struct error *e);
enum err ticket_make_with(const struct recipient_ref *ref, const struct agree_input *in,
			  const struct link_token *code, ticket_more_fn *more, const void *ctx,
			  struct ticket_work *w, struct error *e) MUST_USE;
/* What the browser is told. */
struct ticket_made ticket_made_of(struct domain *d, const char *id, const char *confirm_code,
				  time_ms expires_at, const struct link_token *code);
/* ERR_AGENT_OLD. */
enum err ticket_agent_fits(const struct ticket_agent *agent, struct error *e) MUST_USE;
/* When it is redeemed: what was shown is still what there is, and the browser's session is good. */
enum err ticket_take(struct ticket_work *w, struct error *e) MUST_USE;
/* Reads it anew; the recipient becomes the actor. ERR_TICKET when the recipient is gone. */
enum err ticket_lock(struct domain *d, const char *envelope, const char *id,
		     struct ticket_work *out, struct error *e) MUST_USE;
/* The same for a call of the program: not over, and the number is a new one. */
enum err ticket_lock_call(struct domain *d, const struct signing_ticket *t, int64_t seq,
			  struct ticket_work *out, struct error *e) MUST_USE;
/* The browser's session, which must still be good: its factors are those of the act. ERR_TICKET. */
enum err ticket_browser(struct ticket_work *w, struct error *e) MUST_USE;
/* A certificate that was found good, under ticket_lock_call: what was prepared for another one gives way. */
enum err ticket_accept(struct ticket_work *w, const struct ticket_certificate *c,
		       struct error *e) MUST_USE;
/* By the state table, and writes the row; with its end the secrets of a remote signing go. ERR_CONFLICT
 * "ticket-not-now". */
enum err ticket_move(struct ticket_work *w, enum ticket_event ev, struct error *e) MUST_USE;
/* Prepared seals of the ticket give way. */
enum err ticket_give_way(struct ticket_work *w, struct error *e) MUST_USE;
/* SHA-256 of the first of certificates (DER, one behind the other), hex; NULL: it is none. */
const char *party_fingerprint(struct domain *d, struct bytes certificates);
/* All of the recipient that may still be signed under are over. */
enum err ticket_end_earlier(struct ticket_work *w, struct error *e) MUST_USE;
/* Over without a signature: the reservation ends, the trail says why. */
enum err ticket_end(struct ticket_work *w, enum ticket_event ev, const char *reason,
		    struct error *e) MUST_USE;
enum err ticket_audit(struct ticket_work *w, const char *kind, const struct audit_data *more,
		      size_t n, struct audit_mark *mark, struct error *e) MUST_USE;
