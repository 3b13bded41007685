/* Paths of certificates from a leaf to an anchor, one after the other, best first. A name alone
 * makes no issuer: each step's signature is verified. Hence keys that changed under the same
 * name, cross-certificates, look-alikes and any order of the certificates do no harm. */
#pragma once
#include "sig/trust/memo.h"

enum { PATH_CERTS_MAX = 10 };

struct path {
	X509 *certs[PATH_CERTS_MAX]; /* leaf first; borrowed */
	size_t n;
	_Bool anchored; /* the last one is an anchor */
};

enum { PATH_POOLS_MAX = 3 };
struct path_search {
	X509 *leaf;
	STACK_OF(X509) * anchors;		/* may be NULL */
	STACK_OF(X509) * pools[PATH_POOLS_MAX]; /* may help; each may be NULL */
	struct memo *memo;			/* may be NULL */
	time_ms at;				/* what is valid then comes first */
	/* Called with each path to an anchor; true: this one will do. */
	_Bool (*try)(void *ctx, const struct path *p);
	void *ctx;

	/* set by path_find */
	struct path longest; /* not anchored: as far as it went */
	_Bool forged;	     /* a certificate names an issuer's key that did not sign it */
	unsigned verified, tried, steps;
	struct path now;
};

/* True when try took one. Bounded in what it verifies and tries. */
_Bool path_find(struct path_search *s) MUST_USE;
