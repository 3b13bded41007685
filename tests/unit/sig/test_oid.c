#include "../test.h"
#include "sig/asn1/oid.h"

static void the_table_agrees_with_itself(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);

	(void)state;
	for (unsigned i = 0; i < OID_COUNT_; i++) {
		struct bytes der;
		const char *text;

		assert_ok(oid_parse(oid_dotted((enum oid)i), mem, &der, NULL));
		assert_true(oid_is(der, (enum oid)i));
		assert_ok(oid_text(der, mem, &text, NULL));
		assert_string_equal(text, oid_dotted((enum oid)i));
	}
}

static void text_that_is_no_oid_is_refused(void **state)
{
	static const char *const bad[] = { "",	 "1",	  "3.1",   "1.40", "1.2.", "1..2", "1.2.03",
					   "1.2a", "-1.2", "1.2.99999999999", " 1.2", "1.2 " };
	AUTO(arena) struct arena *mem = arena_new(0);
	struct bytes out = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(oid_parse(bad[i], mem, &out, NULL), ERR_INVALID);
	assert_null(out.data);
}

static void malformed_content_is_refused(void **state)
{
	const struct bytes bad[] = { BYTES_LIT(""), BYTES_LIT("\x2a\x86"),
					    BYTES_LIT("\x2a\x80\x01"),
					    BYTES_LIT("\x2a\xff\xff\xff\xff\xff\x7f") };
	AUTO(arena) struct arena *mem = arena_new(0);
	const char *text = NULL;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(oid_text(bad[i], mem, &text, NULL), ERR_BAD_DER);
}

static void digests_have_identifiers(void **state)
{
	enum digest_alg alg;

	(void)state;
	for (unsigned i = 0; i < DIGEST_COUNT_; i++) {
		assert_true(oid_digest(oid_der(oid_of_digest((enum digest_alg)i)), &alg));
		assert_int_equal(alg, i);
	}
	assert_false(oid_digest(oid_der(OID_MGF1), &alg));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_agrees_with_itself),
		cmocka_unit_test(text_that_is_no_oid_is_refused),
		cmocka_unit_test(malformed_content_is_refused),
		cmocka_unit_test(digests_have_identifiers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
