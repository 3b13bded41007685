/* Signing with the key of a certificate in the Windows store, by CNG or, where the key is kept by
 * an older provider, by CryptoAPI. For key_store_windows.c. */
#pragma once
#include "crypto/pkey.h"

/* cert: CERT_CONTEXT. *pss: it can do RSA-PSS. */
enum err store_key_open(const void *cert, void **out, _Bool *pss, struct error *e) MUST_USE;
enum err store_key_sign(void *key, struct sig_alg alg, struct bytes digest, struct arena *mem,
			struct bytes *sig_out, struct error *e) MUST_USE;
void store_key_close(void *key);
