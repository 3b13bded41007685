#include <math.h>
#include <turbojpeg.h>
#include "dots.h"
#include "draw/cutout.h"
#include "draw/field.h"
#include "draw/release.h"

static struct arena *mem;

/* A wide image, its left upper quarter red, the rest white. */
static cairo_surface_t *sample(int w, int h)
{
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, w, h);
	cairo_t *cr = cairo_create(s);

	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_set_source_rgb(cr, 1, 0, 0);
	cairo_rectangle(cr, 0, 0, w / 2.0, h / 2.0);
	cairo_fill(cr);
	cairo_destroy(cr);
	cairo_surface_flush(s);
	return s;
}

static struct bytes png_of(cairo_surface_t *s)
{
	struct bytes out;

	assert_ok(draw_picture_png(s, mem, &out, NULL));
	cairo_surface_destroy(s);
	return out;
}

/* orientation 0: without EXIF. */
static struct bytes jpeg_of(cairo_surface_t *s, unsigned char orientation)
{
	static const unsigned char exif[] = { 0xff, 0xe1, 0,   34,   'E', 'x', 'i', 'f', 0,
					      0,    'M',  'M', 0,    42,  0,   0,   0,	 8,
					      0,    1,	  1,   0x12, 0,	  3,   0,   0,	 0,
					      1,    0,	  0,   0,    0,	  0,   0,   0,	 0 };
	tjhandle h = tjInitCompress();
	unsigned char *data = NULL, *out;
	unsigned long len = 0;
	size_t extra = orientation ? sizeof(exif) : 0;

	assert_int_equal(
		tjCompress2(h, cairo_image_surface_get_data(s), cairo_image_surface_get_width(s),
			    cairo_image_surface_get_stride(s), cairo_image_surface_get_height(s),
			    TJPF_BGRX, &data, &len, TJSAMP_444, 90, 0),
		0);
	out = arena_alloc(mem, len + extra);
	memcpy(out, data, 2);
	if (extra) {
		memcpy(out + 2, exif, extra);
		out[2 + 29] = orientation;
	}
	memcpy(out + 2 + extra, data + 2, len - 2);
	tjFree(data);
	tjDestroy(h);
	cairo_surface_destroy(s);
	return BYTES(out, len + extra);
}

static _Bool is_red(uint32_t v)
{
	return (v >> 16 & 255) > 200 && (v >> 8 & 255) < 80;
}

static void a_jpeg_is_turned_as_its_exif_says(void **state)
{
	/* where the first corner goes */
	static const struct {
		unsigned char orientation;
		_Bool right, bottom, tall;
	} rows[] = { { 0, 0, 0, 0 }, { 1, 0, 0, 0 }, { 2, 1, 0, 0 }, { 3, 1, 1, 0 }, { 4, 0, 1, 0 },
		     { 5, 0, 0, 1 }, { 6, 1, 0, 1 }, { 7, 1, 1, 1 }, { 8, 0, 1, 1 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct bytes jpeg = jpeg_of(sample(80, 40), rows[i].orientation);
		struct draw_picture_facts f;
		cairo_surface_t *s;
		int w, h;

		assert_ok(draw_picture_facts(jpeg, &f, NULL));
		assert_true(f.jpeg && f.width == (rows[i].tall ? 40 : 80));
		assert_ok(draw_picture_decode(jpeg, &s, NULL));
		w = cairo_image_surface_get_width(s);
		h = cairo_image_surface_get_height(s);
		assert_int_equal(w, (int)f.width);
		for (int right = 0; right < 2; right++)
			for (int bottom = 0; bottom < 2; bottom++)
				assert_int_equal(
					is_red(dot_at(s, right ? w - 5 : 5, bottom ? h - 5 : 5)),
					right == rows[i].right && bottom == rows[i].bottom);
		cairo_surface_destroy(s);
	}
}

static void a_large_jpeg_is_reduced_while_it_is_decoded(void **state)
{
	cairo_surface_t *s;

	(void)state;
	assert_ok(draw_picture_decode(jpeg_of(sample(5000, 100), 0), &s, NULL));
	assert_int_equal(cairo_image_surface_get_width(s), 1250);
	cairo_surface_destroy(s);
}

static void refuses(struct bytes image, enum err rc, const char *why)
{
	cairo_surface_t *s;
	struct error e = { 0 };

	assert_int_equal(draw_picture_decode(image, &s, &e), rc);
	if (!strstr(e.msg, why))
		fail_msg("\"%s\" does not say \"%s\"", e.msg, why);
}

static void what_is_no_picture_is_refused_before_it_is_decoded(void **state)
{
	struct bytes png = png_of(sample(20, 20)), jpeg = jpeg_of(sample(64, 64), 0);
	unsigned char *huge = arena_alloc(mem, png.len);

	(void)state;
	refuses(BYTES_LIT("GIF89a"), ERR_UNSUPPORTED, "neither PNG nor JPEG");
	refuses(BYTES_LIT(""), ERR_UNSUPPORTED, "neither");
	refuses(bytes_slice(png, 0, png.len - 30), ERR_INVALID, "PNG cannot be decoded");
	refuses(bytes_slice(jpeg, 0, jpeg.len - 60), ERR_INVALID, "JPEG cannot be decoded");
	memcpy(huge, png.data, png.len);
	huge[18] = 0x7f;
	refuses(BYTES(huge, png.len), ERR_TOO_LARGE, "larger than 4096");
	memset(huge + 16, 0, 4);
	refuses(BYTES(huge, png.len), ERR_INVALID, "no size");
}

static struct draw_look picture(struct bytes image)
{
	return (struct draw_look){
		.kind = DRAW_LOOK_PICTURE, .width = 100, .height = 100, .picture = image
	};
}

static void a_picture_is_fitted_into_the_middle(void **state)
{
	struct draw_look l = picture(png_of(sample(80, 40)));
	cairo_surface_t *s;
	struct bytes png;

	(void)state;
	assert_ok(draw_look_png(&l, 200, mem, &png, NULL));
	s = dots_of(png);
	assert_true(painted(s, 0, 0, 1, 0.24) < 1e-9 && painted(s, 0, 0.26, 1, 0.48) > 0.99);
	assert_true(is_red(dot_at(s, 20, 60)) && !is_red(dot_at(s, 180, 60)));
	cairo_surface_destroy(s);
}

static void pdf_a_gets_neither_transparency_nor_interpolation(void **state)
{
	cairo_surface_t *half = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 40, 40);
	cairo_t *cr = cairo_create(half);
	struct draw_look l;
	struct bytes pdf;

	(void)state;
	cairo_set_source_rgba(cr, 1, 0, 0, 0.5);
	cairo_rectangle(cr, 5, 5, 20, 20);
	cairo_fill(cr);
	cairo_destroy(cr);
	l = picture(png_of(half));
	assert_ok(draw_look_pdf(&l, mem, &pdf, NULL));
	assert_int_not_equal(bytes_find(pdf, BYTES_LIT("/SMask"), 0), SIZE_MAX);
	assert_int_equal(bytes_find(pdf, BYTES_LIT("/Interpolate true"), 0), SIZE_MAX);
	l.opaque = 1;
	assert_ok(draw_look_pdf(&l, mem, &pdf, NULL));
	assert_int_equal(bytes_find(pdf, BYTES_LIT("/SMask"), 0), SIZE_MAX);
	assert_int_equal(bytes_find(pdf, BYTES_LIT("/ca 0"), 0), SIZE_MAX);
}

/* --- the seal out of its scan --- */

/* Paper with a shadow from the left and grain, a vermilion ring and bar on it, and black text
 * below. */
static cairo_surface_t *scan(double light, double ink_alpha, _Bool black)
{
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 600, 500);
	cairo_pattern_t *shadow = cairo_pattern_create_linear(0, 0, 600, 200);
	cairo_t *cr = cairo_create(s);
	uint32_t grain = 1;

	cairo_pattern_add_color_stop_rgb(shadow, 0, 0.70 * light, 0.70 * light, 0.68 * light);
	cairo_pattern_add_color_stop_rgb(shadow, 1, light, light, 0.97 * light);
	cairo_set_source(cr, shadow);
	cairo_paint(cr);
	cairo_pattern_destroy(shadow);
	for (int i = 0; i < 4000; i++) {
		grain = grain * 1664525 + 1013904223;
		cairo_set_source_rgba(cr, 0, 0, 0, 0.05);
		cairo_rectangle(cr, grain >> 8 & 511, grain >> 18 & 511, 2, 2);
		cairo_fill(cr);
	}
	cairo_set_source_rgba(cr, 0.8 * light, 0.15 * light, 0.1 * light, ink_alpha);
	cairo_arc(cr, 300, 220, 100, 0, 7);
	cairo_set_line_width(cr, 12);
	cairo_stroke(cr);
	cairo_rectangle(cr, 290, 150, 20, 140);
	cairo_fill(cr);
	cairo_set_source_rgb(cr, 0.1, 0.1, 0.1);
	cairo_rectangle(cr, 100, 400, 300, 12);
	if (black)
		cairo_fill(cr);
	cairo_destroy(cr);
	cairo_surface_flush(s);
	return s;
}

static cairo_surface_t *cut(struct bytes image, _Bool only_red)
{
	struct draw_cutout o = { .only_red = only_red };
	struct error e = { 0 };
	struct bytes png;

	if (draw_cutout_png(image, &o, mem, &png, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return dots_of(png);
}

static void check_seal(cairo_surface_t *s)
{
	int w = cairo_image_surface_get_width(s), h = cairo_image_surface_get_height(s);
	uint32_t middle = dot_at(s, w / 2, h / 2);

	/* 212 dots wide in the scan */
	assert_in_range(w, 210, 230);
	assert_in_range(h, 210, 230);
	assert_true(middle >> 24 > 230 && (middle >> 16 & 255) > 150 && (middle >> 8 & 255) < 90);
	assert_true(painted(s, 0.25, 0.45, 0.15, 0.1) < 1e-9); /* paper inside the ring */
	assert_true(painted(s, 0, 0, 0.1, 0.1) < 1e-9);
	for (int x = w / 4; x < w * 2 / 5; x++)
		assert_int_equal(dot_at(s, x, h / 2) >> 24, 0);
}

static void paper_and_shadows_go_and_vermilion_stays(void **state)
{
	static const double lights[] = { 1, 0.8, 0.6 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lights); i++) {
		cairo_surface_t *s = cut(png_of(scan(lights[i], 1, 0)), 0);

		check_seal(s);
		cairo_surface_destroy(s);
		s = cut(jpeg_of(scan(lights[i], 0.85, 0), 1), 1);
		check_seal(s);
		cairo_surface_destroy(s);
	}
}

static void print_under_the_seal_goes_when_only_red_is_wanted(void **state)
{
	cairo_surface_t *s = cut(png_of(scan(1, 1, 1)), 1);

	(void)state;
	check_seal(s);
	cairo_surface_destroy(s);
	s = cut(png_of(scan(1, 1, 1)), 0);
	assert_true(cairo_image_surface_get_height(s) > 280);
	cairo_surface_destroy(s);
}

static void an_image_that_is_transparent_already_is_only_cut_off(void **state)
{
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 3000, 3000);
	cairo_t *cr = cairo_create(s);

	(void)state;
	cairo_set_source_rgb(cr, 0.1, 0.1, 0.8);
	cairo_rectangle(cr, 500, 500, 2000, 1000);
	cairo_fill(cr);
	cairo_destroy(cr);
	s = cut(png_of(s), 0);
	assert_true(cairo_image_surface_get_width(s) <= DRAW_CUTOUT_SIDE);
	assert_true(painted(s, 0.1, 0.1, 0.8, 0.8) > 0.99);
	assert_true((dot_at(s, 100, 100) & 255) > 180);
	cairo_surface_destroy(s);
}

static void what_holds_no_seal_is_refused(void **state)
{
	static const struct {
		double r, g, b;
		const char *why;
	} rows[] = { { 1, 1, 1, "nothing stands out" },
		     { 0.1, 0.1, 0.1, "cannot be told" },
		     { 0.9, 0.3, 0.2, "cannot be told" } };
	struct draw_cutout o = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 300, 300);
		cairo_t *cr = cairo_create(s);
		struct error e = { 0 };
		struct bytes out;

		cairo_set_source_rgb(cr, rows[i].r, rows[i].g, rows[i].b);
		cairo_paint(cr);
		cairo_destroy(cr);
		assert_int_equal(draw_cutout_png(png_of(s), &o, mem, &out, &e), ERR_INVALID);
		assert_non_null(strstr(e.msg, rows[i].why));
	}
	for (int side = 1; side < 20; side += 3) { /* smaller than the tiles */
		struct bytes out;

		(void)!draw_cutout_png(png_of(sample(side, 1)), &o, mem, &out, NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_jpeg_is_turned_as_its_exif_says),
		cmocka_unit_test(a_large_jpeg_is_reduced_while_it_is_decoded),
		cmocka_unit_test(what_is_no_picture_is_refused_before_it_is_decoded),
		cmocka_unit_test(a_picture_is_fitted_into_the_middle),
		cmocka_unit_test(pdf_a_gets_neither_transparency_nor_interpolation),
		cmocka_unit_test(paper_and_shadows_go_and_vermilion_stays),
		cmocka_unit_test(print_under_the_seal_goes_when_only_red_is_wanted),
		cmocka_unit_test(an_image_that_is_transparent_already_is_only_cut_off),
		cmocka_unit_test(what_holds_no_seal_is_refused),
	};
	int rc;

	mem = arena_new(0);
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(mem);
	draw_release();
	return rc;
}
