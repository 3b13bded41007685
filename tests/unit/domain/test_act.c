/* A contract's life from draft to conclusion, and every way in which an act is refused. */
#include "fixture.h"
#include "domain/statement.h"

static void a_contract_goes_from_draft_to_conclusion(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct dossier x = look(f, id);
	struct domain d = as(f, NULL);
	struct recipient_ref ref;

	assert_string_equal(x.v.state, "pending");
	assert_int_equal(count_jobs(f, id, JOB_PREPARE), 1);
	assert_string_equal(party_of(&x, "yamada@example.jp")->state, "sent");
	assert_string_equal(party_of(&x, "partner@example.com")->state, "awaiting");

	ref = open_link(f, "yamada@example.jp");
	assert_ok(agree(f, &ref));
	seal_act(f, id, "yamada@example.jp");
	x = look(f, id);
	assert_string_equal(party_of(&x, "yamada@example.jp")->state, "completed");
	assert_string_equal(party_of(&x, "partner@example.com")->state, "sent");
	assert_string_equal(x.v.state, "pending");

	ref = open_link(f, "partner@example.com");
	assert_ok(agree(f, &ref));
	assert_string_equal(look(f, id).v.state, "concluding");
	assert_int_equal(count_jobs(f, id, JOB_CONCLUDE), 0);
	seal_act(f, id, "partner@example.com");
	assert_int_equal(count_jobs(f, id, JOB_CONCLUDE), 1);

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_concluded(&d, id, "B-T", &f->e));
	assert_ok(db_commit(f->db, &f->e));
	x = look(f, id);
	assert_string_equal(x.v.state, "completed");
	assert_string_equal(x.v.level_reached, "B-T");
	assert_string_equal(recipient_landing(&d, &x, party_of(&x, "partner@example.com"), 0), "done");
	assert_int_equal(agree(f, &ref), ERR_CONFLICT);
	d = as(f, &f->owner);
	assert_int_equal(envelope_withdraw(&d, id, NULL, &f->e), ERR_CONFLICT);
}

static void agreeing_twice_makes_one_act(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f), *act;
	struct recipient_ref ref = open_link(f, "yamada@example.jp");
	struct dossier x;

	assert_ok(agree(f, &ref));
	x = look(f, id);
	act = party_of(&x, "yamada@example.jp")->act_id;
	assert_ok(agree(f, &ref));
	x = look(f, id);
	assert_string_equal(party_of(&x, "yamada@example.jp")->act_id, act);
	assert_int_equal(count_jobs(f, id, JOB_ACT), 1);
}

static struct agree_input good_input(struct fixture *f, const char *id, struct shown_document *shown)
{
	struct domain d = as(f, NULL);
	struct dossier x = look(f, id);

	shown->document = x.documents[0].id;
	assert_ok(document_digest(&d, &x.documents[0], &shown->digest, &f->e));
	return (struct agree_input){ .shown = shown, .n_shown = 1, .statement_version = statement_current(PARTY_SIGNER),
				     .name = "本人", .authority = 1 };
}

/* Practice 3 */
static void agreement_to_something_else_than_the_current_content_is_refused(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct recipient_ref ref = open_link(f, "yamada@example.jp");
	struct domain d = as(f, NULL);
	struct shown_document shown, two[2];
	struct agree_input in = good_input(f, id, &shown);

	shown.digest = "00";
	assert_int_equal(recipient_agree(&d, &ref, &in, &f->e), ERR_STALE);
	in = good_input(f, id, &shown);
	in.statement_version = "1999-1";
	assert_int_equal(recipient_agree(&d, &ref, &in, &f->e), ERR_STALE);
	in = good_input(f, id, &shown);
	in.n_shown = 0;
	assert_int_equal(recipient_agree(&d, &ref, &in, &f->e), ERR_STALE);
	in = good_input(f, id, &two[0]);
	two[1] = (struct shown_document){ "doc_other", "aa" };
	in.n_shown = 2;
	assert_int_equal(recipient_agree(&d, &ref, &in, &f->e), ERR_STALE);
	assert_string_equal(d.refusal, "content-changed");
	assert_int_equal(count_jobs(f, id, JOB_ACT), 0);
}

static void agreement_needs_a_name_and_the_declared_authority(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct recipient_ref ref = open_link(f, "yamada@example.jp");
	struct domain d = as(f, NULL);
	struct shown_document shown;
	struct agree_input in = good_input(f, id, &shown);

	in.authority = 0;
	in.name = " 　 ";
	assert_int_equal(recipient_agree(&d, &ref, &in, &f->e), ERR_INVALID);
	assert_int_equal(d.n_errors, 2);
	assert_string_equal(d.errors[0].field, "name");
	assert_string_equal(d.errors[1].field, "authority");
}

static void who_is_not_asked_yet_has_no_link_and_cannot_agree(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct dossier x = look(f, id);
	struct recipient_ref ref = { .organisation_id = f->owner.org, .envelope_id = id,
				     .recipient_id = party_of(&x, "partner@example.com")->id,
				     .factor = "mail-link", .expires_at = INT64_MAX };
	struct domain d = as(f, NULL);
	struct link_token t;

	assert_string_equal(recipient_landing(&d, &x, party_of(&x, "partner@example.com"), 0),
			    "not_your_turn");
	assert_int_equal(recipient_open(&d, &ref, &t, &f->e), ERR_CONFLICT);
	assert_int_equal(agree(f, &ref), ERR_CONFLICT);
}

static void agreeing_without_having_opened_is_refused(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct domain d = as(f, NULL);
	struct recipient_ref ref;

	assert_ok(recipient_find(&d, mailed_token(f, "yamada@example.jp"), &ref, &f->e));
	assert_int_equal(agree(f, &ref), ERR_CONFLICT);
	assert_int_equal(count_jobs(f, id, JOB_ACT), 0);
}

static void equal_order_numbers_are_asked_together_and_the_next_group_after_all_of_them(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct recipient_input parties[] = {
		party(1, "own", "山田 太郎", "yamada@example.jp"),
		party(1, "counterparty", "一", "one@example.com"),
		party(5, "counterparty", "二", "two@example.com"),
	};
	struct domain d = as(f, &f->owner);
	struct recipient_ref ref;
	struct dossier x;

	set_parties(f, id, parties, COUNT_OF(parties));
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	prepare(f, id);
	x = look(f, id);
	assert_string_equal(party_of(&x, "one@example.com")->state, "sent");
	assert_string_equal(party_of(&x, "yamada@example.jp")->state, "sent");
	ref = open_link(f, "one@example.com");
	assert_ok(agree(f, &ref));
	seal_act(f, id, "one@example.com");
	x = look(f, id);
	assert_string_equal(party_of(&x, "two@example.com")->state, "awaiting");
	ref = open_link(f, "yamada@example.jp");
	assert_ok(agree(f, &ref));
	seal_act(f, id, "yamada@example.jp");
	x = look(f, id);
	assert_string_equal(party_of(&x, "two@example.com")->state, "sent");
}

static void an_unknown_link_is_dead_and_a_resent_one_kills_the_older(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f), *old, *fresh;
	struct domain d = as(f, NULL), owner = as(f, &f->owner);
	struct dossier x = look(f, id);
	struct recipient_ref ref, session = open_link(f, "yamada@example.jp");
	struct link_token t;

	(void)session;
	old = mailed_token(f, "yamada@example.jp");
	f->clock.fixed += 1000;
	assert_ok(recipient_find(&d, old, &ref, &f->e));
	assert_ok(recipient_open(&d, &ref, &t, &f->e));
	assert_ok(envelope_resend(&owner, id, party_of(&x, "yamada@example.jp")->id, &f->e));
	fresh = mailed_token(f, "yamada@example.jp");
	assert_string_not_equal(old, fresh);
	assert_int_equal(recipient_find(&d, old, &ref, &f->e), ERR_LINK_EXPIRED);
	assert_int_equal(recipient_session(&d, t.text, &ref, &f->e), ERR_UNAUTHENTICATED);
	assert_ok(recipient_find(&d, fresh, &ref, &f->e));
	assert_int_equal(recipient_find(&d, "short", &ref, &f->e), ERR_LINK_EXPIRED);
	assert_int_equal(recipient_find(&d, NULL, &ref, &f->e), ERR_LINK_EXPIRED);
}

static size_t events_of_kind(struct fixture *f, const char *id, const char *kind)
{
	struct domain d = as(f, NULL);
	const struct audit_event *list;
	size_t n, hits = 0;
	_Bool intact;

	assert_ok(audit_read(&d, id, "ja", &list, &n, &intact, &f->e));
	assert_true(intact);
	for (size_t i = 0; i < n; i++)
		hits += !strcmp(list[i].kind, kind);
	return hits;
}

static void opening_is_recorded_once_a_link(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct domain owner = as(f, &f->owner);
	struct dossier x = look(f, id);
	time_ms first;

	open_link(f, "yamada@example.jp");
	open_link(f, "yamada@example.jp");
	assert_int_equal(events_of_kind(f, id, "recipient.opened"), 1);
	x = look(f, id);
	first = party_of(&x, "yamada@example.jp")->opened_at;
	f->clock.fixed += 1000;
	assert_ok(envelope_resend(&owner, id, party_of(&x, "yamada@example.jp")->id, &f->e));
	open_link(f, "yamada@example.jp");
	assert_int_equal(events_of_kind(f, id, "recipient.opened"), 2);
	x = look(f, id);
	assert_int_equal(party_of(&x, "yamada@example.jp")->opened_at, first);
}

static void an_old_link_no_longer_opens(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct domain d = as(f, NULL);
	struct recipient_ref ref;
	struct link_token t;
	struct dossier x = look(f, id);

	assert_ok(recipient_find(&d, mailed_token(f, "yamada@example.jp"), &ref, &f->e));
	f->clock.fixed += f->set.link_ttl;
	assert_string_equal(recipient_landing(&d, &x, &x.recipients[0], ref.expires_at), "link_expired");
	assert_int_equal(recipient_open(&d, &ref, &t, &f->e), ERR_LINK_EXPIRED);
}

/* Practice 2: following a link is reading. */
static void looking_at_a_link_changes_nothing(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct dossier before = look(f, id), after;
	struct domain d = as(f, NULL);
	struct recipient_ref ref;

	for (int i = 0; i < 3; i++) {
		assert_ok(recipient_find(&d, mailed_token(f, "yamada@example.jp"), &ref, &f->e));
		recipient_landing(&d, &before, &before.recipients[0], ref.expires_at);
	}
	after = look(f, id);
	assert_string_equal(after.recipients[0].state, "sent");
	assert_int_equal(after.recipients[0].opened_at, 0);
	assert_int_equal(after.v.updated_at, before.v.updated_at);
}

static void declining_ends_the_envelope_and_tells_the_sender(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct recipient_ref ref = open_link(f, "yamada@example.jp");
	struct domain d = as(f, NULL);
	const struct mail *mails;
	size_t n;

	assert_int_equal(recipient_decline(&d, &ref, "", &f->e), ERR_INVALID);
	d = as(f, NULL);
	f->clock.fixed += 1000;
	assert_ok(recipient_decline(&d, &ref, "条件が合いません", &f->e));
	assert_string_equal(look(f, id).v.state, "declined");
	assert_int_equal(agree(f, &ref), ERR_CONFLICT);
	d = as(f, &f->owner);
	assert_ok(mail_list(&d.repo, NULL, 1, &mails, &n, &f->e));
	assert_string_equal(mails[0].kind, "declined");
	assert_non_null(strstr(mails[0].subject, "【辞退】"));
	assert_ptr_equal(strstr(mails[0].subject, "甲株式会社"), mails[0].subject);
}

static void a_withdrawal_is_possible_until_the_last_act_is_accepted(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct domain d = as(f, &f->owner);
	struct recipient_ref ref = open_link(f, "yamada@example.jp");

	assert_ok(agree(f, &ref));
	seal_act(f, id, "yamada@example.jp");
	ref = open_link(f, "partner@example.com");
	assert_ok(agree(f, &ref));
	assert_int_equal(envelope_withdraw(&d, id, "やめます", &f->e), ERR_CONFLICT);
	assert_string_equal(d.refusal, "withdraw-too-late");
	assert_string_equal(look(f, id).v.state, "concluding");
}

static void after_a_withdrawal_nobody_can_agree(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct recipient_ref ref = open_link(f, "yamada@example.jp");
	struct domain d = as(f, &f->owner);

	assert_ok(envelope_withdraw(&d, id, NULL, &f->e));
	assert_int_equal(agree(f, &ref), ERR_CONFLICT);
	assert_int_equal(envelope_withdraw(&d, id, NULL, &f->e), ERR_CONFLICT);
	assert_int_equal(count_jobs(f, id, JOB_ACT), 0);
}

/* With an hour for the answers, and the mails out. */
static const char *sent_with_deadline(struct fixture *f)
{
	const char *id = make_draft(f);
	struct draft_edit edit = { .set_expire = 1, .expire_at = f->clock.fixed + 3600000 };
	struct domain d = as(f, &f->owner);

	assert_ok(envelope_edit(&d, id, &edit, &f->e));
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	assert_int_equal(count_jobs(f, id, JOB_EXPIRE), 1);
	prepare(f, id);
	return id;
}

/* What the worker does when the deadline is said to have come. */
static void expire(struct fixture *f, const char *id)
{
	struct domain worker = as(f, NULL);

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_expire(&worker, id, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

static void the_deadline_stops_agreement_even_before_the_worker_says_so(void **state)
{
	struct fixture *f = *state;
	const char *id = sent_with_deadline(f);
	struct recipient_ref ref = open_link(f, "yamada@example.jp");

	expire(f, id);
	assert_string_equal(look(f, id).v.state, "pending");
	f->clock.fixed += 3600000;
	assert_int_equal(agree(f, &ref), ERR_CONFLICT);
	expire(f, id);
	assert_string_equal(look(f, id).v.state, "expired");
	assert_string_equal(look(f, id).recipients[0].state, "expired");
}

static void who_agreed_in_time_is_told_when_the_deadline_ends_it_all_the_same(void **state)
{
	struct fixture *f = *state;
	const char *id = sent_with_deadline(f);
	struct recipient_ref ref = open_link(f, "yamada@example.jp");
	struct domain d = as(f, &f->owner);
	struct dossier x;

	assert_ok(agree(f, &ref));
	seal_act(f, id, "yamada@example.jp");
	x = look(f, id);
	assert_string_equal(recipient_landing(&d, &x, party_of(&x, "yamada@example.jp"), 0), "done");

	f->clock.fixed += 3600000;
	expire(f, id);
	x = look(f, id);
	assert_string_equal(recipient_landing(&d, &x, party_of(&x, "yamada@example.jp"), 0), "expired");
	assert_string_equal(party_of(&x, "yamada@example.jp")->state, "completed");
}

static void a_sealed_act_needs_a_signature_on_every_document(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct recipient_ref ref = open_link(f, "yamada@example.jp");
	struct domain d = as(f, NULL);

	assert_ok(agree(f, &ref));
	assert_ok(db_begin(f->db, &f->e));
	assert_int_equal(envelope_act_sealed(&d, id, ref.recipient_id, &f->e), ERR_CONFLICT);
	db_rollback(f->db);
	assert_string_equal(look(f, id).recipients[0].state, "processing");
}

static void only_the_member_addressed_opens_a_request_from_inside(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct dossier x = look(f, id);
	const char *rcp = party_of(&x, "yamada@example.jp")->id;
	struct domain owner = as(f, &f->owner), member = as(f, &f->member);
	struct link_token t;

	assert_int_equal(recipient_open_own(&member, id, rcp, &t, &f->e), ERR_DENIED);
	assert_int_equal(recipient_open_own(&owner, id, party_of(&x, "partner@example.com")->id, &t, &f->e),
			 ERR_DENIED);
	assert_ok(recipient_open_own(&owner, id, rcp, &t, &f->e));
}

static const char *newest_mail(struct fixture *f, const char *recipient)
{
	struct domain d = as(f, NULL);
	struct mail_delivery last;

	assert_ok(mail_last(&d.repo, recipient, &last, &f->e));
	return last.id;
}

static void bounce(struct fixture *f, const char *id, const char *recipient, const char *mail)
{
	struct domain d = as(f, NULL);

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_undelivered(&d, id, recipient, mail, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

static void an_undelivered_mail_shows_and_is_told_to_the_sender(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct dossier x = look(f, id);
	const char *rcp = party_of(&x, "yamada@example.jp")->id;

	bounce(f, id, rcp, newest_mail(f, rcp));
	x = look(f, id);
	assert_string_equal(party_of(&x, "yamada@example.jp")->state, "undelivered");
}

static void a_newer_link_stops_the_mail_of_the_older_one(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	const char *id, *rcp, *older, *newer;
	struct mail m;
	struct dossier x;

	f->set.mail_ready = 1;
	id = make_sent(f);
	x = look(f, id);
	rcp = party_of(&x, "yamada@example.jp")->id;
	older = newest_mail(f, rcp);
	f->clock.fixed += 1000;
	assert_ok(envelope_resend(&d, id, rcp, &f->e));
	newer = newest_mail(f, rcp);
	assert_ok(mail_get(&d.repo, older, &m, &f->e));
	assert_string_equal(m.state, "failed");
	assert_ok(mail_get(&d.repo, newer, &m, &f->e));
	assert_string_equal(m.state, "queued");
	bounce(f, id, rcp, older);
	x = look(f, id);
	assert_string_equal(party_of(&x, "yamada@example.jp")->state, "sent");
	bounce(f, id, rcp, newer);
	x = look(f, id);
	assert_string_equal(party_of(&x, "yamada@example.jp")->state, "undelivered");
}

/* Work that the worker gave up, as runner.c records it. */
static void give_up(struct fixture *f, const char *id, const char *kind)
{
	struct domain d = as(f, NULL);
	const struct job *list;
	size_t n;

	assert_ok(job_list_envelope(&d.repo, id, &list, &n, &f->e));
	assert_ok(db_begin(f->db, &f->e));
	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i].kind, kind) != 0)
			continue;
		assert_ok(db_exec(f->db, SQL_job_lease, NULL, &f->e, DBT(list[i].id), DBI(list[i].fence),
				  DBT("w"), DBI(1)));
		assert_ok(db_exec(f->db, SQL_job_fail, NULL, &f->e, DBT(list[i].id),
				  DBI(list[i].fence + 1), DBI(1), DBT("broken")));
		break;
	}
	assert_ok(envelope_failed(&d, id, "next-failed", &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

static void recover(struct fixture *f, const char *id)
{
	struct domain d = as(f, NULL);

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_recovered(&d, id, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

static size_t mails_of_kind(struct fixture *f, const char *kind)
{
	struct domain d = as(f, &f->owner);
	const struct mail *list;
	size_t n, hits = 0;

	assert_ok(mail_list(&d.repo, NULL, 100, &list, &n, &f->e));
	for (size_t i = 0; i < n; i++)
		hits += !strcmp(list[i].kind, kind);
	return hits;
}

static void work_that_stopped_is_told_once_and_stays_in_sight(void **state)
{
	struct fixture *f = *state;
	struct recipient_input together[] = { party(1, "own", "山田", "yamada@example.jp"),
					      party(1, "counterparty", "取引先", "partner@example.com") };
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct recipient_ref ref;

	set_parties(f, id, together, 2);
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	prepare(f, id);
	ref = open_link(f, "yamada@example.jp");
	assert_ok(agree(f, &ref));
	give_up(f, id, JOB_ACT);
	give_up(f, id, JOB_CONCLUDE);
	assert_int_equal(mails_of_kind(f, "failed"), 1);
	ref = open_link(f, "partner@example.com");
	assert_ok(agree(f, &ref));
	seal_act(f, id, "partner@example.com");
	recover(f, id);
	assert_non_null(look(f, id).v.failure);
}

static void work_that_goes_on_again_takes_the_failure_back(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);

	give_up(f, id, "none of its jobs");
	assert_non_null(look(f, id).v.failure);
	recover(f, id);
	assert_null(look(f, id).v.failure);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(a_contract_goes_from_draft_to_conclusion),
		WITH(agreeing_twice_makes_one_act),
		WITH(work_that_stopped_is_told_once_and_stays_in_sight),
		WITH(work_that_goes_on_again_takes_the_failure_back),
		WITH(agreement_to_something_else_than_the_current_content_is_refused),
		WITH(agreement_needs_a_name_and_the_declared_authority),
		WITH(who_is_not_asked_yet_has_no_link_and_cannot_agree),
		WITH(agreeing_without_having_opened_is_refused),
		WITH(equal_order_numbers_are_asked_together_and_the_next_group_after_all_of_them),
		WITH(an_unknown_link_is_dead_and_a_resent_one_kills_the_older),
		WITH(opening_is_recorded_once_a_link),
		WITH(an_old_link_no_longer_opens),
		WITH(looking_at_a_link_changes_nothing),
		WITH(declining_ends_the_envelope_and_tells_the_sender),
		WITH(a_withdrawal_is_possible_until_the_last_act_is_accepted),
		WITH(after_a_withdrawal_nobody_can_agree),
		WITH(the_deadline_stops_agreement_even_before_the_worker_says_so),
		WITH(who_agreed_in_time_is_told_when_the_deadline_ends_it_all_the_same),
		WITH(a_sealed_act_needs_a_signature_on_every_document),
		WITH(only_the_member_addressed_opens_a_request_from_inside),
		WITH(an_undelivered_mail_shows_and_is_told_to_the_sender),
		WITH(a_newer_link_stops_the_mail_of_the_older_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
