/* Rows of kept documents, and what the planner, the alarms and the gauges read. The rules are
 * domain/preservation.h. Functions that take a struct db * or a repo named `any` serve all
 * organisations: they are the planner's. */
#pragma once
#include "store/repo/repo.h"

/* In next_at and deadline_at: never. The year 9999, so that it sorts behind everything. */
#define KEEP_NEVER ((time_ms)253402300799000)

/* Column urgent: bits. */
enum { KEEP_ANY_HOUR = 1, KEEP_SHARED = 2 };

struct preservation {
	const char *document_id, *envelope_id, *level_requested, *level_reached, *method, *state;
	time_ms proof_ends_at; /* 0: not known, or no end in sight */
	const char *proof_ends_why;
	const char *policy; /* fingerprint of the rules that it was planned by */
	const char *next_action, *last_error;
	time_ms next_at, deadline_at; /* or KEEP_NEVER */
	int64_t urgent, hand, turn, attempts;
	time_ms since, proof_from, renewed_at, created_at, updated_at;
};
enum err preservation_insert(const struct repo *r, const struct preservation *p,
			     struct error *e) MUST_USE;
enum err preservation_update(const struct repo *r, const struct preservation *p,
			     struct error *e) MUST_USE;
enum err preservation_get(const struct repo *r, const char *document, struct preservation *out,
			  struct error *e) MUST_USE; /* ERR_NOT_FOUND: not kept */
enum err preservation_of_envelope(const struct repo *r, const char *envelope,
				  const struct preservation **out, size_t *n,
				  struct error *e) MUST_USE;

struct preservation_filter {
	const char *state;   /* NULL: any */
	const char *account; /* only what it made or is a party of; NULL: the whole organisation */
	time_ms after_deadline; /* the row before, by deadline and document; 0 and "": from the top
				 */
	const char *after_document;
	int64_t limit;
};
/* The nearest deadline first. */
enum err preservation_list(const struct repo *r, const struct preservation_filter *f,
			   const struct preservation **out, size_t *n, struct error *e) MUST_USE;
struct preservation_count {
	const char *state;
	int64_t n;
};
enum err preservation_counts(const struct repo *r, const char *account,
			     const struct preservation_count **out, size_t *n,
			     struct error *e) MUST_USE;
enum err preservation_renewed_since(const struct repo *r, time_ms since, const char *account,
				    int64_t *out, struct error *e) MUST_USE;

struct evidence_record {
	const char *document_id, *authority;
	int64_t revision_no, renewals;
	struct bytes record; /* RFC 4998 */
	time_ms gen_time, good_until, made_at;
};
/* Written anew when the revision has one. */
enum err evidence_record_put(const struct repo *r, const struct evidence_record *v,
			     struct error *e) MUST_USE;
/* Of the newest revision that has one. ERR_NOT_FOUND */
enum err evidence_record_newest(const struct repo *r, const char *document,
				struct evidence_record *out, struct error *e) MUST_USE;
/* How many evidence records a document has. */
enum err evidence_record_count(const struct repo *r, const char *document, int64_t *out,
			       struct error *e) MUST_USE;

/* The planner. The marks change `limit` rows at most and tell how many it were. */
enum err preservation_mark_due(struct db *db, time_ms now, int64_t limit, int64_t *n,
			       struct error *e) MUST_USE;
enum err preservation_mark_overdue(struct db *db, const char *state, time_ms now, int64_t limit,
				   int64_t *n, struct error *e) MUST_USE;
struct preservation_query {
	_Bool shared; /* what many documents share: renewals by evidence record */
	_Bool urgent;
	time_ms now;
	int64_t limit;
};
/* Organisations that have something of it, behind `after`, by id. */
enum err preservation_orgs_due(const struct repo *any, const struct preservation_query *q,
			       const char *after, const char *const **out, size_t *n,
			       struct error *e) MUST_USE;
/* Of r's organisation, what is due longest first. */
enum err preservation_due(const struct repo *r, const struct preservation_query *q,
			  const struct preservation **out, size_t *n, struct error *e) MUST_USE;
struct preservation_ref {
	const char *organisation_id, *document_id, *envelope_id;
	int64_t turn;
};
/* What was planned by another policy than this; of what failed, what was touched no later than
 * `before`. */
enum err preservation_outdated(const struct repo *any, const char *policy, time_ms before,
			       int64_t limit, const struct preservation_ref **out, size_t *n,
			       struct error *e) MUST_USE;
/* Hands the document out: its turn grows. ERR_CONFLICT: somebody was faster. */
enum err preservation_take(const struct repo *r, const char *document, int64_t turn,
			   struct error *e) MUST_USE;
/* Hands out to one batch what is due and shared (q->limit at most). */
enum err preservation_take_batch(const struct repo *r, const char *batch,
				 const struct preservation_query *q, int64_t *n,
				 struct error *e) MUST_USE;
/* What the batch has in hand still, behind `after`, by id. */
enum err preservation_of_batch(const struct repo *r, const char *batch, const char *after,
			       int64_t limit, const struct preservation **out, size_t *n,
			       struct error *e) MUST_USE;
/* What the batch has in hand still is given back; with an error, for an hour's time. */
enum err preservation_release_batch(const struct repo *r, const char *batch,
				    struct error *e) MUST_USE;
enum err preservation_fail_batch(const struct repo *r, const char *batch, const char *why,
				 time_ms now, struct error *e) MUST_USE;
/* Renewals that are due are by evidence record from now on. */
enum err preservation_use_records(const struct repo *r, time_ms now, int64_t limit,
				  struct error *e) MUST_USE;
/* Jobs of one document that are out. */
enum err preservation_in_hand(struct db *db, struct arena *mem, int64_t limit, int64_t *out,
			      struct error *e) MUST_USE;
struct preservation_orphan {
	const char *organisation_id, *document_id, *envelope_id, *level_requested, *level_reached;
	int64_t adopt; /* its contract is concluded and it has no row */
};
/* The documents behind `after`, by id. */
enum err preservation_orphans(const struct repo *any, const char *after, int64_t limit,
			      const struct preservation_orphan **out, size_t *n,
			      struct error *e) MUST_USE;

/* The planner's memory (see the migration). */
struct preservation_planner {
	const char *last_org, *adopted;
	int64_t version;
	time_ms ticked_at, adopt_at, alarm_at;
	time_ms counted_at; /* of the counts below; 0: never yet */
	int64_t n_ok, n_due, n_lower, n_overdue, n_failed;
	time_ms oldest; /* earliest deadline among the overdue; 0: none */
};
enum err preservation_planner_get(const struct repo *any, struct preservation_planner *out,
				  struct error *e) MUST_USE;
/* ERR_CONFLICT when another planner was faster. Moves p->version on. */
enum err preservation_planner_set(const struct repo *any, struct preservation_planner *p,
				  struct error *e) MUST_USE;
/* Counts all rows by state into p: reads an index through. */
enum err preservation_count_all(const struct repo *any, struct preservation_planner *p,
				struct error *e) MUST_USE;

/* Alarms. kind: "lower" or "overdue"; states: the two that cause it. */
struct preservation_cause {
	const char *kind, *states[2];
	time_ms before; /* in the state since then at the latest */
};
enum err preservation_orgs_alarmed(const struct repo *any, const struct preservation_cause *c,
				   const char *after, int64_t limit, const char *const **out,
				   size_t *n, struct error *e) MUST_USE;
struct preservation_alarming {
	int64_t n;
	time_ms newest,
		nearest; /* when the last of them came into the state; the nearest deadline */
	time_ms told_at; /* when the owners were told; 0: not yet */
};
enum err preservation_alarming(const struct repo *r, const struct preservation_cause *c,
			       struct preservation_alarming *out, struct error *e) MUST_USE;
struct preservation_case {
	const char *envelope_id, *title;
	time_ms deadline_at;
	int64_t n; /* documents */
};
enum err preservation_alarming_list(const struct repo *r, const struct preservation_cause *c,
				    int64_t limit, const struct preservation_case **out, size_t *n,
				    struct error *e) MUST_USE;
enum err preservation_alarm_told(const struct repo *r, const char *kind, time_ms at,
				 struct error *e) MUST_USE;
enum err preservation_alarm_over(const struct repo *r, const char *kind, struct error *e) MUST_USE;
