/* Signed structures of X.509 and OCSP: SEQUENCE { to be signed, algorithm, BIT STRING }.
 * SHA-256 with whatever key it is. For src/sig/trust only. */
#pragma once
#include <openssl/x509.h>
#include "crypto/pkey.h"
#include "sig/asn1/der.h"

/* Appends the three elements to w. */
enum err x509_sign_put(struct der_writer *w, struct bytes tbs, struct pkey *key, struct arena *mem,
		       struct error *e) MUST_USE;
/* The whole structure. */
enum err x509_sign(struct bytes tbs, struct pkey *key, struct arena *mem, struct bytes *out,
		   struct error *e) MUST_USE;
/* AlgorithmIdentifier of what x509_sign will use; the to-be-signed part repeats it. */
void x509_sign_put_algorithm(struct der_writer *w, const struct pkey *key);
/* Says in an OpenSSL object which algorithm x509_sign will use. */
_Bool x509_sign_announce(const X509_ALGOR *in_tbs, const struct pkey *key) MUST_USE;
