#include "../test.h"
#include <zlib.h>
#include "pdf/filter.h"

static void decodes(const char *name, struct bytes in, struct bytes want)
{
	struct pdf_filter_chain chain = { .n = 1, .max = 1 << 20 };
	AUTO(buf) struct buf out = { 0 };
	struct error e;

	assert_ok(pdf_filter_named(bytes_of_str(name), &chain.steps[0], &e));
	assert_ok(pdf_filter_run(&chain, in, &out, &e));
	assert_int_equal(out.len, want.len);
	if (want.len)
		assert_memory_equal(out.data, want.data, want.len);
}

static void text_filters_decode_the_standards_examples(void **state)
{
	(void)state;
	decodes("ASCIIHexDecode", BYTES_LIT("48 65\n6C6c6F 7>rest"), BYTES_LIT("Hellop"));
	decodes("ASCII85Decode", BYTES_LIT("87cURD]i,\"Ebo8\n0~>"), BYTES_LIT("Hello World!"));
	decodes("ASCII85Decode", BYTES_LIT("z!!~>"), BYTES("\0\0\0\0\0", 5));
	decodes("RunLengthDecode", BYTES("\2abc\xfex\x80zz", 8), BYTES_LIT("abcxxx"));
	decodes("RunLengthDecode", BYTES("", 0), BYTES("", 0));
	/* ISO 32000-2 §7.4.4.2, example */
	decodes("LZWDecode", BYTES("\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", 9),
		BYTES_LIT("-----A---B"));
}

/* Codes written by hand: 9 bits up to 510 and, with early change, 10 bits from then on. */
static void lzw_widens_its_codes_as_early_change_says(void **state)
{
	(void)state;
	for (int early = 0; early <= 1; early++) {
		struct buf in = { 0 }, out = { 0 };
		uint64_t bits = 0;
		unsigned have = 0, next = 258, width = 9;
		struct error e;

		for (unsigned i = 0; i <= 700; i++) {
			unsigned code = i == 0 ? 256 : i == 700 ? 257 : i % 256;

			bits = bits << width | code;
			for (have += width; have >= 8; have -= 8)
				buf_append_byte(&in, (unsigned char)(bits >> (have - 8)));
			next += i > 1;
			if (next + (unsigned)early >= 1U << width)
				width++;
		}
		buf_append_byte(&in, (unsigned char)(bits << (8 - have)));
		assert_ok(pdf_filter_lzw(buf_bytes(&in), early, &out, &e));
		assert_int_equal(out.len, 699);
		for (unsigned i = 1; i < 700; i++)
			assert_int_equal(out.data[i - 1], i % 256);
		buf_done(&in);
		buf_done(&out);
	}
}

static void deflate_into(struct bytes in, struct buf *out)
{
	uLongf len = compressBound((uLong)in.len);

	buf_reserve(out, len);
	assert_int_equal(compress(out->data, &len, in.data, (uLong)in.len), Z_OK);
	out->len = len;
}

static unsigned char paeth_of(int a, int b, int c)
{
	int p = a + b - c, pa = p > a ? p - a : a - p, pb = p > b ? p - b : b - p;
	int pc = p > c ? p - c : c - p;

	return (unsigned char)(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

/* Encodes rows of 8 bytes, 2 bytes a pixel, row r with PNG filter r % 5. */
static void png_encode(const unsigned char *in, size_t rows, struct buf *out)
{
	for (size_t r = 0; r < rows; r++) {
		buf_append_byte(out, (unsigned char)(r % 5));
		for (size_t i = 0; i < 8; i++) {
			int a = i >= 2 ? in[r * 8 + i - 2] : 0, b = r ? in[(r - 1) * 8 + i] : 0;
			int c = r && i >= 2 ? in[(r - 1) * 8 + i - 2] : 0;
			int guess[5] = { 0, a, b, (a + b) / 2, paeth_of(a, b, c) };

			buf_append_byte(out, (unsigned char)(in[r * 8 + i] - guess[r % 5]));
		}
	}
}

static void all_png_predictors_are_undone(void **state)
{
	struct pdf_filter_chain chain = { .n = 1, .max = 1 << 20 };
	struct buf rows = { 0 }, packed = { 0 }, out = { 0 };
	unsigned char in[80];
	struct error e;
	(void)state;

	for (unsigned i = 0; i < sizeof(in); i++)
		in[i] = (unsigned char)(i * 37 + i * i);
	png_encode(in, 10, &rows);
	deflate_into(buf_bytes(&rows), &packed);
	chain.steps[0] = (struct pdf_filter_step){ PDF_FILTER_FLATE, 15, 2, 8, 4, 1 };
	assert_ok(pdf_filter_run(&chain, buf_bytes(&packed), &out, &e));
	assert_int_equal(out.len, sizeof(in));
	assert_memory_equal(out.data, in, sizeof(in));
	rows.data[0] = 5;
	assert_int_equal(pdf_predictor_undo(&chain.steps[0], &rows, &e), ERR_PDF_DAMAGED);
	buf_done(&rows);
	buf_done(&packed);
	buf_done(&out);
}

static void the_tiff_predictor_works_for_each_sample_size(void **state)
{
	static const struct {
		int64_t colors, bits, columns;
		unsigned char in[6], want[6];
		size_t n;
	} rows[] = {
		{ 1, 8, 3, { 1, 2, 3, 9, 1, 1 }, { 1, 3, 6, 9, 10, 11 }, 6 },
		{ 3, 8, 2, { 1, 2, 3, 1, 1, 1 }, { 1, 2, 3, 2, 3, 4 }, 6 },
		{ 1, 16, 3, { 0, 255, 0, 1, 1, 0 }, { 0, 255, 1, 0, 2, 0 }, 6 },
		{ 1, 4, 4, { 0x12, 0x34 }, { 0x13, 0x6a }, 2 },
		{ 2, 2, 4, { 0x55, 0x55 }, { 0x5a, 0xf0 }, 2 },
		{ 1, 1, 8, { 0xff }, { 0xaa }, 1 },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pdf_filter_step s = { PDF_FILTER_FLATE, 2, rows[i].colors, rows[i].bits,
					     rows[i].columns, 1 };
		AUTO(buf) struct buf data = { 0 };
		struct error e;

		buf_append(&data, BYTES(rows[i].in, rows[i].n));
		assert_ok(pdf_predictor_undo(&s, &data, &e));
		assert_memory_equal(data.data, rows[i].want, rows[i].n);
	}
}

static void damaged_data_are_refused(void **state)
{
	static const struct {
		const char *name, *in;
		const char *why;
	} rows[] = {
		{ "ASCIIHexDecode", "4g>", "ASCIIHex data hold another character at byte 1" },
		{ "ASCII85Decode", "a\x7f", "ASCII85 data hold another character at byte 1" },
		{ "ASCII85Decode", "uuuuu~>", "ASCII85 data hold too large a group at byte 4" },
		{ "ASCII85Decode", "a~>", "ASCII85 data end within a group at byte 1" },
		{ "RunLengthDecode", "\5abc", "RunLength data end within a run at byte 0" },
		{ "LZWDecode", "\xff\xff", "LZW data hold the impossible code 511 at byte 1" },
		{ "FlateDecode", "xyz", "Flate data are damaged after 0 bytes: incorrect header check" },
		{ "FlateDecode", "\x78\x9c\x4b",
		  "Flate data are damaged after 0 bytes: they end too early" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pdf_filter_chain chain = { .n = 1, .max = 1 << 20 };
		AUTO(buf) struct buf out = { 0 };
		struct error e;

		assert_ok(pdf_filter_named(bytes_of_str(rows[i].name), &chain.steps[0], &e));
		assert_int_equal(pdf_filter_run(&chain, bytes_of_str(rows[i].in), &out, &e),
				 ERR_PDF_DAMAGED);
		assert_string_equal(e.msg, rows[i].why);
	}
}

static void a_bomb_stops_at_the_limit(void **state)
{
	struct pdf_filter_chain chain = { .n = 2, .max = 100000 };
	struct buf zeros = { 0 }, once = { 0 }, twice = { 0 }, out = { 0 };
	struct error e;
	(void)state;

	buf_fill(&zeros, 0, 10 << 20);
	deflate_into(buf_bytes(&zeros), &once);
	deflate_into(buf_bytes(&once), &twice);
	for (size_t i = 0; i < chain.n; i++)
		assert_ok(pdf_filter_named(BYTES_LIT("FlateDecode"), &chain.steps[i], &e));
	assert_int_equal(pdf_filter_run(&chain, buf_bytes(&twice), &out, &e), ERR_PDF_LIMIT);
	assert_int_equal(out.len, 0);
	chain.max = 10 << 20; /* exactly enough */
	assert_ok(pdf_filter_run(&chain, buf_bytes(&twice), &out, &e));
	assert_int_equal(out.len, 10 << 20);
	buf_done(&zeros);
	buf_done(&once);
	buf_done(&twice);
	buf_done(&out);
}

static void image_filters_are_left_alone(void **state)
{
	struct pdf_filter_step s;
	struct error e;
	(void)state;

	assert_int_equal(pdf_filter_named(BYTES_LIT("DCTDecode"), &s, &e), ERR_UNSUPPORTED);
	assert_string_equal(e.msg, "filter /DCTDecode is not decoded here");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_filters_decode_the_standards_examples),
		cmocka_unit_test(lzw_widens_its_codes_as_early_change_says),
		cmocka_unit_test(all_png_predictors_are_undone),
		cmocka_unit_test(the_tiff_predictor_works_for_each_sample_size),
		cmocka_unit_test(damaged_data_are_refused),
		cmocka_unit_test(a_bomb_stops_at_the_limit),
		cmocka_unit_test(image_filters_are_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
