#include "pdf/form_read.h"
#include "pdf/form_style.h"
#include <math.h>

enum {
	FF_READ_ONLY = 1 << 0,
	FF_REQUIRED = 1 << 1,
	FF_MULTILINE = 1 << 12,
	FF_PASSWORD = 1 << 13,
	FF_RADIO = 1 << 15,
	FF_PUSH = 1 << 16,
	FF_COMBO = 1 << 17,
	FF_EDIT = 1 << 18,
	FF_FILE = 1 << 20,
	FF_SEVERAL = 1 << 21,
	FF_COMB = 1 << 24,
	F_UNSEEN = 1 << 1 | 1 << 5, /* Hidden, NoView */
};

static enum err no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "the form needs more memory than allowed");
}

static enum err spend(const struct pdf_form_reader *r, size_t n, struct error *e)
{
	if (n > *r->budget)
		return error_set(e, ERR_PDF_LIMIT, "the form has too many parts");
	*r->budget -= n;
	return ERR_OK;
}

static enum err get(const struct pdf_form_reader *r, const struct pdf_obj *dict, const char *key,
		    const struct pdf_obj **out, struct error *e)
{
	return pdf_doc_get(r->d, dict, key, out, e);
}

/* key of the field or of those above it (§12.7.4.1); null when none has it. */
static enum err inherited(const struct pdf_form_reader *r, const struct pdf_obj *dict,
			  const char *key, const struct pdf_obj **out, struct error *e)
{
	unsigned i;

	*out = NULL;
	for (i = 0; i < PDF_FORM_DEPTH && dict->kind == PDF_DICT; i++) {
		TRY(get(r, dict, key, out, e));
		if ((*out)->kind != PDF_NULL)
			return ERR_OK;
		TRY(get(r, dict, "Parent", &dict, e));
	}
	return *out ? ERR_OK : pdf_doc_resolve(r->d, NULL, out, e);
}

/* The same; then the form's own entry. */
static enum err of_form(const struct pdf_form_reader *r, const struct pdf_obj *dict,
			const char *key, const struct pdf_obj **out, struct error *e)
{
	struct pdf_obj root = pdf_refer(pdf_doc_root(r->d));
	const struct pdf_obj *form;

	TRY(inherited(r, dict, key, out, e));
	if ((*out)->kind != PDF_NULL)
		return ERR_OK;
	TRY(pdf_doc_resolve(r->d, &root, &form, e));
	TRY(get(r, form, "AcroForm", &form, e));
	return get(r, form, key, out, e);
}

/* A text string or a name as UTF-8; "" for anything else. */
static enum err text(const struct pdf_form_reader *r, const struct pdf_obj *o, const char **out,
		     struct error *e)
{
	const char *s = "";

	if (o->kind == PDF_STRING && o->u.text.len <= PDF_FIELD_TEXT_MAX)
		s = pdf_text_utf8(r->mem, o->u.text);
	else if (o->kind == PDF_NAME)
		s = arena_strndup(r->mem, (const char *)o->u.text.data, o->u.text.len);
	if (!s)
		return no_memory(e);
	*out = s;
	return ERR_OK;
}

static enum pdf_field_kind kind_of(const struct pdf_field *f)
{
	if (!strcmp(f->type, "Tx"))
		return f->flags & FF_FILE	 ? PDF_FIELD_OTHER
		       : f->flags & FF_MULTILINE ? PDF_FIELD_MULTILINE
						 : PDF_FIELD_TEXT;
	if (!strcmp(f->type, "Btn"))
		return f->flags & FF_PUSH    ? PDF_FIELD_IMAGE
		       : f->flags & FF_RADIO ? PDF_FIELD_RADIO
					     : PDF_FIELD_CHECK;
	if (!strcmp(f->type, "Ch"))
		return PDF_FIELD_CHOICE;
	return !strcmp(f->type, "Sig") ? PDF_FIELD_SIGNATURE : PDF_FIELD_OTHER;
}

/* --- widgets --- */

static enum err numbers(const struct pdf_form_reader *r, const struct pdf_obj *list, double *out,
			size_t most, size_t *n, struct error *e)
{
	const struct pdf_obj *item;
	size_t i;

	*n = 0;
	if (list->kind != PDF_ARRAY || list->u.array.n > most)
		return ERR_OK;
	for (i = 0; i < list->u.array.n; i++) {
		TRY(pdf_doc_resolve(r->d, &list->u.array.items[i], &item, e));
		if (!pdf_obj_number(item, &out[i]) || fabs(out[i]) > 1e9)
			return ERR_OK;
	}
	*n = i;
	return ERR_OK;
}

static enum err colour(const struct pdf_form_reader *r, const struct pdf_obj *mk, const char *key,
		       _Bool *has, double out[3], struct error *e)
{
	const struct pdf_obj *o;
	double v[4];
	size_t n;

	TRY(get(r, mk, key, &o, e));
	TRY(numbers(r, o, v, 4, &n, e));
	*has = n && pdf_style_rgb(v, n, out);
	return ERR_OK;
}

static enum err border_width(const struct pdf_form_reader *r, const struct pdf_obj *dict,
			     double *out, struct error *e)
{
	const struct pdf_obj *bs, *o;
	double v[4] = { 0, 0, 1 };
	size_t n;

	TRY(get(r, dict, "BS", &bs, e));
	TRY(get(r, bs, "W", &o, e));
	if (!pdf_obj_number(o, &v[2])) {
		TRY(get(r, dict, "Border", &o, e));
		TRY(numbers(r, o, v, 4, &n, e));
		v[2] = n >= 3 ? v[2] : 1;
	}
	*out = v[2] > 0 && v[2] <= 20 ? v[2] : 0;
	return ERR_OK;
}

static enum err read_style(const struct pdf_form_reader *r, const struct pdf_obj *dict,
			   struct pdf_form_widget *w, struct error *e)
{
	const struct pdf_obj *mk, *turn, *flags;
	double v;

	TRY(get(r, dict, "MK", &mk, e));
	TRY(get(r, mk, "R", &turn, e));
	if (pdf_obj_number(turn, &v) && fabs(v) <= 36000 && !(fabs(fmod(v, 90)) > 0))
		w->turn = ((int)v % 360 + 360) % 360;
	TRY(colour(r, mk, "BG", &w->has_fill, w->fill, e));
	TRY(colour(r, mk, "BC", &w->has_border, w->border, e));
	if (w->has_border)
		TRY(border_width(r, dict, &w->border_width, e));
	TRY(get(r, dict, "F", &flags, e));
	w->hidden = flags->kind == PDF_INT && flags->u.integer & F_UNSEEN;
	return ERR_OK;
}

static enum err read_rect(const struct pdf_form_reader *r, const struct pdf_obj *dict,
			  struct pdf_form_widget *w, struct error *e)
{
	const struct pdf_obj *rect;
	double v[4];
	size_t n;

	TRY(get(r, dict, "Rect", &rect, e));
	TRY(numbers(r, rect, v, 4, &n, e));
	if (n == 4) {
		w->rect[0] = fmin(v[0], v[2]);
		w->rect[1] = fmin(v[1], v[3]);
		w->rect[2] = fmax(v[0], v[2]);
		w->rect[3] = fmax(v[1], v[3]);
	}
	pdf_place_size(w->rect, w->turn, &w->width, &w->height);
	w->hidden |= !(w->width > 0 && w->height > 0);
	return ERR_OK;
}

/* The state that is not Off: the first name in one kind of appearance. */
static enum err state_in(const struct pdf_form_reader *r, const struct pdf_obj *states,
			 const char **out, struct error *e)
{
	struct pdf_obj name = { .kind = PDF_NAME };
	size_t i;

	if (states->kind != PDF_DICT || **out)
		return ERR_OK;
	TRY(spend(r, states->u.dict.n, e));
	for (i = 0; i < states->u.dict.n; i++) {
		name.u.text = states->u.dict.entries[i].key;
		if (!bytes_eq_str(name.u.text, "Off"))
			return text(r, &name, out, e);
	}
	return ERR_OK;
}

static enum err read_looks(const struct pdf_form_reader *r, const struct pdf_obj *dict,
			   _Bool has_states, struct pdf_form_widget *w, struct error *e)
{
	const struct pdf_obj *ap, *normal, *down;

	TRY(get(r, dict, "AP", &ap, e));
	TRY(get(r, ap, "N", &normal, e));
	TRY(get(r, ap, "D", &down, e));
	w->state = "";
	if (has_states) {
		TRY(state_in(r, normal, &w->state, e));
		w->looks = *w->state;
		return state_in(r, down, &w->state, e);
	}
	w->looks = normal->kind == PDF_STREAM || normal->kind == PDF_DICT;
	return ERR_OK;
}

static enum err read_unit(const struct pdf_form_reader *r, const struct pdf_obj *dict,
			  struct pdf_form_widget *w, struct error *e)
{
	const struct pdf_obj *page, *unit;

	TRY(get(r, dict, "P", &page, e));
	TRY(get(r, page, "UserUnit", &unit, e));
	if (!pdf_obj_number(unit, &w->unit) || !(w->unit > 0 && w->unit <= 75000))
		w->unit = 1;
	return ERR_OK;
}

static enum err read_widget(const struct pdf_form_reader *r, struct pdf_ref ref,
			    const struct pdf_obj *dict, struct pdf_form_item *item,
			    struct pdf_form_widget *w, struct error *e)
{
	_Bool states = item->kind == PDF_FIELD_CHECK || item->kind == PDF_FIELD_RADIO;

	*w = (struct pdf_form_widget){ .ref = ref };
	TRY(read_style(r, dict, w, e));
	TRY(read_rect(r, dict, w, e));
	TRY(read_unit(r, dict, w, e));
	TRY(read_looks(r, dict, states, w, e));
	item->scripted |= pdf_dict_get(dict, "A") || pdf_dict_get(dict, "AA");
	return ERR_OK;
}

static enum err read_kids(const struct pdf_form_reader *r, const struct pdf_obj *kids,
			  struct pdf_form_item *item, struct error *e)
{
	struct pdf_form_widget *v;
	const struct pdf_obj *dict;
	size_t i;

	if (kids->u.array.n > PDF_FIELD_WIDGETS)
		return error_set(e, ERR_PDF_LIMIT, "a form field has more than %d widgets",
				 PDF_FIELD_WIDGETS);
	TRY(spend(r, kids->u.array.n, e));
	v = arena_alloc_n(r->mem, kids->u.array.n + 1, sizeof(*v));
	if (!v)
		return no_memory(e);
	item->widgets = v;
	for (i = 0; i < kids->u.array.n; i++) {
		const struct pdf_obj *kid = &kids->u.array.items[i];

		if (kid->kind != PDF_REF)
			continue;
		TRY(pdf_doc_resolve(r->d, kid, &dict, e));
		if (dict->kind == PDF_DICT)
			TRY(read_widget(r, kid->u.ref, dict, item, &v[item->n_widgets++], e));
	}
	return ERR_OK;
}

static enum err read_widgets(const struct pdf_form_reader *r, const struct pdf_field *f,
			     struct pdf_form_item *item, struct error *e)
{
	struct pdf_form_widget *only;
	const struct pdf_obj *kids;

	TRY(get(r, f->dict, "Kids", &kids, e));
	if (kids->kind == PDF_ARRAY && kids->u.array.n)
		return read_kids(r, kids, item, e);
	if (!pdf_dict_get(f->dict, "Rect"))
		return ERR_OK; /* a field without a widget */
	only = ARENA_NEW(r->mem, struct pdf_form_widget);
	if (!only)
		return no_memory(e);
	item->widgets = only;
	item->n_widgets = 1;
	return read_widget(r, f->ref, f->dict, item, only, e);
}

/* --- options and values --- */

static enum err choice_option(const struct pdf_form_reader *r, const struct pdf_obj *o,
			      struct pdf_option *out, struct error *e)
{
	const struct pdf_obj *value = o, *label = o;

	if (o->kind == PDF_ARRAY && o->u.array.n == 2) {
		TRY(pdf_doc_resolve(r->d, &o->u.array.items[0], &value, e));
		TRY(pdf_doc_resolve(r->d, &o->u.array.items[1], &label, e));
	}
	out->state = "";
	TRY(text(r, value, &out->value, e));
	return text(r, label, &out->label, e);
}

static enum err choice_options(const struct pdf_form_reader *r, const struct pdf_obj *opt,
			       struct pdf_form_item *item, struct error *e)
{
	struct pdf_option *v;
	const struct pdf_obj *o;
	size_t i;

	if (opt->kind != PDF_ARRAY || opt->u.array.n > PDF_FIELD_OPTIONS)
		return ERR_OK;
	TRY(spend(r, opt->u.array.n, e));
	v = arena_alloc_n(r->mem, opt->u.array.n + 1, sizeof(*v));
	if (!v)
		return no_memory(e);
	for (i = 0; i < opt->u.array.n; i++) {
		TRY(pdf_doc_resolve(r->d, &opt->u.array.items[i], &o, e));
		TRY(choice_option(r, o, &v[i], e));
	}
	item->options = v;
	item->n_options = i;
	return ERR_OK;
}

static const struct pdf_option *of_state(const struct pdf_form_item *item, const char *state)
{
	for (size_t i = 0; i < item->n_options; i++)
		if (strcmp(item->options[i].state, state) == 0)
			return &item->options[i];
	return NULL;
}

/* Each state once; what it exports is in /Opt, by the order of the widgets (§12.7.5.2.3). */
static enum err state_options(const struct pdf_form_reader *r, const struct pdf_obj *opt,
			      struct pdf_form_item *item, struct error *e)
{
	struct pdf_option *v = arena_alloc_n(r->mem, item->n_widgets + 1, sizeof(*v));
	const struct pdf_obj *o;
	size_t i;

	if (!v)
		return no_memory(e);
	item->options = v;
	for (i = 0; i < item->n_widgets; i++) {
		const char *state = item->widgets[i].state, *value = state;

		TRY(spend(r, item->n_options, e));
		if (!*state || of_state(item, state))
			continue;
		if (opt->kind == PDF_ARRAY && i < opt->u.array.n) {
			TRY(pdf_doc_resolve(r->d, &opt->u.array.items[i], &o, e));
			TRY(text(r, o, &value, e));
		}
		value = *value ? value : state;
		v[item->n_options++] = (struct pdf_option){ value, value, state };
	}
	return ERR_OK;
}

static enum err read_options(const struct pdf_form_reader *r, const struct pdf_field *f,
			     struct pdf_form_item *item, struct error *e)
{
	const struct pdf_obj *opt;

	TRY(inherited(r, f->dict, "Opt", &opt, e));
	if (item->kind == PDF_FIELD_CHOICE)
		return choice_options(r, opt, item, e);
	if (item->kind == PDF_FIELD_CHECK || item->kind == PDF_FIELD_RADIO)
		return state_options(r, opt, item, e);
	return ERR_OK;
}

/* What files say is the label as often as the value. */
static const char *choice_value(const struct pdf_form_item *item, const char *said)
{
	for (size_t i = 0; i < item->n_options; i++)
		if (strcmp(item->options[i].value, said) == 0)
			return said;
	for (size_t i = 0; i < item->n_options; i++)
		if (strcmp(item->options[i].label, said) == 0)
			return item->options[i].value;
	return said;
}

static const char *state_value(const struct pdf_form_item *item, const char *state)
{
	const struct pdf_option *o = of_state(item, state);

	if (!o)
		return "";
	return item->kind == PDF_FIELD_CHECK && item->n_options == 1 ? "on" : o->value;
}

static enum err read_value(const struct pdf_form_reader *r, const struct pdf_field *f,
			   struct pdf_form_item *item, struct error *e)
{
	const struct pdf_obj *v = f->value;
	const char *said = "";

	if (v && v->kind == PDF_ARRAY && v->u.array.n)
		TRY(pdf_doc_resolve(r->d, &v->u.array.items[0], &v, e));
	if (v)
		TRY(text(r, v, &said, e));
	item->value = "";
	if (item->kind == PDF_FIELD_SIGNATURE)
		item->value = v ? "signed" : "";
	else if (item->kind == PDF_FIELD_CHOICE)
		item->value = choice_value(item, said);
	else if (item->kind == PDF_FIELD_CHECK || item->kind == PDF_FIELD_RADIO)
		item->value = state_value(item, said);
	else if (item->kind != PDF_FIELD_IMAGE)
		item->value = said;
	/* a value that is a stream, or too long, would be lost */
	item->rich |=
		v && (v->kind == PDF_STREAM || (v->kind == PDF_STRING && v->u.text.len && !*said));
	return ERR_OK;
}

/* --- the whole --- */

static enum err read_entries(const struct pdf_form_reader *r, const struct pdf_field *f,
			     struct pdf_form_item *item, struct error *e)
{
	const struct pdf_obj *o;

	TRY(get(r, f->dict, "TU", &o, e));
	TRY(text(r, o, &item->tooltip, e));
	TRY(inherited(r, f->dict, "MaxLen", &o, e));
	if (o->kind == PDF_INT && o->u.integer > 0 && o->u.integer <= PDF_FIELD_TEXT_MAX)
		item->max_length = (unsigned)o->u.integer;
	TRY(inherited(r, f->dict, "RV", &o, e));
	item->rich = o->kind != PDF_NULL;
	TRY(of_form(r, f->dict, "DA", &o, e));
	if (o->kind == PDF_STRING)
		pdf_form_read_style(o->u.text, item);
	TRY(of_form(r, f->dict, "Q", &o, e));
	if (o->kind == PDF_INT && o->u.integer >= 0 && o->u.integer <= PDF_ALIGN_RIGHT)
		item->align = (enum pdf_field_align)o->u.integer;
	item->scripted = pdf_dict_get(f->dict, "A") || pdf_dict_get(f->dict, "AA");
	return ERR_OK;
}

static void set_flags(struct pdf_form_item *item, uint32_t flags)
{
	_Bool text = item->kind == PDF_FIELD_TEXT || item->kind == PDF_FIELD_MULTILINE;
	_Bool choice = item->kind == PDF_FIELD_CHOICE;

	item->required = flags & FF_REQUIRED;
	item->read_only = flags & FF_READ_ONLY;
	item->password = text && flags & FF_PASSWORD;
	/* counts only with /MaxLen, on one line (table 231) */
	item->comb = item->kind == PDF_FIELD_TEXT && flags & FF_COMB && !item->password &&
		     item->max_length;
	item->editable = choice && flags & FF_COMBO && flags & FF_EDIT;
	item->several = choice && flags & FF_SEVERAL;
}

enum err pdf_form_read_item(const struct pdf_form_reader *r, const struct pdf_field *f,
			    struct pdf_form_item *out, struct error *e)
{
	struct pdf_form_item item = { .ref = f->ref, .name = f->name, .kind = kind_of(f) };

	TRY(spend(r, 1, e));
	TRY(read_entries(r, f, &item, e));
	set_flags(&item, f->flags);
	TRY(read_widgets(r, f, &item, e));
	TRY(read_options(r, f, &item, e));
	TRY(read_value(r, f, &item, e));
	*out = item;
	return ERR_OK;
}
