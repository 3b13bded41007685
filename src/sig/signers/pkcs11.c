/* A signer whose key stays on a PKCS#11 token. */
#include <pthread.h>
#include <stdlib.h>
#include "sig/asn1/cert.h"
#include "sig/signer.h"
#include "sig/signers/pkcs11_token.h"

struct pkcs11 {
	struct pkcs11_token *token;
	size_t order_bytes; /* EC: a digest is cut to this (SEC 1 §4.1.3); RSA: 0 */
	pthread_mutex_t lock; /* a session does one thing at a time */
};

static enum err pkcs11_sign(void *ctx, struct sig_alg alg, struct bytes signed_attrs,
			    struct arena *mem, struct bytes *sig_out, struct error *e)
{
	struct pkcs11 *p = ctx;
	unsigned char hash[DIGEST_MAX];
	struct bytes digest = digest_of(alg.digest, signed_attrs, hash);
	enum err rc;

	if (p->order_bytes && digest.len > p->order_bytes)
		digest.len = p->order_bytes;
	pthread_mutex_lock(&p->lock);
	rc = pkcs11_token_sign(p->token, alg, digest, mem, sig_out, e);
	pthread_mutex_unlock(&p->lock);
	return rc;
}

static void pkcs11_free(void *ctx)
{
	struct pkcs11 *p = ctx;

	pkcs11_token_free(p->token);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

static const struct signer_ops pkcs11_ops = { "pkcs11", pkcs11_sign, pkcs11_free };

/* The token's certificates and those given, the signer's own first, in order. */
static enum err chain_make(const struct pkcs11_request *rq, struct pkcs11_token *t,
			   struct arena *mem, struct bytes **out, size_t *n_out, struct error *e)
{
	const struct bytes *on_token;
	size_t n = 0, n_token;
	_Bool own;
	struct bytes *all;

	TRY(pkcs11_token_certs(t, mem, &on_token, &n_token, &own, e));
	if (!own && !rq->n_certs)
		return error_set(e, ERR_CERT, "the token has no certificate for the key; give one");
	all = arena_alloc_n(mem, n_token + rq->n_certs, sizeof(*all));
	if (!all)
		return error_set(e, ERR_TOO_LARGE, "no room for certificates");
	for (size_t i = 0; own && i < n_token; i++)
		all[n++] = on_token[i];
	for (size_t i = 0; i < rq->n_certs; i++)
		all[n++] = rq->certs[i];
	for (size_t i = 0; !own && i < n_token; i++)
		all[n++] = on_token[i];
	*n_out = cert_order(all[0], all, n);
	*out = all;
	return ERR_OK;
}

static enum err alg_fit(struct pkcs11_token *t, struct bytes cert, struct sig_alg *alg,
			size_t *order_bytes, struct error *e)
{
	AUTO(pkey) struct pkey *public = NULL;
	_Bool rsa = pkcs11_token_is_rsa(t);
	struct cert c;

	if (!rsa && alg->scheme == SIG_RSA_PSS)
		return error_set(e, ERR_KEY, "RSA-PSS is asked for, but the token's key is EC");
	if (alg->digest == DIGEST_SHA1)
		return error_set(e, ERR_INVALID, "SHA-1 is not used for signatures any more");
	TRY(cert_read(cert, &c, e));
	TRY(pkey_public(c.spki, &public, e));
	if (pkey_is_rsa(public) != rsa)
		return error_set(e, ERR_KEY, "the token's key does not belong to the certificate");
	if (!rsa)
		alg->scheme = SIG_ECDSA;
	else if (alg->scheme == SIG_ECDSA)
		alg->scheme = SIG_RSA_PKCS1;
	*order_bytes = rsa ? 0 : (pkey_bits(public) + 7) / 8;
	return ERR_OK;
}

enum err signer_pkcs11_open(const struct pkcs11_request *rq, struct signer **out, struct error *e)
{
	AUTO(pkcs11_token) struct pkcs11_token *t = NULL;
	AUTO(arena) struct arena *mem = arena_new(0);
	struct sig_alg alg = rq->alg;
	struct bytes *chain;
	struct pkcs11 *p;
	size_t n, order_bytes;

	TRY(pkcs11_token_open(&(struct pkcs11_access){ .uri = rq->uri, .pin = rq->pin }, &t, e));
	TRY(chain_make(rq, t, mem, &chain, &n, e));
	TRY(alg_fit(t, chain[0], &alg, &order_bytes, e));
	p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	p->order_bytes = order_bytes;
	p->token = TAKE_PTR(t);
	pthread_mutex_init(&p->lock, NULL);
	*out = signer_new(&pkcs11_ops, p, alg, chain, n);
	return ERR_OK;
}

enum err signer_pkcs11_new(const char *uri, const char *pin, struct sig_alg alg,
			   struct signer **out, struct error *e)
{
	return signer_pkcs11_open(&(struct pkcs11_request){ .uri = uri, .pin = pin, .alg = alg }, out,
				  e);
}
