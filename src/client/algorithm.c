#include "client/algorithm.h"
#include <stdlib.h>

enum { RSA_BITS_MIN = 2048, RSA_BITS_MAX = 16384 };

static const struct {
	const char *name;
	struct sig_alg use;
	const char *curve; /* NULL: RSA */
} rows[CLIENT_ALG_COUNT_] = {
	[CLIENT_RSA_PKCS1_SHA256] = { "rsa-pkcs1-sha256", { SIG_RSA_PKCS1, DIGEST_SHA256 }, NULL },
	[CLIENT_RSA_PKCS1_SHA384] = { "rsa-pkcs1-sha384", { SIG_RSA_PKCS1, DIGEST_SHA384 }, NULL },
	[CLIENT_RSA_PKCS1_SHA512] = { "rsa-pkcs1-sha512", { SIG_RSA_PKCS1, DIGEST_SHA512 }, NULL },
	[CLIENT_RSA_PSS_SHA256] = { "rsa-pss-sha256", { SIG_RSA_PSS, DIGEST_SHA256 }, NULL },
	[CLIENT_RSA_PSS_SHA384] = { "rsa-pss-sha384", { SIG_RSA_PSS, DIGEST_SHA384 }, NULL },
	[CLIENT_RSA_PSS_SHA512] = { "rsa-pss-sha512", { SIG_RSA_PSS, DIGEST_SHA512 }, NULL },
	[CLIENT_ECDSA_P256_SHA256] = { "ecdsa-p256-sha256",
				       { SIG_ECDSA, DIGEST_SHA256 },
				       "EC P-256" },
	[CLIENT_ECDSA_P384_SHA384] = { "ecdsa-p384-sha384",
				       { SIG_ECDSA, DIGEST_SHA384 },
				       "EC P-384" },
};

const char *client_alg_name(enum client_alg a)
{
	return rows[a].name;
}

_Bool client_alg_parse(const char *name, enum client_alg *out)
{
	for (unsigned i = 0; i < CLIENT_ALG_COUNT_; i++)
		if (!strcmp(name, rows[i].name)) {
			*out = (enum client_alg)i;
			return 1;
		}
	return 0;
}

struct sig_alg client_alg_use(enum client_alg a)
{
	return rows[a].use;
}

static _Bool rsa_ok(const char *key)
{
	unsigned long bits = strncmp(key, "RSA ", 4) ? 0 : strtoul(key + 4, NULL, 10);

	return bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX;
}

unsigned client_algs_of_key(const char *key, _Bool pss)
{
	unsigned out = 0;

	for (unsigned i = 0; i < CLIENT_ALG_COUNT_; i++) {
		_Bool fits = rows[i].curve ? !strcmp(key, rows[i].curve) : rsa_ok(key);

		if (fits && (pss || rows[i].use.scheme != SIG_RSA_PSS))
			out |= 1u << i;
	}
	return out;
}
