/* The same tests on both databases: test_store_db sqlite|pgsql. */
#include "../test.h"
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "pg_cluster.h"
#include "store/db.h"
#include "store/db/driver.h"

static struct place {
	_Bool pgsql;
	char dir[32], url[256];
	struct pg_cluster cluster;
} place;

static const char *pg_reset = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";

static struct db *open_db(void)
{
	struct db *db = NULL;
	struct error e;

	if (db_open(place.url, &db, &e))
		fail_msg("%s", e.msg);
	return db;
}

static struct db *open_migrated(void)
{
	struct db *db = open_db();
	struct error e;

	if (db_migrate(db, &e))
		fail_msg("%s", e.msg);
	return db;
}

/* Every test begins with an empty database. */
static int empty_database(void **state)
{
	(void)state;
	if (place.pgsql) {
		/* With the driver alone: the tests may have left what db_open refuses. */
		void *ctx;

		assert_ok(db_pgsql.open(place.url, &ctx, NULL));
		assert_ok(db_pgsql.script(ctx, pg_reset, NULL));
		db_pgsql.close(ctx);
		return 0;
	}
	strcpy(place.dir, "/tmp/skysign-db-XXXXXX");
	if (!mkdtemp(place.dir))
		return -1;
	snprintf(place.url, sizeof(place.url), "sqlite:%s/db", place.dir);
	return 0;
}

static int remove_database(void **state)
{
	char text[64];

	(void)state;
	if (place.pgsql)
		return 0;
	snprintf(text, sizeof(text), "rm -rf %s", place.dir);
	return system(text);
}

static void put(struct db *db, const char *key, const char *value)
{
	assert_ok(db_begin(db, NULL));
	assert_ok(db_exec(db, SQL_meta_put, NULL, NULL, DBT(key), DBT(value)));
	assert_ok(db_commit(db, NULL));
}

static const char *get(struct db *db, struct arena *mem, const char *key)
{
	struct db_rows *rows;

	assert_ok(db_query(db, SQL_meta_get, mem, &rows, NULL, DBT(key)));
	return db_count(rows) ? db_str(rows, 0, "value") : NULL;
}

static void every_statement_is_understood(void **state)
{
	AUTO(db) struct db *db = open_migrated();
	struct error e;

	(void)state;
	if (db_prepare_all(db, &e))
		fail_msg("%s", e.msg);
}

static void parameters_are_bound_by_their_number(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(db) struct db *db = open_migrated();
	int64_t changed;

	(void)state;
	put(db, "a", "old");
	assert_ok(db_begin(db, NULL));
	/* in the text: $2, $3, $1 */
	assert_ok(db_exec(db, SQL_meta_replace, &changed, NULL, DBT("a"), DBT("new"), DBT("old")));
	assert_int_equal(changed, 1);
	assert_ok(db_exec(db, SQL_meta_replace, &changed, NULL, DBT("a"), DBT("x"), DBT("old")));
	assert_int_equal(changed, 0);
	assert_ok(db_commit(db, NULL));
	assert_string_equal(get(db, mem, "a"), "new");
}

static void text_of_any_kind_comes_back(void **state)
{
	static const char text[] = "契約書 '; DROP TABLE meta; -- $1 \\x41 \n\t%";
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(db) struct db *db = open_migrated();

	(void)state;
	put(db, text, "");
	assert_string_equal(get(db, mem, text), "");
	put(db, "k", text);
	assert_string_equal(get(db, mem, "k"), text);
	assert_null(get(db, mem, "absent"));
}

static void rows_have_the_order_of_bytes(void **state)
{
	static const char *const keys[] = { "B", "a", "b", "あ", "亜" };
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(db) struct db *db = open_migrated();
	struct db_rows *rows;

	(void)state;
	for (size_t i = COUNT_OF(keys); i--;)
		put(db, keys[i], "v");
	assert_ok(db_query_args(db, SQL_meta_list, NULL, 0, mem, &rows, NULL));
	assert_int_equal(db_count(rows), COUNT_OF(keys));
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		assert_string_equal(db_str(rows, i, "key"), keys[i]);
}

static void an_answer_larger_than_the_arena_is_refused(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(2000);
	AUTO(db) struct db *db = open_migrated();
	struct db_rows *rows;
	char big[4001];

	(void)state;
	memset(big, 'x', sizeof(big));
	big[4000] = '\0';
	put(db, "big", big);
	assert_int_equal(db_query(db, SQL_meta_get, mem, &rows, NULL, DBT("big")), ERR_TOO_LARGE);
}

static void a_rolled_back_transaction_leaves_nothing(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(db) struct db *db = open_migrated();

	(void)state;
	assert_ok(db_begin(db, NULL));
	assert_ok(db_exec(db, SQL_meta_put, NULL, NULL, DBT("a"), DBT("1")));
	db_rollback(db);
	assert_null(get(db, mem, "a"));
	db_rollback(db);
}

static void a_second_row_with_the_same_key_conflicts(void **state)
{
	AUTO(db) struct db *db = open_migrated();
	struct error e;

	(void)state;
	put(db, "a", "1");
	assert_ok(db_begin(db, NULL));
	assert_int_equal(db_exec(db, SQL_meta_insert, NULL, &e, DBT("a"), DBT("2")), ERR_CONFLICT);
	assert_non_null(strstr(e.msg, "meta_insert"));
	db_rollback(db);
}

static void after_a_failure_a_transaction_only_rolls_back(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(db) struct db *db = open_migrated();

	(void)state;
	put(db, "a", "1");
	assert_ok(db_begin(db, NULL));
	assert_ok(db_exec(db, SQL_meta_put, NULL, NULL, DBT("b"), DBT("1")));
	assert_int_equal(db_exec(db, SQL_meta_insert, NULL, NULL, DBT("a"), DBT("2")),
			 ERR_CONFLICT);
	assert_int_equal(db_exec(db, SQL_meta_put, NULL, NULL, DBT("c"), DBT("1")), ERR_CONFLICT);
	assert_int_equal(db_commit(db, NULL), ERR_CONFLICT);
	assert_null(get(db, mem, "b"));
	put(db, "c", "2");
	assert_string_equal(get(db, mem, "c"), "2");
}

static void an_empty_database_refuses_work_until_migrated(void **state)
{
	AUTO(db) struct db *db = open_db();
	struct error e;

	(void)state;
	assert_int_equal(db_begin(db, &e), ERR_UNAVAILABLE);
	assert_non_null(strstr(e.msg, "migrate"));
	assert_ok(db_migrate(db, &e));
	assert_ok(db_migrate(db, &e));
	assert_ok(db_begin(db, &e));
}

/* Organisations and accounts stay; rows of every other table may be deleted. The same on
 * PostgreSQL. */
static const char unindexed[] =
	"SELECT group_concat(m.name || '.' || f.\"from\", ' ') FROM sqlite_master m"
	" JOIN pragma_foreign_key_list(m.name) f ON f.seq = 0"
	" WHERE m.type = 'table' AND f.\"table\" NOT IN ('organisation', 'account')"
	" AND NOT EXISTS (SELECT 1 FROM pragma_index_list(m.name) l"
	" JOIN pragma_index_info(l.name) i WHERE i.seqno = 0 AND i.name IN"
	" (SELECT g.\"from\" FROM pragma_foreign_key_list(m.name) g WHERE g.id = f.id))";

static void a_row_is_deleted_without_reading_whole_tables(void **state)
{
	struct db *db;
	sqlite3 *raw;
	sqlite3_stmt *st;

	(void)state;
	db = open_migrated();
	db_close(db);
	assert_int_equal(sqlite3_open(place.url + strlen("sqlite:"), &raw), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(raw, unindexed, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	if (sqlite3_column_type(st, 0) != SQLITE_NULL)
		fail_msg("references without an index: %s", sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(raw);
}

static void processes_may_migrate_at_once(void **state)
{
	pid_t pids[4];
	int status;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(pids); i++) {
		pids[i] = fork();
		if (!pids[i]) {
			struct db *db = NULL;
			struct error e;

			if (db_open(place.url, &db, &e) || db_migrate(db, &e)) {
				fprintf(stderr, "%s\n", e.msg);
				_exit(1);
			}
			_exit(0);
		}
	}
	for (size_t i = 0; i < COUNT_OF(pids); i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	db_close(open_migrated());
}

static void script(struct db *db, const char *sql)
{
	assert_ok(db->driver->script(db->ctx, sql, NULL));
}

static void an_edited_migration_is_refused(void **state)
{
	AUTO(db) struct db *db = open_migrated();
	struct db *again = NULL;
	struct error e;

	(void)state;
	script(db, "UPDATE schema_migration SET checksum = 'other' WHERE number = 1");
	assert_int_equal(db_open(place.url, &again, &e), ERR_INTERNAL);
	assert_non_null(strstr(e.msg, "0001_core"));
}

static void a_newer_schema_is_accepted_while_it_says_so(void **state)
{
	AUTO(db) struct db *db = open_migrated();
	struct db *again = NULL;
	struct error e;
	char sql[128];

	(void)state;
	snprintf(sql, sizeof(sql), "INSERT INTO schema_migration VALUES (%d, 'next', '', 0)",
		 SQL_MIGRATION_COUNT + 1);
	script(db, sql);
	assert_ok(db_open(place.url, &again, &e));
	db_close(again);
	snprintf(sql, sizeof(sql), "INSERT INTO meta VALUES ('compatible_from', '%d')",
		 SQL_MIGRATION_COUNT + 1);
	script(db, sql);
	assert_int_equal(db_open(place.url, &again, &e), ERR_UNAVAILABLE);
}

enum { THREADS = 4, ROUNDS = 10 };

static enum err add_one(struct db *db, void *ctx, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct db_rows *rows;
	char text[24];

	(void)ctx;
	TRY(db_query(db, SQL_meta_get, mem, &rows, e, DBT("n")));
	snprintf(text, sizeof(text), "%lld", (long long)db_int(rows, 0, "value") + 1);
	return db_exec(db, SQL_meta_put, NULL, e, DBT("n"), DBT(text));
}

static void *count_up(void *arg)
{
	AUTO(db) struct db *db = open_db();
	int *done = arg;

	for (int i = 0; i < ROUNDS; i++)
		*done += db_transact(db, add_one, NULL, NULL) == ERR_OK;
	return NULL;
}

static void no_update_is_lost_between_connections(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(db) struct db *db = open_migrated();
	pthread_t threads[THREADS];
	int done[THREADS] = { 0 }, sum = 0;

	(void)state;
	put(db, "n", "0");
	for (size_t i = 0; i < THREADS; i++)
		assert_ok(pthread_create(&threads[i], NULL, count_up, &done[i]));
	for (size_t i = 0; i < THREADS; i++) {
		assert_ok(pthread_join(threads[i], NULL));
		sum += done[i];
	}
	assert_int_equal(atoi(get(db, mem, "n")), sum);
	assert_in_range(sum, THREADS * ROUNDS / 2, THREADS * ROUNDS);
}

static enum err refuse(struct db *db, void *ctx, struct error *e)
{
	TRY(db_exec(db, SQL_meta_put, NULL, e, DBT("a"), DBT("1")));
	++*(int *)ctx;
	return error_set(e, ERR_DENIED, "no");
}

static void refused_work_is_rolled_back_and_not_repeated(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(db) struct db *db = open_migrated();
	int calls = 0;

	(void)state;
	assert_int_equal(db_transact(db, refuse, &calls, NULL), ERR_DENIED);
	assert_int_equal(calls, 1);
	assert_null(get(db, mem, "a"));
}

static void an_unknown_kind_of_database_is_refused(void **state)
{
	struct db *db = NULL;

	(void)state;
	assert_int_equal(db_open("mysql://x", &db, NULL), ERR_INVALID);
	assert_null(db);
}

static void a_file_that_is_no_database_is_refused(void **state)
{
	struct db *db = NULL;
	struct error e;
	FILE *f = fopen(place.url + strlen("sqlite:"), "w");

	(void)state;
	for (int i = 0; i < 200; i++)
		fputs("this is not a database\n", f);
	fclose(f);
	assert_int_equal(db_open(place.url, &db, &e), ERR_IO);
}

static void others_cannot_read_the_file(void **state)
{
	char text[128];

	(void)state;
	db_close(open_migrated());
	snprintf(text, sizeof(text), "test $(stat -c %%a %s/db) = 600", place.dir);
	assert_ok(system(text));
}

static void end_other_sessions(void)
{
	void *ctx;

	assert_ok(db_pgsql.open(place.url, &ctx, NULL));
	assert_ok(db_pgsql.script(ctx,
				  "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
				  "WHERE application_name = 'skysign' AND pid <> pg_backend_pid()",
				  NULL));
	db_pgsql.close(ctx);
}

static void a_lost_link_is_made_again_at_the_next_begin(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(db) struct db *db = open_migrated();

	(void)state;
	assert_ok(db_begin(db, NULL));
	end_other_sessions();
	assert_int_equal(db_exec(db, SQL_meta_put, NULL, NULL, DBT("a"), DBT("1")),
			 ERR_UNAVAILABLE);
	db_rollback(db);
	put(db, "a", "2");
	end_other_sessions();
	put(db, "b", "3");
	assert_string_equal(get(db, mem, "a"), "2");
}

static void a_link_lost_at_commit_leaves_it_unknown(void **state)
{
	AUTO(db) struct db *db = open_migrated();

	(void)state;
	assert_ok(db_begin(db, NULL));
	assert_ok(db_exec(db, SQL_meta_put, NULL, NULL, DBT("a"), DBT("1")));
	end_other_sessions();
	assert_int_equal(db_commit(db, NULL), ERR_COMMIT_UNKNOWN);
}

static void a_server_that_is_down_is_unavailable_until_it_is_back(void **state)
{
	AUTO(db) struct db *db = open_migrated();
	struct db *second = NULL;
	struct error e;

	(void)state;
	put(db, "a", "1");
	pg_cluster_kill(&place.cluster);
	assert_int_equal(db_begin(db, &e), ERR_UNAVAILABLE);
	assert_int_equal(db_open(place.url, &second, &e), ERR_UNAVAILABLE);
	assert_null(strstr(e.msg, "password="));
	pg_cluster_resume(&place.cluster);
	put(db, "b", "2");
}

#define ON_EMPTY(f) cmocka_unit_test_setup_teardown(f, empty_database, remove_database)
#define ON_BOTH                                                  \
	ON_EMPTY(every_statement_is_understood),                 \
	ON_EMPTY(parameters_are_bound_by_their_number),          \
	ON_EMPTY(text_of_any_kind_comes_back),                   \
	ON_EMPTY(rows_have_the_order_of_bytes),                  \
	ON_EMPTY(an_answer_larger_than_the_arena_is_refused),    \
	ON_EMPTY(a_rolled_back_transaction_leaves_nothing),      \
	ON_EMPTY(a_second_row_with_the_same_key_conflicts),      \
	ON_EMPTY(after_a_failure_a_transaction_only_rolls_back), \
	ON_EMPTY(an_empty_database_refuses_work_until_migrated), \
	ON_EMPTY(processes_may_migrate_at_once),                 \
	ON_EMPTY(an_edited_migration_is_refused),                \
	ON_EMPTY(a_newer_schema_is_accepted_while_it_says_so),   \
	ON_EMPTY(no_update_is_lost_between_connections),         \
	ON_EMPTY(refused_work_is_rolled_back_and_not_repeated)

static int start_cluster(void **state)
{
	(void)state;
	pg_cluster_start(&place.cluster);
	memcpy(place.url, place.cluster.url, sizeof(place.url));
	return 0;
}

static int remove_cluster(void **state)
{
	(void)state;
	pg_cluster_remove(&place.cluster);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest on_sqlite[] = {
		ON_BOTH,
		ON_EMPTY(an_unknown_kind_of_database_is_refused),
		ON_EMPTY(a_file_that_is_no_database_is_refused),
		ON_EMPTY(others_cannot_read_the_file),
		ON_EMPTY(a_row_is_deleted_without_reading_whole_tables),
	};
	const struct CMUnitTest on_pgsql[] = {
		ON_BOTH,
		ON_EMPTY(a_lost_link_is_made_again_at_the_next_begin),
		ON_EMPTY(a_link_lost_at_commit_leaves_it_unknown),
		ON_EMPTY(a_server_that_is_down_is_unavailable_until_it_is_back),
	};

	place.pgsql = argc > 1 && !strcmp(argv[1], "pgsql");
	if (!place.pgsql)
		return cmocka_run_group_tests(on_sqlite, NULL, NULL);
	return cmocka_run_group_tests(on_pgsql, start_cluster, remove_cluster);
}
