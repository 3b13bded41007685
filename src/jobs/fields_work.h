/* Making the form of a document, for fields.c and fields_locks.c only. */
#pragma once
#include "jobs/fields.h"

struct making {
	const struct fields_job *f;
	struct pdf_update *u;
	int pdf_a;
	const char **rest; /* fields that the file brought along and nobody fills in */
	size_t n_rest;
};
/* The parties' signature fields, and the closing one where there is one. */
enum err making_add_signatures(struct making *m, struct error *e) MUST_USE;

static inline _Bool is_on_document(const struct fields_job *f, const struct filled *v)
{
	return !strcmp(v->f.document_id, f->doc->id);
}

static inline _Bool is_signature(const struct filled *v)
{
	return !strcmp(v->f.kind, "signature");
}

/* seat NULL: the sender's */
static inline _Bool is_of_seat(const struct filled *v, const char *seat)
{
	return seat ? v->f.seat && !strcmp(v->f.seat, seat) : !v->f.seat;
}

/* The update keeps what it is given until it is written. NULL: no room. */
const char *making_form_name(struct pdf_update *u, const struct filled *v);
