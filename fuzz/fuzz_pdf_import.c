/* Any file as the drawn page: what comes of it is a sound document. */
#include "fuzz.h"
#include "pdf_fixed.h"
#include "pdf_signed.h"
#include "pdf/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(EXERCISE_MEMORY);
	AUTO(arena) struct arena *whole = arena_new(0);
	AUTO(buf) struct buf fixed = { 0 };
	struct pdf_source src;
	struct pdf_update *u;
	struct pdf_doc *d;
	struct pdf_tail t;
	struct pdf_ref ref;
	double box[4];

	fixed_file(&fixed);
	src = pdf_source_memory(buf_bytes(&fixed));
	if (pdf_doc_open(&src, mem, NULL, &d, NULL) != ERR_OK ||
	    pdf_update_begin(d, mem, &u, NULL) != ERR_OK)
		abort();
	if (pdf_import_page(u, BYTES(data, size), &ref, box, NULL) != ERR_OK ||
	    pdf_update_finish(u, &t, NULL) != ERR_OK)
		return 0;
	src = pdf_source_memory(with_tail(buf_bytes(&fixed), &t, whole));
	if (pdf_doc_open(&src, whole, NULL, &d, NULL) != ERR_OK)
		abort();
	exercise_doc(d);
	return 0;
}
