/* The seal out of a scan or photograph of its impression: paper and shadows become transparent,
 * vermilion stays, the rest is cut off at its edges. */
#pragma once
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

enum { DRAW_CUTOUT_SIDE = 800 /* dots of the result, at most */ };

struct draw_cutout {
	_Bool only_red; /* what is not red (printed text, ruled lines under the seal) goes too */
};

/* PNG or JPEG in (bounds of draw/picture.h), RGBA PNG out, in mem. An image that is transparent
 * already keeps its transparency and is only cut off. ERR_INVALID: nothing that stands out from
 * the paper, or the paper cannot be told from the seal (as a dark or coloured ground). */
enum err draw_cutout_png(struct bytes image, const struct draw_cutout *o, struct arena *mem,
			 struct bytes *png_out, struct error *e) MUST_USE;
