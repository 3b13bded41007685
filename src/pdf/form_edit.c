#include "pdf/form.h"

enum {
	WIDGET_FLAGS = 4 + 128, /* print, locked (§12.5.3) */
	SIG_FLAGS = 1 + 2,	/* signatures exist, append only (§12.7.3) */
	PARENTS = PDF_FORM_DEPTH,
};

static enum err no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "the form needs more memory than allowed");
}

static enum err get(struct pdf_update *u, const struct pdf_obj *dict, const char *key,
		    const struct pdf_obj **out, struct error *e)
{
	return pdf_update_resolve(u, pdf_dict_get(dict, key), out, e);
}

static enum err set_dict(struct pdf_update *u, struct pdf_ref ref,
			 const struct pdf_dict_builder *b, struct error *e)
{
	struct pdf_obj o;

	if (b->failed)
		return no_memory(e);
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
		return no_memory(e);
	if (present && present->kind == PDF_REF)
		return pdf_update_set(u, present->u.ref, value, e);
	pdf_dict_set(owner, key, *value);
	return ERR_OK;
}

/* Appends item to the array under key. *owner_changed tells whether dict itself has to
 * be written: not when the array is an object of its own. */
static enum err append_through(struct pdf_update *u, struct pdf_dict_builder *owner,
			       const char *key, struct pdf_obj item, _Bool *owner_changed,
			       struct error *e)
{
	const struct pdf_obj dict = pdf_dict_obj(owner), *present = pdf_dict_get(&dict, key), *list;
	struct pdf_obj longer;

	TRY(pdf_update_resolve(u, present, &list, e));
	if (list->kind != PDF_ARRAY && list->kind != PDF_NULL)
		return error_set(e, ERR_PDF_DAMAGED, "/%s is no array", key);
	if (list->kind == PDF_NULL)
		present = NULL; /* a reference to nothing counts as missing */
	longer = present ? pdf_array_append(pdf_update_mem(u), list, item) :
			   pdf_array(pdf_update_mem(u), &item, 1);
	*owner_changed = !present || present->kind != PDF_REF;
	return put_through(u, owner, present, key, &longer, e);
}

static enum err valid_name(const char *name, struct error *e)
{
	if (!name || !*name)
		return error_set(e, ERR_INVALID, "a signature field needs a name");
	if (strchr(name, '.'))
		return error_set(e, ERR_INVALID, "the field name \"%.64s\" holds a dot", name);
	return ERR_OK;
}

/* Names at the root are enough: a partial name without a dot can only meet those. */
static enum err name_is_free(struct pdf_update *u, const struct pdf_obj *form, const char *name,
			     struct error *e)
{
	const struct pdf_obj *list, *field, *t;
	const char *taken;
	size_t i;

	TRY(get(u, form, "Fields", &list, e));
	for (i = 0; list->kind == PDF_ARRAY && i < list->u.array.n; i++) {
		TRY(pdf_update_resolve(u, &list->u.array.items[i], &field, e));
		TRY(get(u, field, "T", &t, e));
		if (t->kind != PDF_STRING)
			continue;
		taken = pdf_text_utf8(pdf_update_mem(u), t->u.text);
		if (!taken)
			return no_memory(e);
		if (strcmp(taken, name) == 0)
			return error_set(e, ERR_CONFLICT, "a field named \"%.64s\" exists", name);
	}
	return ERR_OK;
}

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
		return no_memory(e);
	for (i = 0; i < lock->n; i++)
		names[i] = pdf_text(mem, lock->fields[i]);
	pdf_dict_set(&b, "Type", pdf_name("SigFieldLock"));
	pdf_dict_set(&b, "Action", pdf_name(action[lock->action]));
	if (lock->action != PDF_LOCK_ALL)
		pdf_dict_set(&b, "Fields", pdf_array(mem, names, lock->n));
	if (lock->p)
		pdf_dict_set(&b, "P", pdf_int(lock->p));
	if (b.failed)
		return no_memory(e);
	o = pdf_dict_obj(&b);
	return pdf_update_add(u, &o, out, e);
}

static _Bool is_visible(const double rect[4])
{
	return rect[0] < rect[2] && rect[1] < rect[3];
}

static enum err empty_appearance(struct pdf_update *u, const double rect[4], struct pdf_ref *out,
				 struct error *e)
{
	struct arena *mem = pdf_update_mem(u);
	struct pdf_obj box[4] = { pdf_int(0), pdf_int(0), pdf_real(rect[2] - rect[0]),
				  pdf_real(rect[3] - rect[1]) };
	struct pdf_dict_builder b = pdf_dict_new(mem), none = pdf_dict_new(mem);
	struct pdf_obj o;

	pdf_dict_set(&b, "Type", pdf_name("XObject"));
	pdf_dict_set(&b, "Subtype", pdf_name("Form"));
	pdf_dict_set(&b, "BBox", pdf_array(mem, box, 4));
	pdf_dict_set(&b, "Resources", pdf_dict_obj(&none));
	if (b.failed)
		return no_memory(e);
	o = pdf_dict_obj(&b);
	*out = pdf_update_reserve(u);
	return pdf_update_set_stream(u, *out, &o, (struct bytes){ 0 }, 0, e);
}

static void set_appearance(struct arena *mem, struct pdf_dict_builder *b, struct pdf_ref normal)
{
	struct pdf_dict_builder ap = pdf_dict_new(mem);

	pdf_dict_set(&ap, "N", pdf_refer(normal));
	pdf_dict_set(b, "AP", pdf_dict_obj(&ap));
	b->failed |= ap.failed;
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
	pdf_dict_set(&b, "F", pdf_int(WIDGET_FLAGS));
	pdf_dict_set(&b, "P", pdf_refer(page));
	pdf_dict_set(&b, "Rect", pdf_array(mem, rect, 4));
	if (f->lock.action != PDF_LOCK_NONE) {
		TRY(lock_object(u, &f->lock, &part, e));
		pdf_dict_set(&b, "Lock", pdf_refer(part));
	}
	if (f->empty_appearance && is_visible(f->rect)) {
		TRY(empty_appearance(u, f->rect, &part, e));
		set_appearance(mem, &b, part);
	}
	*out = field;
	return set_dict(u, field, &b, e);
}

static enum err add_to_page(struct pdf_update *u, struct pdf_ref page, struct pdf_ref field,
			    struct error *e)
{
	const struct pdf_obj *dict;
	struct pdf_dict_builder b;
	_Bool changed;

	TRY(pdf_update_get(u, page, &dict, e));
	b = pdf_dict_copy(pdf_update_mem(u), dict);
	TRY(append_through(u, &b, "Annots", pdf_refer(field), &changed, e));
	return changed ? set_dict(u, page, &b, e) : ERR_OK;
}

static _Bool has_sig_flags(const struct pdf_obj *form)
{
	const struct pdf_obj *flags = pdf_dict_get(form, "SigFlags");

	return flags && flags->kind == PDF_INT && flags->u.integer == SIG_FLAGS;
}

/* The form goes back to where it was: an object of its own, or an entry of the
 * catalog. One that was missing becomes an object of its own. */
static enum err put_form(struct pdf_update *u, const struct pdf_obj *catalog, _Bool missing,
			 const struct pdf_dict_builder *b, struct error *e)
{
	const struct pdf_obj *present = pdf_dict_get(catalog, "AcroForm");
	struct pdf_dict_builder top;
	struct pdf_obj o;
	struct pdf_ref made;

	if (!missing && present->kind == PDF_REF)
		return set_dict(u, present->u.ref, b, e);
	if (b->failed)
		return no_memory(e);
	o = pdf_dict_obj(b);
	if (missing) {
		TRY(pdf_update_add(u, &o, &made, e));
		o = pdf_refer(made);
	}
	top = pdf_dict_copy(pdf_update_mem(u), catalog);
	pdf_dict_set(&top, "AcroForm", o);
	return set_dict(u, pdf_doc_root(pdf_update_doc(u)), &top, e);
}

static enum err add_to_form(struct pdf_update *u, const struct pdf_obj *catalog,
			    struct pdf_ref field, struct error *e)
{
	struct arena *mem = pdf_update_mem(u);
	const struct pdf_obj *form;
	struct pdf_dict_builder b;
	_Bool changed, missing;

	TRY(get(u, catalog, "AcroForm", &form, e));
	missing = form->kind != PDF_DICT;
	b = pdf_dict_copy(mem, missing ? NULL : form);
	TRY(append_through(u, &b, "Fields", pdf_refer(field), &changed, e));
	pdf_dict_set(&b, "SigFlags", pdf_int(SIG_FLAGS));
	if (!missing && !changed && has_sig_flags(form))
		return ERR_OK;
	return put_form(u, catalog, missing, &b, e);
}

enum err pdf_form_add_sigfield(struct pdf_update *u, const struct pdf_new_sigfield *f,
			       struct pdf_ref *field_out, struct error *e)
{
	const struct pdf_obj *catalog, *form;
	struct pdf_page page;
	struct pdf_ref field;

	TRY(valid_name(f->name, e));
	TRY(pdf_doc_page(pdf_update_doc(u), f->page, &page, e));
	TRY(pdf_update_get(u, pdf_doc_root(pdf_update_doc(u)), &catalog, e));
	if (catalog->kind != PDF_DICT)
		return error_set(e, ERR_PDF_DAMAGED, "the catalog is no dictionary");
	TRY(get(u, catalog, "AcroForm", &form, e));
	TRY(name_is_free(u, form, f->name, e));
	TRY(field_object(u, f, page.ref, &field, e));
	TRY(add_to_page(u, page.ref, field, e));
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
		TRY(get(u, field, "FT", out, e));
		if ((*out)->kind != PDF_NULL)
			return ERR_OK;
		TRY(get(u, field, "Parent", &field, e));
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
	TRY(get(u, dict, "Kids", &kids, e));
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
		set_appearance(pdf_update_mem(u), &b, v->appearance);
	if (v->state)
		pdf_dict_set(&b, "AS", pdf_name(v->state));
	return set_dict(u, widget, &b, e);
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
		TRY(set_dict(u, field, &b, e));
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
	TRY(get(u, dict, "V", &value, e));
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
	TRY(get(u, perms, "DocMDP", &old, e));
	if (old->kind != PDF_NULL)
		return error_set(e, ERR_CONFLICT, "the document is certified already");
	b = perms->kind == PDF_DICT ? pdf_dict_copy(mem, perms) : pdf_dict_new(mem);
	pdf_dict_set(&b, "DocMDP", pdf_refer(signature));
	if (perms->kind == PDF_DICT && present->kind == PDF_REF)
		return set_dict(u, present->u.ref, &b, e);
	if (b.failed)
		return no_memory(e);
	o = pdf_dict_obj(&b);
	top = pdf_dict_copy(mem, catalog);
	pdf_dict_set(&top, "Perms", o);
	return set_dict(u, root, &top, e);
}
