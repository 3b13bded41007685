/* Joins drawing and filling: a value becomes a picture of the field's widgets and is put into the
 * form in one step. Used when a document is prepared (initial values) and in each act. */
#pragma once
#include "draw/field.h"
#include "pdf/form_fill.h"
#include "pdf/form_make.h"

/* The look as an XObject in u, upright on the widget's page. */
enum err field_look_add(struct pdf_update *u, const struct draw_look *look, int turn,
			struct pdf_ref *out, struct error *e) MUST_USE;

/* What a widget of an existing text or choice field needs to show text as the form asks: size of
 * the box, font size, colour, alignment, lines, comb, border. The text lives as long as the
 * caller's. */
struct draw_look field_look_text(const struct pdf_form_item *item, const struct pdf_form_widget *w,
				 const char *text);

/* A value for one field. Text, check, radio and choice: text. Image: look, whose width, height and
 * unit are taken from each widget. */
struct field_value {
	const char *text;
	const struct draw_look *look;
	_Bool opaque; /* PDF/A-1 */
};
enum err field_fill(struct pdf_filling *f, struct pdf_update *u, const char *name,
		    const struct field_value *value, struct error *e) MUST_USE;

/* Before certification: draws the present value of every field that has none drawn, or of all of
 * them when the form asks viewers to draw (/NeedAppearances), and takes that request away. */
enum err field_look_settle(struct pdf_update *u, struct error *e) MUST_USE;
