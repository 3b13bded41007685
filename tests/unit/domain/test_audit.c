/* The chain notices every change that somebody with the database in hand can make. */
#include "fixture.h"
#include <stdlib.h>
#include <stdio.h>
#include <sqlite3.h>
#include "domain/audit.h"

static struct audit_verdict verdict(struct fixture *f, const char *chain)
{
	struct domain d = as(f, &f->owner);
	struct audit_verdict v;

	assert_ok(audit_verify(&d, chain, &v, &f->e));
	return v;
}

/* Changes the database behind the program's back. */
static void tamper(struct fixture *f, const char *sql, const char *chain)
{
	char path[80], *text = sqlite3_mprintf(sql, chain), *message = NULL;
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/db", f->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, &message), SQLITE_OK);
	assert_true(sqlite3_total_changes(db) > 0);
	sqlite3_free(text);
	sqlite3_close(db);
}

static void an_untouched_chain_is_intact(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct audit_verdict v = verdict(f, id);

	assert_true(v.intact);
	assert_int_equal(v.events, 5); /* created, added, sent, prepared, invited */
	assert_null(v.reason);
}

static void every_kind_of_tampering_is_found_at_its_event(void **state)
{
	static const struct {
		const char *sql;
		int64_t bad;
	} cases[] = {
		{ "UPDATE audit_event SET payload = replace(payload, 'envelope.sent', 'envelope.opened') "
		  "WHERE chain = '%q'", 3 },
		{ "UPDATE audit_event SET kind = 'recipient.agreed' WHERE seq = 4 AND chain = '%q'", 4 },
		{ "UPDATE audit_event SET at = at + 1 WHERE seq = 2 AND chain = '%q'", 2 },
		{ "DELETE FROM audit_event WHERE seq = 2 AND chain = '%q'", 2 },
		{ "UPDATE audit_event SET hash = zeroblob(32) WHERE seq = 1 AND chain = '%q'", 1 },
		{ "UPDATE audit_event SET prev_hash = zeroblob(32) WHERE seq = 2 AND chain = '%q'", 2 },
		{ "UPDATE audit_event SET seq = 9 WHERE seq = 5 AND chain = '%q'", 5 },
		{ "UPDATE audit_value SET value = 'somebody else' WHERE name = 'actor_name' AND seq = 3 "
		  "AND chain = '%q'", 3 },
		{ "UPDATE audit_value SET salt = zeroblob(16) WHERE name = 'ip' AND seq = 1 AND chain = '%q'", 1 },
		{ "INSERT INTO audit_value (chain, seq, name, organisation_id, salt, value) "
		  "SELECT chain, 2, 'declared_title', organisation_id, hash, 'x' FROM audit_event "
		  "WHERE seq = 1 AND chain = '%q'", 2 },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *id = make_sent(f);
		struct audit_verdict v;

		tamper(f, cases[i].sql, id);
		v = verdict(f, id);
		assert_false(v.intact);
		assert_int_equal(v.bad_seq, cases[i].bad);
		assert_non_null(v.reason);
	}
}

static void the_events_of_one_chain_do_not_fit_another(void **state)
{
	struct fixture *f = *state;
	const char *a = make_sent(f), *b = make_sent(f);
	struct domain d = as(f, &f->owner);

	tamper(f, "DELETE FROM audit_value WHERE chain = '%q'", b);
	tamper(f, "DELETE FROM audit_event WHERE chain = '%q'", b);
	tamper(f, domain_printf(&d, "UPDATE audit_event SET chain = '%s' WHERE chain = '%%q'", b), a);
	assert_false(verdict(f, b).intact);
}

static void erasing_personal_data_leaves_the_chain_whole(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	const struct audit_event *list;
	struct domain d = as(f, &f->owner);
	_Bool intact;
	size_t n;

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(audit_value_erase(&d.repo, id, "actor_name", &f->e));
	assert_ok(audit_value_erase(&d.repo, id, "recipient_name", &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_ok(audit_read(&d, id, "ja", &list, &n, &intact, &f->e));
	assert_true(intact);
	assert_null(list[2].actor_name);
	assert_non_null(strstr(list[2].text, "（削除済み）"));
	assert_non_null(strstr(list[4].text, "（削除済み）"));
}

static void payloads_hold_no_personal_data(void **state)
{
	static const char *const personal[] = { "山田", "yamada", "取引先", "partner", "192.0.2.1", "業務委託契約書",
						"契約書.pdf" };
	struct fixture *f = *state;
	const char *id = make_sent(f);
	const struct audit_event *list;
	struct domain d = as(f, &f->owner);
	_Bool intact;
	size_t n;

	assert_ok(audit_read(&d, id, "en", &list, &n, &intact, &f->e));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < COUNT_OF(personal); k++)
			assert_null(strstr(list[i].payload, personal[k]));
}

static void events_read_as_sentences_in_both_languages(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	const struct audit_event *list;
	struct domain d = as(f, &f->owner);
	_Bool intact;
	size_t n;

	assert_ok(audit_read(&d, id, "ja", &list, &n, &intact, &f->e));
	assert_string_equal(list[2].text, "山田 太郎 が送信しました");
	assert_string_equal(list[1].text, "山田 太郎 がファイル 契約書.pdf を追加しました");
	assert_ok(audit_read(&d, id, "en", &list, &n, &intact, &f->e));
	assert_string_equal(list[2].text, "山田 太郎 sent the documents");
	for (size_t i = 0; i < n; i++)
		assert_null(strchr(list[i].text, '{'));
}

static void a_law_and_its_step_are_called_by_their_names(void **state)
{
	static const struct audit_data data[] = { { "law", "construction", 0 },
						  { "step", "consent", 0 },
						  { "version", "2026-11-1", 0 } };
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	const char *id = make_sent(f);
	const struct audit_event *list;
	struct audit_mark mark;
	_Bool intact;
	size_t n;

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(audit_append(&d,
			       &(struct audit_entry){ .envelope = id,
						      .kind = "recipient.consent_given",
						      .data = data,
						      .n = COUNT_OF(data) },
			       &mark, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_ok(audit_read(&d, id, "ja", &list, &n, &intact, &f->e));
	assert_non_null(strstr(list[n - 1].text, "（建設業法、承諾、2026-11-1）"));
	assert_non_null(strstr(list[n - 1].payload, "\"construction\""));
}

static void another_organisation_reads_an_empty_chain(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct domain d = as(f, &f->stranger);
	const struct audit_event *list;
	_Bool intact;
	size_t n;

	assert_ok(audit_read(&d, id, "ja", &list, &n, &intact, &f->e));
	assert_int_equal(n, 0);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(an_untouched_chain_is_intact),
		WITH(every_kind_of_tampering_is_found_at_its_event),
		WITH(the_events_of_one_chain_do_not_fit_another),
		WITH(erasing_personal_data_leaves_the_chain_whole),
		WITH(payloads_hold_no_personal_data),
		WITH(events_read_as_sentences_in_both_languages),
		WITH(a_law_and_its_step_are_called_by_their_names),
		WITH(another_organisation_reads_an_empty_chain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
