/* What acts lead to beside their own row: reminders by the clock, links, seats, documents begun anew. */
#include "fixture.h"
#include "domain/acts.h"
#include "domain/days.h"
#include "store/repo/flow.h"
#include "store/repo/work.h"

static const char partner[] = "partner@example.com";

/* 2025-11-22 in the afternoon of Japan, when the fixture's clock stands. */
static time_ms at(const struct fixture *f, int day, int hour)
{
	return day_hour(day_of(f->clock.fixed) + day, hour);
}

static const char *sent_with(struct fixture *f, int64_t before, int64_t every, time_ms expire)
{
	struct recipient_input both[] = {
		party(1, "counterparty", "取引先", partner),
		party(2, "own", "山田", "yamada@example.jp"),
	};
	struct domain d = as(f, &f->owner);
	const char *id = make_draft(f);
	struct draft_edit edit = { .set_expire = 1, .expire_at = expire };
	struct dossier x;

	set_parties(f, id, both, COUNT_OF(both));
	assert_ok(envelope_edit(&d, id, &edit, &f->e));
	x = look(f, id);
	x.v.remind_before_days = before;
	x.v.remind_every_days = every;
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_update(&d.repo, &x.v, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_ok(envelope_send(&d, id, x.v.version, &f->e));
	prepare(f, id);
	return id;
}

static void run_reminder(struct fixture *f, const char *id)
{
	struct domain d = as(f, NULL);

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_remind_due(&d, id, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

static size_t mails_of(struct fixture *f, const char *kind, const char *email)
{
	struct domain d = as(f, &f->owner);
	const struct mail *list;
	size_t n, hits = 0;

	assert_ok(mail_list(&d.repo, NULL, 200, &list, &n, &f->e));
	for (size_t i = 0; i < n; i++)
		hits += !strcmp(list[i].kind, kind) && !strcmp(list[i].to_email, email);
	return hits;
}

static void reminders_go_out_in_the_morning_of_their_day_and_once_a_day(void **state)
{
	struct fixture *f = *state;
	time_ms start = f->clock.fixed;
	const char *id = sent_with(f, 2, 3, start + 10 * DAY_MS);
	const char *first = mailed_token(f, partner);
	struct domain d = as(f, NULL);
	struct recipient_ref ref;

	assert_int_equal(look(f, id).v.remind_at, at(f, 3, 10));
	assert_int_equal(count_jobs(f, id, JOB_REMIND), 1);
	run_reminder(f, id); /* too early */
	assert_int_equal(mails_of(f, "reminder", partner), 0);
	f->clock.fixed = look(f, id).v.remind_at;
	run_reminder(f, id);
	run_reminder(f, id); /* the job ran twice */
	assert_int_equal(mails_of(f, "reminder", partner), 1);
	assert_int_equal(mails_of(f, "reminder", "yamada@example.jp"), 0);
	assert_ok(recipient_find(&d, first, &ref, &f->e)); /* what was sent before stays good */
	assert_int_equal(look(f, id).v.remind_at, at(f, 3, 10));
	f->clock.fixed = at(f, 3, 10);
	run_reminder(f, id);
	assert_int_equal(mails_of(f, "reminder", partner), 2);
	/* two days before the deadline comes before another three days */
	assert_int_equal(look(f, id).v.remind_at, day_hour(day_of(start + 10 * DAY_MS) - 2, 10));
}

static void nobody_is_woken_by_a_reminder_that_is_late(void **state)
{
	struct fixture *f = *state;
	const char *id = sent_with(f, -1, 1, 0);

	f->clock.fixed = at(f, 1, 23);
	run_reminder(f, id);
	assert_int_equal(mails_of(f, "reminder", partner), 0);
	assert_int_equal(look(f, id).v.remind_at, at(f, 1, 10));
	f->clock.fixed = at(f, 1, 3);
	run_reminder(f, id);
	assert_int_equal(mails_of(f, "reminder", partner), 0);
}

static void a_later_deadline_moves_its_end_and_its_reminder(void **state)
{
	struct fixture *f = *state;
	time_ms end = f->clock.fixed + 5 * DAY_MS;
	const char *id = sent_with(f, 1, -1, end);
	struct domain d = as(f, &f->owner), worker = as(f, NULL);

	assert_ok(envelope_extend(&d, id, end + 5 * DAY_MS, &f->e));
	assert_int_equal(count_jobs(f, id, JOB_EXPIRE), 2);
	assert_int_equal(look(f, id).v.remind_at, day_hour(day_of(end + 5 * DAY_MS) - 1, 10));
	f->clock.fixed = end;
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_expire(&worker, id, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_string_equal(look(f, id).v.state, "pending");
}

static void an_expired_link_is_answered_by_a_new_one_to_the_same_address(void **state)
{
	struct fixture *f = *state;
	const char *id = sent_with(f, -1, -1, 0), *old = mailed_token(f, partner), *fresh;
	struct domain d = as(f, NULL);
	struct recipient_ref ref;
	struct link_token t;

	f->clock.fixed += f->set.link_ttl + 1;
	assert_ok(recipient_find(&d, old, &ref, &f->e));
	assert_int_equal(recipient_open(&d, &ref, &t, &f->e), ERR_LINK_EXPIRED);
	assert_ok(recipient_rearm(&d, old, &f->e));
	fresh = mailed_token(f, partner);
	assert_string_not_equal(old, fresh);
	open_link(f, partner);
	for (int i = 0; i < 5; i++)
		assert_ok(recipient_rearm(&d, old, &f->e));
	assert_int_equal(mails_of(f, "rearmed", partner), 3);
	assert_ok(recipient_rearm(&d, "nothing", &f->e));
	assert_null(d.refusal);
	assert_string_equal(look(f, id).v.state, "pending");
}

static void an_old_link_to_what_is_concluded_is_answered_by_the_lasting_one(void **state)
{
	struct fixture *f = *state;
	const char *id = sent_with(f, -1, -1, 0), *old = mailed_token(f, partner);
	struct domain d = as(f, NULL);
	struct dossier x = look(f, id);

	x.v.state = "completed";
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_update(&d.repo, &x.v, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	f->clock.fixed += 10 * f->set.link_ttl;
	assert_ok(recipient_rearm(&d, old, &f->e));
	assert_int_equal(mails_of(f, "download", partner), 1);
	assert_int_equal(mails_of(f, "rearmed", partner), 0);
	assert_string_not_equal(old, mailed_token(f, partner));
	for (int i = 0; i < 5; i++)
		assert_ok(recipient_rearm(&d, old, &f->e));
	assert_int_equal(mails_of(f, "download", partner), 3);
}

static void what_was_forwarded_and_sent_back_comes_back_with_its_new_holder_in_the_old_seat(void **state)
{
	struct fixture *f = *state;
	const char *id = sent_with(f, -1, -1, 0), *seat;
	struct recipient_ref ref = open_link(f, partner);
	struct domain d = as(f, NULL);
	struct forward_input in = { .name = "後任", .email = "next@example.com", .reason = "担当変更" };
	struct dossier x = look(f, id);

	seat = party_of(&x, partner)->id;
	assert_ok(recipient_forward(&d, &ref, &in, &f->e));
	ref = open_link(f, "next@example.com");
	in.email = "third@example.com";
	in.name = "三人目";
	assert_ok(recipient_forward(&d, &ref, &in, &f->e));
	ref = open_link(f, "third@example.com");
	assert_int_equal(look(f, id).n_recipients, 4);
	assert_ok(recipient_send_back(&d, &ref, "直してください", &f->e));
	x = look(f, id);
	assert_string_equal(x.v.state, "draft");
	assert_int_equal(x.n_recipients, 2);
	assert_string_equal(party_of(&x, "third@example.com")->id, seat);
	assert_string_equal(party_of(&x, "third@example.com")->state, "awaiting");
	assert_string_equal(recipient_seat(party_of(&x, "third@example.com")), seat);
	assert_int_equal(x.v.version, look(f, id).v.version);
}

/* Practice 6: who handed over is out. */
static void the_link_of_who_handed_over_tells_of_that_and_opens_nothing(void **state)
{
	struct fixture *f = *state;
	const char *id = sent_with(f, -1, -1, 0), *old = mailed_token(f, partner);
	struct recipient_ref ref = open_link(f, partner);
	struct domain d = as(f, NULL), owner = as(f, &f->owner);
	struct forward_input in = { .name = "後任", .email = "next@example.com", .reason = "担当変更" };
	struct handed_over h;
	struct link_token t;
	struct dossier x;

	f->clock.fixed += 1000;
	assert_ok(recipient_forward(&d, &ref, &in, &f->e));
	x = look(f, id);
	assert_ok(envelope_correct(&owner, id, party_of(&x, "next@example.com")->id,
				   &(struct correction){ .name = "別人" }, &f->e));
	assert_ok(envelope_withdraw(&owner, id, NULL, &f->e));

	assert_ok(recipient_find(&d, old, &ref, &f->e));
	x = look(f, id);
	assert_string_equal(recipient_landing(&d, &x, party_of(&x, partner), ref.expires_at), "forwarded");
	assert_ok(recipient_handed_over(&d, party_of(&x, partner), &h, &f->e));
	assert_string_equal(h.to, "後任"); /* as it was given, whoever it is by now */
	assert_int_equal(h.at, f->clock.fixed);
	assert_int_equal(recipient_open(&d, &ref, &t, &f->e), ERR_LINK_EXPIRED);
	assert_string_equal(d.refusal, "forwarded-away");
	d = as(f, NULL);
	assert_ok(recipient_rearm(&d, old, &f->e));
	assert_int_equal(mails_of(f, "rearmed", partner), 0);

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(audit_value_erase(&owner.repo, id, "to_name", &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_ok(recipient_handed_over(&owner, party_of(&x, partner), &h, &f->e));
	assert_null(h.to);

	f->clock.fixed += f->set.link_ttl;
	assert_string_equal(recipient_landing(&d, &x, party_of(&x, partner), ref.expires_at), "link_expired");
}

static void documents_begin_anew_and_numbers_are_not_used_again(void **state)
{
	struct fixture *f = *state;
	const char *id = sent_with(f, -1, -1, 0);
	struct domain d = as(f, NULL);
	struct recipient_ref ref;
	struct dossier x = look(f, id);
	int64_t last;

	/* the certification that the worker makes */
	assert_ok(db_begin(f->db, &f->e));
	x.documents[0].head_no = x.documents[0].visible_no = 2;
	x.documents[0].signatures = 1;
	assert_ok(blob_row_insert(&d.repo, "blb_x", 1, &f->e));
	assert_ok(blob_row_ready(&d.repo, "blb_x", 10, BYTES_LIT("w"), &f->e));
	assert_ok(revision_insert(&d.repo,
				  &(struct revision){ .document_id = x.documents[0].id, .no = 2, .parent_no = 1,
						      .kind = "send", .blob_id = "blb_x", .size = 1010,
						      .sha256 = "bb", .state256 = BYTES_LIT("s"),
						      .state384 = BYTES_LIT("s"), .state512 = BYTES_LIT("s"),
						      .act_id = "act_send", .created_at = 1 }, &f->e));
	assert_ok(seal_insert(&d.repo,
			      &(struct seal){ .id = "seal_x", .envelope_id = id,
					      .document_id = x.documents[0].id, .revision_no = 2,
					      .kind = "send", .act_id = "act_send", .step = "committed",
					      .key_id = "key", .geometry = "{}",
					      .signature = BYTES_LIT("signature"), .created_at = 1,
					      .updated_at = 1 }, &f->e));
	assert_ok(document_update(&d.repo, &x.documents[0], &f->e));
	assert_ok(db_commit(f->db, &f->e));
	ref = open_link(f, partner);
	assert_ok(recipient_send_back(&d, &ref, "直してください", &f->e));
	x = look(f, id);
	assert_int_equal(x.documents[0].head_no, 1);
	assert_int_equal(x.documents[0].visible_no, 1);
	assert_int_equal(x.documents[0].signatures, 0);
	assert_ok(revision_last_no(&d.repo, x.documents[0].id, &last, &f->e));
	assert_int_equal(last, 2);
}

static void groups_of_people_in_copy_do_not_hold_anything_up(void **state)
{
	struct fixture *f = *state;
	struct recipient_input list[] = {
		party(1, "counterparty", "写し", "copy@example.com"),
		party(2, "counterparty", "取引先", partner),
		party(3, "counterparty", "写し二", "copy2@example.com"),
		party(4, "own", "山田", "yamada@example.jp"),
		party(5, "own", "写し三", "copy3@example.com"),
	};
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner), worker = as(f, NULL);
	struct recipient_ref ref;

	list[0].role = list[2].role = list[4].role = "cc";
	set_parties(f, id, list, COUNT_OF(list));
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	prepare(f, id);
	assert_int_equal(mails_of(f, "shared", "copy@example.com"), 1);
	assert_int_equal(mails_of(f, "shared", "copy2@example.com"), 0);
	ref = open_link(f, partner);
	assert_ok(agree(f, &ref));
	seal_act(f, id, partner);
	assert_int_equal(mails_of(f, "shared", "copy2@example.com"), 1);
	ref = open_link(f, "yamada@example.jp");
	assert_ok(agree(f, &ref));
	assert_string_equal(look(f, id).v.state, "concluding");
	seal_act(f, id, "yamada@example.jp");
	assert_int_equal(count_jobs(f, id, JOB_CONCLUDE), 1);
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_concluded(&worker, id, "B-T", &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_int_equal(mails_of(f, "shared", "copy3@example.com"), 0);
	assert_int_equal(mails_of(f, "completed", "copy3@example.com"), 1);
}

static void the_viewer_who_comes_last_starts_the_conclusion_when_all_is_signed(void **state)
{
	struct fixture *f = *state;
	struct recipient_input list[] = {
		party(1, "counterparty", "取引先", partner),
		party(1, "own", "山田", "yamada@example.jp"),
		party(1, "counterparty", "閲覧", "viewer@example.com"),
	};
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct recipient_ref ref;

	list[2].role = "viewer";
	set_parties(f, id, list, COUNT_OF(list));
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	prepare(f, id);
	ref = open_link(f, partner);
	assert_ok(agree(f, &ref));
	seal_act(f, id, partner);
	ref = open_link(f, "yamada@example.jp");
	assert_ok(agree(f, &ref));
	assert_string_equal(look(f, id).v.state, "pending");
	ref = open_link(f, "viewer@example.com");
	d = as(f, NULL);
	assert_ok(recipient_confirm(&d, &ref, &(struct agree_input){ 0 }, &f->e));
	assert_string_equal(look(f, id).v.state, "concluding");
	assert_int_equal(count_jobs(f, id, JOB_CONCLUDE), 0); /* a seal is missing */
	seal_act(f, id, "yamada@example.jp");
	assert_int_equal(count_jobs(f, id, JOB_CONCLUDE), 1);
}

/* Practice 3: an invisible signature of another party does not make stale what one is reading. */
static void what_was_shown_stays_good_until_something_visible_changes(void **state)
{
	struct fixture *f = *state;
	struct recipient_input list[] = {
		party(1, "counterparty", "取引先", partner),
		party(1, "own", "山田", "yamada@example.jp"),
	};
	const char *id = make_draft(f), *digest;
	struct domain d = as(f, &f->owner);
	struct recipient_ref ref, other;
	struct dossier x;

	set_parties(f, id, list, COUNT_OF(list));
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	prepare(f, id);
	x = look(f, id);
	assert_ok(document_digest(&d, &x.documents[0], &digest, &f->e));
	other = open_link(f, partner);
	ref = open_link(f, "yamada@example.jp");
	assert_ok(agree(f, &other));
	seal_act(f, id, partner);
	{
		struct shown_document shown = { x.documents[0].id, digest };
		struct agree_input in = { .shown = &shown, .n_shown = 1, .statement_version = "2026-11-1",
					  .name = "本人", .authority = 1 };

		x = look(f, id);
		x.documents[0].visible_no = x.documents[0].head_no;
		assert_ok(db_begin(f->db, &f->e));
		assert_ok(document_update(&d.repo, &x.documents[0], &f->e));
		assert_ok(db_commit(f->db, &f->e));
		d = as(f, NULL);
		assert_int_equal(recipient_agree(&d, &ref, &in, &f->e), ERR_STALE);
		x.documents[0].visible_no = 1;
		assert_ok(db_begin(f->db, &f->e));
		assert_ok(document_update(&d.repo, &x.documents[0], &f->e));
		assert_ok(db_commit(f->db, &f->e));
		assert_ok(recipient_agree(&d, &ref, &in, &f->e));
	}
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(reminders_go_out_in_the_morning_of_their_day_and_once_a_day),
		WITH(nobody_is_woken_by_a_reminder_that_is_late),
		WITH(a_later_deadline_moves_its_end_and_its_reminder),
		WITH(an_expired_link_is_answered_by_a_new_one_to_the_same_address),
		WITH(an_old_link_to_what_is_concluded_is_answered_by_the_lasting_one),
		WITH(what_was_forwarded_and_sent_back_comes_back_with_its_new_holder_in_the_old_seat),
		WITH(the_link_of_who_handed_over_tells_of_that_and_opens_nothing),
		WITH(documents_begin_anew_and_numbers_are_not_used_again),
		WITH(groups_of_people_in_copy_do_not_hold_anything_up),
		WITH(the_viewer_who_comes_last_starts_the_conclusion_when_all_is_signed),
		WITH(what_was_shown_stays_good_until_something_visible_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
