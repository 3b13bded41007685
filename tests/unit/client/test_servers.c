#include "../test.h"
#include "client/servers.h"

#define PIN "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

static void a_list_is_read_and_asked(void **state)
{
	static const char text[] = "\xef\xbb\xbf# comment\r\n\r\nhttps://Sign.example.jp\r\n" /* as Windows' editor writes */
				   "  https://10.0.0.5:8443\tca=/etc/ssl/own.pem  pin=sha256:" PIN " # ours\n"
				   "https://last.example.jp:443";
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct client_server *hit;
	struct client_servers s;
	struct error e;

	(void)state;
	assert_ok(client_servers_parse(BYTES_LIT(text), mem, &s, &e));
	assert_int_equal(s.n, 3);
	assert_ok(client_servers_find(&s, "sign.example.jp", 443, &hit, &e));
	assert_string_equal(hit->origin, "https://sign.example.jp");
	assert_null(hit->ca_file);
	assert_ok(client_servers_find_url(&s, "https://10.0.0.5:8443", &hit, &e));
	assert_string_equal(hit->origin, "https://10.0.0.5:8443");
	assert_string_equal(hit->ca_file, "/etc/ssl/own.pem");
	assert_string_equal(hit->pin, PIN);
	assert_ok(client_servers_find_url(&s, "https://last.example.jp", &hit, &e));
}

static void who_is_not_on_the_list_is_not_talked_to(void **state)
{
	static const char *const others[] = {
		"https://evil.example",		   "https://sign.example.jp:8443",
		"https://sign.example.jp.evil.jp", "https://xsign.example.jp",
	};
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct client_server *hit = NULL;
	struct client_servers s;
	struct error e;

	(void)state;
	assert_ok(client_servers_parse(BYTES_LIT("https://sign.example.jp\n"), mem, &s, &e));
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		assert_int_equal(client_servers_find_url(&s, others[i], &hit, &e), ERR_DENIED);
		assert_non_null(strstr(e.msg, "list of servers"));
	}
	assert_int_equal(client_servers_find_url(&s, "http://sign.example.jp", &hit, &e), ERR_INVALID);
	assert_int_equal(client_servers_find_url(&s, "https://sign.example.jp/", &hit, &e), ERR_INVALID);
	assert_int_equal(client_servers_load("/nonexistent/servers", mem, &s, &e), ERR_DENIED);
	assert_null(hit);
}

static void one_wrong_line_spoils_the_list(void **state)
{
	static const char *const bad[] = {
		"http://a.jp", "a.jp", "https://a.jp/", "https://a.jp/path", "https://", "https://a.jp:0",
		"https://u@a.jp", "https://a.jp b.jp", "https://a.jp ca=own.pem", "https://a.jp ca=",
		"https://a.jp ca=/a ca=/b", "https://a.jp pin=sha1:" PIN, "https://a.jp pin=sha256:AAAA",
		"https://a.jp pin=sha256:" PIN "=", "https://a.jp\rhttps://b.jp", "https://a.jp\x01",
		"https://a.jp\nhttps://A.JP:443",
	};
	AUTO(arena) struct arena *mem = arena_new(0);
	struct client_servers s;
	struct error e;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		if (client_servers_parse(bytes_of_str(bad[i]), mem, &s, &e) != ERR_INVALID)
			fail_msg("\"%s\" was taken", bad[i]);
		assert_non_null(strstr(e.msg, "line"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_read_and_asked),
		cmocka_unit_test(who_is_not_on_the_list_is_not_talked_to),
		cmocka_unit_test(one_wrong_line_spoils_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
