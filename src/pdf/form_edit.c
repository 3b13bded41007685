#include "pdf/form_parts.h"

enum {
	SIG_FLAGS = 1 + 2, /* signatures exist, append only (§12.7.3) */
	PARENTS = PDF_FORM_DEPTH,
};

static enum err lock_object(struct pdf_update *u, const struct pdf_lock *lock, struct pdf_ref *out,
			    struct error *e)
{
	static const char *const action[] = { [PDF_LOCK_INCLUDE] = "Include",
					      [PDF_LOCK_EXCLUDE] = "Exclude",
					      [PDF_LOCK_ALL] = "All" };
	struct arena *mem = pdf_update_mem(u);
	struct pdf_dict_builder b = pdf_dict_new(mem);
	struct pdf_obj *names = arena_alloc_n(mem, lock->n + 1, sizeof(*names)), o;
	size_t i;

	if (!names)
		return pdf_part_no_memory(e);
	for (i = 0; i < lock->n; i++)
		names[i] = pdf_text(mem, lock->fields[i]);
	pdf_dict_set(&b, "Type", pdf_name("SigFieldLock"));
	pdf_dict_set(&b, "Action", pdf_name(action[lock->action]));
	if (lock->action != PDF_LOCK_ALL)
		pdf_dict_set(&b, "Fields", pdf_array(mem, names, lock->n));
	if (lock->p)
		pdf_dict_set(&b, "P", pdf_int(lock->p));
	if (b.failed)
		return pdf_part_no_memory(e);
	o = pdf_dict_obj(&b);
	return pdf_update_add(u, &o, out, e);
}

static _Bool is_visible(const double rect[4])
{
	return rect[0] < rect[2] && rect[1] < rect[3];
}

/* Field and widget in one dictionary (§12.5.6.19). */
static enum err field_object(struct pdf_update *u, const struct pdf_new_sigfield *f,
			     struct pdf_ref page, struct pdf_ref *out, struct error *e)
{
	struct arena *mem = pdf_update_mem(u);
	struct pdf_dict_builder b = pdf_dict_new(mem);
	struct pdf_obj rect[4];
	struct pdf_ref part, field = pdf_update_reserve(u);
	size_t i;

	for (i = 0; i < 4; i++)
		rect[i] = is_visible(f->rect) ? pdf_real(f->rect[i]) : pdf_int(0);
	pdf_dict_set(&b, "Type", pdf_name("Annot"));
	pdf_dict_set(&b, "Subtype", pdf_name("Widget"));
	pdf_dict_set(&b, "FT", pdf_name("Sig"));
	pdf_dict_set(&b, "T", pdf_text(mem, f->name));
	if (f->tooltip)
		pdf_dict_set(&b, "TU", pdf_text(mem, f->tooltip));
	pdf_dict_set(&b, "F", pdf_int(PDF_WIDGET_FLAGS));
	pdf_dict_set(&b, "P", pdf_refer(page));
	pdf_dict_set(&b, "Rect", pdf_array(mem, rect, 4));
	pdf_part_set_turn(&b, f->turn);
	if (f->lock.action != PDF_LOCK_NONE) {
		TRY(lock_object(u, &f->lock, &part, e));
		pdf_dict_set(&b, "Lock", pdf_refer(part));
	}
	if (f->empty_appearance) {
		TRY(pdf_part_empty_look(u, is_visible(f->rect) ? f->rect[2] - f->rect[0] : 0,
					is_visible(f->rect) ? f->rect[3] - f->rect[1] : 0, &part,
					e));
		pdf_part_set_look(mem, &b, part);
	}
	*out = field;
	return pdf_part_set(u, field, &b, e);
}

static _Bool has_sig_flags(const struct pdf_obj *form)
{
	const struct pdf_obj *flags = pdf_dict_get(form, "SigFlags");

	return flags && flags->kind == PDF_INT && flags->u.integer == SIG_FLAGS;
}

static enum err add_to_form(struct pdf_update *u, const struct pdf_obj *catalog,
			    struct pdf_ref field, struct error *e)
{
	struct arena *mem = pdf_update_mem(u);
	const struct pdf_obj *form;
	const struct pdf_obj item = pdf_refer(field);
	struct pdf_dict_builder b;
	_Bool changed, missing;

	TRY(pdf_part_get(u, catalog, "AcroForm", &form, e));
	missing = form->kind != PDF_DICT;
	b = pdf_dict_copy(mem, missing ? NULL : form);
	TRY(pdf_part_append(u, &b, "Fields", &item, 1, &changed, e));
	pdf_dict_set(&b, "SigFlags", pdf_int(SIG_FLAGS));
	if (!missing && !changed && has_sig_flags(form))
		return ERR_OK;
	return pdf_part_put_form(u, catalog, missing, &b, e);
}

enum err pdf_form_add_sigfield(struct pdf_update *u, const struct pdf_new_sigfield *f,
			       struct pdf_ref *field_out, struct error *e)
{
	const struct pdf_obj *catalog, *form;
	struct pdf_page page;
	struct pdf_ref field;
	const char *const *names;
	struct pdf_obj item;
	size_t n;

	TRY(pdf_part_valid_name(f->name, e));
	TRY(pdf_doc_page(pdf_update_doc(u), f->page, &page, e));
	TRY(pdf_update_get(u, pdf_doc_root(pdf_update_doc(u)), &catalog, e));
	if (catalog->kind != PDF_DICT)
		return error_set(e, ERR_PDF_DAMAGED, "the catalog is no dictionary");
	TRY(pdf_part_get(u, catalog, "AcroForm", &form, e));
	TRY(pdf_part_names(u, form, &names, &n, e));
	TRY(pdf_part_free_name(names, n, f->name, e));
	TRY(field_object(u, f, page.ref, &field, e));
	item = pdf_refer(field);
	TRY(pdf_part_to_page(u, page.ref, &item, 1, e));
	TRY(add_to_form(u, catalog, field, e));
	*field_out = field;
	return ERR_OK;
}

/* /FT of a field or of those above it. */
static enum err field_type(struct pdf_update *u, const struct pdf_obj *field,
			   const struct pdf_obj **out, struct error *e)
{
	unsigned depth;

	for (depth = 0; depth < PARENTS; depth++) {
		TRY(pdf_part_get(u, field, "FT", out, e));
		if ((*out)->kind != PDF_NULL)
			return ERR_OK;
		TRY(pdf_part_get(u, field, "Parent", &field, e));
		if (field->kind != PDF_DICT)
			return ERR_OK;
	}
	return error_set(e, ERR_PDF_DAMAGED, "form fields nest deeper than %d", PARENTS);
}

/* The annotation that shows the field: itself, or its first kid. */
static enum err widget_of(struct pdf_update *u, struct pdf_ref field, struct pdf_ref *out,
			  struct error *e)
{
	const struct pdf_obj *dict, *kids;

	*out = field;
	TRY(pdf_update_get(u, field, &dict, e));
	TRY(pdf_part_get(u, dict, "Kids", &kids, e));
	if (kids->kind == PDF_ARRAY && kids->u.array.n && kids->u.array.items[0].kind == PDF_REF)
		*out = kids->u.array.items[0].u.ref;
	return ERR_OK;
}

/* /AP and /AS of the widget. An appearance that is there is replaced by the new
 * stream, never overwritten: validators ask for that. */
static enum err show(struct pdf_update *u, struct pdf_ref field, const struct pdf_field_value *v,
		     struct error *e)
{
	const struct pdf_obj *dict;
	struct pdf_dict_builder b;
	struct pdf_ref widget;

	if (!v->appearance.num && !v->state)
		return ERR_OK;
	TRY(widget_of(u, field, &widget, e));
	TRY(pdf_update_get(u, widget, &dict, e));
	if (dict->kind != PDF_DICT)
		return error_set(e, ERR_PDF_DAMAGED, "field %u has no widget", field.num);
	b = pdf_dict_copy(pdf_update_mem(u), dict);
	if (v->appearance.num)
		pdf_part_set_look(pdf_update_mem(u), &b, v->appearance);
	if (v->state)
		pdf_dict_set(&b, "AS", pdf_name(v->state));
	return pdf_part_set(u, widget, &b, e);
}

enum err pdf_form_set_value(struct pdf_update *u, struct pdf_ref field,
			    const struct pdf_field_value *v, struct error *e)
{
	const struct pdf_obj *dict;
	struct pdf_dict_builder b;

	TRY(pdf_update_get(u, field, &dict, e));
	if (dict->kind != PDF_DICT)
		return error_set(e, ERR_INVALID, "object %u is no form field", field.num);
	if (v->value) {
		b = pdf_dict_copy(pdf_update_mem(u), dict);
		pdf_dict_set(&b, "V", *v->value);
		TRY(pdf_part_set(u, field, &b, e));
	}
	return show(u, field, v, e);
}

enum err pdf_form_set_signature(struct pdf_update *u, struct pdf_ref field,
				struct pdf_ref signature, struct pdf_ref appearance,
				struct error *e)
{
	const struct pdf_obj *dict, *type, *value, to = pdf_refer(signature);
	struct pdf_field_value v = { .value = &to, .appearance = appearance };

	TRY(pdf_update_get(u, field, &dict, e));
	TRY(field_type(u, dict, &type, e));
	if (!pdf_is_name(type, "Sig"))
		return error_set(e, ERR_INVALID, "object %u is no signature field", field.num);
	TRY(pdf_part_get(u, dict, "V", &value, e));
	if (value->kind != PDF_NULL)
		return error_set(e, ERR_CONFLICT, "the field is signed already");
	return pdf_form_set_value(u, field, &v, e);
}

enum err pdf_form_set_docmdp(struct pdf_update *u, struct pdf_ref signature, struct error *e)
{
	struct arena *mem = pdf_update_mem(u);
	struct pdf_ref root = pdf_doc_root(pdf_update_doc(u));
	const struct pdf_obj *catalog, *present, *perms, *old;
	struct pdf_dict_builder b, top;
	struct pdf_obj o;

	TRY(pdf_update_get(u, root, &catalog, e));
	present = pdf_dict_get(catalog, "Perms");
	TRY(pdf_update_resolve(u, present, &perms, e));
	TRY(pdf_part_get(u, perms, "DocMDP", &old, e));
	if (old->kind != PDF_NULL)
		return error_set(e, ERR_CONFLICT, "the document is certified already");
	b = perms->kind == PDF_DICT ? pdf_dict_copy(mem, perms) : pdf_dict_new(mem);
	pdf_dict_set(&b, "DocMDP", pdf_refer(signature));
	if (perms->kind == PDF_DICT && present->kind == PDF_REF)
		return pdf_part_set(u, present->u.ref, &b, e);
	if (b.failed)
		return pdf_part_no_memory(e);
	o = pdf_dict_obj(&b);
	top = pdf_dict_copy(mem, catalog);
	pdf_dict_set(&top, "Perms", o);
	return pdf_part_set(u, root, &top, e);
}
