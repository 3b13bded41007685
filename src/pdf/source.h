/* Where a PDF's bytes come from: one contiguous mapping, or a reader that is
 * asked for ranges (an encrypted blob, read chunk by chunk). The parser asks
 * only for what it needs, so a signature on a 100 MB file reads a few chunks. */
#pragma once
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

struct pdf_source {
	uint64_t size;
	const unsigned char *map; /* whole file when not NULL; read is not called */
	/* Fills out with exactly len bytes from off (always inside size). */
	enum err (*read)(void *ctx, uint64_t off, unsigned char *out, size_t len,
			 struct error *e);
	void *ctx;
};

struct pdf_source pdf_source_memory(struct bytes file);

/* The range [off, off+len), pointing into the mapping or copied into mem.
 * ERR_PDF_DAMAGED when it lies outside the file, ERR_PDF_LIMIT when mem is full. */
enum err pdf_source_get(const struct pdf_source *s, uint64_t off, size_t len,
			struct arena *mem, struct bytes *out, struct error *e) MUST_USE;

/* A view of the first `size` bytes of s: a revision as a file of its own. */
struct pdf_source pdf_source_prefix(const struct pdf_source *s, uint64_t size);

/* A file and what is to stand behind it, as one source. j must outlive it. */
struct pdf_joined {
	struct pdf_source head;
	struct bytes tail;
};
struct pdf_source pdf_source_joined(struct pdf_joined *j);
