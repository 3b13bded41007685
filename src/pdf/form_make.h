/* Makes the form that is certified before anybody is asked: every field that parties will fill in,
 * each with its widgets, in one update (ISO 32000-2 §12.7). Later acts only fill (pdf/form_fill.h).
 *
 * Names are partial names at the root of the form, unique in the document. Widgets are printed and
 * locked (F 132), have no action, and where they show something it is a picture made beforehand
 * (an XObject, pdf/import.h): no viewer has to draw, /NeedAppearances is taken away. */
#pragma once
#include "pdf/form_kind.h"
#include "pdf/place.h"

struct pdf_new_widget {
	struct pdf_place place;
	/* Text, multi-line, choice: the look of the initial value; check, radio: of being chosen
	 * (needed); image: none. num 0: a picture that draws nothing. */
	struct pdf_ref look;
	struct pdf_ref off; /* check, radio: of not being chosen; num 0: draws nothing */
	const char *value;  /* radio: its option's value; widgets of equal value go together.
			     * Check: NULL */
};

struct pdf_new_field {
	enum pdf_field_kind kind; /* not PDF_FIELD_SIGNATURE (pdf_form_add_sigfield) nor OTHER */
	const char *name;
	const char *tooltip; /* /TU, what a screen reader says; NULL: none */
	_Bool required, read_only;
	_Bool comb;	     /* text with max_length: a cell for each character */
	unsigned max_length; /* characters; 0: any */
	double font_size;    /* points; 0: automatic */
	enum pdf_field_align align;
	const struct pdf_option *options; /* choice */
	size_t n_options;
	const char *value; /* initial: text, an option's value, check: "on"; NULL or "": empty */
	const struct pdf_new_widget *widgets; /* one; radio and image: one or more, on any pages */
	size_t n_widgets;
	/* PDF/A: an image field gets a first picture that draws nothing, as the state of a button,
	 * because every visible annotation needs one (ISO 19005-2 §6.3.3, 19005-1 §6.9); it is
	 * filled in by another state then. Otherwise it has none. */
	_Bool pdf_a;
};

/* Adds them all in the order given; refs_out (n of them, NULL: not wanted) are the fields. What v
 * points to is copied. ERR_INVALID: a bad name, page, value or option; ERR_CONFLICT: a name that is
 * taken. May go together with pdf_form_add_sigfield in one update, before or after. */
enum err pdf_form_add_fields(struct pdf_update *u, const struct pdf_new_field *v, size_t n,
			     struct pdf_ref *refs_out, struct error *e) MUST_USE;

/* Takes /NeedAppearances away, after every value has its picture. *asked: was it set? */
enum err pdf_form_drop_redraw(struct pdf_update *u, _Bool *asked, struct error *e) MUST_USE;

/* Whether such a field can be made, its name aside; called by pdf_form_add_fields. */
enum err pdf_form_check_new(const struct pdf_new_field *f, struct error *e) MUST_USE;
