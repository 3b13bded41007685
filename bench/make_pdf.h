/* PDFs of a wanted shape for the benchmarks: as many pages and bytes as asked. */
#pragma once
#include "base/buf.h"

struct shape {
	const char *name;
	unsigned pages;	      /* each with a content stream and a font of its own: 3 objects */
	size_t bytes;	      /* about; noise images on the first pages make up for it */
};
void make_pdf(const struct shape *s, struct buf *out);
