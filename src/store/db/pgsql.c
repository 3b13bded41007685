#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <libpq-fe.h>
#include "base/clock.h"
#include "store/db/driver.h"

enum { ANSWER_MS = 30000, PARAM_MAX = 63, INT_SIZE = 24, OID_BYTEA = 17, OID_BOOL = 16 };

struct pgsql {
	PGconn *conn;			/* NULL: broken, begin connects again */
	char *url;
	_Bool in_tx;
	_Bool prepared[SQL_COUNT_];	/* on this connection */
};

/* SQLSTATE by prefix; the first that fits. Anything else is our mistake. */
static const struct {
	const char *state;
	enum err rc;
} meanings[] = {
	{ "40", ERR_BUSY },		/* serialization failure, deadlock: try again */
	{ "55P03", ERR_BUSY },		/* lock not available */
	{ "23505", ERR_CONFLICT },	/* unique */
	{ "23503", ERR_CONFLICT },	/* foreign key */
	{ "53100", ERR_NO_SPACE },	/* disk full */
	{ "53", ERR_UNAVAILABLE },	/* out of memory, too many connections */
	{ "54", ERR_TOO_LARGE },
	{ "57014", ERR_TIMEOUT },	/* statement timeout */
	{ "57", ERR_UNAVAILABLE },	/* shutdown, crash, cannot connect now */
	{ "08", ERR_UNAVAILABLE },
	{ "25006", ERR_UNAVAILABLE },	/* read only: no longer the primary */
	{ "25P03", ERR_UNAVAILABLE },	/* idle in transaction for too long */
	{ "58", ERR_IO },
	{ "XX001", ERR_IO },		/* data corrupted */
	{ "XX002", ERR_IO },
};

/* libpq ends its messages with a line feed. */
static enum err set_message(struct error *e, enum err rc, const char *msg)
{
	return error_set(e, rc, "%.*s", (int)strcspn(msg, "\n"), msg);
}

/* From here on the connection is not used; the next begin makes a new one. */
static void disconnect(struct pgsql *p)
{
	PQfinish(p->conn);
	p->conn = NULL;
	memset(p->prepared, 0, sizeof(p->prepared));
}

static enum err link_broken(struct pgsql *p, struct error *e)
{
	enum err rc = set_message(e, ERR_UNAVAILABLE,
				  p->conn ? PQerrorMessage(p->conn) : "no connection");

	disconnect(p);
	return rc;
}

static enum err result_error(struct pgsql *p, const PGresult *res, struct error *e)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);

	if (!state || PQstatus(p->conn) != CONNECTION_OK)
		return link_broken(p, e);
	for (size_t i = 0; i < COUNT_OF(meanings); i++)
		if (!strncmp(state, meanings[i].state, strlen(meanings[i].state)))
			return set_message(e, meanings[i].rc, PQresultErrorMessage(res));
	return set_message(e, ERR_INTERNAL, PQresultErrorMessage(res));
}

static _Bool wait_readable(struct pgsql *p, time_ms until)
{
	struct pollfd fd = { .fd = PQsocket(p->conn), .events = POLLIN };
	time_ms left = until - clock_monotonic();
	int n;

	if (PQflush(p->conn) == 1)
		fd.events |= POLLOUT;
	n = left > 0 ? poll(&fd, 1, (int)left) : 0;
	return n > 0 || (n < 0 && errno == EINTR);
}

/* A synchronous replica that hangs would block a commit without end: hence a limit. */
static enum err wait_answer(struct pgsql *p, time_ms until, struct error *e)
{
	while (PQisBusy(p->conn)) {
		if (!wait_readable(p, until)) {
			disconnect(p);
			return error_set(e, ERR_UNAVAILABLE, "no answer in %d s", ANSWER_MS / 1000);
		}
		if (!PQconsumeInput(p->conn))
			return link_broken(p, e);
	}
	return ERR_OK;
}

/* The result of what was sent; of a script the first failure, or the last result. */
static enum err answer(struct pgsql *p, int sent, PGresult **out, struct error *e)
{
	time_ms until = clock_monotonic() + ANSWER_MS;
	PGresult *res = NULL, *next;
	enum err rc;

	if (!sent)
		return link_broken(p, e);
	for (;;) {
		rc = wait_answer(p, until, e);
		next = rc == ERR_OK ? PQgetResult(p->conn) : NULL;
		if (!next)
			break;
		if (res && PQresultStatus(res) == PGRES_FATAL_ERROR) {
			PQclear(next);
			continue;
		}
		PQclear(res);
		res = next;
	}
	if (rc == ERR_OK && !res)
		rc = link_broken(p, e);
	if (rc == ERR_OK)
		*out = res;
	else
		PQclear(res);
	return rc;
}

static enum err check(struct pgsql *p, PGresult *res, struct error *e)
{
	ExecStatusType st = PQresultStatus(res);

	if (st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK)
		return ERR_OK;
	return result_error(p, res, e);
}

static enum err pgsql_script(void *ctx, const char *sql, struct error *e)
{
	struct pgsql *p = ctx;
	PGresult *res;
	enum err rc;

	if (!p->conn)
		return link_broken(p, e);
	TRY(answer(p, PQsendQuery(p->conn, sql), &res, e));
	rc = check(p, res, e);
	PQclear(res);
	return rc;
}

static void ignore_notice(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;
}

/* Ours first: what the URL says overrides it. */
static PGconn *connect_to(const char *url)
{
	static const char *const keys[] = { "connect_timeout", "application_name",
					    "keepalives_idle", "tcp_user_timeout",
					    "client_encoding", "dbname", NULL };
	const char *const values[] = { "5", "skysign", "30", "30000", "UTF8", url, NULL };

	return PQconnectdbParams(keys, values, 1);
}

static enum err pgsql_connect(struct pgsql *p, struct error *e)
{
	p->conn = connect_to(p->url);
	if (!p->conn)
		abort();
	if (PQstatus(p->conn) != CONNECTION_OK || PQsetnonblocking(p->conn, 1))
		return link_broken(p, e);
	PQsetNoticeReceiver(p->conn, ignore_notice, NULL);
	/* A process that hangs inside a transaction must not hold up the others. */
	return pgsql_script(p,
			    "SET idle_in_transaction_session_timeout = '60s';"
			    "SET default_transaction_isolation = 'serializable'",
			    e);
}

static void pgsql_close(void *ctx)
{
	struct pgsql *p = ctx;

	disconnect(p);
	free(p->url);
	free(p);
}

static enum err pgsql_open(const char *url, void **ctx_out, struct error *e)
{
	struct pgsql *p = calloc(1, sizeof(*p));
	enum err rc;

	if (!p || !(p->url = strdup(url)))
		abort();
	rc = pgsql_connect(p, e);
	if (rc != ERR_OK) {
		pgsql_close(p);
		return error_wrap(e, rc, "db");
	}
	*ctx_out = p;
	return ERR_OK;
}

/* Outside of a transaction a connection that broke unnoticed is replaced once. */
static enum err pgsql_begin(void *ctx, struct error *e)
{
	struct pgsql *p = ctx;
	enum err rc = ERR_UNAVAILABLE;

	if (p->conn)
		rc = pgsql_script(p, "BEGIN", e);
	if (rc == ERR_UNAVAILABLE) {
		disconnect(p);
		rc = pgsql_connect(p, e);
		if (rc == ERR_OK)
			rc = pgsql_script(p, "BEGIN", e);
	}
	p->in_tx = rc == ERR_OK;
	return p->in_tx ? ERR_OK : error_wrap(e, rc, "db: begin");
}

static void pgsql_rollback(void *ctx)
{
	struct pgsql *p = ctx;

	p->in_tx = 0;
	if (p->conn && pgsql_script(p, "ROLLBACK", NULL) != ERR_OK)
		disconnect(p);
}

static enum err commit_answer(struct pgsql *p, struct error *e)
{
	PGresult *res;
	enum err rc;

	TRY(answer(p, PQsendQuery(p->conn, "COMMIT"), &res, e));
	rc = check(p, res, e);
	if (rc == ERR_OK && strcmp(PQcmdStatus(res), "COMMIT"))
		rc = error_set(e, ERR_CONFLICT, "the server rolled back");
	PQclear(res);
	return rc;
}

static enum err pgsql_commit(void *ctx, struct error *e)
{
	struct pgsql *p = ctx;
	enum err rc;

	p->in_tx = 0;
	if (!p->conn)
		return error_set(e, ERR_UNAVAILABLE, "db: commit: the connection was lost before");
	rc = commit_answer(p, e);
	if (rc == ERR_OK)
		return ERR_OK;
	/* Sent, and no verdict came back. */
	if (rc == ERR_UNAVAILABLE)
		return error_wrap(e, ERR_COMMIT_UNKNOWN, "db: commit");
	return error_wrap(e, rc, "db: commit");
}

static enum err pgsql_prepare(void *ctx, enum sql_id id, struct error *e)
{
	struct pgsql *p = ctx;
	const struct sql_stmt *st = &sql_stmts[id];
	PGresult *res;
	enum err rc;

	if (!p->conn)
		return link_broken(p, e);
	if (p->prepared[id])
		return ERR_OK;
	TRY(answer(p, PQsendPrepare(p->conn, st->name, st->text, 0, NULL), &res, e));
	rc = check(p, res, e);
	PQclear(res);
	if (rc == ERR_OK)
		p->prepared[id] = 1;
	return rc;
}

struct params {
	const char *values[PARAM_MAX];
	int lengths[PARAM_MAX], formats[PARAM_MAX];
	char numbers[PARAM_MAX][INT_SIZE];
};

static void bind_one(struct params *ps, unsigned i, const struct db_arg *a)
{
	ps->values[i] = NULL;
	ps->lengths[i] = 0;
	ps->formats[i] = a->kind == DB_BLOB;
	switch (a->kind) {
	case DB_INT:
		snprintf(ps->numbers[i], INT_SIZE, "%lld", (long long)a->num);
		ps->values[i] = ps->numbers[i];
		break;
	case DB_TEXT:
		ps->values[i] = a->text;
		break;
	case DB_BLOB:
		ps->values[i] = a->blob.len ? (const char *)a->blob.data : "";
		ps->lengths[i] = (int)a->blob.len;
		break;
	case DB_NULL:
		break;
	}
}

static enum err execute(struct pgsql *p, enum sql_id id, const struct db_arg *args, PGresult **out,
			struct error *e)
{
	const struct sql_stmt *st = &sql_stmts[id];
	struct params ps;
	enum err rc;

	for (unsigned i = 0; i < st->n_params; i++)
		bind_one(&ps, i, &args[i]);
	TRY(answer(p,
		   PQsendQueryPrepared(p->conn, st->name, (int)st->n_params, ps.values, ps.lengths,
				       ps.formats, 0),
		   out, e));
	rc = check(p, *out, e);
	if (rc != ERR_OK)
		PQclear(*out);
	return rc;
}

static enum err read_bytea(struct db_rows *r, struct db_cell *c, const char *hex, size_t len,
			   struct error *e)
{
	unsigned char *data;

	if (len < 2 || hex[0] != '\\' || hex[1] != 'x')
		return error_set(e, ERR_INTERNAL, "bytea_output is not hex");
	*c = (struct db_cell){ 0 };
	data = arena_alloc(r->mem, (len - 2) / 2 + 1);
	if (!data)
		return error_set(e, ERR_TOO_LARGE, "the answer exceeds the memory limit");
	if (!hex_decode(hex + 2, len - 2, data))
		return error_set(e, ERR_INTERNAL, "bytea is not hex");
	c->blob = BYTES(data, (len - 2) / 2);
	return ERR_OK;
}

static enum err read_cell(const PGresult *res, int row, int col, struct db_rows *r,
			  struct db_cell *c, struct error *e)
{
	const char *text = PQgetvalue(res, row, col);
	size_t len = (size_t)PQgetlength(res, row, col);

	if (PQgetisnull(res, row, col))
		return ERR_OK;
	switch (PQftype(res, col)) {
	case OID_BYTEA:
		return read_bytea(r, c, text, len, e);
	case OID_BOOL: /* a comparison as a column: 1 or 0, as SQLite has it */
		return db_cell_text(r, c, *text == 't' ? "1" : "0", 1, e);
	default:
		return db_cell_text(r, c, text, len, e);
	}
}

static enum err read_rows(const PGresult *res, struct arena *mem, struct db_rows **out,
			  struct error *e)
{
	int n_columns = PQnfields(res);
	struct db_rows *r;
	struct db_cell *cells;

	TRY(db_rows_new(mem, (size_t)n_columns, &r, e));
	for (int i = 0; i < n_columns; i++)
		TRY(db_rows_column(r, (size_t)i, PQfname(res, i), e));
	for (int row = 0; row < PQntuples(res); row++) {
		TRY(db_rows_add(r, &cells, e));
		for (int i = 0; i < n_columns; i++)
			TRY(read_cell(res, row, i, r, &cells[i], e));
	}
	*out = r;
	return ERR_OK;
}

static enum err pgsql_run(void *ctx, enum sql_id id, const struct db_arg *args, struct arena *mem,
			  struct db_rows **rows_out, int64_t *changed_out, struct error *e)
{
	struct pgsql *p = ctx;
	PGresult *res;
	enum err rc = ERR_OK;

	if (!p->conn && p->in_tx)
		return link_broken(p, e);
	if (!p->conn)
		TRY(pgsql_connect(p, e));
	TRY(pgsql_prepare(p, id, e));
	TRY(execute(p, id, args, &res, e));
	if (mem)
		rc = read_rows(res, mem, rows_out, e);
	if (rc == ERR_OK)
		*changed_out = atoll(PQcmdTuples(res));
	PQclear(res);
	return rc;
}

/* Asks the catalogue itself: to_regclass may answer from a cache that says no although another
 * process has made the table while this one waited for the lock. */
static enum err pgsql_table_exists(void *ctx, const char *name, _Bool *out, struct error *e)
{
	static const char text[] = "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_tables"
				   " WHERE schemaname = current_schema() AND tablename = $1)";
	struct pgsql *p = ctx;
	PGresult *res;
	enum err rc;

	TRY(answer(p,
		   PQsendQueryParams(p->conn, text, 1, NULL, &name, NULL, NULL, 0),
		   &res, e));
	rc = check(p, res, e);
	if (rc == ERR_OK)
		*out = *PQgetvalue(res, 0, 0) == 't';
	PQclear(res);
	return rc;
}

/* The number is "skysign" in ASCII. A serializable transaction reads as of its
 * first statement, which would be the wait for the lock: hence read committed. */
static enum err pgsql_lock_schema(void *ctx, struct error *e)
{
	return pgsql_script(ctx,
			    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;"
			    "SELECT pg_advisory_xact_lock(32488640446228334)",
			    e);
}

static const struct sql_word words[] = {
	{ "INT64", "BIGINT" },
	{ "BYTES", "BYTEA" },
	{ "TEXT", "TEXT COLLATE \"C\"" }, /* the same order as SQLite's */
	{ "STRICT", "" },
};

const struct db_driver db_pgsql = {
	.scheme = "postgresql://",
	.open = pgsql_open,
	.close = pgsql_close,
	.begin = pgsql_begin,
	.commit = pgsql_commit,
	.rollback = pgsql_rollback,
	.prepare = pgsql_prepare,
	.run = pgsql_run,
	.script = pgsql_script,
	.table_exists = pgsql_table_exists,
	.lock_schema = pgsql_lock_schema,
	.words = words,
	.n_words = COUNT_OF(words),
};
