/* An authority and a certificate of it that are the same for every input, for the targets that
 * judge revocation data. The key is worth nothing: it is public. */
#pragma once
#include <stdlib.h>
#include "sig/trust/judge.h"

static const unsigned char fixed_key_der[] = {
	0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20, 0x64, 0xdb, 0xfb, 0xbf, 0x7e,
	0x18, 0xd0, 0xb8, 0x8d, 0x1d, 0x3a, 0xe5, 0x89, 0x16, 0x18, 0x00, 0x4e,
	0xeb, 0x69, 0x29, 0x7a, 0x00, 0x9e, 0xd0, 0x9c, 0x2c, 0x2f, 0x8d, 0x0b,
	0x6d, 0x54, 0xc1, 0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
	0x03, 0x01, 0x07, 0xa1, 0x44, 0x03, 0x42, 0x00, 0x04, 0x35, 0x10, 0x93,
	0x72, 0x0c, 0x81, 0xf2, 0x48, 0x3c, 0x33, 0x10, 0x94, 0x1f, 0x2b, 0x3f,
	0x0e, 0x35, 0x29, 0xc7, 0x59, 0x55, 0x08, 0x97, 0xa8, 0x79, 0xfe, 0xed,
	0xc3, 0xfb, 0x72, 0xbf, 0x6b, 0x9d, 0x01, 0xb3, 0x8d, 0x26, 0x66, 0x62,
	0x8e, 0x14, 0x21, 0xa7, 0x64, 0xa4, 0xaa, 0x42, 0x54, 0x09, 0xd9, 0xf5,
	0xe4, 0x6d, 0x93, 0x06, 0x0d, 0xc0, 0x28, 0x46, 0x71, 0xca, 0x22, 0x6d,
	0x1f
};

static EVP_PKEY *fixed_key(void)
{
	static EVP_PKEY *key;
	const unsigned char *at = fixed_key_der;

	if (!key && !(key = d2i_AutoPrivateKey(NULL, &at, sizeof(fixed_key_der))))
		abort();
	return key;
}

static X509 *fixed_make(const char *name, long serial, X509 *issuer)
{
	X509 *x = X509_new();

	if (!x || !X509_set_version(x, 2) || !ASN1_INTEGER_set(X509_get_serialNumber(x), serial) ||
	    !X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
					(const unsigned char *)name, -1, -1, 0) ||
	    !X509_set_issuer_name(x, X509_get_subject_name(issuer ? issuer : x)) ||
	    !ASN1_TIME_set_string(X509_getm_notBefore(x), "20200101000000Z") ||
	    !ASN1_TIME_set_string(X509_getm_notAfter(x), "20300101000000Z") ||
	    !X509_set_pubkey(x, fixed_key()) || !X509_sign(x, fixed_key(), EVP_sha256()))
		abort();
	return x;
}

/* Asks about certificate 7 in June 2026. */
static const struct subject *fixed_subject(void)
{
	static struct subject s;

	if (!s.cert) {
		s.issuer = fixed_make("Fuzz Root", 1, NULL);
		s.cert = fixed_make("Fuzz Leaf", 7, s.issuer);
		s.at = 1780272000000;
		if (!x509_time(X509_get0_notAfter(s.cert), &s.not_after))
			abort();
	}
	return &s;
}

/* What holds of every judgement. */
static inline void fixed_check(_Bool speaks, const struct cert_status *c)
{
	if (speaks && ((c->state == CERT_UNKNOWN && !c->why) || (c->state == CERT_GOOD && c->why)))
		abort();
}
