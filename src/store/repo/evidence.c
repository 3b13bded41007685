#include "store/repo/evidence.h"

/* the register ------------------------------------------------------------ */

static const struct repo_column missing_columns[] = {
	REPO_COLUMN(register_missing, id, REPO_TEXT),
	REPO_COLUMN(register_missing, key_id, REPO_TEXT),
};
static const struct repo_type missing_type = REPO_TYPE(register_missing, "seal", missing_columns);

enum err register_missing_list(const struct repo *r, const char *envelope,
			       const struct register_missing **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_register_missing, &rows, e, DBT(envelope)));
	return repo_all(r, rows, &missing_type, out, n, e);
}

static const struct repo_column line_columns[] = {
	REPO_COLUMN(register_line, seal_id, REPO_TEXT),
	REPO_COLUMN(register_line, envelope_id, REPO_TEXT),
	REPO_COLUMN(register_line, line, REPO_TEXT),
	REPO_COLUMN(register_line, size, REPO_INT),
	REPO_COLUMN(register_line, path, REPO_BYTES),
	REPO_COLUMN(register_line, recorded_at, REPO_TIME),
};
static const struct repo_type line_type =
	REPO_TYPE(register_line, "line of the register", line_columns);

enum err register_line_insert(const struct repo *r, const struct register_line *v, _Bool *added,
			      struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_register_line_insert, &changed, e, DBT(v->seal_id),
		      DBT(v->envelope_id), DBT(v->line), DBI(v->size), DBB(v->path),
		      DBI(v->recorded_at)));
	*added = changed > 0;
	return ERR_OK;
}

enum err register_line_list(const struct repo *r, const char *envelope,
			    const struct register_line **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_register_line_list, &rows, e, DBT(envelope)));
	return repo_all(r, rows, &line_type, out, n, e);
}

/* mails ------------------------------------------------------------------- */

static const struct repo_column copy_columns[] = {
	REPO_COLUMN(mail_copy, mail_id, REPO_TEXT), REPO_COLUMN(mail_copy, envelope_id, REPO_TEXT),
	REPO_COLUMN(mail_copy, sha256, REPO_TEXT),  REPO_COLUMN(mail_copy, content, REPO_BYTES),
	REPO_COLUMN(mail_copy, sent_at, REPO_TIME),
};
static const struct repo_type copy_type = REPO_TYPE(mail_copy, "copy of a mail", copy_columns);

enum err mail_copy_insert(const struct repo *r, const struct mail_copy *v, struct error *e)
{
	return repo_insert(r, SQL_mail_copy_insert, &copy_type, v, e);
}

enum err mail_copy_get(const struct repo *r, const char *mail, struct mail_copy *out,
		       struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_mail_copy_get, &rows, e, DBT(mail)));
	return repo_one(rows, &copy_type, out, e);
}

enum err mail_copy_delete_envelope(const struct repo *r, const char *envelope, struct error *e)
{
	return repo_exec(r, SQL_mail_copy_delete_envelope, NULL, e, DBT(envelope));
}

/* the clock --------------------------------------------------------------- */

static const struct repo_column clock_columns[] = {
	REPO_COLUMN(clock_state, at, REPO_TIME),
	REPO_COLUMN(clock_state, host, REPO_TEXT),
	REPO_COLUMN(clock_state, synchronised, REPO_INT),
	REPO_COLUMN(clock_state, offset_us, REPO_INT),
	REPO_COLUMN(clock_state, error_max_us, REPO_INT),
	REPO_COLUMN(clock_state, error_us, REPO_INT),
};
static const struct repo_type clock_type = REPO_TYPE(clock_state, "clock state", clock_columns);

enum err clock_state_insert(const struct repo *any, const struct clock_state *v, struct error *e)
{
	return db_exec(any->db, SQL_clock_state_insert, NULL, e, DBI(v->at), DBT(v->host),
		       DBI(v->synchronised), DBI(v->offset_us), DBI(v->error_max_us),
		       DBI(v->error_us));
}

enum err clock_state_last(const struct repo *any, const char *host, time_ms *out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(any->db, SQL_clock_state_last, any->mem, &rows, e, DBT(host)));
	*out = db_count(rows) && !db_is_null(rows, 0, "at") ? db_int(rows, 0, "at") : 0;
	return ERR_OK;
}

enum err clock_state_list(const struct repo *any, time_ms from, time_ms to, int64_t limit,
			  const struct clock_state **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(any->db, SQL_clock_state_list, any->mem, &rows, e, DBI(from), DBI(to),
		     DBI(limit)));
	return repo_all(any, rows, &clock_type, out, n, e);
}

/* bundles ----------------------------------------------------------------- */

static const struct repo_column bundle_columns[] = {
	REPO_COLUMN(bundle, envelope_id, REPO_TEXT), REPO_COLUMN(bundle, revision, REPO_INT),
	REPO_COLUMN(bundle, state, REPO_TEXT),	     REPO_COLUMN(bundle, asked_by, REPO_TEXT),
	REPO_COLUMN(bundle, asked_at, REPO_TIME),    REPO_COLUMN(bundle, made_at, REPO_TIME),
	REPO_COLUMN(bundle, blob_id, REPO_TEXT),     REPO_COLUMN(bundle, size, REPO_INT),
	REPO_COLUMN(bundle, sha256, REPO_TEXT),	     REPO_COLUMN(bundle, failure, REPO_TEXT),
};
static const struct repo_type bundle_type = REPO_TYPE(bundle, "bundle", bundle_columns);

enum err bundle_ask(const struct repo *r, const char *envelope, const char *by, time_ms now,
		    _Bool *asked, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_bundle_ask, &changed, e, DBT(envelope), DBT(by), DBI(now)));
	*asked = changed > 0;
	return ERR_OK;
}

enum err bundle_get(const struct repo *r, const char *envelope, struct bundle *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_bundle_get, &rows, e, DBT(envelope)));
	return repo_one(rows, &bundle_type, out, e);
}

enum err bundle_set(const struct repo *r, const struct bundle *v, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_bundle_set, &changed, e, DBT(v->envelope_id), DBT(v->state),
		      v->made_at ? DBI(v->made_at) : DBNULL, DBT(v->blob_id), DBI(v->size),
		      DBT(v->sha256), DBT(v->failure)));
	return repo_changed_one(changed, "bundle", e);
}

/* days of the audit trail ------------------------------------------------- */

enum err audit_days_of_chain(const struct repo *r, const char *chain, const char *const **out,
			     size_t *n, struct error *e)
{
	struct db_rows *rows;
	const char **list;

	TRY(repo_query(r, SQL_audit_days_of_chain, &rows, e, DBT(chain)));
	list = arena_alloc_n(r->mem, db_count(rows) + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the days exceed the memory limit");
	for (size_t i = 0; i < db_count(rows); i++)
		list[i] = db_str(rows, i, "day");
	*out = list;
	*n = db_count(rows);
	return ERR_OK;
}
