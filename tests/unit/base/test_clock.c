#include "../test.h"
#include "base/clock.h"

static void every_day_survives_the_round_trip(void **state)
{
	time_ms t;
	(void)state;

	for (time_ms day = -719162; day < 2932896; day += 13) {
		assert_true(time_from_civil(time_to_civil(day * 86400000), &t));
		assert_true(t == day * 86400000);
	}
}

static void times_are_written_as_their_formats_say(void **state)
{
	char s[TIME_RFC3339_SIZE], p[TIME_PDF_SIZE], j[TIME_JST_SIZE];
	time_ms t;
	(void)state;

	assert_true(time_parse_rfc3339("2026-11-22T15:30:00.250Z", &t));
	time_rfc3339(t, s);
	assert_string_equal(s, "2026-11-22T15:30:00.250Z");
	time_pdf(t, p);
	assert_string_equal(p, "D:20261123003000+09'00'");
	time_jst(t, j);
	assert_string_equal(j, "2026-11-23 00:30:00 JST");
}

static void offsets_are_understood(void **state)
{
	time_ms a, b;
	(void)state;

	assert_true(time_parse_rfc3339("2026-11-23T00:30:00+09:00", &a));
	assert_true(time_parse_rfc3339("2026-11-22T15:30:00Z", &b));
	assert_true(a == b);
}

static void wrong_times_are_refused(void **state)
{
	static const char *const bad[] = {
		"", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
		"2026-01-01T24:00:00Z", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z",
		"2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zx", "0000-01-01T00:00:00Z",
		"2026-01-01T00:00:60Z", "2026-01-01T00:00:00+24:00",
	};
	time_ms t;
	(void)state;

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(time_parse_rfc3339(bad[i], &t));
}

static void a_fixed_clock_stands_still(void **state)
{
	struct clock c = clock_fixed(1234);
	(void)state;

	assert_true(clock_now(&c) == 1234);
	c.fixed = 5678;
	assert_true(clock_now(&c) == 5678);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_survives_the_round_trip),
		cmocka_unit_test(times_are_written_as_their_formats_say),
		cmocka_unit_test(offsets_are_understood),
		cmocka_unit_test(wrong_times_are_refused),
		cmocka_unit_test(a_fixed_clock_stands_still),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
