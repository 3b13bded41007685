/* Issuers whose revocation data is closed: the Japanese Public Key Infrastructure tells only
 * verifiers approved under the Public Certification Act whether a certificate is revoked. */
#pragma once
#include "sig/trust/x509.h"

/* By policy 1.2.392.200149.8.5.1 and below, or the issuer's O=JPKI. */
_Bool jpki_is_issuer_of(X509 *cert) MUST_USE;
