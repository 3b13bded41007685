/* What a time-stamp token will need to be judged when its authority is gone: the certificates of
 * its chain and their revocation data, put into its SignedData where its signature does not look
 * (RFC 4998 §4.2; OCSP responses as RFC 5940 says). */
#pragma once
#include "sig/trust/session.h"
#include "sig/trust/trust.h"
#include "sig/validate/policy.h"

struct ers_world {
	const struct trust *trust;
	const struct trust_online *online;    /* NULL: only the data at hand */
	const struct algo_policy *algorithms; /* NULL: the built-in policy */
	_Bool require_revocation; /* verifying: without revocation data nothing passes */
};

struct ers_completion {
	struct bytes token;  /* in mem; the same bytes for the same data */
	_Bool complete;	     /* with it, an anchor and a later time-stamp the token can be judged */
	const char *missing; /* not complete: what lacks and why, English; else "" */
	_Bool later;	     /* not complete because a server failed: trying again may help */
	size_t certs, crls, ocsps; /* that were added */
};

/* The token is judged at `at` (it must be good then). ERR_BAD_SIG: broken, ERR_CERT: not trusted or
 * not any more; the message says why. What lacks is no failure. */
enum err ers_token_complete(struct bytes token, const struct ers_world *w, time_ms at,
			    struct arena *mem, struct ers_completion *out,
			    struct error *e) MUST_USE;
