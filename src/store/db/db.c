#include <assert.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/rng.h"
#include "store/db/driver.h"

enum { TRIES = 10, PAUSE_US = 4000 };

static const struct db_driver *const drivers[] = { &db_sqlite, &db_pgsql };

static const struct db_driver *driver_for(const char *url)
{
	for (size_t i = 0; i < COUNT_OF(drivers); i++)
		if (!strncmp(url, drivers[i]->scheme, strlen(drivers[i]->scheme)))
			return drivers[i];
	return NULL;
}

enum err db_open(const char *url, struct db **out, struct error *e)
{
	const struct db_driver *driver = driver_for(url);
	struct db *db;
	enum err rc;

	if (!driver)
		return error_set(e, ERR_INVALID,
				 "db: the URL begins neither with sqlite: nor with postgresql://");
	db = calloc(1, sizeof(*db));
	if (!db)
		abort();
	db->driver = driver;
	rc = driver->open(url, &db->ctx, e);
	if (rc == ERR_OK)
		rc = db_schema_read(db, e);
	if (rc == ERR_OK)
		*out = db;
	else
		db_close(db);
	return rc;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	db_rollback(db);
	db_join_abandon(db);
	if (db->ctx)
		db->driver->close(db->ctx);
	free(db);
}

static enum err check_schema(const struct db *db, struct error *e)
{
	if (db->schema >= SQL_MIGRATION_COUNT)
		return ERR_OK;
	return error_set(e, ERR_UNAVAILABLE,
			 "db: the schema is at %u, this program needs %u: migrate first",
			 db->schema, (unsigned)SQL_MIGRATION_COUNT);
}

static enum err savepoint_begin(struct db *db, struct error *e)
{
	if (!db->join_open)
		TRY(db->driver->begin(db->ctx, e));
	db->join_open = 1;
	return db->driver->script(db->ctx, "SAVEPOINT act", e);
}

static void savepoint_rollback(struct db *db)
{
	if (db->driver->script(db->ctx, "ROLLBACK TO act; RELEASE act", NULL) != ERR_OK)
		db->join_failed = 1;
}

enum err db_begin(struct db *db, struct error *e)
{
	assert(!db->in_tx);
	TRY(check_schema(db, e));
	TRY(db->joined ? savepoint_begin(db, e) : db->driver->begin(db->ctx, e));
	db->in_tx = 1;
	db->tx_failed = 0;
	return ERR_OK;
}

enum err db_commit(struct db *db, struct error *e)
{
	assert(db->in_tx);
	if (db->tx_failed) {
		db_rollback(db);
		return error_set(e, ERR_CONFLICT, "db: commit after a failed statement");
	}
	db->in_tx = 0;
	return db->joined ? db->driver->script(db->ctx, "RELEASE act", e)
			  : db->driver->commit(db->ctx, e);
}

void db_rollback(struct db *db)
{
	if (db->in_tx && db->joined)
		savepoint_rollback(db);
	else if (db->in_tx)
		db->driver->rollback(db->ctx);
	db->in_tx = 0;
}

void db_join(struct db *db)
{
	assert(!db->in_tx && !db->joined);
	db->joined = 1;
	db->join_open = db->join_failed = 0;
}

enum err db_join_commit(struct db *db, struct error *e)
{
	_Bool open = db->join_open;

	assert(!db->in_tx);
	if (db->join_failed) {
		db_join_abandon(db);
		return error_set(e, ERR_BUSY, "db: commit after a failed statement");
	}
	db->joined = db->join_open = 0;
	return open ? db->driver->commit(db->ctx, e) : ERR_OK;
}

void db_join_abandon(struct db *db)
{
	if (db->join_open)
		db->driver->rollback(db->ctx);
	if (db->joined)
		db->in_tx = 0;
	db->joined = db->join_open = db->join_failed = 0;
}

/* Longer each time, and differently in each process. */
static void pause_before(unsigned attempt)
{
	usleep(PAUSE_US * attempt + rng_below(rng_system(), PAUSE_US * attempt));
}

static enum err transact_once(struct db *db, db_work_fn *work, void *ctx, struct error *e)
{
	enum err rc;

	TRY(db_begin(db, e));
	rc = work(db, ctx, e);
	if (rc == ERR_OK)
		return db_commit(db, e);
	db_rollback(db);
	return rc;
}

enum err db_transact(struct db *db, db_work_fn *work, void *ctx, struct error *e)
{
	for (unsigned attempt = 1;; attempt++) {
		enum err rc = transact_once(db, work, ctx, e);

		if (rc != ERR_BUSY || attempt == TRIES || db->joined)
			return rc;
		pause_before(attempt);
	}
}

enum err db_prepare_all(struct db *db, struct error *e)
{
	TRY(check_schema(db, e));
	for (unsigned i = 0; i < SQL_COUNT_; i++) {
		enum err rc = db->driver->prepare(db->ctx, (enum sql_id)i, e);

		if (rc != ERR_OK)
			return error_wrap(e, rc, sql_stmts[i].name);
	}
	return ERR_OK;
}

static enum err run(struct db *db, enum sql_id id, const struct db_arg *args, size_t n,
		    struct arena *mem, struct db_rows **rows, int64_t *changed, struct error *e)
{
	enum err rc;

	assert((unsigned)id < SQL_COUNT_ && n == sql_stmts[id].n_params);
	TRY(check_schema(db, e));
	if (db->in_tx && db->tx_failed)
		return error_set(e, ERR_CONFLICT, "db: %s: an earlier statement has failed",
				 sql_stmts[id].name);
	rc = db->driver->run(db->ctx, id, args, mem, rows, changed, e);
	if (rc == ERR_OK)
		return ERR_OK;
	db->tx_failed = 1;
	db->join_failed = db->join_failed || (db->join_open && !db->in_tx);
	error_wrap(e, rc, sql_stmts[id].name);
	return error_wrap(e, rc, "db");
}

enum err db_exec_args(struct db *db, enum sql_id id, const struct db_arg *args, size_t n,
		      int64_t *changed, struct error *e)
{
	int64_t count;

	assert(db->in_tx);
	TRY(run(db, id, args, n, NULL, NULL, &count, e));
	if (changed)
		*changed = count;
	return ERR_OK;
}

enum err db_query_args(struct db *db, enum sql_id id, const struct db_arg *args, size_t n,
		       struct arena *mem, struct db_rows **out, struct error *e)
{
	int64_t count;

	return run(db, id, args, n, mem, out, &count, e);
}
