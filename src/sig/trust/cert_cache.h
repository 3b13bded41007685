/* Certificates parsed once: the same few signers and authorities come with every document, and
 * decoding a public key costs OpenSSL more than verifying with it. Bounded; threads may share it. */
#pragma once
#include "sig/trust/x509.h"

struct cert_cache;
struct cert_cache *cert_cache_new(void);
void cert_cache_free(struct cert_cache *c); /* NULL is fine */

/* A new reference to the certificate that der is; NULL: it is none. c NULL: parsed each time. */
X509 *cert_cache_get(struct cert_cache *c, struct bytes der) MUST_USE;
