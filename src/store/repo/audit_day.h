/* The audit trail's daily roots (domain/audit_day.h): rows of days, their time-stamps, and what the
 * planner reads. Functions with a repo named `any` serve all organisations: they are the planner's.
 */
#pragma once
#include "store/repo/repo.h"

struct audit_day {
	const char *day; /* "2026-11-26", of Japan's time */
	int64_t no, chains;
	const char *text;   /* the day's file; NULL in lists */
	const char *digest; /* of the first hash tree */
	struct bytes root, previous_root;
	const char *authority, *class; /* of the first time-stamp, as gen_time */
	time_ms gen_time;
	time_ms good_until; /* 0: not known, or no end in sight */
	const char *ends, *policy, *state;
	time_ms next_at, deadline_at, proof_from;
	int64_t attempts;
	const char *last_error, *batch;
	time_ms created_at, updated_at;
};
struct audit_day_stamp {
	const char *day, *kind, *digest;
	int64_t no;
	struct bytes leaves, brothers, token;
	const char *authority, *class;
	time_ms gen_time;
};
/* ERR_CONFLICT when the day has a row. */
enum err audit_day_insert(const struct repo *r, const struct audit_day *v,
			  struct error *e) MUST_USE;
enum err audit_day_get(const struct repo *r, const char *day, struct audit_day *out,
		       struct error *e) MUST_USE; /* ERR_NOT_FOUND */
/* day, no and root of the newest; no 0: there is none. */
enum err audit_day_last(const struct repo *r, struct audit_day *out, struct error *e) MUST_USE;
/* Newest first, with numbers below `below`. */
enum err audit_day_list(const struct repo *r, int64_t below, int64_t limit,
			const struct audit_day **out, size_t *n, struct error *e) MUST_USE;
/* What came of a look or a renewal: v's plan, and it is out of v->batch's hands. ERR_CONFLICT: it
 * was not in them. */
enum err audit_day_plan(const struct repo *r, const struct audit_day *v, struct error *e) MUST_USE;

enum err audit_day_stamp_insert(const struct repo *r, const struct audit_day_stamp *v,
				struct error *e) MUST_USE;
/* Oldest first. */
enum err audit_day_stamp_list(const struct repo *r, const char *day,
			      const struct audit_day_stamp **out, size_t *n,
			      struct error *e) MUST_USE;
enum err audit_day_stamp_complete(const struct repo *r, const char *day, int64_t no,
				  struct bytes token, struct error *e) MUST_USE;

/* The chains -------------------------------------------------------------- */

struct audit_head {
	const char *chain;
	int64_t seq;
	struct bytes hash;
};
/* Of each chain with events before `before` that no day proves the newest of these, in no order;
 * those that wait longest when there are more than limit. */
enum err audit_day_heads(const struct repo *r, time_ms before, int64_t limit,
			 const struct audit_head **out, size_t *n, struct error *e) MUST_USE;
/* The day proves the chain up to seq. */
enum err audit_day_mark(const struct repo *r, const char *day, const char *chain, int64_t seq,
			struct error *e) MUST_USE;
/* The newest day that proves anything of the chain. ERR_NOT_FOUND */
enum err audit_day_of_chain(const struct repo *r, const char *chain, const char **day_out,
			    struct error *e) MUST_USE;
/* The hash of an event as it is now; empty: there is no such event. */
enum err audit_event_hash(const struct repo *r, const char *chain, int64_t seq, struct bytes *out,
			  struct error *e) MUST_USE;
/* When the first event at or after `from` happened that no day proves; 0: none. */
enum err audit_day_open_from(const struct repo *r, time_ms from, time_ms *out,
			     struct error *e) MUST_USE;

/* The planner ------------------------------------------------------------- */

enum err audit_day_orgs_open(const struct repo *any, time_ms before, const char *after,
			     int64_t limit, const char *const **out, size_t *n,
			     struct error *e) MUST_USE;

struct audit_day_query {
	time_ms now;
	_Bool night;	    /* what is due; else only what is overdue */
	const char *policy; /* and what another one planned */
	time_ms before;	    /* of that what failed only when it was touched no later */
	int64_t limit;
};
enum err audit_day_orgs_due(const struct repo *any, const struct audit_day_query *q,
			    const char *const **out, size_t *n, struct error *e) MUST_USE;
/* Puts them into the hands of a batch. */
enum err audit_day_take(const struct repo *r, const char *batch, const struct audit_day_query *q,
			int64_t *n, struct error *e) MUST_USE;
enum err audit_day_of_batch(const struct repo *r, const char *batch, const char *const **out,
			    size_t *n, struct error *e) MUST_USE;
/* The batch as a whole failed. */
enum err audit_day_release(const struct repo *r, const char *batch, const char *why, time_ms again,
			   time_ms now, struct error *e) MUST_USE;
/* Days whose renewal should have succeeded by now, of all organisations. */
enum err audit_day_overdue(const struct repo *any, time_ms now, int64_t *out,
			   struct error *e) MUST_USE;

struct audit_planner {
	time_ms look_at, alarm_at;
	int64_t n_waiting;
	time_ms waiting_since; /* the end of the first of these days; 0: nobody waits */
};
enum err audit_planner_get(const struct repo *any, struct audit_planner *out,
			   struct error *e) MUST_USE;
enum err audit_planner_set(const struct repo *any, const struct audit_planner *p,
			   struct error *e) MUST_USE;
