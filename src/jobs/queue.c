#include "jobs/queue.h"
#include <stdlib.h>

static void load(const struct db_rows *rows, size_t i, struct job *out)
{
	*out = (struct job){
		.id = db_str(rows, i, "id"),
		.kind = db_str(rows, i, "kind"),
		.organisation_id = db_str(rows, i, "organisation_id"),
		.envelope_id = db_str(rows, i, "envelope_id"),
		.payload = db_str(rows, i, "payload"),
		.lane = db_int(rows, i, "lane"),
		.attempts = db_int(rows, i, "attempts"),
		.fence = db_int(rows, i, "fence"),
	};
}

void queue_turns_done(struct queue_turns *t)
{
	for (size_t i = 0; i < COUNT_OF(t->last); i++)
		free(t->last[i]);
}

static void note_turn(struct queue_turns *t, int64_t lane, const char *org)
{
	free(t->last[lane]);
	t->last[lane] = strdup(org);
}

/* The organisation behind the one that was served last, or the first one again. */
static enum err next_org(struct db *db, const struct queue_turns *t, int64_t lane, struct arena *mem,
			 const char **out, struct error *e)
{
	struct db_rows *rows;

	*out = NULL;
	if (t->last[lane]) {
		TRY(db_query(db, SQL_job_org_after, mem, &rows, e, DBI(lane), DBT(t->last[lane])));
		if (db_count(rows))
			*out = db_str(rows, 0, "organisation_id");
	}
	if (*out)
		return ERR_OK;
	TRY(db_query(db, SQL_job_org_first, mem, &rows, e, DBI(lane)));
	if (db_count(rows))
		*out = db_str(rows, 0, "organisation_id");
	return ERR_OK;
}

static enum err choose(struct db *db, time_ms now, const struct queue_turns *t, struct arena *mem,
		       struct db_rows **out, struct error *e)
{
	TRY(db_query(db, SQL_job_lapsed, mem, out, e, DBI(now)));
	for (int64_t lane = 0; lane < LANE_COUNT_ && !db_count(*out); lane++) {
		const char *org;

		TRY(next_org(db, t, lane, mem, &org, e));
		if (org)
			TRY(db_query(db, SQL_job_first, mem, out, e, DBI(lane), DBT(org)));
	}
	return ERR_OK;
}

static enum err take(struct db *db, const struct clock *clock, const char *owner,
		     struct queue_turns *turns, struct arena *mem, struct job *out, _Bool *found,
		     struct error *e)
{
	time_ms now = clock_now(clock);
	struct db_rows *rows;
	int64_t changed;

	*found = 0;
	TRY(choose(db, now, turns, mem, &rows, e));
	if (!db_count(rows))
		return ERR_OK;
	load(rows, 0, out);
	TRY(db_exec(db, SQL_job_lease, &changed, e, DBT(out->id), DBI(out->fence), DBT(owner),
		    DBI(now + QUEUE_LEASE_MS)));
	if (!changed)
		return ERR_OK; /* another worker has it: the next look finds another job */
	out->fence++;
	out->attempts++;
	note_turn(turns, out->lane, out->organisation_id);
	*found = 1;
	return ERR_OK;
}

struct sight {
	_Bool any, sleeping; /* there is something to do; some of it is to be woken */
};

/* An idle worker looks without taking the write lock. */
static enum err look(struct db *db, const struct clock *clock, struct arena *mem,
		     struct sight *out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_job_look, mem, &rows, e, DBI(clock_now(clock))));
	out->sleeping = !db_is_null(rows, 0, "sleeping");
	out->any = out->sleeping || !db_is_null(rows, 0, "awake") ||
		   !db_is_null(rows, 0, "lapsed");
	return ERR_OK;
}

enum err queue_lease(struct db *db, const struct clock *clock, const char *owner,
		     struct queue_turns *turns, struct arena *mem, struct job *out, _Bool *found,
		     struct error *e)
{
	enum err rc = ERR_OK;
	struct sight s;

	*found = 0;
	TRY(look(db, clock, mem, &s, e));
	if (!s.any)
		return ERR_OK;
	TRY(db_begin(db, e));
	if (s.sleeping)
		rc = db_exec(db, SQL_job_wake, NULL, e, DBI(clock_now(clock)));
	if (rc == ERR_OK)
		rc = take(db, clock, owner, turns, mem, out, found, e);
	if (rc == ERR_OK)
		rc = db_commit(db, e);
	if (rc != ERR_OK) {
		db_rollback(db);
		*found = 0;
	}
	return rc;
}

enum err queue_release(struct db *db, const char *owner, int64_t *released, struct error *e)
{
	enum err rc = db_begin(db, e);

	if (rc == ERR_OK)
		rc = db_exec(db, SQL_job_release, released, e, DBT(owner));
	if (rc == ERR_OK)
		rc = db_commit(db, e);
	if (rc != ERR_OK)
		db_rollback(db);
	return rc;
}

static enum err lease_held(int64_t changed, const struct job *job, struct error *e)
{
	if (changed == 1)
		return ERR_OK;
	return error_set(e, ERR_CONFLICT, "job %s: the lease was lost", job->id);
}

enum err queue_finish(struct db *db, const struct clock *clock, const struct job *job,
		      struct error *e)
{
	int64_t changed;

	TRY(db_exec(db, SQL_job_finish, &changed, e, DBT(job->id), DBI(job->fence),
		    DBI(clock_now(clock))));
	return lease_held(changed, job, e);
}

enum err queue_retry(struct db *db, const struct job *job, time_ms run_at, const char *why,
		     struct error *e)
{
	int64_t changed;

	TRY(db_exec(db, SQL_job_retry, &changed, e, DBT(job->id), DBI(job->fence), DBI(run_at),
		    DBT(why)));
	return lease_held(changed, job, e);
}

enum err queue_fail(struct db *db, const struct clock *clock, const struct job *job,
		    const char *why, struct error *e)
{
	int64_t changed;

	TRY(db_exec(db, SQL_job_fail, &changed, e, DBT(job->id), DBI(job->fence),
		    DBI(clock_now(clock)), DBT(why)));
	return lease_held(changed, job, e);
}

enum err queue_extend_for(struct db *db, const struct clock *clock, const struct job *job, time_ms longest,
			  struct error *e)
{
	int64_t changed;

	TRY(db_exec(db, SQL_job_extend, &changed, e, DBT(job->id), DBI(job->fence),
		    DBI(clock_now(clock) + longest)));
	return lease_held(changed, job, e);
}

enum err queue_extend(struct db *db, const struct clock *clock, const struct job *job,
		      struct error *e)
{
	return queue_extend_for(db, clock, job, QUEUE_LEASE_MS, e);
}
