/* The trailer and the catalog: what may change there, and what is judged by itself. */
#include "sig/validate/diff_work.h"
#include "sig/validate/xmp.h"

_Bool diff_plain_metadata(struct diff *d, uint32_t num)
{
	const struct pdf_obj *o = diff_object(d->after, num);
	struct bytes xml;

	return o && o->kind == PDF_STREAM && pdf_is_name(pdf_dict_get(o, "Type"), "Metadata") &&
	       pdf_doc_stream_data(d->after, o, d->mem, &xml, NULL) == ERR_OK && xmp_is_plain(xml);
}

/* /Version may only rise. */
static _Bool rises(const struct pdf_obj *was, const struct pdf_obj *now)
{
	if (!now || now->kind != PDF_NAME || now->u.text.len != 3)
		return 0;
	return !was || (was->kind == PDF_NAME && was->u.text.len == 3 &&
			memcmp(was->u.text.data, now->u.text.data, 3) <= 0);
}

static int64_t extension_level(struct pdf_doc *doc, const struct pdf_obj *extension)
{
	const struct pdf_obj *level = diff_get(doc, extension, "ExtensionLevel");

	return level && level->kind == PDF_INT ? level->u.integer : -1;
}

/* No developer's extension vanishes, no level sinks (ISO 32000-2 §7.12). */
static _Bool extended(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after)
{
	const struct pdf_obj *was = diff_get(d->before, before, "Extensions");
	const struct pdf_obj *now = diff_get(d->after, after, "Extensions");

	if (!was)
		return now && now->kind == PDF_DICT;
	if (was->kind != PDF_DICT || !now || now->kind != PDF_DICT)
		return 0;
	for (size_t i = 0; i < was->u.dict.n; i++) {
		const struct pdf_entry *x = &was->u.dict.entries[i];
		const char *key = arena_strndup(d->mem, (const char *)x->key.data, x->key.len);
		const struct pdf_obj *other = key ? pdf_dict_get(now, key) : NULL;

		if (!other ||
		    (!diff_same(&x->value, other) &&
		     extension_level(d->after, other) < extension_level(d->before, &x->value)))
			return 0;
	}
	return 1;
}

struct catalogs {
	const struct pdf_obj *before, *after;
};

static void judge_key(struct diff *d, void *ctx, const char *key, const struct pdf_obj *before,
		      const struct pdf_obj *after)
{
	static const char *const elsewhere[] = { "AcroForm", "DSS", "Metadata" };
	const struct catalogs *c = ctx;
	_Bool harmless = !strcmp(key, "MarkInfo") ||
			 (!strcmp(key, "Version") && rises(before, after)) ||
			 (!strcmp(key, "Extensions") && extended(d, c->before, c->after));

	if (diff_one_of(key, elsewhere, COUNT_OF(elsewhere)))
		return;
	diff_note(d, harmless ? CHANGE_CATALOG_HARMLESS : CHANGE_CATALOG_KEY, 0, key);
}

static void judge_metadata(struct diff *d, const struct pdf_obj *before,
			   const struct pdf_obj *after)
{
	const struct pdf_obj *was = pdf_dict_get(before, "Metadata"),
			     *now = pdf_dict_get(after, "Metadata");
	uint32_t num = pdf_ref_num(now);

	if (diff_same(was, now))
		return;
	if (num && diff_plain_metadata(d, num))
		diff_note(d, CHANGE_METADATA, num, NULL);
	else
		diff_note(d, CHANGE_CATALOG_KEY, num, "Metadata");
}

void diff_catalog(struct diff *d)
{
	struct pdf_ref was = pdf_doc_root(d->before), now = pdf_doc_root(d->after);
	struct catalogs c = { diff_object(d->before, was.num), diff_object(d->after, now.num) };

	if (was.num != now.num || was.gen != now.gen || !c.before || !c.after ||
	    c.before->kind != PDF_DICT || c.after->kind != PDF_DICT) {
		diff_note(d, CHANGE_CATALOG_OTHER, now.num, NULL);
		return;
	}
	diff_explain(d, was.num, GRAPH_BIT(Root) | GRAPH_BIT(Data));
	diff_keys(d, c.before, c.after, judge_key, &c);
	if (extended(d, c.before, c.after))
		diff_explain(d, pdf_ref_num(pdf_dict_get(c.after, "Extensions")),
			     GRAPH_BIT(Extensions));
	judge_metadata(d, c.before, c.after);
	diff_form(d, c.before, c.after);
	diff_dss(d, c.before, c.after);
}

static _Bool same_first(const struct pdf_obj *a, const struct pdf_obj *b)
{
	return !a || !b || a->kind != PDF_ARRAY || b->kind != PDF_ARRAY || a->u.array.n != 2 ||
	       b->u.array.n != 2 || diff_same(&a->u.array.items[0], &b->u.array.items[0]);
}

/* /Info says nothing that is shown on a page; /Root and /Encrypt decide everything; the identifier
 * decides how strings are decrypted. */
void diff_trailer(struct diff *d)
{
	static const char *const fixed[] = { "Root", "Encrypt" };
	const struct pdf_obj *was = pdf_doc_trailer(d->before), *now = pdf_doc_trailer(d->after);

	diff_explain(d, pdf_ref_num(pdf_dict_get(was, "Info")), GRAPH_BIT(Info));
	if (!diff_same(pdf_dict_get(was, "Info"), pdf_dict_get(now, "Info")))
		diff_note(d, CHANGE_INFO, 0, NULL);
	for (size_t i = 0; i < COUNT_OF(fixed); i++)
		if (!diff_same(pdf_dict_get(was, fixed[i]), pdf_dict_get(now, fixed[i])))
			diff_note(d, CHANGE_TRAILER, 0, fixed[i]);
	if (same_first(pdf_dict_get(was, "ID"), pdf_dict_get(now, "ID")))
		return;
	if (pdf_dict_get(was, "Encrypt"))
		diff_note(d, CHANGE_TRAILER, 0, "ID");
	else
		diff_note(d, CHANGE_IDENTIFIER, 0, NULL);
}
