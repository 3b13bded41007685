#include "store/repo/flow.h"

static const struct repo_column question_columns[] = {
	REPO_COLUMN(question, id, REPO_TEXT),
	REPO_COLUMN(question, envelope_id, REPO_TEXT),
	REPO_COLUMN(question, recipient_id, REPO_TEXT),
	REPO_COLUMN(question, recipient_name, REPO_TEXT),
	REPO_COLUMN(question, kind, REPO_TEXT),
	REPO_COLUMN(question, text, REPO_TEXT),
	REPO_COLUMN(question, until_at, REPO_TIME),
	REPO_COLUMN(question, asked_at, REPO_TIME),
	REPO_COLUMN(question, answer, REPO_TEXT),
	REPO_COLUMN(question, answered_at, REPO_TIME),
	REPO_COLUMN(question, answered_by, REPO_TEXT),
};
static const struct repo_type question_type = REPO_TYPE(question, "question", question_columns);

enum err question_insert(const struct repo *r, const struct question *q, struct error *e)
{
	return repo_insert(r, SQL_question_insert, &question_type, q, e);
}

enum err question_list(const struct repo *r, const char *envelope, const char *recipient,
		       const struct question **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_question_list, &rows, e, DBT(envelope), DBT(recipient)));
	return repo_all(r, rows, &question_type, out, n, e);
}

enum err question_set_answer(const struct repo *r, const struct question *q, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_question_answer, &changed, e, DBT(q->id), DBT(q->answer), DBI(q->answered_at),
		      DBT(q->answered_by)));
	return repo_changed_one(changed, "open question", e);
}

enum err question_open_count(const struct repo *r, const char *envelope, int64_t *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_question_open_count, &rows, e, DBT(envelope)));
	return repo_count(rows, out, e);
}

enum err question_delete_envelope(const struct repo *r, const char *envelope, struct error *e)
{
	return repo_exec(r, SQL_question_delete_envelope, NULL, e, DBT(envelope));
}

static const struct repo_column abuse_columns[] = {
	REPO_COLUMN(abuse_report, id, REPO_TEXT),
	REPO_COLUMN(abuse_report, envelope_id, REPO_TEXT),
	REPO_COLUMN(abuse_report, recipient_id, REPO_TEXT),
	REPO_COLUMN(abuse_report, category, REPO_TEXT),
	REPO_COLUMN(abuse_report, text, REPO_TEXT),
	REPO_COLUMN(abuse_report, reporter_name, REPO_TEXT),
	REPO_COLUMN(abuse_report, reporter_email, REPO_TEXT),
	REPO_COLUMN(abuse_report, reported_at, REPO_TIME),
	/* of the list only */
	REPO_COLUMN(abuse_report, organisation_id, REPO_TEXT),
	REPO_COLUMN(abuse_report, organisation_name, REPO_TEXT),
};
enum { ABUSE_STORED = COUNT_OF(abuse_columns) - 2 };

enum err abuse_insert(const struct repo *r, const struct abuse_report *a, struct error *e)
{
	const struct repo_type stored = { "report", sizeof(*a), abuse_columns, ABUSE_STORED };

	return repo_insert(r, SQL_abuse_insert, &stored, a, e);
}

enum err abuse_list(struct db *db, struct arena *mem, const char *below, int64_t limit,
		    const struct abuse_report **out, size_t *n, struct error *e)
{
	static const struct repo_type listed = REPO_TYPE(abuse_report, "report", abuse_columns);
	const struct repo r = { db, mem, NULL };
	struct db_rows *rows;

	TRY(db_query(db, SQL_abuse_list, mem, &rows, e, DBT(below), DBI(limit)));
	return repo_all(&r, rows, &listed, out, n, e);
}
