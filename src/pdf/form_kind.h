/* Kinds of form fields, shared by those that make, list and fill them. */
#pragma once
#include "pdf/update.h"

enum pdf_field_kind {
	PDF_FIELD_TEXT,
	PDF_FIELD_MULTILINE,
	PDF_FIELD_CHECK,
	PDF_FIELD_RADIO,
	PDF_FIELD_CHOICE,
	PDF_FIELD_IMAGE, /* a push-button: what is filled in is its picture */
	PDF_FIELD_SIGNATURE,
	PDF_FIELD_OTHER, /* listed only */
};

enum pdf_field_align { PDF_ALIGN_LEFT, PDF_ALIGN_CENTER, PDF_ALIGN_RIGHT }; /* as /Q counts */

/* What may be chosen. Radio buttons and check boxes: state is the name in /AP /N. */
struct pdf_option {
	const char *value; /* what is exported: UTF-8 */
	const char *label; /* what is shown; NULL when made: the value */
	const char *state; /* radio, check; set by pdf_form_list */
};

enum {
	PDF_FIELD_OPTIONS = 10000,
	PDF_FIELD_WIDGETS = 10000,
	PDF_FIELD_TEXT_MAX = 64 * 1024, /* bytes of a text value */
};
