#include "pdf/form.h"
#include "pdf/numset.h"

/* What a field inherits from those above it (§12.7.4.1). */
struct above {
	const char *name;
	const struct pdf_obj *type, *value, *flags;
};

struct walk {
	struct pdf_doc *d;
	struct arena *mem;
	struct numset seen;
	struct pdf_field *v;
	size_t n, cap;
};

static enum err no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "the form needs more memory than allowed");
}

static enum err inherit(struct walk *w, const struct pdf_obj *dict, const char *key,
			const struct pdf_obj **io, struct error *e)
{
	const struct pdf_obj *o;

	TRY(pdf_doc_get(w->d, dict, key, &o, e));
	if (o->kind != PDF_NULL)
		*io = o;
	return ERR_OK;
}

/* The names of those above and this one, joined by a dot (§12.7.4.2). */
static enum err qualify(struct walk *w, const struct pdf_obj *dict, const char **io,
			struct error *e)
{
	const struct pdf_obj *t;
	const char *own;

	TRY(pdf_doc_get(w->d, dict, "T", &t, e));
	if (t->kind != PDF_STRING)
		return ERR_OK;
	own = pdf_text_utf8(w->mem, t->u.text);
	if (own && **io)
		own = arena_printf(w->mem, "%s.%s", *io, own);
	if (!own)
		return no_memory(e);
	*io = own;
	return ERR_OK;
}

static void read_rect(const struct pdf_obj *o, double out[4])
{
	size_t i;

	if (o->kind != PDF_ARRAY || o->u.array.n != 4)
		return;
	for (i = 0; i < 4; i++) {
		const struct pdf_obj *v = &o->u.array.items[i];

		out[i] = v->kind == PDF_INT ? (double)v->u.integer :
			 v->kind == PDF_REAL ? v->u.real :
					       0;
	}
}

static struct pdf_field *field_slot(struct walk *w)
{
	if (w->n == w->cap) {
		size_t cap = w->cap ? w->cap * 2 : 16;
		struct pdf_field *v = arena_alloc_n(w->mem, cap, sizeof(*v));

		if (!v)
			return NULL;
		if (w->n)
			memcpy(v, w->v, w->n * sizeof(*v));
		w->v = v;
		w->cap = cap;
	}
	return &w->v[w->n++];
}

static enum err add_terminal(struct walk *w, struct pdf_ref ref, const struct pdf_obj *dict,
			     const struct above *in, struct error *e)
{
	const struct pdf_obj *kids, *widget = dict, *rect, *page;
	struct pdf_field f = { .ref = ref, .dict = dict, .name = in->name, .widget = ref };
	struct pdf_field *slot;

	if (w->n == PDF_FORM_FIELDS)
		return error_set(e, ERR_PDF_LIMIT, "more than %d form fields", PDF_FORM_FIELDS);
	TRY(pdf_doc_get(w->d, dict, "Kids", &kids, e));
	if (kids->kind == PDF_ARRAY && kids->u.array.n && kids->u.array.items[0].kind == PDF_REF) {
		f.widget = kids->u.array.items[0].u.ref;
		TRY(pdf_doc_resolve(w->d, &kids->u.array.items[0], &widget, e));
	}
	TRY(pdf_doc_get(w->d, widget, "Rect", &rect, e));
	read_rect(rect, f.rect);
	page = pdf_dict_get(widget, "P");
	if (page && page->kind == PDF_REF)
		f.page = page->u.ref;
	f.type = "";
	if (in->type && in->type->kind == PDF_NAME)
		f.type = arena_strndup(w->mem, (const char *)in->type->u.text.data,
				       in->type->u.text.len);
	if (in->flags && in->flags->kind == PDF_INT)
		f.flags = (uint32_t)in->flags->u.integer;
	f.value = in->value;
	slot = f.type ? field_slot(w) : NULL;
	if (!slot)
		return no_memory(e);
	*slot = f;
	return ERR_OK;
}

/* A field is terminal when its kids, if any, are widgets only: kids without /T. */
static enum err has_field_kids(struct walk *w, const struct pdf_obj *kids, _Bool *out,
			       struct error *e)
{
	const struct pdf_obj *kid, *t;
	size_t i;

	*out = 0;
	for (i = 0; kids->kind == PDF_ARRAY && i < kids->u.array.n && !*out; i++) {
		TRY(pdf_doc_resolve(w->d, &kids->u.array.items[i], &kid, e));
		TRY(pdf_doc_get(w->d, kid, "T", &t, e));
		*out = t->kind == PDF_STRING;
	}
	return ERR_OK;
}

static enum err walk_list(struct walk *w, const struct pdf_obj *list, const struct above *in,
			  unsigned depth, struct error *e);

static enum err walk_field(struct walk *w, const struct pdf_obj *item, const struct above *in,
			   unsigned depth, struct error *e)
{
	const struct pdf_obj *dict, *kids;
	struct above mine = *in;
	_Bool deeper;

	if (item->kind == PDF_NULL)
		return ERR_OK;
	if (item->kind != PDF_REF)
		return error_set(e, ERR_PDF_DAMAGED, "a form field is no indirect object");
	if (!item->u.ref.num)
		return error_set(e, ERR_PDF_DAMAGED, "a form field is object 0");
	switch (numset_add(&w->seen, item->u.ref.num)) {
	case NUMSET_NEW:
		break;
	case NUMSET_THERE:
		return error_set(e, ERR_PDF_DAMAGED, "form field %u is reached twice",
				 item->u.ref.num);
	case NUMSET_FULL:
		return no_memory(e);
	}
	TRY(pdf_doc_resolve(w->d, item, &dict, e));
	if (dict->kind != PDF_DICT)
		return ERR_OK; /* a field that was removed leaves null behind */
	TRY(qualify(w, dict, &mine.name, e));
	TRY(inherit(w, dict, "FT", &mine.type, e));
	TRY(inherit(w, dict, "V", &mine.value, e));
	TRY(inherit(w, dict, "Ff", &mine.flags, e));
	TRY(pdf_doc_get(w->d, dict, "Kids", &kids, e));
	TRY(has_field_kids(w, kids, &deeper, e));
	if (deeper)
		return walk_list(w, kids, &mine, depth + 1, e);
	return add_terminal(w, item->u.ref, dict, &mine, e);
}

static enum err walk_list(struct walk *w, const struct pdf_obj *list, const struct above *in,
			  unsigned depth, struct error *e)
{
	size_t i;

	if (depth > PDF_FORM_DEPTH)
		return error_set(e, ERR_PDF_LIMIT, "form fields nest deeper than %d",
				 PDF_FORM_DEPTH);
	for (i = 0; i < list->u.array.n; i++)
		TRY(walk_field(w, &list->u.array.items[i], in, depth, e));
	return ERR_OK;
}

enum err pdf_form_fields(struct pdf_doc *d, struct arena *mem, const struct pdf_field **out,
			 size_t *n, struct error *e)
{
	struct walk w = { .d = d, .mem = mem, .seen = { .mem = mem } };
	struct pdf_obj root = pdf_refer(pdf_doc_root(d));
	const struct pdf_obj *catalog, *form, *list;
	struct above top = { .name = "" };

	TRY(pdf_doc_resolve(d, &root, &catalog, e));
	TRY(pdf_doc_get(d, catalog, "AcroForm", &form, e));
	TRY(pdf_doc_get(d, form, "Fields", &list, e));
	if (list->kind == PDF_ARRAY)
		TRY(walk_list(&w, list, &top, 1, e));
	*out = w.v;
	*n = w.n;
	return ERR_OK;
}

_Bool pdf_form_find(const struct pdf_field *fields, size_t n, const char *name,
		    const struct pdf_field **out)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(fields[i].name, name) == 0) {
			*out = &fields[i];
			return 1;
		}
	return 0;
}
