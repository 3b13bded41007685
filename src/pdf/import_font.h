/* What PDF/A asks of embedded fonts and Cairo does not write. Inside src/pdf only. */
#pragma once
#include "pdf/update.h"

/* font: a new object of u. When it is a CID font whose glyphs are 0 to n-1 (its /W begins with 0
 * and lists all of them, as Cairo's subsets do), its map of glyphs and its set of glyphs are
 * written out (ISO 19005-1 §6.3.3.2, §6.3.5). Anything else is left alone. */
enum err pdf_import_font_complete(struct pdf_update *u, struct pdf_ref font,
				  struct error *e) MUST_USE;
