/* The person at a window. Its functions run in the worker's thread, as client_run does, and hand
 * over to the window's (asks.h). */
#pragma once
#include "base/arena.h"
#include "client/handover.h"
#include "client/ui.h"

struct ui_window {
	struct ui ui; /* first: the port is the object */
	struct handover *handover;
	struct arena *mem;
	const char *place; /* as keys.h names it, in mem; NULL: none was named yet */
	_Bool reported;	   /* what became of it is shown, the refusals of a batch too */
	_Bool chosen;	   /* by the person, now: it is remembered once a certificate is taken */
};
void ui_window_init(struct ui_window *u, struct handover *h, struct arena *mem);
