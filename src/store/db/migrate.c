/* Migrations: forward only, each in one transaction, recorded with a checksum. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/buf.h"
#include "base/clock.h"
#include "store/db/driver.h"

enum { LIST_LIMIT = 1024 * 1024, CHECKSUM_SIZE = 17 };

/* FNV-1a: against an edited migration by mistake, not against an attacker. */
static void checksum(const char *text, char out[CHECKSUM_SIZE])
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 0x100000001b3u;
	snprintf(out, CHECKSUM_SIZE, "%016" PRIx64, h);
}

static size_t word_length(const char *p)
{
	size_t n = 0;

	while (isalnum((unsigned char)p[n]) || p[n] == '_')
		n++;
	return n;
}

static const struct sql_word *word_find(const struct db_driver *d, const char *p, size_t n)
{
	for (size_t i = 0; i < d->n_words; i++)
		if (strlen(d->words[i].ours) == n && !memcmp(d->words[i].ours, p, n))
			return &d->words[i];
	return NULL;
}

/* Comment or string literal at p: its length, else 0. */
static size_t opaque_length(const char *p)
{
	size_t n;

	if (!strncmp(p, "--", 2))
		return strcspn(p, "\n");
	if (*p != '\'')
		return 0;
	n = 1 + strcspn(p + 1, "'");
	return p[n] ? n + 1 : n;
}

/* The words of sql/schema in the driver's spelling. */
static void translate(const struct db_driver *d, const char *sql, struct buf *out)
{
	while (*sql) {
		const struct sql_word *w;
		size_t n = opaque_length(sql);

		if (n) {
			buf_append(out, BYTES(sql, n));
			sql += n;
			continue;
		}
		n = word_length(sql);
		w = word_find(d, sql, n);
		if (w)
			buf_append_str(out, w->theirs);
		else
			buf_append(out, BYTES(sql, n ? n : 1));
		sql += n ? n : 1;
	}
}

static enum err check_compatible(struct db *db, struct arena *mem, struct error *e)
{
	struct db_rows *rows;
	int64_t changed;

	TRY(db->driver->run(db->ctx, SQL_meta_get, (struct db_arg[]){ DBT("compatible_from") }, mem,
			    &rows, &changed, e));
	if (!db_count(rows) || db_int(rows, 0, "value") <= SQL_MIGRATION_COUNT)
		return ERR_OK;
	return error_set(e, ERR_UNAVAILABLE,
			 "db: the database needs a program that knows schema %" PRId64
			 "; this one knows %u",
			 db_int(rows, 0, "value"), (unsigned)SQL_MIGRATION_COUNT);
}

static enum err check_row(const struct db_rows *rows, size_t i, struct error *e)
{
	char sum[CHECKSUM_SIZE];

	if (db_int(rows, i, "number") != (int64_t)i + 1)
		return error_set(e, ERR_INTERNAL, "db: migration %zu is missing", i + 1);
	if (i >= SQL_MIGRATION_COUNT)
		return ERR_OK; /* made by a newer program that runs beside this one */
	checksum(sql_migrations[i].text, sum);
	if (strcmp(db_str(rows, i, "checksum"), sum))
		return error_set(e, ERR_INTERNAL,
				 "db: migration %s was applied with another text",
				 sql_migrations[i].name);
	return ERR_OK;
}

enum err db_schema_read(struct db *db, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(LIST_LIMIT);
	struct db_rows *rows;
	int64_t changed;
	_Bool exists;

	TRY(db->driver->table_exists(db->ctx, "schema_migration", &exists, e));
	db->schema = 0;
	if (!exists)
		return ERR_OK;
	TRY(db->driver->run(db->ctx, SQL_migration_list, NULL, mem, &rows, &changed, e));
	for (size_t i = 0; i < db_count(rows); i++)
		TRY(check_row(rows, i, e));
	TRY(check_compatible(db, mem, e));
	db->schema = (unsigned)db_count(rows);
	return ERR_OK;
}

static enum err record(struct db *db, const struct sql_migration *m, struct error *e)
{
	char sum[CHECKSUM_SIZE];
	int64_t changed;

	checksum(m->text, sum);
	return db->driver->run(db->ctx, SQL_migration_insert,
			       (struct db_arg[]){ DBI(m->number), DBT(m->name), DBT(sum),
						  DBI(clock_now(clock_system())) },
			       NULL, NULL, &changed, e);
}

/* Under the lock the schema is read again: another process may have been first. */
static enum err apply(struct db *db, unsigned number, struct error *e)
{
	const struct sql_migration *m;
	AUTO(buf) struct buf text = { 0 };

	TRY(db->driver->lock_schema(db->ctx, e));
	TRY(db_schema_read(db, e));
	if (db->schema >= number)
		return ERR_OK;
	m = &sql_migrations[db->schema];
	translate(db->driver, m->text, &text);
	if (db->driver->script(db->ctx, buf_cstr(&text), e) != ERR_OK)
		return error_wrap(e, ERR_INTERNAL, m->name);
	TRY(record(db, m, e));
	db->schema++;
	return ERR_OK;
}

enum err db_migrate_to(struct db *db, unsigned number, struct error *e)
{
	while (db->schema < number) {
		enum err rc;

		TRY(db->driver->begin(db->ctx, e));
		rc = apply(db, number, e);
		if (rc != ERR_OK) {
			db->driver->rollback(db->ctx);
			return error_wrap(e, rc, "migrate");
		}
		TRY(db->driver->commit(db->ctx, e));
	}
	return ERR_OK;
}

enum err db_migrate(struct db *db, struct error *e)
{
	return db_migrate_to(db, SQL_MIGRATION_COUNT, e);
}
