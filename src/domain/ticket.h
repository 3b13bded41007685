/* Client remote signing (当事者型): a recipient signs with a certificate of its own, by a program
 * on its own PC; docs/formats/agent-protocol.md.
 *
 * The browser gets a ticket, bound to the recipient's session and to what it was shown. The program
 * redeems it, once, shows a certificate, has the signature prepared and gives its value. Until then
 * the act does not exist: whatever ends a ticket leaves the recipient as it was, free to ask for
 * another one. The act itself (state, audit event, job) is one transaction with the signature, in
 * ticket_complete.
 *
 * Acts open their own transaction; every one of them takes the envelope's row lock first. */
#pragma once
#include "domain/envelope.h"
#include "domain/ticket_state.h"
#include "store/repo/ticket.h"

enum {
	TICKET_TTL_MS = 120 * 1000,	    /* until it is redeemed */
	TICKET_SESSION_MS = 10 * 60 * 1000, /* of the program, from then on */
	TICKET_RESERVED_MS = 60 * 1000,	    /* a prepared seal keeps its revision number so long */
	TICKET_CHAIN_MAX = 8,		    /* certificates beside the party's own */
};
#define TICKET_AGENT_LEAST "1.0.0"

/* The recipient's browser ---------------------------------------------------- */

struct ticket_made {
	const char *id, *code, *confirm_code, *url;
	time_ms expires_at;
};
/* Everything that agreeing asks for is checked. Earlier tickets of this recipient are over. */
enum err ticket_make(struct domain *d, const struct recipient_ref *ref,
		     const struct agree_input *in, struct ticket_made *out,
		     struct error *e) MUST_USE;
/* Of this recipient. ERR_NOT_FOUND. */
enum err ticket_of(struct domain *d, const struct recipient_ref *ref, const char *id,
		   struct signing_ticket *out, struct error *e) MUST_USE;
/* What it is now: one whose time is over has expired, whether that was written down or not. */
enum ticket_state ticket_state_now(const struct domain *d, const struct signing_ticket *t);
/* Is a call's number above the last one that was taken? ERR_SEQ. For before anything that takes long; the
 * step itself compares under the lock. */
enum err ticket_number(const struct signing_ticket *t, int64_t seq, struct error *e) MUST_USE;
/* May it still be signed under? Neither over, nor signed already. */
_Bool ticket_open(const struct domain *d, const struct signing_ticket *t);
/* From the browser. ERR_CONFLICT when it is signed already. */
enum err ticket_drop(struct domain *d, const struct recipient_ref *ref, const char *id,
		     struct error *e) MUST_USE;
/* How long a prepared seal keeps its revision number: longer where a person authorises elsewhere. */
time_ms ticket_reservation(const struct signing_ticket *t);
/* Until when one that is prepared now keeps it: that long from the first one on that this recipient had over
 * the documents as they are, under whichever ticket and certificate. Nobody keeps the others waiting for longer
 * by choosing anew. */
enum err ticket_reserved_until(struct domain *d, const struct signing_ticket *t, time_ms *out,
			       struct error *e) MUST_USE;
/* What the recipient declared and was shown, out of the row. */
enum err ticket_input(struct domain *d, const struct signing_ticket *t, struct agree_input *out,
		      struct error *e) MUST_USE;

/* The signing program ------------------------------------------------------------ */

struct ticket_agent {
	const char *version, *os;
	_Bool batch; /* it says that it can sign batches (domain/batch.h) */
};
struct ticket_opened {
	struct signing_ticket t;
	const char *session; /* the secret */
	struct dossier x;
	struct recipient *r;
};
/* ERR_TICKET for unknown, used and expired ones alike; ERR_AGENT_OLD. Sets d->repo.org. */
enum err ticket_redeem(struct domain *d, const char *code, const struct ticket_agent *agent,
		       struct ticket_opened *out, struct error *e) MUST_USE;
/* Whose session this is; sets d->repo.org and the actor. ERR_UNAUTHENTICATED: nobody's, or over. */
enum err ticket_session(struct domain *d, const char *session, struct signing_ticket *out,
			struct error *e) MUST_USE;

struct ticket_certificate {
	const char *token_kind;
	struct bytes certificates; /* DER, the party's own first */
	const char *algorithm, *revocation;
	/* for the audit trail */
	const char *sha256, *subject, *issuer;
};
/* One that was found good (api/agent_certificate.h). seq of every call must be above the last one:
 * ERR_SEQ. */
enum err ticket_certificate(struct domain *d, const struct signing_ticket *t, int64_t seq,
			    const struct ticket_certificate *c, struct error *e) MUST_USE;
/* A certificate or signature that was refused, for the page (with d's refusal, if it has one) and for
 * the trail; what was prepared is given up when it was the signature. */
enum err ticket_refuse(struct domain *d, const struct signing_ticket *t, int64_t seq, enum err why,
		       struct error *e) MUST_USE;
/* Begins to prepare, or tells that it is done: *ready. What another party overtook is begun anew.
 */
enum err ticket_prepare(struct domain *d, const struct signing_ticket *t, int64_t seq, _Bool *ready,
			struct error *e) MUST_USE;
/* The operations of a ticket that is ready, as JSON texts. */
enum err ticket_operations(struct domain *d, const struct signing_ticket *t,
			   const char *const **out, size_t *n, struct error *e) MUST_USE;
struct ticket_signature {
	const char *op; /* id of the seal */
	struct bytes value;
};
/* The act. ERR_REVISION: to be prepared anew; ERR_SIGNATURE: does not verify over what was stored.
 * A second time, it is done already. */
enum err ticket_complete(struct domain *d, const struct signing_ticket *t, int64_t seq,
			 const struct ticket_signature *list, size_t n, struct error *e) MUST_USE;
/* Nothing but the number, for a question about the state. */
enum err ticket_asked(struct domain *d, const struct signing_ticket *t, int64_t seq,
		      struct signing_ticket *now_out, struct error *e) MUST_USE;
enum err ticket_cancel(struct domain *d, const struct signing_ticket *t, int64_t seq,
		       const char *reason, struct error *e) MUST_USE;

/* Steps of the worker, inside its transaction --------------------------------------- */

/* The seals of the ticket's act are there; ops: what the program gets of each. ERR_CONFLICT: one of
 * them gave way meanwhile. Nothing happens when the ticket does not wait for this act any more. */
enum err ticket_prepared(struct domain *d, const char *act, const struct signing_operation *ops,
			 size_t n, struct error *e) MUST_USE;
/* It cannot be prepared. */
enum err ticket_failed(struct domain *d, const char *act, enum err why, struct error *e) MUST_USE;
/* The act is sealed; nothing when it was no ticket's. */
enum err ticket_sealed(struct domain *d, const char *act, struct error *e) MUST_USE;
