/* Time-stamps: an organisation's policy, and every stamp that was asked for (sql/schema/0003). */
#pragma once
#include "store/repo/repo.h"

struct timestamp_policy {
	int64_t version;
	const char *renewal_method;
	time_ms updated_at;
};
struct timestamp_rule {
	const char *purpose, *class, *authority; /* authority NULL: none is preferred */
	int64_t fallback;
};
/* ERR_NOT_FOUND: the organisation has decided nothing. */
enum err timestamp_policy_get(const struct repo *r, struct timestamp_policy *out,
			      struct error *e) MUST_USE;
/* version is the new one, 1 for the first. ERR_CONFLICT: another change came first. */
enum err timestamp_policy_put(const struct repo *r, const struct timestamp_policy *p,
			      struct error *e) MUST_USE;
enum err timestamp_rule_list(const struct repo *r, const struct timestamp_rule **out, size_t *n,
			     struct error *e) MUST_USE;
enum err timestamp_rule_put(const struct repo *r, const struct timestamp_rule *rule,
			    struct error *e) MUST_USE;

struct timestamp_use {
	const char *id, *envelope_id, *document_id, *subject, *purpose, *authority, *class, *state,
		*serial;
	int64_t refusals, losses;
	time_ms gen_time, asked_at, settled_at;
};
enum err timestamp_use_insert(const struct repo *r, const struct timestamp_use *u,
			      struct error *e) MUST_USE;
/* Those of a subject that did not come yet: asked, refused or lost. */
enum err timestamp_use_open(const struct repo *r, const char *subject,
			    const struct timestamp_use **out, size_t *n, struct error *e) MUST_USE;
/* ERR_NOT_FOUND when the row is not refused or lost. */
enum err timestamp_use_ask_again(const struct repo *r, const char *id, time_ms now,
				 struct error *e) MUST_USE;
/* These change nothing when the row is settled already: who was faster is right. */
enum err timestamp_use_refused(const struct repo *r, const char *id, time_ms now,
			       struct error *e) MUST_USE;
enum err timestamp_use_lost(const struct repo *r, const char *id, time_ms now,
			    struct error *e) MUST_USE;
/* u: id, gen_time, serial. ERR_NOT_FOUND when the row is not asked (or lost). */
enum err timestamp_use_got(const struct repo *r, const struct timestamp_use *u, time_ms now,
			   struct error *e) MUST_USE;
/* A stamp that a document bears. */
struct timestamp_on {
	const char *purpose, *authority, *class, *serial, *subject;
	const char
		*recipient_id; /* of the party whose act it stamps; NULL: not an act of a party */
	time_ms gen_time;
};
/* Oldest first. */
enum err timestamp_use_list(const struct repo *r, const char *document,
			    const struct timestamp_on **out, size_t *n, struct error *e) MUST_USE;
/* Of all organisations: what was asked before a time and never settled is lost. */
enum err timestamp_use_forget(struct db *db, time_ms before, time_ms now, struct error *e) MUST_USE;

struct timestamp_count {
	const char *purpose, *authority, *class;
	int64_t got, lost, refused;
};
/* from <= asked < to */
enum err timestamp_use_counts(const struct repo *r, time_ms from, time_ms to,
			      const struct timestamp_count **out, size_t *n,
			      struct error *e) MUST_USE;
/* All organisations together, by authority: purpose and class are NULL. */
enum err timestamp_use_totals(struct db *db, struct arena *mem, time_ms from,
			      const struct timestamp_count **out, size_t *n,
			      struct error *e) MUST_USE;
