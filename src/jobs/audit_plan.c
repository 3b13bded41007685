#include "jobs/audit_plan.h"
#include "domain/audit_day.h"
#include "domain/jobs.h"

enum {
	PLAN_MEMORY = 64 * 1024 * 1024,
	ORGS = 1000,
	BATCH = 366,
	MINUTE = 60 * 1000,
	ALARM_EVERY_MS = 5 * MINUTE,
	LOOK_AGAIN_MS = 60 * MINUTE,
	LATE_MS = 6 * 60 * MINUTE, /* after the end of the day: then somebody should look */
};

struct planner {
	const struct jobs_env *env;
	struct repo any;
	time_ms now;
	struct audit_planner p;
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

/* days to close ----------------------------------------------------------- */

static enum err hand_out(struct planner *pl, const char *org, struct error *e)
{
	struct domain d = domain_of(pl, org);
	char day[AUDIT_DAY_SIZE];
	time_ms over;

	TRY(audit_day_next(&d, day, e));
	if (!*day)
		return ERR_OK;
	if (!audit_day_start(day, &over))
		return error_set(e, ERR_INTERNAL, "\"%s\" is no day", day);
	over += AUDIT_DAY_MS;
	pl->p.n_waiting++;
	if (!pl->p.waiting_since || over < pl->p.waiting_since)
		pl->p.waiting_since = over;
	return job_enqueue(&d, &(struct job_request){ .kind = JOB_AUDIT_DAY, .day = day }, e);
}

static enum err hand_out_all(struct planner *pl, struct error *e)
{
	time_ms open = audit_day_open_since(pl->now);
	const char *const *list;
	const char *after = "";
	size_t n = ORGS;

	pl->p.n_waiting = 0;
	pl->p.waiting_since = 0;
	while (n == ORGS) {
		TRY(audit_day_orgs_open(&pl->any, open, after, ORGS, &list, &n, e));
		for (size_t i = 0; i < n; i++)
			TRY(hand_out(pl, list[i], e));
		after = n ? list[n - 1] : after;
	}
	/* at once again while somebody waits; else when the day that is open now is over */
	pl->p.look_at = pl->p.n_waiting ? pl->now : open + AUDIT_DAY_MS + AUDIT_DAY_MARGIN_MS;
	return ERR_OK;
}

/* A clock that was set back must not let anything wait for years. */
static _Bool is_time(time_ms at, time_ms now, time_ms every)
{
	return now >= at || at > now + every;
}

static _Bool alarming(const struct planner *pl)
{
	return pl->p.n_waiting && pl->now - pl->p.waiting_since > LATE_MS;
}

static enum err close_days(struct planner *pl, _Bool *alarm, struct error *e)
{
	AUTO(tx) struct tx tx = { pl->any.db };

	*alarm = 0;
	TRY(audit_planner_get(&pl->any, &pl->p, e));
	if (!is_time(pl->p.look_at, pl->now, AUDIT_DAY_MS + 2 * AUDIT_DAY_MARGIN_MS))
		return ERR_OK;
	TRY(db_begin(tx.db, e));
	TRY(audit_planner_get(&pl->any, &pl->p, e));
	TRY(hand_out_all(pl, e));
	if (alarming(pl) && is_time(pl->p.alarm_at, pl->now, ALARM_EVERY_MS)) {
		pl->p.alarm_at = pl->now + ALARM_EVERY_MS;
		*alarm = 1;
	}
	TRY(audit_planner_set(&pl->any, &pl->p, e));
	return db_commit(tx.db, e);
}

/* renewals ---------------------------------------------------------------- */

static enum err take(struct planner *pl, const char *org, const struct audit_day_query *q,
		     struct error *e)
{
	struct domain d = domain_of(pl, org);
	const char *batch = domain_id(&d, "bat");
	int64_t taken = 0;

	TRY(audit_day_take(&d.repo, batch, q, &taken, e));
	if (!taken)
		return ERR_OK;
	return job_enqueue(&d, &(struct job_request){ .kind = JOB_AUDIT_RENEW, .act = batch }, e);
}

static enum err renew_days(struct planner *pl, struct error *e)
{
	AUTO(tx) struct tx tx = { pl->any.db };
	struct domain d = domain_of(pl, NULL);
	struct audit_day_query q = { .now = pl->now,
				     .night = preservation_night(&d.set->keep, pl->now),
				     .policy = preservation_policy(&d),
				     .before = pl->now - LOOK_AGAIN_MS,
				     .limit = ORGS };
	const char *const *orgs;
	size_t n;

	TRY(audit_day_orgs_due(&pl->any, &q, &orgs, &n, e));
	if (!n)
		return ERR_OK;
	q.limit = BATCH;
	TRY(db_begin(tx.db, e));
	for (size_t i = 0; i < n; i++)
		TRY(take(pl, orgs[i], &q, e));
	return db_commit(tx.db, e);
}

enum err audit_plan(const struct jobs_env *env, struct db *db, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(PLAN_MEMORY);
	struct planner pl = { .env = env, .any = { db, mem, NULL }, .now = clock_now(env->clock) };
	_Bool alarm;

	TRY(close_days(&pl, &alarm, e));
	if (alarm)
		log_event(env->log, LOG_ERROR, "audit.day_late", LF_INT("count", pl.p.n_waiting),
			  LF_INT("ms", pl.now - pl.p.waiting_since));
	return renew_days(&pl, e);
}
