/* How the kept documents stand, of the planner's row: one read, whatever their number. */
#include "cmd/checks.h"
#include "store/repo/audit_day.h"
#include "store/repo/preservation.h"

enum { SILENT_MAX_MS = 15 * 60 * 1000 };

static enum err look(const struct service *s, struct arena *mem, struct preservation_planner *out,
		     struct error *e)
{
	AUTO(db) struct db *db = NULL;
	struct repo any = { .mem = mem };

	TRY(db_open(s->database, &db, e));
	any.db = db;
	return preservation_planner_get(&any, out, e);
}

const char *check_preservation(const struct service *s, struct arena *mem)
{
	struct preservation_planner p;
	struct error e = { 0 };
	const char *why;

	if (look(s, mem, &p, &e) != ERR_OK)
		why = arena_strdup(mem, e.msg);
	else if (p.n_overdue || p.n_failed)
		why = arena_printf(mem, "%lld overdue, %lld given up", (long long)p.n_overdue,
				   (long long)p.n_failed);
	else if (p.n_lower)
		why = arena_printf(mem, "%lld below the level asked for", (long long)p.n_lower);
	else if (clock_now(clock_system()) - p.counted_at > SILENT_MAX_MS)
		why = "the planner, a part of the worker, gives no sign of life";
	else
		return NULL;
	return why ? why : "failed";
}

void preservation_metrics(const struct service *s, struct arena *mem, struct buf *out)
{
	struct preservation_planner p;
	time_ms now = clock_now(clock_system());

	if (look(s, mem, &p, NULL) != ERR_OK)
		return;
	buf_printf(out,
		   "# HELP skysign_preservation_documents Kept documents by state.\n"
		   "# TYPE skysign_preservation_documents gauge\n"
		   "skysign_preservation_documents{state=\"ok\"} %lld\n"
		   "skysign_preservation_documents{state=\"due\"} %lld\n"
		   "skysign_preservation_documents{state=\"lower\"} %lld\n"
		   "skysign_preservation_documents{state=\"overdue\"} %lld\n"
		   "skysign_preservation_documents{state=\"failed\"} %lld\n",
		   (long long)p.n_ok, (long long)p.n_due, (long long)p.n_lower,
		   (long long)p.n_overdue, (long long)p.n_failed);
	buf_printf(
		out,
		"# HELP skysign_preservation_oldest_overdue_seconds Since the earliest deadline "
		"that "
		"was missed; 0: none was.\n"
		"# TYPE skysign_preservation_oldest_overdue_seconds gauge\n"
		"skysign_preservation_oldest_overdue_seconds %lld\n"
		"# HELP skysign_preservation_counted_timestamp_seconds When the planner counted.\n"
		"# TYPE skysign_preservation_counted_timestamp_seconds gauge\n"
		"skysign_preservation_counted_timestamp_seconds %lld\n",
		(long long)(p.oldest && now > p.oldest ? (now - p.oldest) / 1000 : 0),
		(long long)(p.counted_at / 1000));
}

static enum err look_at_days(const struct service *s, struct arena *mem, time_ms now,
			     struct audit_planner *out, int64_t *overdue, struct error *e)
{
	AUTO(db) struct db *db = NULL;
	struct repo any = { .mem = mem };

	TRY(db_open(s->database, &db, e));
	any.db = db;
	TRY(audit_planner_get(&any, out, e));
	return audit_day_overdue(&any, now, overdue, e);
}

void audit_day_metrics(const struct service *s, struct arena *mem, struct buf *out)
{
	time_ms now = clock_now(clock_system());
	struct audit_planner p;
	int64_t overdue;

	if (look_at_days(s, mem, now, &p, &overdue, NULL) != ERR_OK)
		return;
	buf_printf(out,
		   "# HELP skysign_audit_days_waiting Organisations with a day of the audit trail "
		   "that is over and not yet under a time-stamp.\n"
		   "# TYPE skysign_audit_days_waiting gauge\n"
		   "skysign_audit_days_waiting %lld\n"
		   "# HELP skysign_audit_oldest_waiting_seconds Since the end of the first of "
		   "these days.\n"
		   "# TYPE skysign_audit_oldest_waiting_seconds gauge\n"
		   "skysign_audit_oldest_waiting_seconds %lld\n"
		   "# HELP skysign_audit_days_overdue Days whose time-stamp should have been "
		   "renewed.\n"
		   "# TYPE skysign_audit_days_overdue gauge\n"
		   "skysign_audit_days_overdue %lld\n",
		   (long long)p.n_waiting,
		   (long long)(p.waiting_since && now > p.waiting_since
				       ? (now - p.waiting_since) / 1000
				       : 0),
		   (long long)overdue);
}
