/* The signatures of a file: those of its form, and usage rights (ISO 32000-1 §12.8.2.3). */
#include "sig/validate/work.h"

enum { SIGNATURES_MAX = 1000 };

static _Bool is_signed(const struct pdf_field *f)
{
	return !strcmp(f->type, "Sig") && f->value;
}

/* Usage rights have no field; one made up for them lets the same steps judge them. */
static const struct pdf_field *usage_rights(struct work *w)
{
	static const char *const keys[] = { "UR3", "UR" };
	const struct pdf_obj *root, *perms, *rights = NULL;
	struct pdf_field *field = ARENA_NEW(w->mem, struct pdf_field);
	struct pdf_obj *holder = ARENA_NEW(w->mem, struct pdf_obj);
	struct pdf_dict_builder b = pdf_dict_new(w->mem);

	if (!field || !holder ||
	    pdf_doc_object(w->doc, pdf_doc_root(w->doc).num, &root, NULL) != ERR_OK ||
	    pdf_doc_get(w->doc, root, "Perms", &perms, NULL) != ERR_OK)
		return NULL;
	for (size_t i = 0; i < COUNT_OF(keys) && !rights; i++) {
		rights = pdf_dict_get(perms, keys[i]);
		field->name = keys[i];
	}
	if (!rights || rights->kind != PDF_REF)
		return NULL;
	pdf_dict_set(&b, "V", *rights);
	*holder = pdf_dict_obj(&b);
	field->type = "Sig";
	field->dict = holder;
	field->value = rights;
	return b.failed ? NULL : field;
}

static void add(struct work *w, const struct pdf_field *field, struct sig_report *sig)
{
	*sig = (struct sig_report){ .field = field->name,
				    .sub_filter = "",
				    .reason = "",
				    .location = "",
				    .name = "",
				    .algorithm = "",
				    .timestamp = { .serial = "", .policy = "" } };
	findings_init(&sig->findings, w->mem);
	findings_init(&sig->timestamp.findings, w->mem);
	w->sigs[w->n++] = (struct sig_work){ .field = field, .report = sig };
}

enum err work_collect(struct work *w, struct validate_report *r, struct error *e)
{
	const struct pdf_field *fields, *rights = usage_rights(w);
	size_t n, count = rights != NULL;

	TRY(pdf_form_fields(w->doc, w->mem, &fields, &n, e));
	for (size_t i = 0; i < n; i++)
		count += is_signed(&fields[i]);
	if (count > SIGNATURES_MAX)
		return error_set(e, ERR_PDF_LIMIT, "more than %d signatures", SIGNATURES_MAX);
	w->sigs = arena_alloc_n(w->mem, count + 1, sizeof(*w->sigs));
	r->signatures = arena_alloc_n(w->mem, count + 1, sizeof(*r->signatures));
	if (!w->sigs || !r->signatures)
		return error_set(e, ERR_PDF_LIMIT, "no room for the signatures");
	for (size_t i = 0; i < n; i++)
		if (is_signed(&fields[i]))
			add(w, &fields[i], &r->signatures[w->n]);
	if (rights) {
		add(w, rights, &r->signatures[w->n]);
		r->signatures[w->n - 1].kind = SIG_USAGE_RIGHTS;
	}
	r->n = w->n;
	return ERR_OK;
}
