/* One revision against the one before it. */
#include "sig/validate/diff_work.h"

void *diff_more(struct diff *d, void *list, size_t n, size_t *cap, size_t size)
{
	void *grown = arena_grow(d->mem, list, n, cap, size);

	if (!grown)
		error_set(&d->failed, ERR_PDF_LIMIT, "no room to compare revisions");
	return grown;
}

static struct diff_event *add_event(struct diff *d, enum change_code code, uint32_t num,
				    const char *what, const char *what_ja)
{
	struct diff_event *list;

	if (d->n == EVENTS_MAX) { /* the last place keeps saying that there was more */
		d->events[d->n - 1] =
			(struct diff_event){ .code = CHANGE_MANY,
					     .change = change_make(CHANGE_MANY, "", "", d->mem) };
		d->events[d->n - 1].change.revision = d->revision;
		return &d->dropped;
	}
	list = diff_more(d, d->events, d->n, &d->cap, sizeof(*list));
	if (!list)
		return &d->dropped;
	d->events = list;
	list[d->n] = (struct diff_event){ .code = code,
					  .what = what,
					  .change = change_make(code, what, what_ja, d->mem) };
	list[d->n].change.object = num;
	list[d->n].change.revision = d->revision;
	return &list[d->n++];
}

struct diff_event *diff_note(struct diff *d, enum change_code code, uint32_t num, const char *what)
{
	return add_event(d, code, num, what ? what : "", what ? what : "");
}

void diff_note_object(struct diff *d, enum change_code code, uint32_t num)
{
	uint64_t from = diff_from(d, num);
	const char *en = arena_printf(d->mem, "%s (object %u)", graph_what(from, 0), num);
	const char *ja = arena_printf(d->mem, "%s（オブジェクト%u）", graph_what(from, 1), num);

	add_event(d, code, num, en ? en : "", ja ? ja : "");
}

_Bool diff_spend(struct diff *d, size_t n)
{
	if (n > WORK_MAX - d->work) {
		d->work = WORK_MAX;
		error_set(&d->failed, ERR_PDF_LIMIT, "comparing the revisions takes too long");
		return 0;
	}
	d->work += n;
	return 1;
}

const struct pdf_obj *diff_entry(struct diff *d, const struct pdf_obj *dict, struct bytes key,
				 size_t at)
{
	if (!dict || (dict->kind != PDF_DICT && dict->kind != PDF_STREAM))
		return NULL;
	if (at < dict->u.dict.n && bytes_eq(dict->u.dict.entries[at].key, key))
		return &dict->u.dict.entries[at].value;
	for (size_t i = 0; i < dict->u.dict.n && diff_spend(d, 1); i++)
		if (bytes_eq(dict->u.dict.entries[i].key, key))
			return &dict->u.dict.entries[i].value;
	return NULL;
}

static struct graph_node *node(struct diff *d, uint32_t num)
{
	struct graph_node *x = graph_node(d->graph, num);

	if (!x)
		error_set(&d->failed, ERR_PDF_LIMIT, "no room to compare revisions");
	return x;
}

void diff_explain(struct diff *d, uint32_t num, uint64_t keys)
{
	struct graph_node *x = num ? node(d, num) : NULL;

	if (!x)
		return;
	if (x->explained_at != d->revision)
		x->explained = 0;
	x->explained_at = d->revision;
	x->explained |= keys;
}

uint64_t diff_from(struct diff *d, uint32_t num)
{
	struct graph_node *x = num ? node(d, num) : NULL;

	return x ? x->from : 0;
}

_Bool diff_existed(struct diff *d, uint32_t num)
{
	struct pdf_location at;

	return pdf_doc_location(d->before, num, &at) && at.where != PDF_LOC_FREE;
}

const struct pdf_obj *diff_object(struct pdf_doc *doc, uint32_t num)
{
	const struct pdf_obj *o;

	return pdf_doc_object(doc, num, &o, NULL) == ERR_OK ? o : NULL;
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

_Bool diff_one_of(const char *key, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(key, list[i]))
			return 1;
	return 0;
}

_Bool diff_only_keys(const struct pdf_obj *dict, const char *const *known, size_t n)
{
	for (size_t i = 0; i < dict->u.dict.n; i++) {
		_Bool found = 0;

		for (size_t k = 0; k < n && !found; k++)
			found = bytes_eq_str(dict->u.dict.entries[i].key, known[k]);
		if (!found)
			return 0;
	}
	return 1;
}

/* Tells one key as a string. */
static void judge_entry(struct diff *d, diff_key_fn *judge, void *ctx, struct bytes key,
			const struct pdf_obj *before, const struct pdf_obj *after)
{
	const char *name = arena_strndup(d->mem, (const char *)key.data, key.len);

	judge(d, ctx, name ? name : "?", before, after);
}

void diff_keys(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after,
	       diff_key_fn *judge, void *ctx)
{
	for (size_t i = 0; i < before->u.dict.n; i++) {
		const struct pdf_entry *x = &before->u.dict.entries[i];
		const struct pdf_obj *now = diff_entry(d, after, x->key, i);

		if (!diff_same(&x->value, now))
			judge_entry(d, judge, ctx, x->key, &x->value, now);
	}
	for (size_t i = 0; i < after->u.dict.n; i++) {
		const struct pdf_entry *x = &after->u.dict.entries[i];

		if (x->value.kind != PDF_NULL && !diff_entry(d, before, x->key, i))
			judge_entry(d, judge, ctx, x->key, NULL, &x->value);
	}
}

/* --- what a section lists, object by object --- */

static _Bool same_object(struct diff *d, uint32_t num)
{
	const struct pdf_obj *a = diff_object(d->before, num), *b = diff_object(d->after, num);
	struct bytes x, y;

	if (!a || !b || a->kind != b->kind)
		return 0;
	if (a->kind != PDF_STREAM || a->u.dict.data_off == b->u.dict.data_off)
		return pdf_obj_equal(a, b);
	if (a->u.dict.n != b->u.dict.n)
		return 0;
	for (size_t i = 0; i < a->u.dict.n; i++)
		if (!diff_same(&a->u.dict.entries[i].value, &b->u.dict.entries[i].value) ||
		    !bytes_eq(a->u.dict.entries[i].key, b->u.dict.entries[i].key))
			return 0;
	return pdf_doc_stream_raw(d->before, a, d->mem, &x, NULL) == ERR_OK &&
	       pdf_doc_stream_raw(d->after, b, d->mem, &y, NULL) == ERR_OK && bytes_eq(x, y);
}

static void judge_new(struct diff *d, uint32_t num, const struct pdf_location *now)
{
	if (diff_from(d, num))
		diff_note_object(d, CHANGE_OBJECT_REVIVED, num);
	else if (now->where == PDF_LOC_FILE && now->off < pdf_doc_source(d->before).size)
		diff_note(d, CHANGE_OBJECT_INSIDE, num, NULL);
	else if (!diff_object(d->after, num))
		diff_note_object(d, CHANGE_OBJECT_UNREADABLE, num);
}

static _Bool is_signature(const struct pdf_obj *o)
{
	return o && o->kind == PDF_DICT && pdf_dict_get(o, "ByteRange") &&
	       pdf_dict_get(o, "Contents");
}

static _Bool explains_metadata(struct diff *d, uint32_t num, const struct pdf_obj *was)
{
	(void)was;
	if (!diff_plain_metadata(d, num))
		return 0;
	diff_note(d, CHANGE_METADATA, num, NULL);
	return 1;
}

static _Bool explains_info(struct diff *d, uint32_t num, const struct pdf_obj *was)
{
	(void)was;
	diff_note(d, CHANGE_INFO, num, NULL);
	return 1;
}

static _Bool explains_resources(struct diff *d, uint32_t num, const struct pdf_obj *was)
{
	const struct pdf_obj *now = diff_object(d->after, num);

	return now && diff_resources_grown(d, was, now);
}

static _Bool explains_appearance(struct diff *d, uint32_t num, const struct pdf_obj *was)
{
	(void)was;
	return diff_appearance(d, num);
}

/* What an object may become that is referred to in this one way alone. */
static const struct {
	uint64_t from;
	_Bool (*explains)(struct diff *d, uint32_t num, const struct pdf_obj *was);
} single_use[] = {
	{ GRAPH_BIT(Metadata), explains_metadata },
	{ GRAPH_BIT(Info), explains_info },
	{ GRAPH_BIT(DR), explains_resources },
	{ GRAPH_BIT(AP), explains_appearance },
};

static void judge_by_use(struct diff *d, uint32_t num, const struct pdf_obj *was)
{
	uint64_t from = diff_from(d, num);

	for (size_t i = 0; i < COUNT_OF(single_use); i++)
		if (from == single_use[i].from && single_use[i].explains(d, num, was))
			diff_explain(d, num, from);
	if (from & GRAPH_BIT(Annots) && diff_annot_changed(d, num))
		diff_explain(d, num, UINT64_MAX);
}

/* What the rules know by the object itself; the rest was explained from the catalog. */
static void judge_by_kind(struct diff *d, uint32_t num, const struct pdf_obj *was)
{
	if (is_signature(was))
		diff_note(d, CHANGE_SIG_REDEFINED, num, "")->redefined = 1;
	else if (diff_field_of(d, num))
		diff_field(d, num);
	else if (was->kind == PDF_DICT && pdf_is_name(pdf_dict_get(was, "Type"), "Page"))
		diff_page(d, num);
	else if (was->kind == PDF_ARRAY && diff_from(d, num) == GRAPH_BIT(Annots))
		diff_annots(d, num);
	else
		judge_by_use(d, num, was);
}

/* A changed object needs an explanation that holds for every reference to it. */
static void judge_changed(struct diff *d, uint32_t num)
{
	const struct pdf_obj *was = diff_object(d->before, num);
	uint64_t from = diff_from(d, num);
	struct graph_node *x;

	if (!was || !diff_object(d->after, num)) {
		diff_note_object(d, CHANGE_OBJECT_UNREADABLE, num);
		return;
	}
	judge_by_kind(d, num, was);
	x = node(d, num);
	if (!x || x->explained_at != d->revision)
		diff_note_object(d, CHANGE_OBJECT_REPLACED, num);
	else if (from & ~x->explained)
		diff_note_object(d, CHANGE_OBJECT_SHARED, num);
}

static void judge_gone(struct diff *d, uint32_t num)
{
	if (diff_from(d, num) & GRAPH_BIT(Annots) && diff_object(d->before, num))
		diff_annot_removed(d, num);
	else
		diff_note_object(d, CHANGE_OBJECT_REMOVED, num);
}

static _Bool locate(const struct pdf_doc *doc, uint32_t num, struct pdf_location *out)
{
	return pdf_doc_location(doc, num, out) && out->where != PDF_LOC_FREE;
}

static void judge_object(struct diff *d, uint32_t num)
{
	struct pdf_location was = { 0 }, now = { 0 };
	_Bool had = locate(d->before, num, &was), has = locate(d->after, num, &now);

	if (!had && has)
		judge_new(d, num, &now);
	if (!had || (!diff_from(d, num) && graph_complete(d->graph)))
		return; /* nothing led there */
	if (!has)
		judge_gone(d, num);
	else if (was.gen != now.gen)
		diff_note_object(d, CHANGE_OBJECT_GENERATION, num);
	else if (!same_object(d, num))
		judge_changed(d, num);
}

/* Does the section list anything that the catalog's rules look at? Else they would find what they
 * found before. */
static _Bool touches_catalog(struct diff *d, const uint32_t *nums, size_t n)
{
	const uint64_t special = GRAPH_BIT(Root) | GRAPH_BIT(AcroForm) | GRAPH_BIT(Fields) |
				 GRAPH_BIT(DR) | GRAPH_BIT(DSS) | GRAPH_BIT(Certs) |
				 GRAPH_BIT(OCSPs) | GRAPH_BIT(CRLs) | GRAPH_BIT(VRI) |
				 GRAPH_BIT(Extensions);
	struct pdf_ref was = pdf_doc_root(d->before), now = pdf_doc_root(d->after);

	for (size_t i = 0; i < n; i++)
		if (nums[i] && diff_from(d, nums[i]) & special && !diff_field_of(d, nums[i]))
			return 1;
	return was.num != now.num || was.gen != now.gen || !graph_complete(d->graph);
}

enum err diff_new(struct pdf_history *h, struct arena *mem, struct diff **out, struct error *e)
{
	struct diff *d = ARENA_NEW(mem, struct diff);

	if (!d)
		return error_set(e, ERR_PDF_LIMIT, "no room to compare revisions");
	d->history = h;
	d->mem = mem;
	d->before = pdf_history_doc(h);
	TRY(graph_new(mem, &d->graph, e));
	TRY(graph_walk(d->graph, d->before, e));
	TRY(diff_fields_begin(d, e));
	*out = d;
	return ERR_OK;
}

enum err diff_step(struct diff *d, struct error *e)
{
	const uint32_t *nums;
	size_t n;

	d->before = pdf_history_doc(d->history);
	d->after = pdf_history_after(d->history);
	d->revision = pdf_history_at(d->history) + 1;
	TRY(pdf_doc_revision_objects(d->after, d->revision, d->mem, &nums, &n, e));
	diff_trailer(d);
	if (touches_catalog(d, nums, n))
		diff_catalog(d);
	for (size_t i = 0; i < n; i++)
		if (nums[i])
			judge_object(d, nums[i]);
	diff_fields_end(d);
	TRY(graph_extend(d->graph, d->after, nums, n, e));
	if (d->failed.code != ERR_OK)
		return error_set(e, d->failed.code, "%s", d->failed.msg);
	return pdf_history_step(d->history, e);
}
