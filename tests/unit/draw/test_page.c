#include "../test.h"
#include "draw/page.h"
#include "draw/release.h"

static const struct draw_block certificate[] = {
	{ DRAW_TITLE, "合意締結証明書", NULL },
	{ DRAW_PARAGRAPH, "本書は、下記の電子契約が締結されたことを証明するものです。", NULL },
	{ DRAW_HEADING, "1. 書類", NULL },
	{ DRAW_ROW, "書類名", "業務委託契約書" },
	{ DRAW_ROW_MONO, "SHA-256",
	  "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
	{ DRAW_SPACE, NULL, NULL },
	{ DRAW_MONO, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", NULL },
};

static struct draw_document sample(void)
{
	return (struct draw_document){ .title = "合意締結証明書", .author = "SkySign",
				       .footer = "env_0193", .created = 1795361400000,
				       .blocks = certificate, .n = COUNT_OF(certificate) };
}

static void a_short_document_is_one_page_with_its_metadata(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct draw_document d = sample();
	struct bytes out;
	unsigned pages;

	(void)state;
	assert_ok(draw_document_pdf(&d, mem, &out, &pages, NULL));
	assert_int_equal(pages, 1);
	assert_true(bytes_starts_with(out, BYTES_LIT("%PDF-1.4")));
	assert_int_not_equal(bytes_find(out, BYTES_LIT("/Title"), 0), SIZE_MAX);
	assert_int_not_equal(bytes_find(out, BYTES_LIT("/CreationDate (20261122"), 0), SIZE_MAX);
}

static void the_same_document_gives_the_same_bytes(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct draw_document d = sample();
	struct bytes a, b;

	(void)state;
	assert_ok(draw_document_pdf(&d, mem, &a, NULL, NULL));
	assert_ok(draw_document_pdf(&d, mem, &b, NULL, NULL));
	assert_true(bytes_eq(a, b));
}

static void tables_and_paragraphs_flow_over_pages(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct draw_block rows[60];
	struct draw_document d = sample();
	struct bytes out;
	unsigned pages;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT_OF(rows); i++)
		rows[i] = (struct draw_block){ DRAW_ROW, "2026-11-22 15:30:00 JST",
					       "株式会社スカイ 山田太郎 様が書類の内容を確認し、同意しました。" };
	d.blocks = rows;
	d.n = COUNT_OF(rows);
	assert_ok(draw_document_pdf(&d, mem, &out, &pages, NULL));
	assert_in_range(pages, 2, 4);
}

static void a_page_break_begins_a_page(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct draw_block blocks[] = { { DRAW_PARAGRAPH, "甲", NULL },
					     { DRAW_PAGE_BREAK, NULL, NULL },
					     { DRAW_PARAGRAPH, "乙", NULL } };
	struct draw_document d = { .title = "t", .blocks = blocks, .n = COUNT_OF(blocks) };
	struct bytes out;
	unsigned pages;

	(void)state;
	assert_ok(draw_document_pdf(&d, mem, &out, &pages, NULL));
	assert_int_equal(pages, 2);
}

static void documents_stay_small_whatever_the_font(void **state)
{
	static const char *const fonts[] = { "IPAGothic", "Noto Sans CJK JP" };
	AUTO(arena) struct arena *mem = arena_new(0);
	struct draw_document d = sample();
	struct bytes out;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT_OF(fonts); i++) {
		d.family = fonts[i];
		assert_ok(draw_document_pdf(&d, mem, &out, NULL, NULL));
		assert_in_range(out.len, 5000, 60000);
	}
}

static void what_cannot_be_drawn_is_refused(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct draw_block b = { DRAW_PARAGRAPH, "\xf4\x8f\xbf\xbd", NULL };
	struct draw_document d = { .title = "t", .blocks = &b, .n = 1 };
	struct error e = { 0 };
	struct bytes out;

	(void)state;
	assert_int_equal(draw_document_pdf(&d, mem, &out, NULL, &e), ERR_INVALID);
	assert_non_null(strstr(e.msg, "U+10FFFD"));
	b.kind = DRAW_ROW;
	b.value = "\x07";
	b.text = "key";
	assert_int_equal(draw_document_pdf(&d, mem, &out, NULL, &e), ERR_INVALID);
	assert_non_null(strstr(e.msg, "U+0007"));
	d.n = 0;
	assert_int_equal(draw_document_pdf(&d, mem, &out, NULL, &e), ERR_INVALID);
}

static int release(void **state)
{
	(void)state;
	draw_release();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_document_is_one_page_with_its_metadata),
		cmocka_unit_test(the_same_document_gives_the_same_bytes),
		cmocka_unit_test(tables_and_paragraphs_flow_over_pages),
		cmocka_unit_test(a_page_break_begins_a_page),
		cmocka_unit_test(documents_stay_small_whatever_the_font),
		cmocka_unit_test(what_cannot_be_drawn_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
