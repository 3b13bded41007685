#include "../test.h"
#include "base/error.h"

static void a_failure_carries_code_and_message(void **state)
{
	struct error e;
	(void)state;

	assert_int_equal(error_set(&e, ERR_CONFLICT, "envelope is %s", "draft"), ERR_CONFLICT);
	assert_int_equal(error_wrap(&e, ERR_CONFLICT, "send"), ERR_CONFLICT);
	assert_string_equal(e.msg, "send: envelope is draft");
	assert_int_equal(error_set(NULL, ERR_IO, "nobody asks"), ERR_IO);
}

static void long_messages_are_cut_not_overrun(void **state)
{
	struct error e;
	char longer[600];
	(void)state;

	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	error_set(&e, ERR_IO, "%s", longer);
	error_wrap(&e, ERR_IO, longer);
	assert_int_equal(strlen(e.msg), sizeof(e.msg) - 1);
}

static void every_kind_has_its_texts_and_numbers(void **state)
{
	(void)state;
	for (int c = 0; c < ERR_COUNT_; c++) {
		assert_true(err_http_status((enum err)c) >= 200);
		assert_true(err_exit_status((enum err)c) <= 10);
		assert_true(strlen(err_text((enum err)c)) > 1);
		assert_true(strlen(err_text_ja((enum err)c)) > 1);
		for (int d = 0; d < c; d++)
			assert_string_not_equal(err_slug((enum err)c), err_slug((enum err)d));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_carries_code_and_message),
		cmocka_unit_test(long_messages_are_cut_not_overrun),
		cmocka_unit_test(every_kind_has_its_texts_and_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
