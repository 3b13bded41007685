/* The working state of diff_judge; for the diff_*.c files only. */
#pragma once
#include "sig/validate/diff.h"
#include "sig/validate/graph.h"

struct diff {
	const struct diff_request *rq;
	struct pdf_doc *before, *after;
	struct arena *mem;
	struct graph graph;	/* of before */
	uint32_t *explained;	/* by number: keys under which a change of it is explained; 0: not */
	uint32_t n;		/* numbers */
	const struct pdf_field *fields, *fields_after;
	size_t n_fields, n_fields_after;
	_Bool *new_field;	/* by number: a signature field that was added rightly */
	struct diff_result *out;
};

/* Notes a change; the level of the result grows. num 0: no object. */
void diff_note(struct diff *d, enum later_changes level, uint32_t num, const char *fmt, ...)
	PRINTF_LIKE(4, 5);
static inline void diff_explain(struct diff *d, uint32_t num, uint32_t keys)
{
	if (num < d->n)
		d->explained[num] |= keys;
}
/* The number a value refers to; 0 when it is direct or absent. */
static inline uint32_t diff_ref(const struct pdf_obj *o)
{
	return o && o->kind == PDF_REF ? o->u.ref.num : 0;
}
_Bool diff_existed(struct diff *d, uint32_t num); /* defined in the signed part */
/* dict[key], resolved; NULL when null or absent. */
const struct pdf_obj *diff_get(struct pdf_doc *doc, const struct pdf_obj *dict, const char *key);
/* Values equal as written, references included; both NULL or null: equal. */
_Bool diff_same(const struct pdf_obj *a, const struct pdf_obj *b);

/* Calls judge for each key whose value differs (NULL: absent on that side). */
typedef void diff_key_fn(struct diff *d, void *ctx, const char *key, const struct pdf_obj *before,
			 const struct pdf_obj *after);
void diff_keys(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after,
	       diff_key_fn *judge, void *ctx);

void diff_form(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after); /* catalogs */
void diff_fields(struct diff *d);
void diff_page(struct diff *d, uint32_t num);
void diff_annots(struct diff *d, uint32_t num); /* the list of a page's annotations as an object */
void diff_dss(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after); /* catalogs */
