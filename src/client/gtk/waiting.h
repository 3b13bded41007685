/* The page between the others: how far it is, and the button that stops it. */
#pragma once
#include "client/gtk/window.h"

void waiting_show(struct window *w, enum text what);
void waiting_step(struct window *w, enum ui_step step);
void waiting_progress(struct window *w, const char *title, size_t at, size_t of);
