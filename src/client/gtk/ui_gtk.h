/* The person at a window (window.h). Its functions run in the worker's thread, as client_run does,
 * and hand over to the window's. */
#pragma once
#include "client/gtk/window.h"

struct ui_gtk {
	struct ui ui; /* first: the port is the object */
	struct window *window;
	struct arena *mem;
	const char *place; /* as keys.h names it, in mem; NULL: none was named yet */
	_Bool reported;	   /* what became of it is shown, the refusals of a batch too */
	_Bool chosen;	   /* by the person, now: it is remembered once a certificate is taken */
};
void ui_gtk_init(struct ui_gtk *u, struct window *w, struct arena *mem);
