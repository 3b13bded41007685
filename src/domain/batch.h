/* Batch signing (一括署名): a member signs several requests that wait for it with one certificate,
 * under one consent and one PIN; docs/decisions/0490.
 *
 * A batch has the code, the six digits and the program's session. Each of its requests keeps a
 * signing ticket of its own (domain/ticket.h) with its own session of the gate, its own statement
 * and digests, and its own act in its own transaction: what ends one leaves the others as they
 * were, and it says why.
 *
 * Acts open their own transactions. */
#pragma once
#include "domain/gate.h"
#include "domain/ticket.h"
#include "store/repo/batch.h"

enum {
	BATCH_REQUESTS_MAX = 50,
	BATCH_DOCUMENTS_MAX = 100,
	BATCH_SESSION_MS = 20 * 60 * 1000, /* of the program: there is more to look at */
	BATCH_CALL_MAX = 16,		   /* requests of one call that prepares or completes */
};

/* What waits -------------------------------------------------------------------- */

struct batch_wait {
	struct dossier x;
	struct recipient *r;
	/* text code of why it cannot be signed together with others; NULL: it can */
	const char *alone;
};
/* Requests whose turn has come for the member who asks, with a certificate of its own; newest
 * first. below: id of the last recipient given; NULL: from the top. */
enum err batch_waiting(struct domain *d, const char *below, int64_t limit,
		       const struct batch_wait **out, size_t *n, struct error *e) MUST_USE;
/* Its documents are about to be shown: marks it opened. ERR_NOT_FOUND, ERR_DENIED when it is
 * another's. */
enum err batch_open(struct domain *d, const char *envelope, const char *recipient,
		    struct error *e) MUST_USE;

/* The member's browser ------------------------------------------------------------- */

struct batch_pick {
	const char *envelope_id, *recipient_id;
	struct agree_input in;
};
/* member_hash: of the member's session, under which alone it goes on. All requests or none: what
 * cannot be signed now becomes a field error "requests[i]". Earlier tickets of these requests are
 * over. */
enum err batch_make(struct domain *d, struct bytes member_hash, const struct batch_pick *picks,
		    size_t n, struct ticket_made *out, struct error *e) MUST_USE;
struct batch {
	struct signing_batch b;
	const struct signing_ticket *tickets;
	size_t n;
};
/* Of the member who asks. ERR_NOT_FOUND. */
enum err batch_of(struct domain *d, const char *id, struct batch *out, struct error *e) MUST_USE;
/* One state for all, in the words of a ticket's: as far as the furthest has come. */
enum ticket_state batch_state(const struct domain *d, const struct batch *b);
/* What is signed stays signed; the rest is given up. */
enum err batch_drop(struct domain *d, const char *id, struct error *e) MUST_USE;

/* The signing program --------------------------------------------------------------- */

struct batch_opened {
	struct signing_batch b;
	const char *session; /* the secret */
	struct batch_item {
		struct signing_ticket t;
		struct dossier x;
		struct recipient *r;
	} * items; /* that can be signed */
	size_t n;
	const struct signing_ticket *left_out; /* with their error */
	size_t n_left_out;
};
/* ERR_NOT_FOUND: the code is no batch's. ERR_AGENT_OLD: the program does not say that it can; the
 * code stays good. ERR_TICKET as for tickets. Sets d->repo.org. */
enum err batch_redeem(struct domain *d, const char *code, const struct ticket_agent *agent,
		      struct batch_opened *out, struct error *e) MUST_USE;
/* Whose session this is; sets d->repo.org. ERR_UNAUTHENTICATED also when the member has signed out.
 */
enum err batch_session(struct domain *d, const char *session, struct batch *out,
		       struct error *e) MUST_USE;
/* Uses a number; ERR_SEQ. */
enum err batch_number(struct domain *d, const struct batch *b, int64_t seq,
		      struct error *e) MUST_USE;
/* Of the batch, and given to the program: not what was left out. NULL: none such. */
const struct signing_ticket *batch_ticket(const struct batch *b, const char *id);
/* May the party still sign it, and if not, why? Tells more than the ticket's own steps, which see
 * its session first. */
enum err batch_look(struct domain *d, const struct signing_ticket *t, struct error *e) MUST_USE;
/* After a step of one ticket was refused with `why` and d's refusal: does that end it? It is then
 * over, says so on the page, and the others go on. */
_Bool batch_ends(enum err why);
enum err batch_fail(struct domain *d, const struct signing_ticket *t, enum err why,
		    struct error *e) MUST_USE;
/* Two transactions met, and that of one request was rolled back whole: is it worth another try,
 * after a moment? A call about several requests is not begun anew for one of them. tries: 0 before
 * the first. */
_Bool batch_again(struct domain *d, enum err rc, unsigned *tries);
/* By the program: everything that is not signed yet. Nothing more is signed in this session, also
 * where other transactions did not let a ticket be ended at once. */
enum err batch_cancel(struct domain *d, const struct batch *b, const char *reason,
		      struct error *e) MUST_USE;
