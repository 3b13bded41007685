#include "sig/trust/item.h"
#include <openssl/err.h>
#include <stdatomic.h>
#include <stdlib.h>
#include "crypto/digest.h"

struct owned_item {
	struct item item; /* first: the item is the object */
	atomic_uint refs;
	unsigned char der[];
};

X509_OWNED(ocsp_response, OCSP_RESPONSE, OCSP_RESPONSE_free)

static _Bool parse_crl(struct item *i)
{
	i->crl.crl = x509_crl_parse(i->der);
	if (!i->crl.crl)
		return 0;
	crl_item_read(i->crl.crl, &i->crl);
	return 1;
}

static _Bool parse_ocsp(struct item *i)
{
	const unsigned char *at = i->der.data, *end = at + i->der.len;
	AUTO(ocsp_response) OCSP_RESPONSE *rs = d2i_OCSP_RESPONSE(NULL, &at, (long)i->der.len);

	if (rs) {
		if (at == end && OCSP_response_status(rs) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
			i->ocsp = OCSP_response_get1_basic(rs);
		return i->ocsp != NULL;
	}
	at = i->der.data;
	i->ocsp = d2i_OCSP_BASICRESP(NULL, &at, (long)i->der.len);
	return i->ocsp && at == end;
}

static _Bool parse_cms_certs(struct item *i)
{
	const unsigned char *at = i->der.data;
	AUTO(cms_info) CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)i->der.len);

	if (!cms || at != i->der.data + i->der.len)
		return 0;
	i->certs = CMS_get1_certs(cms);
	return sk_X509_num(i->certs) > 0 && sk_X509_num(i->certs) <= ITEM_CERTS_COUNT_MAX;
}

static _Bool parse_certs(struct item *i)
{
	X509 *one = x509_parse(i->der);

	if (!one)
		return parse_cms_certs(i);
	i->certs = sk_X509_new_null();
	if (i->certs && sk_X509_push(i->certs, one))
		return 1;
	X509_free(one);
	return 0;
}

static const struct {
	size_t max;
	_Bool (*parse)(struct item *i);
	const char *what;
} kinds[] = {
	[ITEM_CRL] = { ITEM_CRL_MAX, parse_crl, "a certificate revocation list" },
	[ITEM_OCSP] = { ITEM_OCSP_MAX, parse_ocsp, "an OCSP response with an answer" },
	[ITEM_CERTS] = { ITEM_CERTS_MAX, parse_certs, "a certificate" },
};

enum err item_new(enum item_kind kind, struct bytes der, struct item **out, struct error *e)
{
	struct owned_item *o;
	_Bool right;

	if (der.len == 0 || der.len > kinds[kind].max)
		return error_set(e, der.len ? ERR_TOO_LARGE : ERR_CERT, "not %s: %zu bytes",
				 kinds[kind].what, der.len);
	o = calloc(1, sizeof(*o) + der.len);
	if (!o)
		abort();
	memcpy(o->der, der.data, der.len);
	atomic_init(&o->refs, 1);
	o->item.kind = kind;
	o->item.der = BYTES(o->der, der.len);
	digest_sha256(o->item.der, o->item.id);
	right = kinds[kind].parse(&o->item);
	ERR_clear_error();
	if (!right) {
		item_free(&o->item);
		return error_set(e, ERR_CERT, "not %s", kinds[kind].what);
	}
	*out = &o->item;
	return ERR_OK;
}

time_ms item_issued(const struct item *i)
{
	time_ms newest = i->kind == ITEM_CRL ? i->crl.this_update : 0, t;

	for (int k = 0; i->kind == ITEM_OCSP && k < OCSP_resp_count(i->ocsp); k++) {
		ASN1_GENERALIZEDTIME *from = NULL;

		(void)OCSP_single_get0_status(OCSP_resp_get0(i->ocsp, k), NULL, NULL, &from, NULL);
		if (from && x509_time(from, &t) && t > newest)
			newest = t;
	}
	return newest;
}

struct item *item_ref(struct item *i)
{
	atomic_fetch_add(&((struct owned_item *)i)->refs, 1);
	return i;
}

void item_free(struct item *i)
{
	struct owned_item *o = (struct owned_item *)i;

	if (!o || atomic_fetch_sub(&o->refs, 1) != 1)
		return;
	X509_CRL_free(i->crl.crl);
	ISSUING_DIST_POINT_free(i->crl.idp);
	OCSP_BASICRESP_free(i->ocsp);
	x509_stack_free(i->certs);
	free(o);
}
