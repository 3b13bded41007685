/* Whether a path that is whole and properly signed keeps the rules of RFC 5280 §6 and those of
 * its purpose; everything but revocation. */
#pragma once
#include "sig/trust/chain.h"
#include "sig/trust/path.h"

struct path_verdict {
	enum chain_status status;
	const char *text; /* static; "" when the path is good */
	size_t cert;	  /* of which certificate of the path */
};

/* ERR_INTERNAL: OpenSSL cannot work. */
enum err path_check(const struct path *p, const struct chain_request *rq, struct path_verdict *out,
		    struct error *e) MUST_USE;
