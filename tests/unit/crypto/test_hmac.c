#include "../test.h"
#include "crypto/hmac.h"

/* RFC 4231 §4.3 */
static void the_published_vector_holds(void **state)
{
	unsigned char mac[HMAC_SIZE];
	char hex[2 * HMAC_SIZE + 1];

	(void)state;
	hmac_sha256(BYTES_LIT("Jefe"), BYTES_LIT("what do ya want for nothing?"), mac);
	hex_encode(BYTES(mac, HMAC_SIZE), hex);
	assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c7"
				 "5a003f089d2739839dec58b964ec3843");
}

static void only_the_right_mac_matches(void **state)
{
	unsigned char mac[HMAC_SIZE];
	struct bytes key = BYTES_LIT("key"), in = BYTES_LIT("in");

	(void)state;
	hmac_sha256(key, in, mac);
	assert_true(hmac_sha256_matches(key, in, BYTES(mac, HMAC_SIZE)));
	assert_false(hmac_sha256_matches(key, in, BYTES(mac, HMAC_SIZE - 1)));
	assert_false(hmac_sha256_matches(BYTES_LIT("kex"), in, BYTES(mac, HMAC_SIZE)));
	mac[31] ^= 1;
	assert_false(hmac_sha256_matches(key, in, BYTES(mac, HMAC_SIZE)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_vector_holds),
		cmocka_unit_test(only_the_right_mac_matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
