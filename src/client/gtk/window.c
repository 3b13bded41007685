#include "client/gtk/window.h"
#include "client/gtk/waiting.h"

enum { WIDTH = 760, HEIGHT = 600, SPACE = 12, WAIT_MS = 200, GUARD_MS = 800 };

/* Sizes follow the person's font; colours the person's theme. */
static const char style[] =
	".page { padding: 18px 24px; }"
	".strip { padding: 6px 24px; border-bottom: 1px solid alpha(currentColor, .3); }"
	".footer { padding: 12px 24px; border-top: 1px solid alpha(currentColor, .3); }"
	".page label { line-height: 1.35; }"
	".heading { font-size: 140%; font-weight: bold; }"
	".number { font-size: 220%; font-weight: bold; font-family: monospace; }"
	".card { padding: 12px; border: 1px solid alpha(currentColor, .4); border-radius: 6px; }"
	".field-name, .hint { opacity: .8; }"
	".strong { font-weight: bold; }"
	".digest { font-family: monospace; font-size: 95%; }"
	".unusable { opacity: .65; }"
	".alert { padding: 10px 12px; border-left: 4px solid @error_color; }"
	".note { padding: 6px 24px; border-left: 4px solid @warning_color; }";

static void style_load(void)
{
	GtkCssProvider *css = gtk_css_provider_new();

	gtk_css_provider_load_from_data(css, style, -1);
	gtk_style_context_add_provider_for_display(gdk_display_get_default(),
						   GTK_STYLE_PROVIDER(css),
						   GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
	g_object_unref(css);
}

/* Whoever closes the window stops; the program ends when the server has heard of it. */
static void give_up(struct window *w)
{
	if (w->over)
		w->closed(w, w->ctx);
	else
		handover_stop(w->handover);
}

static gboolean close_request(GtkWindow *win, gpointer data)
{
	struct window *w = data;

	gtk_widget_set_visible(GTK_WIDGET(win), FALSE);
	w->asked = NULL;
	give_up(w);
	return TRUE;
}

static void cancel(struct window *w)
{
	if (w->cancel && !gtk_widget_is_sensitive(w->cancel))
		return;
	w->asked = NULL;
	if (!w->over)
		waiting_show(w, TEXT_STOPPING);
	give_up(w);
}

static gboolean escape(GtkWidget *widget, GVariant *args, gpointer data)
{
	(void)widget;
	(void)args;
	cancel(data);
	return TRUE;
}

static void escape_add(struct window *w)
{
	GtkEventController *keys = gtk_shortcut_controller_new();

	gtk_shortcut_controller_set_scope(GTK_SHORTCUT_CONTROLLER(keys), GTK_SHORTCUT_SCOPE_GLOBAL);
	gtk_shortcut_controller_add_shortcut(
		GTK_SHORTCUT_CONTROLLER(keys),
		gtk_shortcut_new(gtk_keyval_trigger_new(GDK_KEY_Escape, 0),
				 gtk_callback_action_new(escape, w, NULL)));
	gtk_widget_add_controller(GTK_WIDGET(w->win), keys);
}

static GtkWidget *box_new(GtkOrientation way, const char *css_class)
{
	GtkWidget *box = gtk_box_new(way, SPACE);

	gtk_widget_add_css_class(box, css_class);
	return box;
}

/* The page, the number to compare, the program: what a screen reader says first, and a taskbar. */
static void title_set(struct window *w, enum text heading)
{
	char *title = g_strdup_printf("%s — %s%s%s", say(w, heading), w->number ? w->number : "",
				      w->number ? " — " : "", say(w, TEXT_PROGRAM));

	gtk_window_set_title(w->win, title);
	g_free(title);
}

void window_init(struct window *w, _Bool ja)
{
	GtkWidget *all = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);

	w->ja = ja;
	w->step = -1;
	style_load();
	w->win = GTK_WINDOW(gtk_window_new());
	gtk_window_set_default_size(w->win, WIDTH, HEIGHT);
	w->strip = box_new(GTK_ORIENTATION_HORIZONTAL, "strip");
	gtk_widget_set_visible(w->strip, FALSE);
	w->notes = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
	w->scroller = gtk_scrolled_window_new();
	gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(w->scroller), GTK_POLICY_NEVER,
				       GTK_POLICY_AUTOMATIC);
	gtk_widget_set_vexpand(w->scroller, TRUE);
	w->footer = box_new(GTK_ORIENTATION_HORIZONTAL, "footer");
	w->content = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
	gtk_box_append(GTK_BOX(w->content), w->notes);
	gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(w->scroller), w->content);
	gtk_box_append(GTK_BOX(all), w->strip);
	gtk_box_append(GTK_BOX(all), w->scroller);
	gtk_box_append(GTK_BOX(all), w->footer);
	gtk_window_set_child(w->win, all);
	g_signal_connect(w->win, "close-request", G_CALLBACK(close_request), w);
	escape_add(w);
}

static void source_stop(guint *source)
{
	if (*source)
		g_source_remove(*source);
	*source = 0;
}

void window_done(struct window *w)
{
	source_stop(&w->wait);
	source_stop(&w->guard);
	if (w->win)
		gtk_window_destroy(w->win);
	arena_free(w->mem);
	g_free(w->number);
}

static void empty(GtkWidget *box)
{
	GtkWidget *child;

	while ((child = gtk_widget_get_first_child(box)))
		gtk_box_remove(GTK_BOX(box), child);
}

static void heading_add(struct window *w, enum text heading)
{
	GtkWidget *label =
		g_object_new(GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING,
			     "label", say(w, heading), "wrap", TRUE, "xalign", 0.0, NULL);

	gtk_widget_add_css_class(label, "heading");
	gtk_box_append(GTK_BOX(w->body), label);
}

/* What an earlier page was asked for is forgotten with it: its widgets are gone. */
void window_page(struct window *w, enum text heading, void *asked)
{
	source_stop(&w->wait);
	source_stop(&w->guard);
	gtk_window_set_default_widget(w->win, NULL);
	gtk_window_set_focus(w->win, NULL);
	w->entry = w->list = w->file_label = w->guarded = NULL;
	w->step_label = w->step_bar = w->cancel = NULL;
	empty(w->footer);
	if (w->body)
		gtk_box_remove(GTK_BOX(w->content), w->body);
	w->body = box_new(GTK_ORIENTATION_VERTICAL, "page");
	gtk_box_append(GTK_BOX(w->content), w->body);
	gtk_adjustment_set_value(
		gtk_scrolled_window_get_vadjustment(GTK_SCROLLED_WINDOW(w->scroller)), 0);
	gtk_widget_set_sensitive(w->scroller, TRUE);
	gtk_widget_set_sensitive(w->footer, TRUE);
	heading_add(w, heading);
	title_set(w, heading);
	arena_free(w->mem);
	w->mem = arena_new(0);
	w->asked = asked;
}

struct click {
	struct window *w;
	void (*clicked)(struct window *w);
};

/* Only once: what was answered is not asked any more. */
static void clicked(GtkButton *button, gpointer data)
{
	const struct click *c = data;

	(void)button;
	c->clicked(c->w);
}

static gboolean guard_over(gpointer data)
{
	struct window *w = data;

	w->guard = 0;
	gtk_widget_set_sensitive(w->guarded, TRUE);
	return G_SOURCE_REMOVE;
}

static void guard(struct window *w, GtkWidget *button)
{
	gtk_widget_set_sensitive(button, FALSE);
	w->guarded = button;
	source_stop(&w->guard);
	w->guard = g_timeout_add(GUARD_MS, guard_over, w);
}

GtkWidget *window_button(struct window *w, enum text label, enum window_button kind,
			 void (*on_click)(struct window *w))
{
	static const char *const classes[] = { [BUTTON_DEFAULT] = "suggested-action",
					       [BUTTON_SIGN] = "suggested-action",
					       [BUTTON_DANGER] = "destructive-action" };
	const char *text = say(w, label);
	GtkWidget *button = strchr(text, '_') ? gtk_button_new_with_mnemonic(text)
					      : gtk_button_new_with_label(text);
	struct click *c = ARENA_NEW(w->mem, struct click);

	*c = (struct click){ w, on_click };
	g_signal_connect(button, "clicked", G_CALLBACK(clicked), c);
	if (classes[kind])
		gtk_widget_add_css_class(button, classes[kind]);
	gtk_box_append(GTK_BOX(w->footer), button);
	if (kind == BUTTON_SIGN || kind == BUTTON_DANGER)
		guard(w, button);
	if (kind == BUTTON_DEFAULT) {
		gtk_window_set_default_widget(w->win, button);
		gtk_widget_grab_focus(button);
	}
	return button;
}

void window_cancel_button(struct window *w, enum text label)
{
	w->cancel = window_button(w, label, BUTTON_PLAIN, cancel);
	gtk_widget_set_hexpand(w->cancel, TRUE);
	gtk_widget_set_halign(w->cancel, GTK_ALIGN_START);
}

static gboolean wait_over(gpointer data)
{
	struct window *w = data;

	w->wait = 0;
	waiting_show(w, TEXT_WAIT);
	return G_SOURCE_REMOVE;
}

void window_answer(struct window *w, enum err answer)
{
	if (!w->asked)
		return;
	w->asked = NULL;
	gtk_window_set_focus(w->win, NULL);
	gtk_widget_set_sensitive(w->scroller, FALSE);
	gtk_widget_set_sensitive(w->footer, FALSE);
	if (!w->wait)
		w->wait = g_timeout_add(WAIT_MS, wait_over, w);
	handover_answer(w->handover, answer);
}

void window_answer_yes(struct window *w)
{
	window_answer(w, ERR_OK);
}

void window_answer_elsewhere(struct window *w)
{
	window_answer(w, ERR_NOT_FOUND);
}

void window_identity(struct window *w, const char *origin, const char *number)
{
	char *text = g_strdup_printf("%s: %s", say(w, TEXT_CONFIRM_CODE), number);
	GtkWidget *server = part_text(w->strip, origin, "field-name");
	GtkWidget *right = part_text(w->strip, text, "field-name");

	gtk_widget_set_hexpand(server, TRUE);
	gtk_label_set_wrap(GTK_LABEL(server), FALSE);
	gtk_label_set_ellipsize(GTK_LABEL(server), PANGO_ELLIPSIZE_MIDDLE);
	gtk_label_set_wrap(GTK_LABEL(right), FALSE);
	gtk_widget_set_visible(w->strip, TRUE);
	g_free(text);
}

static GtkWidget *alert_new(const char *text)
{
	return g_object_new(GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, "label",
			    text, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0,
			    NULL);
}

void window_note(struct window *w, const char *text)
{
	GtkWidget *label = alert_new(text);

	gtk_widget_add_css_class(label, "note");
	gtk_box_append(GTK_BOX(w->notes), label);
}

void part_alert(GtkWidget *box, const char *text, const char *detail)
{
	GtkWidget *all = part_box(box, "alert");

	gtk_box_append(GTK_BOX(all), alert_new(text));
	if (detail && detail[0])
		part_text(all, detail, "hint");
}
