#include "../test.h"
#include "base/arena.h"

static void memory_is_zeroed_and_aligned(void **state)
{
	AUTO(arena) struct arena *a = arena_new(0);
	(void)state;

	for (size_t n = 1; n < 5000; n = n * 3 + 1) {
		unsigned char *p = arena_alloc(a, n);

		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xa5, n);
	}
}

static void the_limit_stops_a_hostile_input(void **state)
{
	AUTO(arena) struct arena *a = arena_new(1000);
	(void)state;

	assert_non_null(arena_alloc(a, 900));
	assert_null(arena_alloc(a, 200));
	assert_non_null(arena_alloc(a, 80));
	assert_null(arena_alloc_n(a, SIZE_MAX / 2, 4));
	assert_null(arena_alloc(a, SIZE_MAX));
}

static void reset_gives_the_whole_limit_back(void **state)
{
	AUTO(arena) struct arena *a = arena_new(100000);
	(void)state;

	assert_non_null(arena_alloc(a, 90000));
	arena_reset(a);
	assert_int_equal(arena_used(a), 0);
	assert_non_null(arena_alloc(a, 90000));
}

static void printf_returns_text_of_any_length(void **state)
{
	AUTO(arena) struct arena *a = arena_new(0);
	(void)state;

	assert_string_equal(arena_printf(a, "%s-%d", "env", 7), "env-7");
	assert_string_equal(arena_strndup(a, "contract", 3), "con");
}

static void what_is_left_counts_down_to_the_limit(void **state)
{
	AUTO(arena) struct arena *bounded = arena_new(64);
	AUTO(arena) struct arena *free_one = arena_new(0);
	(void)state;

	assert_int_equal(arena_left(bounded), 64);
	assert_non_null(arena_alloc(bounded, 20));
	assert_int_equal(arena_left(bounded), 64 - arena_used(bounded));
	assert_true(arena_left(free_one) == SIZE_MAX);
}

static void an_arena_within_another_takes_from_its_limit_until_it_is_reset(void **state)
{
	AUTO(arena) struct arena *whole = arena_new(100000);
	AUTO(arena) struct arena *part = arena_new_within(whole);
	AUTO(arena) struct arena *other = arena_new_within(part);
	(void)state;

	assert_non_null(arena_alloc(part, 40000));
	assert_non_null(arena_alloc(other, 40000));
	assert_null(arena_alloc(whole, 40000));
	assert_null(arena_alloc(other, 40000));
	assert_int_equal(arena_left(other), arena_left(whole));
	arena_reset(other);
	assert_int_equal(arena_used(whole), 40000);
	arena_reset(part);
	assert_int_equal(arena_left(whole), 100000);
}

static void a_list_grows_with_its_items_until_the_limit(void **state)
{
	AUTO(arena) struct arena *a = arena_new(4096);
	unsigned *list = NULL, *more;
	size_t n = 0, cap = 0;
	(void)state;

	while ((more = arena_grow(a, list, n, &cap, sizeof(*list)))) {
		list = more;
		assert_true(n < cap);
		list[n] = (unsigned)n;
		n++;
	}
	assert_true(n >= 16);
	assert_int_equal(n, cap);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(list[i], i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(the_limit_stops_a_hostile_input),
		cmocka_unit_test(reset_gives_the_whole_limit_back),
		cmocka_unit_test(printf_returns_text_of_any_length),
		cmocka_unit_test(what_is_left_counts_down_to_the_limit),
		cmocka_unit_test(a_list_grows_with_its_items_until_the_limit),
		cmocka_unit_test(an_arena_within_another_takes_from_its_limit_until_it_is_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
