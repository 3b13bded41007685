#include "../test.h"
#include "base/buf.h"
#include "intake/layout.h"

#define DOC(body) "<html><head><title><doc></title></head><body>\n<doc>\n" body "</doc></body></html>"

static struct text_layout parse(const char *xml, struct arena *mem)
{
	struct text_layout l;

	assert_ok(layout_parse(bytes_of_str(xml), mem, &l, NULL));
	return l;
}

static void words_keep_their_places_and_entities_are_characters(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	struct text_layout l = parse(
		DOC("<page width=\"1\" height=\"1\"><flow><block xMin=\"0\" yMin=\"0\" xMax=\"9\" yMax=\"9\">"
		    "<line xMin=\"1\" yMin=\"2\" xMax=\"3\" yMax=\"4\">"
		    "<word xMin=\"-1.5\" yMin=\"2.25\" xMax=\"30\" yMax=\"4\">a&amp;&lt;&gt;&quot;\xe7\x94\xb2</word>"
		    "</line></block></flow></page>"),
		mem);
	(void)state;

	assert_int_equal(l.n_words, 1);
	assert_string_equal(l.words[0].text, "a&<>\"\xe7\x94\xb2");
	assert_true(l.words[0].box.x0 == -1.5 && l.words[0].box.y0 == 2.25 && l.words[0].box.x1 == 30);
}

static void a_word_without_a_sound_place_is_left_out(void **state)
{
	static const char *const boxes[] = {
		"xMin=\"nan\" yMin=\"0\" xMax=\"1\" yMax=\"1\"", "xMin=\"5\" yMin=\"0\" xMax=\"1\" yMax=\"1\"",
		"xMin=\"0\" yMin=\"0\" xMax=\"1\"",		 "xMin=\"0\" yMin=\"0\" xMax=\"1e9\" yMax=\"1\"",
		"xMin=\"0\" yMin=\"0\" xMax=\"999999999\" yMax=\"1\"",
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(boxes); i++) {
		AUTO(arena) struct arena *mem = arena_new(1 << 20);
		char *xml = arena_printf(mem, DOC("<page><line><word %s>x</word></line></page>"), boxes[i]);

		assert_int_equal(parse(xml, mem).n_words, 0);
	}
}

static void invalid_utf8_and_invisible_marks_are_left_out(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	struct text_layout l = parse(DOC("<page><line><word xMin=\"0\" yMin=\"0\" xMax=\"1\" yMax=\"1\">a\xff\xe2\x80\x8f"
					 "\x01" "b\xed\xa0\x80</word></line></page>"),
				     mem);
	(void)state;

	assert_string_equal(l.words[0].text, "ab");
}

static void words_of_a_page_are_counted_and_cut(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(64 << 20);
	AUTO(buf) struct buf b = { 0 };
	struct text_layout l;
	(void)state;

	buf_append_str(&b, "<doc><page><line>");
	for (int i = 0; i < LAYOUT_PAGE_WORDS + 7; i++)
		buf_append_str(&b, "<word xMin=\"0\" yMin=\"0\" xMax=\"1\" yMax=\"1\">x</word>");
	buf_append_str(&b, "</line></page><page></page>");
	l = parse(buf_cstr(&b), mem);
	assert_int_equal(l.n_words, LAYOUT_PAGE_WORDS);
	assert_int_equal(l.n_pages, 2);
	assert_true(l.cut);
}

static void anything_else_is_refused(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	struct text_layout l;
	(void)state;

	assert_int_equal(layout_parse(BYTES_LIT("<html>"), mem, &l, NULL), ERR_INVALID);
	assert_int_equal(layout_parse(BYTES(NULL, 0), mem, &l, NULL), ERR_INVALID);
}

static void memory_is_bounded(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(256);
	struct text_layout l;
	(void)state;

	assert_int_equal(layout_parse(BYTES_LIT(DOC("<page><line><word xMin=\"0\" yMin=\"0\" xMax=\"1\" "
						    "yMax=\"1\">x</word></line></page>")),
				      mem, &l, NULL),
			 ERR_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_keep_their_places_and_entities_are_characters),
		cmocka_unit_test(a_word_without_a_sound_place_is_left_out),
		cmocka_unit_test(invalid_utf8_and_invisible_marks_are_left_out),
		cmocka_unit_test(words_of_a_page_are_counted_and_cut),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(memory_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
