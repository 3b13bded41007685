#include "../test.h"
#include <cairo.h>
#include "base/buf.h"
#include "draw/stamp.h"
#include "draw/release.h"

static const char *const lines[] = { "山田 太郎", "株式会社スカイ商店 法務部 部長",
				     "2026-11-22 15:30:00 JST", "SkySign 電子署名" };

static const char *const fonts[] = { NULL, "IPAGothic,IPAMincho", "Noto Sans CJK JP",
				     "Noto Serif CJK JP" };

static struct draw_stamp sample(void)
{
	return (struct draw_stamp){ .width = 200, .height = 60, .lines = lines, .n_lines = 4 };
}

static struct arena *kept; /* what the last call drew */

static enum err drawn(const struct draw_stamp *s, struct bytes *out, struct error *e)
{
	arena_free(kept);
	kept = arena_new(0);
	return draw_stamp_pdf(s, kept, out, e);
}

static void refuses(const struct draw_stamp *s, const char *why)
{
	struct error e = { 0 };
	struct bytes out;

	assert_int_not_equal(drawn(s, &out, &e), ERR_OK);
	if (!strstr(e.msg, why))
		fail_msg("\"%s\" does not say \"%s\"", e.msg, why);
}

static void a_stamp_is_a_pdf_of_the_box(void **state)
{
	struct draw_stamp s = sample();
	struct bytes out;

	(void)state;
	assert_ok(drawn(&s, &out, NULL));
	assert_true(bytes_starts_with(out, BYTES_LIT("%PDF-1.4")));
	assert_int_not_equal(bytes_find(out, BYTES_LIT("/MediaBox [ 0 0 200 60 ]"), 0), SIZE_MAX);
}

static void the_same_stamp_gives_the_same_bytes(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct draw_stamp s = sample();
	struct bytes a, b;

	(void)state;
	assert_ok(draw_stamp_pdf(&s, mem, &a, NULL));
	assert_ok(draw_stamp_pdf(&s, mem, &b, NULL));
	assert_true(bytes_eq(a, b));
}

static void a_japanese_stamp_stays_small_whatever_the_font(void **state)
{
	struct draw_stamp s = sample();
	struct bytes out;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT_OF(fonts); i++) {
		s.family = fonts[i];
		assert_ok(drawn(&s, &out, NULL));
		assert_in_range(out.len, 3000, 40000);
	}
}

static void long_text_is_shrunk_and_then_refused(void **state)
{
	const char *two[] = { "株式会社スカイ商店 法務部", "これは枠に入りきらない長い長い文字列です" };
	struct draw_stamp s = { .width = 150, .height = 30, .lines = two, .n_lines = 2 };
	struct bytes out;

	(void)state;
	assert_ok(drawn(&s, &out, NULL));
	s.width = 40;
	refuses(&s, "does not fit");
}

static void a_missing_glyph_is_refused_by_name(void **state)
{
	const char *odd[] = { "山田\xf4\x8f\xbf\xbd" };
	struct draw_stamp s = { .width = 200, .height = 60, .lines = odd, .n_lines = 1 };

	(void)state;
	refuses(&s, "U+10FFFD");
}

static void text_that_could_deceive_is_refused(void **state)
{
	const char *bad[] = { "a\xe2\x80\xae" "b" };
	struct draw_stamp s = { .width = 200, .height = 60, .lines = bad, .n_lines = 1 };

	(void)state;
	refuses(&s, "U+202E");
	bad[0] = "a\tb";
	refuses(&s, "U+0009");
	bad[0] = "a\nb";
	refuses(&s, "newline");
	bad[0] = "\xff";
	refuses(&s, "UTF-8");
}

static void boxes_without_room_or_content_are_refused(void **state)
{
	struct draw_stamp s = { .width = 200, .height = 60 };

	(void)state;
	refuses(&s, "empty");
	s.lines = lines;
	s.n_lines = 1;
	s.height = 0;
	refuses(&s, "points wide");
	s.height = 1e9;
	refuses(&s, "points wide");
}

static cairo_status_t to_buf(void *closure, const unsigned char *data, unsigned len)
{
	buf_append(closure, BYTES(data, len));
	return CAIRO_STATUS_SUCCESS;
}

/* A red ring on nothing, `side` dots. */
static void make_png(int side, struct buf *out)
{
	cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, side, side);
	cairo_t *cr = cairo_create(image);

	cairo_set_source_rgb(cr, 0.8, 0, 0);
	cairo_set_line_width(cr, side / 12.0);
	cairo_arc(cr, side / 2.0, side / 2.0, side / 3.0, 0, 6.2831853);
	cairo_stroke(cr);
	cairo_destroy(cr);
	cairo_surface_write_to_png_stream(image, to_buf, out);
	cairo_surface_destroy(image);
}

static void an_image_is_drawn_and_reduced(void **state)
{
	AUTO(buf) struct buf png = { 0 };
	struct draw_stamp s = sample();
	struct bytes out;

	(void)state;
	make_png(2000, &png);
	s.seal = buf_bytes(&png);
	assert_ok(drawn(&s, &out, NULL));
	assert_in_range(out.len, 3000, 50000);
	assert_int_not_equal(bytes_find(out, BYTES_LIT("/SMask"), 0), SIZE_MAX);
}

static void an_opaque_stamp_holds_no_transparent_image(void **state)
{
	AUTO(buf) struct buf png = { 0 };
	struct draw_stamp s = sample();
	struct bytes out;

	(void)state;
	make_png(100, &png);
	s.seal = buf_bytes(&png);
	s.opaque = 1;
	assert_ok(drawn(&s, &out, NULL));
	assert_int_equal(bytes_find(out, BYTES_LIT("/SMask"), 0), SIZE_MAX);
}

static void bad_images_are_refused(void **state)
{
	AUTO(buf) struct buf png = { 0 };
	struct draw_stamp s = sample();

	(void)state;
	make_png(64, &png);
	s.seal = BYTES_LIT("GIF89a and nothing that is a picture at all");
	refuses(&s, "neither PNG");
	s.seal = BYTES(png.data, png.len / 2);
	refuses(&s, "decoded");
	s.seal = buf_bytes(&png);
	png.data[16] = 0x7f; /* a width of two thousand million */
	refuses(&s, "larger than");
}

static int release(void **state)
{
	(void)state;
	arena_free(kept);
	draw_release();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stamp_is_a_pdf_of_the_box),
		cmocka_unit_test(the_same_stamp_gives_the_same_bytes),
		cmocka_unit_test(a_japanese_stamp_stays_small_whatever_the_font),
		cmocka_unit_test(long_text_is_shrunk_and_then_refused),
		cmocka_unit_test(a_missing_glyph_is_refused_by_name),
		cmocka_unit_test(text_that_could_deceive_is_refused),
		cmocka_unit_test(boxes_without_room_or_content_are_refused),
		cmocka_unit_test(an_image_is_drawn_and_reduced),
		cmocka_unit_test(an_opaque_stamp_holds_no_transparent_image),
		cmocka_unit_test(bad_images_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
