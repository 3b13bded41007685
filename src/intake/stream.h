/* The characters of one page in reading order, each with where it stands: what tags and wordings
 * are looked for in. A word's box is known; where its characters stand in it is estimated. */
#pragma once
#include "intake/layout.h"

struct glyph {
	uint32_t c; /* a space stands for a gap between two words */
	struct text_box box;
	size_t segment;
};
/* A stretch of a line without a wide gap: a table's cells are segments of their own. */
struct segment {
	size_t first, n; /* glyphs */
	struct text_box box;
};
struct stream {
	const struct glyph *glyphs;
	const struct segment *segments;
	size_t n, n_segments;
};

/* page: an index of l. ERR_TOO_LARGE: mem is full. */
enum err stream_make(const struct text_layout *l, size_t page, struct arena *mem,
		     struct stream *out, struct error *e) MUST_USE;
/* The segment that goes on where s ends, as the lines of a cell do: the nearest one below that
 * overlaps what was seen so far. SIZE_MAX: none. */
size_t stream_below(const struct stream *st, size_t s, const struct text_box *column);
void text_box_join(struct text_box *to, const struct text_box *b);
/* Full-width forms as their plain ones (！ to ～), the full-width space as a space. */
uint32_t glyph_plain(uint32_t c);
_Bool glyph_is_space(uint32_t c);
