/* The form: no field may vanish, only signature fields may appear. */
#include <math.h>
#include "sig/validate/diff_work.h"

enum { RESOURCES_DEPTH = 2, KIDS_MAX = 100000 };
static const uint32_t PUSHBUTTON = 1U << 16;

/* --- which object is which field --- */

static enum field_kind kind_of(const struct pdf_field *f)
{
	static const struct {
		const char *type;
		enum field_kind kind;
	} kinds[] = { { "Tx", FIELD_TEXT }, { "Ch", FIELD_CHOICE }, { "Sig", FIELD_SIGNATURE } };

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (!strcmp(f->type, kinds[i].type))
			return kinds[i].kind;
	if (strcmp(f->type, "Btn") != 0)
		return FIELD_OTHER;
	return f->flags & PUSHBUTTON ? FIELD_PUSHBUTTON : FIELD_BUTTON;
}

static enum err no_room(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "no room for the fields of the form");
}

static enum err claim(struct diff *d, uint32_t num, size_t index, struct error *e)
{
	struct graph_node *x = num ? graph_node(d->graph, num) : NULL;

	if (num && !x)
		return no_room(e);
	if (x && !x->field)
		x->field = (uint32_t)index + 1;
	return ERR_OK;
}

/* f's strings are copied: the document that they are from may go. */
enum err diff_field_add(struct diff *d, struct pdf_doc *doc, const struct pdf_field *f,
			struct error *e)
{
	const struct pdf_obj *kids = diff_get(doc, f->dict, "Kids");
	struct diff_field *list =
		diff_more(d, d->fields, d->n_fields, &d->cap_fields, sizeof(*list));
	size_t index = d->n_fields;

	if (!list)
		return no_room(e);
	d->fields = list;
	list[d->n_fields++] =
		(struct diff_field){ .name = arena_strdup(d->mem, f->name), .num = f->ref.num };
	list[index].kind = kind_of(f);
	if (!list[index].name)
		return no_room(e);
	TRY(claim(d, f->ref.num, index, e));
	for (size_t k = 0; kids && kids->kind == PDF_ARRAY && k < kids->u.array.n && k < KIDS_MAX;
	     k++)
		TRY(claim(d, pdf_ref_num(&kids->u.array.items[k]), index, e));
	return ERR_OK;
}

enum err diff_fields_begin(struct diff *d, struct error *e)
{
	const struct pdf_field *fields;
	size_t n;

	TRY(pdf_form_fields(d->before, d->mem, &fields, &n, e));
	for (size_t i = 0; i < n; i++)
		TRY(diff_field_add(d, d->before, &fields[i], e));
	return ERR_OK;
}

struct diff_field *diff_field_of(const struct diff *d, uint32_t num)
{
	struct graph_node *x = num ? graph_node(d->graph, num) : NULL;

	return x && x->field ? &d->fields[x->field - 1] : NULL;
}

const char *diff_field_name(const struct diff *d, uint32_t num)
{
	const struct diff_field *f = diff_field_of(d, num);

	return f ? f->name : NULL;
}

/* --- AcroForm --- */

/* Resources may be added to, never changed: filled fields are drawn with them. */
static _Bool grown(struct diff *d, const struct pdf_obj *was, const struct pdf_obj *now,
		   unsigned depth)
{
	if (diff_same(was, now))
		return 1;
	if (pdf_doc_resolve(d->before, was, &was, NULL) != ERR_OK ||
	    pdf_doc_resolve(d->after, now, &now, NULL) != ERR_OK || was->kind != PDF_DICT ||
	    now->kind != PDF_DICT || depth == 0)
		return 0;
	for (size_t i = 0; i < was->u.dict.n; i++) {
		const struct pdf_entry *x = &was->u.dict.entries[i];

		if (!grown(d, &x->value, diff_entry(d, now, x->key, i), depth - 1))
			return 0;
	}
	return 1;
}

/* Does the form ask viewers to draw its fields anew, with whatever it says at that time? */
static _Bool redrawn(struct diff *d)
{
	const struct pdf_obj *root = diff_object(d->before, pdf_doc_root(d->before).num);
	const struct pdf_obj *form = root ? diff_get(d->before, root, "AcroForm") : NULL;
	const struct pdf_obj *asks = form ? diff_get(d->before, form, "NeedAppearances") : NULL;

	return asks && asks->kind == PDF_BOOL && asks->u.boolean;
}

_Bool diff_resources_grown(struct diff *d, const struct pdf_obj *was, const struct pdf_obj *now)
{
	return was->kind == PDF_DICT && !pdf_dict_get(was, "Type") && !redrawn(d) &&
	       grown(d, was, now, RESOURCES_DEPTH);
}

static void judge_form_key(struct diff *d, void *ctx, const char *key, const struct pdf_obj *before,
			   const struct pdf_obj *after)
{
	static const char *const addable[] = { "DA", "Q", "DR" };
	const _Bool *drawn_anew = ctx;

	if (!strcmp(key, "Fields") || !strcmp(key, "SigFlags") || (before && !strcmp(key, "DR")))
		return;
	if (!strcmp(key, "NeedAppearances")) {
		/* viewers redraw every field then: what was seen at signing may differ */
		if (after && !(after->kind == PDF_BOOL && !after->u.boolean))
			diff_note(d, CHANGE_FORM_REDRAW, 0, NULL);
		return;
	}
	if (before || *drawn_anew || !diff_one_of(key, addable, COUNT_OF(addable)))
		diff_note(d, CHANGE_FORM_KEY, 0, key);
}

/* --- new fields --- */

static _Bool is_timestamp(const struct pdf_obj *v)
{
	return v && pdf_is_name(pdf_dict_get(v, "SubFilter"), "ETSI.RFC3161");
}

/* Area in squared points; what is no rectangle may be any size. */
static double area(struct diff *d, const struct pdf_obj *dict)
{
	const struct pdf_obj *rect = diff_get(d->after, dict, "Rect"), *item;
	double r[4] = { 0 }, product;

	if (!rect)
		return 0;
	if (rect->kind != PDF_ARRAY || rect->u.array.n != 4)
		return HUGE_VAL;
	for (size_t i = 0; i < 4; i++)
		if (pdf_doc_resolve(d->after, &rect->u.array.items[i], &item, NULL) != ERR_OK ||
		    !pdf_obj_number(item, &r[i]))
			return HUGE_VAL;
	product = (r[2] - r[0]) * (r[3] - r[1]);
	return product < 0 ? -product : product;
}

static _Bool has(const struct pdf_obj *f, const char *key)
{
	const struct pdf_obj *o = pdf_dict_get(f, key);

	return o && o->kind != PDF_NULL;
}

/* [horizontal vertical width …]; no wider than a line. */
static _Bool thin(struct diff *d, const struct pdf_obj *f)
{
	const struct pdf_obj *border = diff_get(d->after, f, "Border");
	double width = 1;

	if (border && border->kind == PDF_ARRAY && border->u.array.n >= 3 &&
	    !pdf_obj_number(&border->u.array.items[2], &width))
		return 0;
	return width <= 1;
}

/* What viewers paint, with an appearance or without one (§12.5.6.19). */
static _Bool painted(struct diff *d, const struct pdf_obj *f)
{
	return area(d, f) > 0 && (has(f, "AP") || has(f, "MK") || has(f, "BS") || !thin(d, f));
}

/* Hidden or NoView widgets are not shown (ISO 32000-2 table 167). */
static _Bool is_visible(struct diff *d, const struct pdf_obj *f)
{
	const struct pdf_obj *flags = pdf_dict_get(f, "F");
	int64_t bits = flags && flags->kind == PDF_INT ? flags->u.integer : 0;

	return painted(d, f) && !(bits & (1 << 1 | 1 << 5));
}

/* A new visible signature may not lie over much of its page (trap 13). */
static _Bool covers_much(struct diff *d, const struct pdf_obj *f)
{
	return is_visible(d, f) && area(d, f) > 595.0 * 842.0 / 4;
}

static const char *field_flaw(struct diff *d, uint32_t num, const struct pdf_obj *f)
{
	static const char *const known[] = {
		"Type", "Subtype", "FT",	   "T",	   "TU", "TM", "F",  "Ff", "P",
		"Rect", "V",	   "Border",	   "AP",   "AS", "MK", "DA", "Q",  "DR",
		"BS",	"NM",	   "StructParent", "Lock", "SV", "M",  "H",
	};

	if (diff_existed(d, num))
		return "an object that existed before";
	if (!f || f->kind != PDF_DICT || !pdf_is_name(pdf_dict_get(f, "FT"), "Sig") || !has(f, "T"))
		return "no signature field";
	if (has(f, "Subtype") ? !pdf_is_name(pdf_dict_get(f, "Subtype"), "Widget") : has(f, "Rect"))
		return "no form widget";
	if (!diff_only_keys(f, known, COUNT_OF(known)))
		return "with entries that a signature field does not need";
	if (!diff_get(d->after, f, "V") && painted(d, f))
		return "drawn but not signed";
	return covers_much(d, f) ? "it covers much of its page" : NULL;
}

static _Bool name_taken(struct diff *d, const char *name)
{
	for (size_t i = 0; i < d->n_fields && diff_spend(d, 1); i++)
		if (!strcmp(d->fields[i].name, name))
			return 1;
	return 0;
}

/* The value of a new field is a new dictionary of its own. */
static const char *value_flaw(struct diff *d, const struct pdf_obj *f)
{
	const struct pdf_obj *v = pdf_dict_get(f, "V");

	if (!v || v->kind == PDF_NULL)
		return NULL;
	if (!diff_get(d->after, f, "V") || diff_get(d->after, f, "V")->kind != PDF_DICT)
		return "its value is none";
	return v->kind == PDF_REF && diff_existed(d, v->u.ref.num) ? "its value existed before"
								   : NULL;
}

static void note_sigfield(struct diff *d, enum change_code code, const struct pdf_field *field,
			  _Bool visible)
{
	struct diff_event *x = diff_note(d, code, field->ref.num, field->name);

	x->new_visible = x->drawn = visible;
}

static void note_new_field(struct diff *d, const struct pdf_obj *f, const struct pdf_field *field)
{
	const struct pdf_obj *v = diff_get(d->after, f, "V");
	struct graph_node *x = graph_node(d->graph, field->ref.num);
	enum change_code code = v ? CHANGE_SIGFIELD_SIGNED : CHANGE_SIGFIELD_ADDED;
	_Bool visible = is_visible(d, f);

	if (x)
		x->new_field_at = d->revision;
	if (is_timestamp(v) && !visible)
		diff_note(d, CHANGE_TIMESTAMP_ADDED, field->ref.num, NULL);
	else
		note_sigfield(d, code, field, visible);
}

static void judge_new_field(struct diff *d, const struct pdf_obj *item)
{
	uint32_t num = pdf_ref_num(item);
	const struct pdf_obj *f = num ? diff_object(d->after, num) : NULL;
	struct pdf_field field = { .ref = { num, 0 }, .dict = f, .name = "", .type = "Sig" };
	const struct pdf_obj *t = f ? diff_get(d->after, f, "T") : NULL;
	const char *flaw = field_flaw(d, num, f);
	char *name = t && t->kind == PDF_STRING ? pdf_text_utf8(d->mem, t->u.text) : NULL;

	if (name)
		field.name = name;
	if (!flaw)
		flaw = name_taken(d, field.name) ? "its name is another field's" : value_flaw(d, f);
	if (flaw)
		diff_note(d, CHANGE_FIELD_ADDED, num, flaw);
	else
		note_new_field(d, f, &field);
	if (num && f && f->kind == PDF_DICT && !diff_field_of(d, num))
		(void)!diff_field_add(d, d->after, &field, &d->failed);
}

/* The list of fields: the old ones in their order, new ones anywhere. */
static void judge_field_list(struct diff *d, const struct pdf_obj *was, const struct pdf_obj *now)
{
	size_t i = 0;

	if (!was || !now || was->kind != PDF_ARRAY || now->kind != PDF_ARRAY) {
		diff_note(d, CHANGE_FIELD_REMOVED, 0, NULL);
		return;
	}
	for (size_t k = 0; k < now->u.array.n; k++) {
		const struct pdf_obj *item = &now->u.array.items[k];

		if (i < was->u.array.n && pdf_obj_equal(&was->u.array.items[i], item))
			i++;
		else
			judge_new_field(d, item);
	}
	if (i < was->u.array.n)
		diff_note(d, CHANGE_FIELD_REMOVED, 0, NULL);
}

void diff_form(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after)
{
	const struct pdf_obj *was = diff_get(d->before, before, "AcroForm");
	const struct pdf_obj *now = diff_get(d->after, after, "AcroForm");
	_Bool drawn_anew = redrawn(d);

	if (!was || !now || was->kind != PDF_DICT || now->kind != PDF_DICT) {
		diff_note(d, CHANGE_FORM_GONE, 0, NULL);
		return;
	}
	diff_explain(d, pdf_ref_num(pdf_dict_get(before, "AcroForm")), GRAPH_BIT(AcroForm));
	diff_explain(d, pdf_ref_num(pdf_dict_get(was, "Fields")), GRAPH_BIT(Fields));
	diff_keys(d, was, now, judge_form_key, &drawn_anew);
	if (diff_get(d->before, was, "DR")) {
		if (grown(d, pdf_dict_get(was, "DR"), pdf_dict_get(now, "DR"),
			  drawn_anew ? 0 : RESOURCES_DEPTH))
			diff_explain(d, pdf_ref_num(pdf_dict_get(was, "DR")), GRAPH_BIT(DR));
		else
			diff_note(d, CHANGE_FORM_RESOURCES, 0, NULL);
	}
	judge_field_list(d, diff_get(d->before, was, "Fields"), diff_get(d->after, now, "Fields"));
}
