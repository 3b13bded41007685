#include "../test.h"
#include "crypto/aead.h"

static const unsigned char zero_key[AEAD_KEY], zero_nonce[AEAD_NONCE];

static void check_hex(const unsigned char *got, size_t len, const char *want)
{
	char hex[129];

	hex_encode(BYTES(got, len), hex);
	assert_string_equal(hex, want);
}

/* McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13 and 14. */
static void the_published_vectors_hold(void **state)
{
	AUTO(aead) struct aead *a = aead_new(zero_key);
	unsigned char zeros[16] = { 0 }, out[16 + AEAD_TAG];
	struct aead_message m = { zero_nonce, BYTES("", 0), BYTES("", 0) };

	(void)state;
	assert_ok(aead_seal(a, &m, out, NULL));
	check_hex(out, 16, "530f8afbc74536b9a963b4f1c4cb738b");
	m.in = BYTES(zeros, 16);
	assert_ok(aead_seal(a, &m, out, NULL));
	check_hex(out, 32, "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
}

/* The same, test case 16: with associated data. */
static void the_published_vector_with_associated_data_holds(void **state)
{
	unsigned char key[32], nonce[12], ad[20], in[60], out[60 + AEAD_TAG];
	struct aead_message m = { nonce, BYTES(ad, 20), BYTES(in, 60) };
	struct aead *a;

	(void)state;
	assert_true(hex_decode("feffe9928665731c6d6a8f9467308308"
			       "feffe9928665731c6d6a8f9467308308", 64, key));
	assert_true(hex_decode("cafebabefacedbaddecaf888", 24, nonce));
	assert_true(hex_decode("feedfacedeadbeeffeedfacedeadbeefabaddad2", 40, ad));
	assert_true(hex_decode("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
			       "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39", 120, in));
	a = aead_new(key);
	assert_ok(aead_seal(a, &m, out, NULL));
	check_hex(out, 16, "522dc1f099567d07f47f37a32a84427d");
	check_hex(out + 60, 16, "76fc6ece0f4e1768cddf8853bb2d551b");
	aead_free(a);
}

static void what_was_sealed_opens_in_place(void **state)
{
	AUTO(aead) struct aead *a = aead_new(zero_key);
	unsigned char data[5 + AEAD_TAG] = "hello";
	struct aead_message m = { zero_nonce, BYTES_LIT("ad"), BYTES(data, 5) };

	(void)state;
	assert_ok(aead_seal(a, &m, data, NULL));
	assert_memory_not_equal(data, "hello", 5);
	m.in = BYTES(data, sizeof(data));
	assert_ok(aead_open(a, &m, data, NULL));
	assert_memory_equal(data, "hello", 5);
}

static void any_flipped_bit_is_noticed_and_nothing_comes_out(void **state)
{
	AUTO(aead) struct aead *a = aead_new(zero_key);
	unsigned char data[5 + AEAD_TAG], plain[5];
	struct aead_message m = { zero_nonce, BYTES_LIT("ad"), BYTES_LIT("hello") };
	struct error e;

	(void)state;
	assert_ok(aead_seal(a, &m, data, NULL));
	m.in = BYTES(data, sizeof(data));
	for (size_t bit = 0; bit < sizeof(data) * 8; bit++) {
		data[bit / 8] ^= (unsigned char)(1 << bit % 8);
		assert_int_equal(aead_open(a, &m, plain, &e), ERR_IO);
		assert_memory_equal(plain, "\0\0\0\0\0", 5);
		data[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	assert_ok(aead_open(a, &m, plain, &e));
	m.ad = BYTES_LIT("aD");
	assert_int_equal(aead_open(a, &m, plain, &e), ERR_IO);
	m.in.len = AEAD_TAG - 1;
	assert_int_equal(aead_open(a, &m, plain, &e), ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_vectors_hold),
		cmocka_unit_test(the_published_vector_with_associated_data_holds),
		cmocka_unit_test(what_was_sealed_opens_in_place),
		cmocka_unit_test(any_flipped_bit_is_noticed_and_nothing_comes_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
