/* What struct trust holds; for the files of src/sig/trust only. */
#pragma once
#include "sig/trust/trust.h"
#include "sig/trust/x509.h"

struct trust {
	STACK_OF(X509) *anchors;
	STACK_OF(X509_CRL) *crls;
	struct cert_cache *certs; /* of what comes with documents */
};
