/* The planner of keeping. */
#include "domain/jobs.h"
#include "domain/preservation.h"
#include "domain/timestamps.h"
#include "jobs/preserve.h"

enum {
	PLAN_MEMORY = 64 * 1024 * 1024,
	MARK_BATCH = 1000,
	ADOPT_BATCH = 500,
	ALARM_ORGS = 1000,
	SHARED_BATCH = 5000,
	IN_HAND_MIN = 10,
	ROUND_MAX = 1000, /* what a round holds in memory; there is one every few seconds */
	MINUTE = 60 * 1000,
	COUNT_EVERY_MS = MINUTE,
	ALARM_EVERY_MS = 5 * MINUTE,
	ADOPT_EVERY_MS = 24 * 60 * MINUTE,
	LOOK_AGAIN_MS = 60 * MINUTE,
};

struct planner {
	const struct jobs_env *env;
	struct repo any;
	struct preservation_planner p;
	time_ms now;
	const char *policy;
};

static struct domain domain_of(const struct planner *pl, const char *org)
{
	return (struct domain){
		.repo = { pl->any.db, pl->any.mem, org },
		.clock = pl->env->clock,
		.rng = pl->env->rng,
		.master = pl->env->master,
		.set = pl->env->settings,
		.actor = { .kind = ACTOR_SYSTEM },
	};
}

/* A transaction of its own that ends by writing the planner's row: of two planners one wins. */
typedef enum err plan_step_fn(struct planner *pl, struct error *e);

static enum err step(struct planner *pl, plan_step_fn *work, struct error *e)
{
	AUTO(tx) struct tx tx = { pl->any.db };

	TRY(db_begin(tx.db, e));
	TRY(preservation_planner_get(&pl->any, &pl->p, e));
	TRY(work(pl, e));
	TRY(preservation_planner_set(&pl->any, &pl->p, e));
	return db_commit(tx.db, e);
}

/* marks ----------------------------------------------------------------- */

static enum err mark(struct planner *pl, int64_t *overdue, struct error *e)
{
	static const enum keep_state not_yet[] = { KEEP_OK, KEEP_DUE, KEEP_LOWER, KEEP_FAILED };
	AUTO(tx) struct tx tx = { pl->any.db };
	int64_t n = 0;

	*overdue = 0;
	TRY(db_begin(tx.db, e));
	TRY(preservation_mark_due(tx.db, pl->now, MARK_BATCH, &n, e));
	for (size_t i = 0; i < COUNT_OF(not_yet); i++) {
		TRY(preservation_mark_overdue(tx.db, keep_state_name(not_yet[i]), pl->now,
					      MARK_BATCH, &n, e));
		*overdue += n;
	}
	return db_commit(tx.db, e);
}

static enum err mark_and_tell(struct planner *pl, struct error *e)
{
	int64_t overdue;

	TRY(mark(pl, &overdue, e));
	if (overdue)
		log_event(pl->env->log, LOG_ERROR, "preservation.overdue",
			  LF_INT("count", overdue));
	return ERR_OK;
}

/* handing out ----------------------------------------------------------- */

static enum err take(const struct planner *pl, const struct preservation_ref *r, struct error *e)
{
	struct domain d = domain_of(pl, r->organisation_id);

	TRY(preservation_take(&d.repo, r->document_id, r->turn, e));
	return job_enqueue(&d,
			   &(struct job_request){ .kind = JOB_PRESERVE,
						  .envelope = r->envelope_id,
						  .document = r->document_id,
						  .turn = r->turn + 1 },
			   e);
}

/* Does the organisation renew by evidence record? Then what is due goes into batches from now on.
 */
static enum err by_record(const struct planner *pl, const char *org, _Bool *out, struct error *e)
{
	struct domain d = domain_of(pl, org);
	struct stamp_policy stamps;

	TRY(stamp_policy_get(&d, &stamps, e));
	*out = !strcmp(stamps.renewal_method, "record");
	return *out ? preservation_use_records(&d.repo, pl->now, SHARED_BATCH, e) : ERR_OK;
}

static enum err take_of(struct planner *pl, const char *org, const struct preservation_query *q,
			int64_t *taken, struct error *e)
{
	struct repo r = { pl->any.db, pl->any.mem, org };
	const struct preservation *rows;
	_Bool shared = 0;
	size_t n;

	if (!q->urgent)
		TRY(by_record(pl, org, &shared, e));
	if (shared)
		return ERR_OK;
	TRY(preservation_due(&r, q, &rows, &n, e));
	for (size_t i = 0; i < n; i++)
		TRY(take(pl,
			 &(struct preservation_ref){ org, rows[i].document_id, rows[i].envelope_id,
						     rows[i].turn },
			 e));
	*taken += (int64_t)n;
	return ERR_OK;
}

/* One share for each organisation, behind the one that was served last. */
static enum err serve(struct planner *pl, struct preservation_query q, int64_t budget,
		      int64_t *taken, struct error *e)
{
	const char *const *orgs;
	int64_t share, before;
	size_t n;

	q.limit = budget;
	TRY(preservation_orgs_due(&pl->any, &q, pl->p.last_org, &orgs, &n, e));
	if (!n)
		TRY(preservation_orgs_due(&pl->any, &q, "", &orgs, &n, e));
	share = n ? (budget + (int64_t)n - 1) / (int64_t)n : 0;
	for (size_t i = 0; i < n && *taken < budget; i++) {
		before = *taken;
		q.limit = share < budget - before ? share : budget - before;
		TRY(take_of(pl, orgs[i], &q, taken, e));
		pl->p.last_org = orgs[i];
	}
	return ERR_OK;
}

/* Rounds until the budget is used up or nobody has anything left. */
static enum err serve_all(struct planner *pl, _Bool urgent, int64_t budget, int64_t *taken,
			  struct error *e)
{
	struct preservation_query q = { .urgent = urgent, .now = pl->now };
	int64_t got = 1;

	while (got && *taken < budget) {
		got = 0;
		TRY(serve(pl, q, budget - *taken, &got, e));
		*taken += got;
	}
	return ERR_OK;
}

static enum err serve_outdated(struct planner *pl, int64_t budget, int64_t *taken, struct error *e)
{
	const struct preservation_ref *refs;
	size_t n;

	if (*taken >= budget)
		return ERR_OK;
	TRY(preservation_outdated(&pl->any, pl->policy, pl->now - LOOK_AGAIN_MS, budget - *taken,
				  &refs, &n, e));
	for (size_t i = 0; i < n; i++)
		TRY(take(pl, &refs[i], e));
	*taken += (int64_t)n;
	return ERR_OK;
}

/* One batch for each organisation that has something to share. It counts as no document of the
 * rate: it asks an authority once. */
static enum err share_out(struct planner *pl, _Bool urgent, struct error *e)
{
	struct preservation_query q = {
		.shared = 1, .urgent = urgent, .now = pl->now, .limit = ALARM_ORGS
	};
	const char *const *orgs;
	size_t n;

	TRY(preservation_orgs_due(&pl->any, &q, "", &orgs, &n, e));
	q.limit = SHARED_BATCH;
	for (size_t i = 0; i < n; i++) {
		struct domain d = domain_of(pl, orgs[i]);
		const char *batch = domain_id(&d, "bat");
		int64_t taken = 0;

		TRY(preservation_take_batch(&d.repo, batch, &q, &taken, e));
		if (taken)
			TRY(job_enqueue(
				&d, &(struct job_request){ .kind = JOB_RECORD, .act = batch }, e));
	}
	return ERR_OK;
}

/* As many as the rate allows since the last round, and no more than a minute's worth lie in the
 * queue: what is handed out late in the night is not done in the day. */
struct allowance {
	int64_t by_rate, by_room;
};

static enum err allowance_of(const struct planner *pl, struct allowance *out, struct error *e)
{
	int64_t rate = pl->env->settings->keep.per_minute, in_hand;
	int64_t cap = rate > IN_HAND_MIN ? rate : IN_HAND_MIN;
	time_ms since = pl->now - pl->p.ticked_at;

	TRY(preservation_in_hand(pl->any.db, pl->any.mem, cap, &in_hand, e));
	if (since < 0 || since > MINUTE)
		since = MINUTE;
	*out = (struct allowance){ since * rate / MINUTE, cap - in_hand };
	return ERR_OK;
}

/* Allowance that was not used is not kept; a part of one is. */
static void use_up(struct planner *pl, const struct allowance *a, int64_t taken)
{
	time_ms since = pl->now - pl->p.ticked_at;

	if (taken == a->by_rate && since >= 0 && since < MINUTE)
		pl->p.ticked_at += taken * MINUTE / pl->env->settings->keep.per_minute;
	else
		pl->p.ticked_at = pl->now;
}

static enum err hand_out(struct planner *pl, struct error *e)
{
	int64_t budget, taken = 0;
	struct allowance a;

	TRY(allowance_of(pl, &a, e));
	budget = a.by_rate < a.by_room ? a.by_rate : a.by_room;
	budget = budget < ROUND_MAX ? budget : ROUND_MAX;
	if (budget > 0) {
		TRY(serve_all(pl, 1, budget, &taken, e));
		if (preservation_night(&pl->env->settings->keep, pl->now))
			TRY(serve_all(pl, 0, budget, &taken, e));
		TRY(serve_outdated(pl, budget, &taken, e));
	}
	use_up(pl, &a, taken);
	TRY(share_out(pl, 1, e));
	if (preservation_night(&pl->env->settings->keep, pl->now))
		TRY(share_out(pl, 0, e));
	return ERR_OK;
}

/* the rest -------------------------------------------------------------- */

/* Documents that were concluded before rows were kept, or by a program that knows of none. */
static enum err adopt(struct planner *pl, struct error *e)
{
	const struct preservation_orphan *list;
	size_t n;

	TRY(preservation_orphans(&pl->any, pl->p.adopted, ADOPT_BATCH, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		struct domain d = domain_of(pl, list[i].organisation_id);

		if (list[i].adopt)
			TRY(preservation_adopt(&d, &list[i], e));
	}
	pl->p.adopted = n ? list[n - 1].document_id : "";
	pl->p.adopt_at = n < ADOPT_BATCH ? pl->now + ADOPT_EVERY_MS : pl->now;
	if (n < ADOPT_BATCH)
		pl->p.adopted = "";
	return ERR_OK;
}

static enum err count(struct planner *pl, struct error *e)
{
	TRY(preservation_count_all(&pl->any, &pl->p, e));
	pl->p.counted_at = pl->now;
	return ERR_OK;
}

static enum err alarm_org(struct planner *pl, const char *org, const struct preservation_cause *c,
			  struct error *e)
{
	struct domain d = domain_of(pl, org);
	int64_t told;

	TRY(preservation_alarm(&d, c, &told, e));
	if (told)
		log_event(pl->env->log, LOG_ERROR, "preservation.alarm", LF_STR("kind", c->kind),
			  LF_STR("org", org), LF_INT("count", told));
	return ERR_OK;
}

static enum err alarm_all(struct planner *pl, const struct preservation_cause *c, struct error *e)
{
	const char *const *orgs, *after = "";
	size_t n = ALARM_ORGS;

	while (n == ALARM_ORGS) {
		TRY(preservation_orgs_alarmed(&pl->any, c, after, ALARM_ORGS, &orgs, &n, e));
		for (size_t i = 0; i < n; i++)
			TRY(alarm_org(pl, orgs[i], c, e));
		after = n ? orgs[n - 1] : after;
	}
	return ERR_OK;
}

/* Taken first: who has the turn tells, and tells again in the next round what a kill left untold.
 */
static enum err alarm_turn(struct planner *pl, struct error *e)
{
	(void)e;
	pl->p.alarm_at = pl->now + ALARM_EVERY_MS;
	return ERR_OK;
}

static enum err alarm_owners(struct planner *pl, struct error *e)
{
	struct preservation_cause c;

	TRY(step(pl, alarm_turn, e));
	for (unsigned i = 0; preservation_cause_of(i, pl->now, &c); i++)
		TRY(alarm_all(pl, &c, e));
	return ERR_OK;
}

/* A clock that was set back must not let anything wait for years. */
static _Bool is_time(time_ms at, time_ms now, time_ms every)
{
	return now >= at || at > now + every;
}

enum err preserve_plan(const struct jobs_env *env, struct db *db, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(PLAN_MEMORY);
	struct planner pl = { .env = env, .any = { db, mem, NULL }, .now = clock_now(env->clock) };
	struct domain d = domain_of(&pl, NULL);

	pl.policy = preservation_policy(&d);
	TRY(preservation_planner_get(&pl.any, &pl.p, e));
	TRY(mark_and_tell(&pl, e));
	if (is_time(pl.p.adopt_at, pl.now, ADOPT_EVERY_MS))
		TRY(step(&pl, adopt, e));
	TRY(step(&pl, hand_out, e));
	if (is_time(pl.p.alarm_at, pl.now, ALARM_EVERY_MS))
		TRY(alarm_owners(&pl, e));
	if (is_time(pl.p.counted_at + COUNT_EVERY_MS, pl.now, COUNT_EVERY_MS))
		TRY(step(&pl, count, e));
	return ERR_OK;
}
