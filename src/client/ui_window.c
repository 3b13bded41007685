#include "client/ui_window.h"
#include <stdlib.h>
#include "client/asks.h"
#include "client/own_key.h"
#include "client/places.h"

static struct ui_window *self(struct ui *ui)
{
	return (struct ui_window *)ui;
}

static enum err ask(struct ui *ui, handover_show_fn *page, void *what, struct error *e)
{
	return handover_ask(self(ui)->handover, page, what, e);
}

static void tell(struct ui *ui, handover_show_fn *page, void *what)
{
	handover_tell(self(ui)->handover, page, what);
}

static enum err offer(struct ui *ui, const struct client_offer *o, const char *origin,
		      struct error *e)
{
	struct offer_ask q = { o, origin };

	return ask(ui, page_offer, &q, e);
}

static enum err place_ask(struct ui_window *u, const char *why, struct error *e)
{
	struct place_ask q = { why, u->place ? u->place : "", NULL };

	TRY(ask(&u->ui, page_place, &q, e));
	u->place = arena_strdup(u->mem, q.key);
	u->chosen = 1;
	free(q.key);
	return u->place ? ERR_OK : error_set(e, ERR_TOO_LARGE, "no room for a name");
}

/* The place that was used last needs no question. Before there is one, a card in a reader is a
 * guess. */
static enum err place(struct ui *ui, const char *why, struct key_source **out, struct error *e)
{
	struct ui_window *u = self(ui);
	struct error ignored;

	u->chosen = 0;
	if (!why && client_own_key_line(u->mem, &u->place, &ignored) == ERR_OK)
		return key_source_open(u->place, out, e);
	if (!u->place && key_jpki_present())
		u->place = place_key(PLACE_CARD, "", u->mem);
	TRY(place_ask(u, why ? why : "", e));
	return key_source_open(u->place, out, e);
}

static enum err choose(struct ui *ui, const struct key_cert *certs, size_t n, size_t *out,
		       struct error *e)
{
	struct ui_window *u = self(ui);
	struct choose_ask q = { certs, n, 0 };
	struct error ignored;

	TRY(ask(ui, page_choose, &q, e));
	*out = q.chosen;
	/* not being able to remember is no reason not to sign */
	if (u->chosen && places_remember(u->place, &ignored) != ERR_OK)
		u->chosen = 0;
	return ERR_OK;
}

static enum err consent(struct ui *ui, const struct client_offer *o, const struct key_cert *c,
			struct error *e)
{
	struct consent_ask q = { o, c };

	return ask(ui, page_consent, &q, e);
}

static enum err secret(struct ui *ui, const struct ui_secret_ask *rq, struct secret **out,
		       struct error *e)
{
	struct secret_ask q = { rq, NULL };

	TRY(ask(ui, page_secret, &q, e));
	*out = q.given;
	return ERR_OK;
}

static enum err danger(struct ui *ui, unsigned found, const char *document, struct error *e)
{
	struct danger_ask q = { found, document };

	return ask(ui, page_danger, &q, e);
}

static _Bool stopped(struct ui *ui)
{
	return handover_stopped(self(ui)->handover);
}

static void step(struct ui *ui, enum ui_step s)
{
	tell(ui, page_step, &s);
}

static void note(struct ui *ui, enum ui_note n)
{
	tell(ui, page_note, &n);
}

static void progress(struct ui *ui, const char *title, size_t at, size_t of)
{
	struct progress_tell p = { title, at, of };

	tell(ui, page_progress, &p);
}

static void done(struct ui *ui, const struct client_offer *o, const struct client_status *s)
{
	struct done_tell d = { o, s };

	tell(ui, page_done, &d);
	self(ui)->reported = 1;
}

void ui_window_init(struct ui_window *u, struct handover *h, struct arena *mem)
{
	*u = (struct ui_window){
		.ui = { .offer = offer,
			.place = place,
			.choose = choose,
			.consent = consent,
			.secret = secret,
			.danger = danger,
			.stopped = stopped,
			.step = step,
			.note = note,
			.progress = progress,
			.done = done },
		.handover = h,
		.mem = mem,
	};
}
