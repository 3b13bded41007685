#include "../test.h"
#include <stdlib.h>
#include "evidence/mask.h"
#include "mail/mime.h"

#define TOKEN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO-_"

static void a_token_is_masked_in_place(void **state)
{
	char text[] = "https://sign.example.jp/r/#" TOKEN " 123456 env_019abc";

	(void)state;
	mask_text(text, strlen(text), 0);
	assert_string_equal(text, "https://sign.example.jp/r/#"
				  "******************************************* 123456 env_019abc");
	mask_text(text, strlen(text), 1);
	assert_non_null(strstr(text, " ****** env_019abc"));
}

static void a_mail_keeps_its_shape(void **state)
{
	AUTO(buf) struct buf mime = { 0 };
	AUTO(buf) struct buf masked = { 0 };
	struct mime_mail m = {
		.from = "SkySign <no-reply@example.jp>",
		.to_name = "山田 太郎",
		.to = "taro@example.jp",
		.subject = "【確認のお願い】とても長い件名のついた業務委託契約書についてのお知らせ",
		.text = "書類はこちらです。\nhttps://sign.example.jp/r/#" TOKEN "\n",
		.html = "<a href=\"https://sign.example.jp/r/#" TOKEN "\">開く</a>",
		.message_id = "mal_1",
		.at = 0
	};
	char token[] = TOKEN;
	char *text;
	size_t n, from;

	(void)state;
	assert_ok(mime_write(&m, &mime, NULL));
	mask_mail(buf_bytes(&mime), 0, &masked);
	assert_int_equal(masked.len, mime.len);
	/* headers are as they were */
	from = bytes_find(buf_bytes(&mime), BYTES_LIT("\r\n\r\n"), 0);
	assert_memory_equal(masked.data, mime.data, from);
	/* the first part says the same but for the token */
	from = bytes_find(buf_bytes(&masked), BYTES_LIT("base64\r\n\r\n"), 0) + 10;
	n = bytes_find(buf_bytes(&masked), BYTES_LIT("\r\n"), from) - from;
	text = calloc(1, n + 1);
	assert_true(base64_decode((const char *)masked.data + from, n, (unsigned char *)text, &n));
	assert_non_null(strstr(text, "書類はこちらです。"));
	assert_null(strstr(text, token));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_is_masked_in_place),
		cmocka_unit_test(a_mail_keeps_its_shape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
