/* AcroForm fields and signature fields (ISO 32000-2 §12.7), read and added to. */
#pragma once
#include "pdf/update.h"

struct pdf_field {
	struct pdf_ref ref;
	const char *name;	/* fully qualified, UTF-8 */
	const char *type;	/* "Sig", "Tx", "Btn", "Ch"; "" when unknown */
	const struct pdf_obj *dict, *value; /* value resolved; NULL when absent */
	struct pdf_ref page;	/* of its widget; num 0 when none */
	double rect[4];
	uint32_t flags;
};

/* All terminal fields in document order. Bounded depth and count; cycles refused. */
enum err pdf_form_fields(struct pdf_doc *d, struct arena *mem, const struct pdf_field **out,
			 size_t *n, struct error *e) MUST_USE;
_Bool pdf_form_find(const struct pdf_field *fields, size_t n, const char *name,
		    const struct pdf_field **out);

/* What an upload is, for the table in docs: refusals and restrictions. */
struct pdf_survey {
	uint32_t pages;
	unsigned fields, signatures, empty_signature_fields;
	int certified;	    /* 0 or DocMDP P of the certification signature */
	_Bool xfa, javascript, pdf_x;
	int pdf_a_part;	    /* 0: no PDF/A */
	char pdf_a_level;   /* 'A', 'B', 'U' or 0 */
};
enum err pdf_survey(struct pdf_doc *d, struct arena *mem, struct pdf_survey *out, struct error *e) MUST_USE;
/* ERR_PDF_XFA, _LOCKED, _RESTRICTED, _X with the reason; ERR_OK when it may be signed. */
enum err pdf_survey_signable(const struct pdf_survey *s, struct error *e) MUST_USE;

enum pdf_lock_action { PDF_LOCK_NONE, PDF_LOCK_INCLUDE, PDF_LOCK_EXCLUDE, PDF_LOCK_ALL };
struct pdf_lock {
	enum pdf_lock_action action;
	const char *const *fields;
	size_t n;
	int p;			/* /P 1..3; 0: absent */
};

struct pdf_new_sigfield {
	const char *name;	/* partial name, unique in the document */
	uint32_t page;		/* index; an invisible field sits on this page too */
	double rect[4];		/* default user space; all 0: invisible */
	struct pdf_lock lock;	/* /Lock, action NONE: absent */
	const char *tooltip;	/* /TU; NULL: none */
};
/* Adds an empty signature field with its widget, AcroForm made when missing (SigFlags 3 set). */
enum err pdf_form_add_sigfield(struct pdf_update *u, const struct pdf_new_sigfield *f,
			       struct pdf_ref *field_out, struct error *e) MUST_USE;

/* Points the field's /V to the signature, sets its /AP /N (num 0: invisible field, no /AP). */
enum err pdf_form_set_signature(struct pdf_update *u, struct pdf_ref field,
				struct pdf_ref signature, struct pdf_ref appearance,
				struct error *e) MUST_USE;
/* Catalog /Perms /DocMDP, for a certification signature. */
enum err pdf_form_set_docmdp(struct pdf_update *u, struct pdf_ref signature, struct error *e) MUST_USE;
