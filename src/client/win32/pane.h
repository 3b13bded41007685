/* What a page says and asks: Windows' own controls, one below the other, in a pane that scrolls.
 * A control is named by the label before it, for who cannot see; texts that can be read or copied
 * are reached with the Tab key. */
#pragma once
#include "base/arena.h"
#include "client/win32/look.h"

enum pane_part {
	PANE_HEADING,
	PANE_TEXT,
	PANE_STRONG,
	PANE_NUMBER,
	PANE_ALERT, /* read out at once */
	PANE_ROW,   /* caption and value, side by side */
	PANE_LIST,  /* lines (pane_list_line) that scroll by themselves when there are many */
	PANE_RADIO, /* those that follow one another are one choice */
	PANE_ENTRY,
	PANE_SECRET, /* what is typed does not show */
	PANE_PUSH,
	PANE_BAR, /* 0 to 100 (PBM_SETPOS) */
	PANE_PART_COUNT_
};

struct pane {
	HWND win;
	const struct look *look;
	struct arena *mem; /* of this page */
	struct pane_item *first, *last;
	int height, at; /* of all of it, and how far it is scrolled */
	int caption_width;
};

/* Its WM_COMMAND and WM_CLOSE go to the parent, as if its controls were the parent's own. mem must
 * outlive it. */
void pane_init(struct pane *p, HWND parent, const struct look *look, struct arena *mem);
void pane_done(struct pane *p);

/* caption: the label; "" or NULL: none. text: UTF-8; nothing is added for a PANE_ROW without any.
 * Neither is read for "&". The control, or NULL. */
HWND pane_add(struct pane *p, enum pane_part part, int id, const char *caption, const char *text);
/* The label's or control's text is one of this program's own, with "&" before the letter of its
 * key. */
HWND pane_add_keyed(struct pane *p, enum pane_part part, int id, const wchar_t *caption,
		    const wchar_t *text);
void pane_list_line(HWND list, const char *text);
void pane_text_set(struct pane *p, HWND control, const char *text);

void pane_layout(struct pane *p); /* once it is whole, and whenever its size has changed */
void pane_fonts_changed(struct pane *p);
void pane_reveal(struct pane *p, HWND control); /* scrolls to it */
/* A key or a wheel that moves the pane rather than what has the focus; true: it is done. */
_Bool pane_scroll_message(struct pane *p, const MSG *m);
