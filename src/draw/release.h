/* Gives back what Pango, Cairo and fontconfig keep between drawings (fonts, caches:
 * some megabytes). For a process that has drawn and will not for a while; the next
 * drawing loads everything again. No other thread may be drawing. */
#pragma once

void draw_release(void);
