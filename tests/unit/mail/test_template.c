#include "../test.h"
#include "mail/template.h"

static const struct mail_fields full = {
	.company = "株式会社A",
	.sender = "山田 太郎",
	.recipient = "佐藤 花子",
	.recipient_company = "B合同会社",
	.actor = "佐藤 花子",
	.actor_company = "B合同会社",
	.title = "業務委託契約書",
	.message = "一行目\n二行目",
	.reason = "条件が合いません",
	.link = "https://sign.example.jp/r/#abc",
	.expires = "2026年12月1日",
	.at = "2026年11月23日 0:30 JST",
	.trial = 1,
};

static struct mail_text render(struct arena *mem, enum mail_kind kind, const char *lang,
			       struct mail_fields f)
{
	struct mail_text m;
	struct error e = { 0 };

	if (mail_render(kind, lang, &f, mem, &m, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return m;
}

static void every_subject_begins_with_the_senders_company(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	(void)state;

	for (unsigned k = 0; k < MAIL_COUNT_; k++) {
		struct mail_text ja = render(mem, (enum mail_kind)k, "ja", full);
		struct mail_text en = render(mem, (enum mail_kind)k, "en", full);

		assert_ptr_equal(strstr(ja.subject, "【株式会社A】"), ja.subject);
		assert_ptr_equal(strstr(en.subject, "[株式会社A]"), en.subject);
	}
}

static void no_mail_leaves_a_placeholder_behind(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	(void)state;

	for (unsigned k = 0; k < MAIL_COUNT_; k++)
		for (int en = 0; en < 2; en++)
			for (int empty = 0; empty < 2; empty++) {
				struct mail_fields f = empty ? (struct mail_fields){ .company = "A" } : full;
				struct mail_text m =
					render(mem, (enum mail_kind)k, en ? "en" : "ja", f);

				assert_null(strpbrk(m.subject, "{}"));
				assert_null(strpbrk(m.text, "{}"));
				assert_null(strpbrk(m.html, "{}"));
				assert_non_null(strstr(m.html, en ? "lang=\"en\"" : "lang=\"ja\""));
			}
}

static void lines_without_a_value_are_left_out(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct mail_fields f = full;
	struct mail_text m;
	(void)state;

	f.message = f.expires = f.recipient_company = NULL;
	f.trial = 0;
	m = render(mem, MAIL_request, "ja", f);
	assert_null(strstr(m.text, "期限"));
	assert_null(strstr(m.text, "試用"));
	assert_null(strstr(m.text, "\n\n\n"));
	assert_ptr_equal(strstr(m.text, "佐藤 花子 様\n"), m.text);
	f.actor_company = "";
	m = render(mem, MAIL_agreed, "ja", f);
	assert_non_null(strstr(m.text, "\n佐藤 花子 様が同意しました"));
}

static void a_party_reads_that_the_sender_may_withdraw(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	(void)state;

	assert_non_null(strstr(render(mem, MAIL_request, "ja", full).text,
			       "送信者は締結前に取り下げることができます"));
	assert_non_null(strstr(render(mem, MAIL_resend, "ja", full).text,
			       "送信者は締結前に取り下げることができます"));
}

static void what_people_wrote_is_escaped_in_html_and_tame_in_the_subject(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct mail_fields f = full;
	struct mail_text m;
	(void)state;

	f.title = "<script>alert('x')</script>\r\nBcc: a@b.example";
	f.message = "a & b\n<b>";
	m = render(mem, MAIL_request, "ja", f);
	assert_null(strpbrk(m.subject, "\r\n"));
	assert_null(strstr(m.html, "<script"));
	assert_non_null(strstr(m.html, "&lt;script&gt;alert(&#39;x&#39;)"));
	assert_non_null(strstr(m.html, "a &amp; b<br>\n&lt;b&gt;"));
	assert_null(strchr(m.text, '\r'));
}

static void a_link_that_is_no_web_address_is_refused(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct mail_fields f = full;
	struct mail_text m;
	struct error e;
	(void)state;

	f.link = "javascript:alert(1)";
	assert_int_equal(mail_render(MAIL_request, "ja", &f, mem, &m, &e), ERR_INVALID);
}

static void kinds_are_found_by_name(void **state)
{
	enum mail_kind k;
	(void)state;

	assert_true(mail_kind_find("completed", &k));
	assert_int_equal(k, MAIL_completed);
	assert_string_equal(mail_kind_name(k), "completed");
	assert_false(mail_kind_find("nothing", &k));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_subject_begins_with_the_senders_company),
		cmocka_unit_test(no_mail_leaves_a_placeholder_behind),
		cmocka_unit_test(lines_without_a_value_are_left_out),
		cmocka_unit_test(a_party_reads_that_the_sender_may_withdraw),
		cmocka_unit_test(what_people_wrote_is_escaped_in_html_and_tame_in_the_subject),
		cmocka_unit_test(a_link_that_is_no_web_address_is_refused),
		cmocka_unit_test(kinds_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
