#include "client/attributes.h"
#include "client/proof.h"
#include "client/run_choose.h"
#include "client/run_work.h"
#include "client/scan.h"
#include "client/texts.h"
#include "client/unlock.h"

enum { POLLS_PREPARE = 120, POLLS_STATUS = 240, AGAIN_MAX = 5 };

void run_keys_close(struct run *r)
{
	key_free(r->key);
	r->key = NULL;
	if (!r->job->keys)
		key_source_free(r->keys);
	r->keys = r->job->keys;
}

static void run_done(struct run *r)
{
	run_keys_close(r);
	if (r->offer.session)
		secret_wipe((char *)(uintptr_t)r->offer.session, strlen(r->offer.session));
}
DEFINE_AUTO_DONE(run, struct run)

void run_note(struct run *r, enum ui_note n)
{
	if (!(r->noted & 1u << n))
		r->job->ui->note(r->job->ui, n);
	r->noted |= 1u << n;
}

void run_pause(const struct run *r, unsigned ms)
{
	if (r->job->pause)
		r->job->pause(ms);
	else
		clock_pause(ms);
}

static enum err redeem(struct run *r, struct error *e)
{
	unsigned char nonce[16];
	struct bytes answer;

	r->job->ui->step(r->job->ui, UI_CONNECT);
	rng_fill(r->job->rng, nonce, sizeof(nonce));
	TRY(client_post(
		&r->channel, "redeem",
		protocol_redeem(r->job->ticket, nonce, r->job->ui->progress != NULL, r->mem),
		CLIENT_OFFER_MAX, r->mem, &answer, e));
	TRY(protocol_read_offer(answer, r->mem, &r->offer, e));
	r->channel.session = r->offer.session;
	return ERR_OK;
}

static enum err show(struct run *r, struct error *e)
{
	r->why = "user";
	return r->job->ui->offer(r->job->ui, &r->offer, r->job->server->origin, e);
}

static enum err place(struct run *r, struct error *e)
{
	r->why = "user";
	run_keys_close(r);
	return r->keys ? ERR_OK : r->job->ui->place(r->job->ui, r->elsewhere, &r->keys, e);
}

static enum err unlock(struct run *r, struct error *e)
{
	struct key_source *keys = r->keys;
	enum err rc;

	r->why = "user";
	rc = client_unlock(keys, r->job->ui, r->job->ja, r->mem, e);
	if (rc != ERR_OK && key_source_pin(keys) == KEY_PIN_LOCKED)
		r->why = "pin_locked";
	return rc;
}

static enum err choose(struct run *r, struct error *e)
{
	const struct key_cert *certs;
	size_t n, i = 0;

	TRY(client_certs(r->keys, &r->offer, clock_now(r->job->clock), r->mem, &certs, &n, e));
	if (!r->job->ui->place)
		TRY(client_certs_usable(certs, n, e));
	r->why = "user";
	TRY(r->job->ui->choose(r->job->ui, certs, n, &i, e));
	r->cert = &certs[i];
	return ERR_OK;
}

static enum err consent(struct run *r, struct error *e)
{
	r->why = "user";
	return r->job->ui->consent(r->job->ui, &r->offer, r->cert, e);
}

static enum err pin_try(struct run *r, const struct ui_secret_ask *ask, struct error *e)
{
	AUTO(secret) struct secret *pin = NULL;
	_Bool here = key_source_secret(r->keys) == KEY_SECRET_PIN && !r->cert->own_pad;

	if (here)
		TRY(r->job->ui->secret(r->job->ui, ask, &pin, e));
	return key_open(r->keys, r->cert, pin, &r->key, e);
}

/* A person may mistype a PIN and enter it again; what was entered is never tried twice. */
static enum err pin(struct run *r, struct error *e)
{
	struct ui_secret_ask ask = { .kind = KEY_SECRET_PIN, .place = r->cert->place };
	enum err rc = ERR_OK;

	r->why = "user";
	for (unsigned i = 0; i < CLIENT_SECRETS_MAX && !r->key; i++) {
		rc = pin_try(r, &ask, e);
		if (rc == ERR_OK)
			break;
		if (key_source_pin(r->keys) == KEY_PIN_LOCKED)
			r->why = "pin_locked";
		if (rc == ERR_DENIED || key_source_pin(r->keys) != KEY_PIN_WRONG)
			return rc;
		ask.wrong = client_key_told(r->keys, r->job->ja, e, r->mem);
	}
	return rc;
}

struct bytes run_certificate_json(struct run *r)
{
	const struct client_offered_cert c = {
		.seq = ++r->seq,
		.chain = r->cert->chain,
		.n = r->cert->n_chain,
		.algorithms = r->algorithms,
		.token = key_source_token(r->keys),
	};

	return protocol_certificate(&c, r->mem);
}

enum err run_accepted(struct run *r, struct error *e)
{
	if (!(r->algorithms & 1u << r->accepted.chosen))
		return error_set(e, ERR_BAD_SIG, "the server chose %s, which was not offered",
				 client_alg_name(r->accepted.chosen));
	if (!r->accepted.known_good)
		run_note(r, UI_NOTE_NOT_CHECKED);
	return ERR_OK;
}

static enum err certificate(struct run *r, struct error *e)
{
	struct bytes answer;

	r->job->ui->step(r->job->ui, UI_CERTIFICATE);
	r->algorithms = key_algorithms(r->key) & r->offer.algorithms;
	TRY(client_post(&r->channel, "certificate", run_certificate_json(r), CLIENT_ANSWER_MAX,
			r->mem, &answer, e));
	TRY(protocol_read_accepted(answer, r->mem, &r->accepted, e));
	return run_accepted(r, e);
}

enum err run_stop_asked(struct run *r, struct error *e)
{
	if (!r->job->ui->stopped || r->sent || !r->job->ui->stopped(r->job->ui))
		return ERR_OK;
	r->why = "user";
	return error_set(e, ERR_DENIED, "you stopped; nothing was signed");
}

_Bool run_answer_lost(const struct run *r, enum err rc)
{
	return (rc == ERR_UNAVAILABLE || rc == ERR_TIMEOUT) && !r->channel.problem;
}

static enum err prepare(struct run *r, struct error *e)
{
	unsigned lost = 0;

	r->job->ui->step(r->job->ui, UI_PREPARE);
	for (unsigned i = 0; i < POLLS_PREPARE; i++) {
		struct bytes answer;
		enum err rc;

		if (i)
			run_pause(r, POLL_MS);
		TRY(run_stop_asked(r, e));
		rc = client_post(&r->channel, "prepare", protocol_seq(++r->seq, r->mem),
				 CLIENT_PREPARED_MAX, r->mem, &answer, e);
		lost = run_answer_lost(r, rc) ? lost + 1 : 0;
		if (lost && lost < LOST_MAX)
			continue;
		TRY(rc);
		TRY(protocol_read_prepared(answer, &r->offer, r->mem, &r->prepared, e));
		if (r->prepared.ready)
			return ERR_OK;
	}
	return error_set(e, ERR_TIMEOUT,
			 "the server did not prepare the documents in time; start again from the "
			 "page in the browser");
}

static enum err update_look(struct run *r, const struct client_operation *op, struct error *e)
{
	unsigned found;

	TRY(client_scan(op->proof.update, &found, e));
	if (found & SCAN_OTHER_SIGNATURE)
		run_note(r, UI_NOTE_OTHER_SIGNATURE);
	if (!(found & SCAN_DANGER))
		return ERR_OK;
	r->why = "user";
	return r->job->ui->danger(r->job->ui, found & SCAN_DANGER,
				  r->offer.documents[op->document].name, e);
}

/* Everything that must hold before the key is touched. */
static enum err operation_check(struct run *r, const struct client_operation *op, struct error *e)
{
	const struct client_document *d = &r->offer.documents[op->document];
	enum digest_alg alg = op->proof.alg;
	struct client_shown shown = { .size = d->size, .in_alg = d->digest[alg] };

	if (op->alg != r->accepted.chosen)
		return error_set(e, ERR_BAD_SIG, "the server wants %s, though %s was agreed",
				 client_alg_name(op->alg), client_alg_name(r->accepted.chosen));
	memcpy(shown.sha256, d->digest[DIGEST_SHA256], sizeof(shown.sha256));
	TRY(client_proof_check(&op->proof, &shown, op->message_digest, e));
	TRY(client_attributes_check(op->signed_attrs, alg, op->message_digest, r->cert->chain[0],
				    e));
	return update_look(r, op, e);
}

enum err run_check(struct run *r, const struct client_prepared *p, struct error *e)
{
	for (size_t i = 0; i < p->n; i++)
		TRY(operation_check(r, &p->operations[i], e));
	return ERR_OK;
}

enum err run_sign(struct run *r, const struct client_prepared *p, const struct bytes **out,
		  struct error *e)
{
	struct bytes *list = arena_alloc_n(r->mem, p->n, sizeof(*list));

	if (!list)
		return error_set(e, ERR_TOO_LARGE, "no room for the signatures");
	for (size_t i = 0; i < p->n; i++) {
		const struct client_operation *op = &p->operations[i];

		TRY(key_sign(r->key, op->alg, op->signed_attrs, r->mem, &list[i], e));
	}
	*out = list;
	return ERR_OK;
}

static enum err check_and_sign(struct run *r, struct error *e)
{
	TRY(run_check(r, &r->prepared, e));
	r->job->ui->step(r->job->ui, UI_SIGN);
	return run_sign(r, &r->prepared, &r->signatures, e);
}

/* Sent again when the answer is lost: the server says the same again. A refusal is certain when no
 * answer was lost before it, or when it says that the document changed; the status tells the rest. */
static enum err complete(struct run *r, struct error *e)
{
	enum err rc = ERR_UNAVAILABLE;
	_Bool lost = 0;

	r->job->ui->step(r->job->ui, UI_SEND);
	r->sent = 1;
	for (unsigned i = 0; i < LOST_MAX; i++) {
		struct bytes json = protocol_complete(++r->seq, r->prepared.operations,
						      r->signatures, r->prepared.n, r->mem),
			     answer;

		rc = client_post(&r->channel, "complete", json, CLIENT_ANSWER_MAX, r->mem, &answer,
				 e);
		if (!run_answer_lost(r, rc))
			break;
		lost = 1;
		run_pause(r, POLL_MS);
	}
	if (lost && rc != ERR_OK && rc != ERR_REVISION) {
		if (!run_answer_lost(r, rc))
			r->told = run_told(r, rc, e);
		return ERR_OK;
	}
	if (rc != ERR_OK)
		r->sent = 0;
	return rc;
}

/* Asks until it is over; a few answers may get lost in a row. */
static enum err status_ask(struct run *r, struct client_status *s, struct error *e)
{
	unsigned lost = 0;

	for (unsigned i = 0; i < POLLS_STATUS && s->state == CLIENT_WORKING && lost < LOST_MAX;
	     i++) {
		struct bytes answer;
		enum err rc;

		if (i)
			run_pause(r, POLL_MS);
		rc = client_post(&r->channel, "status", protocol_seq(++r->seq, r->mem),
				 CLIENT_ANSWER_MAX, r->mem, &answer, e);
		lost = run_answer_lost(r, rc) ? lost + 1 : 0;
		if (lost)
			continue;
		TRY(rc);
		TRY(protocol_read_status(answer, r->mem, s, e));
	}
	return ERR_OK;
}

enum err run_cancel(struct run *r, struct bytes *answer)
{
	struct client_channel channel = r->channel; /* keeps what was said before */

	return client_post(&channel, r->offer.batch ? "batch/cancel" : "cancel",
			   protocol_cancel(++r->seq, r->why, r->mem), CLIENT_OFFER_MAX, r->mem,
			   answer, NULL);
}

/* No signatures came; one that is still on its way must not come either. */
static enum err give_up(struct run *r, struct error *e)
{
	struct bytes nothing;

	if (run_cancel(r, &nothing) != ERR_OK)
		return ERR_OK;
	r->sent = 0;
	r->cancelled = 1;
	return error_set(e, ERR_UNAVAILABLE, "the signatures did not reach the server");
}

static enum err status(struct run *r, struct error *e)
{
	struct client_status s = { 0 };

	run_keys_close(r); /* nothing more is signed: nobody else finds it open while we wait */
	r->job->ui->step(r->job->ui, UI_FINISH);
	TRY(status_ask(r, &s, e));
	if (s.state == CLIENT_WAITING)
		TRY(give_up(r, e));
	if (s.state == CLIENT_FAILED) {
		r->channel.problem = s.problem[0] ? s.problem : NULL;
		return error_set(e, ERR_CONFLICT,
				 "the server could not finish the signature; nothing was added to "
				 "the document");
	}
	if (s.state != CLIENT_DONE)
		return error_set(e, ERR_COMMIT_UNKNOWN,
				 "the server has not told yet what became of them; the page in the "
				 "browser will");
	r->job->ui->done(r->job->ui, &r->offer, &s);
	return ERR_OK;
}

enum state { PLACE = 2, CHOOSE = 4, CERTIFICATE = 7, PREPARE = 8 };
typedef enum err step_fn(struct run *r, struct error *e);
/* batch: what a batch does in its place, and run_batch is all of the rest; NULL: the same. */
static const struct step {
	step_fn *run, *batch;
} steps[] = {
	{ redeem, NULL },
	{ show, NULL },
	[PLACE] = { place, NULL },
	{ unlock, NULL },
	[CHOOSE] = { choose, NULL },
	{ consent, NULL },
	{ pin, NULL },
	[CERTIFICATE] = { certificate, run_batch_certificate },
	[PREPARE] = { prepare, run_batch },
	{ check_and_sign, NULL },
	{ complete, NULL },
	{ status, NULL },
};

static size_t steps_of(const struct run *r)
{
	return r->offer.batch ? PREPARE + 1 : COUNT_OF(steps);
}

static step_fn *step_of(const struct run *r, size_t i)
{
	return r->offer.batch && steps[i].batch ? steps[i].batch : steps[i].run;
}

/* Another party's signature came in between: prepare anew, on what the document is now. */
static _Bool may_again(struct run *r, enum err rc, size_t at)
{
	if (rc != ERR_STALE || at < PREPARE || !r->key || r->again == AGAIN_MAX || r->offer.batch)
		return 0;
	r->again++;
	run_note(r, UI_NOTE_AGAIN);
	run_pause(r, POLL_MS * r->again);
	return 1;
}

const char *run_told(const struct run *r, enum err rc, const struct error *e)
{
	const char *of_key = NULL;

	if (r->keys && rc != ERR_DENIED) /* what the person did is no failure of the key */
		of_key = key_source_told(r->keys, r->job->ja, r->mem);
	if (rc == ERR_OK || of_key)
		return rc == ERR_OK ? NULL : of_key;
	if (!run_answer_lost(r, rc))
		return r->channel.problem;
	return arena_printf(r->mem, "%s (%s)", text_of(TEXT_CONNECTION_LOST, r->job->ja), e->msg);
}

/* What is wrong with a place is told there, and the person looks elsewhere; also when the server
 * refuses the certificate, which may be shown another in the same session. */
static _Bool may_elsewhere(struct run *r, enum err rc, size_t at, const struct error *e)
{
	_Bool here = at >= PLACE && at <= CHOOSE && rc != ERR_DENIED,
	      refused = at == CERTIFICATE && rc == ERR_CERT;

	if (!r->job->ui->place || r->job->keys || (!here && !refused))
		return 0;
	r->elsewhere = rc == ERR_NOT_FOUND ? NULL : run_told(r, rc, e);
	if (!r->elsewhere)
		r->elsewhere = arena_strdup(r->mem, e->msg);
	r->channel.problem = NULL;
	return 1;
}

enum err client_run(const struct client_job *job, struct arena *mem, const char **told_out,
		    struct error *e)
{
	AUTO(run)
	struct run r = {
		.job = job,
		.mem = mem,
		.keys = job->keys,
		.channel = { .fetcher = job->fetcher, .server = job->server, .ja = job->ja },
	};
	struct error last = { 0 };
	struct bytes nothing;
	enum err rc = ERR_OK;
	size_t i = 0;

	while (i < steps_of(&r)) {
		r.why = "error";
		rc = run_stop_asked(&r, &last);
		if (rc == ERR_OK)
			rc = step_of(&r, i)(&r, &last);
		if (rc == ERR_OK)
			i++;
		else if (may_again(&r, rc, i))
			i = PREPARE;
		else if (may_elsewhere(&r, rc, i, &last))
			i = PLACE;
		else
			break;
	}
	*told_out = r.told ? r.told : run_told(&r, rc, &last);
	if (rc == ERR_OK)
		return rc;
	if (r.offer.session && !r.sent && !r.cancelled)
		(void)run_cancel(&r, &nothing); /* when it fails, the server finds out by itself, later */
	return error_set(e, rc, "%s", last.msg);
}
