/* Is a field possible that is to be made? */
#include "pdf/form_make.h"

enum { WIDGETS_MAX = 1000 /* of one field */ };

static const double font_size_most = 300;

static _Bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static enum err check_value(const struct pdf_new_field *f, struct error *e)
{
	_Bool known = !f->value || !*f->value;
	size_t i;

	if (f->kind == PDF_FIELD_TEXT || f->kind == PDF_FIELD_MULTILINE)
		return strlen(f->value ? f->value : "") <= PDF_FIELD_TEXT_MAX
			       ? ERR_OK
			       : error_set(e, ERR_INVALID, "the text exceeds %d bytes",
					   PDF_FIELD_TEXT_MAX);
	if (f->kind == PDF_FIELD_CHECK)
		known |= same(f->value, "on");
	for (i = 0; f->kind == PDF_FIELD_CHOICE && i < f->n_options; i++)
		known |= same(f->options[i].value, f->value);
	for (i = 0; f->kind == PDF_FIELD_RADIO && i < f->n_widgets; i++)
		known |= same(f->widgets[i].value, f->value);
	return known ? ERR_OK : error_set(e, ERR_INVALID, "\"%.64s\" is no option", f->value);
}

static _Bool is_many(enum pdf_field_kind kind)
{
	return kind == PDF_FIELD_RADIO || kind == PDF_FIELD_IMAGE;
}

static enum err check_widgets(const struct pdf_new_field *f, struct error *e)
{
	_Bool states = f->kind == PDF_FIELD_CHECK || f->kind == PDF_FIELD_RADIO;
	size_t i;

	if (!f->n_widgets || f->n_widgets > (is_many(f->kind) ? WIDGETS_MAX : 1))
		return error_set(e, ERR_INVALID, "it has %zu places on pages", f->n_widgets);
	for (i = 0; i < f->n_widgets; i++) {
		const struct pdf_new_widget *w = &f->widgets[i];

		if (!(w->place.rect[0] < w->place.rect[2] && w->place.rect[1] < w->place.rect[3]))
			return error_set(e, ERR_INVALID, "it has no size");
		if (states && !w->look.num)
			return error_set(e, ERR_INVALID, "it has no picture of being chosen");
		if (f->kind == PDF_FIELD_RADIO && (!w->value || !*w->value))
			return error_set(e, ERR_INVALID, "a radio button stands for no option");
	}
	return ERR_OK;
}

static enum err check_options(const struct pdf_new_field *f, struct error *e)
{
	size_t i, k;

	if (f->kind != PDF_FIELD_CHOICE)
		return ERR_OK;
	if (!f->n_options || f->n_options > PDF_FIELD_OPTIONS)
		return error_set(e, ERR_INVALID, "it has %zu options", f->n_options);
	for (i = 0; i < f->n_options; i++)
		for (k = 0; k <= i; k++)
			if (!f->options[i].value ||
			    (k < i && same(f->options[i].value, f->options[k].value)))
				return error_set(e, ERR_INVALID,
						 "option %zu is none, or there twice", i + 1);
	return ERR_OK;
}

enum err pdf_form_check_new(const struct pdf_new_field *f, struct error *e)
{
	if (f->kind >= PDF_FIELD_SIGNATURE)
		return error_set(e, ERR_INVALID, "such fields are not made here");
	if (!(f->font_size >= 0 && f->font_size <= font_size_most))
		return error_set(e, ERR_INVALID, "the font size is none");
	if (f->comb && (f->kind != PDF_FIELD_TEXT || !f->max_length))
		return error_set(e, ERR_INVALID,
				 "a comb needs a single line and a greatest length");
	TRY(check_widgets(f, e));
	TRY(check_options(f, e));
	return check_value(f, e);
}
