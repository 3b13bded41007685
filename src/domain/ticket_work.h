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
};
/* Reads it anew; the recipient becomes the actor. ERR_TICKET when the recipient is gone. */
enum err ticket_lock(struct domain *d, const char *envelope, const char *id,
		     struct ticket_work *out, struct error *e) MUST_USE;
/* The same for a call of the program: not over, and the number is a new one. */
enum err ticket_lock_call(struct domain *d, const struct signing_ticket *t, int64_t seq,
			  struct ticket_work *out, struct error *e) MUST_USE;
/* The browser's session, which must still be good: its factors are those of the act. ERR_TICKET. */
enum err ticket_browser(struct ticket_work *w, struct error *e) MUST_USE;
/* By the state table, and writes the row. ERR_CONFLICT "ticket-not-now". */
enum err ticket_move(struct ticket_work *w, enum ticket_event ev, struct error *e) MUST_USE;
/* Prepared seals of the ticket give way. */
enum err ticket_give_way(struct ticket_work *w, struct error *e) MUST_USE;
/* SHA-256 of the first of certificates (DER, one behind the other), hex; NULL: it is none. */
const char *party_fingerprint(struct domain *d, struct bytes certificates);
/* Everything that agreeing asks for is checked, earlier tickets end, and w->t is inserted: waiting.
 * Inside the transaction, under the lock. */
enum err ticket_make_work(struct ticket_work *w, const struct agree_input *in,
			  const struct link_token *code, struct error *e) MUST_USE;
/* All of the recipient that may still be signed under are over. */
enum err ticket_end_earlier(struct ticket_work *w, struct error *e) MUST_USE;
/* Over without a signature: the reservation ends, the trail says why. */
enum err ticket_end(struct ticket_work *w, enum ticket_event ev, const char *reason,
		    struct error *e) MUST_USE;
enum err ticket_audit(struct ticket_work *w, const char *kind, const struct audit_data *more,
		      size_t n, struct audit_mark *mark, struct error *e) MUST_USE;
