/* PIN or password, and the question about what no signature needs. */
#include "client/gtk/pages.h"
#include "client/ui_words.h"

static const struct {
	enum text head, wrong, label, button;
	_Bool early; /* asked before a certificate was chosen: the person may still look elsewhere
		      */
	_Bool locks; /* several wrong ones */
} kinds[] = {
	[KEY_SECRET_PASSWORD] = { TEXT_PASSWORD_HEAD, TEXT_PASSWORD_WRONG, TEXT_PASSWORD,
				  TEXT_PASSWORD_DO, 1, 0 },
	[KEY_SECRET_PIN] = { TEXT_PIN_HEAD, TEXT_PIN_WRONG, TEXT_PIN, TEXT_PIN_DO, 0, 1 },
	[KEY_SECRET_CARD] = { TEXT_CARD_HEAD, TEXT_CARD_WRONG, TEXT_CARD_PASSWORD, TEXT_PASSWORD_DO,
			      1, 1 },
};

/* The entry keeps what is typed in locked memory (GtkPasswordEntryBuffer) and is emptied when it is
 * taken. Nothing at all would cost a try of a card. */
static void take(struct window *w)
{
	struct secret_ask *q = w->asked;
	const char *typed = w->entry ? gtk_editable_get_text(GTK_EDITABLE(w->entry)) : "";

	if (!q || (kinds[q->ask->kind].locks && !typed[0]))
		return;
	q->given = secret_new(BYTES(typed, strlen(typed) + 1));
	gtk_editable_set_text(GTK_EDITABLE(w->entry), "");
	window_answer(w, ERR_OK);
}

static void entry_activated(GtkWidget *entry, gpointer data)
{
	(void)entry;
	take(data);
}

static void entry_add(struct window *w, const struct ui_secret_ask *ask)
{
	w->entry = gtk_password_entry_new();
	gtk_accessible_update_property(GTK_ACCESSIBLE(w->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
				       say(w, kinds[ask->kind].label), -1);
	g_signal_connect(w->entry, "activate", G_CALLBACK(entry_activated), w);
	part_text(w->body, say(w, kinds[ask->kind].label), "field-name");
	gtk_box_append(GTK_BOX(w->body), w->entry);
	part_text(w->body, say(w, TEXT_SECRET_HINT), "hint");
	if (kinds[ask->kind].locks)
		part_text(w->body, say(w, TEXT_PIN_HINT), "hint");
}

static void facts_add(struct window *w, const struct ui_secret_ask *ask)
{
	GtkWidget *grid = part_grid(w->body);
	char tries[16] = "";

	part_row(grid, say(w, TEXT_PLACE), ask->place);
	if (ask->tries)
		g_snprintf(tries, sizeof(tries), "%u", ask->tries);
	part_row(grid, say(w, TEXT_TRIES), tries);
}

void page_secret(void *window, void *what)
{
	struct window *w = window;
	const struct ui_secret_ask *ask = ((const struct secret_ask *)what)->ask;

	window_page(w, ask->wrong ? kinds[ask->kind].wrong : kinds[ask->kind].head, what);
	if (ask->wrong && ask->wrong[0])
		part_alert(w->body, ask->wrong, NULL);
	facts_add(w, ask);
	entry_add(w, ask);
	window_cancel_button(w, TEXT_CANCEL);
	if (kinds[ask->kind].early)
		window_button(w, TEXT_ELSEWHERE, BUTTON_PLAIN, window_answer_elsewhere);
	window_button(w, kinds[ask->kind].button, BUTTON_DEFAULT, take);
	gtk_widget_grab_focus(w->entry);
}

static void refuse(struct window *w)
{
	window_answer(w, ERR_DENIED);
}

void page_danger(void *window, void *what)
{
	struct window *w = window;
	const struct danger_ask *q = what;
	unsigned found = q->found;
	const char *what_found;
	GtkWidget *card, *yes;

	window_page(w, TEXT_DANGER_HEAD, what);
	part_alert(w->body, say(w, TEXT_DANGER), NULL);
	card = part_box(w->body, "card");
	part_text(card, q->document, "strong");
	while ((what_found = ui_danger_words(&found, w->ja)))
		part_text(card, what_found, NULL);
	part_text(w->body, say(w, TEXT_DANGER_ASK), NULL);
	yes = window_button(w, TEXT_DANGER_YES, BUTTON_DANGER, window_answer_yes);
	gtk_widget_set_hexpand(yes, TRUE);
	gtk_widget_set_halign(yes, GTK_ALIGN_START);
	window_button(w, TEXT_DANGER_NO, BUTTON_DEFAULT, refuse);
}
