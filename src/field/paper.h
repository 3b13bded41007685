/* Pages of a contract's documents, read from their encrypted bytes: how large they are as they are
 * seen. And the port through which the domain asks whether a value fits its box. */
#pragma once
#include "field/look.h"
#include "pdf/place.h"

/* One document at a time stays open: the questions come document by document. */
struct field_paper {
	struct blob_store *blobs;
	struct field_drawing drawing; /* for struct domain */
	/* paper.c's own */
	const char *document;
	struct arena *mem;
	struct blob_chain *chain;
	struct pdf_source source;
	struct pdf_doc *pdf;
};
/* p must stay where it is while drawing is in use. */
void field_paper_init(struct field_paper *p, struct blob_store *blobs);
void field_paper_done(struct field_paper *p); /* zeroed is fine */
DEFINE_AUTO_DONE(field_paper, struct field_paper)
