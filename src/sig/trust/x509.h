/* OpenSSL's X.509 objects with our cleanup; for src/sig only. */
#pragma once
#include <openssl/cms.h>
#include <openssl/ocsp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include "sig/trust/cert_facts.h"

#define X509_OWNED(name, type, fn)                                \
	static inline UNUSED void name##_autop(type **p)          \
	{                                                         \
		fn(*p);                                           \
	}

static inline void x509_stack_free(STACK_OF(X509) *s)
{
	sk_X509_pop_free(s, X509_free);
}
static inline void crl_stack_free(STACK_OF(X509_CRL) *s)
{
	sk_X509_CRL_pop_free(s, X509_CRL_free);
}
X509_OWNED(x509, X509, X509_free)
X509_OWNED(x509_crl, X509_CRL, X509_CRL_free)
X509_OWNED(x509_stack, STACK_OF(X509), x509_stack_free)
X509_OWNED(crl_stack, STACK_OF(X509_CRL), crl_stack_free)
X509_OWNED(cms_info, CMS_ContentInfo, CMS_ContentInfo_free)
X509_OWNED(bio, BIO, BIO_free_all)

/* NULL unless der is one certificate and nothing else. */
X509 *x509_parse(struct bytes der);
X509_CRL *x509_crl_parse(struct bytes der);
enum err x509_der(X509 *x, struct arena *mem, struct bytes *out, struct error *e) MUST_USE;
enum err x509_facts(X509 *x, struct arena *mem, struct cert_facts *out, struct error *e) MUST_USE;
/* False: verifying with this key takes so long that only an attacker has it. OpenSSL bounds the
 * exponents of RSA keys of more than 3,072 bits alone. */
_Bool x509_key_bounded(EVP_PKEY *key) MUST_USE;
/* False when t is malformed. */
_Bool x509_time(const ASN1_TIME *t, time_ms *out) MUST_USE;
