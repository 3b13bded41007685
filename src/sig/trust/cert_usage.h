/* What a certificate may be used for (RFC 5280 §4.2.1.3, §4.2.1.9, §4.2.1.12). Only what it claims:
 * whether its authority is trusted is another question. */
#pragma once
#include "base/arena.h"
#include "base/error.h"

struct cert_usage {
	_Bool ca;
	_Bool non_repudiation; /* key usage says so, or says nothing */
	_Bool signing;	       /* documents may be signed with it */
	_Bool authentication;  /* meant to log in with, and not to sign: JPKI's second certificate,
				* client  authentication alone */
	_Bool jpki;	       /* of 公的個人認証 (sig/trust/jpki.h) */
};
/* ERR_CERT when der is no certificate. */
enum err cert_usage_read(struct bytes der, struct cert_usage *out, struct error *e) MUST_USE;
/* The policies that it was issued under (RFC 5280 §4.2.1.4), dotted, in mem; none without the
 * extension, ERR_CERT when that is malformed. */
enum err cert_policies_read(struct bytes der, struct arena *mem, const char *const **out, size_t *n,
			    struct error *e) MUST_USE;
