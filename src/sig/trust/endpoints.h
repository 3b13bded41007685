/* Where a certificate says that more can be asked: its issuer's certificate and OCSP responder
 * (RFC 5280 §4.2.2.1) and its CRLs (§4.2.1.13). Only http and https addresses are given. */
#pragma once
#include "sig/trust/x509.h"

enum { ENDPOINTS_MAX = 4, ENDPOINT_URL_MAX = 1024 };
struct endpoints {
	const char *urls[ENDPOINTS_MAX];
	size_t n;
	_Bool any; /* something is named, be it of another scheme */
};

struct cert_endpoints {
	struct endpoints issuers, ocsp, crls;
};
/* Addresses live in mem; what does not fit or is malformed is left out. */
void endpoints_read(X509 *x, struct arena *mem, struct cert_endpoints *out);
