#include "../test.h"
#include "base/bytes.h"

static void slices_never_leave_the_string(void **state)
{
	struct bytes b = BYTES_LIT("abcdef");
	(void)state;

	assert_true(bytes_eq_str(bytes_slice(b, 2, 3), "cde"));
	assert_true(bytes_eq_str(bytes_slice(b, 4, 100), "ef"));
	assert_int_equal(bytes_slice(b, 100, 1).len, 0);
	assert_int_equal(bytes_slice(b, SIZE_MAX, SIZE_MAX).len, 0);
}

static void find_looks_forwards_and_rfind_backwards(void **state)
{
	struct bytes b = BYTES_LIT("%%EOF..%%EOF");
	(void)state;

	assert_int_equal(bytes_find(b, BYTES_LIT("%%EOF"), 0), 0);
	assert_int_equal(bytes_find(b, BYTES_LIT("%%EOF"), 1), 7);
	assert_int_equal(bytes_rfind(b, BYTES_LIT("%%EOF")), 7);
	assert_true(bytes_find(b, BYTES_LIT("xref"), 0) == SIZE_MAX);
	assert_true(bytes_find(b, BYTES_LIT("%%EOF"), 100) == SIZE_MAX);
}

static void hex_is_strict(void **state)
{
	unsigned char out[4];
	char text[9];
	(void)state;

	assert_true(hex_decode("00fFa5", 6, out));
	assert_memory_equal(out, "\x00\xff\xa5", 3);
	assert_false(hex_decode("0", 1, out));
	assert_false(hex_decode("0g", 2, out));
	hex_encode(BYTES("\x01\xab", 2), text);
	assert_string_equal(text, "01ab");
}

static void base64_round_trips_at_every_length(void **state)
{
	unsigned char in[64], out[64];
	char text[96];
	size_t n;
	(void)state;

	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (unsigned char)(i * 37);
	for (size_t len = 0; len < sizeof(in); len++) {
		base64_encode(BYTES(in, len), text);
		assert_int_equal(strlen(text) + 1, base64_size(len));
		assert_true(base64_decode(text, strlen(text), out, &n));
		assert_int_equal(n, len);
		assert_memory_equal(in, out, len);
		base64url_encode(BYTES(in, len), text);
		assert_int_equal(strlen(text) + 1, base64url_size(len));
		assert_true(base64url_decode(text, strlen(text), out, &n));
		assert_int_equal(n, len);
	}
}

static void base64_refuses_second_spellings(void **state)
{
	unsigned char out[8];
	size_t n;
	(void)state;

	assert_true(base64url_decode("QQ", 2, out, &n));
	assert_false(base64url_decode("QR", 2, out, &n)); /* unused bits set */
	assert_false(base64url_decode("QQ=", 3, out, &n));
	assert_false(base64url_decode("Q", 1, out, &n));
	assert_false(base64_decode("QQ", 2, out, &n));
	assert_false(base64_decode("Q\nQ=", 4, out, &n));
}

static void secret_comparison_agrees_with_plain_one(void **state)
{
	(void)state;
	assert_true(bytes_eq_secret(BYTES_LIT("abc"), BYTES_LIT("abc")));
	assert_false(bytes_eq_secret(BYTES_LIT("abc"), BYTES_LIT("abd")));
	assert_false(bytes_eq_secret(BYTES_LIT("abc"), BYTES_LIT("ab")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices_never_leave_the_string),
		cmocka_unit_test(find_looks_forwards_and_rfind_backwards),
		cmocka_unit_test(hex_is_strict),
		cmocka_unit_test(base64_round_trips_at_every_length),
		cmocka_unit_test(base64_refuses_second_spellings),
		cmocka_unit_test(secret_comparison_agrees_with_plain_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
