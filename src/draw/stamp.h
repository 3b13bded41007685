/* Draws what a visible signature shows: lines of text and a seal image, as a one-page PDF. */
#pragma once
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

struct draw_stamp {
	double width, height;	/* points */
	const char *const *lines; /* UTF-8; fitted to the box */
	size_t n_lines;
	struct bytes seal_png;	/* drawn at the left; empty: none */
	const char *seal_text;	/* a round seal generated from this name when seal_png is empty; NULL: none */
};
/* ERR_INVALID: bad image, or a glyph that no font has (never a □ on a contract). */
enum err draw_stamp_pdf(const struct draw_stamp *s, struct arena *mem, struct bytes *pdf_out,
			struct error *e) MUST_USE;
