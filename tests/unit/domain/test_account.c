#include "fixture.h"
#include <stdio.h>
#include "domain/check.h"
#include "domain/link.h"
#include "store/repo/organisation.h"

static const char password[] = "正しい馬の電池のホッチキス";

/* An installation that nobody has set up yet. */
static int open_fresh(void **state)
{
	struct fixture *f;

	fixture_open(state);
	f = *state;
	db_close(f->db);
	snprintf(f->url, sizeof(f->url), "sqlite:%s/fresh", f->dir);
	assert_ok(db_open(f->url, &f->db, &f->e));
	assert_ok(db_migrate(f->db, &f->e));
	return 0;
}

static struct setup_input setup_of(const char *token)
{
	return (struct setup_input){ .token = token, .organisation_name = "甲株式会社", .name = "山田 太郎",
				     .email = "Yamada@Example.jp", .password = password, .locale = "ja" };
}

static void the_setup_link_works_once(void **state)
{
	struct fixture *f = *state;
	struct person nobody = { 0 };
	struct domain d = as(f, &nobody);
	char token[TOKEN_TEXT_SIZE], again[TOKEN_TEXT_SIZE];
	struct setup_input in = setup_of(token);
	struct session_row row;
	struct signed_in s;
	_Bool valid = 0;

	assert_ok(account_bootstrap(&d, token, &f->e));
	assert_ok(account_setup_check(&d, token, &valid, &f->e));
	assert_true(valid);
	assert_ok(account_setup(&d, &in, &s, &f->e));
	assert_ok(account_session(&d, s.token.text, &row, &f->e));
	assert_string_equal(row.role, "owner");
	assert_string_equal(row.email_folded, "yamada@example.jp");
	assert_ok(account_setup_check(&d, token, &valid, &f->e));
	assert_false(valid);
	assert_int_equal(account_setup(&d, &in, &s, &f->e), ERR_LINK_EXPIRED);
	assert_ok(account_bootstrap(&d, again, &f->e));
	assert_string_equal(again, "");
}

static void a_newer_setup_link_kills_the_older(void **state)
{
	struct fixture *f = *state;
	struct person nobody = { 0 };
	struct domain d = as(f, &nobody);
	char first[TOKEN_TEXT_SIZE], second[TOKEN_TEXT_SIZE];
	_Bool valid = 1;

	assert_ok(account_bootstrap(&d, first, &f->e));
	assert_ok(account_bootstrap(&d, second, &f->e));
	assert_ok(account_setup_check(&d, first, &valid, &f->e));
	assert_false(valid);
	assert_ok(account_setup_check(&d, second, &valid, &f->e));
	assert_true(valid);
}

/* One sign-up for all sign-in tests: hashing is slow. */
static void signing_in_tells_nothing_about_accounts_and_slows_down_guessing(void **state)
{
	struct fixture *f = *state;
	struct person nobody = { 0 };
	struct domain d = as(f, &nobody), unknown = as(f, &nobody), wrong = as(f, &nobody);
	char token[TOKEN_TEXT_SIZE];
	struct setup_input in = setup_of(token);
	struct error e1, e2;
	struct signed_in s;

	assert_ok(account_bootstrap(&d, token, &f->e));
	assert_ok(account_setup(&d, &in, &s, &f->e));
	d = as(f, &nobody);
	assert_ok(account_sign_in(&d, "YAMADA@example.jp", password, &s, &f->e));
	assert_non_null(d.repo.org);
	assert_int_equal(account_sign_in(&unknown, "nobody@example.jp", password, &s, &e1),
			 ERR_SIGN_IN);
	assert_int_equal(account_sign_in(&wrong, "yamada@example.jp", "wrong password", &s, &e2),
			 ERR_SIGN_IN);
	assert_string_equal(e1.msg, e2.msg);
	assert_string_equal(unknown.refusal, wrong.refusal);
}

static void too_many_attempts_are_refused_for_known_and_unknown_addresses_alike(void **state)
{
	struct fixture *f = *state;
	struct person nobody = { 0 };
	struct domain d = as(f, &nobody);
	unsigned refused = 0;
	struct signed_in s;

	/* without the hashing: an address that is already over its count */
	for (int i = 0; i < 12; i++)
		refused += account_sign_in(&d, "nobody@example.jp", "x", &s, &f->e) == ERR_RATE_LIMITED;
	assert_int_equal(refused, 2);
	f->clock.fixed += 15 * 60 * 1000;
	assert_int_equal(account_sign_in(&d, "nobody@example.jp", "x", &s, &f->e), ERR_SIGN_IN);
}

static void give_session(struct fixture *f, const struct person *p, struct link_token *t)
{
	struct domain d = as(f, p);

	*t = link_token_new(&f->rng);
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(session_insert(&d.repo, link_hash(t), p->account, f->clock.fixed,
				 f->clock.fixed + f->set.session_ttl, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

static void a_session_ends_by_time_by_signing_out_and_with_the_membership(void **state)
{
	struct fixture *f = *state;
	struct domain owner = as(f, &f->owner), d = as(f, NULL);
	struct link_token a, b;
	struct session_row row;

	give_session(f, &f->member, &a);
	give_session(f, &f->member, &b);
	assert_ok(account_session(&d, a.text, &row, &f->e));
	assert_ok(account_sign_out(&d, a.text, &f->e));
	assert_int_equal(account_session(&d, a.text, &row, &f->e), ERR_UNAUTHENTICATED);
	assert_ok(account_session(&d, b.text, &row, &f->e));
	assert_ok(member_remove(&owner, f->member.account, &f->e));
	assert_int_equal(account_session(&d, b.text, &row, &f->e), ERR_UNAUTHENTICATED);
	give_session(f, &f->owner, &a);
	f->clock.fixed += f->set.session_ttl;
	assert_int_equal(account_session(&d, a.text, &row, &f->e), ERR_UNAUTHENTICATED);
	assert_int_equal(account_session(&d, NULL, &row, &f->e), ERR_UNAUTHENTICATED);
	assert_int_equal(account_session(&d, "", &row, &f->e), ERR_UNAUTHENTICATED);
}

static void the_csrf_value_belongs_to_one_cookie(void **state)
{
	char one[CSRF_SIZE];
	struct rng rng = rng_test(3);
	struct link_token a = link_token_new(&rng), b = link_token_new(&rng);
	(void)state;

	csrf_of(a.text, one);
	assert_true(csrf_ok(a.text, one));
	assert_false(csrf_ok(b.text, one));
	assert_false(csrf_ok(a.text, NULL));
	assert_false(csrf_ok(a.text, ""));
	assert_false(csrf_ok(a.text, a.text));
}

static void the_last_owner_stays(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	struct member_item m;

	assert_int_equal(member_remove(&d, f->owner.account, &f->e), ERR_CONFLICT);
	assert_int_equal(member_change_role(&d, f->owner.account, "member", &m, &f->e), ERR_CONFLICT);
	assert_string_equal(d.refusal, "last-owner");
	assert_ok(member_change_role(&d, f->member.account, "owner", &m, &f->e));
	assert_ok(member_change_role(&d, f->owner.account, "member", &m, &f->e));
}

static void another_organisations_members_are_out_of_reach(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->stranger);
	struct member_item m;

	assert_int_equal(member_remove(&d, f->member.account, &f->e), ERR_NOT_FOUND);
	assert_int_equal(member_change_role(&d, f->member.account, "owner", &m, &f->e), ERR_NOT_FOUND);
}

static const char *invitation_token(struct fixture *f, const char *email)
{
	struct domain d = as(f, &f->owner);
	struct notice_content content;
	const struct mail *list;
	struct mail m;
	const char *at;
	size_t n;

	assert_ok(mail_list(&d.repo, NULL, 1, &list, &n, &f->e));
	assert_string_equal(list[0].to_email, email);
	assert_ok(mail_get(&d.repo, list[0].id, &m, &f->e));
	assert_ok(notice_read(&d, &m, &content, &f->e));
	at = strstr(content.text, "/invite#");
	assert_non_null(at);
	return arena_strndup(f->mem, at + 8, TOKEN_TEXT_SIZE - 1);
}

static void an_invited_person_becomes_a_member_once(void **state)
{
	struct fixture *f = *state;
	struct person nobody = { 0 };
	struct domain owner = as(f, &f->owner), d = as(f, &nobody);
	struct accept_input in = { .name = "高橋", .password = password, .locale = "ja" };
	const struct member_item *items;
	struct invitation invitation;
	struct member_item m;
	struct signed_in s;
	size_t n;

	assert_ok(member_invite(&owner, "Takahashi@example.jp", "member", &m, &f->e));
	assert_string_equal(m.state, "invited");
	in.token = invitation_token(f, "Takahashi@example.jp");
	assert_ok(invitation_check(&d, in.token, &invitation, &f->e));
	assert_string_equal(invitation.organisation_name, "甲株式会社");
	assert_ok(invitation_accept(&d, &in, &s, &f->e));
	assert_int_equal(invitation_accept(&d, &in, &s, &f->e), ERR_LINK_EXPIRED);
	assert_ok(member_items(&owner, &items, &n, &f->e));
	assert_int_equal(n, 3);
	assert_int_equal(member_invite(&owner, "takahashi@example.jp", "member", &m, &f->e), ERR_CONFLICT);
}

static void a_removed_member_comes_back_by_a_new_invitation(void **state)
{
	struct fixture *f = *state;
	struct person nobody = { 0 };
	struct domain owner = as(f, &f->owner), d = as(f, &nobody);
	struct accept_input in = { .name = "佐藤 はなこ", .password = password, .locale = "en" };
	struct member_item m;
	struct session_row row;
	struct link_token old;
	struct signed_in s;

	give_session(f, &f->member, &old);
	assert_ok(member_remove(&owner, f->member.account, &f->e));
	assert_ok(member_invite(&owner, f->member.email, "owner", &m, &f->e));
	in.token = invitation_token(f, f->member.email);
	assert_ok(invitation_accept(&d, &in, &s, &f->e));
	assert_string_equal(s.account_id, f->member.account);
	assert_ok(account_session(&d, s.token.text, &row, &f->e));
	assert_string_equal(row.name, "佐藤 はなこ");
	assert_string_equal(row.role, "owner");
	assert_int_equal(account_session(&d, old.text, &row, &f->e), ERR_UNAUTHENTICATED);
	assert_ok(account_sign_in(&d, f->member.email, password, &s, &f->e));
}

static void an_invitation_does_not_touch_an_account_of_another_organisation(void **state)
{
	struct fixture *f = *state;
	struct person nobody = { 0 };
	struct domain owner = as(f, &f->owner), d = as(f, &nobody);
	struct accept_input in = { .name = "別名", .password = password, .locale = "ja" };
	struct member_item m;
	struct account a;
	struct signed_in s;

	assert_ok(member_invite(&owner, f->stranger.email, "member", &m, &f->e));
	in.token = invitation_token(f, f->stranger.email);
	assert_int_equal(invitation_accept(&d, &in, &s, &f->e), ERR_CONFLICT);
	assert_ok(account_get(f->db, f->mem, f->stranger.account, &a, &f->e));
	assert_string_equal(a.name, f->stranger.name);
}

static void an_invitation_is_withdrawn_replaced_and_runs_out(void **state)
{
	struct fixture *f = *state;
	struct domain owner = as(f, &f->owner);
	struct invitation invitation;
	const char *first, *second;
	struct member_item m;

	assert_ok(member_invite(&owner, "a@example.jp", "member", &m, &f->e));
	first = invitation_token(f, "a@example.jp");
	f->clock.fixed += 1000;
	assert_ok(member_invite(&owner, "a@example.jp", "owner", &m, &f->e));
	second = invitation_token(f, "a@example.jp");
	assert_int_equal(invitation_check(&owner, first, &invitation, &f->e), ERR_LINK_EXPIRED);
	assert_ok(invitation_check(&owner, second, &invitation, &f->e));
	assert_ok(member_remove(&owner, m.id, &f->e));
	assert_int_equal(invitation_check(&owner, second, &invitation, &f->e), ERR_LINK_EXPIRED);
	f->clock.fixed += 1000;
	assert_ok(member_invite(&owner, "a@example.jp", "member", &m, &f->e));
	first = invitation_token(f, "a@example.jp");
	f->clock.fixed += f->set.invitation_ttl;
	assert_int_equal(invitation_check(&owner, first, &invitation, &f->e), ERR_LINK_EXPIRED);
}

static void nobody_is_invited_as_operator(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	struct member_item m;

	assert_int_equal(member_invite(&d, "a@example.jp", "operator", &m, &f->e), ERR_INVALID);
	d.n_errors = 0;
	assert_int_equal(member_change_role(&d, f->member.account, "operator", &m, &f->e), ERR_INVALID);
}

static void weak_passwords_are_refused_with_the_reason(void **state)
{
	static const struct {
		const char *password, *code;
	} cases[] = {
		{ "", "required" },
		{ "short-one", "password-short" },
		{ "パスワード", "password-short" },
		{ "passwordpassword", "password-common" },
		{ "P@ssw0rd1234", "password-common" },
		{ "aaaaaaaaaaaaaaaa", "password-common" },
		{ "abcdefghijklmnop", "password-common" },
		{ "012345678901", "password-common" },
		{ "yamada.taro@example.jp", "password-is-mail" },
		{ "yamada.taro12", "password-is-mail" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct domain d = as(f, &f->owner);

		assert_false(check_password(&d, "password", cases[i].password, "yamada.taro@example.jp"));
		assert_string_equal(d.errors[0].code, cases[i].code);
	}
}

static void good_passwords_are_taken(void **state)
{
	static const char *const good[] = { "正しい馬の電池のホッチキス", "tonbo-9-mizuumi",
					    "correct cow battery stapler", "kX82!mnvQ_wq" };
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(good); i++) {
		struct domain d = as(f, &f->owner);

		assert_true(check_password(&d, "password", good[i], "yamada@example.jp"));
	}
}

static void mail_addresses_are_checked_strictly(void **state)
{
	static const char *const good[] = { "a@b.jp", "first.last+tag@sub.example.co.jp", "o'neil@x-y.org" };
	static const char *const bad[] = { "", "a", "a@b", "@b.jp", "a@", "a b@c.jp", "a@b..jp", "a@-b.jp",
					   "a@b-.jp", ".a@b.jp", "a.@b.jp", "a..b@c.jp", "a@b.jp\nBcc: x@y.jp",
					   "\"a\"@b.jp", "a,b@c.jp", "あ@b.jp", "a@b.jp>", "a@b.jp " };
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);

	for (size_t i = 0; i < COUNT_OF(good); i++)
		assert_true(check_email(&d, "email", good[i]));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(check_email(&d, "email", bad[i]));
}

static void names_cannot_hide_or_turn_text(void **state)
{
	static const char *const bad[] = { "a\tb", "a\nb", "a\x7f" "b", "\xe2\x80\xae" "gpj.exe", "\xe2\x80\x8b" "x",
					   "\xef\xbb\xbf" "x", "\xff", "\xc0\xaf", "\xed\xa0\x80" };
	struct text_rule rule = { 10, 1, 0 };
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(check_text(&d, "name", bad[i], rule));
	assert_true(check_text(&d, "name", "山田　太郎 👍", rule));
	assert_false(check_text(&d, "name", "一二三四五六七八九十一", rule));
	rule.lines = 1;
	assert_true(check_text(&d, "name", "a\nb", rule));
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
#define FRESH(test) cmocka_unit_test_setup_teardown(test, open_fresh, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(the_setup_link_works_once),
		FRESH(a_newer_setup_link_kills_the_older),
		FRESH(signing_in_tells_nothing_about_accounts_and_slows_down_guessing),
		WITH(too_many_attempts_are_refused_for_known_and_unknown_addresses_alike),
		WITH(a_session_ends_by_time_by_signing_out_and_with_the_membership),
		cmocka_unit_test(the_csrf_value_belongs_to_one_cookie),
		WITH(the_last_owner_stays),
		WITH(another_organisations_members_are_out_of_reach),
		WITH(an_invited_person_becomes_a_member_once),
		WITH(a_removed_member_comes_back_by_a_new_invitation),
		WITH(an_invitation_does_not_touch_an_account_of_another_organisation),
		WITH(an_invitation_is_withdrawn_replaced_and_runs_out),
		WITH(nobody_is_invited_as_operator),
		WITH(weak_passwords_are_refused_with_the_reason),
		WITH(good_passwords_are_taken),
		WITH(mail_addresses_are_checked_strictly),
		WITH(names_cannot_hide_or_turn_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
