/* Private and public keys in this process: made, loaded, used, wiped. */
#pragma once
#include "base/arena.h"
#include "crypto/digest.h"

enum sig_scheme { SIG_RSA_PKCS1, SIG_RSA_PSS, SIG_ECDSA };
struct sig_alg {
	enum sig_scheme scheme;
	enum digest_alg digest; /* PSS: also MGF1, salt as long as the digest */
};

struct pkey;
enum pkey_kind { PKEY_RSA_2048, PKEY_RSA_3072, PKEY_RSA_4096, PKEY_P256, PKEY_P384 };

enum err pkey_generate(enum pkey_kind kind, struct pkey **out, struct error *e) MUST_USE;
/* PEM or DER, PKCS#8 or traditional. password NULL: none. */
enum err pkey_load(struct bytes file, const char *password, struct pkey **out, struct error *e) MUST_USE;
/* PKCS#8 DER, unencrypted, into mem: the caller encrypts or wipes it. */
enum err pkey_export(const struct pkey *k, struct arena *mem, struct bytes *der_out, struct error *e) MUST_USE;
/* The public key of a SubjectPublicKeyInfo in DER. */
enum err pkey_public(struct bytes spki, struct pkey **out, struct error *e) MUST_USE;
enum err pkey_spki(const struct pkey *k, struct arena *mem, struct bytes *der_out, struct error *e) MUST_USE;
_Bool pkey_is_rsa(const struct pkey *k);
unsigned pkey_bits(const struct pkey *k);
_Bool pkey_same(const struct pkey *a, const struct pkey *b); /* the same public key */
void pkey_free(struct pkey *k); /* wipes; NULL is fine */

/* digest is the hash of what is signed. ECDSA signatures are DER ECDSA-Sig-Value. */
enum err pkey_sign(struct pkey *k, struct sig_alg alg, struct bytes digest, struct arena *mem,
		   struct bytes *sig_out, struct error *e) MUST_USE;
enum err pkey_verify(struct pkey *k, struct sig_alg alg, struct bytes digest, struct bytes sig,
		     struct error *e) MUST_USE; /* ERR_BAD_SIG */
DEFINE_AUTO(pkey, struct pkey *)
