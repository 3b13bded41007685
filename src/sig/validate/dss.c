#include "sig/validate/dss.h"
#include <openssl/err.h>
#include "pdf/numset.h"

enum { DSS_ITEMS_MAX = 1000 };

void dss_done(struct dss *d)
{
	x509_stack_free(d->certs);
	*d = (struct dss){ 0 };
}

/* A stream that is named twice says nothing more. */
static _Bool is_first(struct numset *seen, const struct pdf_obj *item)
{
	return item->kind == PDF_REF && item->u.ref.num &&
	       numset_add(seen, item->u.ref.num) == NUMSET_NEW;
}

static size_t read_streams(struct pdf_doc *doc, const struct pdf_obj *dss, const char *key,
			   struct arena *mem, const struct bytes **out)
{
	const struct pdf_obj *list, *item;
	struct bytes *data = arena_alloc_n(mem, DSS_ITEMS_MAX, sizeof(*data));
	struct numset seen = { .mem = mem };
	size_t n = 0;

	if (!data || pdf_doc_get(doc, dss, key, &list, NULL) != ERR_OK || list->kind != PDF_ARRAY)
		return 0;
	for (size_t i = 0; i < list->u.array.n && n < DSS_ITEMS_MAX; i++)
		if (is_first(&seen, &list->u.array.items[i]) &&
		    pdf_doc_resolve(doc, &list->u.array.items[i], &item, NULL) == ERR_OK &&
		    item->kind == PDF_STREAM &&
		    pdf_doc_stream_data(doc, item, mem, &data[n], NULL) == ERR_OK)
			n++;
	*out = data;
	return n;
}

void dss_read(struct pdf_doc *doc, struct cert_cache *cache, struct arena *mem, struct dss *out)
{
	const struct pdf_obj *root, *dss;
	const struct bytes *certs = NULL;
	size_t n;

	*out = (struct dss){ .certs = sk_X509_new_null() };
	if (pdf_doc_object(doc, pdf_doc_root(doc).num, &root, NULL) != ERR_OK ||
	    pdf_doc_get(doc, root, "DSS", &dss, NULL) != ERR_OK || dss->kind != PDF_DICT)
		return;
	n = read_streams(doc, dss, "Certs", mem, &certs);
	for (size_t i = 0; out->certs && i < n; i++) {
		X509 *x = cert_cache_get(cache, certs[i]);

		if (x && !sk_X509_push(out->certs, x))
			X509_free(x);
	}
	out->revocation.n_crls = read_streams(doc, dss, "CRLs", mem, &out->revocation.crls);
	out->revocation.n_ocsps = read_streams(doc, dss, "OCSPs", mem, &out->revocation.ocsps);
	ERR_clear_error();
}
