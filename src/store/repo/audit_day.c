#include "store/repo/audit_day.h"

static const struct repo_column columns[] = {
	REPO_COLUMN(audit_day, day, REPO_TEXT),
	REPO_COLUMN(audit_day, no, REPO_INT),
	REPO_COLUMN(audit_day, chains, REPO_INT),
	REPO_COLUMN(audit_day, text, REPO_TEXT),
	REPO_COLUMN(audit_day, digest, REPO_TEXT),
	REPO_COLUMN(audit_day, root, REPO_BYTES),
	REPO_COLUMN(audit_day, previous_root, REPO_BYTES),
	REPO_COLUMN(audit_day, authority, REPO_TEXT),
	REPO_COLUMN(audit_day, class, REPO_TEXT),
	REPO_COLUMN(audit_day, gen_time, REPO_TIME),
	REPO_COLUMN(audit_day, good_until, REPO_TIME),
	REPO_COLUMN(audit_day, ends, REPO_TEXT),
	REPO_COLUMN(audit_day, policy, REPO_TEXT),
	REPO_COLUMN(audit_day, state, REPO_TEXT),
	REPO_COLUMN(audit_day, next_at, REPO_INT),
	REPO_COLUMN(audit_day, deadline_at, REPO_INT),
	REPO_COLUMN(audit_day, proof_from, REPO_INT),
	REPO_COLUMN(audit_day, attempts, REPO_INT),
	REPO_COLUMN(audit_day, last_error, REPO_TEXT),
	REPO_COLUMN(audit_day, batch, REPO_TEXT),
	REPO_COLUMN(audit_day, created_at, REPO_INT),
	REPO_COLUMN(audit_day, updated_at, REPO_INT),
};
static const struct repo_type type = REPO_TYPE(audit_day, "day of the audit trail", columns);

static const struct repo_column item_columns[] = {
	REPO_COLUMN(audit_day, day, REPO_TEXT),
	REPO_COLUMN(audit_day, no, REPO_INT),
	REPO_COLUMN(audit_day, chains, REPO_INT),
	REPO_COLUMN(audit_day, digest, REPO_TEXT),
	REPO_COLUMN(audit_day, root, REPO_BYTES),
	REPO_COLUMN(audit_day, previous_root, REPO_BYTES),
	REPO_COLUMN(audit_day, authority, REPO_TEXT),
	REPO_COLUMN(audit_day, class, REPO_TEXT),
	REPO_COLUMN(audit_day, gen_time, REPO_TIME),
	REPO_COLUMN(audit_day, good_until, REPO_TIME),
};
static const struct repo_type item_type =
	REPO_TYPE(audit_day, "day of the audit trail", item_columns);

static const struct repo_column stamp_columns[] = {
	REPO_COLUMN(audit_day_stamp, day, REPO_TEXT),
	REPO_COLUMN(audit_day_stamp, no, REPO_INT),
	REPO_COLUMN(audit_day_stamp, kind, REPO_TEXT),
	REPO_COLUMN(audit_day_stamp, digest, REPO_TEXT),
	REPO_COLUMN(audit_day_stamp, leaves, REPO_BYTES),
	REPO_COLUMN(audit_day_stamp, brothers, REPO_BYTES),
	REPO_COLUMN(audit_day_stamp, token, REPO_BYTES),
	REPO_COLUMN(audit_day_stamp, authority, REPO_TEXT),
	REPO_COLUMN(audit_day_stamp, class, REPO_TEXT),
	REPO_COLUMN(audit_day_stamp, gen_time, REPO_TIME),
};
static const struct repo_type stamp_type = REPO_TYPE(audit_day_stamp, "time-stamp", stamp_columns);

enum err audit_day_insert(const struct repo *r, const struct audit_day *v, struct error *e)
{
	return repo_insert(r, SQL_audit_day_insert, &type, v, e);
}

enum err audit_day_get(const struct repo *r, const char *day, struct audit_day *out,
		       struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_audit_day_get, &rows, e, DBT(day)));
	return repo_one(rows, &type, out, e);
}

enum err audit_day_last(const struct repo *r, struct audit_day *out, struct error *e)
{
	struct db_rows *rows;
	struct audit_day v = { 0 };

	TRY(repo_query_args(r, SQL_audit_day_last, NULL, 0, &rows, e));
	if (db_count(rows))
		v = (struct audit_day){ .day = db_str(rows, 0, "day"),
					.no = db_int(rows, 0, "no"),
					.root = db_blob(rows, 0, "root") };
	*out = v;
	return ERR_OK;
}

enum err audit_day_list(const struct repo *r, int64_t below, int64_t limit,
			const struct audit_day **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_audit_day_list, &rows, e, DBI(below), DBI(limit)));
	return repo_all(r, rows, &item_type, out, n, e);
}

enum err audit_day_plan(const struct repo *r, const struct audit_day *v, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_audit_day_plan, &changed, e, DBT(v->day),
		      v->good_until ? DBI(v->good_until) : DBNULL, DBT(v->ends), DBT(v->policy),
		      DBT(v->state), DBI(v->next_at), DBI(v->deadline_at), DBI(v->proof_from),
		      DBI(v->attempts), DBT(v->batch), DBT(v->last_error), DBI(v->updated_at)));
	return changed == 1 ? ERR_OK
			    : error_set(e, ERR_CONFLICT, "the day is in other hands meanwhile");
}

enum err audit_day_stamp_insert(const struct repo *r, const struct audit_day_stamp *v,
				struct error *e)
{
	return repo_insert(r, SQL_audit_day_stamp_insert, &stamp_type, v, e);
}

enum err audit_day_stamp_list(const struct repo *r, const char *day,
			      const struct audit_day_stamp **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_audit_day_stamp_list, &rows, e, DBT(day)));
	return repo_all(r, rows, &stamp_type, out, n, e);
}

enum err audit_day_stamp_complete(const struct repo *r, const char *day, int64_t no,
				  struct bytes token, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_audit_day_stamp_complete, &changed, e, DBT(day), DBI(no), DBB(token)));
	return repo_changed_one(changed, "time-stamp", e);
}

/* the chains -------------------------------------------------------------- */

static const struct repo_column head_columns[] = {
	REPO_COLUMN(audit_head, chain, REPO_TEXT),
	REPO_COLUMN(audit_head, seq, REPO_INT),
	REPO_COLUMN(audit_head, hash, REPO_BYTES),
};
static const struct repo_type head_type = REPO_TYPE(audit_head, "chain", head_columns);

enum err audit_day_heads(const struct repo *r, time_ms before, int64_t limit,
			 const struct audit_head **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_audit_day_heads, &rows, e, DBI(before), DBI(limit)));
	return repo_all(r, rows, &head_type, out, n, e);
}

enum err audit_day_mark(const struct repo *r, const char *day, const char *chain, int64_t seq,
			struct error *e)
{
	return repo_exec(r, SQL_audit_day_mark, NULL, e, DBT(day), DBT(chain), DBI(seq));
}

enum err audit_day_of_chain(const struct repo *r, const char *chain, const char **day_out,
			    struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_audit_day_of_chain, &rows, e, DBT(chain)));
	if (!db_count(rows))
		return error_set(e, ERR_NOT_FOUND, "no day proves this audit trail yet");
	*day_out = db_str(rows, 0, "day");
	return ERR_OK;
}

enum err audit_event_hash(const struct repo *r, const char *chain, int64_t seq, struct bytes *out,
			  struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_audit_event_hash, &rows, e, DBT(chain), DBI(seq)));
	*out = db_count(rows) ? db_blob(rows, 0, "hash") : BYTES(NULL, 0);
	return ERR_OK;
}

enum err audit_day_open_from(const struct repo *r, time_ms from, time_ms *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_audit_day_open_from, &rows, e, DBI(from)));
	*out = db_count(rows) ? db_int(rows, 0, "at") : 0;
	return ERR_OK;
}

/* the planner ------------------------------------------------------------- */

static enum err text_list(const struct repo *r, const struct db_rows *rows, const char *column,
			  const char *const **out, size_t *n, struct error *e)
{
	const char **list = arena_alloc_n(r->mem, db_count(rows) + 1, sizeof(*list));

	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the list exceeds the memory limit");
	for (size_t i = 0; i < db_count(rows); i++)
		list[i] = db_str(rows, i, column);
	*out = list;
	*n = db_count(rows);
	return ERR_OK;
}

enum err audit_day_orgs_open(const struct repo *any, time_ms before, const char *after,
			     int64_t limit, const char *const **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(any->db, SQL_audit_day_orgs_open, any->mem, &rows, e, DBI(before), DBT(after),
		     DBI(limit)));
	return text_list(any, rows, "id", out, n, e);
}

/* What is due first; what another policy planned when nothing is. */
enum err audit_day_orgs_due(const struct repo *any, const struct audit_day_query *q,
			    const char *const **out, size_t *n, struct error *e)
{
	static const enum sql_id outdated[] = { SQL_audit_day_orgs_below,
						SQL_audit_day_orgs_above };
	struct db_rows *rows;

	TRY(db_query(any->db, SQL_audit_day_orgs_due, any->mem, &rows, e, DBI(q->now),
		     DBI(q->night), DBI(q->limit)));
	for (size_t i = 0; i < COUNT_OF(outdated) && !db_count(rows); i++)
		TRY(db_query(any->db, outdated[i], any->mem, &rows, e, DBT(q->policy),
			     DBI(q->before), DBI(q->limit)));
	return text_list(any, rows, "id", out, n, e);
}

enum err audit_day_take(const struct repo *r, const char *batch, const struct audit_day_query *q,
			int64_t *n, struct error *e)
{
	return repo_exec(r, SQL_audit_day_take, n, e, DBT(batch), DBI(q->now), DBI(q->night),
			 DBT(q->policy), DBI(q->before), DBI(q->limit));
}

enum err audit_day_of_batch(const struct repo *r, const char *batch, const char *const **out,
			    size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_audit_day_of_batch, &rows, e, DBT(batch)));
	return text_list(r, rows, "day", out, n, e);
}

enum err audit_day_release(const struct repo *r, const char *batch, const char *why, time_ms again,
			   time_ms now, struct error *e)
{
	return repo_exec(r, SQL_audit_day_release, NULL, e, DBT(batch), DBT(why), DBI(again),
			 DBI(now));
}

enum err audit_day_overdue(const struct repo *any, time_ms now, int64_t *out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(any->db, SQL_audit_day_overdue, any->mem, &rows, e, DBI(now)));
	return repo_count(rows, out, e);
}

static const struct repo_column planner_columns[] = {
	REPO_COLUMN(audit_planner, look_at, REPO_INT),
	REPO_COLUMN(audit_planner, alarm_at, REPO_INT),
	REPO_COLUMN(audit_planner, n_waiting, REPO_INT),
	REPO_COLUMN(audit_planner, waiting_since, REPO_TIME),
};
static const struct repo_type planner_type = REPO_TYPE(audit_planner, "planner", planner_columns);

enum err audit_planner_get(const struct repo *any, struct audit_planner *out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query_args(any->db, SQL_audit_planner_get, NULL, 0, any->mem, &rows, e));
	return repo_one(rows, &planner_type, out, e);
}

enum err audit_planner_set(const struct repo *any, const struct audit_planner *p, struct error *e)
{
	return db_exec(any->db, SQL_audit_planner_set, NULL, e, DBI(p->look_at), DBI(p->alarm_at),
		       DBI(p->n_waiting), p->waiting_since ? DBI(p->waiting_since) : DBNULL);
}
