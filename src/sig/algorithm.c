#include "sig/algorithm.h"

enum { RSA_BITS_LEAST = 2048 };

/* PKCS #1 v1.5 with SHA-256 first: what every card and every reader knows. */
static const struct {
	const char *name;
	struct sig_alg alg;
	const char *curve; /* as cert_facts names the key; NULL: RSA */
} algorithms[] = {
	{ "rsa-pkcs1-sha256", { SIG_RSA_PKCS1, DIGEST_SHA256 }, NULL },
	{ "rsa-pkcs1-sha384", { SIG_RSA_PKCS1, DIGEST_SHA384 }, NULL },
	{ "rsa-pkcs1-sha512", { SIG_RSA_PKCS1, DIGEST_SHA512 }, NULL },
	{ "ecdsa-p256-sha256", { SIG_ECDSA, DIGEST_SHA256 }, "EC P-256" },
	{ "ecdsa-p384-sha384", { SIG_ECDSA, DIGEST_SHA384 }, "EC P-384" },
	{ "rsa-pss-sha256", { SIG_RSA_PSS, DIGEST_SHA256 }, NULL },
	{ "rsa-pss-sha384", { SIG_RSA_PSS, DIGEST_SHA384 }, NULL },
	{ "rsa-pss-sha512", { SIG_RSA_PSS, DIGEST_SHA512 }, NULL },
};

static size_t find(const char *name)
{
	size_t i = 0;

	while (i < COUNT_OF(algorithms) && (!name || strcmp(algorithms[i].name, name) != 0))
		i++;
	return i;
}

_Bool sig_algorithm_parse(const char *name, struct sig_alg *out)
{
	size_t i = find(name);

	if (i == COUNT_OF(algorithms))
		return 0;
	*out = algorithms[i].alg;
	return 1;
}

const char *sig_algorithm_name(size_t i)
{
	return i < COUNT_OF(algorithms) ? algorithms[i].name : NULL;
}

_Bool sig_algorithm_fits(const char *name, const struct cert_facts *cert)
{
	size_t i = find(name);

	if (i == COUNT_OF(algorithms))
		return 0;
	if (algorithms[i].curve)
		return !strcmp(cert->key, algorithms[i].curve);
	/* a key that says RSA-PSS signs nothing else (RFC 4055 §1.2) */
	return cert->key_bits >= RSA_BITS_LEAST &&
	       (!strcmp(cert->key_type, "RSA") ||
		(!strcmp(cert->key_type, "RSA-PSS") && algorithms[i].alg.scheme == SIG_RSA_PSS));
}
