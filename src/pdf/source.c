#include "pdf/source.h"
#include <inttypes.h>

struct pdf_source pdf_source_memory(struct bytes file)
{
	static const unsigned char nothing[1];

	return (struct pdf_source){ .size = file.len, .map = file.data ? file.data : nothing };
}

enum err pdf_source_get(const struct pdf_source *s, uint64_t off, size_t len, struct arena *mem,
			struct bytes *out, struct error *e)
{
	unsigned char *copy;

	if (off > s->size || len > s->size - off)
		return error_set(e, ERR_PDF_DAMAGED,
				 "%zu bytes at offset %" PRIu64 " lie outside the file of %" PRIu64,
				 len, off, s->size);
	if (s->map) {
		*out = BYTES(s->map + off, len);
		return ERR_OK;
	}
	copy = arena_alloc(mem, len);
	if (!copy)
		return error_set(e, ERR_PDF_LIMIT, "no memory left to read %zu bytes", len);
	TRY(s->read(s->ctx, off, copy, len, e));
	*out = BYTES(copy, len);
	return ERR_OK;
}

struct pdf_source pdf_source_prefix(const struct pdf_source *s, uint64_t size)
{
	struct pdf_source view = *s;

	if (size < view.size)
		view.size = size;
	return view;
}
