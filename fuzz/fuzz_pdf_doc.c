/* Whole files; and that reading by ranges sees what a mapping sees. */
#include "fuzz.h"
#include "pdf_exercise.h"

static enum err read_range(void *ctx, uint64_t off, unsigned char *out, size_t len, struct error *e)
{
	const struct bytes *file = ctx;

	(void)e;
	if (off > file->len || len > file->len - off)
		abort(); /* the reader must stay inside */
	if (len)
		memcpy(out, file->data + off, len);
	return ERR_OK;
}

static enum err open_by_ranges(struct bytes file)
{
	AUTO(arena) struct arena *mem = arena_new(EXERCISE_MEMORY);
	struct pdf_source src = { .size = file.len, .read = read_range, .ctx = &file };
	struct pdf_doc *d;
	enum err rc = pdf_doc_open(&src, mem, NULL, &d, NULL);

	if (rc == ERR_OK)
		exercise_doc(d);
	return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum err mapped = exercise_file(BYTES(data, size));
	enum err ranged = open_by_ranges(BYTES(data, size));

	if (mapped != ranged && mapped != ERR_PDF_LIMIT && ranged != ERR_PDF_LIMIT)
		abort();
	return 0;
}
