#include "fixture.h"
#include "domain/timestamps.h"
#include "store/repo/timestamp.h"

/* Two accredited ones with another between them, and the built-in one. */
static const struct stamp_source sources[] = {
	{ "A", STAMP_ACCREDITED },
	{ "X", STAMP_OTHER },
	{ "B", STAMP_ACCREDITED },
	{ STAMP_LOCAL_NAME, STAMP_LOCAL },
};

static void whom_a_rule_asks_is_always_of_one_class(void **state)
{
	static const struct {
		struct stamp_rule rule;
		const char *asked; /* in order; "": nobody */
	} rows[] = {
		{ { STAMP_ANY, NULL, 1 }, "AB" },
		{ { STAMP_ANY, NULL, 0 }, "A" },
		{ { STAMP_ANY, "B", 1 }, "BA" },
		{ { STAMP_ANY, "B", 0 }, "B" },
		{ { STAMP_ANY, "X", 1 }, "X" },
		{ { STAMP_ACCREDITED, NULL, 1 }, "AB" },
		{ { STAMP_ACCREDITED, "B", 1 }, "BA" },
		{ { STAMP_OTHER, NULL, 1 }, "X" },
		{ { STAMP_LOCAL, NULL, 1 }, "S" },
		/* one that is not configured any more: its class goes on, or it is waited for */
		{ { STAMP_ACCREDITED, "gone", 1 }, "AB" },
		{ { STAMP_ACCREDITED, "gone", 0 }, "" },
		{ { STAMP_ANY, "gone", 1 }, "" },
		{ { STAMP_ANY, "gone", 0 }, "" },
		/* one that is of another class now */
		{ { STAMP_ACCREDITED, "X", 1 }, "AB" },
		{ { STAMP_ACCREDITED, "X", 0 }, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		size_t order[COUNT_OF(sources)], n = 0;
		char asked[COUNT_OF(sources) + 1] = "";
		struct error e = { 0 };
		enum err rc =
			stamp_choose(&rows[i].rule, sources, COUNT_OF(sources), order, &n, &e);

		assert_int_equal(rc, *rows[i].asked ? ERR_OK : ERR_TSP);
		for (size_t k = 0; rc == ERR_OK && k < n; k++)
			asked[k] = sources[order[k]].name[0];
		assert_string_equal(asked, rows[i].asked);
	}
}

static void a_class_that_nobody_is_of_is_waited_for(void **state)
{
	struct stamp_rule rule = { STAMP_ACCREDITED, NULL, 1 };
	struct error e;
	size_t order[1], n;

	(void)state;
	assert_int_equal(stamp_choose(&rule, &sources[1], 1, order, &n, &e), ERR_TSP);
	assert_non_null(strstr(e.msg, "accredited"));
}

static void configure(struct fixture *f, _Bool trial)
{
	f->set.authorities = sources;
	f->set.n_authorities = 3;
	f->set.trial = trial;
}

static void the_built_in_authority_is_there_without_others_and_on_trial(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	const struct stamp_source *list;
	size_t n;

	f->set.trial = 0;
	assert_ok(stamp_sources(&d, &list, &n, &f->e));
	assert_int_equal(n, 1);
	assert_int_equal(list[0].class, STAMP_LOCAL);
	configure(f, 1);
	assert_ok(stamp_sources(&d, &list, &n, &f->e));
	assert_int_equal(n, 4);
	configure(f, 0);
	assert_ok(stamp_sources(&d, &list, &n, &f->e));
	assert_int_equal(n, 3);
}

static void without_a_decision_any_class_is_fine_and_others_are_asked(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->member);
	struct stamp_policy p;

	assert_ok(stamp_policy_get(&d, &p, &f->e));
	assert_int_equal(p.version, 0);
	assert_string_equal(p.renewal_method, "timestamp");
	for (size_t i = 0; i < STAMP_PURPOSE_COUNT_; i++) {
		assert_int_equal(p.rules[i].class, STAMP_ANY);
		assert_null(p.rules[i].authority);
		assert_true(p.rules[i].fallback);
	}
}

static size_t policy_events(struct fixture *f, const char **text)
{
	struct domain d = as(f, &f->owner);
	const struct audit_event *events;
	_Bool intact;
	size_t n, hits = 0;

	assert_ok(audit_read(&d, f->owner.org, "en", &events, &n, &intact, &f->e));
	assert_true(intact);
	for (size_t i = 0; i < n; i++)
		if (!strcmp(events[i].kind, "timestamps.policy_changed")) {
			*text = events[i].text;
			hits++;
		}
	return hits;
}

static void a_changed_policy_is_kept_counted_and_on_the_record(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner), other = as(f, &f->stranger);
	struct stamp_policy p, now;
	const char *text = "";

	configure(f, 0);
	assert_ok(stamp_policy_get(&d, &p, &f->e));
	p.rules[STAMP_ACT] = (struct stamp_rule){ STAMP_ACCREDITED, "B", 0 };
	p.renewal_method = "record";
	assert_ok(stamp_policy_set(&d, &p, &now, &f->e));
	assert_int_equal(now.version, 1);
	assert_int_equal(stamp_policy_set(&d, &p, &now, &f->e),
			 ERR_STALE); /* read before the change */
	assert_string_equal(d.refusal, "policy-stale");
	assert_ok(stamp_policy_get(&d, &now, &f->e));
	assert_int_equal(now.version, 1);
	assert_int_equal(now.rules[STAMP_ACT].class, STAMP_ACCREDITED);
	assert_string_equal(now.rules[STAMP_ACT].authority, "B");
	assert_false(now.rules[STAMP_ACT].fallback);
	assert_true(now.rules[STAMP_RENEWAL].fallback);
	assert_string_equal(now.renewal_method, "record");
	now.rules[STAMP_ACT].fallback = 1;
	assert_ok(stamp_policy_set(&d, &now, &now, &f->e));
	assert_int_equal(policy_events(f, &text), 2);
	assert_non_null(strstr(text, "act: accredited B, fall-back"));
	assert_ok(stamp_policy_get(&other, &now, &f->e));
	assert_int_equal(now.version, 0);
}

static void a_policy_names_only_what_is_configured(void **state)
{
	static const struct {
		struct stamp_rule rule;
		const char *code;
	} rows[] = {
		{ { STAMP_ANY, "nobody", 1 }, "unknown-authority" },
		{ { STAMP_ACCREDITED, "X", 1 }, "authority-class" },
		{ { STAMP_LOCAL, NULL, 1 }, "class-unavailable" }, /* no trial */
		{ { STAMP_ANY, STAMP_LOCAL_NAME, 1 }, "unknown-authority" },
	};
	struct fixture *f = *state;

	configure(f, 0);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct domain d = as(f, &f->owner);
		struct stamp_policy p;

		assert_ok(stamp_policy_get(&d, &p, &f->e));
		p.rules[STAMP_CONCLUSION] = rows[i].rule;
		assert_int_equal(stamp_policy_set(&d, &p, &p, &f->e), ERR_INVALID);
		assert_string_equal(d.errors[0].field, "conclusion");
		assert_string_equal(d.errors[0].code, rows[i].code);
	}
}

static void used(struct fixture *f, const char *id, const char *at)
{
	struct domain d = as(f, &f->owner);
	struct timestamp_use u = { .id = id,
				   .subject = id,
				   .purpose = "act",
				   .authority = "A",
				   .class = "accredited",
				   .state = "got" };

	assert_true(time_parse_rfc3339(at, &u.asked_at));
	u.gen_time = u.asked_at;
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(timestamp_use_insert(&d.repo, &u, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

static void usage_is_told_by_months_of_japans_time(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner), other = as(f, &f->stranger);
	const struct stamp_usage *list;
	size_t n;

	used(f, "u1", "2025-12-31T14:59:59.999Z"); /* 23:59:59 on New Year's Eve in Japan */
	used(f, "u2", "2025-12-31T15:00:00.000Z");
	used(f, "u3", "2026-01-31T14:00:00.000Z");
	assert_ok(stamp_usage_read(&d, "2025-12", "2026-01", &list, &n, &f->e));
	assert_int_equal(n, 2);
	assert_string_equal(list[0].month, "2025-12");
	assert_int_equal(list[0].got, 1);
	assert_string_equal(list[1].month, "2026-01");
	assert_int_equal(list[1].got, 2);
	assert_ok(stamp_usage_read(&other, "2025-12", "2026-01", &list, &n, &f->e));
	assert_int_equal(n, 0);
	f->clock.fixed = 1767193200000; /* 2026-01-01 00:00 JST */
	assert_ok(stamp_usage_read(&d, NULL, NULL, &list, &n, &f->e));
	assert_int_equal(n, 2);
	assert_int_equal(stamp_month_start(f->clock.fixed), f->clock.fixed);
	assert_true(stamp_month_start(f->clock.fixed - 1) < f->clock.fixed - 1);
}

static void months_that_are_none_are_refused(void **state)
{
	static const char *const wrong[][2] = {
		{ "2026-13", "2026-12" }, { "2026-00", NULL },	{ "26-01", NULL },
		{ "2026-1", NULL },	  { "2026-011", NULL }, { "-026-01", NULL },
		{ "2026--1", NULL },	  { "", NULL },		{ "2026-02", "2026-01" },
		{ "2020-01", "2026-01" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct domain d = as(f, &f->owner);
		const struct stamp_usage *list;
		size_t n;

		assert_int_equal(stamp_usage_read(&d, wrong[i][0], wrong[i][1], &list, &n, &f->e),
				 ERR_INVALID);
		assert_true(d.n_errors > 0);
	}
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whom_a_rule_asks_is_always_of_one_class),
		cmocka_unit_test(a_class_that_nobody_is_of_is_waited_for),
		WITH(the_built_in_authority_is_there_without_others_and_on_trial),
		WITH(without_a_decision_any_class_is_fine_and_others_are_asked),
		WITH(a_changed_policy_is_kept_counted_and_on_the_record),
		WITH(a_policy_names_only_what_is_configured),
		WITH(usage_is_told_by_months_of_japans_time),
		WITH(months_that_are_none_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
