/* What is asked for, by whom, on which server; and, before the key is touched, the last word. */
#include "client/gtk/pages.h"
#include "client/spell.h"
#include "client/ui_words.h"

enum { NUMBER_GROUP = 3 };

static void digest(struct window *w, GtkWidget *box, const struct client_document *d, enum digest_alg alg)
{
	part_digest(box, ui_digest_title(alg), BYTES(d->digest[alg], digest_size(alg)), w->mem);
}

static void digests(struct window *w, GtkWidget *box, const struct client_document *d)
{
	GtkWidget *more;

	digest(w, box, d, DIGEST_SHA256);
	more = part_more(box, say(w, TEXT_OTHER_DIGESTS));
	for (enum digest_alg i = DIGEST_SHA256 + 1; i <= DIGEST_SHA512; i++)
		digest(w, more, d, i);
}

static void document(struct window *w, GtkWidget *box, const struct client_document *d)
{
	GtkWidget *card = part_box(box, "card"), *grid;
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

static void asked_rows(struct window *w, GtkWidget *grid, const struct client_asked *a)
{
	part_row(grid, say(w, TEXT_SENDER), a->sender);
	part_row(grid, say(w, TEXT_COUNTERPARTY), a->counterparty);
	part_row(grid, say(w, TEXT_TITLE), a->title);
	part_row(grid, say(w, TEXT_MESSAGE), a->message);
	part_row(grid, say(w, TEXT_HINT), a->subject_hint);
}

/* Of a batch each stands under its number and title. */
static void asked(struct window *w, const struct client_offer *o, size_t at)
{
	const struct client_asked *a = &o->requests[at];
	char head[64];

	if (o->batch) {
		g_snprintf(head, sizeof(head), "%s %zu/%zu", say(w, TEXT_REQUEST), at + 1, o->n_requests);
		part_text(w->body, head, "strong");
		asked_rows(w, part_grid(w->body), a);
	}
	for (size_t i = a->first; i < a->first + a->n; i++)
		document(w, w->body, &o->documents[i]);
}

static void left_out(struct window *w, const struct client_offer *o)
{
	GtkWidget *card;

	if (!o->n_left_out)
		return;
	card = part_box(w->body, "card");
	part_text(card, say(w, TEXT_LEFT_OUT), "strong");
	for (size_t i = 0; i < o->n_left_out; i++)
		part_row(part_grid(card), o->left_out[i].title, o->left_out[i].problem);
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
	if (!o->batch)
		asked_rows(w, grid, &o->requests[0]);
	part_row(grid, say(w, TEXT_ACCOUNT), o->account);
	part_row(grid, say(w, TEXT_COMPANY), o->company);
	if (o->batch)
		part_text(w->body, say(w, TEXT_BATCH_HEAD), "strong");
	left_out(w, o);
	for (size_t i = 0; i < o->n_requests; i++)
		asked(w, o, i);
	window_cancel_button(w, TEXT_CANCEL);
	window_button(w, TEXT_NUMBER_SAME, BUTTON_DEFAULT, window_answer_yes);
}

static void consent_card(struct window *w, const struct client_offer *o, const struct client_asked *a)
{
	GtkWidget *grid = part_grid(part_box(w->body, "card"));

	part_row(grid, say(w, TEXT_SENDER), a->sender);
	part_row(grid, say(w, TEXT_COUNTERPARTY), a->counterparty);
	part_row(grid, say(w, TEXT_TITLE), a->title);
	for (size_t i = 0; i < a->n; i++)
		part_row(grid, i ? "" : say(w, TEXT_DOCUMENT), o->documents[a->first + i].name);
}

/* No key but its own presses the button: who hurries through the pages with Enter stops here. */
void page_consent(void *window, void *what)
{
	struct window *w = window;
	const struct consent_ask *q = what;

	window_page(w, TEXT_CONSENT_HEAD, what);
	w->pad = q->cert->own_pad;
	for (size_t i = 0; i < q->offer->n_requests; i++)
		consent_card(w, q->offer, &q->offer->requests[i]);
	part_text(w->body, say(w, TEXT_CERTIFICATE), "strong");
	part_certificate(part_grid(part_box(w->body, "card")), w, q->cert);
	part_text(w->body, say(w, q->offer->batch ? TEXT_CONSENT_BATCH : TEXT_CONSENT), NULL);
	part_text(w->body, say(w, TEXT_SENT_HINT), "hint");
	window_cancel_button(w, TEXT_CANCEL);
	window_button(w, TEXT_CONSENT_DO, BUTTON_SIGN, window_answer_yes);
	gtk_widget_grab_focus(w->scroller);
}
