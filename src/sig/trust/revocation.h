/* Whether a certificate is revoked, by CRLs and OCSP responses at hand. */
#pragma once
#include "sig/trust/chain.h"

struct revocation_sources {
	STACK_OF(X509_CRL) *crls;	/* may be NULL */
	const struct bytes *crl_data;	/* of each: its DER when the document brought it, else empty */
	const struct bytes *ocsps;	/* DER OCSPResponse or BasicOCSPResponse */
	size_t n_ocsps;
};

/* Only data signed by the issuer (or its OCSP delegate) counts. CERT_GOOD needs data that
 * speaks of time `at`: valid then, or issued later. */
struct cert_status revocation_of(X509 *cert, X509 *issuer, const struct revocation_sources *from,
				 time_ms at);
