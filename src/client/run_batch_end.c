/* How a batch ends: every request is told of by what is certain. The status is asked for what was
 * sent; what it says is not there yet may still be on its way, until the session is over and the
 * answer to that has said the same. */
#include "client/run_batch.h"
#include "client/texts.h"

enum {
	POLLS_STATUS = 240,
	POLLS_ARRIVAL = 6, /* a call whose answer was lost may still be at work */
};

static size_t count(const struct batch *b, enum client_state_of state)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++)
		n += b->items[i].outcome.state == state;
	return n;
}

static size_t sent(const struct batch *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++)
		n += b->items[i].where == SENT;
	return n;
}

static void take(struct batch *b, const struct client_batch_state *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct batch_item *item = &b->items[list[i].at];

		if (item->where == SENT)
			item->outcome = list[i].outcome;
	}
}

static enum err status_take(struct batch *b, struct bytes answer, struct error *e)
{
	const struct client_batch_state *list;
	size_t n;

	TRY(protocol_read_batch_states(answer, &b->r->offer, b->r->mem, &list, &n, e));
	take(b, list, n);
	return ERR_OK;
}

static _Bool status_awaited(const struct batch *b, unsigned polls)
{
	size_t waiting = 0;

	for (size_t i = 0; i < b->n; i++)
		waiting += b->items[i].where == SENT && b->items[i].outcome.state == CLIENT_WAITING;
	return count(b, CLIENT_WORKING) || (waiting && polls < POLLS_ARRIVAL);
}

/* Until all that was sent is time-stamped and in its document; a few answers may get lost in a row.
 */
static enum err status_wait(struct batch *b, struct error *e)
{
	struct run *r = b->r;
	unsigned lost = 0;

	for (unsigned i = 0; i < POLLS_STATUS && lost < LOST_MAX && status_awaited(b, i); i++) {
		struct bytes answer;
		enum err rc;

		if (i)
			run_pause(r, POLL_MS);
		rc = client_post(&r->channel, "batch/status", protocol_seq(++r->seq, r->mem),
				 CLIENT_OFFER_MAX, r->mem, &answer, e);
		lost = run_answer_lost(r, rc) ? lost + 1 : 0;
		if (lost)
			continue;
		TRY(rc);
		TRY(status_take(b, answer, e));
	}
	return ERR_OK;
}

static void sent_is(struct batch *b, enum client_state_of from, enum client_state_of to)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->items[i].where == SENT && b->items[i].outcome.state == from)
			b->items[i].outcome.state = to;
}

/* After this nothing of the session can be signed any more; until then what the server has not
 * got may still come. */
static void give_up(struct batch *b)
{
	struct error ignored;
	struct bytes answer = { 0 };

	if (count(b, CLIENT_DONE) + count(b, CLIENT_WORKING) == b->n)
		return;
	sent_is(b, CLIENT_WAITING, CLIENT_WORKING); /* unknown, unless the answer tells */
	if (run_cancel(b->r, &answer) == ERR_OK && answer.len)
		(void)status_take(b, answer, &ignored);
}

static void report(struct batch *b)
{
	struct client_outcome list[CLIENT_REQUESTS_MAX];
	struct client_status s = { .outcomes = list };
	struct ui *ui = b->r->job->ui;

	for (size_t i = 0; i < b->n; i++)
		list[i] = b->items[i].outcome;
	ui->done(ui, &b->r->offer, &s);
}

/* why: what stopped it; ERR_OK: it came to its end. */
static enum err conclude(struct batch *b, enum err why, struct error *e)
{
	size_t done = count(b, CLIENT_DONE);

	if (done == b->n)
		return ERR_OK;
	if (count(b, CLIENT_WORKING))
		return error_set(
			e, ERR_COMMIT_UNKNOWN,
			"the server has not told yet what became of some of them; the page in the "
			"browser will");
	if (why == ERR_DENIED && done)
		return error_set(e, why, "you stopped; %zu of %zu requests were signed before",
				 done, b->n);
	if (why != ERR_OK)
		return why;
	return error_set(e, ERR_CONFLICT, "%zu of %zu requests were not signed", b->n - done, b->n);
}

/* What the person is told besides; "nothing is signed" is not certain once something was sent. */
static const char *told(struct batch *b, enum err why, const struct error *e)
{
	if (sent(b) && run_answer_lost(b->r, why))
		return text_of(TEXT_BATCH_LOST, b->r->job->ja);
	return run_told(b->r, why, e);
}

enum err batch_end(struct batch *b, enum err why, struct error *e)
{
	struct run *r = b->r;
	struct error ignored = { 0 };

	r->told = told(b, why, e);
	run_keys_close(r); /* nothing more is signed */
	if (why != ERR_OK && !sent(b))
		return why;
	sent_is(b, CLIENT_WAITING, CLIENT_WORKING);
	r->job->ui->step(r->job->ui, UI_FINISH);
	(void)status_wait(b, &ignored); /* whatever is not told stays unknown */
	give_up(b);
	r->cancelled = 1;
	report(b);
	return conclude(b, why, e);
}
