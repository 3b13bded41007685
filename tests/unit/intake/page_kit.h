/* One page as pdftotext would write it: each line is words at places. */
#pragma once
#include "intake/stream.h"

struct placed {
	double x, y; /* points; 10 high, half as wide a Latin letter */
	const char *text;
};
struct stream page_of(const struct placed *words, size_t n, struct arena *mem);
