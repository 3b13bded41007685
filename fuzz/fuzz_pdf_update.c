/* A document that opens and takes an update opens again with it, one revision longer, and
 * the signature is where the tail says. */
#include "fuzz.h"
#include "pdf_signed.h"

static void check(struct bytes file, const struct pdf_tail *t, unsigned revisions)
{
	AUTO(arena) struct arena *mem = arena_new(4 * EXERCISE_MEMORY);
	struct pdf_source src = pdf_source_memory(file);
	const struct pdf_field *fields, *f;
	struct pdf_doc *d;
	size_t n;
	enum err rc = pdf_doc_open(&src, mem, NULL, &d, NULL);

	if (rc == ERR_PDF_LIMIT)
		return;
	if (rc != ERR_OK || pdf_doc_revisions(d) != revisions + 1)
		abort();
	if (file.data[t->hole_off] != '<' || file.data[t->hole_off + t->hole_len - 1] != '>')
		abort();
	if (pdf_form_fields(d, mem, &fields, &n, NULL) != ERR_OK)
		return; /* the form was odd before */
	if (!pdf_form_find(fields, n, "fuzz_signature", &f) || !f->value)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(EXERCISE_MEMORY);
	AUTO(arena) struct arena *whole = arena_new(0);
	struct bytes file = BYTES(data, size);
	struct pdf_source src = pdf_source_memory(file);
	struct pdf_doc *d;
	struct pdf_tail t;

	if (pdf_doc_open(&src, mem, NULL, &d, NULL) != ERR_OK ||
	    signed_tail(d, mem, &t) != ERR_OK)
		return 0;
	check(with_tail(file, &t, whole), &t, pdf_doc_revisions(d));
	return 0;
}
