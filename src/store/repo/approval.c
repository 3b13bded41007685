#include "store/repo/approval.h"

static const struct repo_column route_columns[] = {
	REPO_COLUMN(approval_route, id, REPO_TEXT),
	REPO_COLUMN(approval_route, name, REPO_TEXT),
	REPO_COLUMN(approval_route, min_amount, REPO_BLANK),
	REPO_COLUMN(approval_route, max_amount, REPO_BLANK),
	REPO_COLUMN(approval_route, is_always, REPO_INT),
	REPO_COLUMN(approval_route, allow_self, REPO_INT),
	REPO_COLUMN(approval_route, steps, REPO_TEXT),
	REPO_COLUMN(approval_route, version, REPO_INT),
	REPO_COLUMN(approval_route, created_at, REPO_TIME),
	REPO_COLUMN(approval_route, updated_at, REPO_TIME),
};
static const struct repo_type route_type =
	REPO_TYPE(approval_route, "approval route", route_columns);

enum err approval_route_insert(const struct repo *r, const struct approval_route *v,
			       struct error *e)
{
	return repo_insert(r, SQL_approval_route_insert, &route_type, v, e);
}

enum err approval_route_update(const struct repo *r, const struct approval_route *v,
			       int64_t version, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_update_at(r, SQL_approval_route_update, &route_type, v, version, &changed, e));
	return changed == 1 ? ERR_OK : error_set(e, ERR_STALE, "the route is not at that version");
}

enum err approval_route_get(const struct repo *r, const char *id, struct approval_route *out,
			    struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_approval_route_get, &rows, e, DBT(id)));
	return repo_one(rows, &route_type, out, e);
}

enum err approval_route_list(const struct repo *r, const struct approval_route **out, size_t *n,
			     struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query_args(r, SQL_approval_route_list, NULL, 0, &rows, e));
	return repo_all(r, rows, &route_type, out, n, e);
}

enum err approval_route_delete(const struct repo *r, const char *id, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_approval_route_delete, &changed, e, DBT(id)));
	return repo_changed_one(changed, "approval route", e);
}

static const struct repo_column approval_columns[] = {
	REPO_COLUMN(approval, id, REPO_TEXT),	      REPO_COLUMN(approval, envelope_id, REPO_TEXT),
	REPO_COLUMN(approval, no, REPO_INT),	      REPO_COLUMN(approval, version, REPO_INT),
	REPO_COLUMN(approval, route_id, REPO_TEXT),   REPO_COLUMN(approval, route_name, REPO_TEXT),
	REPO_COLUMN(approval, state, REPO_TEXT),      REPO_COLUMN(approval, step_no, REPO_INT),
	REPO_COLUMN(approval, asked_by, REPO_TEXT),   REPO_COLUMN(approval, comment, REPO_TEXT),
	REPO_COLUMN(approval, created_at, REPO_TIME), REPO_COLUMN(approval, ended_at, REPO_TIME),
};
static const struct repo_type approval_type = REPO_TYPE(approval, "approval", approval_columns);

enum err approval_insert(const struct repo *r, const struct approval *v, struct error *e)
{
	return repo_insert(r, SQL_approval_insert, &approval_type, v, e);
}

enum err approval_update(const struct repo *r, const struct approval *v, struct error *e)
{
	return repo_update(r, SQL_approval_update, &approval_type, v, e);
}

enum err approval_last(const struct repo *r, const char *envelope, struct approval *out,
		       struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_approval_last, &rows, e, DBT(envelope)));
	return repo_one(rows, &approval_type, out, e);
}

static const struct repo_column person_columns[] = {
	REPO_COLUMN(approval_person, approval_id, REPO_TEXT),
	REPO_COLUMN(approval_person, envelope_id, REPO_TEXT),
	REPO_COLUMN(approval_person, step_no, REPO_INT),
	REPO_COLUMN(approval_person, account_id, REPO_TEXT),
	REPO_COLUMN(approval_person, position, REPO_INT),
	REPO_COLUMN(approval_person, mode, REPO_TEXT),
	REPO_COLUMN(approval_person, state, REPO_TEXT),
	REPO_COLUMN(approval_person, comment, REPO_TEXT),
	REPO_COLUMN(approval_person, acted_at, REPO_TIME),
	REPO_COLUMN(approval_person, name, REPO_TEXT),
	REPO_COLUMN(approval_person, email, REPO_TEXT),
	REPO_COLUMN(approval_person, locale, REPO_TEXT),
};
static const struct repo_type person_type = REPO_TYPE(approval_person, "approver", person_columns);
/* Without the columns of account. */
static const struct repo_type person_row = { "approver", sizeof(struct approval_person),
					     person_columns, COUNT_OF(person_columns) - 3 };

enum err approval_person_insert(const struct repo *r, const struct approval_person *v,
				struct error *e)
{
	return repo_insert(r, SQL_approval_person_insert, &person_row, v, e);
}

enum err approval_person_act(const struct repo *r, const struct approval_person *v, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_approval_person_act, &changed, e, DBT(v->approval_id), DBI(v->step_no),
		      DBT(v->account_id), DBT(v->state), DBT(v->comment),
		      v->acted_at ? DBI(v->acted_at) : DBNULL));
	return repo_changed_one(changed, "approver", e);
}

enum err approval_person_list(const struct repo *r, const char *approval,
			      struct approval_person **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_approval_person_list, &rows, e, DBT(approval)));
	return repo_all(r, rows, &person_type, out, n, e);
}

enum err approval_was_asked(const struct repo *r, const char *envelope, const char *account,
			    _Bool *out, struct error *e)
{
	struct db_rows *rows;
	int64_t n;

	TRY(repo_query(r, SQL_approval_was_asked, &rows, e, DBT(envelope), DBT(account)));
	TRY(repo_count(rows, &n, e));
	*out = n > 0;
	return ERR_OK;
}

static const struct repo_column task_columns[] = {
	REPO_COLUMN(approval_task, id, REPO_TEXT),
	REPO_COLUMN(approval_task, envelope_id, REPO_TEXT),
	REPO_COLUMN(approval_task, route_name, REPO_TEXT),
	REPO_COLUMN(approval_task, step_no, REPO_INT),
	REPO_COLUMN(approval_task, comment, REPO_TEXT),
	REPO_COLUMN(approval_task, created_at, REPO_TIME),
	REPO_COLUMN(approval_task, asked_by, REPO_TEXT),
	REPO_COLUMN(approval_task, title, REPO_TEXT),
	REPO_COLUMN(approval_task, amount, REPO_BLANK),
	REPO_COLUMN(approval_task, currency, REPO_TEXT),
};
static const struct repo_type task_type = REPO_TYPE(approval_task, "approval", task_columns);

enum err approval_asked(const struct repo *r, const char *account, const char *after, int64_t limit,
			const struct approval_task **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_approval_asked, &rows, e, DBT(account), DBT(after), DBI(limit)));
	return repo_all(r, rows, &task_type, out, n, e);
}

enum err approval_delete_all(const struct repo *r, const char *envelope, struct error *e)
{
	TRY(repo_exec(r, SQL_approval_person_delete_all, NULL, e, DBT(envelope)));
	return repo_exec(r, SQL_approval_delete_all, NULL, e, DBT(envelope));
}
