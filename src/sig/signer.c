#include "sig/signer.h"
#include <stdlib.h>
#include "sig/asn1/cert.h"

struct signer {
	const struct signer_ops *ops;
	void *ctx;
	struct sig_alg alg;
	struct arena *mem;
	struct bytes *chain;
	size_t n_chain;
	size_t signature_max;
};

enum { SIGNATURE_MAX = 2048 }; /* of a key that cannot be read: RSA-16384 */

static size_t signature_size(struct bytes cert)
{
	AUTO(pkey) struct pkey *k = NULL;
	struct cert c;

	if (cert_read(cert, &c, NULL) != ERR_OK || pkey_public(c.spki, &k, NULL) != ERR_OK)
		return SIGNATURE_MAX;
	if (pkey_is_rsa(k))
		return (pkey_bits(k) + 7) / 8;
	return 2 * ((pkey_bits(k) + 7) / 8 + 4) + 4; /* SEQUENCE of two INTEGERs */
}

struct signer *signer_new(const struct signer_ops *ops, void *ctx, struct sig_alg alg,
			  const struct bytes *chain, size_t n_chain)
{
	struct signer *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	*s = (struct signer){ .ops = ops, .ctx = ctx, .alg = alg, .mem = arena_new(0) };
	s->chain = arena_alloc_n(s->mem, n_chain, sizeof(*chain));
	for (size_t i = 0; i < n_chain; i++)
		if (!arena_copy(s->mem, chain[i], &s->chain[s->n_chain++]))
			abort(); /* the arena has no limit */
	s->signature_max = n_chain ? signature_size(chain[0]) : SIGNATURE_MAX;
	return s;
}

void signer_free(struct signer *s)
{
	if (!s)
		return;
	s->ops->free(s->ctx);
	arena_free(s->mem);
	free(s);
}

struct sig_alg signer_alg(const struct signer *s)
{
	return s->alg;
}

const struct bytes *signer_chain(const struct signer *s, size_t *n_out)
{
	*n_out = s->n_chain;
	return s->chain;
}

size_t signer_signature_max(const struct signer *s)
{
	return s->signature_max;
}

enum err signer_sign(struct signer *s, struct bytes signed_attrs, struct arena *mem,
		     struct bytes *sig_out, struct error *e)
{
	enum err rc = s->ops->sign(s->ctx, s->alg, signed_attrs, mem, sig_out, e);

	return rc == ERR_OK ? rc : error_wrap(e, rc, s->ops->name);
}
