/* The words of a document and where they stand, read from what `pdftotext -bbox-layout` writes.
 *
 * That program has touched hostile bytes, so its answer is hostile too: sizes are bounded, numbers
 * are checked, and what is not understood is passed over. */
#pragma once
#include "base/arena.h"
#include "base/error.h"

struct text_box {
	double x0, y0, x1, y1; /* points from the top left of the page as seen; x0 < x1, y0 < y1 */
};
struct text_word {
	const char *text; /* UTF-8 without control characters, not empty */
	struct text_box box;
};
struct text_line {
	size_t first, n; /* words */
};
struct text_page {
	size_t first, n; /* lines */
};
struct text_layout {
	const struct text_word *words;
	const struct text_line *lines; /* in reading order, as far as it is known */
	const struct text_page *pages;
	size_t n_words, n_lines, n_pages;
	_Bool cut; /* there was more than the limits allow */
};

enum {
	LAYOUT_PAGES = 2000,
	LAYOUT_WORDS = 1000000,
	LAYOUT_PAGE_WORDS = 20000,
	LAYOUT_WORD_BYTES = 2000,
};

/* All in mem. ERR_INVALID: it is no such answer; ERR_TOO_LARGE: mem is full. */
enum err layout_parse(struct bytes xml, struct arena *mem, struct text_layout *out,
		      struct error *e) MUST_USE;
