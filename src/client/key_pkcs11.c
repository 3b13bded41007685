/* Keys on tokens. Listing logs in to nothing; opening logs in to the one token whose certificate
 * was chosen, and finds the key by the certificate's CKA_ID. */
#include <stdlib.h>
#include "client/key_back.h"
#include "client/texts.h"
#include "sig/asn1/cert.h"
#include "sig/signers/pkcs11_list.h"
#include "sig/signers/pkcs11_token.h"
#include "sig/trust/identity.h"

enum { PLACE_CHARS = 64 };

struct tokens {
	char *uri;
	enum pkcs11_pin refused;
};

void *key_pkcs11_new(const char *uri)
{
	struct tokens *t = calloc(1, sizeof(*t));

	if (!t || !(t->uri = strdup(uri)))
		abort();
	return t;
}

static void pkcs11_free(void *ctx)
{
	free(((struct tokens *)ctx)->uri);
	free(ctx);
}

/* The own certificate and those of the same listing that lead up from it. */
static enum err chain_make(const struct pkcs11_found *found, size_t n, size_t own,
			   struct arena *mem, struct key_cert *c, struct error *e)
{
	struct bytes *all = arena_alloc_n(mem, n, sizeof(*all));

	if (!all)
		return error_set(e, ERR_TOO_LARGE, "no room for certificates");
	for (size_t i = 0; i < n; i++)
		all[i] = found[i].der;
	c->n_chain = cert_order(found[own].der, all, n);
	if (!c->n_chain) { /* unreadable: it is listed as such */
		all[0] = found[own].der;
		c->n_chain = 1;
	}
	c->chain = all;
	return ERR_OK;
}

static enum err pkcs11_certs(void *ctx, time_ms now, struct arena *mem, const struct key_cert **out,
			     size_t *n_out, struct error *e)
{
	const struct pkcs11_found *found;
	struct key_cert *list;
	size_t n;

	TRY(pkcs11_list(((struct tokens *)ctx)->uri, mem, &found, &n, e));
	if (!n)
		return error_set(e, ERR_KEY,
				 "no token in a reader shows a certificate; put the card in and "
				 "start again");
	list = arena_alloc_n(mem, n, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "no room for certificates");
	for (size_t i = 0; i < n; i++) {
		cert_view_make(found[i].der, now, mem, &list[i].view);
		TRY(chain_make(found, n, i, mem, &list[i], e));
		list[i].place = identity_tame(bytes_of_str(found[i].token), PLACE_CHARS, mem);
		list[i].own_pad = found[i].own_pad;
		list[i].handle = found[i].uri;
	}
	*out = list;
	*n_out = n;
	return ERR_OK;
}

static enum err pkcs11_open(void *ctx, const struct key_cert *c, const char *pin, void **key_out,
			    _Bool *pss, struct error *e)
{
	struct tokens *tokens = ctx;
	const struct pkcs11_access access = {
		.uri = c->handle,
		.pin = c->own_pad ? NULL : pin,
		.careful = 1,
		.pin_out = &tokens->refused,
	};
	struct pkcs11_token *t;

	tokens->refused = PKCS11_PIN_UNTRIED;
	TRY(pkcs11_token_open(&access, &t, e));
	*pss = pkcs11_token_has_pss(t);
	*key_out = t;
	return ERR_OK;
}

static const struct {
	enum key_pin pin;
	enum text told;
} refusals[] = {
	[PKCS11_PIN_UNTRIED] = { KEY_PIN_UNTRIED, TEXT_COUNT_ },
	[PKCS11_PIN_WRONG] = { KEY_PIN_WRONG, TEXT_PIN_AGAIN },
	[PKCS11_PIN_WRONG_FEW] = { KEY_PIN_WRONG, TEXT_PIN_FEW },
	[PKCS11_PIN_WRONG_LAST] = { KEY_PIN_WRONG, TEXT_PIN_LAST },
	[PKCS11_PIN_LOCKED] = { KEY_PIN_LOCKED, TEXT_PIN_LOCKED },
	[PKCS11_PIN_SPARED] = { KEY_PIN_LOCKED, TEXT_PIN_SPARED },
};

static enum key_pin pkcs11_pin(const void *ctx)
{
	return refusals[((const struct tokens *)ctx)->refused].pin;
}

static const char *pkcs11_told(const void *ctx, _Bool ja, struct arena *mem)
{
	enum text told = refusals[((const struct tokens *)ctx)->refused].told;

	(void)mem;
	return told == TEXT_COUNT_ ? NULL : text_of(told, ja);
}

static enum err pkcs11_sign(void *key, struct sig_alg alg, struct bytes digest, struct arena *mem,
			    struct bytes *sig_out, struct error *e)
{
	return pkcs11_token_sign(key, alg, digest, mem, sig_out, e);
}

static void pkcs11_close(void *key)
{
	pkcs11_token_free(key);
}

const struct key_ops key_pkcs11_ops = {
	.token = "pkcs11",
	.secret = KEY_SECRET_PIN,
	.list = pkcs11_certs,
	.open = pkcs11_open,
	.pin = pkcs11_pin,
	.told = pkcs11_told,
	.sign = pkcs11_sign,
	.close = pkcs11_close,
	.free = pkcs11_free,
};
