#include "dump.h"
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include "../test.h"
#include "base/buf.h"
#include "crypto/digest.h"

struct dump {
	sqlite3 *lite;
	PGconn *pg;
};

static const char DUMP[] = "dump"; /* the statement that looks at everything at once, PostgreSQL */

static void table_names(PGconn *pg, struct buf *sql)
{
	PGresult *r = PQexec(pg, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");

	assert_int_equal(PQresultStatus(r), PGRES_TUPLES_OK);
	for (int i = 0; i < PQntuples(r); i++)
		buf_printf(sql,
			   "%sSELECT '%s', concat(count(*), '.', sum(hashtextextended(x::text, 0))) FROM %s x",
			   i ? " UNION ALL " : "", PQgetvalue(r, i, 0), PQgetvalue(r, i, 0));
	buf_append_str(sql, " ORDER BY 1");
	buf_append_byte(sql, 0);
	PQclear(r);
}

struct dump *dump_open(const char *url)
{
	struct dump *d = test_calloc(1, sizeof(*d));
	AUTO(buf) struct buf sql = { 0 };
	PGresult *r;

	if (!strncmp(url, "sqlite:", 7)) {
		assert_int_equal(sqlite3_open(url + 7, &d->lite), SQLITE_OK);
		return d;
	}
	d->pg = PQconnectdb(url);
	assert_int_equal(PQstatus(d->pg), CONNECTION_OK);
	table_names(d->pg, &sql);
	r = PQprepare(d->pg, DUMP, (const char *)sql.data, 0, NULL);
	assert_int_equal(PQresultStatus(r), PGRES_COMMAND_OK);
	PQclear(r);
	return d;
}

void dump_close(struct dump *d)
{
	sqlite3_close(d->lite);
	PQfinish(d->pg);
	test_free(d);
}

static void hash_rows(sqlite3 *db, const char *table, char out[DUMP_TEXT])
{
	unsigned char value[DIGEST_MAX];
	char sql[128], hex[2 * DIGEST_MAX + 1];
	struct digest h;
	sqlite3_stmt *s;

	snprintf(sql, sizeof(sql), "SELECT * FROM %s ORDER BY 1, 2", table);
	digest_init(&h, DIGEST_SHA256);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		for (int c = 0; c < sqlite3_column_count(s); c++) {
			const void *data = sqlite3_column_blob(s, c);

			digest_update(&h, BYTES(data ? data : "", (size_t)sqlite3_column_bytes(s, c)));
			digest_update(&h, BYTES_LIT("|"));
		}
	}
	sqlite3_finalize(s);
	digest_final(&h, value);
	hex_encode(BYTES(value, 16), hex);
	memcpy(out, hex, DUMP_TEXT);
}

static void take_lite(struct dump *d, struct dump_state *out)
{
	sqlite3_stmt *s;

	assert_int_equal(sqlite3_prepare_v2(d->lite,
					    "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
					    -1, &s, NULL),
			 SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		assert_true(out->n < DUMP_TABLES_MAX);
		snprintf(out->name[out->n], sizeof(out->name[0]), "%s",
			 (const char *)sqlite3_column_text(s, 0));
		hash_rows(d->lite, out->name[out->n], out->digest[out->n]);
		out->n++;
	}
	sqlite3_finalize(s);
}

static void take_pg(struct dump *d, struct dump_state *out)
{
	PGresult *r = PQexecPrepared(d->pg, DUMP, 0, NULL, NULL, NULL, 0);

	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		fail_msg("%s", PQerrorMessage(d->pg));
	for (int i = 0; i < PQntuples(r); i++) {
		assert_true(out->n < DUMP_TABLES_MAX);
		snprintf(out->name[out->n], sizeof(out->name[0]), "%s", PQgetvalue(r, i, 0));
		snprintf(out->digest[out->n], sizeof(out->digest[0]), "%s", PQgetvalue(r, i, 1));
		out->n++;
	}
	PQclear(r);
}

void dump_take(struct dump *d, struct dump_state *out)
{
	out->n = 0;
	if (d->pg)
		take_pg(d, out);
	else
		take_lite(d, out);
}

static _Bool lite_has(sqlite3 *db, const char *table, const char *text)
{
	char sql[128];
	_Bool found = 0;
	sqlite3_stmt *s;

	snprintf(sql, sizeof(sql), "SELECT * FROM %s", table);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	while (!found && sqlite3_step(s) == SQLITE_ROW)
		for (int c = 0; c < sqlite3_column_count(s); c++) {
			const void *data = sqlite3_column_blob(s, c);
			size_t n = (size_t)sqlite3_column_bytes(s, c);

			found |= n && memmem(data, n, text, strlen(text));
		}
	sqlite3_finalize(s);
	return found;
}

static _Bool pg_has(PGconn *pg, const char *table, const char *text)
{
	AUTO(buf) struct buf sql = { 0 };
	PGresult *r;
	_Bool found;

	buf_printf(&sql, "SELECT 1 FROM %s x WHERE strpos(x::text, '%s') > 0 LIMIT 1", table, text);
	r = PQexec(pg, buf_cstr(&sql));
	assert_int_equal(PQresultStatus(r), PGRES_TUPLES_OK);
	found = PQntuples(r) > 0;
	PQclear(r);
	return found;
}

void dump_tables_with(struct dump *d, const char *text, char *out, size_t cap)
{
	struct dump_state tables;
	size_t used = 0;

	dump_take(d, &tables);
	out[0] = 0;
	for (size_t i = 0; i < tables.n; i++) {
		const char *name = tables.name[i];

		if (d->pg ? pg_has(d->pg, name, text) : lite_has(d->lite, name, text))
			used += (size_t)snprintf(out + used, cap - used, "%s%s", used ? "," : "", name);
		assert_true(used < cap);
	}
}

const char *dump_differs(const struct dump_state *a, const struct dump_state *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->digest[i], b->digest[i]) != 0)
			return a->name[i];
	return NULL;
}
