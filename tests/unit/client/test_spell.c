/* Groups for eyes. */
#include "../test.h"
#include "client/spell.h"

static void a_number_is_cut_into_groups(void **state)
{
	static const struct {
		const char *text;
		size_t group;
		const char *spelled;
	} rows[] = { { "482913", 3, "482 913" },   { "1234567890", 4, "1234 5678 90" },
		     { "", 3, "" },		   { "12", 3, "12" },
		     { "123", 3, "123" },	   { "abcdef", 1, "a b c d e f" } };
	AUTO(arena) struct arena *mem = arena_new(0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(spell_groups(rows[i].text, rows[i].group, mem), rows[i].spelled);
}

static void without_room_it_stays_whole(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(4);

	(void)state;
	assert_string_equal(spell_groups("482913", 3, mem), "482913");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_cut_into_groups),
		cmocka_unit_test(without_room_it_stays_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
