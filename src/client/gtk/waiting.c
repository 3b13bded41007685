#include "client/gtk/waiting.h"
#include "client/ui_words.h"

/* Once signatures are on their way, only the server knows what becomes of them. */
static void may_stop(struct window *w, _Bool may)
{
	gtk_widget_set_sensitive(w->cancel, may);
	if (!may && w->step >= UI_SEND)
		gtk_widget_set_tooltip_text(w->cancel, say(w, TEXT_NO_STOP));
}

static void refresh(struct window *w)
{
	if (w->step < 0)
		return;
	gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(w->step_bar),
				      (w->step + 1) / (double)(UI_STEP_COUNT_ + 1));
}

void waiting_show(struct window *w, enum text what)
{
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12), *spinner = gtk_spinner_new();

	window_page(w, what, NULL);
	gtk_spinner_start(GTK_SPINNER(spinner));
	gtk_box_append(GTK_BOX(line), spinner);
	gtk_box_append(GTK_BOX(w->body), line);
	w->step_label = part_text(line, w->pad ? say(w, TEXT_PAD) : "", NULL);
	w->step_bar = gtk_progress_bar_new();
	gtk_accessible_update_property(GTK_ACCESSIBLE(w->step_bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
				       say(w, TEXT_PROGRESS), -1);
	gtk_box_append(GTK_BOX(w->body), w->step_bar);
	window_cancel_button(w, TEXT_CANCEL);
	may_stop(w, what != TEXT_STOPPING && w->step < UI_SEND);
	refresh(w);
}

void waiting_step(struct window *w, enum ui_step step)
{
	w->step = (int)step;
	w->pad = 0;
	if (!w->step_bar)
		waiting_show(w, TEXT_WAIT);
	gtk_label_set_text(GTK_LABEL(w->step_label), ui_step_words(step, w->ja));
	may_stop(w, step < UI_SEND && !handover_stopped(w->handover));
	refresh(w);
}

/* Of a batch: which request the key is signing. */
void waiting_progress(struct window *w, const char *title, size_t at, size_t of)
{
	AUTO(arena) struct arena *mem = arena_new(0);

	if (!w->step_bar)
		waiting_show(w, TEXT_WAIT);
	gtk_label_set_text(GTK_LABEL(w->step_label),
			   arena_printf(mem, "%s %zu/%zu: %s", say(w, TEXT_STEP_SIGN), at, of, title));
	gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(w->step_bar), (double)at / (double)(of + 1));
}
