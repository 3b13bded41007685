#include "client/ui_terminal.h"
#include <stdio.h>
#include <stdlib.h>
#include "client/texts.h"
#include "client/ui_words.h"
#include "crypto/secret_read.h"
#include "os/terminal.h"
#include "sig/trust/identity.h"

static const char *say(const struct ui_terminal *t, enum text x)
{
	return text_of(x, t->ja);
}

static struct ui_terminal *self(struct ui *ui)
{
	return (struct ui_terminal *)ui;
}

/* Nothing for a value that is not there. */
static void line(const struct ui_terminal *t, const char *indent, enum text label,
		 const char *value)
{
	if (value && value[0])
		printf("%s%s: %s\n", indent, say(t, label), value);
}

static void number_line(const struct ui_terminal *t, const char *indent, enum text label,
			uint64_t v)
{
	printf("%s%s: %llu\n", indent, say(t, label), (unsigned long long)v);
}

static void digest_lines(const struct client_document *d)
{
	char hex[2 * DIGEST_MAX + 1];

	for (enum digest_alg i = 0; i <= DIGEST_SHA512; i++) {
		hex_encode(BYTES(d->digest[i], digest_size(i)), hex);
		printf("    %s: %s\n", ui_digest_title(i), hex);
	}
}

static void documents(const struct ui_terminal *t, const struct client_offer *o, const struct client_asked *a)
{
	for (size_t i = a->first; i < a->first + a->n; i++) {
		line(t, "  ", TEXT_DOCUMENT, o->documents[i].name);
		number_line(t, "    ", TEXT_PAGES, o->documents[i].pages);
		number_line(t, "    ", TEXT_BYTES, o->documents[i].size);
		digest_lines(&o->documents[i]);
	}
}

static void asked(const struct ui_terminal *t, const struct client_offer *o, const struct client_asked *a)
{
	line(t, "", TEXT_TITLE, a->title);
	line(t, "", TEXT_COUNTERPARTY, a->counterparty);
	line(t, "", TEXT_SENDER, a->sender);
	line(t, "", TEXT_MESSAGE, a->message);
	line(t, "", TEXT_HINT, a->subject_hint);
	documents(t, o, a);
}

/* All of them, one after the other; and those that are none of them any more. */
static void batch_lines(const struct ui_terminal *t, const struct client_offer *o)
{
	printf("\n%s: %zu\n", say(t, TEXT_BATCH_HEAD), o->n_requests);
	for (size_t i = 0; i < o->n_requests; i++) {
		printf("\n%s %zu/%zu\n", say(t, TEXT_REQUEST), i + 1, o->n_requests);
		asked(t, o, &o->requests[i]);
	}
	puts("");
	if (o->n_left_out)
		printf("%s:\n", say(t, TEXT_LEFT_OUT));
	for (size_t i = 0; i < o->n_left_out; i++)
		printf("  %s: %s\n", o->left_out[i].title, o->left_out[i].problem);
}

/* Nothing is asked yet: the password or the agreement is. */
static enum err offer(struct ui *ui, const struct client_offer *o, const char *origin,
		      struct error *e)
{
	const struct ui_terminal *t = self(ui);

	(void)e;
	line(t, "", TEXT_SERVER, origin);
	line(t, "", TEXT_CONFIRM_CODE, o->confirm_code);
	if (!t->yes)
		puts(say(t, TEXT_CONFIRM_HINT));
	line(t, "", TEXT_ACCOUNT, o->account);
	line(t, "", TEXT_COMPANY, o->company);
	if (o->batch)
		batch_lines(t, o);
	else
		asked(t, o, &o->requests[0]);
	fflush(stdout);
	return ERR_OK;
}

static void certificate_lines(const struct ui_terminal *t, const struct key_cert *c)
{
	const struct cert_view *v = &c->view;
	char until[TIME_JST_SIZE] = "";

	if (v->hidden != VIEW_UNREADABLE)
		time_jst(v->not_after, until);
	line(t, "    ", TEXT_COMPANY, v->company);
	line(t, "    ", TEXT_CAPACITY, v->capacity);
	line(t, "    ", TEXT_NAME, v->name);
	line(t, "    ", TEXT_ISSUER, v->issuer);
	line(t, "    ", TEXT_UNTIL, until);
	line(t, "    ", TEXT_KEY, v->key);
	line(t, "    ", TEXT_PLACE, c->place);
	if (v->sha256[0])
		printf("    SHA-256: %s\n", v->sha256);
	if (v->hidden)
		line(t, "    ", TEXT_NOT_USABLE, view_hidden_text(v->hidden, t->ja));
}

void ui_terminal_list(const struct ui_terminal *t, const struct key_cert *certs, size_t n)
{
	puts(say(t, TEXT_CERTIFICATES));
	for (size_t i = 0; i < n; i++) {
		printf("  %zu.\n", i + 1);
		certificate_lines(t, &certs[i]);
	}
	fflush(stdout);
}

/* A line typed on the terminal; standard input may be carrying a ticket. */
static enum err ask(const char *prompt, char *answer, size_t size, struct error *e)
{
	fflush(stdout);
	fflush(stderr);
	if (terminal_ask(prompt, 0, answer, size))
		return ERR_OK;
	return error_set(e, ERR_DENIED, "no answer, or no terminal to ask on; see --yes");
}

static enum err choose(struct ui *ui, const struct key_cert *certs, size_t n, size_t *out,
		       struct error *e)
{
	const struct ui_terminal *t = self(ui);
	size_t shown = 0, only = 0;
	char prompt[128], answer[16];
	unsigned long v;

	for (size_t i = 0; i < n; i++)
		if (!certs[i].view.hidden) {
			shown++;
			only = i;
		}
	if (shown == 1) {
		*out = only;
		return ERR_OK;
	}
	if (t->yes)
		return error_set(
			e, ERR_INVALID,
			"%zu certificates can be used; name one by id= or its SHA-256 in the key",
			shown);
	ui_terminal_list(t, certs, n);
	snprintf(prompt, sizeof(prompt), "%s (1-%zu): ", say(t, TEXT_WHICH), n);
	TRY(ask(prompt, answer, sizeof(answer), e));
	v = strtoul(answer, NULL, 10);
	if (v < 1 || v > n || certs[v - 1].view.hidden)
		return error_set(e, ERR_DENIED, "no certificate was chosen");
	*out = v - 1;
	return ERR_OK;
}

static enum err agreed(const struct ui_terminal *t, enum text question, struct error *e)
{
	char prompt[512], answer[16];

	snprintf(prompt, sizeof(prompt), "%s %s ", say(t, question), say(t, TEXT_YES_NO));
	TRY(ask(prompt, answer, sizeof(answer), e));
	if (strcmp(answer, "y") != 0 && strcmp(answer, "yes") != 0 && strcmp(answer, "はい") != 0)
		return error_set(e, ERR_DENIED, "you did not agree; nothing was signed");
	return ERR_OK;
}

static enum err consent(struct ui *ui, const struct client_offer *o, const struct key_cert *c,
			struct error *e)
{
	const struct ui_terminal *t = self(ui);

	puts(say(t, TEXT_CERTIFICATE));
	certificate_lines(t, c);
	puts(say(t, TEXT_SENT_HINT));
	fflush(stdout);
	return t->yes ? ERR_OK : agreed(t, o->batch ? TEXT_CONSENT_BATCH : TEXT_CONSENT, e);
}

enum { MESSAGE_CHARS = 300 };

/* A message for the terminal: it may quote what others made, such as the name in a server's
 * certificate. */
static void message(FILE *to, const char *before, const char *msg, const char *after)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const char *shown = identity_tame(bytes_of_str(msg), MESSAGE_CHARS, mem);
	char *plain = arena_strdup(mem, msg);

	if (msg[0] && !shown[0]) { /* cut inside a character: what is ASCII remains */
		for (char *c = plain; *c; c++)
			if (*c < 0x20 || *c > 0x7e)
				*c = '?';
		shown = plain;
	}
	fprintf(to, "%s%s%s\n", before, shown, after);
}

static enum err secret(struct ui *ui, const struct ui_secret_ask *rq, struct secret **out,
		       struct error *e)
{
	static const enum text names[] = {
		[KEY_SECRET_PASSWORD] = TEXT_PASSWORD,
		[KEY_SECRET_PIN] = TEXT_PIN,
		[KEY_SECRET_CARD] = TEXT_CARD_PASSWORD,
	};
	struct ui_terminal *t = self(ui);
	char prompt[512];

	if (t->pin_fd >= 0) {
		/* what was handed over is tried once: a card counts the tries */
		if (t->pin_taken)
			return error_set(e, ERR_DENIED, "%s",
					 rq->wrong ? rq->wrong : "the PIN was used already");
		t->pin_taken = 1;
		return secret_read_fd(t->pin_fd, out, e);
	}
	if (rq->wrong)
		message(stderr, "", rq->wrong, "");
	if (rq->tries)
		fprintf(stderr, "%s: %u\n", say(t, TEXT_TRIES), rq->tries);
	snprintf(prompt, sizeof(prompt), "%s (%s): ", say(t, names[rq->kind]), rq->place);
	*out = secret_read_terminal(prompt);
	return *out ? ERR_OK
		    : error_set(e, ERR_DENIED, "there is no terminal to ask on; see --pin-fd");
}

static enum err danger(struct ui *ui, unsigned found, const char *document, struct error *e)
{
	const struct ui_terminal *t = self(ui);
	const char *what;

	fprintf(stderr, "%s: %s\n", say(t, TEXT_DANGER), document);
	while ((what = ui_danger_words(&found, t->ja)))
		fprintf(stderr, "  - %s\n", what);
	if (t->yes)
		return error_set(
			e, ERR_DENIED,
			"the update holds what no signature needs (JavaScript, actions or hidden "
			"parts); nothing was signed");
	return agreed(t, TEXT_DANGER_ASK, e);
}

static void step(struct ui *ui, enum ui_step s)
{
	puts(ui_step_words(s, self(ui)->ja));
	fflush(stdout);
}

static void note(struct ui *ui, enum ui_note n)
{
	fprintf(stderr, "%s\n", ui_note_words(n, self(ui)->ja));
	fflush(stderr);
}

static void progress(struct ui *ui, const char *title, size_t at, size_t of)
{
	printf("%s %zu/%zu: %s\n", say(self(ui), TEXT_STEP_SIGN), at, of, title);
	fflush(stdout);
}

static void results(const struct ui_terminal *t, const struct client_offer *o, const struct client_result *list,
		    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		line(t, "  ", TEXT_DOCUMENT, ui_document_name(o, list[i].document));
		if (list[i].sha256[0])
			printf("    SHA-256: %s\n", list[i].sha256);
		line(t, "    ", TEXT_TIMESTAMP, list[i].timestamp);
	}
}

static void outcomes(const struct ui_terminal *t, const struct client_offer *o, const struct client_outcome *list)
{
	for (size_t i = 0; i < o->n_requests; i++) {
		const struct client_outcome *one = &list[i];

		printf("%zu/%zu %s: %s%s%s\n", i + 1, o->n_requests, o->requests[i].title,
		       ui_outcome_words(one, t->ja), one->problem[0] ? " – " : "", one->problem);
		results(t, o, one->results, one->n);
	}
}

static void done(struct ui *ui, const struct client_offer *o, const struct client_status *s)
{
	const struct ui_terminal *t = self(ui);

	if (s->outcomes)
		outcomes(t, o, s->outcomes);
	puts(say(t, ui_all_signed(o, s) ? TEXT_DONE : TEXT_DONE_SOME));
	results(t, o, s->results, s->n);
	fflush(stdout);
}

void ui_terminal_failed(const struct ui_terminal *t, enum err rc, const char *told,
			const struct error *e)
{
	const char *what = say(t, rc == ERR_COMMIT_UNKNOWN ? TEXT_UNKNOWN : TEXT_FAILED);

	fflush(stdout);
	fprintf(stderr, "%s: ", what);
	if (told)
		fprintf(stderr, "%s\n", told);
	else if (t->ja) {
		fprintf(stderr, "%s ", err_text_ja(rc));
		message(stderr, "(", e->msg, ")");
	} else
		message(stderr, "", e->msg, "");
}

void ui_terminal_init(struct ui_terminal *t, _Bool ja)
{
	*t = (struct ui_terminal){
		.ui = { .offer = offer,
			.choose = choose,
			.consent = consent,
			.secret = secret,
			.danger = danger,
			.step = step,
			.note = note,
			.progress = progress,
			.done = done },
		.ja = ja,
		.pin_fd = -1,
	};
}
