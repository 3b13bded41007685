#include "../test.h"
#include <stdio.h>
#include <stdlib.h>
#include "../fast_dir.h"
#include "jobs/queue.h"
#include "os/file.h"

static char dir[FAST_DIR_SIZE];
static struct db *db;
static struct arena *mem;
static struct clock here;

static int open_database(void **state)
{
	char url[FAST_DIR_SIZE + 16];
	(void)state;

	mem = arena_new(0);
	here = clock_fixed(1000000);
	if (!fast_dir(dir))
		return -1;
	snprintf(url, sizeof(url), "sqlite:%s/db", dir);
	return db_open(url, &db, NULL) == ERR_OK && db_migrate(db, NULL) == ERR_OK ? 0 : -1;
}

static int close_database(void **state)
{
	(void)state;
	db_close(db);
	arena_free(mem);
	dir_remove_all(dir);
	return 0;
}

static void put(const char *id, const char *org, enum job_lane lane, time_ms run_at)
{
	struct error e;

	assert_ok(db_begin(db, &e));
	assert_ok(job_insert(db, &(struct job){ .id = id, .kind = "act", .payload = "{}", .run_at = run_at,
						.organisation_id = org, .lane = lane,
						.created_at = here.fixed }, &e));
	assert_ok(db_commit(db, &e));
}

static void put_job(const char *id)
{
	put(id, "org_1", LANE_INTERACTIVE, here.fixed);
}

static _Bool lease_in_turn(struct queue_turns *turns, struct job *out)
{
	struct error e;
	_Bool found;

	assert_ok(queue_lease(db, &here, "worker-1", turns, mem, out, &found, &e));
	return found;
}

static _Bool lease(const char *owner, struct job *out)
{
	AUTO(queue_turns) struct queue_turns turns = { { NULL } };
	struct error e;
	_Bool found;

	assert_ok(queue_lease(db, &here, owner, &turns, mem, out, &found, &e));
	return found;
}

static enum err finish(const struct job *job)
{
	struct error e;
	enum err rc;

	assert_ok(db_begin(db, &e));
	rc = queue_finish(db, &here, job, &e);
	if (rc == ERR_OK)
		rc = db_commit(db, &e);
	db_rollback(db);
	return rc;
}

static void a_job_is_taken_by_one_worker_until_its_lease_is_over(void **state)
{
	struct job first, second;
	(void)state;

	put_job("job_a");
	assert_true(lease("worker-1", &first));
	assert_false(lease("worker-2", &second));
	here.fixed += QUEUE_LEASE_MS + 1;
	assert_true(lease("worker-2", &second));
	assert_int_equal(second.attempts, 2);
	assert_int_equal(finish(&first), ERR_CONFLICT);
	assert_int_equal(finish(&second), ERR_OK);
}

static void jobs_of_a_dead_worker_are_taken_at_once(void **state)
{
	struct job first, second;
	int64_t released;
	struct error e;
	(void)state;

	put_job("job_b");
	assert_true(lease("worker-1", &first));
	assert_ok(queue_release(db, "worker-1", &released, &e));
	assert_int_equal(released, 1);
	assert_true(lease("worker-2", &second));
	assert_true(second.fence > first.fence);
	assert_int_equal(finish(&first), ERR_CONFLICT);
	assert_int_equal(finish(&second), ERR_OK);
}

static void the_death_of_one_worker_takes_nothing_from_another(void **state)
{
	struct job job, other;
	int64_t released;
	struct error e;
	(void)state;

	put_job("job_c");
	assert_true(lease("worker-1", &job));
	assert_ok(queue_release(db, "worker-2", &released, &e));
	assert_int_equal(released, 0);
	assert_false(lease("worker-3", &other));
	assert_int_equal(finish(&job), ERR_OK);
}

/* Takes and ends the next job; its id. */
static const char *next(struct queue_turns *turns)
{
	struct job job;

	if (!lease_in_turn(turns, &job))
		return "";
	assert_int_equal(finish(&job), ERR_OK);
	return job.id;
}

static void no_organisation_waits_behind_anothers_many_jobs(void **state)
{
	AUTO(queue_turns) struct queue_turns turns = { { NULL } };
	char id[16];
	(void)state;

	for (int i = 0; i < 300; i++) {
		snprintf(id, sizeof(id), "many_%03d", i);
		put(id, "org_a", LANE_NORMAL, here.fixed);
	}
	put("b_1", "org_b", LANE_NORMAL, here.fixed);
	put("b_2", "org_b", LANE_NORMAL, here.fixed);
	put("nobody", NULL, LANE_NORMAL, here.fixed);
	assert_string_equal(next(&turns), "nobody");
	assert_string_equal(next(&turns), "many_000");
	assert_string_equal(next(&turns), "b_1");
	assert_string_equal(next(&turns), "many_001");
	assert_string_equal(next(&turns), "b_2");
	for (int i = 2; i < 300; i++) {
		snprintf(id, sizeof(id), "many_%03d", i);
		assert_string_equal(next(&turns), id);
	}
	assert_string_equal(next(&turns), "");
}

static void what_is_not_due_sleeps_and_an_earlier_lane_comes_first(void **state)
{
	AUTO(queue_turns) struct queue_turns turns = { { NULL } };
	struct job job;
	struct error e;
	(void)state;

	put("later", "org_1", LANE_INTERACTIVE, here.fixed + 1000);
	put("slow", "org_1", LANE_BACKGROUND, here.fixed);
	assert_true(lease_in_turn(&turns, &job));
	assert_string_equal(job.id, "slow");
	assert_ok(db_begin(db, &e));
	assert_ok(queue_retry(db, &job, here.fixed + 1000, "again", &e));
	assert_ok(db_commit(db, &e));
	assert_string_equal(next(&turns), "");
	here.fixed += 1000;
	assert_string_equal(next(&turns), "later");
	assert_string_equal(next(&turns), "slow");
	assert_string_equal(next(&turns), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_is_taken_by_one_worker_until_its_lease_is_over),
		cmocka_unit_test(jobs_of_a_dead_worker_are_taken_at_once),
		cmocka_unit_test(the_death_of_one_worker_takes_nothing_from_another),
		cmocka_unit_test(no_organisation_waits_behind_anothers_many_jobs),
		cmocka_unit_test(what_is_not_due_sleeps_and_an_earlier_lane_comes_first),
	};

	return cmocka_run_group_tests(tests, open_database, close_database);
}
