/* Handwriting: strokes of a pen or finger, drawn as smooth vector curves. */
#pragma once
#include "draw/surface.h"

enum { DRAW_INK_STROKES = 500, DRAW_INK_POINTS = 50000 };

struct draw_ink_point {
	double x,
		y; /* fractions of the pad, from its top left corner; what leaves 0..1 is refused */
	double pressure; /* 0..1; 0: not known */
	double time; /* milliseconds from the first point; 0: not known. Without pressure the speed
		      * makes the line thinner */
};

struct draw_ink_stroke {
	const struct draw_ink_point *points;
	size_t n; /* one point is a dot */
};

struct draw_ink {
	const struct draw_ink_stroke *strokes;
	size_t n;
	double aspect; /* width of the pad by its height; 0: as the box. Kept, centred in the box */
	double color[3]; /* RGB */
};

/* Into the box of the surface, in the middle. ERR_INVALID: nothing drawn, or a point that is none;
 * ERR_TOO_LARGE: more than the bounds above. */
enum err draw_ink_show(struct draw_surface *s, const struct draw_ink *ink, struct draw_box box,
		       struct error *e) MUST_USE;
