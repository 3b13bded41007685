/* The port for everything fetched from outside (TSA, OCSP, CRL): callers take a
 * struct fetcher *, src/net implements it with libcurl, tests by other means. */
#pragma once
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

struct fetch_request {
	const char *url;
	const char *method;	   /* "GET" or "POST" */
	const char *content_type;  /* of body; NULL without body */
	const char *accept;	   /* NULL: any */
	struct bytes body;
	const char *user, *password; /* basic authentication; NULL: none */
	const char *language; /* Accept-Language; NULL: none */
	const char *bearer; /* token of the Authorization header (RFC 6750); NULL: none */
	unsigned timeout_ms;	   /* for the whole exchange; 0: 10 s */
	size_t max_bytes;	   /* longest answer accepted; 0: 1 MiB */
	_Bool allow_private;	   /* private and loopback addresses may be asked */
};

struct fetch_response {
	int status;
	const char *content_type; /* "" when none; lives in mem */
	struct bytes body;	  /* lives in mem */
};

struct fetcher {
	/* ERR_TIMEOUT, ERR_UNAVAILABLE (no connection), ERR_TOO_LARGE, ERR_DENIED (address
	 * not allowed), ERR_BUSY (back in a moment: callers do not remember it as a failure).
	 * Any HTTP status is a success here. Never follows redirects. */
	enum err (*fetch)(struct fetcher *f, const struct fetch_request *rq,
			  struct arena *mem, struct fetch_response *out,
			  struct error *e);
};

static inline MUST_USE enum err fetcher_fetch(struct fetcher *f,
					      const struct fetch_request *rq,
					      struct arena *mem,
					      struct fetch_response *out,
					      struct error *e)
{
	return f->fetch(f, rq, mem, out, e);
}
