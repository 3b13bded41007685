#include "../test.h"
#include "sig/validate/policy.h"

static time_ms moment(const char *s)
{
	time_ms t;

	assert_true(time_parse_rfc3339(s, &t));
	return t;
}

static void an_end_is_the_last_moment_of_its_day(void **state)
{
	const struct algo_policy *p = algo_policy_default();

	(void)state;
	assert_int_equal(algo_policy_digest(p, "SHA1"), moment("2013-12-31T23:59:59.999Z"));
	assert_int_equal(algo_policy_digest(p, "sha1"), algo_policy_digest(p, "SHA1"));
}

static void what_is_safe_has_no_end_and_what_is_unknown_never_was(void **state)
{
	const struct algo_policy *p = algo_policy_default();

	(void)state;
	assert_true(algo_policy_digest(p, "SHA256") == INT64_MAX);
	assert_true(algo_policy_digest(p, "") == INT64_MIN);
	assert_true(algo_policy_digest(p, "MD2") == INT64_MIN);
	assert_true(algo_policy_key(p, "EC", 256) == INT64_MAX);
	assert_true(algo_policy_key(p, "ED25519", 253) == INT64_MAX);
	assert_true(algo_policy_key(p, "GOST", 256) == INT64_MIN);
}

static void a_key_row_holds_up_to_the_next_larger_one(void **state)
{
	const struct algo_policy *p = algo_policy_default();

	(void)state;
	assert_true(algo_policy_key(p, "RSA", 1023) == INT64_MIN);
	assert_int_equal(algo_policy_key(p, "RSA", 1024), moment("2013-12-31T23:59:59.999Z"));
	assert_int_equal(algo_policy_key(p, "RSA", 2048), moment("2030-12-31T23:59:59.999Z"));
	assert_int_equal(algo_policy_key(p, "RSA-PSS", 2999), algo_policy_key(p, "RSA", 2048));
	assert_true(algo_policy_key(p, "RSA", 4096) == INT64_MAX);
	assert_int_equal(algo_policy_key(p, "EC", 192), moment("2012-08-01T23:59:59.999Z"));
	assert_int_equal(algo_policy_key(p, "EC", 224), moment("2021-09-30T23:59:59.999Z"));
}

static void every_built_in_date_can_be_read(void **state)
{
	const struct algo_policy *p = algo_policy_default();

	(void)state;
#define DIGEST(name, until)    assert_true(algo_policy_digest(p, name) != INT64_MIN);
#define KEY(name, bits, until) assert_true(algo_policy_key(p, name, bits) != INT64_MIN);
#include "sig/validate/policy.def"
#undef DIGEST
#undef KEY
}

static void a_file_replaces_rows_and_adds_rows(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct algo_policy *p;
	struct error e = { 0 };

	(void)state;
	assert_int_equal(
		algo_policy_parse(bytes_of_str("# ours\nname  strict 1\n\ndigest SHA1 never\r\n"
					       "digest sm3 always\nkey rsa 1900 2028-12-31 # ETSI\n"
					       "key rsa 2500 never"),
				  mem, &p, &e),
		ERR_OK);
	assert_string_equal(algo_policy_name(p), "strict 1");
	assert_true(algo_policy_digest(p, "sha1") == INT64_MIN);
	assert_true(algo_policy_digest(p, "SM3") == INT64_MAX);
	assert_true(algo_policy_digest(p, "sha256") == INT64_MAX);
	assert_int_equal(algo_policy_key(p, "RSA", 2048), moment("2028-12-31T23:59:59.999Z"));
	assert_true(algo_policy_key(p, "RSA", 2500) == INT64_MIN);
	assert_true(algo_policy_key(p, "RSA", 3000) == INT64_MAX);
}

static void a_wrong_line_is_refused_and_named(void **state)
{
	static const char *const wrong[] = {
		"digest sha1",
		"digest sha1 2013-13-01",
		"digest sha1 2013-02-30",
		"digest sha1 13-12-31",
		"digest sha1 2013-12-31 more",
		"key rsa 2030-12-31",
		"key rsa -1 always",
		"key rsa 999999 always",
		"key rsa 65537 always",
		"cipher aes always",
		"name ",
		"name a\nname b",
		"digest \xe3\x81\x82 always",
		"digest sha1 2013-12-3\x01",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		AUTO(arena) struct arena *mem = arena_new(0);
		const struct algo_policy *p = NULL;
		struct error e = { 0 };

		assert_int_equal(algo_policy_parse(bytes_of_str(wrong[i]), mem, &p, &e),
				 ERR_INVALID);
		assert_null(p);
		assert_non_null(strstr(e.msg, "line "));
	}
}

static void a_file_that_is_no_text_or_too_large_is_refused(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	unsigned char *big = arena_alloc(mem, POLICY_FILE_MAX + 1);
	const struct algo_policy *p = NULL;

	(void)state;
	assert_int_equal(algo_policy_parse(BYTES((const unsigned char *)"a\0b", 3), mem, &p, NULL),
			 ERR_INVALID);
	assert_int_equal(algo_policy_parse(BYTES(big, POLICY_FILE_MAX + 1), mem, &p, NULL),
			 ERR_TOO_LARGE);
	assert_int_equal(algo_policy_parse((struct bytes){ 0 }, mem, &p, NULL), ERR_OK);
	assert_string_equal(algo_policy_name(p), "file");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_end_is_the_last_moment_of_its_day),
		cmocka_unit_test(what_is_safe_has_no_end_and_what_is_unknown_never_was),
		cmocka_unit_test(a_key_row_holds_up_to_the_next_larger_one),
		cmocka_unit_test(every_built_in_date_can_be_read),
		cmocka_unit_test(a_file_replaces_rows_and_adds_rows),
		cmocka_unit_test(a_wrong_line_is_refused_and_named),
		cmocka_unit_test(a_file_that_is_no_text_or_too_large_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
