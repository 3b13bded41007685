/* Questions of recipients and reports of abuse as rows. */
#pragma once
#include "store/repo/repo.h"

struct question {
	const char *id, *envelope_id, *recipient_id, *recipient_name;
	const char *kind; /* question, more_time */
	const char *text, *answer, *answered_by;
	time_ms until_at, asked_at, answered_at;
};
enum err question_insert(const struct repo *r, const struct question *q, struct error *e) MUST_USE;
/* Oldest first. recipient NULL: of everybody. */
enum err question_list(const struct repo *r, const char *envelope, const char *recipient,
		       const struct question **out, size_t *n, struct error *e) MUST_USE;
/* By id, answer, answered_at, answered_by. ERR_NOT_FOUND when it has its answer already. */
enum err question_set_answer(const struct repo *r, const struct question *q, struct error *e) MUST_USE;
enum err question_open_count(const struct repo *r, const char *envelope, int64_t *out, struct error *e) MUST_USE;
enum err question_delete_envelope(const struct repo *r, const char *envelope, struct error *e) MUST_USE;

struct abuse_report {
	const char *id, *envelope_id, *recipient_id, *category, *text, *reporter_name, *reporter_email;
	time_ms reported_at;
	const char *organisation_id, *organisation_name; /* when listed */
};
enum err abuse_insert(const struct repo *r, const struct abuse_report *a, struct error *e) MUST_USE;
/* For the operator: of all organisations, newest first. below NULL: from the top. */
enum err abuse_list(struct db *db, struct arena *mem, const char *below, int64_t limit,
		    const struct abuse_report **out, size_t *n, struct error *e) MUST_USE;
