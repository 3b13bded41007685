#include "sig/validate/dss.h"
#include <openssl/err.h>
#include "crypto/digest.h"
#include "pdf/history.h"

enum { LISTS = 3, SLOTS = 32768 /* a power of two, over twice the pieces */ };
static const char *const keys[LISTS] = { "Certs", "CRLs", "OCSPs" };

struct found {
	struct bytes data;
	unsigned since;
};

struct reading {
	struct arena *mem;
	struct found *lists[LISTS];
	size_t n[LISTS], cap[LISTS];
	uint64_t *seen; /* where objects begin in the file, + 1: the same place is the same data */
	size_t n_seen;
};

void dss_done(struct dss *d)
{
	x509_stack_free(d->certs);
	*d = (struct dss){ 0 };
}

/* A stream that is named twice, or in many revisions, says nothing more. */
static _Bool is_first(struct reading *r, uint64_t off)
{
	size_t i = (off * 0x9e3779b97f4a7c15U >> 40) % SLOTS;

	while (r->seen[i] && r->seen[i] != off + 1)
		i = (i + 1) % SLOTS;
	if (r->seen[i] || r->n_seen == SLOTS / 2)
		return 0;
	r->seen[i] = off + 1;
	r->n_seen++;
	return 1;
}

static void add(struct reading *r, int list, struct pdf_doc *doc, unsigned revision,
		const struct pdf_obj *ref)
{
	struct found *grown, x = { .since = revision };
	const struct pdf_obj *item;
	struct pdf_location at;

	if (ref->kind != PDF_REF || r->n[list] == DSS_ITEMS_MAX ||
	    !pdf_doc_location(doc, ref->u.ref.num, &at) || at.where != PDF_LOC_FILE ||
	    !is_first(r, at.off))
		return;
	if (pdf_doc_resolve(doc, ref, &item, NULL) != ERR_OK || item->kind != PDF_STREAM ||
	    pdf_doc_stream_data(doc, item, r->mem, &x.data, NULL) != ERR_OK)
		return;
	grown = arena_grow(r->mem, r->lists[list], r->n[list], &r->cap[list], sizeof(*grown));
	if (!grown)
		return;
	r->lists[list] = grown;
	grown[r->n[list]++] = x;
}

/* Did this revision write the object that dict[key] leads to? */
static _Bool is_new(struct pdf_doc *doc, unsigned revision, const struct pdf_obj *dict,
		    const char *key)
{
	const struct pdf_obj *o = dict ? pdf_dict_get(dict, key) : NULL;
	struct pdf_location at;

	return o && o->kind == PDF_REF && pdf_doc_location(doc, o->u.ref.num, &at) &&
	       at.revision == revision;
}

/* A store that the revision did not touch was read already. */
static _Bool is_touched(struct pdf_doc *doc, unsigned revision, const struct pdf_obj *root,
			const struct pdf_obj *dss)
{
	struct pdf_location at;
	_Bool touched = revision == 0 || !pdf_doc_location(doc, pdf_doc_root(doc).num, &at) ||
			at.revision == revision || is_new(doc, revision, root, "DSS");

	for (int i = 0; i < LISTS; i++)
		touched |= is_new(doc, revision, dss, keys[i]);
	return touched;
}

static void read_revision(struct reading *r, struct pdf_doc *doc, unsigned revision)
{
	const struct pdf_obj *root, *dss, *list;

	if (pdf_doc_object(doc, pdf_doc_root(doc).num, &root, NULL) != ERR_OK ||
	    pdf_doc_get(doc, root, "DSS", &dss, NULL) != ERR_OK || dss->kind != PDF_DICT ||
	    !is_touched(doc, revision, root, dss))
		return;
	for (int k = 0; k < LISTS; k++) {
		if (pdf_doc_get(doc, dss, keys[k], &list, NULL) != ERR_OK ||
		    list->kind != PDF_ARRAY)
			continue;
		for (size_t i = 0; i < list->u.array.n && i < DSS_ITEMS_MAX; i++)
			add(r, k, doc, revision, &list->u.array.items[i]);
	}
}

/* From the oldest revision on. What the walk cannot reach, the newest revision tells. */
static void read_all(struct reading *r, struct pdf_doc *doc)
{
	AUTO(pdf_history) struct pdf_history *h = NULL;
	unsigned newest = pdf_doc_revisions(doc) - 1;

	if (newest > 0 && pdf_history_new(doc, 0, r->mem, &h, NULL) == ERR_OK) {
		do {
			if (pdf_history_at(h) < newest)
				read_revision(r, pdf_history_doc(h), pdf_history_at(h));
		} while (pdf_history_after(h) && pdf_history_step(h, NULL) == ERR_OK);
	}
	read_revision(r, doc, newest);
}

static const struct bytes *data_of(const struct reading *r, int list, size_t *n_out)
{
	struct bytes *out = arena_alloc_n(r->mem, r->n[list] + 1, sizeof(*out));

	*n_out = out ? r->n[list] : 0;
	for (size_t i = 0; i < *n_out; i++)
		out[i] = r->lists[list][i].data;
	return out;
}

static void tell_pieces(const struct reading *r, struct dss *out)
{
	struct dss_piece *list =
		arena_alloc_n(r->mem, r->n[0] + r->n[1] + r->n[2] + 1, sizeof(*list));

	out->pieces = list;
	for (int k = 0; list && k < LISTS; k++) {
		for (size_t i = 0; i < r->n[k]; i++) {
			struct dss_piece *p = &list[out->n_pieces++];

			digest_sha256(r->lists[k][i].data, p->id);
			p->since = r->lists[k][i].since;
			p->revocation = k > 0;
		}
	}
}

void dss_read(struct pdf_doc *doc, struct cert_cache *cache, struct arena *mem, struct dss *out)
{
	struct reading r = { .mem = mem };

	*out = (struct dss){ .certs = sk_X509_new_null() };
	r.seen = arena_alloc_n(mem, SLOTS, sizeof(*r.seen));
	if (!r.seen)
		return;
	read_all(&r, doc);
	for (size_t i = 0; out->certs && i < r.n[0]; i++) {
		X509 *x = cert_cache_get(cache, r.lists[0][i].data);

		if (x && !sk_X509_push(out->certs, x))
			X509_free(x);
	}
	out->revocation.crls = data_of(&r, 1, &out->revocation.n_crls);
	out->revocation.ocsps = data_of(&r, 2, &out->revocation.n_ocsps);
	tell_pieces(&r, out);
	ERR_clear_error();
}
