#include "pdf/form_fill.h"
#include "pdf/form_parts.h"
#include "pdf/form_read.h"
#include "pdf/survey.h"

struct pdf_filling {
	struct pdf_update *u;
	const struct pdf_field *fields;
	size_t n, budget;
};

enum err pdf_filling_begin(struct pdf_update *u, struct pdf_filling **out, struct error *e)
{
	struct pdf_filling *f = ARENA_NEW(pdf_update_mem(u), struct pdf_filling);

	if (!f)
		return pdf_part_no_memory(e);
	f->u = u;
	f->budget = PDF_FORM_STEPS;
	TRY(pdf_form_fields(pdf_update_doc(u), pdf_update_mem(u), &f->fields, &f->n, e));
	*out = f;
	return ERR_OK;
}

enum err pdf_filling_find(struct pdf_filling *f, const char *name, const struct pdf_form_item **out,
			  struct error *e)
{
	struct pdf_form_reader r = { pdf_update_doc(f->u), pdf_update_mem(f->u), &f->budget };
	struct pdf_form_item *item = ARENA_NEW(r.mem, struct pdf_form_item);
	const struct pdf_field *field;

	if (!item)
		return pdf_part_no_memory(e);
	if (!pdf_form_find(f->fields, f->n, name, &field))
		return error_set(e, ERR_NOT_FOUND, "there is no form field \"%.64s\"", name);
	TRY(pdf_form_read_item(&r, field, item, e));
	*out = item;
	return ERR_OK;
}

/* --- may it hold this value? --- */

/* Bytes of the character at s; 0 when it is none (Unicode table 3-7). */
static size_t character(const unsigned char *s)
{
	static const struct {
		unsigned char from, to, second_from, second_to;
		size_t n;
	} rows[] = { { 0x01, 0x7f, 0, 0, 1 },	    { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		     { 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		     { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		     { 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		     { 0xf4, 0xf4, 0x80, 0x8f, 4 } };
	size_t i, k;

	for (i = 0; i < COUNT_OF(rows); i++)
		if (s[0] >= rows[i].from && s[0] <= rows[i].to)
			break;
	if (i == COUNT_OF(rows))
		return 0;
	if (rows[i].n > 1 && (s[1] < rows[i].second_from || s[1] > rows[i].second_to))
		return 0;
	for (k = 2; k < rows[i].n; k++)
		if ((s[k] & 0xc0) != 0x80)
			return 0;
	return rows[i].n;
}

static enum err check_text(const struct pdf_form_item *item, const char *value, struct error *e)
{
	const unsigned char *s = (const unsigned char *)value;
	size_t count = 0, n;

	if (strlen(value) > PDF_FIELD_TEXT_MAX)
		return error_set(e, ERR_INVALID, "the text exceeds %d bytes", PDF_FIELD_TEXT_MAX);
	for (; *s; s += n, count++) {
		n = character(s);
		if (!n)
			return error_set(e, ERR_INVALID, "the text is not UTF-8");
		if (*s == 0x7f || (*s < 0x20 && !(*s == '\n' && item->kind == PDF_FIELD_MULTILINE)))
			return error_set(e, ERR_INVALID,
					 "the text holds the control character U+%04X", *s);
	}
	if (item->max_length && count > item->max_length)
		return error_set(e, ERR_INVALID, "%zu characters are more than %u", count,
				 item->max_length);
	return ERR_OK;
}

static const struct pdf_option *option(const struct pdf_form_item *item, const char *value)
{
	for (size_t i = 0; i < item->n_options; i++)
		if (strcmp(item->options[i].value, value) == 0)
			return &item->options[i];
	for (size_t i = 0; i < item->n_options; i++)
		if (*value && strcmp(item->options[i].state, value) == 0)
			return &item->options[i];
	return NULL;
}

static enum err check_choice(const struct pdf_form_item *item, const char *value, struct error *e)
{
	TRY(check_text(item, value, e));
	if (!*value || item->editable || option(item, value))
		return ERR_OK;
	return error_set(e, ERR_INVALID, "\"%.64s\" is no option", value);
}

/* The state that stands for value; "Off" for none. */
static enum err state_of(const struct pdf_form_item *item, const char *value, const char **out,
			 struct error *e)
{
	const struct pdf_option *o = option(item, value);

	*out = "Off";
	if (!*value || strcmp(value, "Off") == 0)
		return ERR_OK;
	if (!item->n_options)
		return error_set(e, ERR_UNSUPPORTED, "the field has no pictures of its states");
	if (!o && item->kind == PDF_FIELD_CHECK && strcmp(value, "on") == 0)
		o = &item->options[0];
	if (!o)
		return error_set(e, ERR_INVALID, "\"%.64s\" is no option", value);
	*out = o->state;
	return ERR_OK;
}

/* --- into the update --- */

static enum err set_value(struct pdf_filling *f, struct pdf_ref field, struct pdf_obj value,
			  struct error *e)
{
	struct pdf_field_value v = { .value = &value };

	if (value.kind == PDF_NULL)
		return pdf_part_no_memory(e);
	return pdf_form_set_value(f->u, field, &v, e);
}

static enum err open_widget(struct pdf_filling *f, struct pdf_ref widget,
			    const struct pdf_obj **dict, struct pdf_dict_builder *b,
			    struct error *e)
{
	TRY(pdf_update_get(f->u, widget, dict, e));
	if ((*dict)->kind != PDF_DICT)
		return error_set(e, ERR_PDF_DAMAGED, "object %u is no widget", widget.num);
	*b = pdf_dict_copy(pdf_update_mem(f->u), *dict);
	return ERR_OK;
}

/* A push-button whose picture is a state keeps it so: PDF/A asks for that. */
static enum err has_states(struct pdf_filling *f, const struct pdf_obj *widget, _Bool *out,
			   struct error *e)
{
	const struct pdf_obj *ap, *normal;

	TRY(pdf_part_get(f->u, widget, "AP", &ap, e));
	TRY(pdf_part_get(f->u, ap, "N", &normal, e));
	*out = normal->kind == PDF_DICT;
	return ERR_OK;
}

static enum err set_look(struct pdf_filling *f, const struct pdf_form_item *item,
			 struct pdf_ref widget, struct pdf_ref look, struct error *e)
{
	struct arena *mem = pdf_update_mem(f->u);
	const struct pdf_obj *dict;
	struct pdf_dict_builder b;
	_Bool state;

	if (!look.num)
		return ERR_OK;
	TRY(open_widget(f, widget, &dict, &b, e));
	TRY(has_states(f, dict, &state, e));
	if (state && item->kind == PDF_FIELD_IMAGE)
		TRY(pdf_part_set_state_look(mem, &b, "On", look, e));
	else
		pdf_part_set_look(mem, &b, look);
	return pdf_part_set(f->u, widget, &b, e);
}

static enum err set_state(struct pdf_filling *f, const struct pdf_form_widget *w,
			  const char *chosen, struct error *e)
{
	const char *state = *w->state && strcmp(w->state, chosen) == 0 ? w->state : "Off";
	const struct pdf_obj *dict;
	struct pdf_dict_builder b;

	TRY(open_widget(f, w->ref, &dict, &b, e));
	if (pdf_is_name(pdf_dict_get(dict, "AS"), state))
		return ERR_OK;
	pdf_dict_set(&b, "AS", pdf_name(state));
	return pdf_part_set(f->u, w->ref, &b, e);
}

static enum err fill_states(struct pdf_filling *f, const struct pdf_form_item *item,
			    const char *value, struct error *e)
{
	const char *state;

	TRY(state_of(item, value, &state, e));
	TRY(set_value(f, item->ref, pdf_name(state), e));
	for (size_t i = 0; i < item->n_widgets; i++)
		TRY(set_state(f, &item->widgets[i], state, e));
	return ERR_OK;
}

static enum err fill_looks(struct pdf_filling *f, const struct pdf_form_item *item,
			   const struct pdf_ref *looks, struct error *e)
{
	_Bool any = 0;

	for (size_t i = 0; looks && i < item->n_widgets; i++) {
		any |= looks[i].num != 0;
		TRY(set_look(f, item, item->widgets[i].ref, looks[i], e));
	}
	return any || !item->n_widgets
		       ? ERR_OK
		       : error_set(e, ERR_INVALID, "there is no picture of the value");
}

static enum err fill_text(struct pdf_filling *f, const struct pdf_form_item *item,
			  const char *value, const struct pdf_ref *looks, struct error *e)
{
	if (item->rich)
		return error_set(e, ERR_UNSUPPORTED, "rich text is not filled in");
	if (item->password) /* "shall never be stored in the PDF file" (table 231) */
		return error_set(e, ERR_UNSUPPORTED, "a password is not written into a document");
	if (item->kind == PDF_FIELD_CHOICE)
		TRY(check_choice(item, value, e));
	else
		TRY(check_text(item, value, e));
	TRY(set_value(f, item->ref, pdf_text(pdf_update_mem(f->u), value), e));
	return fill_looks(f, item, looks, e);
}

static enum err fill(struct pdf_filling *f, const struct pdf_form_item *item, const char *value,
		     const struct pdf_ref *looks, struct error *e)
{
	switch (item->kind) {
	case PDF_FIELD_TEXT:
	case PDF_FIELD_MULTILINE:
	case PDF_FIELD_CHOICE:
		return fill_text(f, item, value ? value : "", looks, e);
	case PDF_FIELD_CHECK:
	case PDF_FIELD_RADIO:
		return fill_states(f, item, value ? value : "", e);
	case PDF_FIELD_IMAGE:
		return fill_looks(f, item, looks, e);
	case PDF_FIELD_SIGNATURE:
	case PDF_FIELD_OTHER:
		break;
	}
	return error_set(e, ERR_UNSUPPORTED, "this kind of field is not filled in");
}

enum err pdf_filling_set(struct pdf_filling *f, const struct pdf_form_item *item, const char *value,
			 const struct pdf_ref *looks, struct error *e)
{
	_Bool locked;
	enum err rc;

	TRY(pdf_survey_field_locked(pdf_update_doc(f->u), f->fields, f->n, item->name, &locked, e));
	rc = locked ? error_set(e, ERR_PDF_LOCKED, "a signature locks it")
		    : fill(f, item, value, looks, e);
	return rc == ERR_OK ? rc : error_wrap(e, rc, item->name);
}
