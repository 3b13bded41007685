/* A seal (印影): an image, or a round one made from a name. Drawn as outlines, so that
 * it needs no font in the PDF. It is appearance only and never proves anything. */
#pragma once
#include "draw/surface.h"

struct draw_seal {
	double x, y, side; /* the square it fills */
	const char *family;
	_Bool opaque;
};
enum err draw_seal_text(struct draw_surface *s, const struct draw_seal *at, const char *text,
			struct error *e) MUST_USE;
enum err draw_seal_png(struct draw_surface *s, const struct draw_seal *at, struct bytes png,
		       struct error *e) MUST_USE;
