#include "jobs/sweep.h"
#include "store/repo/document.h"
#include "store/repo/work.h"

enum {
	SWEEP_MEMORY = 16 * 1024 * 1024,
	WRITING_MAX_MS = 60 * 60 * 1000,     /* no upload takes longer */
	DONE_JOBS_MS = 7 * 24 * 3600 * 1000, /* kept to be looked at */
};

static enum err sweep_blob(const struct jobs_env *env, struct repo *r, const char *id,
			   struct error *e)
{
	AUTO(tx) struct tx tx = { r->db };

	/* the file first: a row without a file is swept again, a file without a row never */
	TRY(blob_remove(env->blobs, id, e));
	TRY(db_begin(tx.db, e));
	TRY(blob_row_delete(r, id, e));
	return db_commit(tx.db, e);
}

static enum err sweep_blobs(const struct jobs_env *env, struct db *db, struct arena *mem,
			    time_ms now, struct error *e)
{
	struct repo any = { db, mem, NULL };
	const struct blob_orphan *orphans;
	size_t n;

	TRY(blob_orphans(&any, now - WRITING_MAX_MS, &orphans, &n, e));
	for (size_t i = 0; i < n; i++) {
		struct repo r = { db, mem, orphans[i].organisation_id };

		TRY(sweep_blob(env, &r, orphans[i].id, e));
	}
	return ERR_OK;
}

static enum err sweep_rows(struct db *db, time_ms now, struct error *e)
{
	AUTO(tx) struct tx tx = { db };

	TRY(db_begin(tx.db, e));
	TRY(db_exec(db, SQL_job_purge_done, NULL, e, DBI(now - DONE_JOBS_MS)));
	TRY(rate_purge(db, now - DONE_JOBS_MS, e));
	return db_commit(tx.db, e);
}

enum err sweep_run(const struct jobs_env *env, struct jobs_thread *t, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(SWEEP_MEMORY);
	time_ms now = clock_now(env->clock);

	TRY(sweep_blobs(env, t->db, mem, now, e));
	return sweep_rows(t->db, now, e);
}
