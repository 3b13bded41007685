/* Mails that come back, and where answers go. The rows of the outbox themselves are in seal.c. */
#include "store/repo/work.h"

static const struct repo_column origin_columns[] = {
	REPO_COLUMN(mail_origin, organisation_id, REPO_TEXT),
	REPO_COLUMN(mail_origin, id, REPO_TEXT),
	REPO_COLUMN(mail_origin, envelope_id, REPO_TEXT),
	REPO_COLUMN(mail_origin, recipient_id, REPO_TEXT),
};
static const struct repo_type origin_type = REPO_TYPE(mail_origin, "mail", origin_columns);

static const struct repo_column setting_columns[] = {
	REPO_COLUMN(mail_setting, version, REPO_INT),
	REPO_COLUMN(mail_setting, reply_to, REPO_TEXT),
	REPO_COLUMN(mail_setting, updated_at, REPO_TIME),
};
static const struct repo_type setting_type =
	REPO_TYPE(mail_setting, "mail setting", setting_columns);

enum err mail_by_bounce(struct db *db, struct arena *mem, const char *token,
			struct mail_origin *out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_mail_by_bounce, mem, &rows, e, DBT(token)));
	return repo_one(rows, &origin_type, out, e);
}

enum err mail_set_dsn(const struct repo *r, const char *id, const char *state, const char *code,
		      const char *text, time_ms at, _Bool *news, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_mail_set_dsn, &changed, e, DBT(id), DBT(state), DBT(code), DBT(text),
		      DBI(at)));
	*news = changed == 1;
	return ERR_OK;
}

enum err mail_setting_get(const struct repo *r, struct mail_setting *out, struct error *e)
{
	struct db_rows *rows;

	*out = (struct mail_setting){ 0 };
	TRY(repo_query_args(r, SQL_mail_setting_get, NULL, 0, &rows, e));
	return db_count(rows) ? repo_one(rows, &setting_type, out, e) : ERR_OK;
}

enum err mail_setting_put(const struct repo *r, const struct mail_setting *s, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_mail_setting_put, &changed, e, DBI(s->version), DBT(s->reply_to),
		      DBI(s->updated_at)));
	return changed == 1 ? ERR_OK
			    : error_set(e, ERR_STALE, "the mail settings were changed meanwhile");
}
