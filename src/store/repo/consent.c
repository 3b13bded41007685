/* Terms, statutory consent, and the end of a customer's data. */
#include "store/repo/gate.h"

enum err terms_row(const struct repo *r, const char *email, const char *version, _Bool *accepted,
		   struct error *e)
{
	struct db_rows *rows;
	int64_t n = 0;

	TRY(repo_query(r, SQL_terms_accepted, &rows, e, DBT(email), DBT(version)));
	TRY(repo_count(rows, &n, e));
	*accepted = n > 0;
	return ERR_OK;
}

enum err terms_row_put(const struct repo *r, const char *email, const char *version,
		       const char *recipient, time_ms now, struct error *e)
{
	return repo_exec(r, SQL_terms_accept, NULL, e, DBT(email), DBT(version), DBT(recipient),
			 DBI(now));
}

static const struct repo_column law_columns[] = { REPO_COLUMN(law_row, law, REPO_TEXT) };
static const struct repo_type law_type = REPO_TYPE(law_row, "law", law_columns);

enum err recipient_law_list(const struct repo *r, const char *recipient, const struct law_row **out,
			    size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_recipient_law_list, &rows, e, DBT(recipient)));
	return repo_all(r, rows, &law_type, out, n, e);
}

enum err recipient_law_put(const struct repo *r, const char *recipient, const char *law,
			   const char *envelope, int64_t position, struct error *e)
{
	return repo_exec(r, SQL_recipient_law_put, NULL, e, DBT(recipient), DBT(law), DBT(envelope),
			 DBI(position));
}

enum err recipient_law_delete(const struct repo *r, const char *recipient, struct error *e)
{
	return repo_exec(r, SQL_recipient_law_delete, NULL, e, DBT(recipient));
}

static const struct repo_column consent_columns[] = {
	REPO_COLUMN(consent_row, id, REPO_TEXT),
	REPO_COLUMN(consent_row, envelope_id, REPO_TEXT),
	REPO_COLUMN(consent_row, recipient_id, REPO_TEXT),
	REPO_COLUMN(consent_row, law, REPO_TEXT),
	REPO_COLUMN(consent_row, version, REPO_TEXT),
	REPO_COLUMN(consent_row, step, REPO_TEXT),
	REPO_COLUMN(consent_row, answer, REPO_TEXT),
	REPO_COLUMN(consent_row, at, REPO_TIME),
	REPO_COLUMN(consent_row, withdrawn_at, REPO_TIME),
};
static const struct repo_type consent_type = REPO_TYPE(consent_row, "consent", consent_columns);

enum err consent_row_insert(const struct repo *r, const struct consent_row *c, struct error *e)
{
	return repo_insert(r, SQL_consent_step_insert, &consent_type, c, e);
}

enum err consent_row_list(const struct repo *r, const char *recipient,
			  const struct consent_row **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_consent_step_list, &rows, e, DBT(recipient)));
	return repo_all(r, rows, &consent_type, out, n, e);
}

enum err consent_row_withdraw(const struct repo *r, const char *recipient, const char *law,
			      time_ms now, int64_t *changed, struct error *e)
{
	return repo_exec(r, SQL_consent_withdraw, changed, e, DBT(recipient), DBT(law), DBI(now));
}

enum err data_end_get(const struct repo *r, time_ms *ends_at, time_ms *noticed_at, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query_args(r, SQL_organisation_data_end_get, NULL, 0, &rows, e));
	if (!db_count(rows))
		return error_set(e, ERR_NOT_FOUND, "no such organisation");
	*ends_at = db_int(rows, 0, "data_ends_at");
	*noticed_at = db_int(rows, 0, "data_notice_at");
	return ERR_OK;
}

enum err data_end_set(const struct repo *r, const char *state, time_ms ends_at, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_organisation_data_end_set, &changed, e, DBT(state),
		      ends_at ? DBI(ends_at) : DBNULL));
	return repo_changed_one(changed, "organisation", e);
}

static const struct repo_column org_columns[] = { REPO_COLUMN(org_id, id, REPO_TEXT) };
static const struct repo_type org_type = REPO_TYPE(org_id, "organisation", org_columns);

enum err data_end_due(struct db *db, struct arena *mem, time_ms until, const struct org_id **out,
		      size_t *n, struct error *e)
{
	const struct repo any = { db, mem, NULL };
	struct db_rows *rows;

	TRY(db_query(db, SQL_organisation_data_ending, mem, &rows, e, DBI(until)));
	return repo_all(&any, rows, &org_type, out, n, e);
}

enum err data_end_noticed(const struct repo *r, time_ms now, _Bool *first, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_organisation_data_noticed, &changed, e, DBI(now)));
	*first = changed == 1;
	return ERR_OK;
}

static const struct repo_column share_columns[] = {
	REPO_COLUMN(counterparty_share, recipient_id, REPO_TEXT),
	REPO_COLUMN(counterparty_share, envelope_id, REPO_TEXT),
};
static const struct repo_type share_type = REPO_TYPE(counterparty_share, "share", share_columns);

enum err counterparty_shares(const struct repo *r, time_ms since, int64_t limit,
			     const struct counterparty_share **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_counterparty_shares, &rows, e, DBI(since), DBI(limit)));
	return repo_all(r, rows, &share_type, out, n, e);
}
