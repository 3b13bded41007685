/* The document security store (ISO 32000-2 §12.8.4.3, EN 319 142-1 §5.4): it only grows. What is
 * there stays as it is, each piece is a stream of its own, written once. */
#include "sig/pades/extend_work.h"
#include "crypto/digest.h"

enum { ITEMS_MAX = 10000, SMALL = 4096, VRI_KEY = 40 };

static enum err no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "the security store needs more memory than allowed");
}

/* One of /Certs, /OCSPs, /CRLs. */
struct store_list {
	const char *key, *vri_key;
	struct pdf_obj array; /* present items and the new ones */
	struct pdf_ref *refs; /* of each piece of the material */
	_Bool added;
};

struct store {
	struct pdf_update *u;
	struct arena *mem;
	const struct pdf_obj *catalog, *present; /* /DSS, resolved; present NULL: none */
	struct store_list certs, ocsps, crls;
	_Bool added;
};

static enum err read_store(struct store *s, struct error *e)
{
	TRY(pdf_update_get(s->u, pdf_doc_root(pdf_update_doc(s->u)), &s->catalog, e));
	if (s->catalog->kind != PDF_DICT)
		return error_set(e, ERR_PDF_DAMAGED, "the catalog is no dictionary");
	TRY(pdf_update_resolve(s->u, pdf_dict_get(s->catalog, "DSS"), &s->present, e));
	if (s->present->kind == PDF_NULL)
		s->present = NULL;
	else if (s->present->kind != PDF_DICT)
		return error_set(e, ERR_PDF_DAMAGED, "/DSS is no dictionary");
	return ERR_OK;
}

/* The pieces that are there already keep their objects. */
static enum err find_present(struct store *s, struct store_list *l, const struct bytes *pieces,
			     size_t n, struct error *e)
{
	struct pdf_doc *doc = pdf_update_doc(s->u);
	const struct pdf_obj *list, *stream;
	struct bytes data;

	TRY(pdf_update_resolve(s->u, s->present ? pdf_dict_get(s->present, l->key) : NULL, &list,
			       e));
	if (list->kind != PDF_ARRAY)
		return ERR_OK;
	if (list->u.array.n > ITEMS_MAX)
		return error_set(e, ERR_PDF_LIMIT, "/DSS has more than %d %s", ITEMS_MAX, l->key);
	l->array = *list;
	for (size_t i = 0; i < list->u.array.n; i++) {
		const struct pdf_obj *item = &list->u.array.items[i];

		if (item->kind != PDF_REF || pdf_doc_resolve(doc, item, &stream, NULL) != ERR_OK ||
		    stream->kind != PDF_STREAM ||
		    pdf_doc_stream_data(doc, stream, s->mem, &data, NULL) != ERR_OK)
			continue;
		for (size_t k = 0; k < n; k++)
			if (!l->refs[k].num && bytes_eq(pieces[k], data))
				l->refs[k] = item->u.ref;
	}
	return ERR_OK;
}

static enum err write_piece(struct store *s, struct bytes piece, struct pdf_ref *out,
			    struct error *e)
{
	const struct pdf_dict_builder none = pdf_dict_new(s->mem);
	const struct pdf_obj dict = pdf_dict_obj(&none);

	*out = pdf_update_reserve(s->u);
	return pdf_update_set_stream(s->u, *out, &dict, piece, piece.len > SMALL, e);
}

static enum err write_list(struct store *s, struct store_list *l, const struct bytes *pieces,
			   size_t n, struct error *e)
{
	struct pdf_obj *items;
	size_t had, count;

	l->array = pdf_array(s->mem, NULL, 0);
	l->refs = arena_alloc_n(s->mem, n + 1, sizeof(*l->refs));
	if (!l->refs)
		return no_memory(e);
	TRY(find_present(s, l, pieces, n, e));
	had = count = l->array.u.array.n;
	items = arena_alloc_n(s->mem, had + n + 1, sizeof(*items));
	if (!items)
		return no_memory(e);
	if (had)
		memcpy(items, l->array.u.array.items, had * sizeof(*items));
	for (size_t k = 0; k < n; k++) {
		if (l->refs[k].num)
			continue;
		TRY(write_piece(s, pieces[k], &l->refs[k], e));
		items[count++] = pdf_refer(l->refs[k]);
	}
	l->array = pdf_array(s->mem, items, count);
	l->added = count > had;
	s->added |= l->added;
	return l->array.kind == PDF_ARRAY ? ERR_OK : no_memory(e);
}

static enum err vri_list(struct store *s, const struct store_list *l, const size_t *at, size_t n,
			 struct pdf_dict_builder *b, struct error *e)
{
	struct pdf_obj *items = arena_alloc_n(s->mem, n + 1, sizeof(*items));

	if (!items)
		return no_memory(e);
	for (size_t i = 0; i < n; i++)
		items[i] = pdf_refer(l->refs[at[i]]);
	if (n)
		pdf_dict_set(b, l->vri_key, pdf_array(s->mem, items, n));
	return ERR_OK;
}

/* An entry that is there already says what was gathered then; it must not change. */
static enum err write_vri_entry(struct store *s, const struct pades_vri *v,
				struct pdf_dict_builder *vri, struct error *e)
{
	struct pdf_dict_builder b = pdf_dict_new(s->mem);
	const struct pdf_obj all = pdf_dict_obj(vri);
	char *key = arena_alloc(s->mem, VRI_KEY + 1);
	struct pdf_ref ref;
	struct pdf_obj o;

	if (!key)
		return no_memory(e);
	hex_encode(BYTES(v->key, sizeof(v->key)), key);
	for (char *c = key; *c; c++)
		if (*c >= 'a')
			*c = (char)(*c - 'a' + 'A');
	if (pdf_dict_get(&all, key))
		return ERR_OK;
	TRY(vri_list(s, &s->certs, v->certs, v->n_certs, &b, e));
	TRY(vri_list(s, &s->ocsps, v->ocsps, v->n_ocsps, &b, e));
	TRY(vri_list(s, &s->crls, v->crls, v->n_crls, &b, e));
	if (b.failed)
		return no_memory(e);
	o = pdf_dict_obj(&b);
	TRY(pdf_update_add(s->u, &o, &ref, e));
	pdf_dict_set(vri, key, pdf_refer(ref));
	s->added = 1;
	return ERR_OK;
}

static enum err write_vri(struct store *s, const struct pades_material *m,
			  struct pdf_dict_builder *dss, struct error *e)
{
	const struct pdf_obj *present;
	struct pdf_dict_builder vri;

	TRY(pdf_update_resolve(s->u, s->present ? pdf_dict_get(s->present, "VRI") : NULL, &present,
			       e));
	vri = present->kind == PDF_DICT ? pdf_dict_copy(s->mem, present) : pdf_dict_new(s->mem);
	for (size_t i = 0; i < m->n_vri; i++)
		TRY(write_vri_entry(s, &m->vri[i], &vri, e));
	if (vri.failed)
		return no_memory(e);
	if (vri.n)
		pdf_dict_set(dss, "VRI", pdf_dict_obj(&vri));
	return ERR_OK;
}

static void put_list(const struct store_list *l, struct pdf_dict_builder *dss)
{
	if (l->array.u.array.n)
		pdf_dict_set(dss, l->key, l->array);
}

/* Where it was, or as a new object of the catalog. */
static enum err put_store(struct store *s, const struct pdf_dict_builder *dss, struct error *e)
{
	const struct pdf_obj *at = pdf_dict_get(s->catalog, "DSS");
	struct pdf_dict_builder top;
	struct pdf_ref made;
	struct pdf_obj o;

	if (dss->failed)
		return no_memory(e);
	o = pdf_dict_obj(dss);
	if (s->present && at->kind == PDF_REF)
		return pdf_update_set(s->u, at->u.ref, &o, e);
	TRY(pdf_update_add(s->u, &o, &made, e));
	top = pdf_dict_copy(s->mem, s->catalog);
	pdf_dict_set(&top, "DSS", pdf_refer(made));
	if (top.failed)
		return no_memory(e);
	o = pdf_dict_obj(&top);
	return pdf_update_set(s->u, pdf_doc_root(pdf_update_doc(s->u)), &o, e);
}

enum err pades_dss_write(struct pdf_update *u, const struct pades_material *m, _Bool *added,
			 struct error *e)
{
	struct store s = {
		.u = u,
		.mem = pdf_update_mem(u),
		.certs = { .key = "Certs", .vri_key = "Cert" },
		.ocsps = { .key = "OCSPs", .vri_key = "OCSP" },
		.crls = { .key = "CRLs", .vri_key = "CRL" },
	};
	struct pdf_dict_builder dss;

	*added = 0;
	TRY(read_store(&s, e));
	TRY(write_list(&s, &s.certs, m->certs, m->n_certs, e));
	TRY(write_list(&s, &s.ocsps, m->ocsps, m->n_ocsps, e));
	TRY(write_list(&s, &s.crls, m->crls, m->n_crls, e));
	dss = s.present ? pdf_dict_copy(s.mem, s.present) : pdf_dict_new(s.mem);
	if (!s.present)
		pdf_dict_set(&dss, "Type", pdf_name("DSS"));
	put_list(&s.certs, &dss);
	put_list(&s.ocsps, &dss);
	put_list(&s.crls, &dss);
	TRY(write_vri(&s, m, &dss, e));
	if (!s.added)
		return ERR_OK;
	*added = 1;
	return put_store(&s, &dss, e);
}

/* ESIC is ETSI's prefix; its level 5 has DSS and document time-stamps. */
enum { EXTENSION_LEVEL = 5, PDF_2_0 = 20 };

static _Bool marked(const struct pdf_obj *extension)
{
	const struct pdf_obj *level = pdf_dict_get(extension, "ExtensionLevel");

	return level && level->kind == PDF_INT && level->u.integer >= EXTENSION_LEVEL;
}

enum err pades_extension_mark(struct pdf_update *u, struct error *e)
{
	struct arena *mem = pdf_update_mem(u);
	struct pdf_ref root = pdf_doc_root(pdf_update_doc(u));
	struct pdf_dict_builder esic = pdf_dict_new(mem), all, top;
	const struct pdf_obj *catalog, *present, *old;
	struct pdf_obj o;

	if (pdf_doc_version(pdf_update_doc(u)) >= PDF_2_0)
		return ERR_OK;
	TRY(pdf_update_get(u, root, &catalog, e));
	TRY(pdf_update_resolve(u, pdf_dict_get(catalog, "Extensions"), &present, e));
	TRY(pdf_update_resolve(u, pdf_dict_get(present, "ESIC"), &old, e));
	if (marked(old))
		return ERR_OK;
	pdf_dict_set(&esic, "BaseVersion", pdf_name("1.7"));
	pdf_dict_set(&esic, "ExtensionLevel", pdf_int(EXTENSION_LEVEL));
	all = present->kind == PDF_DICT ? pdf_dict_copy(mem, present) : pdf_dict_new(mem);
	pdf_dict_set(&all, "ESIC", pdf_dict_obj(&esic));
	top = pdf_dict_copy(mem, catalog);
	pdf_dict_set(&top, "Extensions", pdf_dict_obj(&all));
	if (esic.failed || all.failed || top.failed)
		return no_memory(e);
	o = pdf_dict_obj(&top);
	return pdf_update_set(u, root, &o, e);
}
