/* Two transactions met: what is run once more, and as whom. */
#include "world.h"
#include "api/remote.h"

static unsigned runs;
static struct actor seen[4];

/* An act makes its party the actor; the first two of them meet another transaction. */
static enum err act(struct caller *c, struct response *rs, struct error *e)
{
	(void)rs;
	seen[runs++] = c->d.actor;
	c->d.actor = (struct actor){ .kind = ACTOR_RECIPIENT, .id = "rcp_x", .ip = "203.0.113.9" };
	c->d.refusal = "remote-again";
	return runs < 3 ? error_set(e, ERR_BUSY, "another transaction was faster") : ERR_OK;
}
static API_HANDLER(act_route, act)

static const struct route *route_of(const char *path,
				    enum err (*run)(struct request *, struct response *, struct error *))
{
	static struct route r;

	r = *find_route("GET", path);
	r.run = run;
	return &r;
}

static void an_act_that_is_run_once_more_begins_as_whoever_asked(void **state)
{
	struct world *w = *state;
	struct asker who = member_browser(w, &w->f->owner);
	struct answer a = ask(w, route_of("/api/v1/envelopes", act_route), &who, NULL, NULL);

	assert_int_equal(a.rc, ERR_OK);
	assert_int_equal(runs, 3);
	for (unsigned i = 0; i < runs; i++) {
		assert_string_equal(seen[i].id, w->f->owner.account);
		assert_int_equal(seen[i].kind, ACTOR_MEMBER);
		assert_string_equal(seen[i].ip, "192.0.2.7");
	}
	answer_done(&a);
}

static unsigned steps, busy;

static enum err step(struct caller *c, void *ctx, struct error *e)
{
	assert_ptr_equal(ctx, &steps);
	assert_ok(db_begin(c->d.repo.db, e)); /* the one before was rolled back */
	if (steps++ < busy)
		return error_set(e, ERR_BUSY, "another transaction was faster");
	return db_commit(c->d.repo.db, e);
}

static unsigned outs;

static enum err asks_out(struct caller *c, struct response *rs, struct error *e)
{
	(void)rs;
	outs++;
	return remote_patiently(c, step, &steps, e);
}
static API_HANDLER(asks_out_route, asks_out)

static enum err ask_out(struct world *w, unsigned times_busy)
{
	struct asker who = member_browser(w, &w->f->owner);
	struct answer a;
	enum err rc;

	steps = outs = 0;
	busy = times_busy;
	a = ask(w, route_of("/api/v1/envelopes", asks_out_route), &who, NULL, NULL);
	rc = a.rc;
	answer_done(&a);
	return rc;
}

/* A code is good once, and a service is not asked for nothing. */
static void what_went_out_is_not_done_again_when_two_transactions_meet(void **state)
{
	struct world *w = *state;

	assert_int_equal(ask_out(w, 4), ERR_OK);
	assert_int_equal(steps, 5);
	assert_int_equal(outs, 1);
	assert_int_equal(ask_out(w, 1000), ERR_CONFLICT);
	assert_int_equal(steps, 10);
	assert_int_equal(outs, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_act_that_is_run_once_more_begins_as_whoever_asked,
						world_open, world_close),
		cmocka_unit_test_setup_teardown(
			what_went_out_is_not_done_again_when_two_transactions_meet, world_open, world_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
