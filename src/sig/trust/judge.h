/* What one piece of revocation data says about one certificate; for src/sig/trust only. */
#pragma once
#include "sig/trust/item.h"

/* The certificate that is asked about, and whom to believe about it. */
struct subject {
	X509 *cert, *issuer; /* neighbours of a path */
	X509 *const *above;  /* the path from the issuer's issuer to the anchor */
	size_t n_above;
	STACK_OF(X509) *const *pools; /* more certificates of the issuer may be here */
	size_t n_pools;
	STACK_OF(X509) * anchors; /* may be NULL */
	struct memo *memo;	  /* may be NULL */
	time_ms at, not_after;	  /* not_after: of cert */
};

/* Who signed data when it was not the subject's issuer by the certificate of the path. Borrowed from
 * the data, the pools or the anchors. */
struct voice {
	X509 *cert;	     /* NULL: it was the issuer */
	X509 *issuer;	     /* of cert; NULL: cert is an anchor */
	X509 *const *above;  /* the path from the issuer's issuer to the anchor */
	size_t n_above;
	_Bool enclosed;	     /* the data brings the certificate along */
};

struct answer {
	struct cert_status status;
	struct voice by;
};

/* Sets what the data tells: state, revoked_at, reason, kind, times; why when it is unknown; and who
 * says so. False when the data does not speak of the certificate at all. */
_Bool crl_judge(const struct item *i, const struct subject *s, struct answer *out) MUST_USE;
_Bool ocsp_judge(const struct item *i, const struct subject *s, struct answer *out) MUST_USE;

/* SHA-1 and older sign nothing that is believed here. */
_Bool signature_is_strong(int signature_nid) MUST_USE;
/* Does data with this validity speak of time `at`? */
_Bool judge_speaks_of(const struct cert_status *c, time_ms at) MUST_USE;
