#include "../test.h"
#include "base/arena.h"
#include "mail/mime.h"

static const struct mime_mail mail = {
	.from = "SkySign 電子契約 <no-reply@example.jp>",
	.to_name = "佐藤 花子",
	.to = "hanako@example.com",
	.subject = "【株式会社A】【確認のお願い】とても長い題名の業務委託契約書（令和八年度・第一回変更）",
	.text = "本文\n",
	.html = "<p>本文</p>\n",
	.message_id = "mal_0123.1",
	.at = 1795361400000, /* 2026-11-22T15:30:00Z, a Sunday */
};

static const char *written(struct buf *b, struct mime_mail m)
{
	struct error e = { 0 };

	if (mime_write(&m, b, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return buf_cstr(b);
}

static void lines_are_short_ascii_and_end_in_crlf(void **state)
{
	AUTO(buf) struct buf b = { 0 };
	const char *s = written(&b, mail);
	(void)state;

	for (size_t start = 0, i = 0; i < b.len; i++) {
		assert_true((unsigned char)s[i] < 0x80);
		if (s[i] != '\n')
			continue;
		assert_true(s[i - 1] == '\r');
		assert_true(i - start <= 79);
		start = i + 1;
	}
}

static void headers_say_what_rfc_5322_wants(void **state)
{
	AUTO(buf) struct buf b = { 0 };
	const char *s = written(&b, mail);
	(void)state;

	assert_non_null(strstr(s, "Date: Sun, 22 Nov 2026 15:30:00 +0000\r\n"));
	assert_non_null(strstr(s, "Message-ID: <mal_0123.1@example.jp>\r\n"));
	assert_non_null(strstr(s, " <no-reply@example.jp>\r\n"));
	assert_non_null(strstr(s, "\r\n <hanako@example.com>\r\n"));
	assert_non_null(strstr(s, "Auto-Submitted: auto-generated\r\n"));
	assert_non_null(strstr(s, "Content-Type: text/plain; charset=utf-8\r\n"));
	assert_non_null(strstr(s, "Content-Type: text/html; charset=utf-8\r\n"));
	assert_non_null(strstr(s, "\r\n\r\n5pys5paHCg==\r\n"));
}

/* Every encoded word decodes to whole characters, and together they are the subject. */
static void a_long_subject_is_cut_between_characters(void **state)
{
	AUTO(buf) struct buf b = { 0 };
	AUTO(buf) struct buf joined = { 0 };
	const char *s = strstr(written(&b, mail), "Subject: ") + 9;
	(void)state;

	while (!strncmp(s, "=?UTF-8?B?", 10)) {
		unsigned char word[128];
		size_t len = strcspn(s + 10, "?"), n;

		assert_true(len + 12 <= 75);
		assert_true(base64_decode(s + 10, len, word, &n));
		assert_true((word[0] & 0xC0) != 0x80);
		buf_append(&joined, BYTES(word, n));
		s += 10 + len + 2;
		s += strspn(s, "\r\n ");
	}
	assert_string_equal(buf_cstr(&joined), mail.subject);
}

static void nothing_from_outside_can_add_a_header(void **state)
{
	struct mime_mail m = mail;
	AUTO(buf) struct buf b = { 0 };
	const char *s;
	(void)state;

	m.subject = "a\r\nBcc: evil@example.com";
	m.to_name = "x\r\nBcc: evil@example.com";
	s = written(&b, m);
	assert_null(strstr(s, "Bcc"));
	assert_null(strstr(s, "evil"));
}

static void only_good_addresses_pass(void **state)
{
	static const char *const good[] = { "a@b", "taro.yamada+x@mail.example.co.jp",
					    "N <a@example.jp>", "<a@example.jp>", "o'neil@example.com" };
	static const char *const bad[] = { "", "a", "@b", "a@", "a@b@c", ".a@b", "a.@b", "a..b@c", "a@b..c",
					   "a b@c", "a@b\r\nBcc: c@d", "a\r\n<b@c>", "a@b>", "N <a@b", "あ@example.jp",
					   "a@ex_ample.jp", "a@b <c" };
	AUTO(arena) struct arena *mem = arena_new(0);
	const char *out;
	(void)state;

	for (size_t i = 0; i < COUNT_OF(good); i++)
		if (mail_address(good[i], mem, &out, NULL) != ERR_OK)
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (mail_address(bad[i], mem, &out, NULL) != ERR_INVALID)
			fail_msg("taken: %s", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_short_ascii_and_end_in_crlf),
		cmocka_unit_test(headers_say_what_rfc_5322_wants),
		cmocka_unit_test(a_long_subject_is_cut_between_characters),
		cmocka_unit_test(nothing_from_outside_can_add_a_header),
		cmocka_unit_test(only_good_addresses_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
