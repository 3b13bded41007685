#include "store/repo/preservation.h"

enum { BATCH_PAUSE_MS = 60 * 60 * 1000 };

static const struct repo_column columns[] = {
	REPO_COLUMN(preservation, document_id, REPO_TEXT),
	REPO_COLUMN(preservation, envelope_id, REPO_TEXT),
	REPO_COLUMN(preservation, level_requested, REPO_TEXT),
	REPO_COLUMN(preservation, level_reached, REPO_TEXT),
	REPO_COLUMN(preservation, method, REPO_TEXT),
	REPO_COLUMN(preservation, state, REPO_TEXT),
	REPO_COLUMN(preservation, proof_ends_at, REPO_TIME),
	REPO_COLUMN(preservation, proof_ends_why, REPO_TEXT),
	REPO_COLUMN(preservation, policy, REPO_TEXT),
	REPO_COLUMN(preservation, next_action, REPO_TEXT),
	REPO_COLUMN(preservation, next_at, REPO_INT),
	REPO_COLUMN(preservation, deadline_at, REPO_INT),
	REPO_COLUMN(preservation, urgent, REPO_INT),
	REPO_COLUMN(preservation, hand, REPO_INT),
	REPO_COLUMN(preservation, turn, REPO_INT),
	REPO_COLUMN(preservation, attempts, REPO_INT),
	REPO_COLUMN(preservation, last_error, REPO_TEXT),
	REPO_COLUMN(preservation, since, REPO_INT),
	REPO_COLUMN(preservation, proof_from, REPO_INT),
	REPO_COLUMN(preservation, renewed_at, REPO_TIME),
	REPO_COLUMN(preservation, created_at, REPO_INT),
	REPO_COLUMN(preservation, updated_at, REPO_INT),
};
static const struct repo_type type = REPO_TYPE(preservation, "kept document", columns);

enum err preservation_insert(const struct repo *r, const struct preservation *p, struct error *e)
{
	return repo_insert(r, SQL_preservation_insert, &type, p, e);
}

enum err preservation_update(const struct repo *r, const struct preservation *p, struct error *e)
{
	return repo_update(r, SQL_preservation_update, &type, p, e);
}

enum err preservation_get(const struct repo *r, const char *document, struct preservation *out,
			  struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_preservation_get, &rows, e, DBT(document)));
	return repo_one(rows, &type, out, e);
}

enum err preservation_of_envelope(const struct repo *r, const char *envelope,
				  const struct preservation **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_preservation_of_envelope, &rows, e, DBT(envelope)));
	return repo_all(r, rows, &type, out, n, e);
}

enum err preservation_list(const struct repo *r, const struct preservation_filter *f,
			   const struct preservation **out, size_t *n, struct error *e)
{
	const char *after = f->after_document ? f->after_document : "";
	struct db_rows *rows;

	if (f->state)
		TRY(repo_query(r, SQL_preservation_list_state, &rows, e, DBI(f->after_deadline),
			       DBT(after), DBT(f->account), DBI(f->limit), DBT(f->state)));
	else
		TRY(repo_query(r, SQL_preservation_list, &rows, e, DBI(f->after_deadline),
			       DBT(after), DBT(f->account), DBI(f->limit)));
	return repo_all(r, rows, &type, out, n, e);
}

static const struct repo_column count_columns[] = {
	REPO_COLUMN(preservation_count, state, REPO_TEXT),
	REPO_COLUMN(preservation_count, n, REPO_INT),
};
static const struct repo_type count_type = REPO_TYPE(preservation_count, "count", count_columns);

enum err preservation_counts(const struct repo *r, const char *account,
			     const struct preservation_count **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_preservation_counts, &rows, e, DBT(account)));
	return repo_all(r, rows, &count_type, out, n, e);
}

enum err preservation_renewed_since(const struct repo *r, time_ms since, const char *account,
				    int64_t *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_preservation_renewed_since, &rows, e, DBI(since), DBT(account)));
	return repo_count(rows, out, e);
}

static const struct repo_column record_columns[] = {
	REPO_COLUMN(evidence_record, document_id, REPO_TEXT),
	REPO_COLUMN(evidence_record, revision_no, REPO_INT),
	REPO_COLUMN(evidence_record, record, REPO_BYTES),
	REPO_COLUMN(evidence_record, authority, REPO_TEXT),
	REPO_COLUMN(evidence_record, gen_time, REPO_INT),
	REPO_COLUMN(evidence_record, good_until, REPO_INT),
	REPO_COLUMN(evidence_record, renewals, REPO_INT),
	REPO_COLUMN(evidence_record, made_at, REPO_INT),
};
static const struct repo_type record_type =
	REPO_TYPE(evidence_record, "evidence record", record_columns);

enum err evidence_record_put(const struct repo *r, const struct evidence_record *v, struct error *e)
{
	return repo_insert(r, SQL_evidence_record_put, &record_type, v, e);
}

enum err evidence_record_newest(const struct repo *r, const char *document,
				struct evidence_record *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_evidence_record_newest, &rows, e, DBT(document)));
	return repo_one(rows, &record_type, out, e);
}

enum err evidence_record_count(const struct repo *r, const char *document, int64_t *out,
			       struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_evidence_record_count, &rows, e, DBT(document)));
	return repo_count(rows, out, e);
}

/* the planner ----------------------------------------------------------- */

enum err preservation_mark_due(struct db *db, time_ms now, int64_t limit, int64_t *n,
			       struct error *e)
{
	return db_exec(db, SQL_preservation_mark_due, n, e, DBI(now), DBI(limit));
}

enum err preservation_mark_overdue(struct db *db, const char *state, time_ms now, int64_t limit,
				   int64_t *n, struct error *e)
{
	return db_exec(db, SQL_preservation_mark_overdue, n, e, DBI(now), DBI(limit), DBT(state));
}

static int64_t urgency(const struct preservation_query *q)
{
	return (q->urgent ? KEEP_ANY_HOUR : 0) | (q->shared ? KEEP_SHARED : 0);
}

static enum err id_list(const struct repo *any, const struct db_rows *rows, const char *const **out,
			size_t *n, struct error *e)
{
	const char **ids = arena_alloc_n(any->mem, db_count(rows) + 1, sizeof(*ids));

	if (!ids)
		return error_set(e, ERR_TOO_LARGE, "the organisations exceed the memory limit");
	for (size_t i = 0; i < db_count(rows); i++)
		ids[i] = db_str(rows, i, "id");
	*out = ids;
	*n = db_count(rows);
	return ERR_OK;
}

enum err preservation_orgs_due(const struct repo *any, const struct preservation_query *q,
			       const char *after, const char *const **out, size_t *n,
			       struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(any->db, SQL_preservation_orgs_due, any->mem, &rows, e, DBI(urgency(q)),
		     DBI(q->now), DBT(after), DBI(q->limit)));
	return id_list(any, rows, out, n, e);
}

enum err preservation_due(const struct repo *r, const struct preservation_query *q,
			  const struct preservation **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_preservation_due, &rows, e, DBI(urgency(q)), DBI(q->now),
		       DBI(q->limit)));
	return repo_all(r, rows, &type, out, n, e);
}

static const struct repo_column ref_columns[] = {
	REPO_COLUMN(preservation_ref, organisation_id, REPO_TEXT),
	REPO_COLUMN(preservation_ref, document_id, REPO_TEXT),
	REPO_COLUMN(preservation_ref, envelope_id, REPO_TEXT),
	REPO_COLUMN(preservation_ref, turn, REPO_INT),
};
static const struct repo_type ref_type = REPO_TYPE(preservation_ref, "kept document", ref_columns);

enum err preservation_outdated(const struct repo *any, const char *policy, time_ms before,
			       int64_t limit, const struct preservation_ref **out, size_t *n,
			       struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(any->db, SQL_preservation_outdated_below, any->mem, &rows, e, DBT(policy),
		     DBI(limit), DBI(before)));
	if (!db_count(rows))
		TRY(db_query(any->db, SQL_preservation_outdated_above, any->mem, &rows, e,
			     DBT(policy), DBI(limit), DBI(before)));
	return repo_all(any, rows, &ref_type, out, n, e);
}

enum err preservation_take(const struct repo *r, const char *document, int64_t turn,
			   struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_preservation_take, &changed, e, DBT(document), DBI(turn)));
	return changed == 1 ? ERR_OK
			    : error_set(e, ERR_CONFLICT, "the document is in hand already");
}

enum err preservation_take_batch(const struct repo *r, const char *batch,
				 const struct preservation_query *q, int64_t *n, struct error *e)
{
	return repo_exec(r, SQL_preservation_take_batch, n, e, DBT(batch), DBI(urgency(q)),
			 DBI(q->now), DBI(q->limit));
}

enum err preservation_of_batch(const struct repo *r, const char *batch, const char *after,
			       int64_t limit, const struct preservation **out, size_t *n,
			       struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_preservation_of_batch, &rows, e, DBT(batch), DBT(after), DBI(limit)));
	return repo_all(r, rows, &type, out, n, e);
}

enum err preservation_release_batch(const struct repo *r, const char *batch, struct error *e)
{
	return repo_exec(r, SQL_preservation_release_batch, NULL, e, DBT(batch));
}

enum err preservation_fail_batch(const struct repo *r, const char *batch, const char *why,
				 time_ms now, struct error *e)
{
	return repo_exec(r, SQL_preservation_fail_batch, NULL, e, DBT(batch), DBT(why),
			 DBI(now + BATCH_PAUSE_MS), DBI(now));
}

enum err preservation_use_records(const struct repo *r, time_ms now, int64_t limit, struct error *e)
{
	return repo_exec(r, SQL_preservation_use_records, NULL, e, DBI(now), DBI(limit));
}

enum err preservation_in_hand(struct db *db, struct arena *mem, int64_t limit, int64_t *out,
			      struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_preservation_in_hand, mem, &rows, e, DBI(limit)));
	return repo_count(rows, out, e);
}

static const struct repo_column orphan_columns[] = {
	REPO_COLUMN(preservation_orphan, organisation_id, REPO_TEXT),
	REPO_COLUMN(preservation_orphan, document_id, REPO_TEXT),
	REPO_COLUMN(preservation_orphan, envelope_id, REPO_TEXT),
	REPO_COLUMN(preservation_orphan, level_requested, REPO_TEXT),
	REPO_COLUMN(preservation_orphan, level_reached, REPO_TEXT),
	REPO_COLUMN(preservation_orphan, adopt, REPO_INT),
};
static const struct repo_type orphan_type =
	REPO_TYPE(preservation_orphan, "document", orphan_columns);

enum err preservation_orphans(const struct repo *any, const char *after, int64_t limit,
			      const struct preservation_orphan **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(any->db, SQL_preservation_orphans, any->mem, &rows, e, DBT(after),
		     DBI(limit)));
	return repo_all(any, rows, &orphan_type, out, n, e);
}

static const struct repo_column planner_columns[] = {
	REPO_COLUMN(preservation_planner, version, REPO_INT),
	REPO_COLUMN(preservation_planner, ticked_at, REPO_INT),
	REPO_COLUMN(preservation_planner, last_org, REPO_TEXT),
	REPO_COLUMN(preservation_planner, adopted, REPO_TEXT),
	REPO_COLUMN(preservation_planner, adopt_at, REPO_INT),
	REPO_COLUMN(preservation_planner, alarm_at, REPO_INT),
	REPO_COLUMN(preservation_planner, counted_at, REPO_INT),
	REPO_COLUMN(preservation_planner, n_ok, REPO_INT),
	REPO_COLUMN(preservation_planner, n_due, REPO_INT),
	REPO_COLUMN(preservation_planner, n_lower, REPO_INT),
	REPO_COLUMN(preservation_planner, n_overdue, REPO_INT),
	REPO_COLUMN(preservation_planner, n_failed, REPO_INT),
	REPO_COLUMN(preservation_planner, oldest, REPO_TIME),
};
static const struct repo_type planner_type =
	REPO_TYPE(preservation_planner, "planner", planner_columns);

enum err preservation_planner_get(const struct repo *any, struct preservation_planner *out,
				  struct error *e)
{
	struct db_rows *rows;

	TRY(db_query_args(any->db, SQL_preservation_planner_get, NULL, 0, any->mem, &rows, e));
	return repo_one(rows, &planner_type, out, e);
}

enum err preservation_planner_set(const struct repo *any, struct preservation_planner *p,
				  struct error *e)
{
	int64_t changed = 0;

	TRY(db_exec(any->db, SQL_preservation_planner_set, &changed, e, DBI(p->version),
		    DBI(p->ticked_at), DBT(p->last_org), DBT(p->adopted), DBI(p->adopt_at),
		    DBI(p->alarm_at), DBI(p->counted_at), DBI(p->n_ok), DBI(p->n_due),
		    DBI(p->n_lower), DBI(p->n_overdue), DBI(p->n_failed),
		    p->oldest ? DBI(p->oldest) : DBNULL));
	if (changed != 1)
		return error_set(e, ERR_CONFLICT, "another planner was faster");
	p->version++;
	return ERR_OK;
}

static void count_into(struct preservation_planner *p, const char *state, int64_t n)
{
	const struct {
		const char *state;
		int64_t *n;
	} all[] = {
		{ "ok", &p->n_ok },	      { "due", &p->n_due },	  { "lower", &p->n_lower },
		{ "overdue", &p->n_overdue }, { "failed", &p->n_failed },
	};

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (!strcmp(all[i].state, state))
			*all[i].n = n;
}

enum err preservation_count_all(const struct repo *any, struct preservation_planner *p,
				struct error *e)
{
	struct db_rows *rows;

	TRY(db_query_args(any->db, SQL_preservation_state_counts, NULL, 0, any->mem, &rows, e));
	p->n_ok = p->n_due = p->n_lower = p->n_overdue = p->n_failed = 0;
	for (size_t i = 0; i < db_count(rows); i++)
		count_into(p, db_str(rows, i, "state"), db_int(rows, i, "n"));
	TRY(db_query_args(any->db, SQL_preservation_oldest_overdue, NULL, 0, any->mem, &rows, e));
	p->oldest = db_count(rows) ? db_int(rows, 0, "deadline_at") : 0;
	return ERR_OK;
}

/* alarms ---------------------------------------------------------------- */

enum err preservation_orgs_alarmed(const struct repo *any, const struct preservation_cause *c,
				   const char *after, int64_t limit, const char *const **out,
				   size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(any->db, SQL_preservation_orgs_alarmed, any->mem, &rows, e, DBT(c->states[0]),
		     DBT(c->states[1]), DBT(c->kind), DBT(after), DBI(limit)));
	return id_list(any, rows, out, n, e);
}

enum err preservation_alarming(const struct repo *r, const struct preservation_cause *c,
			       struct preservation_alarming *out, struct error *e)
{
	struct db_rows *rows, *told;

	TRY(repo_query(r, SQL_preservation_alarming, &rows, e, DBT(c->states[0]), DBT(c->states[1]),
		       DBI(c->before)));
	TRY(repo_query(r, SQL_preservation_alarm_get, &told, e, DBT(c->kind)));
	*out = (struct preservation_alarming){
		.n = db_int(rows, 0, "n"),
		.newest = db_int(rows, 0, "newest"),
		.nearest = db_int(rows, 0, "nearest"),
		.told_at = db_count(told) ? db_int(told, 0, "told_at") : 0,
	};
	return ERR_OK;
}

static const struct repo_column case_columns[] = {
	REPO_COLUMN(preservation_case, envelope_id, REPO_TEXT),
	REPO_COLUMN(preservation_case, title, REPO_TEXT),
	REPO_COLUMN(preservation_case, deadline_at, REPO_INT),
	REPO_COLUMN(preservation_case, n, REPO_INT),
};
static const struct repo_type case_type = REPO_TYPE(preservation_case, "case", case_columns);

enum err preservation_alarming_list(const struct repo *r, const struct preservation_cause *c,
				    int64_t limit, const struct preservation_case **out, size_t *n,
				    struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_preservation_alarming_list, &rows, e, DBT(c->states[0]),
		       DBT(c->states[1]), DBI(c->before), DBI(limit)));
	return repo_all(r, rows, &case_type, out, n, e);
}

enum err preservation_alarm_told(const struct repo *r, const char *kind, time_ms at,
				 struct error *e)
{
	return repo_exec(r, SQL_preservation_alarm_put, NULL, e, DBT(kind), DBI(at));
}

enum err preservation_alarm_over(const struct repo *r, const char *kind, struct error *e)
{
	return repo_exec(r, SQL_preservation_alarm_delete, NULL, e, DBT(kind));
}
