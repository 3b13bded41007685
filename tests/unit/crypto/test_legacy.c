#include "../test.h"
#include <stdlib.h>
#include "crypto/legacy.h"

static void assert_hex(const unsigned char *got, size_t len, const char *hex)
{
	char text[2 * 64 + 1];

	assert_int_equal(strlen(hex), 2 * len);
	hex_encode(BYTES(got, len), text);
	assert_string_equal(text, hex);
}

static struct bytes from_hex(const char *hex, unsigned char *out)
{
	assert_true(hex_decode(hex, strlen(hex), out));
	return BYTES(out, strlen(hex) / 2);
}

/* RFC 1321 appendix A.5 */
static void md5_gives_the_published_digests(void **state)
{
	static const char *const rows[][2] = {
		{ "", "d41d8cd98f00b204e9800998ecf8427e" },
		{ "a", "0cc175b9c0f1b6a831c399e269772661" },
		{ "message digest", "f96b697d7cb7938d525a2f31aaf161d0" },
		{ "1234567890123456789012345678901234567890123456789012345678901234567890123456789"
		  "0",
		  "57edf4a22be3c955ac49da2e2107b67a" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		unsigned char md5[LEGACY_MD5];

		legacy_md5(bytes_of_str(rows[i][0]), md5);
		assert_hex(md5, sizeof(md5), rows[i][1]);
	}
}

/* RFC 6229 §2: the stream at offsets 0 and 4096 */
static void rc4_gives_the_published_streams(void **state)
{
	static const struct {
		const char *key, *first, *later;
	} rows[] = {
		{ "0102030405", "b2396305f03dc027ccc3524a0a1118a8",
		  "ff25b58995996707e51fbdf08b34d875" },
		{ "0102030405060708", "97ab8a1bf0afb96132f2f67258da15a8",
		  "3fb46e2c8f0f068edce8cdcd7dfc5862" },
		{ "0102030405060708090a0b0c0d0e0f10", "9ac7cc9a609d1ef7b2932899cde41b97",
		  "a36a4c301ae8ac13610ccbc12256cacc" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		unsigned char key[16], in[4112] = { 0 }, out[4112];

		legacy_rc4(from_hex(rows[i].key, key), BYTES(in, sizeof(in)), out);
		assert_hex(out, 16, rows[i].first);
		assert_hex(out + 4096, 16, rows[i].later);
	}
}

/* NIST SP 800-38A F.2.1, F.2.2, F.2.5, F.2.6: two blocks */
static void aes_cbc_gives_the_published_blocks_in_both_directions(void **state)
{
	static const char plain[] = "6bc1bee22e409f96e93d7e117393172a"
				    "ae2d8a571e03ac9c9eb76fac45af8e51";
	static const char *const rows[][2] = {
		{ "2b7e151628aed2a6abf7158809cf4f3c",
		  "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2" },
		{ "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
		  "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d" },
	};
	unsigned char iv[LEGACY_BLOCK], key[32], in[32], sealed[32], out[32];
	(void)state;

	from_hex("000102030405060708090a0b0c0d0e0f", iv);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct bytes k = from_hex(rows[i][0], key);

		legacy_aes_encrypt(k, iv, from_hex(plain, in), sealed);
		assert_hex(sealed, sizeof(sealed), rows[i][1]);
		legacy_aes_decrypt(k, iv, BYTES(sealed, sizeof(sealed)), out);
		assert_hex(out, sizeof(out), plain);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(md5_gives_the_published_digests),
		cmocka_unit_test(rc4_gives_the_published_streams),
		cmocka_unit_test(aes_cbc_gives_the_published_blocks_in_both_directions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
