#include "../test.h"
#include "jobs/runner.h"

static void what_may_pass_is_tried_again_and_again_for_seals(void **state)
{
	(void)state;
	for (int attempts = 1; attempts < 10000; attempts *= 3) {
		struct job_next next = job_after("act", ERR_UNAVAILABLE, attempts);

		assert_int_equal(next.verdict, JOB_RETRY);
		assert_true(next.delay >= 200 && next.delay <= 60000);
	}
}

static void delays_double_up_to_a_minute(void **state)
{
	(void)state;
	assert_int_equal(job_after("act", ERR_TSP, 1).delay, 200);
	assert_int_equal(job_after("act", ERR_TSP, 2).delay, 400);
	assert_int_equal(job_after("act", ERR_TSP, 3).delay, 800);
	assert_int_equal(job_after("act", ERR_TSP, 30).delay, 60000);
}

static void a_document_that_another_act_holds_is_asked_for_again_at_once(void **state)
{
	(void)state;
	assert_int_equal(job_after("act", ERR_CONFLICT, 50).delay, 200);
}

static void mails_are_given_up_after_two_days(void **state)
{
	time_ms waited = 0;
	(void)state;

	for (int attempts = 1;; attempts++) {
		struct job_next next = job_after("mail", ERR_UNAVAILABLE, attempts);

		if (next.verdict == JOB_GIVE_UP)
			break;
		waited += next.delay;
		assert_true(attempts < 1000);
	}
	assert_true(waited > 36 * 3600 * 1000LL && waited < 72 * 3600 * 1000LL);
}

static void what_would_fail_again_is_given_up(void **state)
{
	(void)state;
	assert_int_equal(job_after("act", ERR_PDF_DAMAGED, 1).verdict, JOB_GIVE_UP);
	assert_int_equal(job_after("mail", ERR_INVALID, 1).verdict, JOB_GIVE_UP);
	assert_int_equal(job_after("nothing", ERR_UNAVAILABLE, 1).verdict, JOB_GIVE_UP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_may_pass_is_tried_again_and_again_for_seals),
		cmocka_unit_test(delays_double_up_to_a_minute),
		cmocka_unit_test(a_document_that_another_act_holds_is_asked_for_again_at_once),
		cmocka_unit_test(mails_are_given_up_after_two_days),
		cmocka_unit_test(what_would_fail_again_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
