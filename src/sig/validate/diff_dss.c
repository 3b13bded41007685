/* The document security store may only grow (EN 319 142-1 §5.4.2). */
#include "sig/validate/diff_work.h"

enum { LIST_MAX = 10000 };

/* Where it stood before is looked at first: lists are mostly appended to. */
static _Bool contains(struct diff *d, const struct pdf_obj *list, const struct pdf_obj *item,
		      size_t at)
{
	if (at < list->u.array.n && pdf_obj_equal(&list->u.array.items[at], item))
		return 1;
	for (size_t i = 0; i < list->u.array.n && i < LIST_MAX && diff_spend(d, 1); i++)
		if (pdf_obj_equal(&list->u.array.items[i], item))
			return 1;
	return 0;
}

static void judge_list(struct diff *d, const char *key, uint64_t bit, const struct pdf_obj *before,
		       const struct pdf_obj *after)
{
	const struct pdf_obj *was = diff_get(d->before, before, key),
			     *now = diff_get(d->after, after, key);

	diff_explain(d, pdf_ref_num(pdf_dict_get(before, key)), bit);
	if (!was)
		return;
	if (was->kind != PDF_ARRAY || !now || now->kind != PDF_ARRAY) {
		diff_note(d, CHANGE_DSS_REDUCED, 0, key);
		return;
	}
	for (size_t i = 0; i < was->u.array.n && i < LIST_MAX; i++)
		if (!contains(d, now, &was->u.array.items[i], i)) {
			diff_note(d, CHANGE_DSS_REDUCED, 0, key);
			return;
		}
}

/* The name of a signature: the SHA-1 of its /Contents in upper-case hexadecimal. */
static _Bool is_vri_name(const char *key)
{
	return strlen(key) == 40 && strspn(key, "0123456789ABCDEF") == 40;
}

static _Bool is_vri_entry(struct diff *d, const struct pdf_obj *o)
{
	static const char *const known[] = { "Type", "Cert", "CRL", "OCSP", "TU", "TS" };

	if (pdf_doc_resolve(d->after, o, &o, NULL) != ERR_OK || o->kind != PDF_DICT)
		return 0;
	return diff_only_keys(o, known, COUNT_OF(known));
}

static void judge_vri_key(struct diff *d, void *ctx, const char *key, const struct pdf_obj *before,
			  const struct pdf_obj *after)
{
	(void)ctx;
	if (before)
		diff_note(d, CHANGE_DSS_REDUCED, 0, "VRI");
	else if (strcmp(key, "Type") != 0 && (!is_vri_name(key) || !is_vri_entry(d, after)))
		diff_note(d, CHANGE_DSS_UNKNOWN, 0, key);
}

static void judge_vri(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after)
{
	static const struct pdf_obj nothing = { .kind = PDF_DICT };
	const struct pdf_obj *was = diff_get(d->before, before, "VRI"),
			     *now = diff_get(d->after, after, "VRI");

	diff_explain(d, pdf_ref_num(pdf_dict_get(before, "VRI")), GRAPH_BIT(VRI));
	if (!was && !now)
		return;
	if ((was && was->kind != PDF_DICT) || !now || now->kind != PDF_DICT)
		diff_note(d, CHANGE_DSS_REDUCED, 0, "VRI");
	else
		diff_keys(d, was ? was : &nothing, now, judge_vri_key, NULL);
}

static void judge_key(struct diff *d, void *ctx, const char *key, const struct pdf_obj *before,
		      const struct pdf_obj *after)
{
	static const char *const known[] = { "Certs", "OCSPs", "CRLs", "VRI", "Type" };

	(void)ctx;
	(void)before;
	(void)after;
	if (!diff_one_of(key, known, COUNT_OF(known)))
		diff_note(d, CHANGE_DSS_UNKNOWN, 0, key);
}

void diff_dss(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after)
{
	static const struct pdf_obj nothing = { .kind = PDF_DICT };
	const struct pdf_obj *was = diff_get(d->before, before, "DSS"),
			     *now = diff_get(d->after, after, "DSS");

	if (!was && !now)
		return;
	if (!now || now->kind != PDF_DICT || (was && was->kind != PDF_DICT)) {
		diff_note(d, CHANGE_DSS_REDUCED, 0, "DSS");
		return;
	}
	if (!was || !pdf_obj_equal(was, now))
		diff_note(d, CHANGE_DSS_ADDED, 0, NULL);
	diff_explain(d, pdf_ref_num(pdf_dict_get(before, "DSS")), GRAPH_BIT(DSS));
	was = was ? was : &nothing;
	diff_keys(d, was, now, judge_key, NULL);
	judge_list(d, "Certs", GRAPH_BIT(Certs), was, now);
	judge_list(d, "OCSPs", GRAPH_BIT(OCSPs), was, now);
	judge_list(d, "CRLs", GRAPH_BIT(CRLs), was, now);
	judge_vri(d, was, now);
}
