/* Drafts, what blocks sending, and the mails that go out. */
#include "fixture.h"
#include "store/repo/shelf.h"

static void a_stale_version_is_refused_and_changes_nothing(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	int64_t version = look(f, id).v.version;
	struct draft_edit edit = { .version = version, .title = "改訂" };

	assert_ok(envelope_edit(&d, id, &edit, &f->e));
	edit.title = "別人の改訂";
	assert_int_equal(envelope_edit(&d, id, &edit, &f->e), ERR_STALE);
	assert_string_equal(look(f, id).v.title, "改訂");
	assert_int_equal(envelope_send(&d, id, version, &f->e), ERR_STALE);
	assert_string_equal(look(f, id).v.state, "draft");
}

static void every_wrong_field_is_named(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct recipient_input parties[] = { party(0, "third", "a\tb", "x@"), party(1, "own", "", "") };
	struct draft_edit edit = { .title = "a\nb", .set_expire = 1, .expire_at = f->clock.fixed,
				   .recipients = parties, .n_recipients = 2, .set_recipients = 1 };
	static const char *const want[] = { "title", "expire_at", "recipients[0].name", "recipients[0].email",
					    "recipients[0].order", "recipients[0].side" };

	parties[0].locale = "fr";
	assert_int_equal(envelope_edit(&d, id, &edit, &f->e), ERR_INVALID);
	assert_int_equal(d.n_errors, 7);
	for (size_t i = 0; i < COUNT_OF(want); i++) {
		_Bool found = 0;

		for (size_t k = 0; k < d.n_errors; k++)
			found = found || !strcmp(d.errors[k].field, want[i]);
		assert_true(found);
	}
}

static _Bool blocked_by(struct fixture *f, const char *id, const char *code)
{
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, id);
	struct send_report report;

	assert_ok(envelope_confirm(&d, &x, "ja", &report, &f->e));
	for (size_t i = 0; i < report.n_problems; i++)
		if (!strcmp(report.problems[i].code, code))
			return envelope_send(&d, id, x.v.version, &f->e) == ERR_INVALID;
	return 0;
}

static void what_is_missing_blocks_sending(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	struct recipient_input both[] = { party(1, "own", "山田", "yamada@example.jp"),
					  party(2, "counterparty", "甲", "YAMADA@example.jp") };
	const char *id, *full = make_draft(f);
	struct dossier x;

	assert_ok(envelope_create(&d, "", "", 0, &id, &f->e));
	assert_true(blocked_by(f, id, "no-title"));
	assert_true(blocked_by(f, id, "no-document"));
	assert_true(blocked_by(f, id, "no-own-signatory"));
	assert_true(blocked_by(f, id, "no-counterparty"));
	set_parties(f, full, both, 1);
	assert_true(blocked_by(f, full, "no-counterparty"));
	set_parties(f, full, both + 1, 1);
	assert_true(blocked_by(f, full, "no-own-signatory")); /* practice 8 */
	set_parties(f, full, both, 2);
	assert_false(blocked_by(f, full, "duplicate-recipient")); /* two parts, one after the other */
	both[1].order = 1;
	set_parties(f, full, both, 2);
	assert_true(blocked_by(f, full, "duplicate-recipient"));
	both[1].role = "viewer";
	set_parties(f, full, both, 2);
	assert_false(blocked_by(f, full, "duplicate-recipient"));
	both[1] = party(2, "counterparty", "", "");
	set_parties(f, full, both, 2);
	assert_true(blocked_by(f, full, "required"));
	x = look(f, full);
	assert_string_equal(x.v.state, "draft");
	assert_int_equal(count_jobs(f, full, JOB_PREPARE), 0);
}

static void a_deadline_that_passed_since_it_was_set_blocks_sending(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct draft_edit edit = { .set_expire = 1, .expire_at = f->clock.fixed + 1000 };

	assert_ok(envelope_edit(&d, id, &edit, &f->e));
	f->clock.fixed += 1000;
	assert_true(blocked_by(f, id, "deadline-past"));
}

static void a_sent_envelope_is_no_draft_any_more(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, id);
	struct draft_edit edit = { .title = "x" };

	assert_int_equal(envelope_edit(&d, id, &edit, &f->e), ERR_CONFLICT);
	assert_int_equal(envelope_discard(&d, id, &f->e), ERR_CONFLICT);
	assert_int_equal(document_remove(&d, id, x.documents[0].id, &f->e), ERR_CONFLICT);
	assert_int_equal(document_begin(&d, id, "blb_1", &f->e), ERR_CONFLICT);
	assert_int_equal(envelope_send(&d, id, x.v.version, &f->e), ERR_CONFLICT);
	assert_int_equal(count_jobs(f, id, JOB_PREPARE), 1);
}

static void an_upload_that_stopped_halfway_is_swept_later(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	const struct blob_orphan *orphans;
	size_t n;

	assert_ok(document_begin(&d, id, "blb_half", &f->e));
	assert_ok(blob_orphans(&d.repo, f->clock.fixed, &orphans, &n, &f->e));
	assert_int_equal(n, 0);
	assert_ok(blob_orphans(&d.repo, f->clock.fixed + 1, &orphans, &n, &f->e));
	assert_int_equal(n, 1);
	assert_string_equal(orphans[0].id, "blb_half");
}

static void what_a_document_has_is_not_abandoned(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, id);
	struct blob_row row;
	_Bool gone = 1;

	assert_ok(document_abandon(&d, x.documents[0].original_blob, &gone, &f->e));
	assert_false(gone);
	assert_ok(blob_row_get(&d.repo, x.documents[0].original_blob, &row, &f->e));
	assert_ok(document_begin(&d, id, "blb_half", &f->e));
	assert_ok(document_abandon(&d, "blb_half", &gone, &f->e));
	assert_true(gone);
}

static void members_see_their_own_envelopes_and_owners_all(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain member = as(f, &f->member), stranger = as(f, &f->stranger);
	struct recipient_input parties[] = { party(1, "own", f->member.name, f->member.email),
					     party(2, "counterparty", "乙", "b@example.com") };
	struct domain d = as(f, &f->owner);
	struct dossier x;

	assert_int_equal(dossier_for_member(&member, id, 0, &x, &f->e), ERR_NOT_FOUND);
	assert_int_equal(dossier_for_member(&stranger, id, 1, &x, &f->e), ERR_NOT_FOUND);
	set_parties(f, id, parties, 2);
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	assert_ok(dossier_for_member(&member, id, 0, &x, &f->e)); /* a party of it now */
	assert_string_equal(x.recipients[0].account_id, f->member.account);
}

static size_t listed(struct fixture *f, const struct person *p)
{
	struct envelope_filter filter = { .account = p->account, .limit = 10 };
	struct domain d = as(f, p);
	const struct envelope_count *counts;
	struct envelope_page page;
	int64_t counted = 0;
	size_t kinds;

	assert_ok(envelope_list(&d.repo, &filter, &page, &f->e));
	assert_ok(envelope_counts(&d.repo, p->account, &counts, &kinds, &f->e));
	for (size_t i = 0; i < kinds; i++)
		counted += counts[i].n;
	assert_int_equal(counted, page.n);
	return page.n;
}

static void another_members_draft_is_not_listed_for_its_party(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct recipient_input parties[] = { party(1, "own", f->member.name, f->member.email),
					     party(2, "counterparty", "乙", "b@example.com") };
	struct domain d = as(f, &f->owner);

	set_parties(f, id, parties, 2);
	assert_int_equal(listed(f, &f->owner), 1);
	assert_int_equal(listed(f, &f->member), 0);
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	assert_int_equal(listed(f, &f->member), 1);
}

static void the_preview_shows_the_mail_with_its_link_masked(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, id);
	struct notice_content mail;

	assert_ok(notice_preview(&d, "request", &x.v, &x.recipients[1], NULL, &mail, &f->e));
	assert_string_equal(mail.subject, "甲株式会社【確認のお願い】業務委託契約書【試用】");
	assert_non_null(strstr(mail.text, "●●●●"));
	assert_non_null(strstr(mail.text, "取引先 様"));
	assert_non_null(strstr(mail.text, "送信者は締結前に取り下げることができます"));
	assert_null(strstr(mail.text, "期限："));
	assert_null(strchr(mail.text, '{'));
}

static void markup_in_a_title_stays_text(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct draft_edit edit = { .title = "<a href=\"http://evil\">{link}</a>" };
	struct notice_content mail;
	struct dossier x;

	assert_ok(envelope_edit(&d, id, &edit, &f->e));
	x = look(f, id);
	assert_ok(notice_preview(&d, "request", &x.v, &x.recipients[1], NULL, &mail, &f->e));
	assert_null(strstr(mail.html, "<a href=\"http://evil"));
	assert_non_null(strstr(mail.html, "&lt;a href=&quot;http://evil&quot;&gt;{link}&lt;/a&gt;"));
}

/* Practice 1 */
static void in_production_no_stored_mail_shows_its_link(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	struct notice_content content;
	const struct mail *list;
	struct mail m;
	size_t n;

	f->set.trial = 0;
	f->set.mail_ready = 1;
	make_sent(f);
	assert_ok(mail_list(&d.repo, NULL, 10, &list, &n, &f->e));
	assert_int_equal(n, 1);
	assert_string_equal(list[0].state, "queued");
	assert_ok(mail_get(&d.repo, list[0].id, &m, &f->e));
	assert_int_equal(m.encrypted, 1);
	assert_int_equal(bytes_find(m.body, BYTES_LIT("/r/#"), 0), SIZE_MAX);
	assert_int_equal(bytes_find(m.body, BYTES_LIT("text"), 0), SIZE_MAX);
	assert_ok(notice_read(&d, &m, &content, &f->e));
	assert_non_null(strstr(content.text, "/r/#"));
	m.id = "mal_other";
	assert_int_equal(notice_read(&d, &m, &content, &f->e), ERR_IO);
	assert_int_equal(count_jobs(f, m.envelope_id, JOB_MAIL), 1);
}

static struct mail newest_mail(struct fixture *f)
{
	struct domain d = as(f, &f->owner);
	const struct mail *list;
	struct mail m;
	size_t n;

	assert_ok(mail_list(&d.repo, NULL, 1, &list, &n, &f->e));
	assert_ok(mail_get(&d.repo, list[0].id, &m, &f->e));
	return m;
}

/* The organisation was set up on trial; what counts is the contract. */
static void the_mark_of_trial_and_the_open_link_belong_to_the_contract(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	struct dossier x;
	struct mail m;

	x = look(f, make_sent(f));
	m = newest_mail(f);
	assert_non_null(strstr(m.subject, "試用"));
	assert_false(m.encrypted);
	f->set.trial = 0;
	f->clock.fixed += 1000;
	x = look(f, make_sent(f));
	m = newest_mail(f);
	assert_null(strstr(m.subject, "試用"));
	assert_true(m.encrypted);
	f->set.trial = 1;
	f->clock.fixed += 1000;
	assert_ok(envelope_resend(&d, x.v.id, x.recipients[0].id, &f->e));
	m = newest_mail(f);
	assert_string_equal(m.kind, "resend");
	assert_null(strstr(m.subject, "試用"));
	assert_true(m.encrypted);
}

static void on_trial_mails_stay_in_the_outbox(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct domain d = as(f, &f->owner);
	const struct mail *list;
	size_t n;

	assert_ok(mail_list(&d.repo, NULL, 10, &list, &n, &f->e));
	assert_string_equal(list[0].state, "outbox");
	assert_int_equal(count_jobs(f, id, JOB_MAIL), 0);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(a_stale_version_is_refused_and_changes_nothing),
		WITH(every_wrong_field_is_named),
		WITH(what_is_missing_blocks_sending),
		WITH(a_deadline_that_passed_since_it_was_set_blocks_sending),
		WITH(a_sent_envelope_is_no_draft_any_more),
		WITH(an_upload_that_stopped_halfway_is_swept_later),
		WITH(what_a_document_has_is_not_abandoned),
		WITH(members_see_their_own_envelopes_and_owners_all),
		WITH(another_members_draft_is_not_listed_for_its_party),
		WITH(the_preview_shows_the_mail_with_its_link_masked),
		WITH(markup_in_a_title_stays_text),
		WITH(in_production_no_stored_mail_shows_its_link),
		WITH(on_trial_mails_stay_in_the_outbox),
		WITH(the_mark_of_trial_and_the_open_link_belong_to_the_contract),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
