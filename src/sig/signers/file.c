/* A signer whose key is in this process, read from a file. */
#include "sig/asn1/cert.h"
#include "sig/signer.h"

enum { RSA_BITS_MIN = 2048 };

static enum err file_sign(void *ctx, struct sig_alg alg, struct bytes signed_attrs,
			  struct arena *mem, struct bytes *sig_out, struct error *e)
{
	unsigned char hash[DIGEST_MAX];

	return pkey_sign(ctx, alg, digest_of(alg.digest, signed_attrs, hash), mem, sig_out, e);
}

static void file_free(void *ctx)
{
	pkey_free(ctx);
}

static const struct signer_ops file_ops = { "file", file_sign, file_free };

static enum err key_fits(const struct pkey *key, struct sig_alg alg, struct bytes cert,
			 struct error *e)
{
	AUTO(pkey) struct pkey *public = NULL;
	struct cert c;

	if (alg.digest == DIGEST_SHA1)
		return error_set(e, ERR_INVALID, "SHA-1 is not used for signatures any more");
	if (pkey_is_rsa(key) != (alg.scheme != SIG_ECDSA))
		return error_set(e, ERR_KEY, "the key is not of the kind the algorithm needs");
	if (pkey_is_rsa(key) && pkey_bits(key) < RSA_BITS_MIN)
		return error_set(e, ERR_KEY, "an RSA key of %u bits is too short", pkey_bits(key));
	TRY(cert_read(cert, &c, e));
	TRY(pkey_public(c.spki, &public, e));
	if (!pkey_same(key, public))
		return error_set(e, ERR_KEY, "the key does not belong to the certificate");
	return ERR_OK;
}

enum err signer_file_new(struct pkey *key, struct sig_alg alg, const struct bytes *chain,
			 size_t n_chain, struct signer **out, struct error *e)
{
	enum err rc = n_chain ? key_fits(key, alg, chain[0], e) :
				error_set(e, ERR_CERT, "no certificate for the key");

	if (rc != ERR_OK) {
		pkey_free(key);
		return rc;
	}
	*out = signer_new(&file_ops, key, alg, chain, n_chain);
	return ERR_OK;
}
