/* Where the key is: a list of places, one of which takes a file. */
#include <stdlib.h>
#include <windows.h>
#include <commdlg.h>
#include "base/buf.h"
#include "client/asks.h"
#include "client/places.h"
#include "client/win32/wide_texts.h"
#include "client/win32/window.h"
#include "os/wide.h"

enum { ID_FILE = ID_CONTROL + 50, ID_BROWSE, PATH_CHARS = 32768 };

static enum place checked(const struct window *w)
{
	unsigned p = 0;

	while (p < PLACE_COUNT_ &&
	       IsDlgButtonChecked(w->pane.win, ID_CONTROL + (int)p) != BST_CHECKED)
		p++;
	return (enum place)p;
}

static void check(const struct window *w, enum place p)
{
	for (unsigned i = 0; i < PLACE_COUNT_; i++)
		CheckDlgButton(w->pane.win, ID_CONTROL + (int)i,
			       i == p ? BST_CHECKED : BST_UNCHECKED);
}

/* "name\0*.p12;*.pfx\0\0" */
static wchar_t *filter_new(const struct window *w)
{
	static const wchar_t files[] = L"*.p12;*.pfx\0";
	AUTO_WIDE wchar_t *name = wide_shown(place_name(PLACE_FILE, w->ja), 0);
	size_t n = wcslen(name) + 1;
	wchar_t *out = calloc(n + COUNT_OF(files), sizeof(*out));

	if (!out)
		abort();
	memcpy(out, name, n * sizeof(*out));
	memcpy(out + n, files, sizeof(files));
	return out;
}

static void browse(struct window *w)
{
	AUTO_WIDE wchar_t *path = calloc(PATH_CHARS, sizeof(*path)), *filter = filter_new(w);
	OPENFILENAMEW ask = {
		.lStructSize = sizeof(ask),
		.hwndOwner = w->win,
		.lpstrFilter = filter,
		.lpstrFile = path,
		.nMaxFile = PATH_CHARS,
		.Flags = OFN_EXPLORER | OFN_FILEMUSTEXIST | OFN_HIDEREADONLY | OFN_NOCHANGEDIR |
			 OFN_DONTADDTORECENT,
	};
	const void *asked = w->asked;

	if (!path)
		abort();
	if (!GetOpenFileNameW(&ask) || w->asked != asked) /* another page may be here by now */
		return;
	SetDlgItemTextW(w->pane.win, ID_FILE, path);
	check(w, PLACE_FILE);
}

/* The line that was kept may say more than its kind, such as one token of many. */
static const char *key_named(struct window *w, const struct place_ask *q, enum place p,
			     const char *path)
{
	const char *rest;

	if (!place_takes_file(p) && place_of(q->last, &rest) == p)
		return q->last;
	return place_key(p, path, w->mem);
}

static void take(struct window *w)
{
	struct place_ask *q = w->asked;
	enum place p = checked(w);
	AUTO_WIDE wchar_t *wide = window_text(w->entry);
	char *path = utf8_of(wide);
	const char *key = NULL;

	if (q && p < PLACE_COUNT_ && path && (path[0] || !place_takes_file(p)))
		key = key_named(w, q, p, path);
	free(path);
	if (key) {
		q->key = strdup(key);
		window_answer(w, ERR_OK);
	} else if (q && p == PLACE_FILE) {
		browse(w);
	}
}

static void command(struct window *w, int id, int what)
{
	if (id == ID_BROWSE && what == BN_CLICKED)
		browse(w);
	else if (id == ID_FILE && what == EN_CHANGE)
		check(w, PLACE_FILE);
}

static void places_add(struct window *w)
{
	for (unsigned p = 0; p < PLACE_COUNT_; p++) {
		AUTO(buf) struct buf text = { 0 };

		if (!place_is_here((enum place)p))
			continue;
		buf_printf(&text, "%s\r\n%s", place_name((enum place)p, w->ja),
			   place_what((enum place)p, w->ja));
		pane_add(&w->pane, PANE_RADIO, ID_CONTROL + (int)p, NULL, buf_cstr(&text));
	}
}

static void file_add(struct window *w, const char *file)
{
	AUTO_WIDE wchar_t *name = wide_keyed(TEXT_FILE, L'F', w->ja), *path = wide_shown(file, 0),
			  *choose = wide_keyed(TEXT_FILE_CHOOSE, L'B', w->ja);

	w->entry = pane_add_keyed(&w->pane, PANE_ENTRY, ID_FILE, name, path);
	SendMessageW(w->entry, EM_SETLIMITTEXT, PATH_CHARS - 1, 0);
	pane_add_keyed(&w->pane, PANE_PUSH, ID_BROWSE, NULL, choose);
}

static const struct button buttons[] = {
	{ TEXT_CANCEL, L'C', BUTTON_CANCEL, window_cancel },
	{ TEXT_NEXT, L'N', BUTTON_DEFAULT, take },
};

void page_place(void *window, void *what)
{
	struct window *w = window;
	const struct place_ask *q = what;
	const char *file;
	enum place last = place_of(q->last, &file);

	window_page(w, TEXT_PLACE_HEAD, what);
	if (q->why[0]) {
		pane_add(&w->pane, PANE_ALERT, 0, NULL, say(w, TEXT_PLACE_WHY));
		pane_add(&w->pane, PANE_TEXT, 0, NULL, q->why);
	}
	places_add(w);
	file_add(w, file);
	check(w, last < PLACE_COUNT_ && place_is_here(last) ? last : place_first());
	w->command = command;
	window_show(w, buttons, COUNT_OF(buttons));
	window_focus(w, GetDlgItem(w->pane.win, ID_CONTROL + (int)checked(w)));
}
