/* Encrypted files that open with the empty password: all objects, streams and revisions. */
#include "fuzz.h"
#include "pdf_exercise.h"
#include "sig/validate/ciphers.h"

static void exercise_prefixes(const struct pdf_doc *d)
{
	for (unsigned i = 0; i < pdf_doc_revisions(d) && i < 4; i++) {
		AUTO(arena) struct arena *mem = arena_new(EXERCISE_MEMORY);
		struct pdf_doc *older;

		if (pdf_doc_open_revision(d, i, mem, &older, NULL) == ERR_OK &&
		    !pdf_doc_encryption(older) != !pdf_doc_encryption(d))
			abort(); /* all revisions are encrypted alike */
	}
}

static void exercise_room(struct pdf_doc *d, struct bytes text)
{
	for (uint32_t num = 0; num < pdf_doc_size(d) && num < 8; num++)
		(void)pdf_doc_sealed_zeros(d, num, text, text.len / 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(EXERCISE_MEMORY), *plain = arena_new(EXERCISE_MEMORY);
	struct pdf_source src = pdf_source_memory(BYTES(data, size));
	struct pdf_open_options how = { .ciphers = &sig_pdf_ciphers };
	struct pdf_doc *d, *refused;

	if (pdf_doc_open_with(&src, &how, mem, &d, NULL) != ERR_OK)
		return 0;
	if (pdf_doc_encryption(d) && pdf_doc_open(&src, plain, NULL, &refused, NULL) == ERR_OK)
		abort(); /* who gives no ciphers sees no encrypted file */
	exercise_doc(d);
	exercise_prefixes(d);
	exercise_room(d, bytes_slice(BYTES(data, size), 0, 64));
	return 0;
}
