#include "../test.h"
#include "base/id.h"

static void ids_sort_by_time_and_are_valid(void **state)
{
	struct clock c = clock_fixed(1790000000000);
	struct rng r = rng_test(1);
	struct id a = id_new("env", &c, &r), b;
	(void)state;

	c.fixed++;
	b = id_new("env", &c, &r);
	assert_true(strcmp(a.s, b.s) < 0);
	assert_true(id_valid(a.s, "env"));
	assert_false(id_valid(a.s, "doc"));
	assert_int_equal(a.s[4 + 12], '7');
}

static void what_is_no_id_is_refused(void **state)
{
	(void)state;
	assert_false(id_valid("", "env"));
	assert_false(id_valid("env_", "env"));
	assert_false(id_valid("env_0123456789ABCDEF0123456789abcdef", "env"));
	assert_false(id_valid("env_0123456789abcdef0123456789abcdef0", "env"));
	assert_false(id_valid("env_0123456789abcdef0123456789abcde/", "env"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_sort_by_time_and_are_valid),
		cmocka_unit_test(what_is_no_id_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
