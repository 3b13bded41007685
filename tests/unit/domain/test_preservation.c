#include "fixture.h"
#include <stdio.h>
#include "domain/preservation.h"

#define HOURS(n) ((time_ms)(n)*3600 * 1000)
#define DAYS(n)	 (HOURS(n) * 24)
#define NOW	 ((time_ms)1763800000000) /* 2025-11-22 17:26 in Japan */

static const struct keep_rules rules = { .lead = DAYS(365),
					 .alarm = DAYS(90),
					 .night_from = 1,
					 .night_to = 5,
					 .per_minute = 120,
					 .policy = "p1" };

static struct keep_facts good(void)
{
	return (struct keep_facts){ .now = NOW,
				    .document_id = "doc_1",
				    .level_requested = "B-LTA",
				    .level_reached = "B-LTA",
				    .ends = NOW + DAYS(3650) };
}

static struct keep_plan plan(struct keep_facts f)
{
	return preservation_plan(&rules, &f);
}

static void
a_proof_that_lasts_is_renewed_a_year_before_its_end_and_alarmed_on_ninety_days_before(void **state)
{
	struct keep_plan p = plan(good());
	(void)state;

	assert_int_equal(p.state, KEEP_OK);
	assert_int_equal(p.action, KEEP_RENEW);
	assert_int_equal(p.deadline_at, NOW + DAYS(3650 - 90));
	assert_true(p.next_at <= NOW + DAYS(3650 - 365));
	assert_true(p.next_at > NOW + DAYS(3650 - 365 - 30));
	assert_false(p.urgent);
}

static void a_hundred_thousand_documents_of_one_end_fall_on_thirty_nights_evenly(void **state)
{
	enum { N = 100000 };
	unsigned nights[30] = { 0 };
	struct keep_facts f = good();
	(void)state;

	for (unsigned i = 0; i < N; i++) {
		char id[48];
		time_ms before;

		snprintf(id, sizeof(id), "doc_019aa%05x-7%03x-8123-%012x", i, i & 0xfff,
			 i * 2654435761u);
		f.document_id = id;
		before = f.ends - rules.lead - plan(f).next_at;
		assert_true(before >= 0 && before < DAYS(30));
		nights[before / DAYS(1)]++;
	}
	for (size_t i = 0; i < COUNT_OF(nights); i++)
		assert_in_range(nights[i], N / 30 * 9 / 10, N / 30 * 11 / 10);
}

static void the_same_document_falls_on_the_same_night_whenever_it_is_planned(void **state)
{
	struct keep_facts f = good();
	struct keep_plan first = plan(f), again;
	(void)state;

	f.known = 1;
	f.ends_before = f.ends;
	f.from_before = first.from;
	f.deadline_before = first.deadline_at;
	f.now = NOW + DAYS(1000);
	again = plan(f);
	assert_int_equal(again.next_at, first.next_at);
	assert_int_equal(again.deadline_at, first.deadline_at);
}

static void
a_short_proof_is_renewed_after_half_of_it_and_alarmed_on_in_its_last_quarter(void **state)
{
	struct keep_facts f = good();
	struct keep_plan p;
	(void)state;

	f.ends = NOW + DAYS(40);
	p = plan(f);
	assert_int_equal(p.state, KEEP_OK);
	assert_true(p.next_at <= NOW + DAYS(20) && p.next_at >= NOW + DAYS(15));
	assert_int_equal(p.deadline_at, NOW + DAYS(30));
}

static void a_level_that_is_not_reached_is_tried_again_soon_then_with_growing_pauses(void **state)
{
	struct keep_facts f = good();
	time_ms last = 0;
	(void)state;

	f.level_reached = "B-T";
	for (int i = 0; i < 8; i++) {
		struct keep_plan p = plan(f);

		assert_int_equal(p.state, KEEP_LOWER);
		assert_int_equal(p.action, KEEP_EXTEND);
		assert_true(p.urgent);
		assert_true(p.next_at - NOW >= last && p.next_at - NOW <= HOURS(12));
		last = p.next_at - NOW;
		f.tried = KEEP_EXTEND;
		f.attempts++;
	}
	assert_int_equal(last, HOURS(12));
}

static void younger_revocation_data_is_fetched_when_it_is_to_be_expected(void **state)
{
	struct keep_facts f = good();
	struct keep_plan p;
	(void)state;

	f.newer_at = NOW + HOURS(20);
	p = plan(f);
	assert_int_equal(p.state, KEEP_OK);
	assert_int_equal(p.action, KEEP_LATER);
	assert_int_equal(p.next_at, NOW + HOURS(21));
	f.tried = KEEP_LATER;
	f.attempts = 14;
	assert_int_equal(plan(f).action, KEEP_RENEW); /* the level is reached without it */
}

static void what_is_to_be_renewed_does_not_wait_for_younger_data(void **state)
{
	struct keep_facts f = good();
	(void)state;

	f.known = 1;
	f.ends = f.ends_before = NOW + DAYS(80);
	f.from_before = NOW - DAYS(3000);
	f.deadline_before = NOW - DAYS(10);
	f.newer_at = NOW + HOURS(20);
	assert_int_equal(plan(f).action, KEEP_RENEW);
	assert_int_equal(plan(f).state, KEEP_OVERDUE);
}

static void what_has_no_end_in_sight_needs_nothing(void **state)
{
	struct keep_facts f = good();
	struct keep_plan p;
	(void)state;

	f.ends = INT64_MAX;
	p = plan(f);
	assert_int_equal(p.action, KEEP_NONE);
	assert_int_equal(p.next_at, KEEP_NEVER);
	assert_int_equal(p.deadline_at, KEEP_NEVER);
}

static struct keep_facts renewing(int64_t attempts)
{
	struct keep_facts f = good();

	f.tried = KEEP_RENEW;
	f.attempts = attempts;
	f.known = 1;
	f.ends = f.ends_before = NOW + DAYS(300);
	f.from_before = NOW - DAYS(3000);
	f.deadline_before = NOW + DAYS(210);
	return f;
}

static void a_renewal_that_fails_is_due_until_its_deadline_and_overdue_after_it(void **state)
{
	struct keep_facts f = renewing(3);
	struct keep_plan p = plan(f);
	(void)state;

	assert_int_equal(p.state, KEEP_DUE);
	assert_int_equal(p.next_at, NOW + HOURS(6));
	assert_int_equal(p.deadline_at, NOW + DAYS(210));
	assert_false(p.urgent);
	f.now += DAYS(211);
	p = plan(f);
	assert_int_equal(p.state, KEEP_OVERDUE);
	assert_true(p.urgent);
	assert_true(p.next_at <= f.now + DAYS(1));
}

static void what_cannot_succeed_is_given_up_to_a_person_and_still_tried_weekly(void **state)
{
	struct keep_facts f = renewing(4);
	struct keep_plan p;
	(void)state;

	f.hopeless = 1;
	assert_int_equal(plan(f).state, KEEP_DUE);
	f.attempts = 5;
	p = plan(f);
	assert_int_equal(p.state, KEEP_FAILED);
	assert_int_equal(p.next_at, NOW + DAYS(7));
	f.now += DAYS(211);
	assert_int_equal(plan(f).state, KEEP_OVERDUE);
}

static void a_renewal_that_does_not_lengthen_the_proof_keeps_the_deadline_where_it_was(void **state)
{
	struct keep_facts f = renewing(0);
	struct keep_plan p = plan(f);
	(void)state;

	assert_true(p.in_vain);
	assert_int_equal(p.state, KEEP_DUE);
	assert_int_equal(p.deadline_at, NOW + DAYS(210));
	assert_int_equal(p.next_at, NOW + DAYS(105));
	f.now += DAYS(220);
	p = plan(f);
	assert_int_equal(p.state, KEEP_OVERDUE);
	assert_true(p.next_at > f.now && p.next_at <= f.now + DAYS(1));
}

static void a_renewal_whose_end_is_not_known_is_not_done_again_and_again(void **state)
{
	struct keep_facts f = renewing(0);
	struct keep_plan p;
	(void)state;

	f.ends = f.ends_before = 0;
	f.deadline_before = NOW - DAYS(1);
	p = plan(f);
	assert_true(p.in_vain);
	assert_int_equal(p.state, KEEP_OVERDUE);
	assert_int_equal(p.next_at, NOW + DAYS(1));
}

static void a_renewal_that_lengthens_it_begins_a_new_life(void **state)
{
	struct keep_facts f = renewing(0);
	struct keep_plan p;
	(void)state;

	f.ends = NOW + DAYS(3000);
	p = plan(f);
	assert_false(p.in_vain);
	assert_int_equal(p.state, KEEP_OK);
	assert_int_equal(p.from, NOW);
	assert_int_equal(p.deadline_at, NOW + DAYS(3000 - 90));
}

static void an_algorithm_that_ends_sooner_moves_the_deadline_to_the_front(void **state)
{
	struct keep_facts f = renewing(0);
	struct keep_plan p;
	(void)state;

	f.tried = KEEP_NONE;
	f.ends = NOW + DAYS(60);
	p = plan(f);
	assert_int_equal(p.state, KEEP_OVERDUE);
	assert_true(p.urgent);
	assert_int_equal(p.next_at, NOW);
	f.ends = NOW + DAYS(200);
	p = plan(f);
	assert_int_equal(p.state, KEEP_DUE);
	assert_int_equal(p.deadline_at, NOW + DAYS(110));
}

static void a_look_that_fails_brings_no_renewal_forward(void **state)
{
	struct keep_facts f = renewing(1);
	struct keep_plan p;
	(void)state;

	f.tried = KEEP_NONE;
	f.ends = f.ends_before = NOW + DAYS(2000);
	p = plan(f);
	assert_int_equal(p.state, KEEP_OK);
	assert_true(p.next_at > NOW + DAYS(1500));
	assert_int_equal(p.attempts, 1);
}

static void an_end_that_is_not_known_is_to_be_known_within_a_week(void **state)
{
	struct keep_facts f = good();
	struct keep_plan p;
	(void)state;

	f.ends = 0;
	p = plan(f);
	assert_int_equal(p.action, KEEP_RENEW);
	assert_int_equal(p.deadline_at, NOW + DAYS(7));
	assert_true(p.next_at > NOW && p.next_at < p.deadline_at);
	f.known = 1;
	f.deadline_before = p.deadline_at;
	f.now += DAYS(2);
	assert_int_equal(plan(f).deadline_at, p.deadline_at);
}

static void the_night_is_japans_and_may_lie_across_midnight(void **state)
{
	struct keep_rules r = rules;
	time_ms midnight = 1763823600000; /* 2025-11-23 00:00 in Japan */
	(void)state;

	assert_false(preservation_night(&r, midnight));
	assert_true(preservation_night(&r, midnight + HOURS(1)));
	assert_true(preservation_night(&r, midnight + HOURS(5) - 1));
	assert_false(preservation_night(&r, midnight + HOURS(5)));
	r.night_from = 22;
	r.night_to = 4;
	assert_true(preservation_night(&r, midnight));
	assert_true(preservation_night(&r, midnight - HOURS(1)));
	assert_false(preservation_night(&r, midnight + HOURS(4)));
}

static void hours_are_read_strictly(void **state)
{
	static const char *const wrong[] = { "",     "1",   "1-",    "-5",  "1-5 ", "1-25",
					     "24-3", "3-3", "001-5", "a-5", "1-5-7" };
	unsigned from, to;
	(void)state;

	assert_true(preservation_hours("1-5", &from, &to));
	assert_int_equal(from, 1);
	assert_int_equal(to, 5);
	assert_true(preservation_hours("22-24", &from, &to));
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_false(preservation_hours(wrong[i], &from, &to));
}

/* rows ------------------------------------------------------------------ */

static struct preservation row_of(struct fixture *f, const char *document)
{
	struct domain d = as(f, NULL);
	struct preservation p;

	assert_ok(preservation_get(&d.repo, document, &p, &f->e));
	return p;
}

/* A contract with one file that is kept; gives the document. */
static const char *keep(struct fixture *f, const char *reached, time_ms ends)
{
	const char *envelope = make_sent(f);
	const char *document = look(f, envelope).documents[0].id;
	struct domain d = as(f, NULL);
	const struct preservation_facts facts = { .document_id = document,
						  .envelope_id = envelope,
						  .level_requested = "B-LTA",
						  .level_reached = reached,
						  .good_until = ends,
						  .ends = "certificate of TSA",
						  .missing = "no answer" };

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(preservation_begin(&d, &facts, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	return document;
}

static void take(struct fixture *f, const char *document)
{
	struct domain d = as(f, NULL);

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(preservation_take(&d.repo, document, row_of(f, document).turn, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

static enum err settle(struct fixture *f, const struct preservation *row,
		       const struct preservation_outcome *o)
{
	struct domain d = as(f, NULL);
	enum err rc;

	assert_ok(db_begin(f->db, &f->e));
	rc = preservation_settle(&d, row, o, &f->e);
	if (rc == ERR_OK)
		assert_ok(db_commit(f->db, &f->e));
	else
		db_rollback(f->db);
	return rc;
}

static size_t count_events(struct fixture *f, const char *envelope, const char *kind)
{
	struct domain d = as(f, NULL);
	const struct audit_event *events;
	size_t n, hits = 0;
	_Bool intact;

	assert_ok(audit_read(&d, envelope, "ja", &events, &n, &intact, &f->e));
	assert_true(intact);
	for (size_t i = 0; i < n; i++)
		hits += !strcmp(events[i].kind, kind);
	return hits;
}

static void a_document_below_its_level_is_brought_to_it_and_the_contract_tells(void **state)
{
	struct fixture *f = *state;
	const char *document = keep(f, "B-T", clock_now(&f->clock) + DAYS(700));
	const struct preservation_outcome reached = {
		.tried = KEEP_EXTEND,
		.known = 1,
		.changed = 1,
		.facts = { .level_reached = "B-LTA",
			   .good_until = clock_now(&f->clock) + DAYS(3000),
			   .ends = "x" },
	};
	struct preservation row;

	assert_string_equal(row_of(f, document).state, "lower");
	assert_string_equal(row_of(f, document).last_error, "no answer");
	take(f, document);
	row = row_of(f, document);
	assert_ok(settle(f, &row, &reached));
	row = row_of(f, document);
	assert_string_equal(row.state, "ok");
	assert_string_equal(row.next_action, "renew");
	assert_null(row.last_error);
	assert_int_equal(row.hand, 0);
	assert_int_equal(count_events(f, row.envelope_id, "document.level_reached"), 1);
	assert_string_equal(look(f, row.envelope_id).v.level_reached, "B-LTA");
}

static void a_result_of_an_earlier_turn_says_nothing_any_more(void **state)
{
	struct fixture *f = *state;
	const char *document = keep(f, "B-T", clock_now(&f->clock) + DAYS(700));
	const struct preservation_outcome o = { .tried = KEEP_EXTEND, .error = "no answer" };
	struct preservation early;

	take(f, document);
	early = row_of(f, document);
	assert_ok(settle(f, &early, &o));
	assert_int_equal(settle(f, &early, &o), ERR_CONFLICT);
	take(f, document);
	assert_int_equal(settle(f, &early, &o), ERR_CONFLICT);
	assert_int_equal(row_of(f, document).attempts, 1);
}

static void a_failure_is_remembered_with_its_reason_and_the_proof_as_it_was(void **state)
{
	struct fixture *f = *state;
	time_ms ends = clock_now(&f->clock) + DAYS(700);
	const char *document = keep(f, "B-LTA", ends);
	const struct preservation_outcome o = { .tried = KEEP_RENEW, .error = "TSA: refused" };
	struct preservation row;

	f->clock.fixed += DAYS(400);
	take(f, document);
	row = row_of(f, document);
	assert_ok(settle(f, &row, &o));
	row = row_of(f, document);
	assert_string_equal(row.state, "due");
	assert_string_equal(row.last_error, "TSA: refused");
	assert_int_equal(row.proof_ends_at, ends);
	assert_int_equal(row.attempts, 1);
	assert_int_equal(row.next_at, clock_now(&f->clock) + HOURS(1));
	assert_int_equal(count_events(f, row.envelope_id, "document.renewed"), 0);
}

static void a_renewal_is_told_by_the_trail_once(void **state)
{
	struct fixture *f = *state;
	const char *document = keep(f, "B-LTA", clock_now(&f->clock) + DAYS(700));
	const struct preservation_outcome o = {
		.tried = KEEP_RENEW,
		.known = 1,
		.changed = 1,
		.facts = { .level_reached = "B-LTA",
			   .good_until = clock_now(&f->clock) + DAYS(4000),
			   .ends = "x" },
	};
	struct preservation row;

	take(f, document);
	row = row_of(f, document);
	assert_ok(settle(f, &row, &o));
	row = row_of(f, document);
	assert_int_equal(row.renewed_at, clock_now(&f->clock));
	assert_int_equal(count_events(f, row.envelope_id, "document.renewed"), 1);
}

static void only_what_is_in_need_can_be_tried_again_at_once(void **state)
{
	struct fixture *f = *state;
	const char *fine = keep(f, "B-LTA", clock_now(&f->clock) + DAYS(700));
	const char *lower = keep(f, "B-T", clock_now(&f->clock) + DAYS(700));
	struct domain d = as(f, &f->owner), other = as(f, &f->stranger);

	assert_int_equal(preservation_retry(&d, fine, &f->e), ERR_CONFLICT);
	assert_string_equal(d.refusal, "keep-nothing-to-do");
	assert_int_equal(preservation_retry(&other, lower, &f->e), ERR_NOT_FOUND);
	assert_ok(preservation_retry(&d, lower, &f->e));
	assert_int_equal(row_of(f, lower).next_at, clock_now(&f->clock));
	assert_int_equal(count_events(f, row_of(f, lower).envelope_id, "document.retried"), 1);
}

static size_t count_mails(struct fixture *f, const char *kind, const char *to)
{
	struct domain d = as(f, NULL);
	const struct mail *list;
	size_t n, hits = 0;

	assert_ok(mail_list(&d.repo, NULL, 100, &list, &n, &f->e));
	for (size_t i = 0; i < n; i++)
		hits += !strcmp(list[i].kind, kind) && !strcmp(list[i].to_email, to);
	return hits;
}

static int64_t alarm_now(struct fixture *f, unsigned which)
{
	struct preservation_cause c;
	struct domain d = as(f, NULL);
	int64_t told;

	assert_true(preservation_cause_of(which, clock_now(&f->clock), &c));
	assert_ok(preservation_alarm(&d, &c, &told, &f->e));
	return told;
}

static void owners_are_told_of_a_level_that_is_not_reached_after_a_day_and_then_weekly(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 3; i++)
		keep(f, "B-T", clock_now(&f->clock) + DAYS(700));
	assert_int_equal(alarm_now(f, 0), 0);
	f->clock.fixed += HOURS(25);
	assert_int_equal(alarm_now(f, 0), 3);
	assert_int_equal(alarm_now(f, 0), 0);
	assert_int_equal(count_mails(f, "level_lower", f->owner.email), 1); /* one about all */
	assert_int_equal(count_mails(f, "level_lower", f->member.email), 0);
	f->clock.fixed += DAYS(6);
	assert_int_equal(alarm_now(f, 0), 0);
	f->clock.fixed += DAYS(1);
	assert_int_equal(alarm_now(f, 0), 3);
}

static void owners_are_told_at_once_of_what_is_overdue_and_of_new_ones_a_day_later(void **state)
{
	struct fixture *f = *state;
	int64_t n;

	keep(f, "B-LTA", clock_now(&f->clock) + DAYS(700));
	f->clock.fixed += DAYS(650);
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(preservation_mark_overdue(f->db, "ok", clock_now(&f->clock), 10, &n, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_int_equal(n, 1);
	assert_int_equal(alarm_now(f, 1), 1);
	f->clock.fixed += HOURS(1);
	keep(f, "B-LTA", clock_now(&f->clock) - 1);
	assert_int_equal(alarm_now(f, 1), 0);
	f->clock.fixed += HOURS(24);
	assert_int_equal(alarm_now(f, 1), 2);
	f->clock.fixed += HOURS(24);
	assert_int_equal(alarm_now(f, 1), 0);
	assert_int_equal(count_mails(f, "renewal_overdue", f->owner.email), 2);
}

static void an_alarm_is_over_when_its_cause_is_gone_and_begins_anew(void **state)
{
	struct fixture *f = *state;
	const char *document = keep(f, "B-T", clock_now(&f->clock) + DAYS(700));
	struct preservation row;
	struct preservation_outcome o = { .tried = KEEP_EXTEND,
					  .known = 1,
					  .changed = 1,
					  .facts = { .level_reached = "B-LTA",
						     .good_until =
							     clock_now(&f->clock) + DAYS(3000) } };

	f->clock.fixed += HOURS(25);
	assert_int_equal(alarm_now(f, 0), 1);
	take(f, document);
	row = row_of(f, document);
	assert_ok(settle(f, &row, &o));
	assert_int_equal(alarm_now(f, 0), 0);
	keep(f, "B-T", clock_now(&f->clock) + DAYS(700));
	f->clock.fixed += HOURS(25);
	assert_int_equal(alarm_now(f, 0), 1);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_proof_that_lasts_is_renewed_a_year_before_its_end_and_alarmed_on_ninety_days_before),
		cmocka_unit_test(
			a_hundred_thousand_documents_of_one_end_fall_on_thirty_nights_evenly),
		cmocka_unit_test(the_same_document_falls_on_the_same_night_whenever_it_is_planned),
		cmocka_unit_test(
			a_short_proof_is_renewed_after_half_of_it_and_alarmed_on_in_its_last_quarter),
		cmocka_unit_test(
			a_level_that_is_not_reached_is_tried_again_soon_then_with_growing_pauses),
		cmocka_unit_test(younger_revocation_data_is_fetched_when_it_is_to_be_expected),
		cmocka_unit_test(what_is_to_be_renewed_does_not_wait_for_younger_data),
		cmocka_unit_test(what_has_no_end_in_sight_needs_nothing),
		cmocka_unit_test(
			a_renewal_that_fails_is_due_until_its_deadline_and_overdue_after_it),
		cmocka_unit_test(
			what_cannot_succeed_is_given_up_to_a_person_and_still_tried_weekly),
		cmocka_unit_test(
			a_renewal_that_does_not_lengthen_the_proof_keeps_the_deadline_where_it_was),
		cmocka_unit_test(a_renewal_whose_end_is_not_known_is_not_done_again_and_again),
		cmocka_unit_test(a_renewal_that_lengthens_it_begins_a_new_life),
		cmocka_unit_test(an_algorithm_that_ends_sooner_moves_the_deadline_to_the_front),
		cmocka_unit_test(a_look_that_fails_brings_no_renewal_forward),
		cmocka_unit_test(an_end_that_is_not_known_is_to_be_known_within_a_week),
		cmocka_unit_test(the_night_is_japans_and_may_lie_across_midnight),
		cmocka_unit_test(hours_are_read_strictly),
		WITH(a_document_below_its_level_is_brought_to_it_and_the_contract_tells),
		WITH(a_result_of_an_earlier_turn_says_nothing_any_more),
		WITH(a_failure_is_remembered_with_its_reason_and_the_proof_as_it_was),
		WITH(a_renewal_is_told_by_the_trail_once),
		WITH(only_what_is_in_need_can_be_tried_again_at_once),
		WITH(owners_are_told_of_a_level_that_is_not_reached_after_a_day_and_then_weekly),
		WITH(owners_are_told_at_once_of_what_is_overdue_and_of_new_ones_a_day_later),
		WITH(an_alarm_is_over_when_its_cause_is_gone_and_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
