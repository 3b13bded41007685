#include "../test.h"
#include "crypto/digest.h"

static void assert_digest(enum digest_alg alg, const char *in, const char *hex)
{
	unsigned char out[DIGEST_MAX];
	char text[2 * DIGEST_MAX + 1];

	hex_encode(digest_of(alg, bytes_of_str(in), out), text);
	assert_string_equal(text, hex);
}

/* FIPS 180-4 examples */
static void digests_are_those_of_the_standard(void **state)
{
	(void)state;
	assert_digest(DIGEST_SHA1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d");
	assert_digest(DIGEST_SHA256, "abc",
		      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_digest(DIGEST_SHA384, "abc",
		      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
		      "8086072ba1e7cc2358baeca134c825a7");
	assert_digest(DIGEST_SHA512, "abc",
		      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
		      "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
	assert_digest(DIGEST_SHA256, "",
		      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void an_imported_state_continues_at_every_split(void **state)
{
	unsigned char data[300], whole[DIGEST_MAX], parts[DIGEST_MAX], saved[DIGEST_STATE_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(i * 7 + 3);
	for (unsigned alg = 0; alg < DIGEST_COUNT_; alg++) {
		digest_of((enum digest_alg)alg, BYTES(data, sizeof(data)), whole);
		for (size_t split = 0; split <= sizeof(data); split++) {
			struct digest a, b;
			size_t n;

			digest_init(&a, (enum digest_alg)alg);
			digest_update(&a, BYTES(data, split));
			n = digest_export(&a, saved);
			assert_ok(digest_import(&b, BYTES(saved, n), NULL));
			digest_update(&b, BYTES(data + split, sizeof(data) - split));
			digest_final(&b, parts);
			assert_memory_equal(whole, parts, digest_size((enum digest_alg)alg));
		}
	}
}

/* The stored form must stay readable for the life of the archive. */
static void the_exported_form_is_fixed(void **state)
{
	static const char want[] =
		"44010000"
		"0000000000000043"
		"8b32cd46d0772d44e4158e19ed1472e235a42a1836eccee0e292295b85adffde";
	unsigned char saved[DIGEST_STATE_MAX];
	char hex[2 * DIGEST_STATE_MAX + 1];
	struct digest d;
	size_t n;

	(void)state;
	digest_init(&d, DIGEST_SHA256);
	for (int i = 0; i < 67; i++)
		digest_update(&d, BYTES_LIT("x"));
	n = digest_export(&d, saved);
	hex_encode(BYTES(saved, n), hex);
	assert_int_equal(n, 12 + 32 + 3);
	assert_memory_equal(hex, want, sizeof(want) - 1);
	assert_string_equal(hex + 2 * (n - 3), "787878");
}

static void a_length_over_four_gigabytes_survives(void **state)
{
	unsigned char saved[DIGEST_STATE_MAX], again[DIGEST_STATE_MAX];
	struct digest d;
	size_t n;

	(void)state;
	for (unsigned alg = 0; alg < DIGEST_COUNT_; alg++) {
		digest_init(&d, (enum digest_alg)alg);
		n = digest_export(&d, saved);
		saved[4 + 2] = 0x12; /* 0x12_0000_0000_00 bytes: a whole number of blocks */
		assert_ok(digest_import(&d, BYTES(saved, n), NULL));
		assert_int_equal(digest_export(&d, again), n);
		assert_memory_equal(saved, again, n);
	}
}

static void damaged_states_are_refused_and_leave_the_digest_alone(void **state)
{
	static const struct {
		size_t at;
		unsigned char value;
	} damage[] = { { 0, 'X' }, { 1, 2 }, { 2, DIGEST_COUNT_ }, { 3, 1 }, { 4, 0xff }, { 11, 9 } };
	unsigned char saved[DIGEST_STATE_MAX];
	struct digest d, before;
	size_t n;

	(void)state;
	digest_init(&d, DIGEST_SHA512);
	digest_update(&d, BYTES_LIT("hello"));
	n = digest_export(&d, saved);
	memset(&before, 0x5a, sizeof(before));
	for (size_t i = 0; i < COUNT_OF(damage); i++) {
		unsigned char old = saved[damage[i].at];

		d = before;
		saved[damage[i].at] = damage[i].value;
		assert_int_equal(digest_import(&d, BYTES(saved, n), NULL), ERR_INVALID);
		assert_memory_equal(&d, &before, sizeof(d));
		saved[damage[i].at] = old;
	}
	for (size_t len = 0; len < n; len++)
		assert_int_equal(digest_import(&d, BYTES(saved, len), NULL), ERR_INVALID);
}

/* Whoever goes on with another program needs the parts. */
static void a_state_comes_apart_into_chaining_values_and_what_is_pending(void **state)
{
	static const struct {
		enum digest_alg alg;
		size_t chain, block;
	} kinds[] = { { DIGEST_SHA256, 32, 64 }, { DIGEST_SHA384, 64, 128 }, { DIGEST_SHA512, 64, 128 } };
	unsigned char text[300], saved[DIGEST_STATE_MAX];
	struct digest_parts parts;
	struct digest d;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (unsigned char)i;
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		size_t pending = sizeof(text) % kinds[i].block, n;

		digest_init(&d, kinds[i].alg);
		digest_update(&d, BYTES(text, sizeof(text)));
		n = digest_export(&d, saved);
		assert_int_equal(digest_state_parts(BYTES(saved, n), &parts, NULL), ERR_OK);
		assert_int_equal(parts.alg, kinds[i].alg);
		assert_int_equal(parts.length, sizeof(text));
		assert_int_equal(parts.chain.len, kinds[i].chain);
		assert_int_equal(parts.pending.len, pending);
		assert_memory_equal(parts.pending.data, text + sizeof(text) - pending, pending);
		assert_int_equal(digest_state_parts(BYTES(saved, n - 1), &parts, NULL), ERR_INVALID);
	}
}

static void names_go_both_ways(void **state)
{
	enum digest_alg alg = DIGEST_SHA1;

	(void)state;
	for (unsigned i = 0; i < DIGEST_COUNT_; i++) {
		assert_true(digest_parse(digest_name((enum digest_alg)i), &alg));
		assert_int_equal(alg, i);
	}
	assert_false(digest_parse("md5", &alg));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_those_of_the_standard),
		cmocka_unit_test(an_imported_state_continues_at_every_split),
		cmocka_unit_test(the_exported_form_is_fixed),
		cmocka_unit_test(a_length_over_four_gigabytes_survives),
		cmocka_unit_test(damaged_states_are_refused_and_leave_the_digest_alone),
		cmocka_unit_test(a_state_comes_apart_into_chaining_values_and_what_is_pending),
		cmocka_unit_test(names_go_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
