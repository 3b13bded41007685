#include "store/repo/timestamp.h"

static const struct repo_column policy_columns[] = {
	REPO_COLUMN(timestamp_policy, version, REPO_INT),
	REPO_COLUMN(timestamp_policy, renewal_method, REPO_TEXT),
	REPO_COLUMN(timestamp_policy, updated_at, REPO_TIME),
};
static const struct repo_type policy_type = REPO_TYPE(timestamp_policy, "policy", policy_columns);

enum err timestamp_policy_get(const struct repo *r, struct timestamp_policy *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query_args(r, SQL_timestamp_policy_get, NULL, 0, &rows, e));
	return repo_one(rows, &policy_type, out, e);
}

enum err timestamp_policy_put(const struct repo *r, const struct timestamp_policy *p,
			      struct error *e)
{
	enum err rc;

	if (p->version == 1)
		return repo_insert(r, SQL_timestamp_policy_insert, &policy_type, p, e);
	rc = repo_update(r, SQL_timestamp_policy_update, &policy_type, p, e);
	return rc == ERR_NOT_FOUND ? error_set(e, ERR_CONFLICT, "the policy was changed meanwhile")
				   : rc;
}

static const struct repo_column rule_columns[] = {
	REPO_COLUMN(timestamp_rule, purpose, REPO_TEXT),
	REPO_COLUMN(timestamp_rule, class, REPO_TEXT),
	REPO_COLUMN(timestamp_rule, authority, REPO_TEXT),
	REPO_COLUMN(timestamp_rule, fallback, REPO_INT),
};
static const struct repo_type rule_type = REPO_TYPE(timestamp_rule, "rule", rule_columns);

enum err timestamp_rule_list(const struct repo *r, const struct timestamp_rule **out, size_t *n,
			     struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query_args(r, SQL_timestamp_rule_list, NULL, 0, &rows, e));
	return repo_all(r, rows, &rule_type, out, n, e);
}

enum err timestamp_rule_put(const struct repo *r, const struct timestamp_rule *rule,
			    struct error *e)
{
	return repo_insert(r, SQL_timestamp_rule_put, &rule_type, rule, e);
}

static const struct repo_column use_columns[] = {
	REPO_COLUMN(timestamp_use, id, REPO_TEXT),
	REPO_COLUMN(timestamp_use, envelope_id, REPO_TEXT),
	REPO_COLUMN(timestamp_use, document_id, REPO_TEXT),
	REPO_COLUMN(timestamp_use, subject, REPO_TEXT),
	REPO_COLUMN(timestamp_use, purpose, REPO_TEXT),
	REPO_COLUMN(timestamp_use, authority, REPO_TEXT),
	REPO_COLUMN(timestamp_use, class, REPO_TEXT),
	REPO_COLUMN(timestamp_use, state, REPO_TEXT),
	REPO_COLUMN(timestamp_use, refusals, REPO_INT),
	REPO_COLUMN(timestamp_use, losses, REPO_INT),
	REPO_COLUMN(timestamp_use, gen_time, REPO_TIME),
	REPO_COLUMN(timestamp_use, serial, REPO_TEXT),
	REPO_COLUMN(timestamp_use, asked_at, REPO_TIME),
	REPO_COLUMN(timestamp_use, settled_at, REPO_TIME),
};
static const struct repo_type use_type = REPO_TYPE(timestamp_use, "time-stamp", use_columns);

enum err timestamp_use_insert(const struct repo *r, const struct timestamp_use *u, struct error *e)
{
	return repo_insert(r, SQL_timestamp_use_insert, &use_type, u, e);
}

enum err timestamp_use_open(const struct repo *r, const char *subject,
			    const struct timestamp_use **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_timestamp_use_open, &rows, e, DBT(subject)));
	return repo_all(r, rows, &use_type, out, n, e);
}

static const struct repo_column on_columns[] = {
	REPO_COLUMN(timestamp_on, purpose, REPO_TEXT),
	REPO_COLUMN(timestamp_on, authority, REPO_TEXT),
	REPO_COLUMN(timestamp_on, class, REPO_TEXT),
	REPO_COLUMN(timestamp_on, gen_time, REPO_TIME),
	REPO_COLUMN(timestamp_on, serial, REPO_TEXT),
	REPO_COLUMN(timestamp_on, subject, REPO_TEXT),
	REPO_COLUMN(timestamp_on, recipient_id, REPO_TEXT),
};
static const struct repo_type on_type = REPO_TYPE(timestamp_on, "time-stamp", on_columns);

enum err timestamp_use_list(const struct repo *r, const char *document,
			    const struct timestamp_on **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_timestamp_use_list, &rows, e, DBT(document)));
	return repo_all(r, rows, &on_type, out, n, e);
}

enum err timestamp_use_ask_again(const struct repo *r, const char *id, time_ms now, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_timestamp_use_ask_again, &changed, e, DBT(id), DBI(now)));
	return repo_changed_one(changed, use_type.name, e);
}

enum err timestamp_use_refused(const struct repo *r, const char *id, time_ms now, struct error *e)
{
	return repo_exec(r, SQL_timestamp_use_refused, NULL, e, DBT(id), DBI(now));
}

enum err timestamp_use_lost(const struct repo *r, const char *id, time_ms now, struct error *e)
{
	return repo_exec(r, SQL_timestamp_use_lost, NULL, e, DBT(id), DBI(now));
}

enum err timestamp_use_got(const struct repo *r, const struct timestamp_use *u, time_ms now,
			   struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_timestamp_use_got, &changed, e, DBT(u->id), DBI(u->gen_time),
		      DBT(u->serial), DBI(now)));
	return repo_changed_one(changed, use_type.name, e);
}

enum err timestamp_use_forget(struct db *db, time_ms before, time_ms now, struct error *e)
{
	return db_exec(db, SQL_timestamp_use_forget, NULL, e, DBI(before), DBI(now));
}

/* the totals lack the last two */
static const struct repo_column count_columns[] = {
	REPO_COLUMN(timestamp_count, authority, REPO_TEXT),
	REPO_COLUMN(timestamp_count, got, REPO_INT),
	REPO_COLUMN(timestamp_count, lost, REPO_INT),
	REPO_COLUMN(timestamp_count, refused, REPO_INT),
	REPO_COLUMN(timestamp_count, purpose, REPO_TEXT),
	REPO_COLUMN(timestamp_count, class, REPO_TEXT),
};
static const struct repo_type count_type = REPO_TYPE(timestamp_count, "count", count_columns);
static const struct repo_type total_type = { "count", sizeof(struct timestamp_count), count_columns,
					     COUNT_OF(count_columns) - 2 };

enum err timestamp_use_counts(const struct repo *r, time_ms from, time_ms to,
			      const struct timestamp_count **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_timestamp_use_counts, &rows, e, DBI(from), DBI(to)));
	return repo_all(r, rows, &count_type, out, n, e);
}

enum err timestamp_use_totals(struct db *db, struct arena *mem, time_ms from,
			      const struct timestamp_count **out, size_t *n, struct error *e)
{
	const struct repo any = { db, mem, NULL };
	struct db_rows *rows;

	TRY(db_query(db, SQL_timestamp_use_totals, mem, &rows, e, DBI(from)));
	return repo_all(&any, rows, &total_type, out, n, e);
}
