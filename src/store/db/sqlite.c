#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sqlite3.h>
#include "base/clock.h"
#include "store/db/driver.h"

enum { BUSY_MS = 10000, PAUSE_US = 250, PAUSE_LONGEST_US = 4000, PARAM_NAME_SIZE = 16 };

struct sqlite {
	sqlite3 *db;
	time_ms busy_since;
	sqlite3_stmt *stmts[SQL_COUNT_]; /* prepared at first use */
};

/* What a failure means to the caller; anything else is our mistake. */
static const struct {
	int code, mask;
	enum err rc;
} meanings[] = {
	{ SQLITE_CONSTRAINT_UNIQUE, -1, ERR_CONFLICT },
	{ SQLITE_CONSTRAINT_PRIMARYKEY, -1, ERR_CONFLICT },
	{ SQLITE_CONSTRAINT_FOREIGNKEY, -1, ERR_CONFLICT },
	{ SQLITE_BUSY, 0xff, ERR_BUSY },
	{ SQLITE_LOCKED, 0xff, ERR_BUSY },
	{ SQLITE_FULL, 0xff, ERR_NO_SPACE },
	{ SQLITE_IOERR, 0xff, ERR_IO },
	{ SQLITE_CORRUPT, 0xff, ERR_IO },
	{ SQLITE_NOTADB, 0xff, ERR_IO },
	{ SQLITE_CANTOPEN, 0xff, ERR_IO },
	{ SQLITE_READONLY, 0xff, ERR_IO },
	{ SQLITE_TOOBIG, 0xff, ERR_TOO_LARGE },
};

static enum err fail(sqlite3 *db, struct error *e)
{
	int code = sqlite3_extended_errcode(db);

	for (size_t i = 0; i < COUNT_OF(meanings); i++)
		if ((code & meanings[i].mask) == meanings[i].code)
			return error_set(e, meanings[i].rc, "%s", sqlite3_errmsg(db));
	return error_set(e, ERR_INTERNAL, "%s (sqlite %d)", sqlite3_errmsg(db), code);
}

static enum err sqlite_script(void *ctx, const char *sql, struct error *e)
{
	struct sqlite *s = ctx;

	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return fail(s->db, e);
	return ERR_OK;
}

/* The switch to WAL does not wait for others as statements do; it is repeated. */
static enum err use_wal(struct sqlite *s, struct error *e)
{
	time_ms until = clock_monotonic() + BUSY_MS;

	for (;;) {
		enum err rc = sqlite_script(s, "PRAGMA journal_mode=WAL;", e);

		if (rc != ERR_BUSY || clock_monotonic() > until)
			return rc;
		usleep(10000);
	}
}

/* A commit takes well under a millisecond. SQLite's own handler soon sleeps 100 ms at a time. */
static int wait_busy(void *ctx, int before)
{
	struct sqlite *s = ctx;
	useconds_t pause = PAUSE_US * ((useconds_t)before + 1);

	if (!before)
		s->busy_since = clock_monotonic();
	if (clock_monotonic() - s->busy_since > BUSY_MS)
		return 0;
	usleep(pause < PAUSE_LONGEST_US ? pause : PAUSE_LONGEST_US);
	return 1;
}

static enum err configure(struct sqlite *s, struct error *e)
{
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_handler(s->db, wait_busy, s);
	TRY(use_wal(s, e));
	/* secure_delete: wrapped keys and erased personal data leave no trace in
	 * free pages. case_sensitive_like: as PostgreSQL does. */
	return sqlite_script(s,
			     "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
			     "PRAGMA secure_delete=ON; PRAGMA case_sensitive_like=ON;"
			     "PRAGMA trusted_schema=OFF;",
			     e);
}

static void sqlite_close(void *ctx)
{
	struct sqlite *s = ctx;

	for (size_t i = 0; i < SQL_COUNT_; i++)
		sqlite3_finalize(s->stmts[i]);
	sqlite3_close(s->db);
	free(s);
}

/* Made with mode 0600 by us: SQLite gives its -wal and -shm the same mode. A file that exists must
 * not even be opened: closing any descriptor of it drops the locks that this process's other
 * connections hold (POSIX), and then another process deletes the -wal under them
 * (https://www.sqlite.org/howtocorrupt.html §2.2). */
static enum err make_file(const char *path, struct error *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return ERR_OK;
	if (fd < 0)
		return error_set(e, ERR_IO, "db: %s: %s", path, strerror(errno));
	close(fd);
	return ERR_OK;
}

static enum err sqlite_open(const char *url, void **ctx_out, struct error *e)
{
	const char *path = url + strlen(db_sqlite.scheme);
	struct sqlite *s;
	enum err rc;

	TRY(make_file(path, e));
	s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL))
		rc = fail(s->db, e);
	else
		rc = configure(s, e);
	if (rc != ERR_OK) {
		sqlite_close(s);
		error_wrap(e, rc, path);
		return error_wrap(e, rc, "db");
	}
	*ctx_out = s;
	return ERR_OK;
}

static enum err sqlite_begin(void *ctx, struct error *e)
{
	return sqlite_script(ctx, "BEGIN IMMEDIATE", e);
}

static void sqlite_rollback(void *ctx)
{
	struct sqlite *s = ctx;

	if (!sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

static enum err sqlite_commit(void *ctx, struct error *e)
{
	enum err rc = sqlite_script(ctx, "COMMIT", e);

	if (rc == ERR_OK)
		return ERR_OK;
	sqlite_rollback(ctx);
	/* A failed fsync of the log leaves open whether the frames are in it. */
	return rc == ERR_IO ? error_wrap(e, ERR_COMMIT_UNKNOWN, "db: commit")
			    : error_wrap(e, rc, "db: commit");
}

static enum err sqlite_prepare(void *ctx, enum sql_id id, struct error *e)
{
	struct sqlite *s = ctx;

	if (s->stmts[id])
		return ERR_OK;
	if (sqlite3_prepare_v3(s->db, sql_stmts[id].text, -1, SQLITE_PREPARE_PERSISTENT,
			       &s->stmts[id], NULL) != SQLITE_OK)
		return fail(s->db, e);
	return ERR_OK;
}

static int bind_one(sqlite3_stmt *st, int index, const struct db_arg *a)
{
	switch (a->kind) {
	case DB_INT:
		return sqlite3_bind_int64(st, index, a->num);
	case DB_TEXT:
		return sqlite3_bind_text(st, index, a->text, -1, SQLITE_STATIC);
	case DB_BLOB:
		return sqlite3_bind_blob64(st, index, a->blob.len ? a->blob.data : (const void *)"",
					   a->blob.len, SQLITE_STATIC);
	case DB_NULL:
		break;
	}
	return sqlite3_bind_null(st, index);
}

/* By name: SQLite numbers $3 by its first appearance, not by its digit. */
static enum err bind(struct sqlite *s, enum sql_id id, const struct db_arg *args, struct error *e)
{
	char name[PARAM_NAME_SIZE];

	for (unsigned i = 0; i < sql_stmts[id].n_params; i++) {
		snprintf(name, sizeof(name), "$%u", i + 1);
		if (bind_one(s->stmts[id], sqlite3_bind_parameter_index(s->stmts[id], name),
			     &args[i]) != SQLITE_OK)
			return fail(s->db, e);
	}
	return ERR_OK;
}

static enum err read_cell(sqlite3_stmt *st, int i, struct db_rows *r, struct db_cell *c,
			  struct error *e)
{
	const void *data;

	switch (sqlite3_column_type(st, i)) { /* asked first: the others convert */
	case SQLITE_NULL:
		return ERR_OK;
	case SQLITE_BLOB:
		data = sqlite3_column_blob(st, i);
		return db_cell_blob(r, c, BYTES(data, (size_t)sqlite3_column_bytes(st, i)), e);
	default:
		data = sqlite3_column_text(st, i);
		return db_cell_text(r, c, data, (size_t)sqlite3_column_bytes(st, i), e);
	}
}

static enum err read_row(sqlite3_stmt *st, struct db_rows *r, struct error *e)
{
	struct db_cell *cells;

	TRY(db_rows_add(r, &cells, e));
	for (size_t i = 0; i < r->n_columns; i++)
		TRY(read_cell(st, (int)i, r, &cells[i], e));
	return ERR_OK;
}

static enum err rows_for(sqlite3_stmt *st, struct arena *mem, struct db_rows **out,
			 struct error *e)
{
	size_t n = (size_t)sqlite3_column_count(st);

	TRY(db_rows_new(mem, n, out, e));
	for (size_t i = 0; i < n; i++)
		TRY(db_rows_column(*out, i, sqlite3_column_name(st, (int)i), e));
	return ERR_OK;
}

static enum err step_all(struct sqlite *s, sqlite3_stmt *st, struct db_rows *r, struct error *e)
{
	int rc;

	while ((rc = sqlite3_step(st)) == SQLITE_ROW)
		if (r)
			TRY(read_row(st, r, e));
	return rc == SQLITE_DONE ? ERR_OK : fail(s->db, e);
}

static enum err execute(struct sqlite *s, enum sql_id id, const struct db_arg *args,
			struct arena *mem, struct db_rows **rows, struct error *e)
{
	TRY(bind(s, id, args, e));
	if (mem)
		TRY(rows_for(s->stmts[id], mem, rows, e));
	return step_all(s, s->stmts[id], mem ? *rows : NULL, e);
}

static enum err sqlite_run(void *ctx, enum sql_id id, const struct db_arg *args, struct arena *mem,
			   struct db_rows **rows_out, int64_t *changed_out, struct error *e)
{
	struct sqlite *s = ctx;
	struct db_rows *rows = NULL;
	enum err rc;

	TRY(sqlite_prepare(s, id, e));
	rc = execute(s, id, args, mem, &rows, e);
	/* Binds point to the caller's memory; a read transaction ends with the reset. */
	sqlite3_reset(s->stmts[id]);
	sqlite3_clear_bindings(s->stmts[id]);
	TRY(rc);
	*changed_out = sqlite3_changes64(s->db);
	if (rows_out)
		*rows_out = rows;
	return ERR_OK;
}

static enum err sqlite_table_exists(void *ctx, const char *name, _Bool *out, struct error *e)
{
	struct sqlite *s = ctx;
	sqlite3_stmt *st;
	int rc;

	if (sqlite3_prepare_v2(s->db, "SELECT 1 FROM sqlite_schema WHERE type='table' AND name=?1",
			       -1, &st, NULL) != SQLITE_OK)
		return fail(s->db, e);
	sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
	rc = sqlite3_step(st);
	sqlite3_finalize(st);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return fail(s->db, e);
	*out = rc == SQLITE_ROW;
	return ERR_OK;
}

/* BEGIN IMMEDIATE is the lock. */
static enum err sqlite_lock_schema(void *ctx, struct error *e)
{
	(void)ctx;
	(void)e;
	return ERR_OK;
}

static const struct sql_word words[] = {
	{ "INT64", "INTEGER" },
	{ "BYTES", "BLOB" },
};

const struct db_driver db_sqlite = {
	.scheme = "sqlite:",
	.open = sqlite_open,
	.close = sqlite_close,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.prepare = sqlite_prepare,
	.run = sqlite_run,
	.script = sqlite_script,
	.table_exists = sqlite_table_exists,
	.lock_schema = sqlite_lock_schema,
	.words = words,
	.n_words = COUNT_OF(words),
};
