#include "../test.h"
#include "pdf/parser.h"

static struct arena *mem;

static int setup(void **state)
{
	(void)state;
	mem = arena_new(0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(mem);
	return 0;
}

static enum err parse(const char *text, struct pdf_obj *out, struct error *e)
{
	struct pdf_parser p = { .mem = mem, .depth_max = 64 };

	pdf_parser_text(&p, bytes_of_str(text), 0);
	return pdf_parse_value(&p, out, e);
}

static void values_are_read_and_written_back(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "null", "null" },
		{ "true ", "true" },
		{ "-0", "0" },
		{ "+17", "17" },
		{ "-.5", "-0.5" },
		{ "4.", "4.0" },
		{ "36893488147419103232", "36893488147419103232.0" },
		{ "(a\\(b\\051\\\nc\\\r\nd\re\\101\\7)", "<6128622963640A654107>" },
		{ "(un(bal)anced)", "(un\\(bal\\)anced)" },
		{ "<48 65 6c6C 7>", "<48656C6C70>" },
		{ "/A#20B", "/A#20B" },
		{ "/", "/" },
		{ "[1 2 3 0 R 4]", "[1 2 3 0 R 4]" },
		{ "<</A<</B[]>>/C/D %comment\n/E 7 0 R>>", "<</A <</B []>>/C /D/E 7 0 R>>" },
		{ "[(a)(b)<</K(v)>>/N/M]", "[(a) (b) <</K (v)>> /N /M]" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(buf) struct buf out = { 0 };
		struct error e;
		struct pdf_obj o;

		assert_ok(parse(rows[i].in, &o, &e));
		pdf_obj_write(&out, &o);
		assert_string_equal(buf_cstr(&out), rows[i].out);
	}
}

static void what_is_no_value_is_refused_with_its_place(void **state)
{
	static const struct {
		const char *in, *why;
	} rows[] = {
		{ "", "the text ends where a value should be at offset 0" },
		{ " --1", "malformed number at offset 1" },
		{ "1.2.3", "malformed number at offset 0" },
		{ "1e5", "malformed number at offset 0" },
		{ ".", "malformed number at offset 0" },
		{ "(abc", "string without its closing parenthesis at offset 0" },
		{ "<4x>", "a character that is no hex digit in a hex string at offset 2" },
		{ "<41", "hex string without its closing > at offset 0" },
		{ "/A#2", "# without two hex digits in a name at offset 2" },
		{ "/A#zz ", "# without two hex digits in a name at offset 2" },
		{ "/A#00 ", "#00 in a name at offset 2" },
		{ "nul", "an unknown word at offset 0" },
		{ "[1 2", "the text ends where a value should be at offset 4" },
		{ "[1>>", "a closing bracket of the wrong kind at offset 2" },
		{ "<</A 1]", "a closing bracket of the wrong kind at offset 6" },
		{ "]", "a closing bracket without its opening one at offset 0" },
		{ "<</A>>", "a dictionary with a key without value at offset 0" },
		{ "<<1 2>>", "a dictionary with a key that is no name at offset 0" },
		{ "<</A 1/B 2/A 1>>", "key /A stands twice in the dictionary at offset 0" },
		{ "<</A 1/#41 1>>", "key /A stands twice in the dictionary at offset 0" },
		{ "[0 0 R]", "R without an object and a generation number before it at offset 5" },
		{ "[1 R]", "R without two numbers before it at offset 3" },
		{ "[/A R]", "R without two numbers before it at offset 4" },
		{ "{", "a delimiter that does not belong here at offset 0" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct error e;
		struct pdf_obj o;

		assert_int_equal(parse(rows[i].in, &o, &e), ERR_PDF_DAMAGED);
		assert_string_equal(e.msg, rows[i].why);
	}
}

static void a_double_key_is_found_in_a_large_dictionary_too(void **state)
{
	AUTO(buf) struct buf text = { 0 };
	struct pdf_obj o;
	struct error e;
	(void)state;

	buf_append_str(&text, "<<");
	for (int i = 0; i < 500; i++)
		buf_printf(&text, "/K%d %d", i, i);
	buf_append_str(&text, "/K250 0>>");
	assert_int_equal(parse(buf_cstr(&text), &o, &e), ERR_PDF_DAMAGED);
	assert_string_equal(e.msg, "key /K250 stands twice in the dictionary at offset 0");
}

static void nesting_is_bounded(void **state)
{
	char text[200];
	struct pdf_obj o;
	struct error e;
	(void)state;

	memset(text, '[', 65);
	text[65] = 0;
	assert_int_equal(parse(text, &o, &e), ERR_PDF_LIMIT);
	memset(text, '[', 64);
	memset(text + 64, ']', 64);
	text[128] = 0;
	assert_ok(parse(text, &o, &e));
}

static void a_value_knows_where_it_stood(void **state)
{
	const struct pdf_obj *v;
	struct pdf_obj o;
	struct error e;
	(void)state;

	assert_ok(parse("  <</A (x)/B 12 0 R>>", &o, &e));
	assert_int_equal(o.off, 2);
	assert_int_equal(o.len, 19);
	v = pdf_dict_get(&o, "A");
	assert_int_equal(v->off, 7);
	assert_int_equal(v->len, 3);
	v = pdf_dict_get(&o, "B");
	assert_int_equal(v->off, 13);
	assert_int_equal(v->len, 6);
}

static void indirect_objects_need_their_words(void **state)
{
	static const struct {
		const char *in, *why; /* NULL: good */
	} rows[] = {
		{ "5 0 obj 12 endobj", NULL },
		{ "5 0 obj 6 0 R endobj", NULL },
		{ "5 0 obj<<>>stream\r\nx", NULL },
		{ "5 0 obj<<>>stream\rx ", "\"stream\" is not followed by a line feed at offset 11" },
		{ "5 0 obj 12 stream\n ", "\"stream\" without a dictionary before it at offset 11" },
		{ "5 0 obj 12 13 endobj", "two values in one object at offset 14" },
		{ "5 0 obj 12", "\"endobj\" is missing at offset 10" },
		{ "5 0 obj endobj", "an unknown word at offset 8" },
		{ "0 0 obj 1 endobj", "no \"number generation obj\" at offset 0" },
		{ "5 65536 obj 1 endobj", "no \"number generation obj\" at offset 0" },
		{ "5 0 ob 1 endobj", "no \"number generation obj\" at offset 0" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pdf_parser p = { .mem = mem, .depth_max = 64 };
		struct pdf_indirect in;
		struct error e = { 0 };

		pdf_parser_text(&p, bytes_of_str(rows[i].in), 0);
		assert_int_equal(pdf_parse_indirect(&p, &in, &e),
				 rows[i].why ? ERR_PDF_DAMAGED : ERR_OK);
		assert_string_equal(e.msg, rows[i].why ? rows[i].why : "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_read_and_written_back),
		cmocka_unit_test(what_is_no_value_is_refused_with_its_place),
		cmocka_unit_test(a_double_key_is_found_in_a_large_dictionary_too),
		cmocka_unit_test(nesting_is_bounded),
		cmocka_unit_test(a_value_knows_where_it_stood),
		cmocka_unit_test(indirect_objects_need_their_words),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
