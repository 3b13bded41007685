/* The fields of a form as a plain list: what an upload brings along, and what an act fills in.
 *
 * Everything inherited is resolved (/FT, /Ff, /V, /MaxLen, /DA, /Q, /Opt; of the AcroForm too).
 * Whatever is wrong with a single field makes it PDF_FIELD_OTHER or leaves a part out; only a form
 * that pdf_form_fields refuses, or an object that cannot be read, is an error. */
#pragma once
#include "pdf/form.h"
#include "pdf/form_kind.h"
#include "pdf/place.h"

struct pdf_form_widget {
	struct pdf_ref ref;
	_Bool on_page;	      /* page and area are known */
	uint32_t page;	      /* index */
	struct pdf_area area; /* as seen */
	double rect[4];
	int turn;	      /* /MK /R */
	double width, height; /* of an upright appearance */
	double unit;	      /* points in their unit (/UserUnit of the page /P names), usually 1 */
	const char *state;    /* check, radio: the name of being chosen; "" when there is none */
	_Bool hidden;	      /* is not seen: Hidden, NoView, or without a size */
	_Bool looks;	      /* has an appearance /N (of its state) */
	_Bool has_fill, has_border;		 /* /MK /BG, /BC: drawn by the appearance too */
	double fill[3], border[3], border_width; /* RGB */
};

struct pdf_form_item {
	struct pdf_ref ref;
	const char *name;    /* fully qualified */
	const char *tooltip; /* "" when there is none */
	enum pdf_field_kind kind;
	_Bool required, read_only, comb, password;
	_Bool editable;	     /* choice: other text than the options may be given */
	_Bool several;	     /* choice: more than one may be chosen; only the first is told */
	_Bool rich;	     /* text with /RV: is not filled in */
	_Bool scripted;	     /* it or a widget has /A or /AA: kept, never run */
	unsigned max_length; /* 0: any */
	double font_size;    /* 0: automatic */
	double color[3];     /* of text, RGB */
	enum pdf_field_align align;
	const struct pdf_option *options; /* choice, radio; check with several states */
	size_t n_options;
	/* Text as UTF-8, option's value (radio, choice), "on" or "" (check), signature: "" or
	 * "signed"; "" when empty. */
	const char *value;
	const struct pdf_form_widget *widgets;
	size_t n_widgets;
};

/* In document order; all in mem. */
enum err pdf_form_list(struct pdf_doc *d, struct arena *mem, const struct pdf_form_item **out,
		       size_t *n, struct error *e) MUST_USE;
/* One field without the pages it lies on: cheap in a document that was opened by an index. */
enum err pdf_form_read(struct pdf_doc *d, const struct pdf_field *f, struct arena *mem,
		       struct pdf_form_item *out, struct error *e) MUST_USE;
