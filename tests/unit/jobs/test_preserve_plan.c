/* The planner on both databases: test_jobs_preserve_plan sqlite|pgsql. */
#include "../test.h"
#include <sqlite3.h>
#include <stdio.h>
#include "../fast_dir.h"
#include "../store/migrated.h"
#include "../store/pg_cluster.h"
#include "domain/preservation.h"
#include "jobs/preserve.h"
#include "os/file.h"
#include "store/repo/document.h"
#include "store/repo/envelope.h"
#include "store/repo/organisation.h"
#include "store/repo/timestamp.h"
#include "store/repo/work.h"

#define SECONDS(n) ((time_ms)(n)*1000)
#define HOURS(n)   (SECONDS(n) * 3600)
#define DAYS(n)	   (HOURS(n) * 24)
#define MIDNIGHT   ((time_ms)1763823600000) /* 2025-11-23 00:00 in Japan */
#define POLICY	   "p1/365/90"

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
static unsigned serial;

static void organisation(const char *id)
{
	const struct repo r = { db, mem, id };
	char mail[64], account[64];

	snprintf(mail, sizeof(mail), "%s@example.jp", id);
	snprintf(account, sizeof(account), "acc_%s", id);
	assert_ok(db_begin(db, NULL));
	assert_ok(organisation_insert(&r,
				      &(struct organisation){ .name = "甲社",
							      .state = "active",
							      .trial = 1,
							      .wrapped_key = BYTES_LIT("k"),
							      .created_at = 1 },
				      NULL));
	assert_ok(account_insert(db,
				 &(struct account){ .id = account,
						    .email = mail,
						    .email_folded = mail,
						    .name = "花子",
						    .locale = "ja",
						    .password_hash = "x",
						    .created_at = 1,
						    .updated_at = 1 },
				 NULL));
	assert_ok(member_insert(&r, account, "owner", 1, NULL));
	assert_ok(db_commit(db, NULL));
}

static const char *text(const char *kind, unsigned n)
{
	char *s = arena_printf(mem, "%s_%06u", kind, n);

	assert_non_null(s);
	return s;
}

/* A concluded contract with one document; gives the document's id. In a transaction. */
static const char *contract(const char *org)
{
	const struct repo r = { db, mem, org };
	const char *envelope = text("env", ++serial), *document = text("doc", serial);
	char account[64];

	snprintf(account, sizeof(account), "acc_%s", org);
	assert_ok(envelope_insert(&r,
				  &(struct envelope){ ENVELOPE_BLANK, .id = envelope,
						      .kind = "contract",
						      .state = "completed",
						      .version = 1,
						      .title = "契約",
						      .message = "",
						      .trial = 1,
						      .created_by = account,
						      .created_at = 1,
						      .updated_at = 1,
						      .completed_at = 2,
						      .level_requested = "B-T",
						      .level_reached = "B-T" },
				  NULL));
	assert_ok(document_insert(&r,
				  &(struct document){ .id = document,
						      .envelope_id = envelope,
						      .kind = "contract",
						      .position = 1,
						      .name = "a.pdf",
						      .state = "ready",
						      .notes = "[]",
						      .original_sha256 = "00",
						      .head_no = 1,
						      .created_at = 1 },
				  NULL));
	return document;
}

struct kept {
	const char *state, *action, *policy;
	time_ms next_at, deadline_at;
	int urgent;
};

static void keep(const char *org, unsigned n, struct kept k)
{
	const struct repo r = { db, mem, org };

	assert_ok(db_begin(db, NULL));
	while (n--) {
		const char *document = contract(org);

		assert_ok(preservation_insert(
			&r,
			&(struct preservation){ .document_id = document,
						.envelope_id = text("env", serial),
						.level_requested = "B-LTA",
						.level_reached = "B-LTA",
						.method = "timestamp",
						.state = k.state,
						.proof_ends_at = k.deadline_at + DAYS(90),
						.policy = k.policy ? k.policy : POLICY,
						.next_action = k.action,
						.next_at = k.next_at + n,
						.deadline_at = k.deadline_at,
						.urgent = k.urgent,
						.since = 1,
						.proof_from = 1,
						.created_at = 1,
						.updated_at = 1 },
			NULL));
	}
	assert_ok(db_commit(db, NULL));
}

static int64_t number(enum sql_id id, const struct db_arg *args, size_t n)
{
	struct db_rows *rows;

	assert_ok(db_query_args(db, id, args, n, mem, &rows, NULL));
	return db_int(rows, 0, "n");
}

static int64_t in_hand(void)
{
	return number(SQL_preservation_in_hand, (struct db_arg[]){ DBI(100000) }, 1);
}

static int64_t of_state(const char *org, const char *state)
{
	const struct repo r = { db, mem, org };
	const struct preservation_count *counts;
	size_t n;

	assert_ok(preservation_counts(&r, NULL, &counts, &n, NULL));
	for (size_t i = 0; i < n; i++)
		if (!strcmp(counts[i].state, state))
			return counts[i].n;
	return 0;
}

static void plan(void)
{
	struct error e = { 0 };

	if (preserve_plan(&env, db, &e))
		fail_msg("%s", e.msg);
}

/* As the worker would: every job that was handed out succeeds, far from its next one. */
static int64_t work_off(const char *org)
{
	const struct repo r = { db, mem, org };
	const struct preservation *rows;
	int64_t done = 0;
	size_t n;

	assert_ok(preservation_list(&r, &(struct preservation_filter){ .limit = 100000 }, &rows, &n,
				    NULL));
	assert_ok(db_begin(db, NULL));
	for (size_t i = 0; i < n; i++) {
		struct preservation p = rows[i];

		if (!p.hand)
			continue;
		p.hand = 0;
		p.state = "ok";
		p.urgent = 0;
		p.policy = POLICY;
		p.next_at = p.deadline_at = KEEP_NEVER;
		assert_ok(preservation_update(&r, &p, NULL));
		done++;
	}
	assert_ok(db_commit(db, NULL));
	return done;
}

static const struct kept renewal = { "ok", "renew", NULL, MIDNIGHT - DAYS(1), MIDNIGHT + DAYS(200),
				     0 };

static void renewals_run_at_night_and_what_is_urgent_at_any_hour(void **state)
{
	(void)state;
	keep("org_a", 3, renewal);
	keep("org_a", 2,
	     (struct kept){ "lower", "extend", NULL, MIDNIGHT - 10, MIDNIGHT + DAYS(200), 1 });
	plan();
	assert_int_equal(in_hand(), 2);
	assert_int_equal(of_state("org_a", "due"), 3); /* it shows by day what the night will do */
	now.fixed = MIDNIGHT + HOURS(1);
	plan();
	assert_int_equal(in_hand(), 5);
}

static void no_more_than_the_rate_is_handed_out(void **state)
{
	int64_t done;
	(void)state;

	keep("org_a", 400, renewal);
	now.fixed = MIDNIGHT + HOURS(2);
	plan(); /* after a long silence: a minute's worth */
	assert_int_equal(in_hand(), 120);
	now.fixed += SECONDS(30);
	plan(); /* the queue is full */
	assert_int_equal(in_hand(), 120);
	done = work_off("org_a");
	for (int i = 0; i < 12; i++) {
		now.fixed += SECONDS(5);
		plan();
		done += work_off("org_a");
	}
	assert_in_range(done, 230, 240);
}

/* A rate of a hundred thousand a minute once filled the planner's memory, and nothing was renewed any more. */
static void a_round_takes_no_more_than_it_can_hold_however_high_the_rate(void **state)
{
	(void)state;

	keep("org_a", 1010, renewal);
	set.keep.per_minute = 100 * 1000;
	now.fixed = MIDNIGHT + HOURS(2);
	plan();
	assert_int_equal(in_hand(), 1000);
	now.fixed += SECONDS(5);
	plan();
	assert_int_equal(in_hand(), 1010);
}

static void no_organisation_waits_behind_anothers_thousand(void **state)
{
	struct kept later = renewal;
	(void)state;

	later.next_at += HOURS(1);
	keep("org_a", 400, renewal);
	keep("org_b", 3, later);
	keep("org_c", 3, later);
	now.fixed = MIDNIGHT + HOURS(2);
	plan();
	assert_int_equal(in_hand(), 120);
	assert_int_equal(work_off("org_b"), 3);
	assert_int_equal(work_off("org_c"), 3);
	assert_int_equal(work_off("org_a"), 114);
}

static void a_second_planner_hands_nothing_out_twice(void **state)
{
	(void)state;
	keep("org_a", 200, renewal);
	now.fixed = MIDNIGHT + HOURS(2);
	plan();
	plan();
	assert_int_equal(in_hand(), 120);
	assert_int_equal(number(SQL_job_counts, NULL, 0), 120);
}

static void what_other_rules_planned_is_looked_at_at_any_hour(void **state)
{
	struct kept other = {
		"ok", "renew", "a/365/90", MIDNIGHT + DAYS(900), MIDNIGHT + DAYS(1200), 0
	};
	(void)state;

	keep("org_a", 2, other);
	other.policy = "z/365/90";
	keep("org_b", 2, other);
	plan();
	now.fixed += SECONDS(5);
	plan();
	assert_int_equal(in_hand(), 4);
	work_off("org_a");
	work_off("org_b");
	now.fixed += SECONDS(5);
	plan();
	assert_int_equal(in_hand(), 0);
}

static void what_misses_its_deadline_is_overdue_counted_and_told(void **state)
{
	const struct repo r = { db, mem, "org_a" };
	struct preservation_planner p;
	const struct mail *mails;
	size_t n;
	(void)state;

	keep("org_a", 2,
	     (struct kept){ "due", "renew", NULL, MIDNIGHT - DAYS(9), MIDNIGHT - DAYS(1), 0 });
	keep("org_a", 1,
	     (struct kept){ "failed", "renew", NULL, MIDNIGHT + DAYS(9), MIDNIGHT - 1, 1 });
	keep("org_b", 1, renewal);
	plan();
	assert_int_equal(of_state("org_a", "overdue"), 3);
	assert_int_equal(in_hand(), 3); /* by day too */
	assert_ok(preservation_planner_get(&r, &p, NULL));
	assert_int_equal(p.n_overdue, 3);
	assert_int_equal(p.n_due, 1);
	assert_int_equal(p.oldest, MIDNIGHT - DAYS(1));
	assert_ok(mail_list(&r, NULL, 10, &mails, &n, NULL));
	assert_int_equal(n, 1);
	assert_string_equal(mails[0].kind, "renewal_overdue");
	now.fixed += SECONDS(400);
	plan();
	assert_ok(mail_list(&r, NULL, 10, &mails, &n, NULL));
	assert_int_equal(n, 1);
}

static void an_organisation_that_wants_records_gets_one_batch_for_all(void **state)
{
	const struct repo r = { db, mem, "org_a" };
	int64_t jobs;
	(void)state;

	assert_ok(db_begin(db, NULL));
	assert_ok(timestamp_policy_put(&r, &(struct timestamp_policy){ 1, "record", 1 }, NULL));
	assert_ok(db_commit(db, NULL));
	keep("org_a", 300, renewal);
	keep("org_b", 3, renewal);
	now.fixed = MIDNIGHT + HOURS(2);
	plan();
	plan(); /* nothing is put into two batches */
	jobs = number(SQL_job_counts, NULL, 0);
	assert_int_equal(jobs, 1 + 3);
	assert_int_equal(in_hand(), 3); /* the batch has no part in the rate */
	assert_int_equal(work_off("org_a"), 300);
}

static void documents_without_a_row_get_one_and_are_looked_at(void **state)
{
	const struct repo r = { db, mem, "org_a" };
	struct preservation p;
	(void)state;

	assert_ok(db_begin(db, NULL));
	for (int i = 0; i < 3; i++)
		contract("org_a");
	assert_ok(db_commit(db, NULL));
	plan();
	assert_ok(preservation_get(&r, text("doc", serial), &p, NULL));
	assert_string_equal(p.level_requested, "B-LTA"); /* of today, not of then */
	assert_string_equal(p.level_reached, "B-T");
	assert_string_equal(p.state, "lower");
	assert_int_equal(in_hand(), 3);
}

static void the_list_goes_by_deadline_state_and_who_may_see_it(void **state)
{
	const struct repo r = { db, mem, "org_a" };
	struct preservation_filter f = { .limit = 2 };
	const struct preservation *rows;
	size_t n, all = 0;
	(void)state;

	keep("org_a", 2, renewal);
	keep("org_a", 3, (struct kept){ "due", "renew", NULL, 5, MIDNIGHT + DAYS(100), 0 });
	do {
		assert_ok(preservation_list(&r, &f, &rows, &n, NULL));
		for (size_t i = 0; i < n; i++)
			assert_true(rows[i].deadline_at > f.after_deadline ||
				    strcmp(rows[i].document_id, f.after_document) > 0);
		all += n;
		if (n) {
			f.after_deadline = rows[n - 1].deadline_at;
			f.after_document = rows[n - 1].document_id;
		}
	} while (n);
	assert_int_equal(all, 5);
	f = (struct preservation_filter){ .limit = 10, .state = "due", .account = "acc_org_a" };
	assert_ok(preservation_list(&r, &f, &rows, &n, NULL));
	assert_int_equal(n, 3);
	f.account = "acc_org_b";
	assert_ok(preservation_list(&r, &f, &rows, &n, NULL));
	assert_int_equal(n, 0);
}

/* SQLite tells how it would read; a whole table is read only where all of it is counted. */
static void nothing_but_a_count_reads_all_rows(void **state)
{
	static const char *const hot[] = {
		"preservation_list",
		"preservation_list_state",
		"preservation_mark_due",
		"preservation_mark_overdue",
		"preservation_due",
		"preservation_outdated_below",
		"preservation_outdated_above",
		"preservation_in_hand",
		"preservation_oldest_overdue",
		"preservation_of_envelope",
		"preservation_renewed_since",
		"preservation_alarming",
	};
	sqlite3 *raw;
	(void)state;

	if (place.pgsql)
		return;
	assert_int_equal(sqlite3_open(place.url + strlen("sqlite:"), &raw), SQLITE_OK);
	for (size_t i = 0; i < COUNT_OF(hot); i++) {
		size_t k = 0;
		sqlite3_stmt *s;
		char *sql;

		while (k < SQL_COUNT_ && strcmp(sql_stmts[k].name, hot[i]) != 0)
			k++;
		assert_true(k < SQL_COUNT_);
		sql = arena_printf(mem, "EXPLAIN QUERY PLAN %s", sql_stmts[k].text);
		assert_int_equal(sqlite3_prepare_v2(raw, sql, -1, &s, NULL), SQLITE_OK);
		while (sqlite3_step(s) == SQLITE_ROW) {
			const char *line = (const char *)sqlite3_column_text(s, 3);

			if (strstr(line, "SCAN p") || strstr(line, "TEMP B-TREE"))
				fail_msg("%s: %s", hot[i], line);
		}
		sqlite3_finalize(s);
	}
	sqlite3_close(raw);
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
	serial = 0;
	set = domain_settings_default;
	set.base_url = "http://localhost";
	set.level = "B-LTA";
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
		WITH(renewals_run_at_night_and_what_is_urgent_at_any_hour),
		WITH(no_more_than_the_rate_is_handed_out),
		WITH(a_round_takes_no_more_than_it_can_hold_however_high_the_rate),
		WITH(no_organisation_waits_behind_anothers_thousand),
		WITH(a_second_planner_hands_nothing_out_twice),
		WITH(what_other_rules_planned_is_looked_at_at_any_hour),
		WITH(what_misses_its_deadline_is_overdue_counted_and_told),
		WITH(an_organisation_that_wants_records_gets_one_batch_for_all),
		WITH(documents_without_a_row_get_one_and_are_looked_at),
		WITH(the_list_goes_by_deadline_state_and_who_may_see_it),
		WITH(nothing_but_a_count_reads_all_rows),
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
