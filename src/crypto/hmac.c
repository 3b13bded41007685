#include "crypto/hmac.h"
#include <limits.h>
#include <stdlib.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

void hmac_sha256(struct bytes key, struct bytes in, unsigned char out[HMAC_SIZE])
{
	unsigned n = 0;

	if (key.len > INT_MAX ||
	    !HMAC(EVP_sha256(), key.data, (int)key.len, in.data, in.len, out, &n) || n != HMAC_SIZE)
		abort();
}

_Bool hmac_sha256_matches(struct bytes key, struct bytes in, struct bytes mac)
{
	unsigned char want[HMAC_SIZE];

	hmac_sha256(key, in, want);
	return bytes_eq_secret(BYTES(want, sizeof(want)), mac);
}
