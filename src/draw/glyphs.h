/* Shows lines of text with small fonts in the PDF. Cairo 1.16 keeps the whole table of
 * subroutines of a CFF font such as Noto Sans CJK, up to a megabyte for a page of
 * text. So the glyphs of all lines are noted first, the font is reduced to them with
 * HarfBuzz (subroutines resolved), and Cairo is given the reduced font. Other
 * fonts (TrueType) go the usual way through Pango. */
#pragma once
#include "draw/surface.h"

/* Every line that will be shown, before the first one is shown. */
void draw_glyphs_note(struct draw_surface *s, PangoLayoutLine *line);
/* At x and baseline y, in the current colour. */
enum err draw_glyphs_show(struct draw_surface *s, PangoLayoutLine *line, double x, double y,
			  struct error *e) MUST_USE;
void draw_glyphs_done(struct draw_surface *s); /* called by draw_surface_done */
