#include "../test.h"
#include "jobs/geometry.h"

static void a_tail_survives_the_round_trip(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct pdf_tail in = {
		.base = 5000000000, .startxref = 5000001234, .size = 4711,
		.byte_range = { 0, 5000000100, 5000020000, 777 },
		.hole_off = 5000000100, .hole_len = 19900,
	}, out;
	(void)state;

	assert_ok(geometry_read(geometry_write(&in, mem), &out, NULL));
	assert_int_equal(out.base, in.base);
	assert_int_equal(out.startxref, in.startxref);
	assert_int_equal(out.size, in.size);
	assert_memory_equal(out.byte_range, in.byte_range, sizeof(in.byte_range));
	assert_int_equal(out.hole_off, in.hole_off);
	assert_int_equal(out.hole_len, in.hole_len);
}

static void anything_else_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "{}", "[]", "{\"base\":1}", 
		"{\"base\":\"1\",\"startxref\":1,\"size\":1,\"hole\":[1,2],\"byte_range\":[1,2,3,4]}",
	};
	struct pdf_tail out;
	(void)state;

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(geometry_read(bad[i], &out, NULL), ERR_INTERNAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tail_survives_the_round_trip),
		cmocka_unit_test(anything_else_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
