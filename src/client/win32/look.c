#include "client/win32/look.h"

static const struct {
	int percent;
	LONG weight; /* 0: the person's */
} sizes[LOOK_FONT_COUNT_] = {
	[LOOK_TEXT] = { 100, 0 },
	[LOOK_STRONG] = { 100, FW_BOLD },
	[LOOK_HEADING] = { 140, FW_BOLD },
	[LOOK_NUMBER] = { 220, FW_BOLD },
};

void look_init(struct look *l, HWND window)
{
	NONCLIENTMETRICSW m = { .cbSize = sizeof(m) };

	l->dpi = GetDpiForWindow(window);
	if (!SystemParametersInfoForDpi(SPI_GETNONCLIENTMETRICS, sizeof(m), &m, 0, l->dpi))
		GetObjectW(GetStockObject(DEFAULT_GUI_FONT), sizeof(m.lfMessageFont),
			   &m.lfMessageFont);
	for (size_t i = 0; i < LOOK_FONT_COUNT_; i++) {
		LOGFONTW f = m.lfMessageFont;

		f.lfHeight = MulDiv(f.lfHeight, sizes[i].percent, 100);
		if (sizes[i].weight)
			f.lfWeight = sizes[i].weight;
		l->fonts[i] = CreateFontIndirectW(&f);
	}
}

void look_done(struct look *l)
{
	for (size_t i = 0; i < LOOK_FONT_COUNT_; i++)
		if (l->fonts[i])
			DeleteObject(l->fonts[i]);
	*l = (struct look){ 0 };
}

int look_px(const struct look *l, int at_96dpi)
{
	return MulDiv(at_96dpi, (int)l->dpi, USER_DEFAULT_SCREEN_DPI);
}

int look_text_height(const struct look *l, enum look_font f, const wchar_t *text, int *width)
{
	RECT r = { 0, 0, *width, 0 };
	HDC dc = GetDC(NULL);
	HGDIOBJ before = SelectObject(dc, l->fonts[f]);
	int height = DrawTextW(dc, text, -1, &r,
			       DT_CALCRECT | DT_WORDBREAK | DT_EXPANDTABS | DT_NOPREFIX);

	SelectObject(dc, before);
	ReleaseDC(NULL, dc);
	*width = r.right;
	return height;
}

int look_line(const struct look *l, enum look_font f)
{
	HDC dc = GetDC(NULL);
	HGDIOBJ before = SelectObject(dc, l->fonts[f]);
	TEXTMETRICW m;

	GetTextMetricsW(dc, &m);
	SelectObject(dc, before);
	ReleaseDC(NULL, dc);
	return m.tmHeight + m.tmExternalLeading;
}
