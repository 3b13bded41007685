#include "client/win32/window.h"
#include <stdlib.h>
#include <windows.h>
#include <commctrl.h>
#include "base/buf.h"
#include "client/asks.h"
#include "client/ui_words.h"
#include "client/win32/wide_texts.h"
#include "os/wide.h"

enum {
	WIDTH = 760,
	HEIGHT = 640,
	LEAST_WIDTH = 420,
	LEAST_HEIGHT = 320,
	EDGE = 12,
	BUTTON_LEAST = 90,
	TIMER_WAIT = 1,
	TIMER_GUARD = 2,
	WAIT_MS = 200,
	GUARD_MS = 800,
};

static const struct {
	DLGTEMPLATE t;
	WORD none[3]; /* menu, class, title */
} empty = { { WS_OVERLAPPEDWINDOW | WS_CLIPCHILDREN, WS_EX_CONTROLPARENT, 0, 0, 0, 0, 0 }, { 0 } };

static int px(const struct window *w, int at_96dpi)
{
	return look_px(&w->look, at_96dpi);
}

static void place(HWND control, int x, int y, int width, int height)
{
	SetWindowPos(control, NULL, x, y, width, height, SWP_NOZORDER | SWP_NOACTIVATE);
}

static int text_width(const struct window *w, HWND control)
{
	AUTO_WIDE wchar_t *text = window_text(control);
	int width = px(w, WIDTH);

	look_text_height(&w->look, LOOK_TEXT, text, &width);
	return width;
}

static int strip_layout(const struct window *w, int width)
{
	int line = look_line(&w->look, LOOK_TEXT), edge = px(w, EDGE), number;

	if (!w->strip[0])
		return 0;
	number = text_width(w, w->strip[1]) + edge;
	place(w->strip[0], edge, edge / 2, width - number - 3 * edge, line);
	place(w->strip[1], width - number - edge, edge / 2, number, line);
	return line + edge;
}

/* The first is at the left, all others at the right. */
static int buttons_layout(const struct window *w, int width, int bottom)
{
	int edge = px(w, EDGE), height = look_line(&w->look, LOOK_TEXT) + px(w, 14),
	    x = width - edge;

	for (size_t i = w->n_buttons; i-- > 0;) {
		int wide = text_width(w, w->buttons[i]) + px(w, 28);

		if (wide < px(w, BUTTON_LEAST))
			wide = px(w, BUTTON_LEAST);
		x -= wide;
		place(w->buttons[i], !i && w->n_buttons > 1 ? edge : x, bottom - edge - height,
		      wide, height);
		x -= edge;
	}
	return height + 2 * edge;
}

static void layout(struct window *w)
{
	int top, foot;
	RECT r;

	if (!w->pane.win)
		return;
	GetClientRect(w->win, &r);
	top = strip_layout(w, r.right);
	foot = buttons_layout(w, r.right, r.bottom);
	place(w->pane.win, 0, top, r.right, r.bottom - top - foot);
	pane_layout(&w->pane);
	InvalidateRect(w->win, NULL, TRUE);
}

/* Another screen, or other settings of the person. */
static void look_changed(struct window *w, const RECT *r)
{
	struct look before = w->look;

	if (!w->pane.win)
		return;
	look_init(&w->look, w->win);
	pane_fonts_changed(&w->pane);
	for (size_t i = 0; i < w->n_buttons; i++)
		SendMessageW(w->buttons[i], WM_SETFONT, (WPARAM)w->look.fonts[LOOK_TEXT], FALSE);
	for (size_t i = 0; i < COUNT_OF(w->strip); i++)
		if (w->strip[i])
			SendMessageW(w->strip[i], WM_SETFONT, (WPARAM)w->look.fonts[LOOK_TEXT],
				     FALSE);
	look_done(&before);
	if (r)
		place(w->win, r->left, r->top, r->right - r->left, r->bottom - r->top);
	layout(w);
}

/* Whoever closes the window stops; the program ends when the server has heard of it. */
static void give_up(struct window *w)
{
	w->asked = NULL;
	if (w->over)
		PostQuitMessage(0);
	else
		handover_stop(w->handover);
}

static void close_window(struct window *w)
{
	ShowWindow(w->win, SW_HIDE);
	give_up(w);
}

void window_button_enable(struct window *w, enum window_button kind, _Bool may)
{
	for (size_t i = 0; i < w->n_buttons; i++)
		if (w->shown_buttons[i].kind == kind)
			EnableWindow(w->buttons[i], may);
}

static _Bool may_cancel(const struct window *w)
{
	return !w->step_label || (w->step < UI_SEND && !handover_stopped(w->handover));
}

void window_cancel(struct window *w)
{
	if (!w->over && !may_cancel(w))
		return;
	if (!w->over)
		window_waiting(w, TEXT_STOPPING);
	give_up(w);
}

static void command(struct window *w, int id, int what)
{
	size_t i = (size_t)(id - ID_BUTTON);

	if (id == IDCANCEL)
		window_cancel(w);
	else if (id >= ID_BUTTON && i < w->n_buttons && what == BN_CLICKED)
		w->shown_buttons[i].clicked(w);
	else if (id >= ID_CONTROL && w->command && w->asked)
		w->command(w, id, what);
}

static void timer(struct window *w, WPARAM which)
{
	KillTimer(w->win, which);
	if (which == TIMER_WAIT)
		window_waiting(w, TEXT_WAIT);
	else
		window_button_enable(w, BUTTON_SIGN, 1);
}

static void least(const struct window *w, MINMAXINFO *size)
{
	size->ptMinTrackSize.x = px(w, LEAST_WIDTH);
	size->ptMinTrackSize.y = px(w, LEAST_HEIGHT);
}

static INT_PTR CALLBACK window_proc(HWND win, UINT message, WPARAM wp, LPARAM lp)
{
	struct window *w = (struct window *)GetWindowLongPtrW(win, DWLP_USER);

	if (message == WM_INITDIALOG)
		SetWindowLongPtrW(win, DWLP_USER, lp);
	if (!w)
		return FALSE;
	switch (message) {
	case WM_SIZE:
		layout(w);
		return TRUE;
	case WM_GETMINMAXINFO:
		least(w, (MINMAXINFO *)lp);
		return TRUE;
	case WM_DPICHANGED:
		look_changed(w, (const RECT *)lp);
		return TRUE;
	case WM_SETTINGCHANGE:
		look_changed(w, NULL);
		return FALSE;
	case WM_COMMAND:
		command(w, LOWORD(wp), HIWORD(wp));
		return TRUE;
	case WM_TIMER:
		timer(w, wp);
		return TRUE;
	case WM_CLOSE:
		close_window(w);
		return TRUE;
	case WINDOW_SERVE:
		handover_serve(w->handover);
		return TRUE;
	default:
		return FALSE;
	}
}

/* Windows would scale a dialog's controls by itself, as this file does. Of Windows 10 from 2017 on;
 * MinGW does not link it. */
static void scaling_is_ours(HWND win)
{
	BOOL(WINAPI * set)(HWND, int, int);
	FARPROC found =
		GetProcAddress(GetModuleHandleW(L"user32.dll"), "SetDialogDpiChangeBehavior");

	memcpy(&set, &found, sizeof(set));
	if (found)
		set(win, DDC_DISABLE_ALL, DDC_DISABLE_ALL);
}

void window_init(struct window *w, _Bool ja)
{
	const INITCOMMONCONTROLSEX controls = { sizeof(controls),
						ICC_STANDARD_CLASSES | ICC_PROGRESS_CLASS };
	HICON icon = LoadIconW(NULL, (LPCWSTR)IDI_APPLICATION);

	InitCommonControlsEx(&controls);
	w->ja = ja;
	w->step = -1;
	w->win = CreateDialogIndirectParamW(GetModuleHandleW(NULL), &empty.t, NULL, window_proc,
					    (LPARAM)w);
	if (!w->win)
		abort();
	scaling_is_ours(w->win);
	SendMessageW(w->win, WM_SETICON, ICON_BIG, (LPARAM)icon);
	look_init(&w->look, w->win);
	SetWindowPos(w->win, NULL, 0, 0, px(w, WIDTH), px(w, HEIGHT),
		     SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE);
}

void window_done(struct window *w)
{
	pane_done(&w->pane);
	if (w->win)
		DestroyWindow(w->win);
	look_done(&w->look);
	arena_free(w->mem);
	free(w->number);
}

static void focus_follow(struct window *w)
{
	HWND focus = GetFocus();

	if (focus && focus != w->focus)
		pane_reveal(&w->pane, focus);
	w->focus = focus;
}

void window_run(struct window *w, void (*ended)(void *ctx), void *ctx)
{
	MSG m;

	while (GetMessageW(&m, NULL, 0, 0) > 0) {
		_Bool ours = m.hwnd == w->win || IsChild(w->win, m.hwnd);

		if (m.hwnd == w->win && m.message == WINDOW_ENDED) {
			ended(ctx);
		} else if (!ours ||
			   (!pane_scroll_message(&w->pane, &m) && !IsDialogMessageW(w->win, &m))) {
			TranslateMessage(&m);
			DispatchMessageW(&m);
		}
		focus_follow(w);
	}
}

/* The page, the number to compare, the program: what a screen reader says first, and a taskbar. */
static void title_set(struct window *w, enum text heading)
{
	const char *title =
		arena_printf(w->mem, "%s — %s%s%s", say(w, heading), w->number ? w->number : "",
			     w->number ? " — " : "", say(w, TEXT_PROGRAM));
	AUTO_WIDE wchar_t *wide = wide_shown(title, 0);

	SetWindowTextW(w->win, wide);
}

static void page_clear(struct window *w)
{
	KillTimer(w->win, TIMER_WAIT);
	KillTimer(w->win, TIMER_GUARD);
	for (size_t i = 0; i < w->n_buttons; i++)
		DestroyWindow(w->buttons[i]);
	pane_done(&w->pane);
	arena_free(w->mem);
	w->n_buttons = 0;
	w->command = NULL;
	w->entry = w->focus = w->step_label = w->step_bar = NULL;
}

/* What an earlier page was asked for is forgotten with it: its controls are gone. */
void window_page(struct window *w, enum text heading, void *asked)
{
	page_clear(w);
	w->mem = arena_new(0);
	w->asked = asked;
	pane_init(&w->pane, w->win, &w->look, w->mem);
	title_set(w, heading);
	for (unsigned n = 0; n < UI_NOTE_COUNT_; n++)
		if (w->notes & 1u << n)
			pane_add(&w->pane, PANE_ALERT, 0, NULL,
				 ui_note_words((enum ui_note)n, w->ja));
	pane_add(&w->pane, PANE_HEADING, 0, NULL, say(w, heading));
}

static void button_new(struct window *w, size_t i)
{
	const struct button *b = &w->shown_buttons[i];
	AUTO_WIDE wchar_t *text = wide_keyed(b->text, b->key, w->ja);
	int id = b->kind == BUTTON_CANCEL ? IDCANCEL : ID_BUTTON + (int)i;
	DWORD style = WS_CHILD | WS_VISIBLE | WS_TABSTOP | (i ? 0 : WS_GROUP);

	w->buttons[i] = CreateWindowExW(
		0, WC_BUTTONW, text, style | (b->kind == BUTTON_DEFAULT ? BS_DEFPUSHBUTTON : 0), 0,
		0, 10, 10, w->win, (HMENU)(INT_PTR)id, GetModuleHandleW(NULL), NULL);
	SendMessageW(w->buttons[i], WM_SETFONT, (WPARAM)w->look.fonts[LOOK_TEXT], FALSE);
	EnableWindow(w->buttons[i], b->kind != BUTTON_SIGN);
	if (b->kind == BUTTON_DEFAULT)
		SendMessageW(w->win, DM_SETDEFID, (WPARAM)id, 0);
	if (b->kind == BUTTON_SIGN)
		SetTimer(w->win, TIMER_GUARD, GUARD_MS, NULL);
}

/* The first with the focus: where something is typed, the Enter key's button, or the page. */
static HWND first_focus(const struct window *w)
{
	if (w->entry)
		return w->entry;
	for (size_t i = 0; i < w->n_buttons; i++)
		if (w->shown_buttons[i].kind == BUTTON_DEFAULT)
			return w->buttons[i];
	return GetNextDlgTabItem(w->win, NULL, FALSE);
}

void window_focus(struct window *w, HWND control)
{
	SendMessageW(w->win, WM_NEXTDLGCTL, (WPARAM)control, TRUE);
}

void window_show(struct window *w, const struct button *buttons, size_t n)
{
	w->shown_buttons = buttons;
	SendMessageW(w->win, DM_SETDEFID, 0, 0);
	for (w->n_buttons = 0; w->n_buttons < n && n <= WINDOW_BUTTONS_MAX; w->n_buttons++)
		button_new(w, w->n_buttons);
	layout(w);
	ShowWindow(w->pane.win, SW_SHOW);
	window_focus(w, first_focus(w));
}

void window_answer(struct window *w, enum err answer)
{
	if (!w->asked)
		return;
	w->asked = NULL;
	SetFocus(w->win);
	EnableWindow(w->pane.win, FALSE);
	for (size_t i = 0; i < w->n_buttons; i++)
		EnableWindow(w->buttons[i], FALSE);
	SetTimer(w->win, TIMER_WAIT, WAIT_MS, NULL);
	handover_answer(w->handover, answer);
}

void window_answer_yes(struct window *w)
{
	window_answer(w, ERR_OK);
}

void window_answer_no(struct window *w)
{
	window_answer(w, ERR_DENIED);
}

void window_answer_elsewhere(struct window *w)
{
	window_answer(w, ERR_NOT_FOUND);
}

static HWND strip_new(struct window *w, const wchar_t *text, DWORD style)
{
	HWND label =
		CreateWindowExW(0, WC_STATICW, text, WS_CHILD | WS_VISIBLE | SS_NOPREFIX | style, 0,
				0, 10, 10, w->win, NULL, GetModuleHandleW(NULL), NULL);

	SendMessageW(label, WM_SETFONT, (WPARAM)w->look.fonts[LOOK_TEXT], FALSE);
	return label;
}

void window_identity(struct window *w, const char *origin, const char *number)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO_WIDE wchar_t *server = wide_shown(origin, 0),
			  *text = wide_shown(
				  arena_printf(mem, "%s: %s", say(w, TEXT_CONFIRM_CODE), number),
				  0);

	free(w->number);
	w->number = strdup(number);
	for (size_t i = 0; i < COUNT_OF(w->strip); i++)
		if (w->strip[i])
			DestroyWindow(w->strip[i]);
	w->strip[0] = strip_new(w, server, SS_PATHELLIPSIS);
	w->strip[1] = strip_new(w, text, SS_RIGHT);
}

static const struct button stop[] = { { TEXT_CANCEL, L'C', BUTTON_CANCEL, window_cancel } };

static void progress_show(const struct window *w)
{
	SendMessageW(w->step_bar, PBM_SETPOS, (WPARAM)(100 * (w->step + 1) / (UI_STEP_COUNT_ + 1)),
		     0);
}

/* Once signatures are on their way, only the server knows what becomes of them. */
void window_waiting(struct window *w, enum text heading)
{
	_Bool late = w->step >= UI_SEND;

	w->waits_for = heading;
	window_page(w, heading, NULL);
	w->step_label = pane_add(&w->pane, PANE_TEXT, 0, NULL,
				 w->pad	       ? say(w, TEXT_PAD_WINDOWS)
				 : w->step < 0 ? ""
					       : ui_step_words((enum ui_step)w->step, w->ja));
	w->step_bar = pane_add(&w->pane, PANE_BAR, 0, NULL, NULL);
	progress_show(w);
	if (late)
		pane_add(&w->pane, PANE_TEXT, 0, NULL, say(w, TEXT_NO_STOP));
	window_show(w, stop, COUNT_OF(stop));
	window_button_enable(w, BUTTON_CANCEL, heading != TEXT_STOPPING && may_cancel(w));
}

/* Its button stays the same one: the click that stops it may be on its way. */
void page_step(void *window, void *what)
{
	struct window *w = window;

	w->step = (int)*(const enum ui_step *)what;
	w->pad = 0;
	if (!w->step_label || w->step >= UI_SEND) {
		window_waiting(w, w->step_label ? w->waits_for : TEXT_WAIT);
		return;
	}
	pane_text_set(&w->pane, w->step_label, ui_step_words((enum ui_step)w->step, w->ja));
	progress_show(w);
}

/* Of a batch: which request the key is signing. */
void page_progress(void *window, void *what)
{
	struct window *w = window;
	const struct progress_tell *p = what;
	AUTO(buf) struct buf text = { 0 };

	if (!w->step_label)
		window_waiting(w, TEXT_WAIT);
	buf_printf(&text, "%s %zu/%zu: %s", say(w, TEXT_STEP_SIGN), p->at, p->of, p->title);
	pane_text_set(&w->pane, w->step_label, buf_cstr(&text));
	SendMessageW(w->step_bar, PBM_SETPOS, (WPARAM)(100 * p->at / (p->of + 1)), 0);
}

void page_note(void *window, void *what)
{
	struct window *w = window;

	w->notes |= 1u << *(const enum ui_note *)what;
	if (w->step_label)
		window_waiting(w, w->waits_for);
}
