/* Images from outside: head, EXIF, decoding, and the seal out of its scan. */
#include <cairo.h>
#include "fuzz.h"
#include "draw/cutout.h"
#include "draw/picture.h"

enum { DOTS = 250000 }; /* larger ones are decoded by the same code, only slower */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(32 << 20);
	struct draw_picture_facts f;
	struct draw_cutout o = { .only_red = size & 1 };
	struct bytes image = BYTES(data, size), png;
	cairo_surface_t *s;

	if (draw_picture_facts(image, &f, NULL) != ERR_OK || f.width > DOTS / f.height)
		return 0;
	if (draw_picture_decode(image, &s, NULL) != ERR_OK)
		return 0;
	cairo_surface_destroy(s);
	(void)!draw_cutout_png(image, &o, mem, &png, NULL);
	return 0;
}
