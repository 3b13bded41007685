#include "pdf/form_parts.h"

enum err pdf_part_no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "the form needs more memory than allowed");
}

enum err pdf_part_get(struct pdf_update *u, const struct pdf_obj *dict, const char *key,
		      const struct pdf_obj **out, struct error *e)
{
	return pdf_update_resolve(u, pdf_dict_get(dict, key), out, e);
}

enum err pdf_part_set(struct pdf_update *u, struct pdf_ref ref, const struct pdf_dict_builder *b,
		      struct error *e)
{
	struct pdf_obj o;

	if (b->failed)
		return pdf_part_no_memory(e);
	o = pdf_dict_obj(b);
	return pdf_update_set(u, ref, &o, e);
}

/* owner[key] = value where the entry may be direct, or a reference to an object of its
 * own, which is overridden then and the owner left alone. */
static enum err put_through(struct pdf_update *u, struct pdf_dict_builder *owner,
			    const struct pdf_obj *present, const char *key,
			    const struct pdf_obj *value, struct error *e)
{
	if (value->kind == PDF_NULL)
		return pdf_part_no_memory(e);
	if (present && present->kind == PDF_REF)
		return pdf_update_set(u, present->u.ref, value, e);
	pdf_dict_set(owner, key, *value);
	return ERR_OK;
}

static struct pdf_obj joined(struct arena *mem, const struct pdf_obj *list,
			     const struct pdf_obj *items, size_t n)
{
	struct pdf_obj all = { .kind = PDF_NULL }, *copy;
	size_t old = list->kind == PDF_ARRAY ? list->u.array.n : 0;

	copy = arena_alloc_n(mem, old + n, sizeof(*copy));
	if (!copy)
		return all;
	if (old)
		memcpy(copy, list->u.array.items, old * sizeof(*copy));
	memcpy(copy + old, items, n * sizeof(*copy));
	all.kind = PDF_ARRAY;
	all.u.array.items = copy;
	all.u.array.n = old + n;
	return all;
}

enum err pdf_part_append(struct pdf_update *u, struct pdf_dict_builder *owner, const char *key,
			 const struct pdf_obj *items, size_t n, _Bool *owner_changed,
			 struct error *e)
{
	const struct pdf_obj dict = pdf_dict_obj(owner), *present = pdf_dict_get(&dict, key), *list;
	struct pdf_obj longer;

	TRY(pdf_update_resolve(u, present, &list, e));
	if (list->kind != PDF_ARRAY && list->kind != PDF_NULL)
		return error_set(e, ERR_PDF_DAMAGED, "/%s is no array", key);
	if (list->kind == PDF_NULL)
		present = NULL; /* a reference to nothing counts as missing */
	longer = joined(pdf_update_mem(u), list, items, n);
	*owner_changed = !present || present->kind != PDF_REF;
	return put_through(u, owner, present, key, &longer, e);
}

enum err pdf_part_valid_name(const char *name, struct error *e)
{
	if (!name || !*name)
		return error_set(e, ERR_INVALID, "a form field needs a name");
	if (strchr(name, '.'))
		return error_set(e, ERR_INVALID, "the field name \"%.64s\" holds a dot", name);
	return ERR_OK;
}

enum err pdf_part_names(struct pdf_update *u, const struct pdf_obj *form, const char *const **out,
			size_t *n, struct error *e)
{
	const struct pdf_obj *list, *field, *t;
	const char **names;
	size_t i, count = 0;

	TRY(pdf_part_get(u, form, "Fields", &list, e));
	names = arena_alloc_n(pdf_update_mem(u), list->kind == PDF_ARRAY ? list->u.array.n + 1 : 1,
			      sizeof(*names));
	if (!names)
		return pdf_part_no_memory(e);
	for (i = 0; list->kind == PDF_ARRAY && i < list->u.array.n; i++) {
		TRY(pdf_update_resolve(u, &list->u.array.items[i], &field, e));
		TRY(pdf_part_get(u, field, "T", &t, e));
		if (t->kind != PDF_STRING)
			continue;
		names[count] = pdf_text_utf8(pdf_update_mem(u), t->u.text);
		if (!names[count++])
			return pdf_part_no_memory(e);
	}
	*out = names;
	*n = count;
	return ERR_OK;
}

enum err pdf_part_free_name(const char *const *names, size_t n, const char *name, struct error *e)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return error_set(e, ERR_CONFLICT, "a field named \"%.64s\" exists", name);
	return ERR_OK;
}

enum err pdf_part_empty_look(struct pdf_update *u, double width, double height, struct pdf_ref *out,
			     struct error *e)
{
	struct arena *mem = pdf_update_mem(u);
	struct pdf_obj box[4] = { pdf_int(0), pdf_int(0), pdf_real(width), pdf_real(height) };
	struct pdf_dict_builder b = pdf_dict_new(mem), none = pdf_dict_new(mem);
	struct pdf_obj o;

	pdf_dict_set(&b, "Type", pdf_name("XObject"));
	pdf_dict_set(&b, "Subtype", pdf_name("Form"));
	pdf_dict_set(&b, "BBox", pdf_array(mem, box, 4));
	pdf_dict_set(&b, "Resources", pdf_dict_obj(&none));
	if (b.failed)
		return pdf_part_no_memory(e);
	o = pdf_dict_obj(&b);
	*out = pdf_update_reserve(u);
	return pdf_update_set_stream(u, *out, &o, (struct bytes){ 0 }, 0, e);
}

void pdf_part_set_look(struct arena *mem, struct pdf_dict_builder *b, struct pdf_ref normal)
{
	struct pdf_dict_builder ap = pdf_dict_new(mem);

	pdf_dict_set(&ap, "N", pdf_refer(normal));
	pdf_dict_set(b, "AP", pdf_dict_obj(&ap));
	b->failed |= ap.failed;
}

enum err pdf_part_set_state_look(struct arena *mem, struct pdf_dict_builder *b, const char *state,
				 struct pdf_ref normal, struct error *e)
{
	struct pdf_dict_builder ap = pdf_dict_new(mem), n = pdf_dict_new(mem);

	pdf_dict_set(&n, state, pdf_refer(normal));
	pdf_dict_set(&ap, "N", pdf_dict_obj(&n));
	pdf_dict_set(b, "AP", pdf_dict_obj(&ap));
	pdf_dict_set(b, "AS", pdf_name(state));
	return n.failed || ap.failed ? pdf_part_no_memory(e) : ERR_OK;
}

void pdf_part_set_turn(struct pdf_dict_builder *b, int turn)
{
	struct pdf_dict_builder mk = pdf_dict_new(b->mem);

	if (!turn)
		return;
	pdf_dict_set(&mk, "R", pdf_int(turn));
	pdf_dict_set(b, "MK", pdf_dict_obj(&mk));
	b->failed |= mk.failed;
}

enum err pdf_part_to_page(struct pdf_update *u, struct pdf_ref page, const struct pdf_obj *widgets,
			  size_t n, struct error *e)
{
	const struct pdf_obj *dict;
	struct pdf_dict_builder b;
	_Bool changed;

	TRY(pdf_update_get(u, page, &dict, e));
	b = pdf_dict_copy(pdf_update_mem(u), dict);
	TRY(pdf_part_append(u, &b, "Annots", widgets, n, &changed, e));
	return changed ? pdf_part_set(u, page, &b, e) : ERR_OK;
}

/* The form goes back to where it was: an object of its own, or an entry of the
 * catalog. One that was missing becomes an object of its own. */
enum err pdf_part_put_form(struct pdf_update *u, const struct pdf_obj *catalog, _Bool missing,
			   const struct pdf_dict_builder *b, struct error *e)
{
	const struct pdf_obj *present = pdf_dict_get(catalog, "AcroForm");
	struct pdf_dict_builder top;
	struct pdf_obj o;
	struct pdf_ref made;

	if (!missing && present->kind == PDF_REF)
		return pdf_part_set(u, present->u.ref, b, e);
	if (b->failed)
		return pdf_part_no_memory(e);
	o = pdf_dict_obj(b);
	if (missing) {
		TRY(pdf_update_add(u, &o, &made, e));
		o = pdf_refer(made);
	}
	top = pdf_dict_copy(pdf_update_mem(u), catalog);
	pdf_dict_set(&top, "AcroForm", o);
	return pdf_part_set(u, pdf_doc_root(pdf_update_doc(u)), &top, e);
}
