#include <math.h>
#include "dots.h"
#include "draw/field.h"
#include "draw/release.h"

static struct arena *kept;

static cairo_surface_t *shown(const struct draw_look *l)
{
	struct error e = { 0 };
	struct bytes png;

	arena_free(kept);
	kept = arena_new(0);
	if (draw_look_png(l, 400, kept, &png, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return dots_of(png);
}

static void refuses(const struct draw_look *l, const char *why)
{
	struct error e = { 0 };
	struct bytes out;

	arena_free(kept);
	kept = arena_new(0);
	assert_int_not_equal(draw_look_pdf(l, kept, &out, &e), ERR_OK);
	if (!strstr(e.msg, why))
		fail_msg("\"%s\" does not say \"%s\"", e.msg, why);
	assert_int_not_equal(draw_look_png(l, 400, kept, &out, NULL), ERR_OK);
}

static struct draw_look text(const char *s)
{
	return (struct draw_look){
		.kind = DRAW_LOOK_TEXT, .width = 200, .height = 20, .text.text = s
	};
}

static void a_line_is_aligned_and_in_the_middle(void **state)
{
	static const struct {
		enum draw_text_align align;
		double x;
	} rows[] = { { DRAW_TEXT_LEFT, 0 }, { DRAW_TEXT_CENTER, 0.4 }, { DRAW_TEXT_RIGHT, 0.8 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct draw_look l = text("国国");
		cairo_surface_t *s;

		l.text.align = rows[i].align;
		l.height = 60;
		s = shown(&l);
		for (size_t k = 0; k < COUNT_OF(rows); k++)
			assert_int_equal(painted(s, rows[k].x, 0, 0.2, 1) > 0.01, k == i);
		assert_true(painted(s, 0, 0, 1, 0.35) < 1e-9 &&
			    painted(s, 0, 0.65, 1, 0.35) < 1e-9);
		cairo_surface_destroy(s);
	}
}

static void automatic_text_shrinks_until_it_fits(void **state)
{
	struct draw_look l = text("東京都千代田区霞が関一丁目一番一号霞が関ビルディング");
	struct draw_fit f;

	(void)state;
	assert_ok(draw_text_fit(&l, &f, NULL));
	assert_int_equal(f.fits, f.total);
	assert_true(f.size < 12 && f.size >= 4);
	l.text.text = "短い";
	assert_ok(draw_text_fit(&l, &f, NULL));
	assert_true(f.size > 11.9 && f.size < 12.1);
}

static void overflow_says_how_many_characters_fit(void **state)
{
	struct draw_look l = text("国国国国国国国国国国国国国国国国国国国国");
	struct draw_fit f;

	(void)state;
	l.width = 100;
	l.text.size = 12;
	assert_ok(draw_text_fit(&l, &f, NULL));
	assert_int_equal(f.total, 20);
	assert_int_equal(f.fits, 8); /* 96 points inside, 12 each */
	refuses(&l, "only 8 of 20 characters fit at 12 points");
	l.text.text = "国国国国国国国国";
	assert_ok(draw_text_fit(&l, &f, NULL));
	assert_int_equal(f.fits, 8);
	cairo_surface_destroy(shown(&l));
}

static void lines_wrap_shrink_and_overflow_too(void **state)
{
	struct draw_look l =
		text("吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。\n二行目");
	struct draw_fit f;
	cairo_surface_t *s;

	(void)state;
	l.height = 60;
	l.text.multiline = 1;
	s = shown(&l);
	assert_true(painted(s, 0, 0, 1, 0.3) > 0.01 && painted(s, 0, 0.4, 1, 0.4) > 0.005);
	cairo_surface_destroy(s);
	l.text.size = 20;
	assert_ok(draw_text_fit(&l, &f, NULL));
	assert_in_range(f.fits, 15, 24); /* two lines */
	refuses(&l, "characters fit at 20 points");
	l.text.multiline = 0;
	refuses(&l, "line break");
}

static void a_character_that_no_font_has_is_named(void **state)
{
	struct draw_look l = text("ab\xee\x80\x80");
	struct draw_fit f;

	(void)state;
	assert_ok(draw_text_fit(&l, &f, NULL));
	assert_int_equal(f.missing, 0xe000);
	refuses(&l, "U+E000");
	l.text.multiline = 1;
	refuses(&l, "U+E000");
	l.text.multiline = 0;
	l.text.comb = 5;
	refuses(&l, "U+E000");
	l = text("a\x01");
	refuses(&l, "control character");
	l = text("\xff");
	refuses(&l, "UTF-8");
}

static void a_comb_puts_each_character_into_its_cell(void **state)
{
	struct draw_look l = text("国国国");
	struct draw_fit f;
	cairo_surface_t *s;

	(void)state;
	l.text.comb = 10;
	l.text.align = DRAW_TEXT_RIGHT;
	s = shown(&l);
	assert_true(painted(s, 0, 0, 0.69, 1) < 1e-9);
	for (int i = 7; i < 10; i++)
		assert_true(painted(s, i / 10.0, 0, 0.1, 1) > 0.05);
	cairo_surface_destroy(s);
	l.text.text = "12345678901";
	assert_ok(draw_text_fit(&l, &f, NULL));
	assert_int_equal(f.fits, 10);
	refuses(&l, "only 10 of 11");
}

static void empty_text_draws_nothing_but_the_frame(void **state)
{
	struct draw_look l = text("");
	cairo_surface_t *s = shown(&l);

	(void)state;
	assert_true(painted(s, 0, 0, 1, 1) < 1e-9);
	cairo_surface_destroy(s);
	l.frame = (struct draw_frame){
		.has_fill = 1, .fill = { 1, 1, 0 }, .has_border = 1, .border_width = 2
	};
	s = shown(&l);
	assert_int_equal(dot_at(s, 200, 20), 0xffffff00);
	assert_int_equal(dot_at(s, 1, 1), 0xff000000);
	cairo_surface_destroy(s);
}

static void marks_and_frames_are_drawn_where_they_belong(void **state)
{
	struct draw_look l = {
		.kind = DRAW_LOOK_MARK, .width = 40, .height = 20, .mark = DRAW_MARK_DOT
	};
	cairo_surface_t *s = shown(&l);

	(void)state;
	assert_true(painted(s, 0.45, 0.4, 0.1, 0.2) > 0.99);
	assert_true(painted(s, 0, 0, 0.25, 1) < 1e-9);
	cairo_surface_destroy(s);
	l.mark = DRAW_MARK_NONE;
	s = shown(&l);
	assert_true(painted(s, 0, 0, 1, 1) < 1e-9);
	cairo_surface_destroy(s);
	l.mark = DRAW_MARK_CHECK;
	l.mark_frame = DRAW_FRAME_SQUARE;
	s = shown(&l);
	assert_true(painted(s, 0.2, 0, 0.6, 1) > 0.1);
	cairo_surface_destroy(s);
}

static const struct draw_ink_point line[] = { { 0, 0.5, 0, 0 },
					      { 0.5, 0.5, 0, 0 },
					      { 1, 0.5, 0, 0 } };

static void handwriting_goes_through_its_points(void **state)
{
	struct draw_ink_stroke strokes[] = { { line, 3 }, { line + 1, 1 } };
	struct draw_look l = { .kind = DRAW_LOOK_INK,
			       .width = 100,
			       .height = 50,
			       .ink = { .strokes = strokes, .n = 2 } };
	cairo_surface_t *s = shown(&l);

	(void)state;
	assert_true(painted(s, 0.05, 0.49, 0.9, 0.02) > 0.9);
	assert_true(painted(s, 0, 0, 1, 0.4) < 1e-9);
	cairo_surface_destroy(s);
	l.ink.aspect = 1; /* a square pad keeps its shape */
	s = shown(&l);
	assert_true(painted(s, 0, 0, 0.24, 1) < 1e-9 && painted(s, 0.3, 0.49, 0.4, 0.02) > 0.9);
	cairo_surface_destroy(s);
}

static void pressure_and_speed_make_lines_thick_and_thin(void **state)
{
	struct draw_ink_point p[] = { { 0, 0.5, 0.1, 0 }, { 0.5, 0.5, 0.5, 0 }, { 1, 0.5, 1, 0 } };
	struct draw_ink_stroke stroke = { p, 3 };
	struct draw_look l = { .kind = DRAW_LOOK_INK,
			       .width = 100,
			       .height = 50,
			       .ink = { .strokes = &stroke, .n = 1 } };
	cairo_surface_t *s = shown(&l);
	double thin = painted(s, 0.1, 0, 0.1, 1), thick = painted(s, 0.8, 0, 0.1, 1);

	(void)state;
	assert_true(thick > 1.3 * thin);
	cairo_surface_destroy(s);
	for (int i = 0; i < 3; i++)
		p[i] = (struct draw_ink_point){ i * 0.4, 0.5, 0, i < 2 ? 500 * i : 560 };
	s = shown(&l);
	assert_true(painted(s, 0.1, 0, 0.1, 1) > painted(s, 0.72, 0, 0.08, 1));
	cairo_surface_destroy(s);
}

static void strokes_that_are_none_are_refused(void **state)
{
	static const struct draw_ink_point out[] = { { 0.5, 1.01, 0, 0 } },
					   nan[] = { { NAN, 0, 0, 0 } },
					   hard[] = { { 0, 0, 2, 0 } };
	struct draw_ink_stroke s = { out, 1 };
	struct draw_look l = { .kind = DRAW_LOOK_INK, .width = 100, .height = 50 };

	(void)state;
	refuses(&l, "nothing was written");
	l.ink = (struct draw_ink){ .strokes = &s, .n = 1 };
	refuses(&l, "outside the pad");
	s.points = nan;
	refuses(&l, "outside the pad");
	s.points = hard;
	refuses(&l, "outside the pad");
	s.n = DRAW_INK_POINTS + 1;
	refuses(&l, "more than");
	l.ink.n = DRAW_INK_STROKES + 1;
	refuses(&l, "more than");
}

static void a_typed_signature_is_as_large_as_fits(void **state)
{
	struct draw_look l = {
		.kind = DRAW_LOOK_TYPED, .width = 200, .height = 40, .text.text = "山田"
	};
	struct draw_fit f;

	(void)state;
	cairo_surface_destroy(shown(&l));
	assert_ok(draw_text_fit(&l, &f, NULL));
	assert_true(f.size > 28);
	l.text.text = "";
	refuses(&l, "nothing was typed");
}

static void the_same_look_gives_the_same_bytes_and_a_pdf_of_the_box(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct draw_look l = text("山田 太郎");
	struct bytes a, b;

	(void)state;
	assert_ok(draw_look_pdf(&l, mem, &a, NULL));
	assert_ok(draw_look_pdf(&l, mem, &b, NULL));
	assert_true(bytes_eq(a, b));
	assert_int_not_equal(bytes_find(a, BYTES_LIT("/MediaBox [ 0 0 200 20 ]"), 0), SIZE_MAX);
	l.width = 3;
	assert_int_equal(draw_look_pdf(&l, mem, &a, NULL), ERR_INVALID);
	l.width = NAN;
	assert_int_equal(draw_look_pdf(&l, mem, &a, NULL), ERR_INVALID);
	l.width = 200;
	assert_int_equal(draw_look_png(&l, 2001, mem, &a, NULL), ERR_INVALID);
	assert_int_equal(draw_look_png(&l, 15, mem, &a, NULL), ERR_INVALID);
}

/* --- seals --- */

static struct draw_look seal(enum draw_seal_kind kind, const char *chars, double mm)
{
	return (struct draw_look){ .kind = DRAW_LOOK_SEAL,
				   .width = 100,
				   .height = 100,
				   .seal = { .kind = kind, .text = chars, .mm = mm } };
}

static void a_seal_has_its_true_size(void **state)
{
	struct draw_look l = seal(DRAW_SEAL_SQUARE, "山", 24);
	double side = 24 * 72 / 25.4 / 100, edge = (1 - side) / 2;
	cairo_surface_t *s = shown(&l);

	(void)state;
	assert_true(painted(s, 0, 0, edge - 0.005, 1) < 1e-9);
	assert_true(painted(s, edge + 0.004, 0.4, 0.01, 0.2) > 0.99);
	assert_int_equal(dot_at(s, (int)((edge + 0.008) * 400), 200), 0xffcc1c17);
	cairo_surface_destroy(s);
	l.width = 60;
	refuses(&l, "a seal of 24 mm does not fit");
	l.shrink = 1;
	cairo_surface_destroy(shown(&l));
	l = seal(DRAW_SEAL_SQUARE, "山", 24);
	l.unit = 2; /* half as many units */
	s = shown(&l);
	assert_true(painted(s, 0, 0, (1 - side / 2) / 2 - 0.005, 1) < 1e-9);
	cairo_surface_destroy(s);
}

/* 一 is one stroke, 鬱 is all ink. */
static void a_seal_is_written_downwards_and_columns_go_to_the_left(void **state)
{
	struct draw_look l = seal(DRAW_SEAL_SQUARE, "鬱一一一", 24);
	cairo_surface_t *s = shown(&l);
	double q[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		q[i] = painted(s, i % 2 ? 0.52 : 0.22, i / 2 ? 0.52 : 0.22, 0.26, 0.26);
	assert_true(q[1] > 2 * q[0] && q[1] > 2 * q[2] && q[1] > 2 * q[3]);
	cairo_surface_destroy(s);
	l.seal.text = "一鬱一一";
	s = shown(&l);
	assert_true(painted(s, 0.52, 0.52, 0.26, 0.26) > 2 * painted(s, 0.52, 0.22, 0.26, 0.26));
	cairo_surface_destroy(s);
}

static void a_company_seal_has_two_rings_and_text_between(void **state)
{
	struct draw_look l = seal(DRAW_SEAL_COMPANY, "代表者印", 18);
	cairo_surface_t *s;

	(void)state;
	refuses(&l, "the text around");
	l.seal.outer = "株式会社スカイ";
	s = shown(&l);
	assert_true(painted(s, 0.45, 0.28, 0.1, 0.07) >
		    0.1); /* over the middle stands a character */
	cairo_surface_destroy(s);
}

static void every_usual_seal_can_be_drawn_and_odd_ones_are_refused(void **state)
{
	static const char *const names[] = { "林", "山田", "佐々木", "勅使河原", "ア ベ", "Sky" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct draw_look l = seal(DRAW_SEAL_ROUND, names[i], 0);

		cairo_surface_destroy(shown(&l));
	}
	refuses(&(struct draw_look){ .kind = DRAW_LOOK_SEAL, .width = 99, .height = 99 },
		"needs its text");
#define REFUSES(kind, chars, mm, why)                                                              \
	do {                                                                                       \
		struct draw_look l = seal(kind, chars, mm);                                        \
		refuses(&l, why);                                                                  \
	} while (0)
	REFUSES(DRAW_SEAL_ROUND, "", 0, "1 to 6 characters");
	REFUSES(DRAW_SEAL_ROUND, "一二三四五六七", 0, "1 to 6 characters");
	REFUSES(DRAW_SEAL_ROUND, "山", 9, "10.5 to 18 mm");
	REFUSES(DRAW_SEAL_ROUND, "\xee\x80\x80", 0, "U+E000");
	REFUSES(DRAW_SEAL_KINDS_, "山", 0, "no such kind");
#undef REFUSES
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_aligned_and_in_the_middle),
		cmocka_unit_test(automatic_text_shrinks_until_it_fits),
		cmocka_unit_test(overflow_says_how_many_characters_fit),
		cmocka_unit_test(lines_wrap_shrink_and_overflow_too),
		cmocka_unit_test(a_character_that_no_font_has_is_named),
		cmocka_unit_test(a_comb_puts_each_character_into_its_cell),
		cmocka_unit_test(empty_text_draws_nothing_but_the_frame),
		cmocka_unit_test(marks_and_frames_are_drawn_where_they_belong),
		cmocka_unit_test(handwriting_goes_through_its_points),
		cmocka_unit_test(pressure_and_speed_make_lines_thick_and_thin),
		cmocka_unit_test(strokes_that_are_none_are_refused),
		cmocka_unit_test(a_typed_signature_is_as_large_as_fits),
		cmocka_unit_test(the_same_look_gives_the_same_bytes_and_a_pdf_of_the_box),
		cmocka_unit_test(a_seal_has_its_true_size),
		cmocka_unit_test(a_seal_is_written_downwards_and_columns_go_to_the_left),
		cmocka_unit_test(a_company_seal_has_two_rings_and_text_between),
		cmocka_unit_test(every_usual_seal_can_be_drawn_and_odd_ones_are_refused),
	};
	int rc = cmocka_run_group_tests(tests, NULL, NULL);

	arena_free(kept);
	draw_release();
	return rc;
}
