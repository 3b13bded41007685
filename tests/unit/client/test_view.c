#include "../test.h"
#include "../sig/pki_ca.h"
#include "client/view.h"
#include "client/run_choose.h"

enum { AT_2026_YEARS = 56 };
static const time_ms now = (time_ms)AT_2026_YEARS * 365 * 86400 * 1000;

static struct bytes cert_of(struct ca_spec spec, struct arena *mem)
{
	AUTO(ca) struct ca c = ca_make(spec);

	return ca_der(c.x, mem);
}

static void a_certificate_is_shown_or_hidden_with_the_reason(void **state)
{
	static const char *const login[] = { "keyUsage=critical,digitalSignature", "extendedKeyUsage=clientAuth", NULL };
	static const char *const both[] = { "keyUsage=critical,digitalSignature",
					    "extendedKeyUsage=clientAuth,emailProtection", NULL };
	static const char *const server[] = { "extendedKeyUsage=serverAuth", NULL };
	static const char *const secrecy[] = { "keyUsage=critical,keyEncipherment", NULL };
	static const char *const signing[] = { "keyUsage=critical,nonRepudiation", NULL };
	static const char *const none[] = { NULL };
	const struct {
		struct ca_spec spec;
		enum view_hidden hidden;
	} rows[] = {
		{ { .name = "a", .ext = signing }, VIEW_SHOWN },
		{ { .name = "a", .ext = both }, VIEW_SHOWN },
		{ { .name = "a", .ext = none }, VIEW_SHOWN },
		{ { .name = "a", .ext = ca_root_ext }, VIEW_CA },
		{ { .name = "a", .ext = login }, VIEW_AUTHENTICATION },
		{ { .name = "a", .ext = server }, VIEW_NOT_SIGNING },
		{ { .name = "a", .ext = secrecy }, VIEW_NOT_SIGNING },
		{ { .name = "a", .ext = signing, .from = "2019-01-01T00:00:00Z", .to = "2020-01-01T00:00:00Z" }, VIEW_EXPIRED },
		{ { .name = "a", .ext = signing, .from = "2040-01-01T00:00:00Z" }, VIEW_NOT_YET },
	};
	AUTO(arena) struct arena *mem = arena_new(0);
	struct cert_view v;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		cert_view_make(cert_of(rows[i].spec, mem), now, mem, &v);
		if (v.hidden != rows[i].hidden)
			fail_msg("row %zu: %u", i, v.hidden);
		assert_int_equal(view_hidden_text(v.hidden, 1)[0] == '\0', v.hidden == VIEW_SHOWN);
	}
	cert_view_make(BYTES_LIT("no certificate"), now, mem, &v);
	assert_int_equal(v.hidden, VIEW_UNREADABLE);
	assert_string_equal(v.name, "");
}

static void names_are_shown_and_tamed(void **state)
{
	static const char *const none[] = { NULL };
	AUTO(arena) struct arena *mem = arena_new(0);
	struct cert_view v;

	(void)state;
	cert_view_make(cert_of((struct ca_spec){ .name = "O=株式会社甲/CN=山田\xe2\x80\xae太郎", .ext = none }, mem), now,
		       mem, &v);
	assert_string_equal(v.company, "株式会社甲");
	assert_string_equal(v.name, "山田\xef\xbf\xbd太郎");
	assert_int_equal(strlen(v.sha256), 64);
}

static void keys_too_weak_or_unknown_can_sign_nothing(void **state)
{
	(void)state;
	assert_true(client_algs_of_key("RSA 2048", 0) & 1u << CLIENT_RSA_PKCS1_SHA256);
	assert_int_equal(client_algs_of_key("EC P-384", 1), 1u << CLIENT_ECDSA_P384_SHA384);
	assert_int_equal(client_algs_of_key("RSA 1024", 1), 0);
	assert_int_equal(client_algs_of_key("EC secp256k1", 1), 0);
	assert_int_equal(client_algs_of_key("", 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_certificate_is_shown_or_hidden_with_the_reason),
		cmocka_unit_test(names_are_shown_and_tamed),
		cmocka_unit_test(keys_too_weak_or_unknown_can_sign_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
