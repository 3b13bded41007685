#include "../test.h"
#include "crypto/digest.h"
#include "sealer/record.h"

static struct arena *mem;

static int set_up(void **state)
{
	(void)state;
	mem = arena_new(0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(mem);
	return 0;
}

static struct record example(void)
{
	struct record r = { .seq = 7, .time = 1763820000123, .act = "sel_1", .kind = "agree",
			    .key = "key_1", .digest = BYTES_LIT("0123456789abcdef0123456789abcdef"),
			    .attrs = BYTES_LIT("\x31\x00"), .signature = BYTES_LIT("\xff\x00sig") };

	memset(r.event, 0xe1, sizeof(r.event));
	memset(r.prev, 0x22, sizeof(r.prev));
	return r;
}

static struct bytes line_of(struct record *r, struct buf *out)
{
	record_write(r, out);
	assert_int_equal(out->data[out->len - 1], '\n');
	return BYTES(out->data, out->len - 1);
}

static void what_was_written_is_read(void **state)
{
	AUTO(buf) struct buf out = { 0 };
	struct record r = example(), got;

	(void)state;
	assert_ok(record_read(line_of(&r, &out), mem, &got, NULL));
	assert_int_equal(got.seq, 7);
	assert_int_equal(got.time, r.time);
	assert_string_equal(got.act, "sel_1");
	assert_string_equal(got.kind, "agree");
	assert_string_equal(got.key, "key_1");
	assert_memory_equal(got.event, r.event, RECORD_HASH);
	assert_memory_equal(got.prev, r.prev, RECORD_HASH);
	assert_memory_equal(got.hash, r.hash, RECORD_HASH);
	assert_true(bytes_eq(got.digest, r.digest));
	assert_true(bytes_eq(got.attrs, r.attrs));
	assert_true(bytes_eq(got.signature, r.signature));
}

/* So that an auditor needs sha256sum and cut only. */
static void the_hash_is_sha256_of_the_line_before_it(void **state)
{
	AUTO(buf) struct buf out = { 0 };
	struct record r = example();
	struct bytes line = line_of(&r, &out);
	unsigned char want[DIGEST_MAX];

	(void)state;
	digest_of(DIGEST_SHA256, bytes_slice(line, 0, line.len - 64), want);
	assert_memory_equal(r.hash, want, RECORD_HASH);
}

static void any_changed_character_is_noticed(void **state)
{
	AUTO(buf) struct buf out = { 0 };
	struct record r = example(), got;
	struct bytes line = line_of(&r, &out);

	(void)state;
	for (size_t i = 0; i < line.len; i++) {
		out.data[i] ^= 1;
		assert_int_equal(record_read(line, mem, &got, NULL), ERR_IO);
		out.data[i] ^= 1;
	}
	for (size_t n = 0; n < line.len; n++)
		assert_int_equal(record_read(bytes_slice(line, 0, n), mem, &got, NULL), ERR_IO);
	assert_ok(record_read(line, mem, &got, NULL));
}

static void a_name_is_short_and_plain(void **state)
{
	static const char *const bad[] = { "", "a b", "A", "a\n", "aaaaaaaaaaaaaaaaa" };

	(void)state;
	assert_true(record_name_valid("a", 17));
	assert_true(record_name_valid("sel_0192-x.9", 17));
	assert_true(record_name_valid("aaaaaaaaaaaaaaaa", 17));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(record_name_valid(bad[i], 17));
}

#define FRESH(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(what_was_written_is_read),
		FRESH(the_hash_is_sha256_of_the_line_before_it),
		FRESH(any_changed_character_is_noticed),
		cmocka_unit_test(a_name_is_short_and_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
