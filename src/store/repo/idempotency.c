#include "store/repo/idempotency.h"

static const struct repo_column columns[] = {
	REPO_COLUMN(idempotency_row, id, REPO_TEXT),
	REPO_COLUMN(idempotency_row, route, REPO_TEXT),
	REPO_COLUMN(idempotency_row, body_hash, REPO_BYTES),
	REPO_COLUMN(idempotency_row, state, REPO_TEXT),
	REPO_COLUMN(idempotency_row, claim, REPO_TEXT),
	REPO_COLUMN(idempotency_row, lease_until, REPO_TIME),
	REPO_COLUMN(idempotency_row, status, REPO_INT),
	REPO_COLUMN(idempotency_row, answer, REPO_BYTES),
	REPO_COLUMN(idempotency_row, created_at, REPO_TIME),
};
static const struct repo_type row_type = REPO_TYPE(idempotency_row, "idempotency key", columns);

static struct db_arg bytes_or_null(struct bytes b)
{
	return b.data ? DBB(b) : DBNULL;
}

enum err idempotency_get(const struct repo *r, struct idempotency_row *inout, struct error *e)
{
	const char *caller = inout->caller;
	struct bytes key = inout->key_hash;
	struct db_rows *rows;

	TRY(repo_query(r, SQL_idempotency_get, &rows, e, DBT(caller), DBB(key)));
	TRY(repo_one(rows, &row_type, inout, e));
	inout->caller = caller;
	inout->key_hash = key;
	return ERR_OK;
}

enum err idempotency_insert(const struct repo *r, const struct idempotency_row *v, struct error *e)
{
	return repo_exec(r, SQL_idempotency_insert, NULL, e, DBT(v->caller), DBB(v->key_hash),
			 DBT(v->id), DBT(v->route), bytes_or_null(v->body_hash), DBT(v->claim),
			 DBI(v->lease_until), DBI(v->created_at));
}

enum err idempotency_finish(const struct repo *r, const struct idempotency_row *v, struct error *e)
{
	int64_t changed;

	TRY(repo_exec(r, SQL_idempotency_finish, &changed, e, DBT(v->caller), DBB(v->key_hash),
		      DBT(v->claim), bytes_or_null(v->body_hash), DBI(v->status),
		      bytes_or_null(v->answer)));
	return changed == 1 ? ERR_OK
			    : error_set(e, ERR_CONFLICT,
					"another run has taken the idempotency key over");
}

enum err idempotency_release(const struct repo *r, const struct idempotency_row *v, struct error *e)
{
	return repo_exec(r, SQL_idempotency_release, NULL, e, DBT(v->caller), DBB(v->key_hash),
			 DBT(v->claim));
}

enum err idempotency_delete(const struct repo *r, const struct idempotency_row *v, struct error *e)
{
	return repo_exec(r, SQL_idempotency_delete, NULL, e, DBT(v->caller), DBB(v->key_hash));
}

enum err idempotency_count(const struct repo *r, const char *caller, int64_t *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_idempotency_count, &rows, e, DBT(caller)));
	return repo_count(rows, out, e);
}

enum err idempotency_purge(struct db *db, time_ms before, struct error *e)
{
	return db_exec(db, SQL_idempotency_purge, NULL, e, DBI(before));
}
