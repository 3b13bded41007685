/* Where the key is: a list of places, one of which takes a file. */
#include "client/gtk/pages.h"
#include "client/places.h"

/* What the person has chosen so far: in w->mem. */
struct choice {
	GtkWidget *buttons[PLACE_COUNT_];
	char *file; /* "": none yet */
	GtkFileChooserNative *dialog;
};

static struct choice *choice_of(const struct window *w)
{
	return g_object_get_data(G_OBJECT(w->body), "choice");
}

static void choice_free(gpointer data)
{
	struct choice *c = data;

	if (c->dialog) {
		gtk_native_dialog_destroy(GTK_NATIVE_DIALOG(c->dialog));
		g_object_unref(c->dialog);
	}
	g_free(c->file);
	g_free(c);
}

static void file_show(struct window *w, const struct choice *c)
{
	char *name = g_filename_display_name(c->file);

	gtk_label_set_text(GTK_LABEL(w->file_label), c->file[0] ? name : say(w, TEXT_FILE_NONE));
	g_free(name);
}

static void file_chosen(GtkNativeDialog *dialog, int response, gpointer data)
{
	struct window *w = data;
	struct choice *c = choice_of(w);
	GFile *file;

	if (response == GTK_RESPONSE_ACCEPT) {
		file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(dialog));
		g_free(c->file);
		c->file = g_file_get_path(file);
		if (!c->file)
			c->file = g_strdup("");
		g_object_unref(file);
		gtk_check_button_set_active(GTK_CHECK_BUTTON(c->buttons[PLACE_FILE]), TRUE);
		file_show(w, c);
	}
	c->dialog = NULL;
	g_object_unref(dialog);
}

static GtkFileFilter *filter_new(const struct window *w)
{
	GtkFileFilter *filter = gtk_file_filter_new();

	gtk_file_filter_set_name(filter, place_name(PLACE_FILE, w->ja));
	gtk_file_filter_add_suffix(filter, "p12");
	gtk_file_filter_add_suffix(filter, "pfx");
	return filter;
}

static void file_ask(struct window *w, struct choice *c)
{
	GtkFileFilter *filter = filter_new(w);

	if (c->dialog)
		return;
	c->dialog = gtk_file_chooser_native_new(place_name(PLACE_FILE, w->ja), w->win,
						GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
	gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(c->dialog), TRUE);
	gtk_file_chooser_add_filter(GTK_FILE_CHOOSER(c->dialog), filter);
	g_object_unref(filter);
	g_signal_connect(c->dialog, "response", G_CALLBACK(file_chosen), w);
	gtk_native_dialog_show(GTK_NATIVE_DIALOG(c->dialog));
}

static void file_clicked(GtkButton *button, gpointer data)
{
	(void)button;
	file_ask(data, choice_of(data));
}

static enum place active(const struct choice *c)
{
	size_t p = 0;

	while (!c->buttons[p] || !gtk_check_button_get_active(GTK_CHECK_BUTTON(c->buttons[p])))
		p++;
	return (enum place)p;
}

/* The line that was kept may say more than its kind, such as one token of many. */
static void answer(struct window *w)
{
	struct place_ask *q = w->asked;
	struct choice *c = choice_of(w);
	enum place p = active(c);
	const char *file;

	if (!q)
		return;
	if (place_takes_file(p) && !c->file[0]) {
		file_ask(w, c);
		return;
	}
	if (!place_takes_file(p) && place_of(q->last, &file) == p)
		q->key = strdup(q->last);
	else
		q->key = strdup(place_key(p, c->file, w->mem));
	window_answer(w, ERR_OK);
}

static void file_add(struct window *w, GtkWidget *box)
{
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
	GtkWidget *button = gtk_button_new_with_label(say(w, TEXT_FILE_CHOOSE));

	g_signal_connect(button, "clicked", G_CALLBACK(file_clicked), w);
	gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
	gtk_box_append(GTK_BOX(line), button);
	w->file_label = part_text(line, "", NULL);
	gtk_widget_set_valign(w->file_label, GTK_ALIGN_CENTER);
	gtk_widget_set_hexpand(w->file_label, TRUE);
	gtk_box_append(GTK_BOX(box), line);
}

static void place_add(struct window *w, struct choice *c, enum place p)
{
	GtkWidget *card = part_box(w->body, "card");
	enum place first = place_first();

	c->buttons[p] = gtk_check_button_new_with_label(place_name(p, w->ja));
	gtk_check_button_set_group(GTK_CHECK_BUTTON(c->buttons[p]),
				   p == first ? NULL : GTK_CHECK_BUTTON(c->buttons[first]));
	gtk_accessible_update_property(GTK_ACCESSIBLE(c->buttons[p]),
				       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, place_what(p, w->ja),
				       -1);
	gtk_box_append(GTK_BOX(card), c->buttons[p]);
	part_text(card, place_what(p, w->ja), "hint");
	if (place_takes_file(p))
		file_add(w, card);
}

void page_place(void *window, void *what)
{
	struct window *w = window;
	const struct place_ask *q = what;
	struct choice *c = g_new0(struct choice, 1);
	enum place last;
	const char *file;

	window_page(w, TEXT_PLACE_HEAD, what);
	g_object_set_data_full(G_OBJECT(w->body), "choice", c, choice_free);
	if (q->why[0])
		part_alert(w->body, say(w, TEXT_PLACE_WHY), q->why);
	for (unsigned p = 0; p < PLACE_COUNT_; p++)
		if (place_is_here((enum place)p))
			place_add(w, c, (enum place)p);
	last = place_of(q->last, &file);
	c->file = g_strdup(file);
	file_show(w, c);
	if (last == PLACE_COUNT_ || !place_is_here(last))
		last = place_first();
	gtk_check_button_set_active(GTK_CHECK_BUTTON(c->buttons[last]), TRUE);
	window_cancel_button(w, TEXT_CANCEL);
	window_button(w, TEXT_NEXT, BUTTON_DEFAULT, answer);
}
