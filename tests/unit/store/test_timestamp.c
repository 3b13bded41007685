/* The same tests on both databases: test_store_timestamp sqlite|pgsql. */
#include "../test.h"
#include <stdio.h>
#include <stdlib.h>
#include "pg_cluster.h"
#include "store/db/driver.h"
#include "store/repo/timestamp.h"

enum { BEFORE_TIMESTAMPS = 2 };

static struct place {
	_Bool pgsql;
	char dir[40], url[256];
	struct pg_cluster cluster;
	struct arena *mem;
	struct db *db;
	struct repo repo;
	struct error e;
} place;

static void script(const char *sql)
{
	if (place.db->driver->script(place.db->ctx, sql, &place.e) != ERR_OK)
		fail_msg("%s", place.e.msg);
}

/* An empty database of an older program, with an organisation in it. */
static int open_old(void **state)
{
	(void)state;
	if (!place.pgsql) {
		strcpy(place.dir, "/tmp/skysign-timestamp-XXXXXX");
		assert_non_null(mkdtemp(place.dir));
		snprintf(place.url, sizeof(place.url), "sqlite:%s/db", place.dir);
	}
	place.mem = arena_new(0);
	assert_ok(db_open(place.url, &place.db, &place.e));
	if (place.pgsql)
		script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	db_close(place.db);
	assert_ok(db_open(place.url, &place.db, &place.e));
	assert_ok(db_migrate_to(place.db, BEFORE_TIMESTAMPS, &place.e));
	script(place.pgsql
		       ? "INSERT INTO organisation VALUES ('org_a', 'A', 'active', 1, '\\x6b', 1)"
		       : "INSERT INTO organisation VALUES ('org_a', 'A', 'active', 1, x'6b', 1)");
	place.repo = (struct repo){ place.db, place.mem, "org_a" };
	return 0;
}

static int open_new(void **state)
{
	open_old(state);
	assert_ok(db_migrate(place.db, &place.e));
	return 0;
}

static int close_db(void **state)
{
	char command[64];

	(void)state;
	db_close(place.db);
	arena_free(place.mem);
	if (place.pgsql)
		return 0;
	snprintf(command, sizeof(command), "rm -rf %s", place.dir);
	return system(command);
}

/* the migration ---------------------------------------------------------- */

static const char old_rows[] =
	"INSERT INTO account VALUES ('acc_1', 'a@a', 'a@a', 'A', 'ja', 'x', 1, 1);"
	"INSERT INTO envelope (id, organisation_id, kind, state, version, title, message, trial, "
	"sample,"
	" created_by, created_at, updated_at, group_no, level_requested)"
	" VALUES ('env_1', 'org_a', 'contract', 'completed', 1, 't', '', 1, 0, 'acc_1', 1, 1, 0, "
	"'B-T');"
	"INSERT INTO document (id, organisation_id, envelope_id, kind, position, name, state, "
	"pages,"
	" signatures, certified, repaired, notes, original_size, original_sha256, head_no, "
	"created_at)"
	" VALUES ('doc_1', 'org_a', 'env_1', 'contract', 1, 'n', 'ready', 1, 3, 0, 0, '[]', 1, "
	"'h', 4, 1);"
	"INSERT INTO recipient (id, organisation_id, envelope_id, order_no, side, role, name, "
	"email,"
	" email_folded, company, locale, state, factors)"
	" VALUES ('rcp_1', 'org_a', 'env_1', 1, 'own', 'signer', 'n', 'e', 'e', '', 'ja', "
	"'completed', '[]');";

static void old_seal(int no, const char *kind, const char *recipient, const char *authority)
{
	char sql[512], gen_time[8] = "NULL";

	if (strcmp(authority, "NULL") != 0)
		snprintf(gen_time, sizeof(gen_time), "%d", 1000 + no);
	snprintf(sql, sizeof(sql),
		 "INSERT INTO seal (id, organisation_id, envelope_id, document_id, revision_no, "
		 "kind, act_id,"
		 " recipient_id, step, key_id, geometry, authority, gen_time, created_at, "
		 "updated_at) VALUES"
		 " ('seal_%d', 'org_a', 'env_1', 'doc_1', %d, '%s', 'act_%d', %s, 'prepared', 'k', "
		 "'{}',"
		 " %s, %s, 1, 1)",
		 no, no, kind, no, recipient, authority, gen_time);
	script(sql);
}

static void the_stamps_of_an_older_database_are_known_afterwards(void **state)
{
	const struct timestamp_count *counts;
	const struct timestamp_on *list;
	size_t n;

	(void)state;
	script(old_rows);
	old_seal(2, "send", "NULL", "'SkySign local TSA'");
	old_seal(3, "agree", "'rcp_1'", "'Outside'");
	old_seal(4, "closing", "NULL", "'SkySign local TSA'");
	old_seal(5, "agree", "'rcp_1'", "NULL"); /* under way */
	assert_ok(db_migrate(place.db, &place.e));
	assert_ok(timestamp_use_list(&place.repo, "doc_1", &list, &n, &place.e));
	assert_int_equal(n, 3);
	assert_string_equal(list[0].purpose, "act");
	assert_string_equal(list[0].class, "local");
	assert_null(list[0].recipient_id);
	assert_string_equal(list[1].authority, "Outside");
	assert_null(list[1].class);
	assert_string_equal(list[1].recipient_id, "rcp_1");
	assert_int_equal(list[1].gen_time, 1003);
	assert_string_equal(list[2].purpose, "conclusion");
	assert_ok(timestamp_use_counts(&place.repo, 0, 2000, &counts, &n, &place.e));
	assert_int_equal(n, 3);
}

/* the life of a stamp ---------------------------------------------------- */

static void begin(void)
{
	assert_ok(db_begin(place.db, &place.e));
}

static void commit(void)
{
	assert_ok(db_commit(place.db, &place.e));
}

static void ask(const char *id, const char *authority, time_ms at)
{
	assert_ok(timestamp_use_insert(&place.repo,
				       &(struct timestamp_use){ .id = id,
								.document_id = "doc_1",
								.subject = "seal_1",
								.purpose = "act",
								.authority = authority,
								.class = "accredited",
								.state = "asked",
								.asked_at = at },
				       &place.e));
}

static struct timestamp_count count_of(const char *authority)
{
	const struct timestamp_count *list;
	size_t n;

	assert_ok(timestamp_use_counts(&place.repo, 0, 1000, &list, &n, &place.e));
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].authority, authority))
			return list[i];
	fail_msg("%s was never asked", authority);
	return (struct timestamp_count){ 0 };
}

static enum err got(const char *id)
{
	return timestamp_use_got(
		&place.repo, &(struct timestamp_use){ .id = id, .gen_time = 77, .serial = "0a" },
		78, &place.e);
}

static void a_stamp_refused_and_lost_and_got_at_last_is_one_row_that_tells_it(void **state)
{
	const struct timestamp_use *open;
	const struct timestamp_on *list;
	struct timestamp_count c;
	size_t n;

	(void)state;
	begin();
	ask("tsu_1", "A", 10);
	assert_ok(timestamp_use_refused(&place.repo, "tsu_1", 11, &place.e));
	assert_ok(timestamp_use_ask_again(&place.repo, "tsu_1", 12, &place.e));
	assert_ok(timestamp_use_lost(&place.repo, "tsu_1", 13, &place.e));
	assert_ok(timestamp_use_ask_again(&place.repo, "tsu_1", 14, &place.e));
	assert_ok(timestamp_use_open(&place.repo, "seal_1", &open, &n, &place.e));
	assert_int_equal(n, 1);
	assert_string_equal(open[0].state, "asked");
	assert_ok(got("tsu_1"));
	commit();
	c = count_of("A");
	assert_int_equal(c.got, 1);
	assert_int_equal(c.lost, 1);
	assert_int_equal(c.refused, 1);
	assert_ok(timestamp_use_open(&place.repo, "seal_1", &open, &n, &place.e));
	assert_int_equal(n, 0);
	assert_ok(timestamp_use_list(&place.repo, "doc_1", &list, &n, &place.e));
	assert_int_equal(n, 1);
	assert_string_equal(list[0].serial, "0a");
}

static void what_is_settled_stays_settled(void **state)
{
	(void)state;
	begin();
	ask("tsu_1", "A", 10);
	assert_ok(got("tsu_1"));
	assert_ok(timestamp_use_lost(&place.repo, "tsu_1", 20, &place.e));
	assert_ok(timestamp_use_refused(&place.repo, "tsu_1", 20, &place.e));
	assert_int_equal(timestamp_use_ask_again(&place.repo, "tsu_1", 20, &place.e),
			 ERR_NOT_FOUND);
	assert_int_equal(got("tsu_1"), ERR_NOT_FOUND);
	commit();
	assert_int_equal(count_of("A").got, 1);
	assert_int_equal(count_of("A").lost, 0);
}

static void what_nobody_settles_is_lost_after_a_while_unless_it_comes_all_the_same(void **state)
{
	const struct timestamp_count *totals;
	size_t n;

	(void)state;
	begin();
	ask("tsu_1", "A", 10);
	ask("tsu_2", "B", 50);
	assert_ok(timestamp_use_forget(place.db, 40, 60, &place.e));
	commit();
	assert_int_equal(count_of("A").lost, 1);
	assert_int_equal(count_of("B").lost, 0);
	begin();
	assert_ok(got("tsu_1"));
	commit();
	assert_ok(timestamp_use_totals(place.db, place.mem, 5, &totals, &n, &place.e));
	assert_int_equal(n, 2);
	assert_string_equal(totals[0].authority, "A");
	assert_int_equal(totals[0].got, 1);
	assert_int_equal(totals[0].lost, 0);
	assert_int_equal(totals[1].got + totals[1].lost + totals[1].refused, 0);
}

/* the policy ------------------------------------------------------------- */

static enum err put(int64_t version)
{
	enum err rc;

	begin();
	rc = timestamp_policy_put(&place.repo, &(struct timestamp_policy){ version, "record", 5 },
				  &place.e);
	if (rc == ERR_OK)
		commit();
	else
		db_rollback(place.db);
	return rc;
}

static void a_policy_changes_only_from_the_version_before(void **state)
{
	struct timestamp_policy p;

	(void)state;
	assert_int_equal(timestamp_policy_get(&place.repo, &p, &place.e), ERR_NOT_FOUND);
	assert_int_equal(put(2), ERR_CONFLICT);
	assert_ok(put(1));
	assert_int_equal(put(1), ERR_CONFLICT);
	assert_ok(put(2));
	assert_int_equal(put(2), ERR_CONFLICT);
	assert_ok(timestamp_policy_get(&place.repo, &p, &place.e));
	assert_int_equal(p.version, 2);
	assert_string_equal(p.renewal_method, "record");
}

#define WITH(open, f) cmocka_unit_test_setup_teardown(f, open, close_db)

static int start(void **state)
{
	(void)state;
	if (!place.pgsql)
		return 0;
	pg_cluster_start(&place.cluster);
	memcpy(place.url, place.cluster.url, sizeof(place.url));
	return 0;
}

static int end(void **state)
{
	(void)state;
	if (place.pgsql)
		pg_cluster_remove(&place.cluster);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WITH(open_old, the_stamps_of_an_older_database_are_known_afterwards),
		WITH(open_new, a_stamp_refused_and_lost_and_got_at_last_is_one_row_that_tells_it),
		WITH(open_new, what_is_settled_stays_settled),
		WITH(open_new,
		     what_nobody_settles_is_lost_after_a_while_unless_it_comes_all_the_same),
		WITH(open_new, a_policy_changes_only_from_the_version_before),
	};

	place.pgsql = argc > 1 && !strcmp(argv[1], "pgsql");
	return cmocka_run_group_tests(tests, start, end);
}
