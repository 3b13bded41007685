#include <stdio.h>
#include <string.h>
#include "fixture.h"
#include "domain/text.h"

/* design: practice, "Mails"; each with the mark that its Japanese subject bears. */
static const struct {
	const char *kind, *to, *mark;
} wanted[] = {
	{ "request", "party", "【確認のお願い】" },
	{ "resend", "party", "【再送】" },
	{ "rearmed", "party", "【再送】" },
	{ "reminder", "party", "【期限間近】" },
	{ "forwarded_to", "party", "【転送】{who} 様より" },
	{ "code", "party", "【確認コード】" },
	{ "answered", "party", "【回答】" },
	{ "deadline_changed", "party", "【期限延長】" },
	{ "address_changed", "party", "【宛先変更】" },
	{ "withdrawn", "party", "【取り下げ】" },
	{ "completed", "party", "【締結完了】" },
	{ "agreed", "sender", "【同意】" },
	{ "declined", "sender", "【辞退】" },
	{ "returned", "sender", "【差戻し】" },
	{ "forwarded", "sender", "【転送】" },
	{ "undelivered", "sender", "【不達】" },
	{ "expired", "sender", "【期限切れ】" },
	{ "question", "sender", "【質問】" },
	{ "more_time", "sender", "【期限延長のお願い】" },
	{ "confirmed", "sender", "【閲覧】" },
	{ "approval_request", "member", "【社内承認依頼】" },
	{ "approval_approved", "member", "【社内承認】" },
	{ "approval_returned", "member", "【差戻し】" },
	{ "approval_rejected", "member", "【却下】" },
	{ "abuse", "operator", "【通報】" },
	{ "level_lower", "owner", "【署名レベル未達】" },
	{ "renewal_overdue", "owner", "【延長期限】" },
};

static void every_mail_that_practice_names_is_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		const struct notice_template *t = notice_template_find(wanted[i].kind);

		assert_non_null(t);
		assert_string_equal(t->to, wanted[i].to);
		assert_non_null(strstr(t->subject_ja, wanted[i].mark));
	}
	assert_null(notice_template_find("nothing"));
}

static void every_subject_begins_with_the_senders_company(void **state)
{
	(void)state;
	for (size_t i = 0; i < notice_template_count; i++) {
		assert_int_equal(strncmp(notice_templates[i].subject_ja, "{company}【",
					 strlen("{company}【")),
				 0);
		assert_int_equal(strncmp(notice_templates[i].subject_en, "{company}: ", 11), 0);
	}
}

/* Nobody should learn to follow a link from a mail that brings a code. */
static void a_code_comes_without_any_link(void **state)
{
	const struct notice_template *t = notice_template_find("code");
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	struct notice_content c = notice_render_sample(mem, t, "ja");

	(void)state;
	assert_null(strstr(c.text, "http"));
	assert_null(strstr(c.html, "http"));
	assert_null(strstr(c.html, "<a "));
	assert_non_null(strstr(c.text, "\n482913\n"));
}

static void every_sample_is_whole_and_loads_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < notice_template_count; i++) {
		AUTO(arena) struct arena *mem = arena_new(1 << 20);
		const char *locales[] = { "ja", "en" };

		for (size_t l = 0; l < COUNT_OF(locales); l++) {
			struct notice_content c =
				notice_render_sample(mem, &notice_templates[i], locales[l]);

			assert_null(strchr(c.subject, '{'));
			assert_null(strchr(c.text, '{'));
			assert_null(strchr(c.html, '{'));
			assert_null(strstr(c.html, "<img"));
			assert_null(strstr(c.html, "url("));
			assert_null(strstr(c.html, "<link"));
			assert_non_null(strstr(
				c.html, "<meta name=\"color-scheme\" content=\"light dark\">"));
		}
	}
}

static struct notice_content render(struct arena *mem, const char *kind, const struct text_value *v,
				    size_t n)
{
	return notice_render(mem, notice_template_find(kind), "en", v, n, 0);
}

static void both_parts_say_the_same_and_nothing_typed_becomes_markup(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	const struct text_value v[] = {
		{ "company", "A & B" },
		{ "sender", "S" },
		{ "title", "<b>{name}</b>" },
		{ "message", "one\r\n\n[x]({link})\n# big" },
		{ "name", "N" },
		{ "deadline", "" },
		{ "link", "https://x.example/r/#t&u" },
	};
	struct notice_content c = render(mem, "request", v, COUNT_OF(v));

	(void)state;
	assert_string_equal(c.subject, "A & B: please look at \"<b>{name}</b>\"");
	assert_non_null(strstr(c.text, "\n> one\n> \n> [x]({link})\n> # big\n"));
	assert_non_null(strstr(c.html, "one<br>\n<br>\n[x]({link})<br>\n# big</blockquote>"));
	assert_non_null(strstr(c.html, "&lt;b&gt;{name}&lt;/b&gt;"));
	assert_null(strstr(c.html, "<b>"));
	assert_null(strstr(c.text, "Deadline"));
	assert_non_null(strstr(c.text, "Look at the documents\nhttps://x.example/r/#t&u\n"));
	assert_non_null(strstr(c.html, "<a href=\"https://x.example/r/#t&amp;u\""));
	assert_null(strstr(strstr(c.html, "<a ") + 1, "<a "));
}

static void a_heading_goes_with_the_words_that_are_missing(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	const struct text_value with[] = { { "reason", "too dear" } },
				without[] = { { "reason", NULL } };

	(void)state;
	assert_non_null(strstr(render(mem, "declined", with, 1).text, "Reason:\n> too dear\n"));
	assert_null(strstr(render(mem, "declined", without, 1).text, "Reason:"));
}

static struct notice_content preview(struct fixture *f, const char *kind, const char *locale,
				     _Bool hidden)
{
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, make_draft(f));
	struct notice_content c;

	x.v.title_hidden = hidden;
	assert_int_equal(notice_preview(&d, kind, &x.v, &x.recipients[1], locale, &c, &f->e),
			 ERR_OK);
	return c;
}

static void a_preview_masks_the_link_and_knows_both_languages(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, make_draft(f));
	struct notice_content c = preview(f, "request", NULL, 0);

	assert_non_null(strstr(c.text, "/r/#●●●●●●●●"));
	assert_non_null(strstr(preview(f, "request", "en", 0).text, "Dear "));
	assert_non_null(strstr(preview(f, "question", "ja", 0).text, "第5条を変更できますか。"));
	assert_int_equal(notice_preview(&d, "nothing", &x.v, &x.recipients[1], NULL, &c, &f->e),
			 ERR_NOT_FOUND);
}

static void a_hidden_title_stands_in_no_mail(void **state)
{
	struct fixture *f = *state;
	struct dossier x = look(f, make_draft(f));

	for (size_t i = 0; i < notice_template_count; i++) {
		struct notice_content c;

		if (strcmp(notice_templates[i].to, "party") != 0 &&
		    strcmp(notice_templates[i].to, "sender") != 0)
			continue;
		c = preview(f, notice_templates[i].kind, "ja", 1);
		assert_null(strstr(c.subject, x.v.title));
		assert_null(strstr(c.text, x.v.title));
		assert_null(strstr(c.html, x.v.title));
	}
	assert_non_null(
		strstr(preview(f, "request", "ja", 1).subject, "書類名は画面でご確認ください"));
}

static void what_only_the_act_knows_reaches_the_mail(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, make_sent(f));
	const struct mail *list;
	struct notice_content c;
	struct mail m;
	size_t n;

	f->clock.fixed += 1000; /* the newest comes first */
	assert_ok(db_begin(f->db, &f->e));
	assert_int_equal(notice_to_sender(&d, "question", &x.v, &x.recipients[1],
					  &(struct notice_facts){ .text = "May clause 5 go?" },
					  &f->e),
			 ERR_OK);
	assert_ok(db_commit(f->db, &f->e));
	assert_int_equal(mail_list(&d.repo, NULL, 1, &list, &n, &f->e), ERR_OK);
	assert_int_equal(mail_get(&d.repo, list[0].id, &m, &f->e), ERR_OK);
	assert_string_equal(m.to_email, f->owner.email);
	assert_int_equal(notice_read(&d, &m, &c, &f->e), ERR_OK);
	assert_non_null(strstr(c.text, "> May clause 5 go?\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mail_that_practice_names_is_there),
		cmocka_unit_test(every_subject_begins_with_the_senders_company),
		cmocka_unit_test(a_code_comes_without_any_link),
		cmocka_unit_test(every_sample_is_whole_and_loads_nothing),
		cmocka_unit_test(both_parts_say_the_same_and_nothing_typed_becomes_markup),
		cmocka_unit_test(a_heading_goes_with_the_words_that_are_missing),
		cmocka_unit_test_setup_teardown(a_preview_masks_the_link_and_knows_both_languages,
						fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_hidden_title_stands_in_no_mail, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(what_only_the_act_knows_reaches_the_mail,
						fixture_open, fixture_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
