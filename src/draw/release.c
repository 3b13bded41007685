#include "draw/release.h"
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>

void draw_release(void)
{
	pango_cairo_font_map_set_default(NULL); /* of this thread */
	cairo_debug_reset_static_data();
	FcFini();
}
