#include "../test.h"
#include "sig/validate/ber.h"

static size_t size_of(const char *bytes, size_t n)
{
	return ber_element(BYTES(bytes, n));
}
#define SIZE_OF(s) size_of((s), sizeof(s) - 1)

static void an_element_ends_where_its_length_says(void **state)
{
	(void)state;
	assert_int_equal(SIZE_OF("\x30\x03\x02\x01\x05tail"), 5);
	assert_int_equal(SIZE_OF("\x04\x81\x02hi"), 5); /* BER: longer than needed */
	assert_int_equal(SIZE_OF("\x1f\x81\x01\x01x"), 5); /* tag of several bytes */
}

static void an_indefinite_element_ends_with_its_two_zeros(void **state)
{
	(void)state;
	assert_int_equal(SIZE_OF("\x30\x80\x02\x01\x05\x00\x00\x00\x00"), 7);
	assert_int_equal(SIZE_OF("\x30\x80\x24\x80\x04\x02\x00\x00\x00\x00\x00\x00junk"), 12);
	assert_int_equal(SIZE_OF("\x30\x80\x02\x01\x05"), 0);
	assert_int_equal(SIZE_OF("\x04\x80\x00\x00"), 0); /* primitive */
}

static void what_is_cut_off_or_lies_is_no_element(void **state)
{
	(void)state;
	assert_int_equal(SIZE_OF(""), 0);
	assert_int_equal(SIZE_OF("\x30"), 0);
	assert_int_equal(SIZE_OF("\x30\x05\x02\x01\x05"), 0);
	assert_int_equal(SIZE_OF("\x30\x85\x01\x00\x00\x00\x00"), 0);
	assert_int_equal(SIZE_OF("\x30\x84\xff\xff\xff\xff"), 0);
	assert_int_equal(SIZE_OF("\x00\x00"), 0);
	assert_int_equal(SIZE_OF("\x1f\xff\xff\xff\xff\xff\xff\x01\x00"), 0);
}

static void nesting_is_bounded(void **state)
{
	unsigned char deep[4 * BER_DEPTH_MAX + 8] = { 0 };
	size_t n = 2 * BER_DEPTH_MAX;
	(void)state;
	for (size_t i = 0; i < n; i += 2) {
		deep[i] = 0x30;
		deep[i + 1] = 0x80;
	}
	assert_int_equal(ber_element(BYTES(deep, 2 * n)), 2 * n);
	deep[n] = 0x30;
	deep[n + 1] = 0x80;
	assert_int_equal(ber_element(BYTES(deep, sizeof(deep))), 0);
}

static void padding_is_zeros(void **state)
{
	(void)state;
	assert_true(ber_padding(BYTES_LIT("")));
	assert_true(ber_padding(BYTES_LIT("\0\0\0")));
	assert_false(ber_padding(BYTES_LIT("\0\0\1")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_element_ends_where_its_length_says),
		cmocka_unit_test(an_indefinite_element_ends_with_its_two_zeros),
		cmocka_unit_test(what_is_cut_off_or_lies_is_no_element),
		cmocka_unit_test(nesting_is_bounded),
		cmocka_unit_test(padding_is_zeros),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
