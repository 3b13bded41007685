#include "../test.h"
#include "sig/validate/pdfdate.h"

static time_ms at(const char *text)
{
	time_ms t = -1;

	return pdf_date_parse(bytes_of_str(text), &t) ? t : -1;
}

static void dates_are_read_with_their_zone(void **state)
{
	char out[TIME_RFC3339_SIZE];
	(void)state;
	time_rfc3339(at("D:20261123003000+09'00'"), out);
	assert_string_equal(out, "2026-11-22T15:30:00.000Z");
	assert_int_equal(at("D:20261122153000Z"), at("D:20261123003000+09'00"));
	assert_int_equal(at("D:20261122100000-05'30'"), at("D:20261122153000Z"));
}

static void what_is_left_out_counts_from_the_beginning(void **state)
{
	(void)state;
	assert_int_equal(at("D:2026"), at("D:20260101000000Z"));
	assert_int_equal(at("202603"), at("D:20260301000000Z"));
}

static void what_is_no_date_is_refused(void **state)
{
	static const char *const bad[] = { "", "D:", "D:20", "D:2026-11-22", "D:20261322", "D:2026112",
					   "D:20261122153000+9", "D:20261122153000+09'61", "yesterday" };
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(at(bad[i]), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_read_with_their_zone),
		cmocka_unit_test(what_is_left_out_counts_from_the_beginning),
		cmocka_unit_test(what_is_no_date_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
