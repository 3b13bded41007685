/* One database connection: SQLite or PostgreSQL, the same named statements on both (sql/, embedded as
 * enum sql_id in sql.h).
 *
 * A connection belongs to one thread at a time. Every write is in a transaction that the domain opened.
 * Transactions are serializable on both. After a failed statement a transaction can only be rolled back,
 * on both: whoever wants to try something else begins again. ERR_BUSY means: roll back, do it all again
 * (db_transact does). A lost link gives ERR_UNAVAILABLE; the next begin, or the next query outside of a
 * transaction, connects again. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "sql.h"

struct db;

/* url: "sqlite:PATH" (made when absent, mode 0600) or "postgresql://…" (libpq URI, TLS as it says).
 * Refuses a database that is too new for this program or has other migrations. One whose schema is older
 * opens, and refuses everything with ERR_UNAVAILABLE until db_migrate has run. */
enum err db_open(const char *url, struct db **out, struct error *e) MUST_USE;
void db_close(struct db *db);
/* Forward to the newest schema; several processes may do so at once. */
enum err db_migrate(struct db *db, struct error *e) MUST_USE;
/* Prepares every statement: finds what this database does not understand. */
enum err db_prepare_all(struct db *db, struct error *e) MUST_USE;

/* BEGIN IMMEDIATE / BEGIN; ERR_BUSY after the busy timeout. */
enum err db_begin(struct db *db, struct error *e) MUST_USE;
enum err db_commit(struct db *db, struct error *e) MUST_USE; /* ERR_COMMIT_UNKNOWN when the link broke meanwhile */
void db_rollback(struct db *db); /* also fine when no transaction is open */
/* Joins the transactions that follow into one, so that what is written last is durable together with
 * what was written first: db_begin and db_commit are savepoints until db_join_commit or
 * db_join_abandon. The database's own transaction begins with the first of them. Nothing slow belongs
 * in between. After ERR_BUSY: abandon, do it all again. */
void db_join(struct db *db);
enum err db_join_commit(struct db *db, struct error *e) MUST_USE; /* nothing begun: ERR_OK */
void db_join_abandon(struct db *db); /* also fine when nothing is joined */
/* Begins, calls work, commits; rolls back when work fails. On ERR_BUSY all of it is done again, some ten
 * times within a second or so: work must have no effect outside of the database. */
typedef enum err db_work_fn(struct db *db, void *ctx, struct error *e);
enum err db_transact(struct db *db, db_work_fn *work, void *ctx, struct error *e) MUST_USE;

struct db_arg {
	enum { DB_NULL, DB_INT, DB_TEXT, DB_BLOB } kind;
	int64_t num;
	const char *text;
	struct bytes blob;
};
#define DBI(v) ((struct db_arg){ .kind = DB_INT, .num = (v) })
#define DBT(v) db_text(v) /* NULL gives SQL NULL */
#define DBB(v) ((struct db_arg){ .kind = DB_BLOB, .blob = (v) })
#define DBNULL ((struct db_arg){ .kind = DB_NULL })
static inline UNUSED struct db_arg db_text(const char *s)
{
	return (struct db_arg){ .kind = s ? DB_TEXT : DB_NULL, .text = s };
}

/* Rows changed in *changed (NULL: not wanted). ERR_CONFLICT on a unique or foreign key violation. The number
 * of arguments must be the statement's (asserted). Without any: db_exec_args(db, id, NULL, 0, …). */
enum err db_exec_args(struct db *db, enum sql_id id, const struct db_arg *args, size_t n, int64_t *changed,
		      struct error *e) MUST_USE;
#define db_exec(db, id, changed, e, ...)                                        \
	db_exec_args((db), (id), (struct db_arg[]){ __VA_ARGS__ },              \
		     sizeof((struct db_arg[]){ __VA_ARGS__ }) / sizeof(struct db_arg), (changed), (e))

struct db_rows; /* all rows of one query, in the arena */
enum err db_query_args(struct db *db, enum sql_id id, const struct db_arg *args, size_t n, struct arena *mem,
		       struct db_rows **out, struct error *e) MUST_USE;
#define db_query(db, id, mem, out, e, ...)                                      \
	db_query_args((db), (id), (struct db_arg[]){ __VA_ARGS__ },             \
		      sizeof((struct db_arg[]){ __VA_ARGS__ }) / sizeof(struct db_arg), (mem), (out), (e))
size_t db_count(const struct db_rows *r);
_Bool db_is_null(const struct db_rows *r, size_t row, const char *column);
int64_t db_int(const struct db_rows *r, size_t row, const char *column);	  /* 0 when NULL */
const char *db_str(const struct db_rows *r, size_t row, const char *column);	  /* NULL when NULL */
struct bytes db_blob(const struct db_rows *r, size_t row, const char *column); /* empty when NULL */

static inline UNUSED void db_free(struct db *db)
{
	db_close(db);
}
DEFINE_AUTO(db, struct db *)
