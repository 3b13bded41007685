/* What struct trust holds; for the files of src/sig/trust only. */
#pragma once
#include "sig/trust/item.h"
#include "sig/trust/trust.h"

struct trust {
	struct cert_cache *certs; /* of what comes with documents */
	STACK_OF(X509) *anchors[2]; /* by enum chain_purpose */
	size_t n_anchors;	    /* distinct ones */
	STACK_OF(X509) *helpers;    /* not trusted, may lie between */
	struct item **given;	    /* CRLs and OCSP responses */
	size_t n_given, room;
	struct memo *memo;
};
