/* Keys of requests that must not happen twice, with the answers of those that did (sql/schema:
 * post). */
#pragma once
#include "store/repo/repo.h"

enum { IDEMPOTENCY_KEPT_MS = 24 * 3600 * 1000 };

struct idempotency_row {
	const char *caller; /* account or recipient */
	struct bytes key_hash;
	const char *id, *route, *state, *claim; /* state: running, done */
	struct bytes body_hash;			/* empty: not known yet */
	struct bytes answer;			/* empty: none */
	int64_t status;
	time_ms lease_until, created_at;
};

/* caller and key_hash are given. ERR_NOT_FOUND. */
enum err idempotency_get(const struct repo *r, struct idempotency_row *inout,
			 struct error *e) MUST_USE;
/* As running. ERR_CONFLICT: somebody else was faster. */
enum err idempotency_insert(const struct repo *r, const struct idempotency_row *v,
			    struct error *e) MUST_USE;
/* ERR_CONFLICT: the claim was taken over meanwhile. */
enum err idempotency_finish(const struct repo *r, const struct idempotency_row *v,
			    struct error *e) MUST_USE;
/* Gives the claim back; fine when it is not ours any more. */
enum err idempotency_release(const struct repo *r, const struct idempotency_row *v,
			     struct error *e) MUST_USE;
enum err idempotency_delete(const struct repo *r, const struct idempotency_row *v,
			    struct error *e) MUST_USE;
enum err idempotency_count(const struct repo *r, const char *caller, int64_t *out,
			   struct error *e) MUST_USE;
/* Of all organisations. */
enum err idempotency_purge(struct db *db, time_ms before, struct error *e) MUST_USE;
