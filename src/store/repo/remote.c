#include "store/repo/remote.h"

static const struct repo_column columns[] = {
	REPO_COLUMN(remote_signing, id, REPO_TEXT),
	REPO_COLUMN(remote_signing, remote_service, REPO_TEXT),
	REPO_COLUMN(remote_signing, remote_state_ends_at, REPO_TIME),
	REPO_COLUMN(remote_signing, remote_secrets, REPO_BYTES),
};
static const struct repo_type type = REPO_TYPE(remote_signing, "remote signing", columns);

enum err remote_signing_get(const struct repo *r, const char *ticket, struct remote_signing *out,
			    struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_remote_signing_get, &rows, e, DBT(ticket)));
	return repo_one(rows, &type, out, e);
}

static struct db_arg blob_or_null(struct bytes b)
{
	return b.data ? DBB(b) : DBNULL;
}

enum err remote_signing_put(const struct repo *r, const struct remote_signing *s, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_remote_signing_put, &changed, e, DBT(s->id), DBT(s->remote_service),
		      blob_or_null(s->remote_state),
		      s->remote_state_ends_at ? DBI(s->remote_state_ends_at) : DBNULL,
		      blob_or_null(s->remote_secrets)));
	return repo_changed_one(changed, "remote signing", e);
}

enum err remote_signing_find(const struct repo *r, struct bytes state, const char *recipient,
			     struct bytes browser, const char **ticket, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_remote_signing_find, &rows, e, DBB(state), DBT(recipient),
		       DBB(browser)));
	if (!db_count(rows))
		return error_set(e, ERR_NOT_FOUND, "no such remote signing");
	*ticket = db_str(rows, 0, "id");
	return ERR_OK;
}

enum err remote_signing_take(const struct repo *r, const char *ticket, struct bytes state,
			     time_ms now, _Bool *done, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_remote_signing_take, &changed, e, DBT(ticket), DBB(state), DBI(now)));
	*done = changed == 1;
	return ERR_OK;
}

enum err remote_signing_erase(const struct repo *r, const char *ticket, struct error *e)
{
	return repo_exec(r, SQL_remote_signing_erase, NULL, e, DBT(ticket));
}

enum err remote_signing_forget(struct db *db, time_ms now, struct error *e)
{
	return db_exec(db, SQL_remote_signing_forget, NULL, e, DBI(now));
}
