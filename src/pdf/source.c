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

static enum err joined_read(void *ctx, uint64_t off, unsigned char *out, size_t len,
			    struct error *e)
{
	const struct pdf_joined *j = ctx;
	size_t n = 0;

	if (off < j->head.size) {
		n = len < j->head.size - off ? len : (size_t)(j->head.size - off);
		if (j->head.map)
			memcpy(out, j->head.map + off, n);
		else
			TRY(j->head.read(j->head.ctx, off, out, n, e));
		off = j->head.size;
	}
	if (n < len)
		memcpy(out + n, j->tail.data + (off - j->head.size), len - n);
	return ERR_OK;
}

struct pdf_source pdf_source_joined(struct pdf_joined *j)
{
	if (!j->tail.len)
		return j->head;
	return (struct pdf_source){ .size = j->head.size + j->tail.len,
				    .read = joined_read,
				    .ctx = j };
}
