#include "draw/release.h"
#include <pango/pangocairo.h>

/* No FcFini and no cairo_debug_reset_static_data: both abort while Pango's own thread, or a
 * cache, still holds a font. */
void draw_release(void)
{
	pango_cairo_font_map_set_default(NULL); /* of this thread */
}

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
/* What the libraries themselves lose: Cairo 1.16 some 150 bytes per document with embedded
 * fonts, fontconfig 300 bytes once. Leaks of ours are still seen. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libcairo.so\nleak:libfontconfig.so";
}
#endif
