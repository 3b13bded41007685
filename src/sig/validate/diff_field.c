/* Fields: a field may change only what filling it in changes, and says so once a revision. */
#include "sig/validate/diff_work.h"

enum {
	AP_DEPTH = 5,
	PARENTS_MAX = 32,
	WIDGET_STEPS = 64, /* what looking at one costs, in steps of diff_spend */
	FLAG_READ_ONLY = 1,
	HIDING = 1 << 0 | 1 << 1 | 1 << 5, /* Invisible, Hidden, NoView */
	PRINT = 1 << 2,
};
/* Filling in changes nothing of a dictionary that any other use of it would see, but as a part of
 * what draws a page or of the permissions it is not looked at as a field. */
static const uint64_t FIELD_KEYS = ~(GRAPH_BIT(AcroForm) - 1);

/* The field among those that this step touched. */
static struct diff_field *touch(struct diff *d, uint32_t num)
{
	struct diff_field *f = diff_field_of(d, num);
	uint32_t *list;

	if (!f || f->touched_at == d->revision)
		return f;
	list = diff_more(d, d->touched, d->n_touched, &d->cap_touched, sizeof(*list));
	if (!list)
		return NULL;
	d->touched = list;
	d->touched[d->n_touched++] = (uint32_t)(f - d->fields);
	f->touched_at = d->revision;
	f->value = f->look = f->frozen = f->beside = f->refused = 0;
	return f;
}

struct field_change {
	struct diff_field *field;
	uint32_t num; /* the dictionary: the field or one of its widgets */
};

static void refuse(struct diff *d, struct field_change *c, const char *key)
{
	const char *what = arena_printf(d->mem, "%s (/%s)", c->field->name, key);

	c->field->refused = 1;
	diff_note(d, CHANGE_FIELD_KEY, c->num, what);
}

static _Bool fresh_appearance(struct diff *d, const struct pdf_obj *was, const struct pdf_obj *now,
			      unsigned depth);

static _Bool fresh_reference(struct diff *d, const struct pdf_obj *was, const struct pdf_obj *now,
			     unsigned depth)
{
	const struct pdf_obj *target = diff_object(d->after, now->u.ref.num);

	if (was && pdf_obj_equal(was, now))
		return 1;
	if (diff_existed(d, now->u.ref.num) || !target)
		return 0;
	return target->kind == PDF_STREAM || fresh_appearance(d, NULL, target, depth);
}

/* Every stream of the new appearance is new, or was this field's before. */
static _Bool fresh_appearance(struct diff *d, const struct pdf_obj *was, const struct pdf_obj *now,
			      unsigned depth)
{
	if (!now || now->kind == PDF_NULL)
		return 1;
	if (depth == 0)
		return 0;
	if (now->kind == PDF_REF)
		return fresh_reference(d, was, now, depth - 1);
	if (now->kind != PDF_DICT)
		return 0;
	for (size_t i = 0; i < now->u.dict.n; i++) {
		const struct pdf_entry *x = &now->u.dict.entries[i];

		if (!fresh_appearance(d, diff_entry(d, was, x->key, i), &x->value, depth - 1))
			return 0;
	}
	return 1;
}

/* An annotation's or field's flags; absent: none set. */
static _Bool flags_of(const struct pdf_obj *o, int64_t *out)
{
	*out = o && o->kind == PDF_INT ? o->u.integer : 0;
	return !o || o->kind == PDF_INT || o->kind == PDF_NULL;
}

/* Nothing may be hidden or shown that was not, nor be left out of the print. */
static _Bool same_sight(const struct pdf_obj *before, const struct pdf_obj *after)
{
	int64_t was, now;

	return flags_of(before, &was) && flags_of(after, &now) && !((was ^ now) & HIDING) &&
	       !(was & ~now & PRINT);
}

static _Bool only_read_only(const struct pdf_obj *before, const struct pdf_obj *after)
{
	int64_t was, now;

	return flags_of(before, &was) && flags_of(after, &now) && (was ^ now) == FLAG_READ_ONLY;
}

static void judge_signature_value(struct diff *d, struct field_change *c, const struct pdf_obj *was,
				  const struct pdf_obj *now)
{
	c->field->value = 1;
	if (was && was->kind != PDF_NULL) {
		c->field->refused = 1;
		diff_note(d, CHANGE_SIG_REDEFINED, c->num, c->field->name)->redefined = 1;
	} else if (!now || now->kind != PDF_REF || diff_existed(d, now->u.ref.num)) {
		refuse(d, c, "V");
	}
}

/* What goes with a value, never alone: the choice made (/I, /TI) and the rich text of it (/RV). */
static _Bool stands_beside_value(const struct diff_field *f, const char *key)
{
	static const struct {
		const char *key;
		enum field_kind kind;
	} more[] = { { "I", FIELD_CHOICE }, { "TI", FIELD_CHOICE }, { "RV", FIELD_TEXT } };

	for (size_t i = 0; i < COUNT_OF(more); i++)
		if (f->kind == more[i].kind && !strcmp(key, more[i].key))
			return 1;
	return 0;
}

static _Bool is_harmless(const char *key, const struct pdf_obj *before, const struct pdf_obj *after)
{
	return !strcmp(key, "M") || !strcmp(key, "NM") ||
	       (!strcmp(key, "Type") && !before && pdf_is_name(after, "Annot"));
}

/* Filling in a check box or radio button chooses one of its pictures. */
static _Bool may_redraw(struct diff *d, const struct diff_field *f, const struct pdf_obj *before,
			const struct pdf_obj *after)
{
	return fresh_appearance(d, before, after, AP_DEPTH) &&
	       (f->kind != FIELD_BUTTON || !before || diff_button_redrawn(d, before, after));
}

static void judge_key(struct diff *d, void *ctx, const char *key, const struct pdf_obj *before,
		      const struct pdf_obj *after)
{
	struct field_change *c = ctx;

	if (!strcmp(key, "V") && c->field->kind == FIELD_SIGNATURE)
		judge_signature_value(d, c, before, after);
	else if (!strcmp(key, "V"))
		c->field->value = 1;
	else if (stands_beside_value(c->field, key))
		c->field->beside = 1;
	else if (!strcmp(key, "AS"))
		c->field->look = 1;
	else if (!strcmp(key, "AP") && may_redraw(d, c->field, before, after))
		c->field->look = 1;
	else if ((!strcmp(key, "F") && same_sight(before, after)) ||
		 (!strcmp(key, "Ff") && only_read_only(before, after)))
		c->field->frozen = 1;
	else if (!is_harmless(key, before, after))
		refuse(d, c, key);
}

void diff_field(struct diff *d, uint32_t num)
{
	struct field_change c = { touch(d, num), num };
	const struct pdf_obj *was = diff_object(d->before, num), *now = diff_object(d->after, num);

	if (!c.field || !was || !now || was->kind != PDF_DICT || now->kind != PDF_DICT)
		return;
	diff_explain(d, num, FIELD_KEYS);
	diff_keys(d, was, now, judge_key, &c);
}

/* Whose appearance object num is: of a field, or of the dictionary /AP of a field. */
static uint32_t owner_of(struct diff *d, uint32_t num)
{
	struct graph_node *x = graph_node(d->graph, num);
	uint32_t owner = x ? x->owner : 0;

	if (!owner || diff_field_of(d, owner))
		return owner;
	x = graph_node(d->graph, owner);
	return x && x->from == GRAPH_BIT(AP) && diff_field_of(d, x->owner) ? x->owner : 0;
}

/* An appearance that only one field uses may be written over: it is the same as a new one. */
_Bool diff_appearance(struct diff *d, uint32_t num)
{
	const struct pdf_obj *was = diff_object(d->before, num), *now = diff_object(d->after, num);
	uint32_t owner = owner_of(d, num);
	struct diff_field *f = touch(d, owner);
	const struct pdf_obj *holder = diff_object(d->before, owner);

	if (!f || f->kind == FIELD_BUTTON || !was || !now || was->kind != now->kind)
		return 0;
	if (now->kind == PDF_STREAM && holder && pdf_ref_num(pdf_dict_get(holder, "AP")) == num)
		return 0; /* no dictionary of appearances, but something of that name */
	if (now->kind == PDF_DICT && !fresh_appearance(d, was, now, AP_DEPTH))
		return 0;
	if (now->kind != PDF_DICT && now->kind != PDF_STREAM)
		return 0;
	f->look = 1;
	return 1;
}

/* --- what the step did to a field, all in all --- */

/* The value that the field has in doc, inherited too. */
static const struct pdf_obj *value_of(struct pdf_doc *doc, const struct pdf_obj *dict)
{
	for (unsigned i = 0; dict && i < PARENTS_MAX; i++) {
		const struct pdf_obj *v = diff_get(doc, dict, "V");

		if (v)
			return v;
		dict = diff_get(doc, dict, "Parent");
	}
	return NULL;
}

static _Bool is_empty(const struct pdf_obj *v)
{
	if (!v || pdf_is_name(v, "Off"))
		return 1;
	if (v->kind == PDF_ARRAY)
		return v->u.array.n == 0;
	return v->kind == PDF_STRING &&
	       (v->u.text.len == 0 || bytes_eq(v->u.text, BYTES_LIT("\xfe\xff")));
}

/* Has the widget a picture? One without a single byte of content is there for PDF/A only, where
 * every widget must have one. */
static _Bool was_drawn(struct diff *d, const struct pdf_obj *widget)
{
	const struct pdf_obj *ap = diff_get(d->before, widget, "AP");
	const struct pdf_obj *n = ap ? diff_get(d->before, ap, "N") : NULL;
	const struct pdf_obj *as = diff_get(d->before, widget, "AS");

	if (n && n->kind == PDF_DICT && as && as->kind == PDF_NAME) {
		n = diff_entry(d, n, as->u.text, 0);
		if (n && pdf_doc_resolve(d->before, n, &n, NULL) != ERR_OK)
			return 1;
	}
	return n && n->kind != PDF_NULL && !(n->kind == PDF_STREAM && n->u.dict.data_len == 0);
}

static _Bool was_drawn_anywhere(struct diff *d, const struct pdf_obj *dict)
{
	const struct pdf_obj *kids = diff_get(d->before, dict, "Kids"), *kid;

	if (!kids || kids->kind != PDF_ARRAY)
		return was_drawn(d, dict);
	for (size_t i = 0; i < kids->u.array.n && diff_spend(d, WIDGET_STEPS); i++) {
		kid = diff_object(d->before, pdf_ref_num(&kids->u.array.items[i]));
		if (kid && kid->kind == PDF_DICT && was_drawn(d, kid))
			return 1;
	}
	return 0;
}

/* Did the field say or show something before? */
static _Bool was_filled(struct diff *d, const struct diff_field *f)
{
	const struct pdf_obj *dict = diff_object(d->before, f->num), *v;

	if (!dict)
		return 0;
	if (f->kind == FIELD_PUSHBUTTON)
		return was_drawn_anywhere(d, dict);
	v = value_of(d->before, dict);
	return !is_empty(v);
}

/* The states that a check box or radio button can show: the names in /AP /N. */
static const struct pdf_obj *states_of(struct pdf_doc *doc, const struct pdf_obj *widget)
{
	const struct pdf_obj *ap = diff_get(doc, widget, "AP"),
			     *n = ap ? diff_get(doc, ap, "N") : NULL;

	return n && n->kind == PDF_DICT ? n : NULL;
}

/* No state that was not there before but Off. */
static _Bool same_states(struct diff *d, const struct pdf_obj *was, const struct pdf_obj *now)
{
	for (size_t i = 0; was && now && i < now->u.dict.n && diff_spend(d, 1); i++) {
		struct bytes name = now->u.dict.entries[i].key;

		if (!diff_entry(d, was, name, i) && !bytes_eq_str(name, "Off"))
			return 0;
	}
	return 1;
}

/* A widget shows the value or nothing, by a state that it had before. */
static _Bool widget_agrees(struct diff *d, uint32_t num, const struct pdf_obj *value)
{
	const struct pdf_obj *was = diff_object(d->before, num), *now = diff_object(d->after, num);
	const struct pdf_obj *states, *as;

	if (!was || !now || now->kind != PDF_DICT)
		return 0;
	states = states_of(d->after, now);
	if (!same_states(d, states_of(d->before, was), states))
		return 0;
	as = diff_get(d->after, now, "AS");
	if (is_empty(value) || value->kind != PDF_NAME || !diff_entry(d, states, value->u.text, 0))
		return !as || pdf_is_name(as, "Off");
	return as && as->kind == PDF_NAME && bytes_eq(as->u.text, value->u.text);
}

static _Bool button_agrees(struct diff *d, const struct diff_field *f)
{
	const struct pdf_obj *dict = diff_object(d->after, f->num);
	const struct pdf_obj *kids = dict ? diff_get(d->after, dict, "Kids") : NULL;
	const struct pdf_obj *value = dict ? value_of(d->after, dict) : NULL;

	if (!kids || kids->kind != PDF_ARRAY)
		return widget_agrees(d, f->num, value);
	for (size_t i = 0; i < kids->u.array.n && diff_spend(d, WIDGET_STEPS); i++)
		if (!widget_agrees(d, pdf_ref_num(&kids->u.array.items[i]), value))
			return 0;
	return 1;
}

static enum change_code signature_code(const struct diff_field *f, _Bool filled)
{
	if (f->value)
		return CHANGE_FIELD_SIGNED;
	if (!f->look)
		return CHANGE_FIELD_FROZEN;
	return filled ? CHANGE_SIG_REDEFINED : CHANGE_FIELD_TAKEN_BACK;
}

static enum change_code code_of(struct diff *d, const struct diff_field *f, _Bool filled)
{
	if (f->kind == FIELD_SIGNATURE)
		return signature_code(f, filled);
	if (f->beside && !f->value)
		return CHANGE_FIELD_LOOK;
	if (!f->value && !f->look)
		return CHANGE_FIELD_FROZEN;
	return f->kind == FIELD_BUTTON && !button_agrees(d, f) ? CHANGE_FIELD_STATE
							       : CHANGE_FIELD_FILLED;
}

/* A reference to nothing would leave the field to whoever defines that object later. */
static _Bool signed_with_nothing(struct diff *d, const struct diff_field *f)
{
	const struct pdf_obj *dict, *v;

	if (f->kind != FIELD_SIGNATURE || !f->value)
		return 0;
	dict = diff_object(d->after, f->num);
	v = dict ? value_of(d->after, dict) : NULL;
	return !v || v->kind != PDF_DICT;
}

static void tell(struct diff *d, const struct diff_field *f)
{
	_Bool filled = was_filled(d, f);
	enum change_code code = code_of(d, f, filled);
	struct diff_event *x;

	if (f->refused || (!f->value && !f->look && !f->frozen && !f->beside))
		return;
	if (signed_with_nothing(d, f)) {
		diff_note(d, CHANGE_FIELD_KEY, f->num, arena_printf(d->mem, "%s (/V)", f->name));
		return;
	}
	x = diff_note(d, code, f->num, f->name);
	x->field = (uint32_t)(f - d->fields) + 1;
	x->drawn = f->kind == FIELD_SIGNATURE && f->value;
	if (code != CHANGE_FIELD_FILLED)
		return;
	x->was_filled = filled;
	x->drawn_only = !f->value && (f->kind == FIELD_TEXT || f->kind == FIELD_CHOICE);
}

void diff_fields_end(struct diff *d)
{
	for (size_t i = 0; i < d->n_touched; i++)
		tell(d, &d->fields[d->touched[i]]);
	d->n_touched = 0;
}
