/* A new draft after another envelope, whatever became of it: properties, recipients without what
 * they did or keep secret, the original uploads. Deadline and external_id are not taken over: both
 * belong to one contract. */
#pragma once
#include "domain/field.h"

/* What became of the parts while they were copied. */
struct duplicate {
	const char *from, *to; /* envelopes */
	struct id_pair *recipients, *documents;
	size_t n_recipients, n_documents;
};
/* The draft with properties and recipients; d->actor becomes its maker. The files are then taken in
 * one by one like uploads by the caller, who notes them with duplicate_document. */
enum err duplicate_begin(struct domain *d, const struct dossier *from, struct duplicate *out,
			 struct error *e) MUST_USE;
void duplicate_document(struct duplicate *u, const char *from, const char *to);
/* Once all files are there. What hangs on recipients and documents by tables of its own is copied
 * here, in this transaction, by the pairs of *u. */
enum err duplicate_finish(struct domain *d, const struct duplicate *u, struct error *e) MUST_USE;
