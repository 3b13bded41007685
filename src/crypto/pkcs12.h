/* PKCS#12 files (.p12, .pfx): a key with its certificates. Old files (RC2, 3DES) need OpenSSL's
 * legacy module, which is loaded apart from everything else, and only for them. */
#pragma once
#include "crypto/pkey.h"

struct pkcs12 {
	struct pkey *key;	   /* the caller frees it */
	const struct bytes *certs; /* DER, in mem; the key's own first */
	size_t n;
};
/* password NULL: none. ERR_KEY: not PKCS#12, wrong password, no key; ERR_CERT: no certificate for the key. */
enum err pkcs12_load(struct bytes file, const char *password, struct arena *mem, struct pkcs12 *out,
		     struct error *e) MUST_USE;
