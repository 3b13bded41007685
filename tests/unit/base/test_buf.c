#include "../test.h"
#include "base/buf.h"

static void appends_in_order_and_grows(void **state)
{
	AUTO(buf) struct buf b = { 0 };
	(void)state;

	buf_append_str(&b, "obj");
	buf_printf(&b, " %d %s", 12, "R");
	buf_append_byte(&b, '\n');
	buf_fill(&b, '0', 2);
	assert_string_equal(buf_cstr(&b), "obj 12 R\n00");
	for (int i = 0; i < 5000; i++)
		buf_printf(&b, "%d,", i);
	assert_false(b.overflow);
	assert_true(b.len > 20000);
}

static void past_its_limit_it_says_so_and_drops_the_rest(void **state)
{
	AUTO(buf) struct buf b = { .limit = 4 };
	(void)state;

	buf_append_str(&b, "abc");
	assert_false(b.overflow);
	buf_append_str(&b, "de");
	assert_true(b.overflow);
	buf_append_byte(&b, 'f');
	assert_int_equal(b.len, 3);
}

static void what_may_not_stand_in_an_address_is_percent_encoded(void **state)
{
	AUTO(buf) struct buf b = { 0 };
	(void)state;

	buf_append_percent(&b, "aZ09-._~ +&=%{}@`[\xe5\xa5\x91", "-._~");
	assert_string_equal(buf_cstr(&b), "aZ09-._~%20%2B%26%3D%25%7B%7D%40%60%5B%E5%A5%91");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appends_in_order_and_grows),
		cmocka_unit_test(past_its_limit_it_says_so_and_drops_the_rest),
		cmocka_unit_test(what_may_not_stand_in_an_address_is_percent_encoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
