/* Internal approval: which route a draft must go, who may answer, what an edit does. On both databases:
 * test_domain_approval sqlite|pgsql. */
#include "../store/pg_cluster.h"
#include "domain/approval.h"
#include "fixture.h"

#define CHECK_STATE(f, id, want) assert_string_equal(standing(f, id).state, want)

static struct approval_standing standing(struct fixture *f, const char *id)
{
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, id);
	struct approval_standing s;

	assert_ok(approval_standing(&d, &x, &s, &f->e));
	return s;
}

/* A route of one step, or of two when second is given. */
static struct approval_route add_route(struct fixture *f, const char *name, int64_t min, int64_t max,
				       const struct person *first, const struct person *second)
{
	struct domain d = as(f, &f->owner);
	const char *one[] = { first->account }, *two[] = { second ? second->account : NULL };
	struct approval_step steps[] = { { "all", one, 1 }, { "any", two, 1 } };
	struct approval_route_input in = { .name = name, .min_amount = min, .max_amount = max,
					   .always = min < 0 && max < 0, .steps = steps,
					   .n_steps = second ? 2 : 1 };
	struct approval_route r;

	assert_ok(approval_route_create(&d, &in, &r, &f->e));
	return r;
}

static void set_amount(struct fixture *f, const char *id, int64_t amount, const char *currency)
{
	struct domain d = as(f, &f->owner);
	struct draft_edit edit = { .set_amount = 1, .amount = amount, .currency = currency };

	assert_ok(envelope_edit(&d, id, &edit, &f->e));
}

static const char *route_for(struct fixture *f, const char *id)
{
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, id);
	const struct approval_route *list;
	size_t n;

	assert_ok(approval_routes_for(&d, &x.v, &list, &n, &f->e));
	return n ? list[0].name : "none";
}

static void the_amount_decides_and_blank_is_above_every_bound(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);

	assert_string_equal(route_for(f, id), "none");
	add_route(f, "高額", 1000000, -1, &f->member, NULL);
	add_route(f, "中額", 100000, 999999, &f->member, NULL);
	assert_string_equal(route_for(f, id), "高額"); /* blank */
	set_amount(f, id, 99999, NULL);
	assert_string_equal(route_for(f, id), "none");
	set_amount(f, id, 100000, NULL);
	assert_string_equal(route_for(f, id), "中額");
	set_amount(f, id, 999999, NULL);
	assert_string_equal(route_for(f, id), "中額");
	set_amount(f, id, 1000000, NULL);
	assert_string_equal(route_for(f, id), "高額");
	set_amount(f, id, 1, "USD");
	assert_string_equal(route_for(f, id), "高額"); /* bounds are in yen */
	set_amount(f, id, 1, "JPY");
	assert_string_equal(route_for(f, id), "none");
	add_route(f, "すべて", -1, -1, &f->member, NULL);
	assert_string_equal(route_for(f, id), "すべて");
	set_amount(f, id, 2000000, NULL);
	assert_string_equal(route_for(f, id), "高額"); /* not the easier one */
}

static enum err send_now(struct fixture *f, const char *id, const char **code)
{
	struct domain d = as(f, &f->owner);
	enum err rc = envelope_send(&d, id, look(f, id).v.version, &f->e);

	*code = d.n_errors ? d.errors[0].code : "";
	return rc;
}

static void sending_waits_for_the_approval(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f), *code;
	struct domain owner = as(f, &f->owner), member = as(f, &f->member);

	add_route(f, "すべて", -1, -1, &f->member, NULL);
	assert_int_equal(send_now(f, id, &code), ERR_INVALID);
	assert_string_equal(code, "approval-needed");
	assert_ok(approval_ask(&owner, id, NULL, "お願いします", &f->e));
	CHECK_STATE(f, id, "requested");
	assert_int_equal(approval_ask(&owner, id, NULL, NULL, &f->e), ERR_CONFLICT);
	assert_int_equal(send_now(f, id, &code), ERR_INVALID);
	assert_string_equal(code, "approval-open");
	assert_ok(approval_answer(&member, id, APPROVAL_APPROVE, NULL, &f->e));
	CHECK_STATE(f, id, "approved");
	assert_int_equal(approval_answer(&member, id, APPROVAL_APPROVE, NULL, &f->e), ERR_CONFLICT);
	assert_ok(send_now(f, id, &code));
	CHECK_STATE(f, id, "approved");
}

static void any_edit_resets_the_approval(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f), *code;
	struct domain owner = as(f, &f->owner), member = as(f, &f->member);
	struct draft_edit edit = { .title = "別の題" };

	add_route(f, "すべて", -1, -1, &f->member, NULL);
	assert_ok(approval_ask(&owner, id, NULL, NULL, &f->e));
	assert_ok(approval_answer(&member, id, APPROVAL_APPROVE, NULL, &f->e));
	assert_ok(envelope_edit(&owner, id, &edit, &f->e));
	CHECK_STATE(f, id, "none");
	assert_true(standing(f, id).reset);
	assert_int_equal(send_now(f, id, &code), ERR_INVALID);
	assert_ok(approval_ask(&owner, id, NULL, NULL, &f->e));
	add_file(f, id, "bb"); /* a file is an edit, too */
	CHECK_STATE(f, id, "none");
	assert_int_equal(approval_answer(&member, id, APPROVAL_APPROVE, NULL, &f->e), ERR_CONFLICT);
	assert_string_equal(member.refusal, "approval-over");
}

/* Whatever changed the draft without telling: the version says so. */
static void an_approval_is_of_one_version(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f), *code;
	struct domain owner = as(f, &f->owner), member = as(f, &f->member);
	struct dossier x;

	add_route(f, "すべて", -1, -1, &f->member, NULL);
	assert_ok(approval_ask(&owner, id, NULL, NULL, &f->e));
	assert_ok(approval_answer(&member, id, APPROVAL_APPROVE, NULL, &f->e));
	x = look(f, id);
	x.v.version++;
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_update(&owner.repo, &x.v, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	CHECK_STATE(f, id, "none");
	assert_int_equal(send_now(f, id, &code), ERR_INVALID);
}

static void nobody_approves_their_own_request(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f), *both[] = { f->owner.account, f->member.account };
	struct domain owner = as(f, &f->owner);
	struct approval_step step = { "all", both, 2 };
	struct approval_route_input in = { .name = "自分", .min_amount = -1, .max_amount = -1, .always = 1,
					   .steps = &step, .n_steps = 1 };
	struct approval_route r;

	add_route(f, "自分だけ", 1, 2, &f->owner, NULL);
	set_amount(f, id, 1, NULL);
	assert_int_equal(approval_ask(&owner, id, NULL, NULL, &f->e), ERR_CONFLICT);
	assert_string_equal(owner.refusal, "approval-nobody");
	CHECK_STATE(f, id, "none");
	assert_ok(approval_route_create(&owner, &in, &r, &f->e));
	set_amount(f, id, 3, NULL);
	assert_ok(approval_ask(&owner, id, NULL, NULL, &f->e));
	assert_int_equal(standing(f, id).n, 1); /* the other one alone */
	assert_int_equal(approval_answer(&owner, id, APPROVAL_APPROVE, NULL, &f->e), ERR_DENIED);
	in.allow_self = 1;
	in.version = 1;
	assert_ok(approval_route_edit(&owner, r.id, &in, &r, &f->e));
	set_amount(f, id, 4, NULL);
	assert_ok(approval_ask(&owner, id, NULL, NULL, &f->e));
	assert_int_equal(standing(f, id).n, 2);
	assert_ok(approval_answer(&owner, id, APPROVAL_APPROVE, NULL, &f->e));
	CHECK_STATE(f, id, "requested"); /* all of them */
}

static size_t tasks(struct fixture *f, const struct person *p)
{
	struct domain d = as(f, p);
	const struct approval_task *list;
	size_t n;

	assert_ok(approval_asked(&d.repo, p->account, "", 10, &list, &n, &f->e));
	return n;
}

static const char *member_draft(struct fixture *f)
{
	struct domain d = as(f, &f->member);
	const char *id;

	assert_ok(envelope_create(&d, "会員の下書き", "", 0, &id, &f->e));
	return id;
}

static void steps_come_one_after_the_other(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain owner = as(f, &f->owner), member = as(f, &f->member);
	struct approval_step steps[2];
	const char *first[] = { f->member.account }, *second[] = { f->owner.account };
	struct approval_route_input in = { .name = "二段", .min_amount = -1, .max_amount = -1, .always = 1,
					   .allow_self = 1, .steps = steps, .n_steps = 2 };
	struct approval_route r;

	steps[0] = (struct approval_step){ "any", first, 1 };
	steps[1] = (struct approval_step){ "all", second, 1 };
	assert_ok(approval_route_create(&owner, &in, &r, &f->e));
	assert_ok(approval_ask(&owner, id, NULL, NULL, &f->e));
	assert_int_equal(tasks(f, &f->member), 1);
	assert_int_equal(tasks(f, &f->owner), 0);
	assert_int_equal(approval_answer(&owner, id, APPROVAL_APPROVE, NULL, &f->e), ERR_DENIED);
	assert_ok(approval_answer(&member, id, APPROVAL_APPROVE, "可", &f->e));
	CHECK_STATE(f, id, "requested");
	assert_int_equal(tasks(f, &f->member), 0);
	assert_int_equal(tasks(f, &f->owner), 1);
	assert_ok(approval_answer(&owner, id, APPROVAL_APPROVE, NULL, &f->e));
	CHECK_STATE(f, id, "approved");
}

static _Bool was_mailed(struct fixture *f, const struct person *p, const char *subject, const char *words)
{
	struct domain d = as(f, &f->owner);
	const struct mail *list;
	size_t n;

	assert_ok(mail_list(&d.repo, NULL, 50, &list, &n, &f->e));
	for (size_t i = 0; i < n; i++) {
		struct notice_content content;
		struct mail m;

		assert_ok(mail_get(&d.repo, list[i].id, &m, &f->e));
		assert_ok(notice_read(&d, &m, &content, &f->e));
		if (!strcmp(m.to_email, p->email) && strstr(m.subject, subject) && strstr(content.text, words))
			return 1;
	}
	return 0;
}

static void sending_back_needs_a_comment_and_tells_who_asked(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f), *code;
	struct domain owner = as(f, &f->owner), member = as(f, &f->member);

	add_route(f, "すべて", -1, -1, &f->member, NULL);
	assert_ok(approval_ask(&owner, id, NULL, "至急です", &f->e));
	assert_true(was_mailed(f, &f->member, "【社内承認依頼】", "至急です"));
	assert_int_equal(approval_answer(&member, id, APPROVAL_RETURN, " ", &f->e), ERR_INVALID);
	member.n_errors = 0;
	assert_ok(approval_answer(&member, id, APPROVAL_RETURN, "金額を直してください", &f->e));
	CHECK_STATE(f, id, "returned");
	assert_true(was_mailed(f, &f->owner, "【差戻し】", "金額を直してください"));
	assert_int_equal(send_now(f, id, &code), ERR_INVALID);
	assert_string_equal(code, "approval-refused");
	assert_ok(approval_ask(&owner, id, NULL, NULL, &f->e));
	assert_ok(approval_answer(&member, id, APPROVAL_REJECT, "不可", &f->e));
	CHECK_STATE(f, id, "rejected");
}

static void who_is_asked_may_look_and_nobody_else(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain owner = as(f, &f->owner), member = as(f, &f->member);
	struct dossier x;

	add_route(f, "すべて", -1, -1, &f->member, NULL);
	assert_int_equal(dossier_for_member(&member, id, 0, &x, &f->e), ERR_NOT_FOUND);
	assert_ok(approval_ask(&owner, id, NULL, NULL, &f->e));
	assert_ok(dossier_for_member(&member, id, 0, &x, &f->e));
	assert_int_equal(dossier_for_member(&member, member_draft(f), 0, &x, &f->e), ERR_OK);
}

static void a_route_without_sense_is_refused(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	const char *people[] = { f->stranger.account, f->member.account, f->member.account };
	struct approval_step step = { "some", people, 3 };
	struct approval_route_input in = { .name = "", .min_amount = 5, .max_amount = 4, .always = 1,
					   .steps = &step, .n_steps = 1 };
	struct approval_route r;

	assert_int_equal(approval_route_create(&d, &in, &r, &f->e), ERR_INVALID);
	assert_int_equal(d.n_errors, 6); /* name, when, bounds, mode, a stranger, one named twice */
}

static void approval_leaves_only_events_marked_as_internal(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain owner = as(f, &f->owner), member = as(f, &f->member);
	const struct audit_event *events;
	size_t n, internal = 0;
	_Bool intact;

	add_route(f, "すべて", -1, -1, &f->member, NULL);
	assert_ok(approval_ask(&owner, id, NULL, "内緒の事情", &f->e));
	assert_ok(approval_answer(&member, id, APPROVAL_APPROVE, "内緒の判断", &f->e));
	assert_ok(audit_read(&owner, id, "ja", &events, &n, &intact, &f->e));
	assert_true(intact);
	for (size_t i = 0; i < n; i++) {
		assert_null(strstr(events[i].payload, "内緒")); /* erasable: only its hash is there */
		if (strstr(events[i].text, "内緒") && !audit_is_internal(events[i].kind))
			fail_msg("%s tells", events[i].kind);
		if (audit_is_internal(events[i].kind)) {
			assert_non_null(strstr(events[i].payload, "\"internal\":\"true\""));
			internal++;
		}
	}
	assert_int_equal(internal, 2);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WITH(the_amount_decides_and_blank_is_above_every_bound),
		WITH(sending_waits_for_the_approval),
		WITH(any_edit_resets_the_approval),
		WITH(an_approval_is_of_one_version),
		WITH(nobody_approves_their_own_request),
		WITH(steps_come_one_after_the_other),
		WITH(sending_back_needs_a_comment_and_tells_who_asked),
		WITH(who_is_asked_may_look_and_nobody_else),
		WITH(a_route_without_sense_is_refused),
		WITH(approval_leaves_only_events_marked_as_internal),
	};

	struct pg_cluster cluster;
	_Bool pgsql = argc > 1 && !strcmp(argv[1], "pgsql");
	int failed;

	if (pgsql) {
		pg_cluster_start(&cluster);
		fixture_use(cluster.url);
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	if (pgsql)
		pg_cluster_remove(&cluster);
	return failed;
}
