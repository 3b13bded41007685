/* The certificates of a place, also those that cannot be chosen, with the reason. */
#include "client/gtk/pages.h"

static void until_text(const struct key_cert *c, char out[TIME_JST_SIZE])
{
	out[0] = '\0';
	if (c->view.hidden != VIEW_UNREADABLE)
		time_jst(c->view.not_after, out);
}

void part_certificate(GtkWidget *grid, struct window *w, const struct key_cert *c)
{
	const struct cert_view *v = &c->view;
	char until[TIME_JST_SIZE];

	until_text(c, until);
	part_row(grid, say(w, TEXT_COMPANY), v->company);
	part_row(grid, say(w, TEXT_CAPACITY), v->capacity);
	part_row(grid, say(w, TEXT_NAME), v->name);
	part_row(grid, say(w, TEXT_ISSUER), v->issuer);
	part_row(grid, say(w, TEXT_UNTIL), until);
	part_row(grid, say(w, TEXT_KEY), v->key);
	part_row(grid, say(w, TEXT_PLACE), c->place);
}

/* A row as it is read out: who, and why not. */
static void row_name(struct window *w, GtkWidget *row, const struct key_cert *c)
{
	const struct cert_view *v = &c->view;
	char until[TIME_JST_SIZE], *name;

	until_text(c, until);
	name = g_strdup_printf("%s %s %s, %s: %s, %s: %s%s%s", v->company, v->capacity, v->name,
			       say(w, TEXT_ISSUER), v->issuer, say(w, TEXT_UNTIL), until,
			       v->hidden ? ". " : "",
			       v->hidden ? view_hidden_text(v->hidden, w->ja) : "");
	gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
				       -1);
	g_free(name);
}

static void unusable(struct window *w, GtkWidget *row, GtkWidget *box, const struct key_cert *c)
{
	char *why = g_strdup_printf("%s: %s", say(w, TEXT_NOT_USABLE),
				    view_hidden_text(c->view.hidden, w->ja));

	part_text(box, why, "strong");
	gtk_widget_add_css_class(box, "unusable");
	gtk_list_box_row_set_selectable(GTK_LIST_BOX_ROW(row), FALSE);
	gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), FALSE);
	gtk_accessible_update_state(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_STATE_DISABLED, TRUE, -1);
	g_free(why);
}

static GtkWidget *row_new(struct window *w, const struct key_cert *c)
{
	GtkWidget *row = gtk_list_box_row_new();
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);

	gtk_widget_set_margin_top(box, 10);
	gtk_widget_set_margin_bottom(box, 10);
	gtk_widget_set_margin_start(box, 12);
	gtk_widget_set_margin_end(box, 12);
	part_certificate(part_grid(box), w, c);
	if (c->view.hidden)
		unusable(w, row, box, c);
	row_name(w, row, c);
	gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), box);
	return row;
}

static void take(struct window *w)
{
	GtkListBoxRow *row = gtk_list_box_get_selected_row(GTK_LIST_BOX(w->list));
	struct choose_ask *q = w->asked;

	if (!q || !row)
		return;
	q->chosen = (size_t)gtk_list_box_row_get_index(row);
	window_answer(w, ERR_OK);
}

static void row_activated(GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
	(void)list;
	(void)row;
	take(data);
}

/* Selects the first that can be chosen; false when there is none. */
static _Bool list_add(struct window *w, const struct choose_ask *q)
{
	GtkWidget *first = NULL, *frame = gtk_frame_new(NULL);

	w->list = gtk_list_box_new();
	gtk_list_box_set_selection_mode(GTK_LIST_BOX(w->list), GTK_SELECTION_BROWSE);
	gtk_list_box_set_activate_on_single_click(GTK_LIST_BOX(w->list), FALSE);
	gtk_list_box_set_show_separators(GTK_LIST_BOX(w->list), TRUE);
	gtk_accessible_update_property(GTK_ACCESSIBLE(w->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
				       say(w, TEXT_CERTIFICATES), -1);
	for (size_t i = 0; i < q->n; i++) {
		GtkWidget *row = row_new(w, &q->certs[i]);

		gtk_list_box_append(GTK_LIST_BOX(w->list), row);
		if (!first && !q->certs[i].view.hidden)
			first = row;
	}
	g_signal_connect(w->list, "row-activated", G_CALLBACK(row_activated), w);
	gtk_frame_set_child(GTK_FRAME(frame), w->list);
	gtk_box_append(GTK_BOX(w->body), frame);
	if (first)
		gtk_list_box_select_row(GTK_LIST_BOX(w->list), GTK_LIST_BOX_ROW(first));
	return first != NULL;
}

void page_choose(void *window, void *what)
{
	struct window *w = window;
	_Bool some;

	window_page(w, TEXT_CHOOSE_HEAD, what);
	some = list_add(w, what);
	if (!some)
		part_alert(w->body, say(w, TEXT_CHOOSE_NONE), NULL);
	window_cancel_button(w, TEXT_CANCEL);
	window_button(w, TEXT_ELSEWHERE, some ? BUTTON_PLAIN : BUTTON_DEFAULT,
		      window_answer_elsewhere);
	if (!some)
		return;
	window_button(w, TEXT_CHOOSE_THIS, BUTTON_DEFAULT, take);
	gtk_widget_grab_focus(GTK_WIDGET(gtk_list_box_get_selected_row(GTK_LIST_BOX(w->list))));
}
