/* What a database must offer; db.c puts the rules common to all on top: writes
 * only inside a transaction, a transaction with a failure in it only rolls back. */
#pragma once
#include "store/db.h"

struct db_driver {
	const char *scheme;	/* how its URLs begin */
	enum err (*open)(const char *url, void **ctx_out, struct error *e);
	void (*close)(void *ctx);

	enum err (*begin)(void *ctx, struct error *e);
	enum err (*commit)(void *ctx, struct error *e); /* on failure nothing is open any more */
	void (*rollback)(void *ctx);

	enum err (*prepare)(void *ctx, enum sql_id id, struct error *e);
	/* rows NULL: a statement that changes. args: as many as the statement has. */
	enum err (*run)(void *ctx, enum sql_id id, const struct db_arg *args, struct arena *mem,
			struct db_rows **rows_out, int64_t *changed_out, struct error *e);

	/* For migrations: several statements without parameters. */
	enum err (*script)(void *ctx, const char *sql, struct error *e);
	enum err (*table_exists)(void *ctx, const char *name, _Bool *out, struct error *e);
	/* Inside a transaction: one process at a time gets past this. */
	enum err (*lock_schema)(void *ctx, struct error *e);

	/* How the words allowed in sql/schema are spelled here. */
	const struct sql_word {
		const char *ours, *theirs;
	} *words;
	size_t n_words;
};

extern const struct db_driver db_sqlite, db_pgsql;

struct db {
	const struct db_driver *driver;
	void *ctx;
	_Bool in_tx;
	_Bool tx_failed;	/* something in it failed: only rollback is left */
	_Bool joined;		/* in_tx is a savepoint of one transaction; see db_join */
	_Bool join_open, join_failed;
	unsigned schema;	/* number of the newest migration applied; 0: none */
};

/* Reads db->schema and refuses a database that is too new for this program. */
enum err db_schema_read(struct db *db, struct error *e) MUST_USE;
/* As db_migrate, but no further than to this number: for tests of what a migration makes of old rows. */
enum err db_migrate_to(struct db *db, unsigned number, struct error *e) MUST_USE;

/* rows.c: filled by a driver, read by the callers of db.h. */
struct db_cell {
	const char *text;	/* NUL-terminated; NULL for NULL and for blobs */
	struct bytes blob;
	int64_t num;
	_Bool null;
};

struct db_rows {
	struct arena *mem;
	size_t n_rows, n_columns, cap;
	const char **columns;
	struct db_cell *cells;	/* row after row */
};

enum err db_rows_new(struct arena *mem, size_t n_columns, struct db_rows **out, struct error *e)
	MUST_USE;
enum err db_rows_column(struct db_rows *r, size_t column, const char *name, struct error *e)
	MUST_USE;
/* Room for one more row, all NULL; *row_out is its first cell. */
enum err db_rows_add(struct db_rows *r, struct db_cell **row_out, struct error *e) MUST_USE;
enum err db_cell_text(struct db_rows *r, struct db_cell *c, const char *text, size_t len,
		      struct error *e) MUST_USE;
enum err db_cell_blob(struct db_rows *r, struct db_cell *c, struct bytes in, struct error *e)
	MUST_USE;
