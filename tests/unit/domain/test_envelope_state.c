#include "../test.h"
#include "domain/envelope_state.h"
#include "domain/recipient_state.h"

static void every_pair_is_either_in_the_table_or_refused_and_leaves_its_output(void **state)
{
	unsigned allowed = 0;
	(void)state;

	for (unsigned from = 0; from < ENVELOPE_STATE_COUNT_; from++) {
		for (unsigned ev = 0; ev < EV_COUNT_; ev++) {
			struct envelope_step step = { ENVELOPE_STATE_COUNT_, 77 };
			enum err rc = envelope_step((enum envelope_state)from, (enum envelope_event)ev,
						    &step, NULL);

			if (rc == ERR_OK) {
				allowed++;
				assert_true(step.to < ENVELOPE_STATE_COUNT_);
			} else {
				assert_int_equal(rc, ERR_CONFLICT);
				assert_int_equal(step.to, ENVELOPE_STATE_COUNT_);
				assert_int_equal(step.effects, 77);
			}
		}
	}
	assert_int_equal(allowed, 29);
}

static void no_pair_stands_in_the_table_twice(void **state)
{
	enum envelope_state a, b;
	enum envelope_event ea, eb;
	struct envelope_step step;
	(void)state;

	for (size_t i = 0; envelope_transition(i, &a, &ea, &step); i++)
		for (size_t k = i + 1; envelope_transition(k, &b, &eb, &step); k++)
			assert_false(a == b && ea == eb);
}

/* Practice 7: once the last act is accepted nothing but its completion is possible. */
static void a_concluding_envelope_can_only_be_sealed_and_concluded(void **state)
{
	struct envelope_step step;
	(void)state;

	for (unsigned ev = 0; ev < EV_COUNT_; ev++) {
		_Bool expected = ev == EV_SEALED || ev == EV_CONCLUDE;

		assert_int_equal(envelope_step(ENVELOPE_CONCLUDING, (enum envelope_event)ev, &step, NULL),
				 expected ? ERR_OK : ERR_CONFLICT);
	}
}

static void a_final_state_is_never_left(void **state)
{
	static const enum envelope_state final[] = { ENVELOPE_COMPLETED, ENVELOPE_DECLINED,
						     ENVELOPE_WITHDRAWN, ENVELOPE_EXPIRED };
	struct envelope_step step;
	(void)state;

	for (size_t i = 0; i < COUNT_OF(final); i++)
		for (unsigned ev = 0; ev < EV_COUNT_; ev++)
			if (envelope_step(final[i], (enum envelope_event)ev, &step, NULL) == ERR_OK)
				assert_int_equal(step.to, final[i]);
}

static void names_are_read_back(void **state)
{
	enum envelope_state s;
	enum recipient_state r;
	(void)state;

	for (unsigned i = 0; i < ENVELOPE_STATE_COUNT_; i++) {
		assert_true(envelope_state_parse(envelope_state_name((enum envelope_state)i), &s));
		assert_int_equal(s, i);
	}
	for (unsigned i = 0; i < RECIPIENT_STATE_COUNT_; i++) {
		assert_true(recipient_state_parse(recipient_state_name((enum recipient_state)i), &r));
		assert_int_equal(r, i);
	}
	assert_false(envelope_state_parse("sent", &s));
	assert_false(recipient_state_parse("", &r));
}

static void a_recipient_agrees_only_after_opening_and_only_once(void **state)
{
	enum recipient_state to = RECIPIENT_STATE_COUNT_;
	(void)state;

	for (unsigned from = 0; from < RECIPIENT_STATE_COUNT_; from++)
		assert_int_equal(recipient_step((enum recipient_state)from, RV_AGREE, &to, NULL),
				 from == RECIPIENT_OPENED ? ERR_OK : ERR_CONFLICT);
	assert_int_equal(to, RECIPIENT_PROCESSING);
}

static void who_has_answered_is_not_asked_again(void **state)
{
	static const enum recipient_state answered[] = { RECIPIENT_PROCESSING, RECIPIENT_COMPLETED,
							 RECIPIENT_DECLINED, RECIPIENT_EXPIRED };
	enum recipient_state to;
	(void)state;

	for (size_t i = 0; i < COUNT_OF(answered); i++) {
		assert_int_equal(recipient_step(answered[i], RV_RESEND, &to, NULL), ERR_CONFLICT);
		assert_int_equal(recipient_step(answered[i], RV_DECLINE, &to, NULL), ERR_CONFLICT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair_is_either_in_the_table_or_refused_and_leaves_its_output),
		cmocka_unit_test(no_pair_stands_in_the_table_twice),
		cmocka_unit_test(a_concluding_envelope_can_only_be_sealed_and_concluded),
		cmocka_unit_test(a_final_state_is_never_left),
		cmocka_unit_test(names_are_read_back),
		cmocka_unit_test(a_recipient_agrees_only_after_opening_and_only_once),
		cmocka_unit_test(who_has_answered_is_not_asked_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
