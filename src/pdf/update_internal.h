/* Inside the incremental writer: update.c keeps the objects, update_write.c
 * turns them into bytes. */
#pragma once
#include "pdf/update.h"

struct slot {
	struct pdf_ref ref;
	const struct pdf_obj *value; /* NULL: reserved, not set yet */
	size_t hole;		     /* DER bytes to leave room for: a signature dictionary */
	uint64_t off;		     /* where it was written, absolute */
};

struct slots {
	struct slot *v;
	size_t n, cap;
};

struct pdf_update {
	struct pdf_doc *doc;
	struct arena *mem;
	struct slots changed; /* overridden objects, ascending by number */
	struct slots fresh;   /* new objects: v[i] has number first + i */
	uint32_t first;
	_Bool signature; /* one of them has a hole */
};

static inline enum err pdf_update_no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "the document needs more memory than allowed");
}
