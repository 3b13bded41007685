/* How it goes, and how it ended. */
#include "client/gtk/pages.h"
#include "client/gtk/waiting.h"
#include "client/ui_words.h"

void page_step(void *window, void *what)
{
	waiting_step(window, *(const enum ui_step *)what);
}

void page_note(void *window, void *what)
{
	struct window *w = window;

	window_note(w, ui_note_words(*(const enum ui_note *)what, w->ja));
}

static void close_now(struct window *w)
{
	w->closed(w, w->ctx);
}

static void close_button(struct window *w)
{
	GtkWidget *button = window_button(w, TEXT_CLOSE, BUTTON_DEFAULT, close_now);

	gtk_widget_set_hexpand(button, TRUE);
	gtk_widget_set_halign(button, GTK_ALIGN_END);
}

/* In the person's time, where it is one. */
static void timestamp(struct window *w, GtkWidget *card, const char *text)
{
	char here[TIME_JST_SIZE];
	time_ms t;

	if (time_parse_rfc3339(text, &t)) {
		time_jst(t, here);
		text = here;
	}
	part_row(part_grid(card), say(w, TEXT_TIMESTAMP), text);
}

static void result(struct window *w, const char *name, const struct client_result *r)
{
	GtkWidget *card = part_box(w->body, "card");
	unsigned char digest[DIGEST_MAX];

	part_text(card, name, "strong");
	timestamp(w, card, r->timestamp);
	if (strlen(r->sha256) == 2 * digest_size(DIGEST_SHA256) &&
	    hex_decode(r->sha256, strlen(r->sha256), digest))
		part_digest(card, "SHA-256", BYTES(digest, digest_size(DIGEST_SHA256)), w->mem);
}

/* Of one request of a batch: whether it is signed, or why not. */
static void outcome(struct window *w, const struct client_offer *o, size_t at, const struct client_outcome *c)
{
	GtkWidget *card = part_box(w->body, "card");

	part_text(card, o->requests[at].title, "strong");
	part_text(card, ui_outcome_words(c, w->ja), NULL);
	if (c->problem[0])
		part_text(card, c->problem, "hint");
	for (size_t i = 0; i < c->n; i++)
		result(w, ui_document_name(o, c->results[i].document), &c->results[i]);
}

void page_progress(void *window, void *what)
{
	const struct progress_tell *p = what;

	waiting_progress(window, p->title, p->at, p->of);
}

void page_done(void *window, void *what)
{
	struct window *w = window;
	const struct done_tell *d = what;

	_Bool all = ui_all_signed(d->offer, d->status);

	w->over = 1;
	window_page(w, all ? TEXT_DONE_HEAD : TEXT_DONE_SOME_HEAD, NULL);
	part_text(w->body, say(w, all ? TEXT_DONE_BACK : TEXT_DONE_SOME), NULL);
	for (size_t i = 0; d->status->outcomes && i < d->offer->n_requests; i++)
		outcome(w, d->offer, i, &d->status->outcomes[i]);
	for (size_t i = 0; i < d->status->n; i++)
		result(w, ui_document_name(d->offer, d->status->results[i].document),
		       &d->status->results[i]);
	close_button(w);
}

static enum text headline(enum err rc)
{
	return rc == ERR_COMMIT_UNKNOWN ? TEXT_UNKNOWN : TEXT_FAILED;
}

/* What to do comes first; what the program found is for whoever helps. */
void page_failed(void *window, void *what)
{
	struct window *w = window;
	const struct failed_tell *f = what;
	_Bool own_will = f->rc == ERR_DENIED && f->stage == ADVICE_RUN && !f->told;

	w->over = 1;
	window_page(w, own_will ? TEXT_STOPPED_HEAD : headline(f->rc), NULL);
	if (own_will)
		part_text(w->body, advice_of(f->stage, f->rc, w->ja), NULL);
	else
		part_alert(w->body, f->told ? f->told : advice_of(f->stage, f->rc, w->ja), NULL);
	if (!own_will && f->detail[0]) {
		GtkWidget *more = part_more(w->body, say(w, TEXT_DETAIL));

		gtk_label_set_selectable(GTK_LABEL(part_text(more, f->detail, "hint")), TRUE);
	}
	close_button(w);
}
