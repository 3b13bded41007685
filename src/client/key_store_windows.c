/* Keys in the Windows certificate store of this user: files that were imported, cards and tokens
 * whose driver shows its certificates there. The key stays with its provider (CNG, or the older
 * CryptoAPI), which asks for a PIN in a window of its own. */
#include <stdlib.h>
#include <windows.h>
#include <wincrypt.h>
#include "client/key_back.h"
#include "client/store_sign_windows.h"
#include "crypto/digest.h"
#include "sig/asn1/cert.h"
#include "sig/trust/identity.h"

enum { FOUND_MAX = 64, CHAIN_MAX = 8, NAME_CHARS = 64, SHA256_CHARS = 64 };
static const char place_name[] = "Windows";

struct store {
	char *wanted; /* SHA-256 in hex of the one certificate that is meant; "": any */
};

void *key_store_new(const char *sha256)
{
	struct store *s = calloc(1, sizeof(*s));

	if (!s || !(s->wanted = strdup(sha256)))
		abort();
	for (char *c = s->wanted; *c; c++)
		if (*c >= 'A' && *c <= 'F')
			*c |= 0x20;
	return s;
}

static void store_free(void *ctx)
{
	free(((struct store *)ctx)->wanted);
	free(ctx);
}

static enum err open_my(HCERTSTORE *out, struct error *e)
{
	*out = CertOpenSystemStoreW(0, L"MY");
	return *out ? ERR_OK
		    : error_set(e, ERR_KEY,
				"the Windows certificate store cannot be opened: error %lu",
				GetLastError());
}

static _Bool has_key(PCCERT_CONTEXT c)
{
	DWORD n = 0;

	return CertGetCertificateContextProperty(c, CERT_KEY_PROV_INFO_PROP_ID, NULL, &n) ||
	       CertGetCertificateContextProperty(c, CERT_NCRYPT_KEY_HANDLE_PROP_ID, NULL, &n);
}

static struct bytes der_of(PCCERT_CONTEXT c)
{
	return BYTES(c->pbCertEncoded, c->cbCertEncoded);
}

static const char *sha256_of(struct bytes der, struct arena *mem)
{
	unsigned char sum[32];
	char *hex = arena_alloc(mem, SHA256_CHARS + 1);

	if (!hex)
		return "";
	digest_sha256(der, sum);
	hex_encode(BYTES(sum, sizeof(sum)), hex);
	return hex;
}

/* Its own certificate and those between it and a root, from what the PC has: nothing is fetched. */
static enum err chain_copy(PCCERT_CONTEXT c, struct arena *mem, struct key_cert *to,
			   struct error *e)
{
	CERT_CHAIN_PARA want = { .cbSize = sizeof(want) };
	struct bytes *list = arena_alloc_n(mem, CHAIN_MAX, sizeof(*list));
	PCCERT_CHAIN_CONTEXT chain = NULL;
	size_t n = 1;
	_Bool ok = list && arena_copy(mem, der_of(c), &list[0]);

	if (ok && CertGetCertificateChain(NULL, c, NULL, NULL, &want,
					  CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL, NULL, &chain)) {
		const CERT_SIMPLE_CHAIN *first = chain->rgpChain[0];

		for (DWORD i = 1; ok && i < first->cElement && n < CHAIN_MAX; i++)
			ok = arena_copy(mem, der_of(first->rgpElement[i]->pCertContext),
					&list[n++]);
		CertFreeCertificateChain(chain);
	}
	if (!ok)
		return error_set(e, ERR_TOO_LARGE, "no room for certificates");
	to->n_chain = cert_order(list[0], list, n);
	if (!to->n_chain) /* unreadable: it is listed as such */
		to->n_chain = 1;
	to->chain = list;
	return ERR_OK;
}

struct listing {
	const struct store *store;
	struct arena *mem;
	time_ms now;
	struct key_cert *items;
	size_t n;
};

static enum err cert_add(struct listing *l, PCCERT_CONTEXT c, struct error *e)
{
	struct key_cert *to = &l->items[l->n];

	if (l->n == FOUND_MAX || !has_key(c))
		return ERR_OK;
	to->handle = sha256_of(der_of(c), l->mem);
	if (l->store->wanted[0] && strcmp(l->store->wanted, to->handle) != 0)
		return ERR_OK;
	TRY(chain_copy(c, l->mem, to, e));
	cert_view_make(to->chain[0], l->now, l->mem, &to->view);
	to->place = place_name;
	to->own_pad = 1;
	l->n++;
	return ERR_OK;
}

static enum err all_add(struct listing *l, HCERTSTORE my, struct error *e)
{
	PCCERT_CONTEXT c = NULL;
	enum err rc = ERR_OK;

	while (rc == ERR_OK && (c = CertEnumCertificatesInStore(my, c)))
		rc = cert_add(l, c, e);
	if (rc != ERR_OK)
		CertFreeCertificateContext(c);
	return rc;
}

static enum err store_list(void *ctx, time_ms now, struct arena *mem, const struct key_cert **out,
			   size_t *n_out, struct error *e)
{
	struct listing l = { .store = ctx, .mem = mem, .now = now };
	HCERTSTORE my;
	enum err rc;

	l.items = arena_alloc_n(mem, FOUND_MAX + 1, sizeof(*l.items));
	if (!l.items)
		return error_set(e, ERR_TOO_LARGE, "no room for certificates");
	TRY(open_my(&my, e));
	rc = all_add(&l, my, e);
	CertCloseStore(my, 0);
	TRY(rc);
	if (!l.n)
		return error_set(
			e, ERR_KEY,
			l.store->wanted[0]
				? "the Windows certificate store has no such certificate "
				  "with a key"
				: "the Windows certificate store has no certificate with a "
				  "key; put the card in, or import your file first");
	*out = l.items;
	*n_out = l.n;
	return ERR_OK;
}

static PCCERT_CONTEXT find(HCERTSTORE my, const char *sha256)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	PCCERT_CONTEXT c = NULL;

	while ((c = CertEnumCertificatesInStore(my, c)))
		if (has_key(c) && !strcmp(sha256_of(der_of(c), mem), sha256))
			break;
	return c;
}

static enum err store_open(void *ctx, const struct key_cert *c, const char *pin, void **key_out,
			   _Bool *pss, struct error *e)
{
	PCCERT_CONTEXT cert;
	HCERTSTORE my;
	enum err rc;

	(void)ctx;
	(void)pin;
	TRY(open_my(&my, e));
	cert = find(my, c->handle);
	rc = cert ? store_key_open(cert, key_out, pss, e)
		  : error_set(e, ERR_KEY, "the certificate is not in the store any more");
	if (cert)
		CertFreeCertificateContext(cert);
	CertCloseStore(my, 0);
	return rc;
}

/* The provider's window says what is wrong with a PIN, and lets it be entered again. */
static enum key_pin store_pin(const void *ctx)
{
	(void)ctx;
	return KEY_PIN_UNTRIED;
}

static const char *store_place(const void *ctx)
{
	(void)ctx;
	return place_name;
}

const struct key_ops key_store_ops = {
	.token = "store",
	.secret = KEY_SECRET_PIN,
	.list = store_list,
	.open = store_open,
	.pin = store_pin,
	.place = store_place,
	.sign = store_key_sign,
	.close = store_key_close,
	.free = store_free,
};
