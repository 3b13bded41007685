#include "crypto/pkcs12.h"
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>
#include "crypto/openssl_error.h"

/* A library context of its own: what the legacy provider brings must not become
 * available to the rest of the process. */
struct library {
	OSSL_LIB_CTX *ctx;
	OSSL_PROVIDER *standard, *legacy; /* legacy NULL: not installed */
};

static void library_done(struct library *l)
{
	OSSL_PROVIDER_unload(l->legacy);
	OSSL_PROVIDER_unload(l->standard);
	OSSL_LIB_CTX_free(l->ctx);
	ERR_clear_error();
}
DEFINE_AUTO_DONE(library, struct library)

static void p12_free(PKCS12 *p)
{
	PKCS12_free(p);
}
DEFINE_AUTO(p12, PKCS12 *)

struct content {
	EVP_PKEY *key;
	X509 *cert;
	STACK_OF(X509) *others;
};

static void content_done(struct content *c)
{
	EVP_PKEY_free(c->key);
	X509_free(c->cert);
	sk_X509_pop_free(c->others, X509_free);
}
DEFINE_AUTO_DONE(content, struct content)

static struct library library_open(void)
{
	struct library l = { .ctx = OSSL_LIB_CTX_new() };

	if (l.ctx) {
		l.standard = OSSL_PROVIDER_load(l.ctx, "default");
		l.legacy = OSSL_PROVIDER_load(l.ctx, "legacy");
	}
	ERR_clear_error();
	return l;
}

static enum err p12_read(const struct library *l, struct bytes file, PKCS12 **out,
			  struct error *e)
{
	const unsigned char *at = file.data;
	PKCS12 *p = l->standard ? PKCS12_init_ex(NID_pkcs7_data, l->ctx, NULL) : NULL;

	if (!p)
		return openssl_error(e, ERR_KEY, "opening OpenSSL's providers");
	if (!d2i_PKCS12(&p, &at, (long)file.len)) { /* frees p itself */
		ERR_clear_error();
		return error_set(e, ERR_KEY, "this is no PKCS#12 file");
	}
	*out = p;
	return ERR_OK;
}

/* An absent password may be none at all or the empty one; both are in use. */
static _Bool password_fits(PKCS12 *p, const char **password)
{
	if (!PKCS12_mac_present(p))
		return 1;
	if (!*password) {
		if (PKCS12_verify_mac(p, NULL, 0))
			return 1;
		*password = "";
	}
	return PKCS12_verify_mac(p, *password, -1);
}

static enum err content_read(const struct library *l, PKCS12 *p, const char *password,
			     struct content *c, struct error *e)
{
	const char *given = password;

	if (!password_fits(p, &password)) {
		ERR_clear_error();
		return error_set(e, ERR_KEY, given ? "the password does not open the PKCS#12 file" :
						     "the PKCS#12 file needs its password");
	}
	if (!PKCS12_parse(p, password, &c->key, &c->cert, &c->others))
		return openssl_error(e, ERR_KEY, l->legacy ?
			"the PKCS#12 file cannot be opened" :
			"the PKCS#12 file cannot be opened (OpenSSL's legacy module is not installed)");
	if (!c->key)
		return error_set(e, ERR_KEY, "the PKCS#12 file has no key");
	if (!c->cert)
		return error_set(e, ERR_CERT, "the PKCS#12 file has no certificate for its key");
	return ERR_OK;
}

/* Into the ordinary library context, by way of PKCS#8. */
static enum err key_move(EVP_PKEY *evp, struct pkey **out, struct error *e)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(evp);
	unsigned char *der = NULL;
	int len = info ? i2d_PKCS8_PRIV_KEY_INFO(info, &der) : -1;
	enum err rc;

	PKCS8_PRIV_KEY_INFO_free(info);
	if (len <= 0)
		return openssl_error(e, ERR_KEY, "reading the PKCS#12 file's key");
	rc = pkey_load(BYTES(der, (size_t)len), NULL, out, e);
	OPENSSL_clear_free(der, (size_t)len);
	return rc;
}

static enum err cert_copy(X509 *x, struct arena *mem, struct bytes *out, struct error *e)
{
	unsigned char *der = NULL;
	int len = i2d_X509(x, &der);
	_Bool ok = len > 0 && arena_copy(mem, BYTES(der, (size_t)len), out);

	OPENSSL_free(der);
	return ok ? ERR_OK : error_set(e, ERR_CERT, "a certificate of the PKCS#12 file is unusable");
}

static enum err certs_copy(const struct content *c, struct arena *mem, struct pkcs12 *out,
			   struct error *e)
{
	int others = c->others ? sk_X509_num(c->others) : 0;
	struct bytes *list = arena_alloc_n(mem, (size_t)others + 1, sizeof(*list));

	if (!list)
		return error_set(e, ERR_TOO_LARGE, "no room for certificates");
	TRY(cert_copy(c->cert, mem, &list[0], e));
	for (int i = 0; i < others; i++)
		TRY(cert_copy(sk_X509_value(c->others, i), mem, &list[i + 1], e));
	out->certs = list;
	out->n = (size_t)others + 1;
	return ERR_OK;
}

enum err pkcs12_load(struct bytes file, const char *password, struct arena *mem,
		     struct pkcs12 *out, struct error *e)
{
	AUTO(library) struct library l = library_open();
	AUTO(p12) PKCS12 *p = NULL;
	AUTO(content) struct content c = { 0 };
	struct pkcs12 made = { 0 };

	TRY(p12_read(&l, file, &p, e));
	TRY(content_read(&l, p, password, &c, e));
	TRY(certs_copy(&c, mem, &made, e));
	TRY(key_move(c.key, &made.key, e));
	*out = made;
	return ERR_OK;
}
