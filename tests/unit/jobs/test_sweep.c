#include "../test.h"
#include <stdio.h>
#include "../fast_dir.h"
#include "base/id.h"
#include "jobs/sweep.h"
#include "os/file.h"
#include "store/repo/document.h"
#include "store/repo/organisation.h"

enum { HOUR = 3600 * 1000, DAY = 24 * HOUR };

static char dir[FAST_DIR_SIZE];
static struct arena *mem;
static struct clock now;
static struct secret *org_key;
static struct sweep sweep;
static struct repo repo;

static int open_all(void **state)
{
	char path[FAST_DIR_SIZE + 16];
	(void)state;

	mem = arena_new(0);
	now = clock_fixed(1000 * (time_ms)DAY);
	if (!fast_dir(dir))
		return -1;
	snprintf(path, sizeof(path), "sqlite:%s/db", dir);
	if (db_open(path, &sweep.db, NULL) != ERR_OK || db_migrate(sweep.db, NULL) != ERR_OK)
		return -1;
	snprintf(path, sizeof(path), "%s/blobs", dir);
	sweep.clock = &now;
	org_key = secret_random(rng_system(), 32);
	repo = (struct repo){ sweep.db, mem, "org_1" };
	if (blob_store_open(path, &sweep.blobs, NULL) != ERR_OK || db_begin(sweep.db, NULL) != ERR_OK ||
	    organisation_insert(&repo, &(struct organisation){ .id = "org_1", .name = "A", .state = "active",
							       .wrapped_key = BYTES_LIT("key"),
							       .created_at = 1 },
				NULL) != ERR_OK)
		return -1;
	return db_commit(sweep.db, NULL) == ERR_OK ? 0 : -1;
}

static int close_all(void **state)
{
	(void)state;
	db_close(sweep.db);
	blob_store_free(sweep.blobs);
	secret_free(org_key);
	arena_free(mem);
	dir_remove_all(dir);
	return 0;
}

/* A row in 'writing' and its file, as a process leaves them that is killed before its last transaction. */
static const char *half_stored(void)
{
	AUTO(blob_writer) struct blob_writer *w = NULL;
	struct id id = id_new("blb", &now, rng_system());
	const char *text = arena_strdup(mem, id.s);
	struct blob_info info;
	struct error e;

	assert_ok(db_begin(sweep.db, &e));
	assert_ok(blob_row_insert(&repo, text, clock_now(&now), &e));
	assert_ok(db_commit(sweep.db, &e));
	assert_ok(blob_create(sweep.blobs, org_key, rng_system(), text, &w, &e));
	assert_ok(blob_write(w, BYTES_LIT("content"), &e));
	assert_ok(blob_commit(w, mem, &info, &e));
	return text;
}

static void make_ready(const char *id)
{
	struct error e;

	assert_ok(db_begin(sweep.db, &e));
	assert_ok(blob_row_ready(&repo, id, 7, BYTES_LIT("key"), &e));
	assert_ok(db_commit(sweep.db, &e));
}

static _Bool has_file(const char *id)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/blobs/%s/%s", dir, id + strlen(id) - 2, id);
	return file_exists(path);
}

/* Rounds until nothing is left to do: how many. */
static unsigned sweep_all(void)
{
	unsigned rounds = 0;
	_Bool more = 1;
	struct error e;

	for (; more; rounds++)
		assert_ok(sweep_run(&sweep, &more, &e));
	return rounds;
}

static void what_a_killed_process_left_half_stored_is_removed_after_an_hour(void **state)
{
	const char *id = half_stored();
	(void)state;

	sweep_all();
	assert_true(has_file(id));
	now.fixed += 2 * HOUR;
	sweep_all();
	assert_false(has_file(id));
	make_ready(half_stored()); /* the store and its rows still work */
}

static void a_blob_in_use_is_never_swept(void **state)
{
	const char *id = half_stored();
	struct blob_row row;
	struct error e;
	(void)state;

	make_ready(id);
	now.fixed += 2 * HOUR;
	sweep_all();
	assert_true(has_file(id));
	assert_ok(blob_row_get(&repo, id, &row, &e));
}

static void a_late_writer_cannot_use_what_is_given_up(void **state)
{
	const char *id = half_stored();
	_Bool gone;
	struct error e;
	(void)state;

	assert_ok(db_begin(sweep.db, &e));
	assert_ok(blob_row_give_up(&repo, id, &gone, &e));
	assert_ok(db_commit(sweep.db, &e));
	assert_true(gone);
	assert_ok(db_begin(sweep.db, &e));
	assert_int_not_equal(blob_row_ready(&repo, id, 7, BYTES_LIT("key"), &e), ERR_OK);
	db_rollback(sweep.db);
	sweep_all();
	assert_false(has_file(id));
}

static void a_blob_that_became_ready_is_not_given_up(void **state)
{
	const char *id = half_stored();
	_Bool gone = 1;
	struct error e;
	(void)state;

	make_ready(id);
	assert_ok(db_begin(sweep.db, &e));
	assert_ok(blob_row_give_up(&repo, id, &gone, &e));
	assert_ok(db_commit(sweep.db, &e));
	assert_false(gone);
}

static void many_are_removed_in_rounds(void **state)
{
	const char *last = NULL;
	(void)state;

	for (int i = 0; i < 230; i++)
		last = half_stored();
	now.fixed += 2 * HOUR;
	assert_int_equal(sweep_all(), 4); /* 100, 100, 30, none */
	assert_false(has_file(last));
}

static void sessions_that_ran_out_are_removed(void **state)
{
	const struct account a = { .id = "acc_1", .email = "a@example.jp", .email_folded = "a@example.jp",
				   .name = "甲", .locale = "ja", .password_hash = "x",
				   .created_at = 1, .updated_at = 1 };
	const struct bytes over = BYTES_LIT("over"), good = BYTES_LIT("good");
	struct session_row row;
	struct error e;
	(void)state;

	assert_ok(db_begin(sweep.db, &e));
	assert_ok(account_insert(sweep.db, &a, &e));
	assert_ok(member_insert(&repo, a.id, "owner", 1, &e));
	assert_ok(session_insert(&repo, over, a.id, now.fixed - HOUR, now.fixed, &e));
	assert_ok(session_insert(&repo, good, a.id, now.fixed - HOUR, now.fixed + 1, &e));
	assert_ok(db_commit(sweep.db, &e));
	sweep_all();
	assert_int_equal(session_get(sweep.db, mem, over, &row, &e), ERR_NOT_FOUND);
	assert_ok(session_get(sweep.db, mem, good, &row, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_killed_process_left_half_stored_is_removed_after_an_hour),
		cmocka_unit_test(a_blob_in_use_is_never_swept),
		cmocka_unit_test(a_late_writer_cannot_use_what_is_given_up),
		cmocka_unit_test(a_blob_that_became_ready_is_not_given_up),
		cmocka_unit_test(many_are_removed_in_rounds),
		cmocka_unit_test(sessions_that_ran_out_are_removed),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
