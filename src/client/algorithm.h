/* The signature algorithms by the names of the protocol. */
#pragma once
#include "base/error.h"
#include "crypto/pkey.h"

enum client_alg {
	CLIENT_RSA_PKCS1_SHA256,
	CLIENT_RSA_PKCS1_SHA384,
	CLIENT_RSA_PKCS1_SHA512,
	CLIENT_RSA_PSS_SHA256,
	CLIENT_RSA_PSS_SHA384,
	CLIENT_RSA_PSS_SHA512,
	CLIENT_ECDSA_P256_SHA256,
	CLIENT_ECDSA_P384_SHA384,
	CLIENT_ALG_COUNT_
};
const char *client_alg_name(enum client_alg a);
_Bool client_alg_parse(const char *name, enum client_alg *out) MUST_USE;
struct sig_alg client_alg_use(enum client_alg a);
/* Bits (1 << enum client_alg) of what a key can do: "RSA 2048", "EC P-256" as cert_facts says it.
 * Nothing for RSA of less than 2,048 bits and for other curves. */
unsigned client_algs_of_key(const char *key, _Bool pss);
