/* The increment of an extension: security store, document time-stamp with its hole. */
#include "sig/pades/extend_work.h"
#include "pdf/survey.h"

enum { HOLE_DEFAULT = 16 * 1024, NAMES_MAX = 100000 };

static enum err no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "the time-stamp needs more memory than allowed");
}

/* EN 319 142-1 §5.5: /Type /DocTimeStamp, no /M, no /Reference. */
static enum err stamp_dict(struct arena *mem, struct pdf_obj *out, struct error *e)
{
	struct pdf_dict_builder b = pdf_dict_new(mem);

	pdf_dict_set(&b, "Type", pdf_name("DocTimeStamp"));
	pdf_dict_set(&b, "Filter", pdf_name("Adobe.PPKLite"));
	pdf_dict_set(&b, "SubFilter", pdf_name("ETSI.RFC3161"));
	pdf_dict_set(&b, "V", pdf_int(0));
	if (b.failed)
		return no_memory(e);
	*out = pdf_dict_obj(&b);
	return ERR_OK;
}

/* The first "TimestampN" that no field has. */
static enum err field_name(struct pdf_update *u, const struct pades_extension *x, const char **out,
			   struct error *e)
{
	const struct pdf_field *fields, *hit;
	size_t n;

	*out = x->field;
	if (*out)
		return ERR_OK;
	TRY(pdf_form_fields(pdf_update_doc(u), pdf_update_mem(u), &fields, &n, e));
	for (size_t i = 1; i < NAMES_MAX; i++) {
		*out = arena_printf(pdf_update_mem(u), "Timestamp%zu", i);
		if (!*out || !pdf_form_find(fields, n, *out, &hit))
			break;
	}
	return *out ? ERR_OK : no_memory(e);
}

/* A time-stamp's field is no form filling: locks and certifications let it pass. */
static enum err add_timestamp(struct pdf_update *u, const struct pades_extension *x,
			      struct error *e)
{
	struct pdf_new_sigfield place = { .empty_appearance = x->pdf_a };
	struct pdf_ref field, stamp = pdf_update_reserve(u);
	struct pdf_obj dict;

	TRY(field_name(u, x, &place.name, e));
	TRY(stamp_dict(pdf_update_mem(u), &dict, e));
	TRY(pdf_form_add_sigfield(u, &place, &field, e));
	TRY(pdf_update_set_signature(u, stamp, &dict, x->hole_bytes ? x->hole_bytes : HOLE_DEFAULT,
				     e));
	return pdf_form_set_signature(u, field, stamp, (struct pdf_ref){ 0 }, e);
}

enum err pades_extend_prepare(struct pdf_update *u, const struct pades_extension *x,
			      struct pdf_tail *out, struct error *e)
{
	_Bool added = 0;

	if (x->material)
		TRY(pades_dss_write(u, x->material, &added, e));
	if (!added && !x->timestamp) {
		*out = (struct pdf_tail){ 0 };
		return ERR_OK;
	}
	TRY(pades_extension_mark(u, e));
	if (x->timestamp)
		TRY(add_timestamp(u, x, e));
	return pdf_update_finish(u, out, e);
}
