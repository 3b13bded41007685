#include "sig/pades/sig_dict.h"

static enum err no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "the signature needs more memory than allowed");
}

static struct pdf_dict_builder params_new(struct arena *mem)
{
	struct pdf_dict_builder b = pdf_dict_new(mem);

	pdf_dict_set(&b, "Type", pdf_name("TransformParams"));
	pdf_dict_set(&b, "V", pdf_name("1.2"));
	return b;
}

static void reference(struct pdf_dict_builder *out, const char *method,
		      const struct pdf_dict_builder *params)
{
	pdf_dict_set(out, "Type", pdf_name("SigRef"));
	pdf_dict_set(out, "TransformMethod", pdf_name(method));
	pdf_dict_set(out, "TransformParams", pdf_dict_obj(params));
	out->failed |= params->failed;
}

/* §12.8.2.2 */
static void doc_mdp(struct arena *mem, int p, struct pdf_dict_builder *out)
{
	struct pdf_dict_builder params = params_new(mem);

	pdf_dict_set(&params, "P", pdf_int(p));
	reference(out, "DocMDP", &params);
}

/* §12.8.2.4: Action and Fields are those of the field's /Lock; /Data is the catalog. */
static void field_mdp(struct pdf_update *u, const struct pdf_obj *lock,
		      struct pdf_dict_builder *out)
{
	static const char *const keys[] = { "Action", "Fields" };
	struct pdf_dict_builder params = params_new(pdf_update_mem(u));

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const struct pdf_obj *value = pdf_dict_get(lock, keys[i]);

		if (value)
			pdf_dict_set(&params, keys[i], *value);
	}
	reference(out, "FieldMDP", &params);
	pdf_dict_set(out, "Data", pdf_refer(pdf_doc_root(pdf_update_doc(u))));
}

static enum err references(struct pdf_update *u, const struct pades_request *rq,
			   const struct pdf_obj *lock, struct pdf_dict_builder *dict,
			   struct error *e)
{
	struct arena *mem = pdf_update_mem(u);
	struct pdf_dict_builder refs[] = { pdf_dict_new(mem), pdf_dict_new(mem) };
	struct pdf_obj items[COUNT_OF(refs)];
	size_t n = 0;

	if (rq->certify)
		doc_mdp(mem, rq->certify, &refs[n++]);
	if (lock)
		field_mdp(u, lock, &refs[n++]);
	if (!n)
		return ERR_OK;
	for (size_t i = 0; i < n; i++) {
		if (refs[i].failed)
			return no_memory(e);
		items[i] = pdf_dict_obj(&refs[i]);
	}
	pdf_dict_set(dict, "Reference", pdf_array(mem, items, n));
	return ERR_OK;
}

static enum err texts(struct arena *mem, const struct pades_request *rq,
		      struct pdf_dict_builder *dict, struct error *e)
{
	const struct {
		const char *key, *text;
	} rows[] = { { "Name", rq->name }, { "Reason", rq->reason },
		     { "Location", rq->location }, { "ContactInfo", rq->contact } };
	char when[TIME_PDF_SIZE], *m;

	time_pdf(rq->time, when);
	m = arena_strdup(mem, when);
	if (!m)
		return no_memory(e);
	pdf_dict_set(dict, "M", pdf_string(bytes_of_str(m)));
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].text)
			pdf_dict_set(dict, rows[i].key, pdf_text(mem, rows[i].text));
	return ERR_OK;
}

static enum err extras(struct arena *mem, const struct pades_request *rq,
		       struct pdf_dict_builder *dict, struct error *e)
{
	static const char *const taken[] = { "Type",	  "Filter",   "SubFilter", "M",
					     "ByteRange", "Contents", "Reference", "Cert" };

	for (size_t i = 0; i < rq->n_extra; i++) {
		char *key = arena_strndup(mem, (const char *)rq->extra[i].key.data,
					  rq->extra[i].key.len);

		if (!key)
			return no_memory(e);
		for (size_t k = 0; k < COUNT_OF(taken); k++)
			if (!strcmp(key, taken[k]))
				return error_set(e, ERR_INVALID,
						 "/%s of a signature cannot be chosen", key);
		pdf_dict_set(dict, key, rq->extra[i].value);
	}
	return ERR_OK;
}

enum err pades_sig_dict(struct pdf_update *u, const struct pades_request *rq,
			const struct pdf_obj *lock, struct pdf_obj *out, struct error *e)
{
	struct arena *mem = pdf_update_mem(u);
	struct pdf_dict_builder b = pdf_dict_new(mem);

	pdf_dict_set(&b, "Type", pdf_name("Sig"));
	pdf_dict_set(&b, "Filter", pdf_name("Adobe.PPKLite"));
	pdf_dict_set(&b, "SubFilter",
		     pdf_name(rq->sub_filter ? rq->sub_filter : "ETSI.CAdES.detached"));
	TRY(texts(mem, rq, &b, e));
	TRY(references(u, rq, lock, &b, e));
	TRY(extras(mem, rq, &b, e));
	if (b.failed)
		return no_memory(e);
	*out = pdf_dict_obj(&b);
	return ERR_OK;
}
