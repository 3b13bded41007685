/* What a certificate says, for people: read once, kept as text in an arena. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

struct cert_identity;

struct cert_facts {
	const char *common_name, *organisation, *country; /* of the subject; "" when absent */
	const char *subject, *issuer;			  /* whole names, RFC 4514 */
	const char *issuer_name;			  /* issuer's common name, else organisation */
	const char *serial;				  /* hex, no leading zeros */
	const char *key;				  /* "RSA 2048", "EC P-256" */
	const char *sha256;				  /* of the DER, hex */
	time_ms not_before, not_after;
	struct bytes der;				  /* the whole certificate */
	struct bytes subject_der;			  /* the subject's Name, whole; for comparing */
	const struct cert_identity *identity;		  /* what it claims (identity.h); NULL: nothing, or a CA */
	/* what the algorithm policy asks, in OpenSSL's names; "" unknown or none */
	const char *digest;				  /* of the signature on it: "SHA256" */
	const char *key_type;				  /* "RSA", "RSA-PSS", "EC", "ED25519" */
	unsigned key_bits;
};

/* ERR_CERT when der is no certificate. */
enum err cert_facts_read(struct bytes der, struct arena *mem, struct cert_facts *out,
		   struct error *e) MUST_USE;
