/* The pages of asks.h, in GTK. */
#pragma once
#include "client/asks.h"
#include "client/gtk/window.h"

/* For more than one of them. */
void part_certificate(GtkWidget *grid, struct window *w, const struct key_cert *c);
