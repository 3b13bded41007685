/* What a party's signature permits after it where no certification says so: ISO 32000-2 table 236, form
 * filling and signing. */
#define FIELDS_LOCK_P 2

/* The fields of one document while the worker prepares and signs it. */
#pragma once
#include "domain/field.h"
#include "jobs/context.h"
#include "pdf/update.h"

struct fields_job {
	struct work *w;
	const struct document *doc;
	struct filled *list; /* all fields of the envelope */
	size_t n;
	const struct recipient *who; /* of the act; NULL: the sender's */
	const char *act;
	time_ms at; /* of the act, for the visible signature */
	_Bool certified; /* the service signs before the parties and after them */
};
enum err fields_job_load(struct work *w, const struct document *doc, struct fields_job *out,
			 struct error *e) MUST_USE;

/* Before anybody signs: every party's fields, empty; the sender's, filled in; a signature field for
 * each party, where one was placed or invisible, that locks the party's fields and the sender's
 * (ISO 32000-2 §12.8.2.4), and the closing one. Without the service's certification there is no closing
 * one, and each party's locks also what nobody has to fill in, and the document to form filling and
 * signing (/P 2, table 236), which the certification would say. */
enum err fields_make(const struct fields_job *f, struct pdf_update *u, struct error *e) MUST_USE;
/* The values of f->act into the form. */
enum err fields_fill(const struct fields_job *f, struct pdf_update *u, struct error *e) MUST_USE;
/* What the party's signature shows; num 0: it is invisible. */
enum err fields_signature_look(const struct fields_job *f, struct pdf_update *u,
			       struct pdf_ref *out, struct error *e) MUST_USE;
/* Does the act of f->who change what a person sees of this document? */
_Bool fields_visible(const struct fields_job *f);
/* The digest of the values of an act into its record; values holds the text. */
enum err fields_record(struct work *w, const char *act, char values[FIELD_DIGEST_SIZE],
		       struct act_record *record, struct error *e) MUST_USE;
