#include "sig/validate/diff.h"
#include <stdarg.h>
#include <stdio.h>
#include "sig/validate/diff_work.h"

void diff_note(struct diff *d, enum later_changes level, uint32_t num, const char *fmt, ...)
{
	char text[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (level > d->out->level)
		d->out->level = level;
	/* the list is short; what decides the verdict takes the last place */
	if (d->out->n == DIFF_CHANGES_MAX) {
		if (level != LATER_OTHER)
			return;
		d->out->n--;
	}
	d->out->changes[d->out->n++] = (struct change){ level, num, arena_strdup(d->mem, text) };
}

_Bool diff_existed(struct diff *d, uint32_t num)
{
	struct pdf_location at;

	return pdf_doc_location(d->before, num, &at) && at.where != PDF_LOC_FREE;
}

const struct pdf_obj *diff_get(struct pdf_doc *doc, const struct pdf_obj *dict, const char *key)
{
	const struct pdf_obj *o;

	return pdf_doc_get(doc, dict, key, &o, NULL) == ERR_OK && o->kind != PDF_NULL ? o : NULL;
}

_Bool diff_same(const struct pdf_obj *a, const struct pdf_obj *b)
{
	_Bool no_a = !a || a->kind == PDF_NULL, no_b = !b || b->kind == PDF_NULL;

	return no_a || no_b ? no_a == no_b : pdf_obj_equal(a, b);
}

void diff_keys(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after,
	       diff_key_fn *judge, void *ctx)
{
	for (size_t i = 0; i < before->u.dict.n; i++) {
		const struct pdf_entry *x = &before->u.dict.entries[i];
		const char *key = arena_strndup(d->mem, (const char *)x->key.data, x->key.len);
		const struct pdf_obj *now = key ? pdf_dict_get(after, key) : NULL;

		if (!diff_same(&x->value, now))
			judge(d, ctx, key ? key : "?", &x->value, now);
	}
	for (size_t i = 0; i < after->u.dict.n; i++) {
		const struct pdf_entry *x = &after->u.dict.entries[i];
		const char *key = arena_strndup(d->mem, (const char *)x->key.data, x->key.len);

		if ((!key || !pdf_dict_get(before, key)) && x->value.kind != PDF_NULL)
			judge(d, ctx, key ? key : "?", NULL, &x->value);
	}
}

static const struct pdf_obj *object(struct pdf_doc *doc, uint32_t num)
{
	const struct pdf_obj *o;

	return pdf_doc_object(doc, num, &o, NULL) == ERR_OK ? o : NULL;
}

/* Two readers may see different parts of XMP with entities; without them it says nothing visible. */
static _Bool plain_metadata(struct diff *d, uint32_t num)
{
	const struct pdf_obj *o = object(d->after, num);
	struct bytes xml;

	return o && o->kind == PDF_STREAM && pdf_is_name(pdf_dict_get(o, "Type"), "Metadata") &&
	       pdf_doc_stream_data(d->after, o, d->mem, &xml, NULL) == ERR_OK &&
	       bytes_find(xml, BYTES_LIT("<!"), 0) == SIZE_MAX;
}

/* The catalog: only what says nothing visible, and what is judged by itself. */
static void judge_root_key(struct diff *d, void *ctx, const char *key, const struct pdf_obj *before,
			   const struct pdf_obj *after)
{
	static const char *const harmless[] = { "Extensions", "MarkInfo", "Version" };

	(void)ctx;
	(void)before;
	if (!strcmp(key, "AcroForm") || !strcmp(key, "DSS") || !strcmp(key, "Metadata"))
		return;
	for (size_t i = 0; i < COUNT_OF(harmless); i++) {
		if (strcmp(key, harmless[i]) != 0)
			continue;
		diff_note(d, LATER_LTA, 0, "catalog /%s set", key);
		diff_explain(d, diff_ref(after), GRAPH_BIT(Extensions));
		return;
	}
	diff_note(d, LATER_OTHER, pdf_doc_root(d->after).num, "catalog /%s was changed", key);
}

static void judge_metadata(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after)
{
	const struct pdf_obj *was = pdf_dict_get(before, "Metadata"), *now = pdf_dict_get(after, "Metadata");
	uint32_t num = diff_ref(now);

	if (num && plain_metadata(d, num))
		diff_explain(d, num, GRAPH_BIT(Metadata));
	else if (!diff_same(was, now))
		diff_note(d, LATER_OTHER, num, "catalog /Metadata was changed");
}

static void judge_catalog(struct diff *d)
{
	struct pdf_ref was = pdf_doc_root(d->before), now = pdf_doc_root(d->after);
	const struct pdf_obj *before = object(d->before, was.num), *after = object(d->after, now.num);

	if (was.num != now.num || was.gen != now.gen || !before || !after ||
	    before->kind != PDF_DICT || after->kind != PDF_DICT) {
		diff_note(d, LATER_OTHER, now.num, "the file got another catalog");
		return;
	}
	diff_explain(d, was.num, GRAPH_BIT(Root) | GRAPH_BIT(Data));
	diff_keys(d, before, after, judge_root_key, NULL);
	judge_metadata(d, before, after);
	diff_form(d, before, after);
	diff_dss(d, before, after);
}

static void judge_trailers(struct diff *d, unsigned from)
{
	const struct pdf_obj *own = pdf_doc_trailer(d->before);
	const struct pdf_obj *id = pdf_dict_get(own, "ID");

	diff_explain(d, diff_ref(pdf_dict_get(pdf_doc_trailer(d->after), "Info")), GRAPH_BIT(Info));
	for (unsigned i = from; i < pdf_doc_revisions(d->after); i++) {
		const struct pdf_obj *t = pdf_doc_revision(d->after, i).trailer;
		const struct pdf_obj *later_id = pdf_dict_get(t, "ID");

		if (!diff_same(pdf_dict_get(t, "Root"), pdf_dict_get(own, "Root")))
			diff_note(d, LATER_OTHER, 0, "a later trailer names another catalog");
		if (!diff_same(pdf_dict_get(t, "Encrypt"), pdf_dict_get(own, "Encrypt")))
			diff_note(d, LATER_OTHER, 0, "a later trailer changes /Encrypt");
		if (id && later_id && id->kind == PDF_ARRAY && later_id->kind == PDF_ARRAY &&
		    id->u.array.n == 2 && later_id->u.array.n == 2 &&
		    !diff_same(&id->u.array.items[0], &later_id->u.array.items[0]))
			diff_note(d, LATER_OTHER, 0, "a later trailer changes the file's identifier");
	}
}

static _Bool same_object(struct diff *d, uint32_t num)
{
	const struct pdf_obj *a = object(d->before, num), *b = object(d->after, num);
	struct bytes x, y;

	if (!a || !b || a->kind != b->kind || !pdf_obj_equal(a, b))
		return 0;
	return a->kind != PDF_STREAM ||
	       (pdf_doc_stream_raw(d->before, a, d->mem, &x, NULL) == ERR_OK &&
		pdf_doc_stream_raw(d->after, b, d->mem, &y, NULL) == ERR_OK && bytes_eq(x, y));
}

static void judge_new(struct diff *d, uint32_t num, const struct pdf_location *now)
{
	if (num < d->graph.n && d->graph.from[num])
		diff_note(d, LATER_OTHER, num, "object %u, which the signed part already referred to, "
			  "was defined later", num);
	else if (now->where == PDF_LOC_FILE && now->off < pdf_doc_source(d->before).size)
		diff_note(d, LATER_OTHER, num, "new object %u stands inside the signed part", num);
}

/* A changed object needs an explanation that holds for every reference to it. */
static void judge_changed(struct diff *d, uint32_t num)
{
	const struct pdf_obj *was = object(d->before, num);

	if (was && pdf_is_name(pdf_dict_get(was, "Type"), "Page"))
		diff_page(d, num);
	else if (was && was->kind == PDF_ARRAY && d->graph.from[num] == GRAPH_BIT(Annots))
		diff_annots(d, num);
	if (num >= d->n || !d->explained[num])
		diff_note(d, LATER_OTHER, num, "object %u was replaced", num);
	else if (d->graph.from[num] & ~d->explained[num])
		diff_note(d, LATER_OTHER, num, "object %u was changed, and is used elsewhere too", num);
}

static void judge_object(struct diff *d, uint32_t num)
{
	struct pdf_location was = { 0 }, now = { 0 };
	_Bool had = pdf_doc_location(d->before, num, &was) && was.where != PDF_LOC_FREE;
	_Bool has = pdf_doc_location(d->after, num, &now) && now.where != PDF_LOC_FREE;

	if (!had && !has)
		return;
	if (!has)
		diff_note(d, LATER_OTHER, num, "object %u was removed", num);
	else if (!had)
		judge_new(d, num, &now);
	else if (was.gen != now.gen)
		diff_note(d, LATER_OTHER, num, "object %u got another generation", num);
	else if (!same_object(d, num))
		judge_changed(d, num);
}

static enum err judge_listed(struct diff *d, unsigned from, struct error *e)
{
	_Bool *done = arena_alloc_n(d->mem, (size_t)d->n + 1, sizeof(*done));

	if (!done)
		return error_set(e, ERR_PDF_LIMIT, "no room to compare revisions");
	for (unsigned i = from; i < pdf_doc_revisions(d->after); i++) {
		const uint32_t *nums;
		size_t n;

		TRY(pdf_doc_revision_objects(d->after, i, d->mem, &nums, &n, e));
		for (size_t k = 0; k < n; k++) {
			if (nums[k] >= d->n || done[nums[k]])
				continue;
			done[nums[k]] = 1;
			if (nums[k])
				judge_object(d, nums[k]);
		}
	}
	return ERR_OK;
}

static enum err set_up(struct diff *d, struct error *e)
{
	uint32_t was = pdf_doc_size(d->before), now = pdf_doc_size(d->after);

	d->n = was > now ? was : now;
	d->explained = arena_alloc_n(d->mem, (size_t)d->n + 1, sizeof(*d->explained));
	d->new_field = arena_alloc_n(d->mem, (size_t)d->n + 1, sizeof(*d->new_field));
	d->out->changes = arena_alloc_n(d->mem, DIFF_CHANGES_MAX, sizeof(*d->out->changes));
	if (!d->explained || !d->new_field || !d->out->changes)
		return error_set(e, ERR_PDF_LIMIT, "no room to compare revisions");
	TRY(pdf_form_fields(d->before, d->mem, &d->fields, &d->n_fields, e));
	TRY(pdf_form_fields(d->after, d->mem, &d->fields_after, &d->n_fields_after, e));
	return graph_walk(d->before, d->n, d->mem, &d->graph, e);
}

enum err diff_judge(const struct diff_request *rq, struct arena *mem, struct diff_result *out,
		    struct error *e)
{
	struct diff_result result = { .level = LATER_NONE };
	struct diff d = { .rq = rq, .before = rq->before, .after = rq->after, .mem = mem,
			  .out = &result };
	unsigned from = pdf_doc_revisions(rq->before);

	TRY(set_up(&d, e));
	judge_trailers(&d, from);
	judge_catalog(&d);
	diff_fields(&d);
	TRY(judge_listed(&d, from, e));
	*out = result;
	return ERR_OK;
}
