/* The proof that what is signed is the document that was shown, without the document itself: the
 * running state of its digest after the last whole block, the rest of it, and the whole update of
 * the signature. Finishing the state must give the digest that the person sees; going on with the
 * update must give the message digest that is signed. It rests on nobody being able to make a state
 * that leads to a given SHA-2 digest. */
#pragma once
#include "base/error.h"
#include "crypto/digest.h"

struct client_state {
	struct bytes midstate; /* 32 bytes (SHA-256) or 64 */
	struct bytes tail;     /* less than a block */
};

struct client_proof {
	enum digest_alg alg; /* of the signature */
	uint64_t shown_size; /* bytes of the revision that was shown */
	struct client_state state;
	struct client_state shown; /* SHA-256; not looked at when alg is SHA-256 */
	struct bytes update[2];	   /* to the '<' of /Contents; from behind its '>' */
};

struct client_shown {
	uint64_t size;
	unsigned char sha256[32];
	/* The same revision's digest in the proof's alg, told before anything was chosen: SHA-256
	 * alone does not tie the two states together
	 * (docs/decisions/0210-proof-in-the-signature-s-digest.md). */
	const unsigned char *in_alg;
};

/* ERR_BAD_SIG when it does not hold: nothing may be signed then. */
enum err client_proof_check(const struct client_proof *p, const struct client_shown *shown,
			    struct bytes message_digest, struct error *e) MUST_USE;
