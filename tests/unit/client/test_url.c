#include "../test.h"
#include "client/url.h"

#define TICKET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

static void an_address_gives_server_and_ticket(void **state)
{
	static const struct {
		const char *text, *host;
		unsigned port;
	} good[] = {
		{ "skysign://sign/sign.example.jp/" TICKET, "sign.example.jp", 443 },
		{ "skysign://sign/Sign.Example.JP:8443/" TICKET, "sign.example.jp", 8443 },
		{ "skysign://sign/127.0.0.1:1/" TICKET, "127.0.0.1", 1 },
		{ "skysign://sign/xn--wgv71a.jp:65535/" TICKET, "xn--wgv71a.jp", 65535 },
	};
	struct client_url u;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		assert_ok(client_url_parse(good[i].text, &u, NULL));
		assert_string_equal(u.host, good[i].host);
		assert_int_equal(u.port, good[i].port);
		assert_string_equal(u.ticket, TICKET);
	}
}

static void anything_else_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "skysign:", "skysign://sign/", "skysign://sign//" TICKET, "skysign://sign/" TICKET,
		"SKYSIGN://sign/a.jp/" TICKET, "skysign://open/a.jp/" TICKET, "https://sign/a.jp/" TICKET,
		"skysign://sign/a.jp/" TICKET "/", "skysign://sign/a.jp/" TICKET "?x=1",
		"skysign://sign/a.jp/" TICKET "#x", "skysign://sign/a.jp/" TICKET "A", "skysign://sign/a.jp/x",
		" skysign://sign/a.jp/" TICKET, "skysign://sign/a.jp/" TICKET " ",
		"skysign://sign/a.jp/" TICKET "\n", "skysign://sign/a.jp//" TICKET,
		"skysign://sign/user@a.jp/" TICKET, "skysign://sign/a.jp:0/" TICKET,
		"skysign://sign/a.jp:/" TICKET, "skysign://sign/a.jp:080/" TICKET,
		"skysign://sign/a.jp:65536/" TICKET, "skysign://sign/a.jp:+1/" TICKET,
		"skysign://sign/a.jp:99999999999999999999/" TICKET, "skysign://sign/a..jp/" TICKET,
		"skysign://sign/.a.jp/" TICKET, "skysign://sign/a.jp./" TICKET, "skysign://sign/-a.jp/" TICKET,
		"skysign://sign/a-.jp/" TICKET, "skysign://sign/a_b.jp/" TICKET, "skysign://sign/[::1]/" TICKET,
		"skysign://sign/a%2e.jp/" TICKET, "skysign://sign/\xe7\xbd\xb2.jp/" TICKET,
		"skysign://sign/a.jp\" --server=https://evil/" TICKET,
		/* the last character may only carry what 32 bytes leave over */
		"skysign://sign/a.jp/AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9",
		"skysign://sign/a.jp/AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh+",
	};
	struct client_url u = { .port = 7 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (client_url_parse(bad[i], &u, NULL) == ERR_OK)
			fail_msg("\"%s\" was taken", bad[i]);
	assert_int_equal(u.port, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_gives_server_and_ticket),
		cmocka_unit_test(anything_else_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
