/* The window of the signing program: one page after another, each with a heading, what it says, and
 * its buttons. All of it belongs to the thread that made it (handover.h). Nothing in it is read as
 * markup: texts come from servers and certificates. */
#pragma once
#include <gtk/gtk.h>
#include "base/arena.h"
#include "client/handover.h"
#include "client/texts.h"
#include "client/ui.h"

struct window {
	GtkWindow *win;
	GtkWidget *strip, *scroller, *content, *notes, *body, *footer;
	struct handover *handover;
	struct arena *mem; /* of the page on show */
	char *number;	   /* the confirmation number, in every page's title; NULL: not known yet */
	void *asked;	   /* what its buttons answer; NULL: nothing is asked any more */
	GtkWidget *entry, *list, *file_label; /* of its page, where it has them */
	guint wait;			      /* shows the waiting page when nothing comes soon */
	GtkWidget *guarded;		      /* a button that cannot be pressed yet */
	guint guard;			      /* makes that it can */
	GtkWidget *step_label, *step_bar, *cancel; /* of the waiting page; NULL: another is shown */
	int step;				   /* enum ui_step; -1: none yet */
	_Bool ja, pad;
	_Bool over; /* the work is at its end: closing the window ends the program */
	void (*closed)(struct window *w, void *ctx); /* when it is */
	void *ctx;
};
void window_init(struct window *w, _Bool ja);
void window_done(struct window *w);

static inline const char *say(const struct window *w, enum text t)
{
	return text_of(t, w->ja);
}

/* An empty page; what it says goes into w->body. asked: see above. */
void window_page(struct window *w, enum text heading, void *asked);
enum window_button {
	BUTTON_PLAIN,
	BUTTON_DEFAULT, /* the Enter key's, and the first with the focus */
	BUTTON_SIGN,   /* what cannot be taken back: no key but its own presses it, and nothing does
			* before the page could be seen, such as the second click of two */
	BUTTON_DANGER, /* the same, and looks like it */
};
/* label: "_" marks the letter of its key. */
GtkWidget *window_button(struct window *w, enum text label, enum window_button kind,
			 void (*clicked)(struct window *w));
/* The button that ends it all, and the Escape key's. */
void window_cancel_button(struct window *w, enum text label);
/* Answers what is asked, if anything still is; the waiting page comes unless another does soon. */
void window_answer(struct window *w, enum err answer);
void window_answer_yes(struct window *w);
void window_answer_elsewhere(struct window *w); /* the key is in another place (ui.h) */

/* Stay on all pages that follow: with whom this is, and what the person should know. */
void window_identity(struct window *w, const char *origin, const char *number);
void window_note(struct window *w, const char *text);

/* What it says on a page. Each returns what was added. */
GtkWidget *part_text(GtkWidget *box, const char *text, const char *css_class);
/* caption and value; nothing for a value that is "". */
void part_row(GtkWidget *grid, const char *caption, const char *value);
GtkWidget *part_grid(GtkWidget *box);
void part_digest(GtkWidget *box, const char *name, struct bytes digest, struct arena *mem);
/* What went wrong, read out at once. */
void part_alert(GtkWidget *box, const char *text, const char *detail);
GtkWidget *part_box(GtkWidget *box, const char *css_class);
GtkWidget *part_more(GtkWidget *box, const char *what); /* hidden until it is asked for */
