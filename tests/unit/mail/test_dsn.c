#include "../test.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/buf.h"
#include "mail/dsn.h"

#define TOKEN "abcdefghijklmnopqrstuvwx27"

/* A file of the fuzzer's corpus: reports as servers write them, and what is none. */
static struct bytes sample(struct arena *mem, const char *name)
{
	char path[512];
	char *data = arena_alloc(mem, 65536);
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", CORPUS, name);
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(data, 1, 65536, f);
	fclose(f);
	return BYTES(data, n);
}

static struct dsn parsed(struct arena *mem, const char *name)
{
	struct dsn d;

	assert_ok(dsn_parse(sample(mem, name), mem, &d, NULL));
	return d;
}

static void a_failure_is_known_with_its_code_and_words(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	struct dsn d = parsed(mem, "postfix-failed");

	(void)state;
	assert_int_equal(d.kind, DSN_FAILED);
	assert_string_equal(d.status, "5.1.1");
	assert_string_equal(
		d.text,
		"550 5.1.1 <taro@yamada.example>: Recipient address rejected: User unknown in "
		"virtual mailbox table");
	d = parsed(mem, "lf-only");
	assert_int_equal(d.kind, DSN_FAILED);
	assert_int_equal(parsed(mem, "unclosed").kind, DSN_FAILED);
	assert_int_equal(parsed(mem, "global").kind, DSN_FAILED);
}

/* RFC 3464 §2.3.3: the action says whether it was given up, the status only why. */
static void a_delay_is_no_failure_until_the_server_gives_up(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);

	(void)state;
	assert_int_equal(parsed(mem, "postfix-delayed").kind, DSN_DELAYED);
	assert_string_equal(parsed(mem, "postfix-delayed").status, "4.4.1");
	assert_int_equal(parsed(mem, "given-up").kind, DSN_FAILED);
	assert_int_equal(parsed(mem, "no-action").kind, DSN_FAILED);
	assert_int_equal(parsed(mem, "relayed").kind, DSN_OTHER);
}

static void what_people_and_their_programs_answer_is_no_report(void **state)
{
	static const char *const none[] = { "reply", "vacation", "disposition", "with-return-path",
					    "base64" };
	AUTO(arena) struct arena *mem = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(none); i++)
		assert_int_equal(parsed(mem, none[i]).kind, DSN_NONE);
}

static void a_report_without_end_is_refused(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(4 << 20);
	AUTO(buf) struct buf b = { 0 };
	struct dsn d;

	(void)state;
	buf_append_str(&b,
		       "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
		       "--b\nContent-Type: message/delivery-status\n\n");
	for (int i = 0; i < 200; i++)
		buf_append_str(&b, "Action: failed\n\n");
	assert_int_equal(dsn_parse(buf_bytes(&b), mem, &d, NULL), ERR_TOO_LARGE);
	buf_reset(&b);
	buf_append_str(
		&b, "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n");
	for (int i = 0; i < 200; i++)
		buf_append_str(&b, "--b\n\n");
	assert_int_equal(dsn_parse(buf_bytes(&b), mem, &d, NULL), ERR_TOO_LARGE);
}

static void the_token_is_found_whatever_its_case_and_only_at_our_domain(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	char token[DSN_TOKEN_SIZE];

	(void)state;
	assert_string_equal(verp_address(mem, TOKEN, "example.jp"), "bounces+" TOKEN "@example.jp");
	assert_true(
		verp_token("<BOUNCES+ABCDEFGHIJKLMNOPQRSTUVWX27@Example.JP>", "example.jp", token));
	assert_string_equal(token, TOKEN);
	assert_false(verp_token("bounces+" TOKEN "@example.jp.evil", "example.jp", token));
	assert_false(verp_token("bounces+" TOKEN "@example.jpx", "example.jp", token));
	assert_false(verp_token("bounces+" TOKEN "@other.jp", "example.jp", token));
	assert_false(verp_token("bounces+abc@example.jp", "example.jp", token));
	assert_false(verp_token("bounces+" TOKEN "a@example.jp", "example.jp", token));
	assert_true(verp_token_of_message(sample(mem, "postfix-failed"), "example.jp", token));
	assert_false(verp_token_of_message(sample(mem, "postfix-failed"), "example.com", token));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_is_known_with_its_code_and_words),
		cmocka_unit_test(a_delay_is_no_failure_until_the_server_gives_up),
		cmocka_unit_test(what_people_and_their_programs_answer_is_no_report),
		cmocka_unit_test(a_report_without_end_is_refused),
		cmocka_unit_test(the_token_is_found_whatever_its_case_and_only_at_our_domain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
