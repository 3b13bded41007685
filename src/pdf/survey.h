/* What an uploaded PDF is: what it holds that decides whether and how it may be
 * signed (the table "upload already has" in docs/product). Reads names, actions,
 * fields, annotations and metadata; every walk is bounded. */
#pragma once
#include "pdf/form.h"

struct pdf_survey {
	uint32_t pages;
	unsigned fields, signatures, empty_signature_fields;
	int certified;	    /* 0 or DocMDP P of the certification signature */
	_Bool no_changes;   /* an approval signature's /Lock says P 1 */
	_Bool locks_all;    /* a signature's FieldMDP locks every field */
	_Bool xfa, javascript, pdf_x;
	int pdf_a_part;	    /* 0: no PDF/A */
	char pdf_a_level;   /* 'A', 'B', 'U', 'E', 'F' or 0 */
};
enum err pdf_survey(struct pdf_doc *d, struct arena *mem, struct pdf_survey *out, struct error *e) MUST_USE;
/* pdf_a_part alone. */
enum err pdf_survey_pdf_a(struct pdf_doc *d, struct arena *mem, int *part_out, struct error *e) MUST_USE;
/* Only what the signatures in the file say: fields to locks_all. Reads no page, so it is
 * cheap enough to precede every signature. */
enum err pdf_survey_signatures(struct pdf_doc *d, const struct pdf_field *fields, size_t n,
			       struct pdf_survey *out, struct error *e) MUST_USE;
/* ERR_PDF_XFA, _LOCKED, _X with the reason; ERR_OK when it may be signed. */
enum err pdf_survey_signable(const struct pdf_survey *s, struct error *e) MUST_USE;

/* True when a signature already in the document locks the field of this name (FieldMDP,
 * §12.8.2.4): a locked parent locks its descendants. */
enum err pdf_survey_field_locked(struct pdf_doc *d, const struct pdf_field *fields, size_t n,
				 const char *name, _Bool *out, struct error *e) MUST_USE;
