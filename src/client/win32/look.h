/* The person's own font, in the sizes that the pages need, at the resolution of the screen that the
 * window is on. */
#pragma once
#include <windows.h>
#include "base/attr.h"

enum look_font { LOOK_TEXT, LOOK_STRONG, LOOK_HEADING, LOOK_NUMBER, LOOK_FONT_COUNT_ };

struct look {
	HFONT fonts[LOOK_FONT_COUNT_];
	unsigned dpi;
};
void look_init(struct look *l, HWND window); /* anew when the screen or the settings change */
void look_done(struct look *l);
int look_px(const struct look *l, int at_96dpi);
/* The height of text as a label of this width shows it; *width is the widest line's afterwards. */
int look_text_height(const struct look *l, enum look_font f, const wchar_t *text, int *width);
int look_line(const struct look *l, enum look_font f); /* a line's height */
