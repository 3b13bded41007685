/* PIN or password. */
#include <stdio.h>
#include <stdlib.h>
#include "client/asks.h"
#include "client/win32/wide_texts.h"
#include "client/win32/window.h"
#include "os/wide.h"

enum { SECRET_CHARS = 256, UTF8_PER_CHAR = 3, ID_SECRET = ID_CONTROL };

static const struct {
	enum text head, wrong, label;
	_Bool early; /* asked before a certificate was chosen: the person may still look elsewhere
		      */
	_Bool locks; /* several wrong ones */
} kinds[] = {
	[KEY_SECRET_PASSWORD] = { TEXT_PASSWORD_HEAD, TEXT_PASSWORD_WRONG, TEXT_PASSWORD, 1, 0 },
	[KEY_SECRET_PIN] = { TEXT_PIN_HEAD, TEXT_PIN_WRONG, TEXT_PIN, 0, 1 },
	[KEY_SECRET_CARD] = { TEXT_CARD_HEAD, TEXT_CARD_WRONG, TEXT_CARD_PASSWORD, 1, 1 },
};

/* What the control keeps is overwritten before it is given back. */
static void entry_wipe(HWND entry)
{
	wchar_t over[SECRET_CHARS + 1];

	for (size_t i = 0; i < SECRET_CHARS; i++)
		over[i] = L'*';
	over[SECRET_CHARS] = L'\0';
	SetWindowTextW(entry, over);
	SetWindowTextW(entry, L"");
	SendMessageW(entry, EM_EMPTYUNDOBUFFER, 0, 0);
}

static struct secret *typed(HWND entry)
{
	wchar_t wide[SECRET_CHARS + 1];
	char text[UTF8_PER_CHAR * SECRET_CHARS + 1];
	struct secret *out;
	int n;

	GetWindowTextW(entry, wide, COUNT_OF(wide));
	n = WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, sizeof(text), NULL, NULL);
	out = secret_new(BYTES(text, n > 0 ? (size_t)n : 0));
	SecureZeroMemory(wide, sizeof(wide));
	SecureZeroMemory(text, sizeof(text));
	entry_wipe(entry);
	return out;
}

/* Nothing at all would cost a try of a card. */
static void take(struct window *w)
{
	struct secret_ask *q = w->asked;

	if (!q || (kinds[q->ask->kind].locks && !GetWindowTextLengthW(w->entry)))
		return;
	q->given = typed(w->entry);
	window_answer(w, ERR_OK);
}

static void entry_add(struct window *w, const struct ui_secret_ask *ask)
{
	AUTO_WIDE wchar_t *label = wide_keyed(kinds[ask->kind].label, L'P', w->ja);

	w->entry = pane_add_keyed(&w->pane, PANE_SECRET, ID_SECRET, label, L"");
	SendMessageW(w->entry, EM_SETLIMITTEXT, SECRET_CHARS, 0);
	pane_add(&w->pane, PANE_TEXT, 0, NULL, say(w, TEXT_SECRET_HINT));
	if (kinds[ask->kind].locks)
		pane_add(&w->pane, PANE_TEXT, 0, NULL, say(w, TEXT_PIN_HINT));
}

static const struct button early_buttons[] = {
	{ TEXT_CANCEL, L'C', BUTTON_CANCEL, window_cancel },
	{ TEXT_ELSEWHERE, L'L', BUTTON_PLAIN, window_answer_elsewhere },
	{ TEXT_PASSWORD_DO, L'O', BUTTON_DEFAULT, take },
};
static const struct button late_buttons[] = {
	{ TEXT_CANCEL, L'C', BUTTON_CANCEL, window_cancel },
	{ TEXT_PIN_DO, L'S', BUTTON_DEFAULT, take },
};

void page_secret(void *window, void *what)
{
	struct window *w = window;
	const struct ui_secret_ask *ask = ((const struct secret_ask *)what)->ask;
	char tries[16] = "";

	window_page(w, ask->wrong ? kinds[ask->kind].wrong : kinds[ask->kind].head, what);
	if (ask->wrong && ask->wrong[0])
		pane_add(&w->pane, PANE_ALERT, 0, NULL, ask->wrong);
	pane_add(&w->pane, PANE_ROW, 0, say(w, TEXT_PLACE), ask->place);
	if (ask->tries)
		snprintf(tries, sizeof(tries), "%u", ask->tries);
	pane_add(&w->pane, PANE_ROW, 0, say(w, TEXT_TRIES), tries);
	entry_add(w, ask);
	if (kinds[ask->kind].early)
		window_show(w, early_buttons, COUNT_OF(early_buttons));
	else
		window_show(w, late_buttons, COUNT_OF(late_buttons));
}
