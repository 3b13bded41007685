#include "client/win32/pane.h"
#include <stdlib.h>
#include <windows.h>
#include <commctrl.h>
#include "client/win32/wide_texts.h"
#include "os/wide.h"

enum {
	MARGIN = 20,
	GAP = 14,
	BOX_MORE = 8,
	PUSH_MORE = 14,
	BAR_HEIGHT = 16,
	ITEMS_MAX = 8,
	WHEEL_LINES = 3
};
enum height {
	HEIGHT_TEXT,
	HEIGHT_LINE,
	HEIGHT_LINES,
	HEIGHT_ITEMS,
	HEIGHT_RADIO,
	HEIGHT_BOX,
	HEIGHT_PUSH,
	HEIGHT_BAR
};

static const struct kind {
	const wchar_t *class;
	DWORD style, more;
	enum look_font font;
	enum height height;
	int above;
} kinds[PANE_PART_COUNT_] = {
#define PANE(part, class, style, more, font, height, above)                                        \
	[PANE_##part] = { class, style, more, LOOK_##font, HEIGHT_##height, above },
#include "client/win32/pane_parts.def"
#undef PANE
};

struct pane_item {
	struct pane_item *next;
	enum pane_part part;
	HWND label, control; /* label: its caption, or an alert's sign; NULL: none */
};

static const struct {
	DLGTEMPLATE t;
	WORD none[3]; /* menu, class, title */
} empty = { { WS_CHILD | WS_VSCROLL | WS_CLIPCHILDREN | DS_CONTROL, WS_EX_CONTROLPARENT, 0, 0, 0, 0,
	      0 },
	    { 0 } };

static void scroll_to(struct pane *p, int at)
{
	SCROLLINFO s = { .cbSize = sizeof(s), .fMask = SIF_POS };
	RECT r;

	GetClientRect(p->win, &r);
	if (at > p->height - r.bottom)
		at = p->height - r.bottom;
	if (at < 0)
		at = 0;
	if (at == p->at)
		return;
	ScrollWindowEx(p->win, 0, p->at - at, NULL, NULL, NULL, NULL,
		       SW_SCROLLCHILDREN | SW_INVALIDATE | SW_ERASE);
	p->at = s.nPos = at;
	SetScrollInfo(p->win, SB_VERT, &s, TRUE);
}

static void scroll_by_bar(struct pane *p, WORD what)
{
	SCROLLINFO s = { .cbSize = sizeof(s), .fMask = SIF_ALL };
	int line = look_line(p->look, LOOK_TEXT);

	GetScrollInfo(p->win, SB_VERT, &s);
	switch (what) {
	case SB_LINEUP:
		scroll_to(p, p->at - line);
		break;
	case SB_LINEDOWN:
		scroll_to(p, p->at + line);
		break;
	case SB_PAGEUP:
		scroll_to(p, p->at - (int)s.nPage);
		break;
	case SB_PAGEDOWN:
		scroll_to(p, p->at + (int)s.nPage);
		break;
	case SB_THUMBTRACK:
		scroll_to(p, s.nTrackPos);
		break;
	default:
		break;
	}
}

/* Colours are the system's: those of a high contrast theme too. */
static INT_PTR colours(HDC dc)
{
	SetTextColor(dc, GetSysColor(COLOR_WINDOWTEXT));
	SetBkColor(dc, GetSysColor(COLOR_WINDOW));
	return (INT_PTR)GetSysColorBrush(COLOR_WINDOW);
}

static INT_PTR CALLBACK pane_proc(HWND win, UINT message, WPARAM w, LPARAM l)
{
	struct pane *p = (struct pane *)GetWindowLongPtrW(win, DWLP_USER);

	switch (message) {
	case WM_INITDIALOG:
		SetWindowLongPtrW(win, DWLP_USER, l);
		return FALSE;
	case WM_CTLCOLORDLG:
	case WM_CTLCOLORSTATIC:
		return colours((HDC)w);
	case WM_VSCROLL:
		scroll_by_bar(p, LOWORD(w));
		return TRUE;
	case WM_COMMAND:
	case WM_CLOSE:
		SendMessageW(GetParent(win), message, w, l);
		return TRUE;
	default:
		return FALSE;
	}
}

void pane_init(struct pane *p, HWND parent, const struct look *look, struct arena *mem)
{
	*p = (struct pane){ .look = look, .mem = mem };
	p->win = CreateDialogIndirectParamW(GetModuleHandleW(NULL), &empty.t, parent, pane_proc,
					    (LPARAM)p);
	if (!p->win)
		abort();
}

void pane_done(struct pane *p)
{
	if (p->win)
		DestroyWindow(p->win);
	*p = (struct pane){ 0 };
}

/* Enter, Tab and Escape are the dialog's, also where text of several lines is read. */
static LRESULT CALLBACK reader_proc(HWND win, UINT message, WPARAM w, LPARAM l, UINT_PTR id,
				    DWORD_PTR data)
{
	(void)id;
	(void)data;
	if (message == WM_GETDLGCODE)
		return DLGC_WANTARROWS;
	return DefSubclassProc(win, message, w, l);
}

static HWND control_new(struct pane *p, const struct kind *k, DWORD more, int id,
			const wchar_t *text)
{
	HWND control = CreateWindowExW(k->more, k->class, text,
				       WS_CHILD | WS_VISIBLE | k->style | more, 0, 0, 10, 10,
				       p->win, (HMENU)(INT_PTR)id, GetModuleHandleW(NULL), NULL);

	if (!control)
		abort();
	SendMessageW(control, WM_SETFONT, (WPARAM)p->look->fonts[k->font], FALSE);
	if (k->style & ES_MULTILINE && k->height == HEIGHT_LINES)
		SetWindowSubclass(control, reader_proc, 0, 0);
	return control;
}

static HWND sign_new(struct pane *p)
{
	HWND sign = CreateWindowExW(0, WC_STATICW, L"", WS_CHILD | WS_VISIBLE | SS_ICON, 0, 0, 10,
				    10, p->win, NULL, GetModuleHandleW(NULL), NULL);

	SendMessageW(sign, STM_SETICON, (WPARAM)LoadIconW(NULL, (LPCWSTR)IDI_WARNING), 0);
	return sign;
}

static DWORD group_start(const struct pane *p, enum pane_part part)
{
	_Bool goes_on = p->last && p->last->part == PANE_RADIO;

	if (part == PANE_RADIO)
		return goes_on ? 0 : WS_GROUP | WS_TABSTOP;
	return goes_on ? WS_GROUP : 0;
}

static void item_put(struct pane *p, struct pane_item *i)
{
	if (p->last)
		p->last->next = i;
	else
		p->first = i;
	p->last = i;
}

HWND pane_add_keyed(struct pane *p, enum pane_part part, int id, const wchar_t *caption,
		    const wchar_t *text)
{
	static const struct kind label = { WC_STATICW, SS_LEFT, 0, LOOK_TEXT, HEIGHT_TEXT, 0 };
	struct pane_item *i = ARENA_NEW(p->mem, struct pane_item);

	if (!i)
		abort();
	i->part = part;
	if (part == PANE_ALERT)
		i->label = sign_new(p);
	else if (caption && caption[0])
		i->label = control_new(p, &label, group_start(p, part), 0, caption);
	i->control = control_new(p, &kinds[part], i->label ? 0 : group_start(p, part), id, text);
	item_put(p, i);
	if (part == PANE_ALERT)
		NotifyWinEvent(EVENT_SYSTEM_ALERT, i->control, OBJID_CLIENT, CHILDID_SELF);
	return i->control;
}

HWND pane_add(struct pane *p, enum pane_part part, int id, const char *caption, const char *text)
{
	AUTO_WIDE wchar_t *left = wide_shown(caption ? caption : "", 1),
			  *right = wide_shown(text ? text : "", part == PANE_RADIO);

	if (part == PANE_ROW && !right[0])
		return NULL;
	return pane_add_keyed(p, part, id, left, right);
}

void pane_list_line(HWND list, const char *text)
{
	AUTO_WIDE wchar_t *line = wide_shown(text, 0);
	HDC dc = GetDC(list);
	HGDIOBJ before = SelectObject(dc, (HFONT)SendMessageW(list, WM_GETFONT, 0, 0));
	LRESULT widest = SendMessageW(list, LB_GETHORIZONTALEXTENT, 0, 0);
	SIZE s;

	SendMessageW(list, LB_ADDSTRING, 0, (LPARAM)line);
	if (GetTextExtentPoint32W(dc, line, (int)wcslen(line), &s) && s.cx + GAP > widest)
		SendMessageW(list, LB_SETHORIZONTALEXTENT, (WPARAM)(s.cx + GAP), 0);
	SelectObject(dc, before);
	ReleaseDC(list, dc);
}

void pane_text_set(struct pane *p, HWND control, const char *text)
{
	AUTO_WIDE wchar_t *wide = wide_shown(text, 0);

	SetWindowTextW(control, wide);
	pane_layout(p);
}

static int caption_width(const struct pane *p, int most)
{
	int widest = 0;

	for (const struct pane_item *i = p->first; i; i = i->next) {
		AUTO_WIDE wchar_t *text =
			i->part == PANE_ROW && i->label ? window_text(i->label) : NULL;
		int width = most;

		if (!text)
			continue;
		look_text_height(p->look, LOOK_TEXT, text, &width);
		if (width > widest)
			widest = width;
	}
	return widest;
}

static int text_height(const struct pane *p, const struct pane_item *i, int *width)
{
	AUTO_WIDE wchar_t *text = window_text(i->control);

	return look_text_height(p->look, kinds[i->part].font, text, width);
}

/* Of the control, at this width, which may become less. */
static int item_height(const struct pane *p, const struct pane_item *i, int *width)
{
	int line = look_line(p->look, kinds[i->part].font), n, room;

	switch (kinds[i->part].height) {
	case HEIGHT_LINES:
		SetWindowPos(i->control, NULL, 0, 0, *width, line, SWP_NOMOVE | SWP_NOZORDER);
		return line * (int)SendMessageW(i->control, EM_GETLINECOUNT, 0, 0);
	case HEIGHT_ITEMS:
		n = (int)SendMessageW(i->control, LB_GETCOUNT, 0, 0);
		line = (int)SendMessageW(i->control, LB_GETITEMHEIGHT, 0, 0);
		return (n > ITEMS_MAX ? ITEMS_MAX : n) * line + GetSystemMetrics(SM_CYHSCROLL) +
		       2 * GetSystemMetrics(SM_CYEDGE);
	case HEIGHT_RADIO:
		room = *width - look_px(p->look, MARGIN);
		return text_height(p, i, &room) + look_px(p->look, 4);
	case HEIGHT_BOX:
		return line + look_px(p->look, BOX_MORE);
	case HEIGHT_PUSH:
		n = text_height(p, i, width) + look_px(p->look, PUSH_MORE);
		*width += look_px(p->look, 2 * GAP);
		return n;
	case HEIGHT_BAR:
		return look_px(p->look, BAR_HEIGHT);
	case HEIGHT_LINE:
		return line;
	case HEIGHT_TEXT:
	default:
		n = *width;
		return text_height(p, i, &n);
	}
}

static void put(const struct pane *p, HWND control, int x, int y, int width, int height)
{
	SetWindowPos(control, NULL, x, y - p->at, width, height, SWP_NOZORDER | SWP_NOACTIVATE);
}

/* A value stands beside its caption; what else has one stands below it; an alert beside its sign.
 */
static int item_layout(struct pane *p, struct pane_item *i, int y, int width)
{
	int x = look_px(p->look, MARGIN), gap = look_px(p->look, GAP), height, label = 0;
	int line = look_line(p->look, LOOK_TEXT);

	y += look_px(p->look, kinds[i->part].above);
	if (i->part == PANE_ROW) {
		if (i->label)
			put(p, i->label, x, y, p->caption_width, line);
		x += p->caption_width + gap;
		width -= p->caption_width + gap;
	} else if (i->part == PANE_ALERT) {
		label = GetSystemMetrics(SM_CYICON);
		put(p, i->label, x, y, GetSystemMetrics(SM_CXICON), label);
		x += GetSystemMetrics(SM_CXICON) + gap;
		width -= GetSystemMetrics(SM_CXICON) + gap;
	} else if (i->label) {
		put(p, i->label, x, y, width, line);
		y += line + look_px(p->look, 4);
	}
	height = item_height(p, i, &width);
	put(p, i->control, x, y, width, height);
	return y + (height > label ? height : label);
}

static int items_layout(struct pane *p)
{
	int margin = look_px(p->look, MARGIN), y = margin, width;
	RECT r;

	GetClientRect(p->win, &r);
	width = r.right - 2 * margin;
	p->caption_width = caption_width(p, width / 3);
	for (struct pane_item *i = p->first; i; i = i->next)
		y = item_layout(p, i, y, width);
	return y + margin;
}

void pane_layout(struct pane *p)
{
	SCROLLINFO s = { .cbSize = sizeof(s), .fMask = SIF_PAGE | SIF_RANGE | SIF_POS };
	RECT r;

	p->height = items_layout(p);
	GetClientRect(p->win, &r);
	s.nMax = p->height - 1;
	s.nPage = (UINT)r.bottom;
	s.nPos = p->at;
	SetScrollInfo(p->win, SB_VERT, &s, TRUE);
	p->height = items_layout(p); /* the bar may have come or gone */
	if (p->at && p->at > p->height - r.bottom)
		scroll_to(p, p->height - r.bottom);
	InvalidateRect(p->win, NULL, TRUE);
}

void pane_fonts_changed(struct pane *p)
{
	for (struct pane_item *i = p->first; i; i = i->next) {
		SendMessageW(i->control, WM_SETFONT, (WPARAM)p->look->fonts[kinds[i->part].font],
			     FALSE);
		if (i->label && i->part != PANE_ALERT)
			SendMessageW(i->label, WM_SETFONT, (WPARAM)p->look->fonts[LOOK_TEXT],
				     FALSE);
	}
}

void pane_reveal(struct pane *p, HWND control)
{
	RECT r, room;

	if (GetParent(control) != p->win)
		return;
	GetWindowRect(control, &r);
	MapWindowPoints(NULL, p->win, (POINT *)&r, 2);
	GetClientRect(p->win, &room);
	if (r.bottom > room.bottom)
		scroll_to(p, p->at + (r.bottom - r.top > room.bottom ? r.top
								     : r.bottom - room.bottom));
	else if (r.top < 0)
		scroll_to(p, p->at + r.top);
}

static _Bool scrolls_itself(const struct pane *p, HWND control)
{
	for (const struct pane_item *i = p->first; i; i = i->next)
		if (i->control == control)
			return i->part == PANE_LIST;
	return 0;
}

_Bool pane_scroll_message(struct pane *p, const MSG *m)
{
	_Bool key = m->message == WM_KEYDOWN && (m->wParam == VK_PRIOR || m->wParam == VK_NEXT);
	int lines;

	if (!key && m->message != WM_MOUSEWHEEL)
		return 0;
	if (scrolls_itself(p, m->hwnd))
		return 0;
	if (key) {
		scroll_by_bar(p, m->wParam == VK_PRIOR ? SB_PAGEUP : SB_PAGEDOWN);
		return 1;
	}
	lines = WHEEL_LINES * GET_WHEEL_DELTA_WPARAM(m->wParam) / WHEEL_DELTA;
	scroll_to(p, p->at - lines * look_line(p->look, LOOK_TEXT));
	return 1;
}
