/* A signer turns the signed attributes of a CMS into a signature value: a key in
 * a file, on a PKCS#11 token, in the sealer process, later on a remote service.
 * It gets the attributes themselves (DER, SET OF, RFC 5652 §5.4), not a digest,
 * so that whoever holds the key can look at what it signs. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "crypto/pkey.h"

struct signer;

struct signer_ops {
	const char *name; /* "file", "pkcs11", "sealer" */
	enum err (*sign)(void *ctx, struct sig_alg alg, struct bytes signed_attrs,
			 struct arena *mem, struct bytes *sig_out, struct error *e);
	void (*free)(void *ctx);
};

/* chain: DER certificates, the signer's own first; copied. Takes ownership of ctx
 * (freed with ops->free). ops must outlive the signer. */
struct signer *signer_new(const struct signer_ops *ops, void *ctx, struct sig_alg alg,
			  const struct bytes *chain, size_t n_chain);
void signer_free(struct signer *s);

struct sig_alg signer_alg(const struct signer *s);
const struct bytes *signer_chain(const struct signer *s, size_t *n_out);
size_t signer_signature_max(const struct signer *s); /* bytes of a signature value at most */
enum err signer_sign(struct signer *s, struct bytes signed_attrs, struct arena *mem,
		     struct bytes *sig_out, struct error *e) MUST_USE;
DEFINE_AUTO(signer, struct signer *)

/* Back ends (src/sig/signers/). Take ownership of key. */
enum err signer_file_new(struct pkey *key, struct sig_alg alg, const struct bytes *chain,
			 size_t n_chain, struct signer **out, struct error *e) MUST_USE;
/* uri: RFC 7512; the PIN never in it. The certificate and its chain are read from the token,
 * certs adds to them (the signer's own first when the token has none). An EC key signs with
 * ECDSA whatever RSA scheme alg names, PSS excepted. */
struct pkcs11_request {
	const char *uri, *pin; /* pin NULL: none, or the reader's own pad */
	struct sig_alg alg;
	const struct bytes *certs;
	size_t n_certs;
};
enum err signer_pkcs11_open(const struct pkcs11_request *rq, struct signer **out,
			    struct error *e) MUST_USE;
enum err signer_pkcs11_new(const char *uri, const char *pin, struct sig_alg alg,
			   struct signer **out, struct error *e) MUST_USE;
