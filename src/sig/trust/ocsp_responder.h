/* An OCSP responder (RFC 6960, basic responses): strict DER in, signed answer out.
 * Malformed requests get their own status, unsigned, as §2.3 has it. */
#pragma once
#include "base/clock.h"
#include "crypto/pkey.h"
#include "sig/trust/local_ca.h"

enum { OCSP_REQUEST_MAX = 16384, OCSP_CERTS_MAX = 64, OCSP_NONCE_MAX = 64 };

enum ocsp_state { OCSP_GOOD, OCSP_REVOKED, OCSP_UNKNOWN };
struct ocsp_status {
	enum ocsp_state state;
	time_ms revoked_at;	/* with OCSP_REVOKED */
	enum ca_reason reason;
};

struct ocsp_responder {
	struct pkey *key;
	struct bytes cert;	/* the responder's own, issued by issuer; put into each answer */
	struct bytes issuer;	/* the CA it speaks for */
	const struct clock *clock;
	unsigned valid_ms;	/* nextUpdate = now + this */
	/* serial: magnitude, big-endian, without leading zeros */
	enum err (*status)(void *ctx, struct bytes serial, struct ocsp_status *out, struct error *e);
	void *ctx;
};
/* Fails only when the key or the look-up does. */
enum err ocsp_answer(const struct ocsp_responder *r, struct bytes request, struct arena *mem,
		     struct bytes *reply_out, struct error *e) MUST_USE;
