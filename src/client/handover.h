/* Between the thread that works and the thread that owns the window: the worker hands over one
 * thing at a time to be shown, and waits until it is answered. The window is never touched by
 * another thread, and never waits. */
#pragma once
#include "base/error.h"

struct handover;
/* Runs in the window's thread; answers now or later (handover_answer). */
typedef void handover_show_fn(void *window, void *what);

/* wake: called in the worker's thread; must see to it that the window's thread calls
 * handover_serve. */
struct handover *handover_new(void (*wake)(void *window), void *window);
void handover_free(struct handover *h); /* after the worker's end */
DEFINE_AUTO(handover, struct handover *)

/* The worker's. ask: what the person answered; ERR_DENIED, and nothing is shown, once they have
 * stopped. tell: shown all the same; waits until it is. what stays the caller's. */
enum err handover_ask(struct handover *h, handover_show_fn *show, void *what,
		      struct error *e) MUST_USE;
void handover_tell(struct handover *h, handover_show_fn *show, void *what);
_Bool handover_stopped(struct handover *h);

/* The window's. An answer that nobody waits for, such as a second click, is dropped. */
void handover_serve(struct handover *h);
void handover_answer(struct handover *h, enum err answer);
void handover_stop(struct handover *h); /* the person wants no more: the answer to all questions */
