/* Signing with a key that a remote signing service holds (当事者型, リモート署名): a signing ticket
 * whose program is this service itself, driven by the recipient's browser.
 *
 * The browser goes away to the service twice: to say who it is, and to authorise the signature of
 * the hashes. Each time it takes a state of 256 bits along (RFC 6749 §10.12), which is good once,
 * for some minutes, for this browser's session and this ticket. What is needed to go on lies
 * encrypted in the ticket's row and is erased in the transaction that ends or signs it (ticket_move); the sweep
 * does it for one whose time ran out. The steps themselves are those of domain/ticket.h. */
#pragma once
#include "crypto/digest.h"
#include "domain/ticket.h"

enum {
	REMOTE_SESSION_MS = 20 * 60 * 1000, /* two visits elsewhere, with a phone or a card */
	REMOTE_STATE_MS = 10 * 60 * 1000,   /* of one visit */
	REMOTE_RESERVED_MS = 3 * 60 * 1000, /* in the place of TICKET_RESERVED_MS */
};

struct remote {
	const char *service;	 /* its name in the settings */
	const char *oauth2;	 /* base of its OAuth addresses, as it was told when this began */
	const char *issuer;	 /* of its OAuth answers (RFC 9207), as it was told then */
	const char *scope;	 /* of the visit: "service", "credential" */
	const char *verifier;	 /* of the visit (RFC 7636); NULL: none is under way */
	const char *token;	 /* of the scope "service"; NULL: not signed in there yet */
	const char *credentials; /* csc_credentials; NULL: not asked yet */
	const char *credential;	 /* id of the one that was chosen; NULL: none */
	const char *hashes;	 /* of the visit "credential", base64url with commas between */
};

/* May this recipient sign now? Asked before a service is; remote_begin asks again. */
enum err remote_may(struct domain *d, const struct recipient_ref *ref, struct error *e) MUST_USE;
/* Everything that agreeing asks for is checked; earlier tickets of this recipient are over. *out is
 * redeemed; it ends REMOTE_SESSION_MS later. */
enum err remote_begin(struct domain *d, const struct recipient_ref *ref,
		      const struct agree_input *in, const struct remote *r,
		      struct signing_ticket *out, struct error *e) MUST_USE;
/* Of this recipient and browser, and not a program's. ERR_NOT_FOUND. */
enum err remote_get(struct domain *d, const struct recipient_ref *ref, const char *ticket,
		    struct signing_ticket *t, struct remote *r, struct error *e) MUST_USE;
/* Writes r. state: the visit that begins, csc_secret; NULL: none is under way. ERR_TICKET "remote-over". */
enum err remote_save(struct domain *d, const struct signing_ticket *t, const struct remote *r,
		     const char *state, struct error *e) MUST_USE;
/* The browser is back with this state: takes it, once. ERR_TICKET "remote-state": unknown, used,
 * too late, or another browser's, which leaves it good for the right one. */
enum err remote_take(struct domain *d, const struct recipient_ref *ref, const char *state,
		     struct signing_ticket *t, struct remote *r, struct error *e) MUST_USE;
/* The certificate of r->credential, which was found good, and r, in one: what the key signs is never prepared
 * for another one's certificate. */
enum err remote_choose(struct domain *d, const struct signing_ticket *t, int64_t seq,
		       const struct ticket_certificate *c, const struct remote *r,
		       struct signing_ticket *out, struct error *e) MUST_USE;

struct remote_hash {
	const char *op; /* of ticket_complete */
	struct bytes value;
};
/* What the key is to sign: digests of the signed attributes that were prepared, one for each
 * document. ERR_REVISION: it has given way, or is not prepared. */
enum err remote_hashes(struct domain *d, const struct signing_ticket *t, struct remote_hash **out,
		       size_t *n, struct error *e) MUST_USE;
