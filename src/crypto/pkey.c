#include "crypto/pkey.h"
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdatomic.h>
#include <stdlib.h>
#include "crypto/openssl_error.h"

/* A signing context that is ready for one algorithm. Making one costs several
 * microseconds of OpenSSL's provider look-ups, a third of a P-256 signature. */
struct ready {
	EVP_PKEY_CTX *ctx;
	struct sig_alg alg;
};

struct pkey {
	EVP_PKEY *evp;
	/* Taken by whoever signs and put back afterwards, so threads never share one. */
	_Atomic(struct ready *) idle;
};

static void ready_free(struct ready *r)
{
	if (!r)
		return;
	EVP_PKEY_CTX_free(r->ctx);
	free(r);
}
DEFINE_AUTO(ready, struct ready *)

static struct pkey *pkey_wrap(EVP_PKEY *evp)
{
	struct pkey *k = calloc(1, sizeof(*k));

	if (!k)
		abort();
	k->evp = evp;
	return k;
}

void pkey_free(struct pkey *k)
{
	if (!k)
		return;
	ready_free(atomic_load(&k->idle));
	EVP_PKEY_free(k->evp); /* clears the private numbers */
	free(k);
}

static const struct kind_row {
	const char *curve; /* NULL: RSA */
	unsigned bits;
} kinds[] = {
	[PKEY_RSA_2048] = { NULL, 2048 }, [PKEY_RSA_3072] = { NULL, 3072 },
	[PKEY_RSA_4096] = { NULL, 4096 }, [PKEY_P256] = { "P-256", 256 },
	[PKEY_P384] = { "P-384", 384 },
};

enum err pkey_generate(enum pkey_kind kind, struct pkey **out, struct error *e)
{
	const struct kind_row *row = &kinds[kind];
	EVP_PKEY *evp = row->curve ? EVP_EC_gen(row->curve) : EVP_RSA_gen(row->bits);

	if (!evp)
		return openssl_error(e, ERR_KEY, "making a key");
	*out = pkey_wrap(evp);
	return ERR_OK;
}

struct passphrase {
	const char *text;
	_Bool asked;
};

static int passphrase_give(char *pass, size_t size, size_t *len, const OSSL_PARAM params[],
			   void *arg)
{
	struct passphrase *p = arg;

	(void)params;
	p->asked = 1;
	if (!p->text || strlen(p->text) > size)
		return 0;
	*len = strlen(p->text);
	memcpy(pass, p->text, *len);
	return 1;
}

static enum err usable(EVP_PKEY *evp, struct error *e)
{
	int type = EVP_PKEY_get_base_id(evp);

	if (type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS || type == EVP_PKEY_EC)
		return ERR_OK;
	return error_set(e, ERR_KEY, "keys of type %s are not supported; RSA and ECDSA are",
			 EVP_PKEY_get0_type_name(evp) ? EVP_PKEY_get0_type_name(evp) : "unknown");
}

static enum err load_failed(const struct passphrase *p, struct error *e)
{
	ERR_clear_error();
	if (p->asked && !p->text)
		return error_set(e, ERR_KEY, "the key is encrypted and needs its password");
	if (p->asked)
		return error_set(e, ERR_KEY, "the password does not open the key");
	return error_set(e, ERR_KEY, "this is no private key in PEM or DER");
}

enum err pkey_load(struct bytes file, const char *password, struct pkey **out, struct error *e)
{
	struct passphrase pass = { password, 0 };
	const unsigned char *at = file.data;
	size_t left = file.len;
	EVP_PKEY *evp = NULL;
	OSSL_DECODER_CTX *ctx = OSSL_DECODER_CTX_new_for_pkey(&evp, NULL, NULL, NULL,
							      EVP_PKEY_KEYPAIR, NULL, NULL);
	int ok = ctx && OSSL_DECODER_CTX_set_passphrase_cb(ctx, passphrase_give, &pass) &&
		 OSSL_DECODER_from_data(ctx, &at, &left);

	OSSL_DECODER_CTX_free(ctx);
	if (!ok || !evp) {
		EVP_PKEY_free(evp);
		return load_failed(&pass, e);
	}
	ERR_clear_error();
	if (usable(evp, e) != ERR_OK) {
		EVP_PKEY_free(evp);
		return ERR_KEY;
	}
	*out = pkey_wrap(evp);
	return ERR_OK;
}

/* Copies what an i2d function wrote and wipes its buffer, which may be a key. */
static enum err take_der(unsigned char *der, int len, struct arena *mem, struct bytes *out,
			 struct error *e)
{
	_Bool ok;

	if (len <= 0)
		return openssl_error(e, ERR_KEY, "encoding a key");
	ok = arena_copy(mem, BYTES(der, (size_t)len), out);
	OPENSSL_clear_free(der, (size_t)len);
	return ok ? ERR_OK : error_set(e, ERR_TOO_LARGE, "no room for a key");
}

enum err pkey_export(const struct pkey *k, struct arena *mem, struct bytes *der_out,
		     struct error *e)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(k->evp);
	unsigned char *der = NULL;
	int len = info ? i2d_PKCS8_PRIV_KEY_INFO(info, &der) : -1;

	PKCS8_PRIV_KEY_INFO_free(info);
	return take_der(der, len, mem, der_out, e);
}

enum err pkey_public(struct bytes spki, struct pkey **out, struct error *e)
{
	const unsigned char *at = spki.data;
	EVP_PKEY *evp = d2i_PUBKEY(NULL, &at, (long)spki.len);

	if (!evp)
		return openssl_error(e, ERR_KEY, "reading a public key");
	if (at != spki.data + spki.len || usable(evp, e) != ERR_OK) {
		_Bool trailing = at != spki.data + spki.len;

		EVP_PKEY_free(evp);
		return trailing ? error_set(e, ERR_KEY, "bytes follow the public key") : ERR_KEY;
	}
	*out = pkey_wrap(evp);
	return ERR_OK;
}

enum err pkey_spki(const struct pkey *k, struct arena *mem, struct bytes *der_out, struct error *e)
{
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(k->evp, &der);

	return take_der(der, len, mem, der_out, e);
}

_Bool pkey_is_rsa(const struct pkey *k)
{
	return EVP_PKEY_get_base_id(k->evp) != EVP_PKEY_EC;
}

unsigned pkey_bits(const struct pkey *k)
{
	return (unsigned)EVP_PKEY_get_bits(k->evp);
}

_Bool pkey_same(const struct pkey *a, const struct pkey *b)
{
	return EVP_PKEY_eq(a->evp, b->evp) == 1;
}

static const EVP_MD *md_of(enum digest_alg alg)
{
	switch (alg) {
	case DIGEST_SHA256:
		return EVP_sha256();
	case DIGEST_SHA384:
		return EVP_sha384();
	case DIGEST_SHA512:
		return EVP_sha512();
	case DIGEST_SHA1:
		return EVP_sha1();
	case DIGEST_COUNT_:
		break;
	}
	return NULL;
}

static int scheme_set(EVP_PKEY_CTX *ctx, struct sig_alg alg)
{
	const EVP_MD *md = md_of(alg.digest);

	if (EVP_PKEY_CTX_set_signature_md(ctx, md) <= 0)
		return 0;
	if (alg.scheme == SIG_RSA_PKCS1)
		return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) > 0;
	if (alg.scheme == SIG_RSA_PSS)
		return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) > 0 &&
		       EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, md) > 0 &&
		       EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) > 0;
	return 1;
}

static enum err fits(const struct pkey *k, struct sig_alg alg, struct bytes digest,
		     struct error *e)
{
	if (pkey_is_rsa(k) != (alg.scheme != SIG_ECDSA))
		return error_set(e, ERR_KEY, "the key is not of the kind the algorithm needs");
	if (digest.len != digest_size(alg.digest))
		return error_set(e, ERR_INVALID, "the digest is not a %s", digest_name(alg.digest));
	return ERR_OK;
}

static enum err ready_new(struct pkey *k, struct sig_alg alg, struct ready **out, struct error *e)
{
	AUTO(ready) struct ready *r = calloc(1, sizeof(*r));

	if (!r)
		abort();
	r->alg = alg;
	r->ctx = EVP_PKEY_CTX_new(k->evp, NULL);
	if (!r->ctx || EVP_PKEY_sign_init(r->ctx) <= 0 || !scheme_set(r->ctx, alg))
		return openssl_error(e, ERR_KEY, "preparing a signature");
	*out = TAKE_PTR(r);
	return ERR_OK;
}

static enum err ready_take(struct pkey *k, struct sig_alg alg, struct ready **out,
			   struct error *e)
{
	struct ready *r = atomic_exchange(&k->idle, NULL);

	if (r && r->alg.scheme == alg.scheme && r->alg.digest == alg.digest) {
		*out = r;
		return ERR_OK;
	}
	ready_free(r);
	return ready_new(k, alg, out, e);
}

enum err pkey_sign(struct pkey *k, struct sig_alg alg, struct bytes digest, struct arena *mem,
		   struct bytes *sig_out, struct error *e)
{
	AUTO(ready) struct ready *r = NULL;
	size_t len = (size_t)EVP_PKEY_get_size(k->evp);
	unsigned char *sig;

	TRY(fits(k, alg, digest, e));
	TRY(ready_take(k, alg, &r, e));
	sig = arena_alloc(mem, len);
	if (!sig)
		return error_set(e, ERR_TOO_LARGE, "no room for a signature");
	if (EVP_PKEY_sign(r->ctx, sig, &len, digest.data, digest.len) <= 0)
		return openssl_error(e, ERR_KEY, "signing");
	*sig_out = BYTES(sig, len);
	ready_free(atomic_exchange(&k->idle, TAKE_PTR(r)));
	return ERR_OK;
}

enum err pkey_verify(struct pkey *k, struct sig_alg alg, struct bytes digest, struct bytes sig,
		     struct error *e)
{
	EVP_PKEY_CTX *ctx;
	int rc;

	TRY(fits(k, alg, digest, e));
	ctx = EVP_PKEY_CTX_new(k->evp, NULL);
	if (!ctx || EVP_PKEY_verify_init(ctx) <= 0 || !scheme_set(ctx, alg)) {
		EVP_PKEY_CTX_free(ctx);
		return openssl_error(e, ERR_KEY, "preparing to verify");
	}
	rc = EVP_PKEY_verify(ctx, sig.data, sig.len, digest.data, digest.len);
	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return rc == 1 ? ERR_OK : error_set(e, ERR_BAD_SIG, "the signature value is wrong");
}
