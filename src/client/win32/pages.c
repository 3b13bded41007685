/* The pages of asks.h. What each shows is in tables: facts are members of what is shown. */
#include <stdlib.h>
#include "base/buf.h"
#include "client/asks.h"
#include "client/spell.h"
#include "client/ui_words.h"
#include "client/win32/window.h"

enum { NUMBER_GROUP = 3, DIGEST_GROUP = 8 };

struct fact {
	enum text caption;
	size_t at; /* of a const char * */
};
#define FACT(caption, type, member)                                                                \
	{                                                                                          \
		TEXT_##caption, offsetof(struct type, member)                                      \
	}

static const struct fact asked_facts[] = {
	FACT(SENDER, client_asked, sender),   FACT(COUNTERPARTY, client_asked, counterparty),
	FACT(TITLE, client_asked, title),     FACT(MESSAGE, client_asked, message),
	FACT(HINT, client_asked, subject_hint),
};
static const struct fact account_facts[] = {
	FACT(ACCOUNT, client_offer, account),
	FACT(COMPANY, client_offer, company),
};
static const struct fact consent_facts[] = {
	FACT(SENDER, client_asked, sender),
	FACT(COUNTERPARTY, client_asked, counterparty),
	FACT(TITLE, client_asked, title),
};
static const struct fact holder_facts[] = {
	FACT(COMPANY, cert_view, company),
	FACT(CAPACITY, cert_view, capacity),
	FACT(NAME, cert_view, name),
	FACT(ISSUER, cert_view, issuer),
};

static void row(struct window *w, enum text caption, const char *value)
{
	pane_add(&w->pane, PANE_ROW, 0, say(w, caption), value);
}

static const char *member(const void *of, const struct fact *f)
{
	return *(const char *const *)(const void *)((const char *)of + f->at);
}

static void facts(struct window *w, const struct fact *f, size_t n, const void *of)
{
	for (size_t i = 0; i < n; i++)
		row(w, f[i].caption, member(of, &f[i]));
}

static void digest_line(struct window *w, const char *name, struct bytes digest, struct buf *out)
{
	char hex[2 * DIGEST_MAX + 1];

	hex_encode(digest, hex);
	buf_printf(out, "\r\n%s: %s", name, spell_groups(hex, DIGEST_GROUP, w->mem));
}

/* One text for each document: it is read, and copied, as one. */
static void document(struct window *w, const struct client_document *d)
{
	AUTO(buf) struct buf text = { 0 };

	buf_printf(&text, "%s\r\n%s: %u\r\n%s: %llu", d->name, say(w, TEXT_PAGES), d->pages,
		   say(w, TEXT_BYTES), (unsigned long long)d->size);
	for (enum digest_alg i = 0; i <= DIGEST_SHA512; i++)
		digest_line(w, ui_digest_title(i), BYTES(d->digest[i], digest_size(i)), &text);
	row(w, TEXT_DOCUMENT, buf_cstr(&text));
}

static void number_of(struct window *w, const struct client_offer *o, size_t at)
{
	AUTO(buf) struct buf head = { 0 };

	buf_printf(&head, "%s %zu/%zu", say(w, TEXT_REQUEST), at + 1, o->n_requests);
	pane_add(&w->pane, PANE_STRONG, 0, NULL, buf_cstr(&head));
}

/* Of a batch each stands under its number. */
static void asked(struct window *w, const struct client_offer *o, size_t at)
{
	const struct client_asked *a = &o->requests[at];

	if (o->batch)
		number_of(w, o, at);
	facts(w, asked_facts, COUNT_OF(asked_facts), a);
	for (size_t i = a->first; i < a->first + a->n; i++)
		document(w, &o->documents[i]);
}

static void left_out(struct window *w, const struct client_offer *o)
{
	for (size_t i = 0; i < o->n_left_out; i++) {
		AUTO(buf) struct buf text = { 0 };

		buf_printf(&text, "%s\r\n%s", o->left_out[i].title, o->left_out[i].problem);
		row(w, TEXT_LEFT_OUT, buf_cstr(&text));
	}
}

static const struct button offer_buttons[] = {
	{ TEXT_CANCEL, L'C', BUTTON_CANCEL, window_cancel },
	{ TEXT_NUMBER_SAME, L'M', BUTTON_DEFAULT, window_answer_yes },
};

void page_offer(void *window, void *what)
{
	struct window *w = window;
	const struct offer_ask *q = what;
	AUTO(arena) struct arena *mem = arena_new(0);

	window_identity(w, q->origin, spell_groups(q->offer->confirm_code, NUMBER_GROUP, mem));
	window_page(w, TEXT_OFFER_HEAD, what);
	pane_add(&w->pane, PANE_NUMBER, 0, say(w, TEXT_CONFIRM_CODE), w->number);
	pane_add(&w->pane, PANE_TEXT, 0, NULL, say(w, TEXT_CONFIRM_HINT));
	row(w, TEXT_SERVER, q->origin);
	facts(w, account_facts, COUNT_OF(account_facts), q->offer);
	if (q->offer->batch)
		pane_add(&w->pane, PANE_TEXT, 0, NULL, say(w, TEXT_BATCH_HEAD));
	left_out(w, q->offer);
	for (size_t i = 0; i < q->offer->n_requests; i++)
		asked(w, q->offer, i);
	window_show(w, offer_buttons, COUNT_OF(offer_buttons));
}

static void until_text(const struct key_cert *c, char out[TIME_JST_SIZE])
{
	out[0] = '\0';
	if (c->view.hidden != VIEW_UNREADABLE)
		time_jst(c->view.not_after, out);
}

/* Who it names first, then the rest, a line each. */
static void certificate_text(const struct window *w, const struct key_cert *c, struct buf *out)
{
	const struct cert_view *v = &c->view;
	char until[TIME_JST_SIZE];
	const struct {
		enum text caption;
		const char *value;
	} lines[] = { { TEXT_ISSUER, v->issuer },
		      { TEXT_UNTIL, until },
		      { TEXT_KEY, v->key },
		      { TEXT_PLACE, c->place } };

	until_text(c, until);
	buf_printf(out, "%s%s%s%s%s", v->company, v->company[0] ? " " : "", v->capacity,
		   v->capacity[0] ? " " : "", v->name);
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		if (lines[i].value[0])
			buf_printf(out, "\r\n%s: %s", say(w, lines[i].caption), lines[i].value);
}

static void certificate(struct window *w, const struct key_cert *c)
{
	char until[TIME_JST_SIZE];

	until_text(c, until);
	facts(w, holder_facts, COUNT_OF(holder_facts), &c->view);
	row(w, TEXT_UNTIL, until);
	row(w, TEXT_KEY, c->view.key);
	row(w, TEXT_PLACE, c->place);
}

static void choices(struct window *w, const struct choose_ask *q)
{
	for (size_t i = 0; i < q->n; i++) {
		AUTO(buf) struct buf text = { 0 };

		if (q->certs[i].view.hidden)
			continue;
		certificate_text(w, &q->certs[i], &text);
		pane_add(&w->pane, PANE_RADIO, ID_CONTROL + (int)i,
			 w->entry ? NULL : say(w, TEXT_CERTIFICATES), buf_cstr(&text));
		if (!w->entry)
			w->entry = GetDlgItem(w->pane.win, ID_CONTROL + (int)i);
	}
}

static void not_usable(struct window *w, const struct choose_ask *q)
{
	for (size_t i = 0; i < q->n; i++) {
		AUTO(buf) struct buf text = { 0 };

		if (!q->certs[i].view.hidden)
			continue;
		buf_printf(&text, "%s\r\n", view_hidden_text(q->certs[i].view.hidden, w->ja));
		certificate_text(w, &q->certs[i], &text);
		row(w, TEXT_NOT_USABLE, buf_cstr(&text));
	}
}

static int chosen(const struct window *w, int n)
{
	int i = 0;

	while (i < n && IsDlgButtonChecked(w->pane.win, ID_CONTROL + i) != BST_CHECKED)
		i++;
	return i;
}

static void choice_take(struct window *w)
{
	struct choose_ask *q = w->asked;
	int i = q ? chosen(w, (int)q->n) : 0;

	if (!q || i == (int)q->n)
		return;
	q->chosen = (size_t)i;
	window_answer(w, ERR_OK);
}

static const struct button choose_buttons[] = {
	{ TEXT_CANCEL, L'C', BUTTON_CANCEL, window_cancel },
	{ TEXT_ELSEWHERE, L'L', BUTTON_PLAIN, window_answer_elsewhere },
	{ TEXT_CHOOSE_THIS, L'U', BUTTON_DEFAULT, choice_take },
};
static const struct button none_buttons[] = {
	{ TEXT_CANCEL, L'C', BUTTON_CANCEL, window_cancel },
	{ TEXT_ELSEWHERE, L'L', BUTTON_DEFAULT, window_answer_elsewhere },
};

void page_choose(void *window, void *what)
{
	struct window *w = window;

	window_page(w, TEXT_CHOOSE_HEAD, what);
	choices(w, what);
	if (!w->entry)
		pane_add(&w->pane, PANE_ALERT, 0, NULL, say(w, TEXT_CHOOSE_NONE));
	not_usable(w, what);
	if (!w->entry) {
		window_show(w, none_buttons, COUNT_OF(none_buttons));
		return;
	}
	SendMessageW(w->entry, BM_SETCHECK, BST_CHECKED, 0);
	window_show(w, choose_buttons, COUNT_OF(choose_buttons));
}

static const struct button consent_buttons[] = {
	{ TEXT_CANCEL, L'C', BUTTON_CANCEL, window_cancel },
	{ TEXT_CONSENT_DO, 0, BUTTON_SIGN, window_answer_yes },
};

/* A line for each document; of a batch each begins with its request. */
static void consent_lines(struct window *w, const struct client_offer *o,
			  const struct client_asked *a)
{
	for (size_t i = a->first; i < a->first + a->n; i++) {
		AUTO(buf) struct buf text = { 0 };

		if (o->batch)
			buf_printf(&text, "%s — %s: ", a->title,
				   a->counterparty[0] ? a->counterparty : a->sender);
		buf_append_str(&text, o->documents[i].name);
		pane_list_line(w->entry, buf_cstr(&text));
	}
}

/* No key but its own presses the button: who hurries through the pages with Enter stops here. */
void page_consent(void *window, void *what)
{
	struct window *w = window;
	const struct consent_ask *q = what;

	window_page(w, TEXT_CONSENT_HEAD, what);
	w->pad = q->cert->own_pad;
	if (!q->offer->batch)
		facts(w, consent_facts, COUNT_OF(consent_facts), &q->offer->requests[0]);
	w->entry = pane_add(&w->pane, PANE_LIST, 0, say(w, TEXT_DOCUMENT), NULL);
	for (size_t i = 0; i < q->offer->n_requests; i++)
		consent_lines(w, q->offer, &q->offer->requests[i]);
	SendMessageW(w->entry, LB_SETCURSEL, 0, 0);
	pane_add(&w->pane, PANE_STRONG, 0, NULL, say(w, TEXT_CERTIFICATE));
	certificate(w, q->cert);
	pane_add(&w->pane, PANE_TEXT, 0, NULL,
		 say(w, q->offer->batch ? TEXT_CONSENT_BATCH : TEXT_CONSENT));
	pane_add(&w->pane, PANE_TEXT, 0, NULL, say(w, TEXT_SENT_HINT));
	window_show(w, consent_buttons, COUNT_OF(consent_buttons));
}

static const struct button danger_buttons[] = {
	{ TEXT_DANGER_YES, 0, BUTTON_SIGN, window_answer_yes },
	{ TEXT_DANGER_NO, L'N', BUTTON_DEFAULT, window_answer_no },
};

void page_danger(void *window, void *what)
{
	struct window *w = window;
	const struct danger_ask *q = what;
	unsigned found = q->found;
	const char *part;

	window_page(w, TEXT_DANGER_HEAD, what);
	pane_add(&w->pane, PANE_ALERT, 0, NULL, say(w, TEXT_DANGER));
	row(w, TEXT_DOCUMENT, q->document);
	while ((part = ui_danger_words(&found, w->ja)))
		pane_add(&w->pane, PANE_TEXT, 0, NULL, part);
	pane_add(&w->pane, PANE_TEXT, 0, NULL, say(w, TEXT_DANGER_ASK));
	window_show(w, danger_buttons, COUNT_OF(danger_buttons));
}

static void close_now(struct window *w)
{
	window_cancel(w);
}

static const struct button close_button[] = { { TEXT_CLOSE, L'C', BUTTON_DEFAULT, close_now } };

/* In the person's time, where it is one. */
static const char *timestamp(const char *text, char room[TIME_JST_SIZE])
{
	time_ms t;

	if (!time_parse_rfc3339(text, &t))
		return text;
	time_jst(t, room);
	return room;
}

static void result(struct window *w, const char *name, const struct client_result *r)
{
	char room[TIME_JST_SIZE];

	pane_add(&w->pane, PANE_STRONG, 0, NULL, name);
	row(w, TEXT_TIMESTAMP, timestamp(r->timestamp, room));
	pane_add(&w->pane, PANE_ROW, 0, "SHA-256", spell_groups(r->sha256, DIGEST_GROUP, w->mem));
}

/* Of one request of a batch: whether it is signed, or why not. */
static void outcome(struct window *w, const struct client_offer *o, size_t at,
		    const struct client_outcome *c)
{
	pane_add(&w->pane, PANE_STRONG, 0, NULL, o->requests[at].title);
	pane_add(&w->pane, PANE_TEXT, 0, NULL, ui_outcome_words(c, w->ja));
	if (c->problem[0])
		pane_add(&w->pane, PANE_TEXT, 0, NULL, c->problem);
	for (size_t i = 0; i < c->n; i++)
		result(w, ui_document_name(o, c->results[i].document), &c->results[i]);
}

void page_done(void *window, void *what)
{
	struct window *w = window;
	const struct done_tell *d = what;
	_Bool all = ui_all_signed(d->offer, d->status);

	w->over = 1;
	window_page(w, all ? TEXT_DONE_HEAD : TEXT_DONE_SOME_HEAD, NULL);
	pane_add(&w->pane, PANE_TEXT, 0, NULL, say(w, all ? TEXT_DONE_BACK : TEXT_DONE_SOME));
	for (size_t i = 0; d->status->outcomes && i < d->offer->n_requests; i++)
		outcome(w, d->offer, i, &d->status->outcomes[i]);
	for (size_t i = 0; i < d->status->n; i++)
		result(w, ui_document_name(d->offer, d->status->results[i].document),
		       &d->status->results[i]);
	window_show(w, close_button, COUNT_OF(close_button));
}

static enum text failed_head(const struct failed_tell *f, _Bool own_will)
{
	if (own_will)
		return TEXT_STOPPED_HEAD;
	return f->rc == ERR_COMMIT_UNKNOWN ? TEXT_UNKNOWN : TEXT_FAILED;
}

/* What to do comes first; what the program found is for whoever helps. */
void page_failed(void *window, void *what)
{
	struct window *w = window;
	const struct failed_tell *f = what;
	_Bool own_will = f->rc == ERR_DENIED && f->stage == ADVICE_RUN && !f->told;
	const char *advice = advice_of(f->stage, f->rc, w->ja);

	w->over = 1;
	window_page(w, failed_head(f, own_will), NULL);
	pane_add(&w->pane, own_will ? PANE_TEXT : PANE_ALERT, 0, NULL, f->told ? f->told : advice);
	if (!own_will)
		row(w, TEXT_DETAIL, f->detail);
	window_show(w, close_button, COUNT_OF(close_button));
}
