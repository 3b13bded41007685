#include "../test.h"
#include <stdio.h>
#include <stdlib.h>
#include "../fast_dir.h"
#include "migrated.h"
#include "os/file.h"
#include "store/repo/document.h"
#include "store/repo/envelope.h"
#include "store/repo/organisation.h"
#include "store/repo/work.h"

/* Tables without a customer's rows, or reached before the customer is known; each with its reason. */
static const struct {
	const char *statement, *reason;
} unbound[] = {
	{ "organisation_insert", "$1 is the organisation itself" },
	{ "organisation_get", "$1 is the organisation itself" },
	{ "membership_lock", "$1 is the organisation itself" },
	{ "organisation_count", "first start: is there any?" },
	{ "account_insert", "a person may belong to several organisations" },
	{ "account_get", "the same" },
	{ "account_by_email", "the same: sign-in knows no organisation yet" },
	{ "account_update", "the same" },
	{ "membership_of_account", "sign-in: which organisation?" },
	{ "session_get", "the cookie's hash leads to the organisation" },
	{ "session_delete", "by the cookie's hash" },
	{ "session_delete_others", "a person's sessions everywhere" },
	{ "session_purge", "housekeeping" },
	{ "recipient_session_purge", "housekeeping" },
	{ "ticket_get", "the token's hash leads to the organisation" },
	{ "ticket_use", "by the token's hash" },
	{ "ticket_delete_setup", "set-up tickets have no organisation" },
	{ "recipient_by_link", "the token's hash leads to the organisation" },
	{ "recipient_by_session", "the cookie's hash leads to the organisation" },
	{ "blob_sweep_list", "housekeeping" },
	{ "abuse_list", "the operator reads reports about all organisations" },
	{ "seal_reserved_over", "housekeeping" },
	{ "preservation_mark_due", "the planner serves all organisations" },
	{ "preservation_mark_overdue", "the same" },
	{ "preservation_orgs_due", "the planner asks which organisations have something due" },
	{ "preservation_orgs_alarmed", "the same" },
	{ "preservation_outdated_below", "other rules than today's planned it, whosever it is" },
	{ "preservation_outdated_above", "the same" },
	{ "preservation_in_hand", "a count of all" },
	{ "preservation_state_counts", "the same" },
	{ "preservation_oldest_overdue", "the same" },
	{ "preservation_orphans", "the search for documents without a row goes through all" },
	{ "audit_day_orgs_open", "the planner asks which organisations have something to do" },
	{ "audit_day_orgs_due", "the same" },
	{ "audit_day_orgs_below", "the same" },
	{ "audit_day_orgs_above", "the same" },
	{ "audit_day_overdue", "a count of all" },
	{ "timestamp_use_forget", "housekeeping" },
	{ "mail_by_bounce", "the token leads to the organisation" },
	{ "idempotency_purge", "housekeeping" },
	{ "signing_ticket_find", "the hash of the ticket or of its session leads to the organisation" },
	{ "signed_copy_old", "housekeeping" },
	{ "remote_signing_forget", "housekeeping" },
	{ "factor_code_purge", "housekeeping" },
	{ "factor_pass_purge", "housekeeping" },
	{ "organisation_data_ending", "the planner asks which organisations' data end" },
	{ "organisation_data_noticed", "$1 is the organisation itself" },
	{ "organisation_data_end_get", "$1 is the organisation itself" },
	{ "organisation_data_end_set", "$1 is the organisation itself" },
	{ "timestamp_use_totals", "the operator's counters, by authority" },
};

static const char *const customer_tables[] = {
	"organisation", "account", "membership", "session",	      "ticket",
	"envelope",	"blob",	   "document",	 "revision",	      "recipient",
	"recipient_link", "recipient_session", "audit_event", "audit_value", "seal",
	"mail", "timestamp_policy", "timestamp_rule", "timestamp_use",
	"preservation", "preservation_alarm", "evidence_record", "audit_day", "audit_day_stamp", "idempotency",
	"mail_setting",
	"question", "abuse_report", "preservation", "preservation_alarm", "evidence_record", "audit_day", "audit_day_stamp",
	"question", "abuse_report",
	"preservation", "preservation_alarm", "evidence_record", "audit_day", "audit_day_stamp",
	"recipient_browser", "recipient_factor", "factor_code", "factor_pass", "person_totp",
	"person_passkey", "factor_policy", "sms", "terms_acceptance", "recipient_law", "consent_step",
	"signing_ticket", "signing_operation", "party_policy", "signed_copy",
	"shelf_row", "attachment", "contact", "approval_route", "approval", "approval_person", "envelope_mark",
};

static _Bool names_customer_table(const char *sql)
{
	static const char *const verbs[] = { "FROM ", "JOIN ", "INTO ", "UPDATE " };

	for (size_t t = 0; t < COUNT_OF(customer_tables); t++) {
		for (size_t v = 0; v < COUNT_OF(verbs); v++) {
			char want[64];
			const char *at;
			size_t n = (size_t)snprintf(want, sizeof(want), "%s%s", verbs[v],
						    customer_tables[t]);

			at = strstr(sql, want);
			if (at && strchr(" \n(;", at[n]))
				return 1;
		}
	}
	return 0;
}

static _Bool is_excused(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(unbound); i++)
		if (!strcmp(unbound[i].statement, name))
			return 1;
	return 0;
}

static void every_statement_on_a_customers_table_is_bound_to_the_organisation(void **state)
{
	unsigned bound = 0;

	(void)state;
	for (unsigned i = 0; i < SQL_COUNT_; i++) {
		const char *sql = sql_stmts[i].text;

		if (!names_customer_table(sql) || is_excused(sql_stmts[i].name))
			continue;
		if (!strstr(sql, "organisation_id = $1") && !strstr(sql, "(organisation_id, "))
			fail_msg("%s is not bound to the organisation", sql_stmts[i].name);
		bound++;
	}
	assert_true(bound > 40);
}

struct fixture {
	char dir[FAST_DIR_SIZE], url[MIGRATED_URL_SIZE];
	struct arena *mem;
	struct db *db;
};

static int open_db(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));

	assert_true(fast_dir(f->dir));
	migrated_sqlite(f->dir, f->url);
	f->mem = arena_new(0);
	assert_ok(db_open(f->url, &f->db, NULL));
	*state = f;
	return 0;
}

static int close_db(void **state)
{
	struct fixture *f = *state;

	db_close(f->db);
	arena_free(f->mem);
	dir_remove_all(f->dir);
	test_free(f);
	return 0;
}

static void add_organisation(struct fixture *f, const char *id)
{
	const struct repo r = { f->db, f->mem, id };

	assert_ok(db_begin(f->db, NULL));
	assert_ok(organisation_insert(&r, &(struct organisation){ .name = "甲社", .state = "active",
			.trial = 1, .wrapped_key = BYTES_LIT("k"), .created_at = 1 }, NULL));
	assert_ok(db_commit(f->db, NULL));
}

static void a_blob_of_another_organisation_cannot_be_met(void **state)
{
	struct fixture *f = *state;
	const struct repo ours = { f->db, f->mem, "org_a" }, theirs = { f->db, f->mem, "org_b" };
	struct blob_row row;

	add_organisation(f, "org_a");
	add_organisation(f, "org_b");
	assert_ok(db_begin(f->db, NULL));
	assert_ok(blob_row_insert(&ours, "blb_1", 5, NULL));
	assert_ok(blob_row_ready(&ours, "blb_1", 7, BYTES_LIT("wrapped"), NULL));
	assert_ok(db_commit(f->db, NULL));
	assert_ok(blob_row_get(&ours, "blb_1", &row, NULL));
	assert_int_equal(row.size, 7);
	assert_true(bytes_eq_str(row.wrapped_key, "wrapped"));
	assert_int_equal(blob_row_get(&theirs, "blb_1", &row, NULL), ERR_NOT_FOUND);
	assert_ok(db_begin(f->db, NULL));
	assert_ok(blob_row_doom(&theirs, "blb_1", NULL));
	assert_ok(db_commit(f->db, NULL));
	assert_ok(blob_row_get(&ours, "blb_1", &row, NULL));
}

static void a_job_with_the_same_dedup_is_enqueued_once(void **state)
{
	struct fixture *f = *state;
	struct repo any = { f->db, f->mem, NULL };
	const struct job *list;
	struct job j = { .id = "job_1", .kind = "act", .envelope_id = "env_1", .payload = "{}",
			 .dedup = "act:1" };
	size_t n;

	assert_ok(db_begin(f->db, NULL));
	assert_ok(job_insert(f->db, &j, NULL));
	j.id = "job_2";
	assert_ok(job_insert(f->db, &j, NULL));
	assert_ok(db_commit(f->db, NULL));
	assert_ok(job_list_envelope(&any, "env_1", &list, &n, NULL));
	assert_int_equal(n, 1);
	assert_string_equal(list[0].id, "job_1");
	assert_string_equal(list[0].state, "ready");
}

static void attempts_are_counted_per_window(void **state)
{
	struct fixture *f = *state;
	int64_t hits = 0;

	assert_ok(db_begin(f->db, NULL));
	assert_ok(rate_hit(f->db, f->mem, BYTES_LIT("b"), 0, &hits, NULL));
	assert_ok(rate_hit(f->db, f->mem, BYTES_LIT("b"), 0, &hits, NULL));
	assert_int_equal(hits, 2);
	assert_ok(rate_hit(f->db, f->mem, BYTES_LIT("b"), 1000, &hits, NULL));
	assert_int_equal(hits, 1);
	assert_ok(rate_clear(f->db, BYTES_LIT("b"), NULL));
	assert_ok(db_commit(f->db, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_on_a_customers_table_is_bound_to_the_organisation),
		cmocka_unit_test_setup_teardown(a_blob_of_another_organisation_cannot_be_met, open_db,
						close_db),
		cmocka_unit_test_setup_teardown(a_job_with_the_same_dedup_is_enqueued_once, open_db,
						close_db),
		cmocka_unit_test_setup_teardown(attempts_are_counted_per_window, open_db, close_db),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
