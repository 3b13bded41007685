/* bench_store DIR [URL]: transactions per second, blobs in MB/s, acts recorded per
 * second; on the disk that holds DIR. One line a figure. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/clock.h"
#include "base/id.h"
#include "os/file.h"
#include "sealer/register.h"
#include "store/blob.h"
#include "store/db.h"

enum { FOR_MS = 2000, BLOB_MB = 64, MB = 1 << 20, THREADS = 8 };

static void must(enum err rc, const struct error *e)
{
	if (rc == ERR_OK)
		return;
	fprintf(stderr, "bench_store: %s\n", e->msg);
	exit(1);
}

static void report(const char *what, double n, time_ms from, const char *unit)
{
	time_ms took = clock_monotonic() - from;

	printf("%-34s %10.0f %s\n", what, n * 1000 / (double)(took ? took : 1), unit);
}

static enum err put_one(struct db *db, void *ctx, struct error *e)
{
	char key[24], value[24];

	snprintf(key, sizeof(key), "bench_%u", *(unsigned *)ctx % 1000);
	snprintf(value, sizeof(value), "%u", *(unsigned *)ctx);
	return db_exec(db, SQL_meta_put, NULL, e, DBT(key), DBT(value));
}

static void bench_db(const char *what, const char *url)
{
	AUTO(db) struct db *db = NULL;
	time_ms from;
	struct error e;
	unsigned n = 0;

	must(db_open(url, &db, &e), &e);
	must(db_migrate(db, &e), &e);
	for (from = clock_monotonic(); clock_monotonic() - from < FOR_MS; n++)
		must(db_transact(db, put_one, &n, &e), &e);
	report(what, n, from, "commits/s");
}

static void bench_blob(const char *dir)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(secret) struct secret *key = secret_random(rng_system(), 32);
	AUTO(blob_store) struct blob_store *s = NULL;
	AUTO(blob_writer) struct blob_writer *w = NULL;
	AUTO(blob) struct blob *b = NULL;
	struct id id = id_new("blb", clock_system(), rng_system());
	unsigned char *block = arena_alloc(mem, MB);
	struct blob_info info;
	struct error e;
	time_ms from = clock_monotonic();

	must(blob_store_open(dir, &s, &e), &e);
	must(blob_create(s, key, rng_system(), id.s, &w, &e), &e);
	for (unsigned i = 0; i < BLOB_MB; i++)
		must(blob_write(w, BYTES(block, MB), &e), &e);
	must(blob_commit(w, mem, &info, &e), &e);
	report("blob written, durable", BLOB_MB, from, "MB/s");
	from = clock_monotonic();
	must(blob_open(s, key, info.id, info.wrapped_key, &b, &e), &e);
	for (unsigned i = 0; i < BLOB_MB; i++)
		must(blob_read(b, (uint64_t)i * MB, block, MB, &e), &e);
	report("blob read", BLOB_MB, from, "MB/s");
	must(blob_remove(s, info.id, &e), &e);
}

struct recorder {
	struct reg *reg;
	unsigned number, done;
};

static void *record_acts(void *arg)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct recorder *r = arg;
	time_ms from = clock_monotonic();
	unsigned char attrs[250] = { 1 };

	for (; clock_monotonic() - from < FOR_MS; r->done++) {
		struct record x = { .kind = "agree", .key = "key_1", .digest = BYTES(attrs, 32),
				    .attrs = BYTES(attrs, 250), .signature = BYTES(attrs, 72) };
		struct error e;

		arena_reset(mem);
		snprintf(x.act, sizeof(x.act), "act_%u_%u", r->number, r->done);
		must(reg_append(r->reg, &x, mem, &e), &e);
	}
	return NULL;
}

static void bench_register(const char *path, unsigned n)
{
	AUTO(reg) struct reg *g = NULL;
	struct recorder r[THREADS];
	pthread_t threads[THREADS];
	unsigned sum = 0;
	char what[64];
	struct error e;
	time_ms from = clock_monotonic();

	must(reg_open(path, clock_system(), &g, &e), &e);
	for (unsigned i = 0; i < n; i++) {
		r[i] = (struct recorder){ g, i, 0 };
		if (pthread_create(&threads[i], NULL, record_acts, &r[i]))
			abort();
	}
	for (unsigned i = 0; i < n; i++) {
		pthread_join(threads[i], NULL);
		sum += r[i].done;
	}
	snprintf(what, sizeof(what), "register, %u at once", n);
	report(what, sum, from, "acts/s");
}

int main(int argc, char **argv)
{
	char dir[512], path[600];

	if (argc < 2) {
		fputs("usage: bench_store DIR [postgresql://…]\n", stderr);
		return 2;
	}
	snprintf(dir, sizeof(dir), "%s/skysign-bench-XXXXXX", argv[1]);
	if (!mkdtemp(dir)) {
		perror(dir);
		return 1;
	}
	snprintf(path, sizeof(path), "sqlite:%s/db", dir);
	bench_db("SQLite, synchronous=FULL", path);
	if (argc > 2)
		bench_db("PostgreSQL", argv[2]);
	snprintf(path, sizeof(path), "%s/blobs", dir);
	bench_blob(path);
	snprintf(path, sizeof(path), "%s/register1", dir);
	bench_register(path, 1);
	snprintf(path, sizeof(path), "%s/register8", dir);
	bench_register(path, THREADS);
	dir_remove_all(dir);
	return 0;
}
