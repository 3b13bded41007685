/* Jobs, signing keys and rates of work.h: rows that belong to the service itself. */
#include "store/repo/work.h"

enum err job_insert(struct db *db, const struct job *j, struct error *e)
{
	return db_exec(db, SQL_job_insert, NULL, e, DBT(j->id), DBI(j->lane), DBT(j->kind),
		       DBT(j->organisation_id), DBT(j->envelope_id), DBT(j->payload), DBT(j->dedup),
		       DBI(j->run_at), DBI(j->created_at));
}

static const struct repo_column job_columns[] = {
	REPO_COLUMN(job, id, REPO_TEXT),
	REPO_COLUMN(job, lane, REPO_INT),
	REPO_COLUMN(job, kind, REPO_TEXT),
	REPO_COLUMN(job, organisation_id, REPO_TEXT),
	REPO_COLUMN(job, envelope_id, REPO_TEXT),
	REPO_COLUMN(job, payload, REPO_TEXT),
	REPO_COLUMN(job, dedup, REPO_TEXT),
	REPO_COLUMN(job, state, REPO_TEXT),
	REPO_COLUMN(job, run_at, REPO_TIME),
	REPO_COLUMN(job, attempts, REPO_INT),
	REPO_COLUMN(job, lease_owner, REPO_TEXT),
	REPO_COLUMN(job, lease_until, REPO_TIME),
	REPO_COLUMN(job, fence, REPO_INT),
	REPO_COLUMN(job, last_error, REPO_TEXT),
	REPO_COLUMN(job, created_at, REPO_TIME),
	REPO_COLUMN(job, done_at, REPO_TIME),
};
static const struct repo_type job_type = REPO_TYPE(job, "job", job_columns);

enum err job_get(struct db *db, struct arena *mem, const char *id, struct job *out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_job_get, mem, &rows, e, DBT(id)));
	return repo_one(rows, &job_type, out, e);
}

enum err job_list_envelope(struct repo *r, const char *envelope, const struct job **out, size_t *n,
			   struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(r->db, SQL_job_list_envelope, r->mem, &rows, e, DBT(envelope)));
	return repo_all(r, rows, &job_type, out, n, e);
}

enum err job_stopped(struct repo *r, const char *envelope, int64_t *n_out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(r->db, SQL_job_stopped, r->mem, &rows, e, DBT(envelope)));
	*n_out = db_int(rows, 0, "n");
	return ERR_OK;
}

static const struct repo_column key_columns[] = {
	REPO_COLUMN(signing_key, id, REPO_TEXT),
	REPO_COLUMN(signing_key, kind, REPO_TEXT),
	REPO_COLUMN(signing_key, chain, REPO_BYTES),
	REPO_COLUMN(signing_key, valid_from, REPO_TIME),
	REPO_COLUMN(signing_key, valid_to, REPO_TIME),
	REPO_COLUMN(signing_key, created_at, REPO_TIME),
};
static const struct repo_type key_type = REPO_TYPE(signing_key, "signing key", key_columns);

enum err signing_key_insert(struct db *db, const struct signing_key *k, struct error *e)
{
	return db_exec(db, SQL_signing_key_insert, NULL, e, DBT(k->id), DBT(k->kind), DBB(k->chain),
		       DBI(k->valid_from), DBI(k->valid_to), DBI(k->created_at));
}

enum err signing_key_current(struct db *db, struct arena *mem, const char *kind, time_ms at,
			     struct signing_key *out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_signing_key_current, mem, &rows, e, DBT(kind), DBI(at)));
	return repo_one(rows, &key_type, out, e);
}

enum err signing_key_get(struct db *db, struct arena *mem, const char *id, struct signing_key *out,
			 struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_signing_key_get, mem, &rows, e, DBT(id)));
	return repo_one(rows, &key_type, out, e);
}

enum err rate_hit(struct db *db, struct arena *mem, struct bytes bucket, time_ms window_start,
		  int64_t *hits_out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_exec(db, SQL_rate_hit, NULL, e, DBB(bucket), DBI(window_start)));
	TRY(db_query(db, SQL_rate_get, mem, &rows, e, DBB(bucket), DBI(window_start)));
	*hits_out = db_count(rows) ? db_int(rows, 0, "hits") : 0;
	return ERR_OK;
}

enum err rate_clear(struct db *db, struct bytes bucket, struct error *e)
{
	return db_exec(db, SQL_rate_clear, NULL, e, DBB(bucket));
}

enum err rate_purge(struct db *db, time_ms before, struct error *e)
{
	return db_exec(db, SQL_rate_purge, NULL, e, DBI(before));
}
