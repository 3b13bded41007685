/* Every failure leads to a sentence for the person. */
#include "../test.h"
#include "client/advice.h"

static void every_failure_has_its_words_in_both_languages(void **state)
{
	(void)state;
	for (unsigned rc = 1; rc < ERR_COUNT_; rc++)
		for (unsigned stage = 0; stage <= ADVICE_RUN; stage++)
			for (unsigned ja = 0; ja <= 1; ja++)
				assert_true(strlen(advice_of((enum advice_stage)stage, (enum err)rc, ja)) > 3);
}

static void what_the_list_of_servers_lacks_is_another_thing_than_stopping(void **state)
{
	(void)state;
	assert_non_null(strstr(advice_of(ADVICE_START, ERR_DENIED, 1), "/etc/skysign/servers"));
	assert_null(strstr(advice_of(ADVICE_RUN, ERR_DENIED, 1), "/etc/skysign/servers"));
	assert_string_equal(advice_of(ADVICE_START, ERR_NOT_FOUND, 0), err_text(ERR_NOT_FOUND));
	assert_string_equal(advice_of(ADVICE_START, ERR_NOT_FOUND, 1), err_text_ja(ERR_NOT_FOUND));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_failure_has_its_words_in_both_languages),
		cmocka_unit_test(what_the_list_of_servers_lacks_is_another_thing_than_stopping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
