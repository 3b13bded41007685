/* Draws what a visible signature shows: lines of text and a seal image, as a one-page PDF
 * of the box's size (pdf/import.h puts it into the document).
 *
 * Text is drawn at 10 points or, when the box is smaller, as large as fits; below
 * 4 points it is refused. The same input gives the same bytes on the same machine.
 * Fonts come from fontconfig and are loaded at the first use. */
#pragma once
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

struct draw_stamp {
	double width, height;	/* points; 8 to 2,000 */
	const char *const *lines; /* UTF-8; fitted to the box */
	size_t n_lines;
	struct bytes seal;	/* an image (draw/picture.h), drawn at the left; empty: none */
	const char *family;	/* fonts to try first, "A,B"; NULL: the usual Japanese ones */
	_Bool opaque;		/* the seal's transparency is laid on white: PDF/A-1 knows none */
};
/* ERR_INVALID: text too long for the box, control characters, or a glyph that no font has (never a
 * □ on a contract); of a bad image as draw/picture.h says. */
enum err draw_stamp_pdf(const struct draw_stamp *s, struct arena *mem, struct bytes *pdf_out,
			struct error *e) MUST_USE;
