/* The form: no field may vanish, only signature fields may appear, and a field may change only what
 * filling it in changes. */
#include "sig/validate/diff_work.h"

enum { ITEMS_MAX = 100000, AP_DEPTH = 3, FLAG_READ_ONLY = 1,
       HIDING = 1 << 0 | 1 << 1 | 1 << 5, /* Invisible, Hidden, NoView */
       FIELD_KEYS = GRAPH_BIT(Fields) | GRAPH_BIT(Kids) | GRAPH_BIT(Parent) | GRAPH_BIT(Annots) |
		    GRAPH_BIT(Obj) };
static const uint32_t PUSHBUTTON = 1U << 16;

static _Bool one_of(const char *key, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(key, list[i]))
			return 1;
	return 0;
}

/* --- AcroForm --- */

/* Resources may be added to, never changed: filled fields are drawn with them. */
static void judge_resources(struct diff *d, const struct pdf_obj *was, const struct pdf_obj *now,
			    unsigned depth)
{
	if (!was || !now || was->kind != PDF_DICT || now->kind != PDF_DICT || depth == 0) {
		diff_note(d, LATER_OTHER, 0, "the form's resources were changed");
		return;
	}
	for (size_t i = 0; i < was->u.dict.n; i++) {
		const struct pdf_entry *x = &was->u.dict.entries[i];
		const char *key = arena_strndup(d->mem, (const char *)x->key.data, x->key.len);
		const struct pdf_obj *other = key ? pdf_dict_get(now, key) : NULL;

		if (!diff_same(&x->value, other))
			judge_resources(d, &x->value, other, depth - 1);
	}
}

static void judge_form_key(struct diff *d, void *ctx, const char *key, const struct pdf_obj *before,
			   const struct pdf_obj *after)
{
	(void)ctx;
	if (!strcmp(key, "Fields") || !strcmp(key, "SigFlags"))
		return;
	if (!strcmp(key, "NeedAppearances")) {
		/* viewers redraw every field then: what was seen at signing may differ */
		if (after && !(after->kind == PDF_BOOL && !after->u.boolean))
			diff_note(d, LATER_OTHER, 0, "the form now asks viewers to redraw its fields");
		return;
	}
	if (!before && (!strcmp(key, "DR") || !strcmp(key, "DA") || !strcmp(key, "Q")))
		return;
	if (!strcmp(key, "DR"))
		judge_resources(d, before, after, 2);
	else
		diff_note(d, LATER_OTHER, 0, "the form's /%s was changed", key);
}

static _Bool is_timestamp(const struct pdf_obj *v)
{
	return v && pdf_is_name(pdf_dict_get(v, "SubFilter"), "ETSI.RFC3161");
}

static double number(const struct pdf_obj *o)
{
	if (o->kind == PDF_INT)
		return (double)o->u.integer;
	return o->kind == PDF_REAL ? o->u.real : 0;
}

/* A new visible signature may not lie over much of its page (trap 13). */
static _Bool covers_much(struct diff *d, const struct pdf_obj *dict)
{
	const struct pdf_obj *rect = diff_get(d->after, dict, "Rect");
	double width, height;

	if (!rect || rect->kind != PDF_ARRAY || rect->u.array.n != 4)
		return 0;
	width = number(&rect->u.array.items[2]) - number(&rect->u.array.items[0]);
	height = number(&rect->u.array.items[3]) - number(&rect->u.array.items[1]);
	return width * height > 595.0 * 842.0 / 4 || width * height < -595.0 * 842.0 / 4;
}

static const char *field_flaw(struct diff *d, uint32_t num, const struct pdf_obj *f)
{
	static const char *const allowed[] = {
		"Type", "Subtype", "FT", "T",  "TU", "TM", "F",	 "Ff", "P",	      "Rect", "V", "Border",
		"AP",	"AS",	   "MK", "DA", "Q",  "DR", "BS", "NM", "StructParent", "Lock", "SV", "M",
	};

	if (diff_existed(d, num))
		return "it is an object that existed before";
	if (!f || f->kind != PDF_DICT || !pdf_is_name(pdf_dict_get(f, "FT"), "Sig") ||
	    !pdf_dict_get(f, "T"))
		return "it is no signature field";
	for (size_t i = 0; i < f->u.dict.n; i++) {
		const struct pdf_entry *x = &f->u.dict.entries[i];
		_Bool known = 0;

		for (size_t k = 0; k < COUNT_OF(allowed) && !known; k++)
			known = bytes_eq_str(x->key, allowed[k]);
		if (!known)
			return "it has entries that a new signature field does not need";
	}
	if (pdf_dict_get(f, "AP") && !diff_get(d->after, f, "V"))
		return "it is drawn but not signed";
	return covers_much(d, f) && pdf_dict_get(f, "AP") ? "it covers much of its page" : NULL;
}

static _Bool name_taken(struct diff *d, const char *name)
{
	const struct pdf_field *old;

	return pdf_form_find(d->fields, d->n_fields, name, &old);
}

static const char *name_of(struct diff *d, uint32_t num)
{
	for (size_t i = 0; i < d->n_fields_after; i++)
		if (d->fields_after[i].ref.num == num)
			return d->fields_after[i].name;
	return "";
}

static void judge_new_field(struct diff *d, const struct pdf_obj *item)
{
	uint32_t num = diff_ref(item);
	const struct pdf_obj *f = NULL, *v;
	const char *flaw;

	if (!num || num >= d->n || pdf_doc_object(d->after, num, &f, NULL) != ERR_OK)
		f = NULL;
	flaw = field_flaw(d, num, f);
	if (!flaw && name_taken(d, name_of(d, num)))
		flaw = "its name is another field's";
	if (flaw) {
		diff_note(d, LATER_OTHER, num, "a field was added: %s", flaw);
		return;
	}
	d->new_field[num] = 1;
	v = diff_get(d->after, f, "V");
	if (is_timestamp(v))
		diff_note(d, pdf_dict_get(f, "AP") && covers_much(d, f) ? LATER_OTHER : LATER_LTA, num,
			  "document time-stamp added");
	else
		diff_note(d, LATER_FORM, num, "signature field %s added%s", name_of(d, num),
			  v ? " and signed" : "");
}

/* The list of fields: the old ones in their order, then new ones. */
static void judge_field_list(struct diff *d, const struct pdf_obj *was, const struct pdf_obj *now)
{
	size_t i = 0, k = 0;

	if (!was || !now || was->kind != PDF_ARRAY || now->kind != PDF_ARRAY) {
		diff_note(d, LATER_OTHER, 0, "the form's list of fields was changed");
		return;
	}
	for (; k < now->u.array.n; k++) {
		const struct pdf_obj *item = &now->u.array.items[k];

		if (i < was->u.array.n && pdf_obj_equal(&was->u.array.items[i], item))
			i++;
		else
			judge_new_field(d, item);
	}
	if (i < was->u.array.n)
		diff_note(d, LATER_OTHER, 0, "a form field was removed or moved");
}

void diff_form(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after)
{
	const struct pdf_obj *was = diff_get(d->before, before, "AcroForm");
	const struct pdf_obj *now = diff_get(d->after, after, "AcroForm");

	if (!was || !now || was->kind != PDF_DICT || now->kind != PDF_DICT) {
		diff_note(d, LATER_OTHER, 0, "the form was removed or replaced");
		return;
	}
	diff_explain(d, diff_ref(pdf_dict_get(before, "AcroForm")), GRAPH_BIT(AcroForm));
	diff_explain(d, diff_ref(pdf_dict_get(was, "Fields")), GRAPH_BIT(Fields));
	diff_keys(d, was, now, judge_form_key, NULL);
	judge_field_list(d, diff_get(d->before, was, "Fields"), diff_get(d->after, now, "Fields"));
}

/* --- fields --- */

struct field_change {
	const struct pdf_field *field;
	uint32_t num;		/* the dictionary: the field or one of its widgets */
	_Bool value, look, refused;
};

static void refuse(struct diff *d, struct field_change *c, const char *key)
{
	c->refused = 1;
	diff_note(d, LATER_OTHER, c->num, "field %s: /%s was changed", c->field->name, key);
}

/* Every stream of the new appearance is new, or was this field's before. */
static _Bool fresh_appearance(struct diff *d, const struct pdf_obj *was, const struct pdf_obj *now,
			      unsigned depth)
{
	if (now && now->kind == PDF_REF)
		return !diff_existed(d, now->u.ref.num) || (was && pdf_obj_equal(was, now));
	if (!now || now->kind == PDF_NULL)
		return 1;
	if (now->kind != PDF_DICT || depth == 0)
		return 0;
	for (size_t i = 0; i < now->u.dict.n; i++) {
		const struct pdf_entry *x = &now->u.dict.entries[i];
		const char *key = arena_strndup(d->mem, (const char *)x->key.data, x->key.len);

		if (!key || !fresh_appearance(d, was ? pdf_dict_get(was, key) : NULL, &x->value, depth - 1))
			return 0;
	}
	return 1;
}

static int64_t integer(const struct pdf_obj *o)
{
	return o && o->kind == PDF_INT ? o->u.integer : 0;
}

static void judge_signature_value(struct diff *d, struct field_change *c, const struct pdf_obj *was,
				  const struct pdf_obj *now)
{
	if (was && was->kind != PDF_NULL) {
		d->out->redefined = 1;
		refuse(d, c, "V");
	} else if (!now || now->kind != PDF_REF || diff_existed(d, now->u.ref.num)) {
		refuse(d, c, "V");
	}
	c->value = 1;
}

static void judge_field_key(struct diff *d, void *ctx, const char *key, const struct pdf_obj *before,
			    const struct pdf_obj *after)
{
	struct field_change *c = ctx;
	static const char *const harmless[] = { "M", "Type" };
	_Bool signature = !strcmp(c->field->type, "Sig");

	if (!strcmp(key, "V") && signature)
		judge_signature_value(d, c, before, after);
	else if (!strcmp(key, "V"))
		c->value = 1;
	else if (!strcmp(key, "AS"))
		c->look = 1;
	else if (!strcmp(key, "AP") && fresh_appearance(d, before, after, AP_DEPTH))
		c->look = 1;
	else if (!strcmp(key, "F") && !((integer(before) ^ integer(after)) & HIDING))
		c->look = 1;
	else if (!strcmp(key, "Ff") && (integer(before) ^ integer(after)) == FLAG_READ_ONLY)
		c->value |= 0;
	else if (!one_of(key, harmless, COUNT_OF(harmless)))
		refuse(d, c, key);
}

static _Bool locked(const struct diff *d, const char *name)
{
	for (size_t i = 0; i < d->rq->n_locks; i++) {
		const struct lock_rule *rule = &d->rq->locks[i];
		_Bool listed = 0;

		for (size_t k = 0; k < rule->n && !listed; k++) {
			size_t n = strlen(rule->names[k]);

			listed = !strncmp(name, rule->names[k], n) && (name[n] == '\0' || name[n] == '.');
		}
		if (rule->action == LOCK_ALL || (rule->action == LOCK_INCLUDE && listed) ||
		    (rule->action == LOCK_EXCLUDE && !listed))
			return 1;
	}
	return 0;
}

/* Did the field say or show something when it was signed? */
static _Bool filled(struct diff *d, const struct field_change *c)
{
	const struct pdf_field *f = c->field;

	if (!strcmp(f->type, "Sig"))
		return f->value != NULL;
	if (!strcmp(f->type, "Btn") && f->flags & PUSHBUTTON) {
		const struct pdf_obj *ap = diff_get(d->before, f->dict, "AP");

		return ap && pdf_dict_get(ap, "N");
	}
	if (!f->value || (f->value->kind == PDF_STRING && f->value->u.text.len == 0))
		return 0;
	return !pdf_is_name(f->value, "Off");
}

/* A signature of a later revision that covers this change stands for it (trap 21). */
static void judge_refilled(struct diff *d, const struct field_change *c)
{
	struct pdf_location at;

	if (pdf_doc_location(d->after, c->num, &at) &&
	    pdf_doc_revision(d->after, at.revision).startxref < d->rq->covered_to)
		d->out->refilled = 1;
	else
		diff_note(d, LATER_OTHER, c->num, "field %s was filled in already, and was changed "
			  "without a new signature", c->field->name);
}

/* The dictionary on both sides, when it changed. */
static _Bool changed_dict(struct diff *d, uint32_t num, const struct pdf_obj **was,
			  const struct pdf_obj **now)
{
	return pdf_doc_object(d->before, num, was, NULL) == ERR_OK &&
	       pdf_doc_object(d->after, num, now, NULL) == ERR_OK && (*was)->kind == PDF_DICT &&
	       (*now)->kind == PDF_DICT && !pdf_obj_equal(*was, *now);
}

static void judge_filling(struct diff *d, const struct field_change *c)
{
	const struct pdf_field *f = c->field;
	_Bool drawn_only = c->look && !c->value && c->num == f->ref.num &&
			   (!strcmp(f->type, "Tx") || !strcmp(f->type, "Ch"));

	if (locked(d, f->name)) {
		d->out->locked = 1;
		diff_note(d, LATER_FORM, c->num, "field %s is locked and was changed", f->name);
	}
	if (drawn_only)
		diff_note(d, LATER_OTHER, c->num, "field %s shows something else than its value", f->name);
	else if (filled(d, c))
		judge_refilled(d, c);
	diff_note(d, LATER_FORM, c->num, "field %s %s", f->name,
		  strcmp(f->type, "Sig") ? "filled in" : "signed");
}

static void judge_field(struct diff *d, const struct pdf_field *f, uint32_t num)
{
	struct field_change c = { .field = f, .num = num };
	const struct pdf_obj *was = NULL, *now = NULL;

	if (!changed_dict(d, num, &was, &now))
		return;
	diff_explain(d, num, FIELD_KEYS);
	diff_keys(d, was, now, judge_field_key, &c);
	if (!c.refused && (c.value || c.look))
		judge_filling(d, &c);
}

/* The field's own dictionary and those of its widgets. */
void diff_fields(struct diff *d)
{
	for (size_t i = 0; i < d->n_fields; i++) {
		const struct pdf_field *f = &d->fields[i];
		const struct pdf_obj *kids = diff_get(d->before, f->dict, "Kids");

		judge_field(d, f, f->ref.num);
		for (size_t k = 0; kids && kids->kind == PDF_ARRAY && k < kids->u.array.n; k++)
			if (diff_ref(&kids->u.array.items[k]))
				judge_field(d, f, diff_ref(&kids->u.array.items[k]));
	}
}

/* --- pages --- */

static void judge_annots(struct diff *d, uint32_t page, const struct pdf_obj *was,
			 const struct pdf_obj *now)
{
	size_t i = 0, n = was && was->kind == PDF_ARRAY ? was->u.array.n : 0;

	if (!now || now->kind != PDF_ARRAY || (was && was->kind != PDF_ARRAY)) {
		diff_note(d, LATER_OTHER, page, "annotations of a page were removed");
		return;
	}
	for (size_t k = 0; k < now->u.array.n && k < ITEMS_MAX; k++) {
		const struct pdf_obj *item = &now->u.array.items[k];
		uint32_t num = diff_ref(item);

		if (i < n && pdf_obj_equal(&was->u.array.items[i], item))
			i++;
		else if (!num || num >= d->n || !d->new_field[num])
			diff_note(d, LATER_OTHER, num, "an annotation was added to a page");
	}
	if (i < n)
		diff_note(d, LATER_OTHER, page, "annotations of a page were removed");
}

static void judge_page_key(struct diff *d, void *ctx, const char *key, const struct pdf_obj *before,
			   const struct pdf_obj *after)
{
	const uint32_t *page = ctx;
	const struct pdf_obj *was = NULL, *now = NULL;

	if (strcmp(key, "Annots") != 0 ||
	    (before && pdf_doc_resolve(d->before, before, &was, NULL) != ERR_OK) ||
	    (after && pdf_doc_resolve(d->after, after, &now, NULL) != ERR_OK)) {
		diff_note(d, LATER_OTHER, *page, "a page's /%s was changed", key);
		return;
	}
	judge_annots(d, *page, was && was->kind == PDF_NULL ? NULL : was, now);
}

void diff_annots(struct diff *d, uint32_t num)
{
	const struct pdf_obj *was, *now;

	if (pdf_doc_object(d->before, num, &was, NULL) != ERR_OK || was->kind != PDF_ARRAY ||
	    pdf_doc_object(d->after, num, &now, NULL) != ERR_OK)
		return;
	diff_explain(d, num, GRAPH_BIT(Annots));
	judge_annots(d, num, was, now);
}

void diff_page(struct diff *d, uint32_t num)
{
	const struct pdf_obj *was, *now;

	if (pdf_doc_object(d->before, num, &was, NULL) != ERR_OK ||
	    pdf_doc_object(d->after, num, &now, NULL) != ERR_OK || was->kind != PDF_DICT ||
	    now->kind != PDF_DICT)
		return;
	diff_explain(d, num, UINT32_MAX); /* pages are referred to from everywhere */
	diff_keys(d, was, now, judge_page_key, &num);
}
