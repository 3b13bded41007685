#include "../test.h"
#include "crypto/otp.h"

/* RFC 4226, appendix D */
static void the_published_counter_values_hold(void **state)
{
	static const char *const want[] = { "755224", "287082", "359152", "969429", "338314",
					    "254676", "287922", "162583", "399871", "520489" };
	char out[OTP_SIZE];

	(void)state;
	for (unsigned i = 0; i < 10; i++) {
		otp_hotp(BYTES_LIT("12345678901234567890"), i, out);
		assert_string_equal(out, want[i]);
	}
}

/* RFC 6238, appendix B: the last six of the eight digits */
static void the_published_times_hold(void **state)
{
	static const struct {
		int64_t seconds;
		const char *code;
	} rows[] = { { 59, "287082" },
		     { 1111111109, "081804" },
		     { 1234567890, "005924" },
		     { 20000000000, "353130" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(otp_totp_step(BYTES_LIT("12345678901234567890"),
					       rows[i].seconds * 1000, rows[i].code),
				 rows[i].seconds / 30);
}

static void one_step_on_either_side_is_taken_and_no_more(void **state)
{
	struct bytes secret = BYTES_LIT("12345678901234567890");
	int64_t at = 1111111109000;
	char code[OTP_SIZE];

	(void)state;
	for (int64_t off = -3; off <= 3; off++) {
		int64_t step = at / OTP_STEP_MS + off;

		otp_hotp(secret, (uint64_t)step, code);
		assert_int_equal(otp_totp_step(secret, at, code),
				 off >= -1 && off <= 1 ? step : -1);
	}
	assert_int_equal(otp_totp_step(secret, at, ""), -1);
	assert_int_equal(otp_totp_step(secret, at, "12345"), -1);
}

/* RFC 4648, §10 */
static void base32_is_as_published_without_padding(void **state)
{
	static const char *const rows[][2] = { { "", "" },
					       { "f", "MY" },
					       { "fo", "MZXQ" },
					       { "foo", "MZXW6" },
					       { "foob", "MZXW6YQ" },
					       { "fooba", "MZXW6YTB" },
					       { "foobar", "MZXW6YTBOI" } };
	char out[32];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		base32_encode(bytes_of_str(rows[i][0]), out);
		assert_string_equal(out, rows[i][1]);
		assert_int_equal(base32_size(strlen(rows[i][0])), strlen(out) + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_counter_values_hold),
		cmocka_unit_test(the_published_times_hold),
		cmocka_unit_test(one_step_on_either_side_is_taken_and_no_more),
		cmocka_unit_test(base32_is_as_published_without_padding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
