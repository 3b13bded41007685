/* Certificates for the tests of sig/, made by OpenSSL. */
#pragma once
#include "base/arena.h"
#include "crypto/pkey.h"

enum pki_role {
	PKI_ROOT,
	PKI_SIGNER,
	PKI_TSA,		/* EKU timeStamping, critical */
	PKI_TSA_NOT_CRITICAL,
	PKI_TSA_TWO_PURPOSES,
	PKI_TSA_EXPIRED,	/* ended in 2020 */
};

struct pki_cert {
	struct pkey *key;	/* the caller frees it */
	struct bytes der;
};

/* issuer NULL: self-signed. Aborts on failure. The subject is "CN=<name>". */
struct pki_cert pki_make(enum pki_role role, const char *name, enum pkey_kind kind,
			 const struct pki_cert *issuer, struct arena *mem);
