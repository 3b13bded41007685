#include "jobs/queue.h"

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

/* FNV-1a; a collision only makes two organisations share a turn */
static uint64_t hash_of(const char *s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; s && *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3u;
	return h;
}

static uint64_t served_at(const struct queue_fairness *f, const char *org)
{
	uint64_t h = hash_of(org);

	return f->slots[h % QUEUE_ORG_SLOTS].org == h ? f->slots[h % QUEUE_ORG_SLOTS].served : 0;
}

static void mark_served(struct queue_fairness *f, const char *org)
{
	uint64_t h = hash_of(org);

	f->slots[h % QUEUE_ORG_SLOTS].org = h;
	f->slots[h % QUEUE_ORG_SLOTS].served = ++f->turn;
}

/* The rows are ordered by lane and time; the first of an organisation stands for it. */
static size_t choose(const struct db_rows *rows, const struct queue_fairness *f)
{
	size_t best = 0;
	uint64_t best_served = UINT64_MAX;

	for (size_t i = 0; i < db_count(rows); i++) {
		uint64_t served;

		if (db_int(rows, i, "lane") != db_int(rows, 0, "lane"))
			break;
		served = served_at(f, db_str(rows, i, "organisation_id"));
		if (served < best_served) {
			best = i;
			best_served = served;
		}
	}
	return best;
}

static enum err take(struct db *db, const struct clock *clock, const char *owner,
		     struct queue_fairness *fair, struct arena *mem, struct job *out,
		     _Bool *found, struct error *e)
{
	time_ms now = clock_now(clock);
	struct db_rows *rows;
	int64_t changed;
	size_t i;

	TRY(db_query(db, SQL_job_due, mem, &rows, e, DBI(now)));
	*found = 0;
	if (!db_count(rows))
		return ERR_OK;
	i = choose(rows, fair);
	load(rows, i, out);
	TRY(db_exec(db, SQL_job_lease, &changed, e, DBT(out->id), DBI(out->fence), DBT(owner),
		    DBI(now + QUEUE_LEASE_MS)));
	if (!changed)
		return ERR_OK; /* another worker has it: the next look finds another job */
	out->fence++;
	out->attempts++;
	mark_served(fair, out->organisation_id);
	*found = 1;
	return ERR_OK;
}

enum err queue_lease(struct db *db, const struct clock *clock, const char *owner,
		     struct queue_fairness *fair, struct arena *mem, struct job *out,
		     _Bool *found, struct error *e)
{
	struct db_rows *rows;
	enum err rc;

	/* an idle worker looks without taking the write lock */
	TRY(db_query(db, SQL_job_due, mem, &rows, e, DBI(clock_now(clock))));
	*found = 0;
	if (!db_count(rows))
		return ERR_OK;
	TRY(db_begin(db, e));
	rc = take(db, clock, owner, fair, mem, out, found, e);
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

enum err queue_extend(struct db *db, const struct clock *clock, const struct job *job,
		      struct error *e)
{
	int64_t changed;

	TRY(db_exec(db, SQL_job_extend, &changed, e, DBT(job->id), DBI(job->fence),
		    DBI(clock_now(clock) + QUEUE_LEASE_MS)));
	return lease_held(changed, job, e);
}
