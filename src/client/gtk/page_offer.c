/* What is asked for, by whom, on which server; and, before the key is touched, the last word. */
#include "client/gtk/pages.h"
#include "client/spell.h"

enum { NUMBER_GROUP = 3 };

static void digests(struct window *w, GtkWidget *box, const struct client_document *d)
{
	static const char *const names[] = { "SHA-256", "SHA-384", "SHA-512" };
	GtkWidget *more = NULL;

	part_digest(box, names[0], BYTES(d->digest[DIGEST_SHA256], digest_size(DIGEST_SHA256)),
		    w->mem);
	for (unsigned i = 1; i < COUNT_OF(names); i++) {
		if (!d->told[i])
			continue;
		if (!more)
			more = part_more(box, say(w, TEXT_OTHER_DIGESTS));
		part_digest(more, names[i], BYTES(d->digest[i], digest_size((enum digest_alg)i)),
			    w->mem);
	}
}

static void document(struct window *w, const struct client_document *d)
{
	GtkWidget *card = part_box(w->body, "card"), *grid;
	char number[32];

	part_text(card, d->name, "strong");
	grid = part_grid(card);
	g_snprintf(number, sizeof(number), "%u", d->pages);
	part_row(grid, say(w, TEXT_PAGES), number);
	g_snprintf(number, sizeof(number), "%" G_GUINT64_FORMAT, (guint64)d->size);
	part_row(grid, say(w, TEXT_BYTES), number);
	digests(w, card, d);
}

static void number_card(struct window *w, const char *number)
{
	GtkWidget *card = part_box(w->body, "card"), *label;

	part_text(card, say(w, TEXT_CONFIRM_CODE), "field-name");
	label = part_text(card, number, "number");
	gtk_label_set_selectable(GTK_LABEL(label), TRUE);
	part_text(card, say(w, TEXT_CONFIRM_HINT), NULL);
}

static void number_keep(struct window *w, const char *code)
{
	AUTO(arena) struct arena *mem = arena_new(0);

	g_free(w->number);
	w->number = g_strdup(spell_groups(code, NUMBER_GROUP, mem));
}

void page_offer(void *window, void *what)
{
	struct window *w = window;
	const struct offer_ask *q = what;
	const struct client_offer *o = q->offer;
	GtkWidget *grid;

	number_keep(w, o->confirm_code);
	window_page(w, TEXT_OFFER_HEAD, what);
	window_identity(w, q->origin, w->number);
	number_card(w, w->number);
	grid = part_grid(w->body);
	part_row(grid, say(w, TEXT_SERVER), q->origin);
	part_row(grid, say(w, TEXT_SENDER), o->sender);
	part_row(grid, say(w, TEXT_TITLE), o->title);
	part_row(grid, say(w, TEXT_MESSAGE), o->message);
	part_row(grid, say(w, TEXT_ACCOUNT), o->account);
	part_row(grid, say(w, TEXT_COMPANY), o->company);
	part_row(grid, say(w, TEXT_HINT), o->subject_hint);
	for (size_t i = 0; i < o->n_documents; i++)
		document(w, &o->documents[i]);
	window_cancel_button(w, TEXT_CANCEL);
	window_button(w, TEXT_NUMBER_SAME, BUTTON_DEFAULT, window_answer_yes);
}

/* No key but its own presses the button: who hurries through the pages with Enter stops here. */
void page_consent(void *window, void *what)
{
	struct window *w = window;
	const struct consent_ask *q = what;
	GtkWidget *grid;

	window_page(w, TEXT_CONSENT_HEAD, what);
	w->pad = q->cert->own_pad;
	grid = part_grid(part_box(w->body, "card"));
	part_row(grid, say(w, TEXT_SENDER), q->offer->sender);
	part_row(grid, say(w, TEXT_TITLE), q->offer->title);
	for (size_t i = 0; i < q->offer->n_documents; i++)
		part_row(grid, i ? "" : say(w, TEXT_DOCUMENT), q->offer->documents[i].name);
	part_text(w->body, say(w, TEXT_CERTIFICATE), "strong");
	part_certificate(part_grid(part_box(w->body, "card")), w, q->cert);
	part_text(w->body, say(w, TEXT_CONSENT), NULL);
	part_text(w->body, say(w, TEXT_SENT_HINT), "hint");
	window_cancel_button(w, TEXT_CANCEL);
	window_button(w, TEXT_CONSENT_DO, BUTTON_SIGN, window_answer_yes);
	gtk_widget_grab_focus(w->scroller);
}
