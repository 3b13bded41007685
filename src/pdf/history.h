/* The revisions of an open document, one after the other, each as a document of its own: what a
 * reader of that time saw. Every cross-reference section is read once on the way, so the whole walk
 * costs what was added, not revisions times sections.
 *
 * Every section of an open document is followed by its startxref and %%EOF (pdf_doc_open), so the
 * bytes up to pdf_doc_revision(d, i).end are a file that pdf_doc_open would accept too. */
#pragma once
#include "pdf/doc.h"

struct pdf_history;

/* Stands at revision `first` of d, which must have been opened without an index and must outlive
 * the walk, as must budget: what the revisions take at a time counts against its limit. */
enum err pdf_history_new(struct pdf_doc *d, unsigned first, struct arena *budget,
			 struct pdf_history **out, struct error *e) MUST_USE;
void pdf_history_free(struct pdf_history *h); /* NULL is fine */
DEFINE_AUTO(pdf_history, struct pdf_history *)

unsigned pdf_history_at(const struct pdf_history *h);
/* The present revision, and the one after it (NULL at the newest). Both, and all that was got from
 * them, are valid until the next step; the one after then is the present one and stays valid. */
struct pdf_doc *pdf_history_doc(struct pdf_history *h);
struct pdf_doc *pdf_history_after(struct pdf_history *h);
enum err pdf_history_step(struct pdf_history *h, struct error *e) MUST_USE; /* there must be one after */
