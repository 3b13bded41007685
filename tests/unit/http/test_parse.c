#include "../test.h"
#include "http/parse.h"

static void languages_are_weighed(void **state)
{
	(void)state;

	assert_string_equal(language_choose(NULL, "ja"), "ja");
	assert_string_equal(language_choose("", "en"), "en");
	assert_string_equal(language_choose("fr, de", "ja"), "ja");
	assert_string_equal(language_choose("en-GB", "ja"), "en");
	assert_string_equal(language_choose("en;q=0.1, JA-jp;q=0.2", "en"), "ja");
	assert_string_equal(language_choose("en;q=0", "ja"), "ja");
	assert_string_equal(language_choose("en;q=9", "ja"), "ja");
	assert_string_equal(language_choose("enx", "ja"), "ja");
}

static void ranges_follow_rfc_9110(void **state)
{
	struct byte_range r;
	(void)state;

	assert_int_equal(range_parse("bytes=0-0", 1, &r), RANGE_OK);
	assert_int_equal(range_parse("bytes=-1", 0, &r), RANGE_UNSATISFIABLE);
	assert_int_equal(range_parse("bytes=5-", 5, &r), RANGE_UNSATISFIABLE);
	assert_int_equal(range_parse("bytes=18446744073709551615-", 10, &r), RANGE_UNSATISFIABLE);
	assert_int_equal(range_parse("bytes=18446744073709551616-", 10, &r), RANGE_NONE);
	assert_int_equal(range_parse("bytes=2-3", UINT64_MAX, &r), RANGE_OK);
	assert_int_equal(r.first, 2);
	assert_int_equal(r.last, 3);
	assert_int_equal(range_parse(NULL, 10, &r), RANGE_NONE);
}

static void queries_are_decoded_or_refused_whole(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct fields f = { 0 };
	(void)state;

	assert_ok(query_parse(mem, "a=1&&b=%E5%A4%AA+%2B&c", &f, NULL));
	assert_int_equal(f.n, 3);
	assert_string_equal(fields_find(&f, "b", 0), "太 +");
	assert_string_equal(fields_find(&f, "c", 0), "");
	assert_int_equal(query_parse(mem, "ok=1&bad=%", &f, NULL), ERR_INVALID);
	assert_int_equal(f.n, 3);
}

static void cookies_pass_over_what_is_malformed(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct fields f = { 0 };
	(void)state;

	cookies_parse(mem, " a=1 ;=x; nothing; b=2=3;", &f);
	assert_int_equal(f.n, 2);
	assert_string_equal(fields_find(&f, "a", 0), "1");
	assert_string_equal(fields_find(&f, "b", 0), "2=3");
}

static void media_types_are_utf8_or_refused(void **state)
{
	char m[MEDIA_TYPE_SIZE];
	(void)state;

	assert_true(media_type_parse("Application/JSON; Charset=\"UTF-8\"", m));
	assert_string_equal(m, "application/json");
	assert_false(media_type_parse("application/json; charset=utf-16", m));
	assert_false(media_type_parse("application/json; charset=utf-8x", m));
	assert_false(media_type_parse("json", m));
	assert_false(media_type_parse("a/", m));
}

static void tags_are_compared_weakly(void **state)
{
	(void)state;

	assert_true(etag_listed("*", "\"a\""));
	assert_true(etag_listed("\"x\", W/\"a\"", "\"a\""));
	assert_false(etag_listed("\"ab\"", "\"a\""));
	assert_false(etag_listed("", "\"a\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(languages_are_weighed),
		cmocka_unit_test(ranges_follow_rfc_9110),
		cmocka_unit_test(queries_are_decoded_or_refused_whole),
		cmocka_unit_test(cookies_pass_over_what_is_malformed),
		cmocka_unit_test(media_types_are_utf8_or_refused),
		cmocka_unit_test(tags_are_compared_weakly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
