#include "../test.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/id.h"
#include "os/file.h"
#include "store/blob_chain.h"

enum { BASE = 150000, TAIL = 7000, TAILS = 3, WHOLE = BASE + (TAILS - 1) * TAIL };

static char dir[32];
static struct blob_store *store;
static struct secret *org_key;
static struct arena *mem;
static unsigned char whole[WHOLE];
static struct blob_part parts[TAILS + 1];

static struct blob_info write_blob(struct bytes in)
{
	struct id id = id_new("blb", clock_system(), rng_system());
	AUTO(blob_writer) struct blob_writer *w = NULL;
	struct blob_info info;

	assert_ok(blob_create(store, org_key, rng_system(), id.s, &w, NULL));
	assert_ok(blob_write(w, in, NULL));
	assert_ok(blob_commit(w, mem, &info, NULL));
	return info;
}

static void add_part(size_t i, size_t off, size_t len)
{
	struct blob_info info = write_blob(BYTES(whole + off, len));

	parts[i] = (struct blob_part){ .id = arena_strdup(mem, info.id), .wrapped_key = info.wrapped_key };
}

/* A base, a tail, an empty tail, another tail. */
static int set_up(void **state)
{
	struct rng r = rng_test(1);

	(void)state;
	strcpy(dir, "/tmp/skysign-chain-XXXXXX");
	if (!mkdtemp(dir) || blob_store_open(dir, &store, NULL))
		return -1;
	mem = arena_new(0);
	org_key = secret_random(&r, 32);
	rng_fill(&r, whole, sizeof(whole));
	add_part(0, 0, BASE);
	add_part(1, BASE, TAIL);
	add_part(2, 0, 0);
	add_part(3, BASE + TAIL, TAIL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	blob_store_free(store);
	secret_free(org_key);
	arena_free(mem);
	dir_remove_all(dir);
	return 0;
}

static struct blob_chain *open_chain(void)
{
	struct blob_chain *c = NULL;

	assert_ok(blob_chain_open(store, org_key, parts, COUNT_OF(parts), &c, NULL));
	return c;
}

static void base_and_tails_read_as_one(void **state)
{
	AUTO(blob_chain) struct blob_chain *c = open_chain();
	static const struct {
		size_t off, len;
	} ranges[] = {
		{ 0, WHOLE }, { 0, 0 }, { WHOLE, 0 }, { BASE - 1, 2 }, { BASE, 1 },
		{ BASE + TAIL - 1, 2 }, { BASE + TAIL, TAIL }, { BASE - 5, TAIL + 10 },
		{ WHOLE - 1, 1 },
	};
	unsigned char *got = arena_alloc(mem, WHOLE);

	(void)state;
	assert_int_equal(blob_chain_size(c), WHOLE);
	for (size_t i = 0; i < COUNT_OF(ranges); i++) {
		assert_ok(blob_chain_read(c, ranges[i].off, got, ranges[i].len, NULL));
		assert_memory_equal(got, whole + ranges[i].off, ranges[i].len);
	}
	assert_int_equal(blob_chain_read(c, WHOLE, got, 1, NULL), ERR_RANGE);
	assert_int_equal(blob_chain_read(c, 1, got, WHOLE, NULL), ERR_RANGE);
}

static void flattening_copies_and_hashes_all_of_it(void **state)
{
	struct id id = id_new("blb", clock_system(), rng_system());
	AUTO(blob_chain) struct blob_chain *c = open_chain();
	AUTO(blob_writer) struct blob_writer *w = NULL;
	AUTO(blob) struct blob *flat = NULL;
	unsigned char got[DIGEST_MAX], want[DIGEST_MAX], *content = arena_alloc(mem, WHOLE);
	struct digest d[2];
	struct blob_info info;

	(void)state;
	digest_init(&d[0], DIGEST_SHA256);
	digest_init(&d[1], DIGEST_SHA512);
	assert_ok(blob_create(store, org_key, rng_system(), id.s, &w, NULL));
	assert_ok(blob_chain_flatten(c, w, d, 2, NULL));
	assert_ok(blob_commit(w, mem, &info, NULL));
	digest_final(&d[1], got);
	assert_memory_equal(got, digest_of(DIGEST_SHA512, BYTES(whole, WHOLE), want).data, 64);
	digest_final(&d[0], got);
	assert_memory_equal(got, digest_of(DIGEST_SHA256, BYTES(whole, WHOLE), want).data, 32);
	assert_ok(blob_open(store, org_key, info.id, info.wrapped_key, &flat, NULL));
	assert_int_equal(blob_size(flat), WHOLE);
	assert_ok(blob_read(flat, 0, content, WHOLE, NULL));
	assert_memory_equal(content, whole, WHOLE);
}

static enum err refuse_second(void *ctx, struct bytes piece, struct error *e)
{
	(void)piece;
	return ++*(int *)ctx < 2 ? ERR_OK : error_set(e, ERR_DENIED, "enough");
}

static void a_sink_that_fails_ends_the_walk(void **state)
{
	AUTO(blob_chain) struct blob_chain *c = open_chain();
	int calls = 0;

	(void)state;
	assert_int_equal(blob_chain_each(c, 0, WHOLE, refuse_second, &calls, NULL), ERR_DENIED);
	assert_int_equal(calls, 2);
}

static void a_missing_part_is_noticed_when_opening(void **state)
{
	struct blob_chain *c = NULL;

	(void)state;
	assert_ok(blob_remove(store, parts[1].id, NULL));
	assert_int_equal(blob_chain_open(store, org_key, parts, COUNT_OF(parts), &c, NULL),
			 ERR_NOT_FOUND);
	assert_null(c);
}

#define FRESH(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(base_and_tails_read_as_one),
		FRESH(flattening_copies_and_hashes_all_of_it),
		FRESH(a_sink_that_fails_ends_the_walk),
		FRESH(a_missing_part_is_noticed_when_opening),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
