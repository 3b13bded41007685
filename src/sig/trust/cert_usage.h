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
};
/* ERR_CERT when der is no certificate. */
enum err cert_usage_read(struct bytes der, struct cert_usage *out, struct error *e) MUST_USE;
