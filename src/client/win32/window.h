/* The window of the signing program: one page after another (pages.c), each with a heading, what it
 * says, and its buttons. Windows' own controls in Windows' own dialogs: keys, names for screen
 * readers and colours are the system's. All of it belongs to the thread that made it (handover.h).
 */
#pragma once
#include "client/handover.h"
#include "client/texts.h"
#include "client/ui.h"
#include "client/win32/pane.h"

enum { WINDOW_BUTTONS_MAX = 4, ID_BUTTON = 100, ID_CONTROL = 200 };
struct window;

enum window_button {
	BUTTON_PLAIN,
	BUTTON_CANCEL,	/* ends it all; the Escape key's */
	BUTTON_DEFAULT, /* the Enter key's */
	BUTTON_SIGN, /* what cannot be taken back: no key but its own presses it, and nothing does
		      * before the page could be seen, such as the second click of two */
};
struct button {
	enum text text;
	wchar_t key; /* the letter of its key; 0: the text marks it */
	enum window_button kind;
	void (*clicked)(struct window *w);
};

struct window {
	HWND win, strip[2], buttons[WINDOW_BUTTONS_MAX]; /* strip: server, number */
	struct look look;
	struct pane pane;
	struct arena *mem;		    /* of the page on show */
	const struct button *shown_buttons; /* of the page */
	size_t n_buttons;
	void (*command)(struct window *w, int id,
			int what); /* of the page's own controls; NULL: none */
	HWND entry, focus;	   /* where the page wants typing; what has the focus */
	HWND step_label, step_bar; /* of the waiting page; NULL: another is shown */
	struct handover *handover;
	char *number;	/* the confirmation number, in every page's title; NULL: not known yet */
	void *asked;	/* what its buttons answer; NULL: nothing is asked any more */
	unsigned notes; /* bits 1 << enum ui_note: stay on all pages that follow */
	enum text waits_for; /* the waiting page's heading */
	int step;	     /* enum ui_step; -1: none yet */
	_Bool ja, pad;
	_Bool over; /* the work is at its end: closing the window ends the program */
};

/* served, ended: called when such a message has been posted (WINDOW_SERVE, WINDOW_ENDED). */
enum { WINDOW_SERVE = WM_APP, WINDOW_ENDED };
void window_init(struct window *w, _Bool ja);
void window_done(struct window *w);
/* Until the program's end; ended: when WINDOW_ENDED came. */
void window_run(struct window *w, void (*ended)(void *ctx), void *ctx);

static inline const char *say(const struct window *w, enum text t)
{
	return text_of(t, w->ja);
}

/* An empty page; what it says goes into w->pane, then window_show. asked: see above. */
void window_page(struct window *w, enum text heading, void *asked);
void window_show(struct window *w, const struct button *buttons, size_t n);
/* A page that has been shown has one button more or less that can be pressed. */
void window_button_enable(struct window *w, enum window_button kind, _Bool may);
void window_focus(struct window *w, HWND control);

/* Answers what is asked, if anything still is; the waiting page comes unless another does soon. */
void window_answer(struct window *w, enum err answer);
void window_answer_yes(struct window *w);
void window_answer_no(struct window *w);
void window_answer_elsewhere(struct window *w); /* the key is in another place (ui.h) */
void window_cancel(struct window *w);

/* With whom this is: stays on all pages that follow. */
void window_identity(struct window *w, const char *origin, const char *number);
void window_waiting(struct window *w, enum text heading);
