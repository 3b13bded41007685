#include "jobs/sweep.h"
#include "domain/domain.h"
#include "jobs/clock_log.h"
#include "domain/data_end.h"
#include "domain/signed_copy.h"
#include "store/repo/document.h"
#include "store/repo/idempotency.h"
#include "store/repo/gate.h"
#include "store/repo/organisation.h"
#include "store/repo/remote.h"
#include "store/repo/ticket.h"
#include "store/repo/timestamp.h"
#include "store/repo/work.h"

enum {
	SWEEP_MEMORY = 16 * 1024 * 1024,
	WRITING_MAX_MS = 60 * 60 * 1000,     /* no upload takes longer */
	ASKED_MAX_MS = 60 * 60 * 1000,	     /* nor does an authority's answer */
	RESERVED_MAX_MS = 60 * 60 * 1000,    /* no session of a signing program lasts longer */
	DONE_JOBS_MS = 7 * 24 * 3600 * 1000, /* kept to be looked at */
};

struct batch {
	const struct blob_orphan *blobs;
	_Bool *gone; /* of each: it is given up for good */
	size_t n;
};

static struct repo repo_of(struct repo *any, const struct blob_orphan *b)
{
	return (struct repo){ any->db, any->mem, b->organisation_id };
}

static enum err give_up(struct repo *any, struct batch *b, struct error *e)
{
	AUTO(tx) struct tx tx = { any->db };

	TRY(db_begin(tx.db, e));
	for (size_t i = 0; i < b->n; i++) {
		struct repo r = repo_of(any, &b->blobs[i]);

		TRY(blob_row_give_up(&r, b->blobs[i].id, &b->gone[i], e));
	}
	return db_commit(tx.db, e);
}

static enum err delete_rows(struct repo *any, const struct batch *b, struct error *e)
{
	AUTO(tx) struct tx tx = { any->db };

	TRY(db_begin(tx.db, e));
	for (size_t i = 0; i < b->n; i++) {
		struct repo r = repo_of(any, &b->blobs[i]);

		TRY(blob_row_delete(&r, b->blobs[i].id, e));
	}
	return db_commit(tx.db, e);
}

/* Given up, then the file, then the row: a row without a file is swept again, a file without a
 * row never, and nobody can make ready what is being removed. */
static enum err sweep_blobs(const struct sweep *s, struct repo *any, size_t *n_out, struct error *e)
{
	struct batch b;

	TRY(blob_orphans(any, clock_now(s->clock) - WRITING_MAX_MS, &b.blobs, &b.n, e));
	*n_out = b.n;
	if (!b.n)
		return ERR_OK;
	b.gone = arena_alloc_n(any->mem, b.n, sizeof(*b.gone));
	if (!b.gone)
		return error_set(e, ERR_TOO_LARGE, "sweep: out of memory");
	TRY(give_up(any, &b, e));
	for (size_t i = 0; i < b.n; i++)
		if (b.gone[i])
			TRY(blob_remove(s->blobs, b.blobs[i].id, e));
	return delete_rows(any, &b, e);
}

static enum err sweep_rows(struct db *db, struct arena *mem, time_ms now, struct error *e)
{
	AUTO(tx) struct tx tx = { db };

	TRY(db_begin(tx.db, e));
	TRY(db_exec(db, SQL_job_purge_done, NULL, e, DBI(now - DONE_JOBS_MS)));
	TRY(rate_purge(db, now - DONE_JOBS_MS, e));
	TRY(session_purge(db, now, e));
	TRY(idempotency_purge(db, now - IDEMPOTENCY_KEPT_MS, e));
	TRY(signed_copy_forget(db, mem, now - SIGNED_COPY_KEPT_MS, e));
	TRY(seal_forget_reserved(db, mem, now - RESERVED_MAX_MS, e));
	TRY(remote_signing_forget(db, now, e));
	TRY(gate_purge(db, now, now - DONE_JOBS_MS, e));
	TRY(timestamp_use_forget(db, now - ASKED_MAX_MS, now, e));
	return db_commit(tx.db, e);
}

enum err sweep_run(const struct sweep *s, _Bool *more_out, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(SWEEP_MEMORY);
	struct repo any = { s->db, mem, NULL };
	size_t n = 0;

	TRY(sweep_blobs(s, &any, &n, e));
	*more_out = n > 0;
	if (n)
		return ERR_OK;
	TRY(clock_log_note(s->db, s->clock, e));
	return sweep_rows(s->db, mem, clock_now(s->clock), e);
}
