/* job "data_ending": counterparties of a customer who leaves are told, round by round. A round is a
 * transaction of mails; who has one is not told again, so killed at any point it goes on where it
 * was. */
#include "jobs/data_ending.h"
#include "domain/data_end.h"
#include "jobs/context.h"

enum { PLAN_MEMORY = 4 * 1024 * 1024 };

enum err data_ending_plan(const struct jobs_env *env, struct db *db, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(PLAN_MEMORY);
	struct domain d = { .repo = { db, mem, NULL },
			    .clock = env->clock,
			    .rng = env->rng,
			    .master = env->master,
			    .set = env->settings,
			    .actor = { .kind = ACTOR_SYSTEM } };

	return data_end_plan(&d, e);
}

static enum err tell_round(struct job_run *j, struct domain *d, _Bool *more, struct error *e)
{
	AUTO(tx) struct tx tx = { j->db };

	TRY(db_begin(tx.db, e));
	TRY(data_end_tell(d, more, e));
	if (*more)
		TRY(queue_extend(j->db, j->env->clock, j->job, e));
	else
		TRY(job_finish(j, e));
	return db_commit(tx.db, e);
}

enum err job_data_ending(struct job_run *j, struct error *e)
{
	struct domain d = work_domain(j);
	_Bool more = 1;

	while (more && !atomic_load(j->stop))
		TRY(tell_round(j, &d, &more, e));
	return more ? error_set(e, ERR_UNAVAILABLE, "the worker was asked to end") : ERR_OK;
}
