#include "../test.h"
#include "domain/text.h"

static struct arena *mem;

static int arena_setup(void **state)
{
	(void)state;
	mem = arena_new(0);
	return mem ? 0 : -1;
}

static int arena_teardown(void **state)
{
	(void)state;
	arena_free(mem);
	return 0;
}

static const struct text_value values[] = { { "actor", "山田" }, { "comment", "急ぎです" }, { "none", NULL },
					    { "empty", "" } };

static void says(const char *pattern, const char *text)
{
	assert_string_equal(text_fill(mem, pattern, values, COUNT_OF(values)), text);
}

static void a_name_in_braces_becomes_its_value(void **state)
{
	(void)state;
	says("{actor} が依頼しました", "山田 が依頼しました");
	says("{none}{empty}{actor}", "山田");
}

static void a_name_that_is_not_given_stays_as_it_is(void **state)
{
	(void)state;
	says("{somebody} asked", "{somebody} asked");
	says("{ unclosed", "{ unclosed");
}

static void a_lead_is_said_only_before_a_value(void **state)
{
	(void)state;
	says("依頼しました{comment|：}", "依頼しました：急ぎです");
	says("依頼しました{none|：}", "依頼しました");
	says("依頼しました{empty|：}", "依頼しました");
	says("依頼しました{somebody|：}", "依頼しました");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_in_braces_becomes_its_value),
		cmocka_unit_test(a_name_that_is_not_given_stays_as_it_is),
		cmocka_unit_test(a_lead_is_said_only_before_a_value),
	};

	return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
