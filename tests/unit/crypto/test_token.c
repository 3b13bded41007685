#include "../test.h"
#include "base/bytes.h"
#include "crypto/token.h"

static void a_token_is_43_characters_that_fit_a_link(void **state)
{
	char text[TOKEN_TEXT_SIZE], other[TOKEN_TEXT_SIZE];

	(void)state;
	token_new(rng_system(), text);
	token_new(rng_system(), other);
	assert_int_equal(strlen(text), 43);
	assert_int_equal(strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789-_"), 43);
	assert_string_not_equal(text, other);
}

static void its_hash_is_sha256_of_the_text(void **state)
{
	unsigned char hash[TOKEN_HASH_SIZE];
	char hex[2 * TOKEN_HASH_SIZE + 1];

	(void)state;
	assert_true(token_hash("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", hash));
	hex_encode(BYTES(hash, sizeof(hash)), hex);
	/* printf %043d 0 | tr 0 A | sha256sum */
	assert_string_equal(hex,
			    "0f007385b6f9d4b7eeb2748605afe1a984a0a3bfa3f014d09e2a784ce9e5cd1a");
}

static void what_is_no_token_is_refused(void **state)
{
	static const char *const wrong[] = {
		"", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", /* bits left over */
		"AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA",
	};
	unsigned char hash[TOKEN_HASH_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_false(token_hash(wrong[i], hash));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_is_43_characters_that_fit_a_link),
		cmocka_unit_test(its_hash_is_sha256_of_the_text),
		cmocka_unit_test(what_is_no_token_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
