/* AcroForm fields and signature fields (ISO 32000-2 §12.7), read and added to. */
#pragma once
#include "pdf/update.h"

struct pdf_field {
	struct pdf_ref ref;
	const char *name; /* fully qualified, UTF-8 */
	const char *type; /* "Sig", "Tx", "Btn", "Ch"; "" when unknown */
	const struct pdf_obj *dict;
	const struct pdf_obj *value; /* resolved, inherited too; NULL when absent or null */
	struct pdf_ref widget;	     /* its first widget; often the field itself */
	struct pdf_ref page;	     /* /P of that widget; num 0 when it has none */
	double rect[4];
	uint32_t flags;
};

enum { PDF_FORM_DEPTH = 32, PDF_FORM_FIELDS = 100000 };

/* All terminal fields in document order. ERR_PDF_LIMIT past the bounds above,
 * ERR_PDF_DAMAGED when a field is reached twice. A field must be an indirect object. */
enum err pdf_form_fields(struct pdf_doc *d, struct arena *mem, const struct pdf_field **out,
			 size_t *n, struct error *e) MUST_USE;
_Bool pdf_form_find(const struct pdf_field *fields, size_t n, const char *name,
		    const struct pdf_field **out);

enum pdf_lock_action { PDF_LOCK_NONE, PDF_LOCK_INCLUDE, PDF_LOCK_EXCLUDE, PDF_LOCK_ALL };
struct pdf_lock {
	enum pdf_lock_action action;
	const char *const *fields;
	size_t n;
	int p; /* /P 1..3; 0: absent */
};

struct pdf_new_sigfield {
	const char *name;     /* partial name, unique in the document */
	uint32_t page;	      /* index; an invisible field sits on this page too */
	double rect[4];	      /* default user space; all 0: invisible */
	struct pdf_lock lock; /* /Lock, action NONE: absent */
	const char *tooltip;  /* /TU; NULL: none */
	/* Gives the field an appearance that draws nothing: PDF/A asks every visible annotation to
	 * have one (ISO 19005-2 §6.3.3), PDF/A-1 every field (ISO 19005-1 §6.9). */
	_Bool empty_appearance;
	int turn; /* of its page, 0 to 270: /MK /R (pdf/place.h) */
};
/* Adds an empty signature field with its widget, AcroForm made when missing (SigFlags 3 set).
 * The widget is printed and locked (F 132), which PDF/A asks for too. ERR_INVALID: a bad
 * name or page; ERR_CONFLICT: a field of that name exists. */
enum err pdf_form_add_sigfield(struct pdf_update *u, const struct pdf_new_sigfield *f,
			       struct pdf_ref *field_out, struct error *e) MUST_USE;

/* Points the field's /V to the signature, sets its /AP /N (num 0: invisible field, no /AP).
 * ERR_CONFLICT when the field is signed already, ERR_INVALID when it is no signature field. */
enum err pdf_form_set_signature(struct pdf_update *u, struct pdf_ref field,
				struct pdf_ref signature, struct pdf_ref appearance,
				struct error *e) MUST_USE;

/* What an act changes in a field that is filled in: /V, /AP /N and /AS, nothing else. */
struct pdf_field_value {
	const struct pdf_obj *value; /* NULL: /V stays */
	struct pdf_ref appearance;   /* num 0: /AP stays */
	const char *state;	     /* /AS; NULL: stays. Must outlive the update */
};
enum err pdf_form_set_value(struct pdf_update *u, struct pdf_ref field,
			    const struct pdf_field_value *v, struct error *e) MUST_USE;

/* Catalog /Perms /DocMDP, for a certification signature. ERR_CONFLICT when there is one. */
enum err pdf_form_set_docmdp(struct pdf_update *u, struct pdf_ref signature,
			     struct error *e) MUST_USE;

/* A text string (§7.9.2.2: UTF-16BE, UTF-8 or PDFDocEncoding) as UTF-8 in mem; NULL when
 * mem is full. What cannot be decoded becomes U+FFFD. */
char *pdf_text_utf8(struct arena *mem, struct bytes text) MUST_USE;
