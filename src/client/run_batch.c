/* Several requests under one consent and one PIN. They are prepared and signed a few at a time, so
 * that none waits for its signature longer than the server keeps its place; while some are signed
 * the next are being prepared. One that takes long is left for later. What goes wrong with one is
 * told of that one. A key that fails, a proof that does not hold, or a person who stops ends it:
 * nothing more is signed then, and what was signed stays. */
#include "client/run_batch.h"
#include "client/run_choose.h"
#include "client/texts.h"

enum {
	CHUNK_DOCUMENTS =
		10, /* a card of one signature a second needs a sixth of the server's minute */
	CHUNK_BYTES_MAX = 128 * 1024 * 1024,
	AGAIN_MAX = 5,
	POLLS_PREPARE = 120, /* of one request; then it is given up */
	POLLS_TOGETHER = 20, /* then those that are ready wait for the others no more */
};

struct chunk {
	struct arena *mem; /* of its answers */
	size_t n;
	struct part {
		size_t at;   /* of the request */
		_Bool ready; /* or it is over */
		struct client_prepared prepared;
		const struct bytes *signatures;
	} parts[CLIENT_CALL_MAX];
};

static void chunk_done(struct chunk *c)
{
	arena_free(c->mem);
	*c = (struct chunk){ 0 };
}
DEFINE_AUTO_DONE(chunk, struct chunk)

static void fail(struct batch *b, size_t at, const char *problem)
{
	const char *copy = arena_strdup(b->r->mem, problem);

	b->items[at].where = OVER;
	b->items[at].outcome =
		(struct client_outcome){ .state = CLIENT_FAILED, .problem = copy ? copy : "" };
}

/* By the server. What it refuses after an answer was lost it may have taken before. */
static void refused(struct batch *b, size_t at, const char *problem)
{
	if (b->items[at].doubt)
		b->items[at].where = SENT;
	else
		fail(b, at, problem);
}

/* certificate ------------------------------------------------------------------- */

enum err run_batch_certificate(struct run *r, struct error *e)
{
	const char **unfit = arena_alloc_n(r->mem, CLIENT_REQUESTS_MAX, sizeof(*unfit));
	const struct client_fit *fits;
	struct bytes answer;
	size_t n;

	if (!unfit)
		return error_set(e, ERR_TOO_LARGE, "no room for the requests");
	r->job->ui->step(r->job->ui, UI_CERTIFICATE);
	r->algorithms = key_algorithms(r->key) & r->offer.algorithms;
	TRY(client_post(&r->channel, "batch/certificate", run_certificate_json(r),
			CLIENT_ANSWER_MAX, r->mem, &answer, e));
	TRY(protocol_read_fits(answer, &r->offer, r->mem, &r->accepted, &fits, &n, e));
	for (size_t i = 0; i < r->offer.n_requests; i++)
		unfit[i] = ""; /* the server says nothing of it: it is over */
	for (size_t i = 0; i < n; i++)
		unfit[fits[i].at] = fits[i].problem[0] ? fits[i].problem : NULL;
	r->unfit = unfit;
	return run_accepted(r, e);
}

/* preparing ------------------------------------------------------------------- */

static size_t documents_of(const struct batch *b, size_t at)
{
	return b->r->offer.requests[at].n;
}

/* The next few; none when all are done. */
static void chunk_take(struct batch *b, struct chunk *c)
{
	size_t documents = 0;

	c->mem = arena_new(CHUNK_BYTES_MAX);
	for (size_t i = 0; i < b->n && c->n < CLIENT_CALL_MAX; i++) {
		if (b->items[i].where != TO_DO ||
		    (c->n && documents + documents_of(b, i) > CHUNK_DOCUMENTS))
			continue;
		documents += documents_of(b, i);
		b->items[i].where = TAKEN;
		c->parts[c->n++].at = i;
	}
}

static struct part *part_of(struct chunk *c, size_t at)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->parts[i].at == at)
			return &c->parts[i];
	return NULL;
}

static enum err chunk_answered(struct batch *b, struct chunk *c, struct bytes answer,
			       struct error *e)
{
	const struct client_batch_prepared *list;
	size_t n;

	TRY(protocol_read_batch_prepared(answer, &b->r->offer, c->mem, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		struct part *p = part_of(c, list[i].at);

		if (!p || p->ready)
			continue;
		p->ready = list[i].prepared.ready || list[i].problem[0];
		p->prepared = list[i].prepared;
		if (list[i].problem[0])
			refused(b, p->at, list[i].problem);
	}
	return ERR_OK;
}

/* Those that are not ready yet; *left: how many. */
static struct bytes chunk_json(struct batch *b, const struct chunk *c, size_t *left)
{
	const char *ids[CLIENT_CALL_MAX];

	*left = 0;
	for (size_t i = 0; i < c->n; i++)
		if (!c->parts[i].ready)
			ids[(*left)++] = b->r->offer.requests[c->parts[i].at].id;
	return protocol_batch_seq(++b->r->seq, ids, *left, c->mem);
}

/* Asks once; *lost counts answers that did not come in a row. */
static enum err chunk_ask(struct batch *b, struct chunk *c, unsigned *lost, struct error *e)
{
	struct run *r = b->r;
	struct bytes answer;
	size_t left;
	struct bytes json = chunk_json(b, c, &left);
	enum err rc;

	if (!left)
		return ERR_OK;
	rc = client_post(&r->channel, "batch/prepare", json, CLIENT_PREPARED_MAX, c->mem, &answer,
			 e);
	*lost = run_answer_lost(r, rc) ? *lost + 1 : 0;
	if (*lost && *lost < LOST_MAX)
		return ERR_OK;
	TRY(rc);
	return chunk_answered(b, c, answer, e);
}

static _Bool chunk_ready(const struct chunk *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (!c->parts[i].ready)
			return 0;
	return 1;
}

static _Bool chunk_started(const struct chunk *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->parts[i].prepared.ready)
			return 1;
	return 0;
}

/* Each is asked for so often, and no more. */
static void chunk_age(struct batch *b, struct chunk *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct part *p = &c->parts[i];

		if (p->ready || ++b->items[p->at].polls < POLLS_PREPARE)
			continue;
		p->ready = 1;
		refused(b, p->at, text_of(TEXT_NOT_PREPARED, b->r->job->ja));
	}
}

/* Those that are not ready have their turn again, behind what is being prepared already. */
static void chunk_put_back(struct batch *b, struct chunk *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (!c->parts[i].ready)
			b->items[c->parts[i].at].where = TO_DO;
}

static enum err chunk_wait(struct batch *b, struct chunk *c, struct error *e)
{
	unsigned lost = 0;

	for (unsigned i = 0; !chunk_ready(c) && (i < POLLS_TOGETHER || !chunk_started(c)); i++) {
		if (i)
			run_pause(b->r, POLL_MS);
		TRY(run_stop_asked(b->r, e));
		TRY(chunk_ask(b, c, &lost, e));
		chunk_age(b, c);
	}
	chunk_put_back(b, c);
	return ERR_OK;
}

/* signing ------------------------------------------------------------------------ */

static void progress(struct batch *b, size_t at)
{
	struct ui *ui = b->r->job->ui;

	b->begun += !b->items[at].again;
	ui->progress(ui, b->r->offer.requests[at].title, b->begun, b->n);
}

/* All proofs before the first signature. The key is used no more once it has failed: a PIN that a
 * card has refused is not given to it again. */
static enum err chunk_sign(struct batch *b, struct chunk *c, struct error *e)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->parts[i].prepared.ready)
			TRY(run_check(b->r, &c->parts[i].prepared, e));
	for (size_t i = 0; i < c->n; i++) {
		struct part *p = &c->parts[i];

		if (!p->prepared.ready)
			continue;
		TRY(run_stop_asked(b->r, e));
		progress(b, p->at);
		TRY(run_sign(b->r, &p->prepared, &p->signatures, e));
	}
	return ERR_OK;
}

/* sending ------------------------------------------------------------------------ */

static void answered(struct batch *b, const struct client_batch_state *s)
{
	struct batch_item *item = &b->items[s->at];

	if (item->where != SENT)
		return;
	if (s->outcome.state == CLIENT_FAILED) {
		refused(b, s->at, s->outcome.problem);
	} else if (s->outcome.state == CLIENT_WAITING && ++item->again > AGAIN_MAX) {
		fail(b, s->at, s->outcome.problem);
	} else if (s->outcome.state == CLIENT_WAITING) {
		item->where = TO_DO; /* another party was faster, or the server was busy */
		run_note(b->r, UI_NOTE_AGAIN);
	}
}

static size_t signed_parts(struct batch *b, struct chunk *c, struct client_signed *out)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct part *p = &c->parts[i];

		if (!p->signatures)
			continue;
		out[n++] = (struct client_signed){ b->r->offer.requests[p->at].id, &p->prepared,
						   p->signatures };
		b->items[p->at].where = SENT;
	}
	return n;
}

static void doubt(struct batch *b, const struct chunk *c)
{
	for (size_t i = 0; i < c->n; i++)
		b->items[c->parts[i].at].doubt |= c->parts[i].signatures != NULL;
}

/* Sent again when the answer is lost: the server says the same again. */
static enum err chunk_complete(struct batch *b, struct chunk *c, struct error *e)
{
	struct client_signed list[CLIENT_CALL_MAX];
	size_t n = signed_parts(b, c, list), n_states;
	const struct client_batch_state *states;
	struct run *r = b->r;
	enum err rc = ERR_UNAVAILABLE;
	struct bytes answer;

	if (!n)
		return ERR_OK;
	for (unsigned i = 0; i < LOST_MAX; i++) {
		rc = client_post(&r->channel, "batch/complete",
				 protocol_batch_complete(++r->seq, list, n, c->mem),
				 CLIENT_ANSWER_MAX, c->mem, &answer, e);
		if (!run_answer_lost(r, rc))
			break;
		doubt(b, c);
		run_pause(r, POLL_MS);
	}
	TRY(rc);
	TRY(protocol_read_batch_states(answer, &r->offer, c->mem, &states, &n_states, e));
	for (size_t i = 0; i < n_states; i++)
		answered(b, &states[i]);
	return ERR_OK;
}

static enum err chunk_finish(struct batch *b, struct chunk *c, struct error *e)
{
	TRY(run_stop_asked(b->r, e));
	TRY(chunk_sign(b, c, e));
	TRY(run_stop_asked(b->r, e)); /* the last moment at which nothing of it has happened */
	return chunk_complete(b, c, e);
}

/* now: prepared, and then signed while the next one is being prepared. */
static enum err sign_all(struct batch *b, struct chunk *now, struct chunk *next, struct error *e)
{
	unsigned lost = 0;

	for (chunk_take(b, now); now->n;
	     chunk_done(now), *now = *next, *next = (struct chunk){ 0 }) {
		TRY(chunk_wait(b, now, e));
		chunk_take(b, next);
		if (next->n)
			TRY(chunk_ask(b, next, &lost, e));
		TRY(chunk_finish(b, now, e));
		if (!next->n) { /* what was overtaken is left */
			chunk_done(next);
			chunk_take(b, next);
		}
	}
	return ERR_OK;
}

/* all of it ------------------------------------------------------------------- */

static void batch_start(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		b->items[i].outcome =
			(struct client_outcome){ .state = CLIENT_WAITING, .problem = "" };
		if (b->r->unfit[i])
			fail(b, i, b->r->unfit[i]);
	}
}

enum err run_batch(struct run *r, struct error *e)
{
	AUTO(chunk) struct chunk now = { 0 }, next = { 0 };
	struct batch b = { .r = r, .n = r->offer.n_requests };
	enum err rc;

	batch_start(&b);
	r->job->ui->step(r->job->ui, UI_SIGN);
	rc = sign_all(&b, &now, &next, e);
	if (rc == ERR_DENIED)
		r->why = "user";
	return batch_end(&b, rc, e);
}
