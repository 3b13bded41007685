/* Internal approval as rows: routes, requests, the people of a request. */
#pragma once
#include "store/repo/repo.h"

struct approval_route {
	const char *id, *name, *steps;	/* steps: JSON list of {"mode","people"} */
	int64_t min_amount, max_amount; /* yen; negative: no bound on that side */
	int64_t is_always, allow_self, version;
	time_ms created_at, updated_at;
};
enum err approval_route_insert(const struct repo *r, const struct approval_route *v,
			       struct error *e) MUST_USE;
/* version: the one that was read; ERR_STALE when it is not the current one. */
enum err approval_route_update(const struct repo *r, const struct approval_route *v,
			       int64_t version, struct error *e) MUST_USE;
enum err approval_route_get(const struct repo *r, const char *id, struct approval_route *out,
			    struct error *e) MUST_USE;
enum err approval_route_list(const struct repo *r, const struct approval_route **out, size_t *n,
			     struct error *e) MUST_USE;
enum err approval_route_delete(const struct repo *r, const char *id, struct error *e) MUST_USE;

struct approval {
	const char *id, *envelope_id, *route_id, *route_name, *state, *asked_by, *comment;
	int64_t no;	 /* counts the requests of an envelope, from 1 */
	int64_t version; /* of the draft that was asked about */
	int64_t step_no; /* whose turn it is, from 1 */
	time_ms created_at, ended_at;
};
enum err approval_insert(const struct repo *r, const struct approval *v, struct error *e) MUST_USE;
enum err approval_update(const struct repo *r, const struct approval *v, struct error *e) MUST_USE;
/* The newest of an envelope; ERR_NOT_FOUND: never asked. */
enum err approval_last(const struct repo *r, const char *envelope, struct approval *out,
		       struct error *e) MUST_USE;

struct approval_person {
	const char *approval_id, *envelope_id, *account_id, *mode, *state, *comment;
	int64_t step_no, position;
	time_ms acted_at;
	const char *name, *email, *locale; /* read only */
};
enum err approval_person_insert(const struct repo *r, const struct approval_person *v,
				struct error *e) MUST_USE;
enum err approval_person_act(const struct repo *r, const struct approval_person *v,
			     struct error *e) MUST_USE;
enum err approval_person_list(const struct repo *r, const char *approval,
			      struct approval_person **out, size_t *n, struct error *e) MUST_USE;
enum err approval_was_asked(const struct repo *r, const char *envelope, const char *account,
			    _Bool *out, struct error *e) MUST_USE;

struct approval_task {
	const char *id, *envelope_id, *route_name, *comment, *asked_by, *title, *currency;
	int64_t step_no, amount; /* negative: blank */
	time_ms created_at;
};
/* What is for this member to answer, the oldest first. after: goes on behind this request; "": all.
 */
enum err approval_asked(const struct repo *r, const char *account, const char *after, int64_t limit,
			const struct approval_task **out, size_t *n, struct error *e) MUST_USE;
/* Of an envelope that is purged. */
enum err approval_delete_all(const struct repo *r, const char *envelope, struct error *e) MUST_USE;
