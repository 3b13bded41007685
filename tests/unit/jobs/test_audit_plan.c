/* Which days are closed when, on both databases: test_jobs_audit_plan sqlite|pgsql. Closing itself
 * is played: what matters here is what is handed out and what a day takes in. */
#include "../test.h"
#include <stdio.h>
#include "../fast_dir.h"
#include "../store/migrated.h"
#include "../store/pg_cluster.h"
#include "domain/audit.h"
#include "domain/audit_day.h"
#include "domain/jobs.h"
#include "jobs/audit_plan.h"
#include "os/file.h"
#include "store/repo/organisation.h"

#define MINUTES(n) ((time_ms)(n)*60 * 1000)
#define HOURS(n)   (MINUTES(n) * 60)
#define DAYS(n)	   (HOURS(n) * 24)
#define MIDNIGHT   ((time_ms)1763823600000) /* 2025-11-23 00:00 in Japan */

static struct place {
	_Bool pgsql;
	char dir[FAST_DIR_SIZE], url[MIGRATED_URL_SIZE];
	struct pg_cluster cluster;
} place;

static struct arena *mem;
static struct db *db;
static struct clock now;
static struct domain_settings set;
static struct jobs_env env;

static struct domain of(const char *org)
{
	return (struct domain){ .repo = { db, mem, org },
				.clock = &now,
				.rng = rng_system(),
				.set = &set,
				.actor = { .kind = ACTOR_SYSTEM } };
}

static void organisation(const char *id)
{
	const struct repo r = { db, mem, id };

	assert_ok(db_begin(db, NULL));
	assert_ok(organisation_insert(&r,
				      &(struct organisation){ .name = "甲社",
							      .state = "active",
							      .trial = 1,
							      .wrapped_key = BYTES_LIT("k"),
							      .created_at = 1 },
				      NULL));
	assert_ok(db_commit(db, NULL));
}

static void happen(const char *org, const char *chain, time_ms at)
{
	struct domain d = of(org);
	time_ms before = now.fixed;

	now.fixed = at;
	assert_ok(db_begin(db, NULL));
	assert_ok(audit_append(
		&d, &(struct audit_entry){ .envelope = chain, .kind = "envelope.created" }, NULL,
		NULL));
	assert_ok(db_commit(db, NULL));
	now.fixed = before;
}

static void plan_at(time_ms t)
{
	struct error e = { 0 };

	now.fixed = t;
	if (audit_plan(&env, db, &e))
		fail_msg("%s", e.msg);
}

static int64_t jobs(void)
{
	struct db_rows *rows;

	assert_ok(db_query_args(db, SQL_job_counts, NULL, 0, mem, &rows, NULL));
	return db_count(rows) ? db_int(rows, 0, "n") : 0;
}

static const char *next_day(const char *org)
{
	struct domain d = of(org);
	char day[AUDIT_DAY_SIZE], *copy;

	assert_ok(audit_day_next(&d, day, NULL));
	copy = arena_strdup(mem, day);
	assert_non_null(copy);
	return copy;
}

/* The row as the job would write it, and the marks; gives how many chains it took in. */
static size_t close_day(const char *org, const char *day)
{
	const struct repo r = { db, mem, org };
	const struct audit_head *heads;
	struct audit_day last;
	time_ms start;
	size_t n;

	assert_true(audit_day_start(day, &start));
	assert_ok(db_begin(db, NULL));
	assert_ok(audit_day_last(&r, &last, NULL));
	assert_ok(
		audit_day_heads(&r, start + AUDIT_DAY_MS, AUDIT_DAY_CHAINS_MAX, &heads, &n, NULL));
	assert_ok(audit_day_insert(&r,
				   &(struct audit_day){ .day = day,
							.no = last.no + 1,
							.chains = (int64_t)n,
							.text = "x",
							.digest = "sha256",
							.root = BYTES_LIT("r"),
							.authority = "A",
							.class = "local",
							.gen_time = 1,
							.good_until = MIDNIGHT + DAYS(800),
							.policy = "p1/365/90",
							.state = "ok",
							.next_at = MIDNIGHT + DAYS(400),
							.deadline_at = MIDNIGHT + DAYS(700),
							.created_at = 1 },
				   NULL));
	for (size_t i = 0; i < n; i++)
		assert_ok(audit_day_mark(&r, day, heads[i].chain, heads[i].seq, NULL));
	assert_ok(db_commit(db, NULL));
	return n;
}

static void a_day_is_handed_out_once_soon_after_midnight(void **state)
{
	(void)state;
	happen("org_a", "env_1", MIDNIGHT - HOURS(2));
	happen("org_b", NULL, MIDNIGHT - HOURS(3));
	plan_at(MIDNIGHT + MINUTES(4));
	assert_int_equal(jobs(), 0);
	plan_at(MIDNIGHT + MINUTES(5));
	assert_int_equal(jobs(), 2); /* org_c had none */
	plan_at(MIDNIGHT + MINUTES(6));
	plan_at(MIDNIGHT + DAYS(2));
	assert_int_equal(jobs(), 2);
}

static void missed_days_are_closed_one_after_the_other(void **state)
{
	(void)state;
	happen("org_a", "env_1", MIDNIGHT - DAYS(3));
	happen("org_a", "env_1", MIDNIGHT - DAYS(1));
	happen("org_a", "env_2", MIDNIGHT - DAYS(1));
	happen("org_a", "env_3", MIDNIGHT + HOURS(1));
	now.fixed = MIDNIGHT + HOURS(2);
	assert_string_equal(next_day("org_a"), "2025-11-20");
	assert_int_equal(close_day("org_a", "2025-11-20"), 1);
	assert_string_equal(next_day("org_a"), "2025-11-22"); /* nothing happened on the 21st */
	assert_int_equal(close_day("org_a", "2025-11-22"), 2);
	assert_string_equal(next_day("org_a"), "");
}

static void what_comes_too_late_for_its_day_is_proved_by_the_next(void **state)
{
	const struct repo r = { db, mem, "org_a" };
	const char *day;
	(void)state;

	happen("org_a", "env_1", MIDNIGHT - HOURS(2));
	now.fixed = MIDNIGHT + HOURS(1);
	assert_int_equal(close_day("org_a", "2025-11-22"), 1);
	happen("org_a", "env_1", MIDNIGHT - 1); /* its transaction hung, or a clock is behind */
	assert_string_equal(next_day("org_a"), "");
	now.fixed = MIDNIGHT + DAYS(1) + HOURS(1);
	assert_string_equal(next_day("org_a"), "2025-11-23");
	assert_int_equal(close_day("org_a", "2025-11-23"), 1);
	assert_ok(audit_day_of_chain(&r, "env_1", &day, NULL));
	assert_string_equal(day, "2025-11-23");
	assert_string_equal(next_day("org_a"), "");
}

static void an_event_that_follows_the_head_stays_open(void **state)
{
	const struct repo r = { db, mem, "org_a" };
	time_ms at;
	(void)state;

	happen("org_a", "env_1", MIDNIGHT - HOURS(2));
	happen("org_a", "env_1", MIDNIGHT + HOURS(2));
	assert_int_equal(close_day("org_a", "2025-11-22"), 1);
	assert_ok(audit_day_open_from(&r, 0, &at, NULL));
	assert_int_equal(at, MIDNIGHT + HOURS(2));
}

static void a_clock_that_went_back_takes_what_is_before_the_head_along(void **state)
{
	const struct repo r = { db, mem, "org_a" };
	time_ms at;
	(void)state;

	happen("org_a", "env_1", MIDNIGHT + DAYS(300));
	happen("org_a", "env_1", MIDNIGHT - HOURS(2));
	assert_int_equal(close_day("org_a", "2025-11-22"), 1);
	assert_ok(audit_day_open_from(&r, 0, &at, NULL));
	assert_int_equal(at, 0); /* the head covers the event before it */
	plan_at(MIDNIGHT + DAYS(300));
	happen("org_a", "env_1", MIDNIGHT + HOURS(5));
	plan_at(MIDNIGHT + DAYS(1) +
		HOURS(1)); /* and does not wait for the clock to come there again */
	assert_int_equal(jobs(), 1);
}

static void a_day_exists_once_and_has_its_number_in_order(void **state)
{
	const struct repo r = { db, mem, "org_a" };
	const struct audit_day *list;
	struct audit_day day;
	size_t n;
	(void)state;

	happen("org_a", "env_1", MIDNIGHT - HOURS(2));
	close_day("org_a", "2025-11-22");
	happen("org_a", "env_1", MIDNIGHT + HOURS(2));
	close_day("org_a", "2025-11-23");
	assert_ok(audit_day_get(&r, "2025-11-22", &day, NULL));
	day.no = 3;
	assert_ok(db_begin(db, NULL));
	assert_int_equal(audit_day_insert(&r, &day, NULL), ERR_CONFLICT);
	db_rollback(db);
	assert_ok(audit_day_list(&r, INT64_MAX, 10, &list, &n, NULL));
	assert_int_equal(n, 2);
	assert_string_equal(list[0].day, "2025-11-23");
	assert_ok(audit_day_list(&r, list[0].no, 10, &list, &n, NULL));
	assert_int_equal(n, 1);
}

static void who_waits_is_counted_until_the_day_is_closed(void **state)
{
	const struct repo any = { db, mem, NULL };
	struct audit_planner p;
	(void)state;

	happen("org_a", "env_1", MIDNIGHT - HOURS(2));
	plan_at(MIDNIGHT + HOURS(1));
	assert_ok(audit_planner_get(&any, &p, NULL));
	assert_int_equal(p.n_waiting, 1);
	assert_int_equal(p.waiting_since, MIDNIGHT);
	assert_int_equal(p.alarm_at, 0);
	plan_at(MIDNIGHT + HOURS(7)); /* nobody answers: told, every five minutes */
	assert_ok(audit_planner_get(&any, &p, NULL));
	assert_int_equal(p.alarm_at, MIDNIGHT + HOURS(7) + MINUTES(5));
	close_day("org_a", "2025-11-22");
	plan_at(MIDNIGHT + HOURS(8));
	assert_ok(audit_planner_get(&any, &p, NULL));
	assert_int_equal(p.n_waiting, 0);
	assert_int_equal(p.look_at, MIDNIGHT + DAYS(1) + MINUTES(5));
}

static void renewals_go_in_one_batch_at_night_and_at_any_hour_when_overdue(void **state)
{
	const struct repo r = { db, mem, "org_a" };
	const char *const *days;
	struct audit_day day;
	size_t n;
	(void)state;

	for (int i = 1; i <= 3; i++) {
		char name[AUDIT_DAY_SIZE];

		happen("org_a", "env_1", MIDNIGHT - DAYS(i) + HOURS(1));
		audit_day_name(MIDNIGHT - DAYS(i), name);
		close_day("org_a", arena_strdup(mem, name));
	}
	plan_at(MIDNIGHT + DAYS(401) + HOURS(12));
	assert_int_equal(jobs(), 0);
	plan_at(MIDNIGHT + DAYS(402) + HOURS(2));
	assert_int_equal(jobs(), 1);
	assert_ok(audit_day_get(&r, "2025-11-22", &day, NULL));
	assert_ok(audit_day_of_batch(&r, day.batch, &days, &n, NULL));
	assert_int_equal(n, 3);
	plan_at(MIDNIGHT + DAYS(402) + HOURS(2)); /* in hand: not again */
	assert_int_equal(jobs(), 1);

	assert_ok(db_begin(db, NULL));
	assert_ok(audit_day_release(&r, day.batch, "nobody answers", now.fixed + HOURS(1),
				    now.fixed, NULL));
	assert_int_equal(audit_day_plan(&r, &day, NULL), ERR_CONFLICT); /* it has lost it */
	db_rollback(db);
	assert_ok(db_begin(db, NULL));
	assert_ok(audit_day_release(&r, day.batch, "nobody answers", now.fixed + HOURS(1),
				    now.fixed, NULL));
	assert_ok(db_commit(db, NULL));
	plan_at(MIDNIGHT + DAYS(701) + HOURS(12));
	assert_int_equal(jobs(), 2);
}

static void days_that_other_rules_planned_are_looked_at(void **state)
{
	(void)state;
	happen("org_a", "env_1", MIDNIGHT - HOURS(2));
	close_day("org_a", "2025-11-22");
	set.keep.policy = "p2";
	plan_at(MIDNIGHT + HOURS(12));
	assert_int_equal(jobs(), 1);
	set.keep.policy = "a0";
}

static int open_all(void **state)
{
	static const char *const orgs[] = { "org_a", "org_b", "org_c" };
	(void)state;

	if (place.pgsql)
		migrated_pgsql(place.cluster.url, place.url);
	else if (fast_dir(place.dir))
		migrated_sqlite(place.dir, place.url);
	else
		return -1;
	mem = arena_new(0);
	now = clock_fixed(MIDNIGHT);
	set = domain_settings_default;
	set.keep.policy = "p1";
	env = (struct jobs_env){ .clock = &now, .rng = rng_system(), .settings = &set };
	assert_ok(db_open(place.url, &db, NULL));
	for (size_t i = 0; i < COUNT_OF(orgs); i++)
		organisation(orgs[i]);
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	db_close(db);
	arena_free(mem);
	if (!place.pgsql)
		dir_remove_all(place.dir);
	return 0;
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WITH(a_day_is_handed_out_once_soon_after_midnight),
		WITH(missed_days_are_closed_one_after_the_other),
		WITH(what_comes_too_late_for_its_day_is_proved_by_the_next),
		WITH(an_event_that_follows_the_head_stays_open),
		WITH(a_clock_that_went_back_takes_what_is_before_the_head_along),
		WITH(a_day_exists_once_and_has_its_number_in_order),
		WITH(who_waits_is_counted_until_the_day_is_closed),
		WITH(renewals_go_in_one_batch_at_night_and_at_any_hour_when_overdue),
		WITH(days_that_other_rules_planned_are_looked_at),
	};
	int failed;

	place.pgsql = argc > 1 && !strcmp(argv[1], "pgsql");
	if (place.pgsql)
		pg_cluster_start(&place.cluster);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	if (place.pgsql)
		pg_cluster_remove(&place.cluster);
	return failed;
}
