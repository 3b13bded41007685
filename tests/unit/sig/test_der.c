#include "../test.h"
#include <stdio.h>
#include <stdlib.h>
#include "sig/asn1/der.h"

static void assert_written(struct der_writer *w, const char *hex)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct bytes out;
	char *text;

	assert_ok(der_take(w, mem, &out, NULL));
	text = malloc(2 * out.len + 1);
	hex_encode(out, text);
	assert_string_equal(text, hex);
	free(text);
}

static void values_are_written_as_the_standard_says(void **state)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(0);

	(void)state;
	der_begin(&w, DER_SEQUENCE);
	der_put_uint(&w, 0);
	der_put_uint(&w, 127);
	der_put_uint(&w, 128);
	der_put_uint(&w, UINT64_MAX);
	der_put_uint_bytes(&w, BYTES_LIT("\0\0\x80"));
	der_put_bool(&w, 1);
	der_put_null(&w);
	der_put_oid(&w, OID_SHA256);
	der_end(&w);
	assert_written(&w, "302902010002017f0202008002"
			   "0900ffffffffffffffff02020080"
			   "0101ff05000609608648016503040201");
}

static void lengths_grow_with_their_content(void **state)
{
	static const struct {
		size_t content;
		const char *head;
	} sizes[] = { { 0, "0400" },	   { 127, "047f" },	  { 128, "048180" },
		      { 255, "0481ff" },   { 256, "04820100" },	  { 65535, "0482ffff" },
		      { 65536, "0483010000" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		AUTO(der_writer) struct der_writer w = der_writer_make(0);
		AUTO(buf) struct buf content = { 0 };
		size_t head = strlen(sizes[i].head) / 2;
		char hex[16];

		buf_fill(&content, 'a', sizes[i].content);
		der_put(&w, DER_OCTET_STRING, buf_bytes(&content));
		der_begin(&w, DER_OCTET_STRING);
		buf_append(&w.out, buf_bytes(&content));
		der_end(&w);
		assert_int_equal(w.out.len, 2 * der_size(sizes[i].content));
		assert_memory_equal(w.out.data, w.out.data + w.out.len / 2, w.out.len / 2);
		hex_encode(bytes_slice(buf_bytes(&w.out), 0, head), hex);
		assert_string_equal(hex, sizes[i].head);
	}
}

static void a_set_is_sorted(void **state)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(0);
	struct bytes items[] = { BYTES_LIT("\x04\x02\x01\x02"), BYTES_LIT("\x04\x01\xff"),
				 BYTES_LIT("\x02\x01\x09") };

	(void)state;
	der_put_set_of(&w, DER_SET, items, COUNT_OF(items));
	assert_written(&w, "310a0201090401ff04020102");
}

static void an_element_left_open_is_an_error(void **state)
{
	AUTO(der_writer) struct der_writer open = der_writer_make(0);
	AUTO(der_writer) struct der_writer closed = der_writer_make(0);
	AUTO(der_writer) struct der_writer deep = der_writer_make(0);
	AUTO(arena) struct arena *mem = arena_new(0);
	struct bytes out;

	(void)state;
	der_begin(&open, DER_SEQUENCE);
	assert_int_equal(der_take(&open, mem, &out, NULL), ERR_INTERNAL);
	der_end(&closed);
	assert_int_equal(der_take(&closed, mem, &out, NULL), ERR_INTERNAL);
	for (int i = 0; i <= DER_DEPTH_MAX; i++)
		der_begin(&deep, DER_SEQUENCE);
	for (int i = 0; i <= DER_DEPTH_MAX; i++)
		der_end(&deep);
	assert_int_equal(der_take(&deep, mem, &out, NULL), ERR_INTERNAL);
}

static struct bytes wrap(unsigned char tag, const char *content, unsigned char *room)
{
	size_t n = strlen(content);

	room[0] = tag;
	room[1] = (unsigned char)n;
	memcpy(room + 2, content, n);
	return BYTES(room, n + 2);
}

static void times_go_both_ways(void **state)
{
	static const struct {
		time_ms t;
		const char *text;
	} times[] = { { 0, "19700101000000Z" },
		      { 1795000000500, "20261118110640.5Z" },
		      { 1795000000050, "20261118110640.05Z" },
		      { 1795000000123, "20261118110640.123Z" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(times); i++) {
		AUTO(der_writer) struct der_writer w = der_writer_make(0);
		struct der r;
		time_ms t;

		der_put_time(&w, times[i].t);
		assert_true(bytes_eq_str(bytes_slice(buf_bytes(&w.out), 2, 99), times[i].text));
		r = der_reader(buf_bytes(&w.out));
		assert_ok(der_get_time(&r, &t, NULL));
		assert_int_equal(t, times[i].t);
	}
}

static void utc_time_means_1950_to_2049(void **state)
{
	unsigned char room[64];
	struct der r = der_reader(wrap(DER_UTC_TIME, "490101000000Z", room));
	time_ms t;

	(void)state;
	assert_ok(der_get_time(&r, &t, NULL));
	assert_int_equal(time_to_civil(t).year, 2049);
	r = der_reader(wrap(DER_UTC_TIME, "500101000000Z", room));
	assert_ok(der_get_time(&r, &t, NULL));
	assert_int_equal(time_to_civil(t).year, 1950);
}

static void malformed_times_are_refused(void **state)
{
	static const struct {
		unsigned char tag;
		const char *text;
	} bad[] = { { DER_GENERALIZED_TIME, "20261118094640" },
		    { DER_GENERALIZED_TIME, "20261118094640.Z" },
		    { DER_GENERALIZED_TIME, "20261118094640.50Z" },
		    { DER_GENERALIZED_TIME, "20261118094640,5Z" },
		    { DER_GENERALIZED_TIME, "20261118094640+0900" },
		    { DER_GENERALIZED_TIME, "20261318094640Z" },
		    { DER_GENERALIZED_TIME, "202611180946Z" },
		    { DER_GENERALIZED_TIME, "2026111809464xZ" },
		    { DER_UTC_TIME, "2611180946Z" },
		    { DER_UTC_TIME, "261118094640.5Z" },
		    { DER_UTC_TIME, "" },
		    { DER_UTC_TIME, "Z" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		unsigned char room[64];
		struct der r = der_reader(wrap(bad[i].tag, bad[i].text, room));
		time_ms t = -1;

		assert_int_equal(der_get_time(&r, &t, NULL), ERR_BAD_DER);
		assert_int_equal(t, -1);
	}
}

static void what_is_not_der_is_refused(void **state)
{
	const struct bytes bad[] = {
		BYTES_LIT("\x30"),			   /* no length */
		BYTES_LIT("\x30\x05\x02\x01\x01"),	   /* longer than the bytes */
		BYTES_LIT("\x30\x80\x02\x01\x01\x00\x00"), /* indefinite */
		BYTES_LIT("\x04\x81\x01\x41"),		   /* long form for a short length */
		BYTES_LIT("\x04\x82\x00\x01\x41"),	   /* leading zero in the length */
		BYTES_LIT("\x1f\x81\x01\x00"),		   /* long tag */
		BYTES_LIT("\x04\x85\x01\x00\x00\x00\x00"), /* length of five bytes */
		BYTES_LIT("\x30\x03\x04\x05\x41"),	   /* inner longer than outer */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(der_check(bad[i], NULL), ERR_BAD_DER);
	assert_ok(der_check(BYTES_LIT("\x30\x03\x02\x01\x01"), NULL));
	assert_ok(der_check(BYTES_LIT(""), NULL));
}

static void nesting_has_a_limit(void **state)
{
	unsigned char deep[2 * (DER_DEPTH_MAX + 2)];

	(void)state;
	for (unsigned i = 0; i < sizeof(deep); i += 2) {
		deep[i] = DER_SEQUENCE;
		deep[i + 1] = (unsigned char)(sizeof(deep) - i - 2);
	}
	assert_int_equal(der_check(BYTES(deep, sizeof(deep)), NULL), ERR_BAD_DER);
	assert_ok(der_check(BYTES(deep + 4, sizeof(deep) - 4), NULL));
}

static void numbers_must_be_minimal_and_fit(void **state)
{
	const struct bytes bad[] = {
		BYTES_LIT("\x02\x00"),
		BYTES_LIT("\x02\x02\x00\x7f"),
		BYTES_LIT("\x02\x02\xff\x80"),
		BYTES_LIT("\x02\x01\x80"),
		BYTES_LIT("\x02\x09\x01\x00\x00\x00\x00\x00\x00\x00\x00"),
	};
	struct der r;
	uint64_t v = 7;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		r = der_reader(bad[i]);
		assert_int_equal(der_get_uint(&r, &v, NULL), ERR_BAD_DER);
	}
	assert_int_equal(v, 7);
	r = der_reader(BYTES_LIT("\x02\x09\x00\xff\xff\xff\xff\xff\xff\xff\xff"));
	assert_ok(der_get_uint(&r, &v, NULL));
	assert_true(v == UINT64_MAX);
}

static void booleans_are_00_or_ff(void **state)
{
	struct der r = der_reader(BYTES_LIT("\x01\x01\x01"));
	_Bool v = 0;

	(void)state;
	assert_int_equal(der_get_bool(&r, &v, NULL), ERR_BAD_DER);
	r = der_reader(BYTES_LIT("\x01\x01\xff"));
	assert_ok(der_get_bool(&r, &v, NULL));
	assert_true(v);
}

static void the_message_names_what_was_expected(void **state)
{
	struct der r = der_reader(BYTES_LIT("\x02\x01\x01")), inner;
	struct error err;

	(void)state;
	assert_int_equal(der_enter(&r, DER_SEQUENCE, &inner, &err), ERR_BAD_DER);
	assert_string_equal(err.msg, "tag 02 where 30 is expected");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_written_as_the_standard_says),
		cmocka_unit_test(lengths_grow_with_their_content),
		cmocka_unit_test(a_set_is_sorted),
		cmocka_unit_test(an_element_left_open_is_an_error),
		cmocka_unit_test(times_go_both_ways),
		cmocka_unit_test(utc_time_means_1950_to_2049),
		cmocka_unit_test(malformed_times_are_refused),
		cmocka_unit_test(what_is_not_der_is_refused),
		cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test(numbers_must_be_minimal_and_fit),
		cmocka_unit_test(booleans_are_00_or_ff),
		cmocka_unit_test(the_message_names_what_was_expected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
