#include "../test.h"
#include "intake/tags.h"
#include "page_kit.h"

static struct tag_list find(const struct placed *words, size_t n, struct arena *mem)
{
	AUTO(arena) struct arena *scratch = arena_new(16 << 20);
	struct stream st = page_of(words, n, scratch);
	struct tag_list l = { 0 };

	assert_ok(tags_find(&st, 0, mem, scratch, &l, NULL));
	assert_ok(tags_settle(&l, mem, NULL));
	return l;
}

static struct text_tag one(const char *text, struct arena *mem)
{
	const struct placed words[] = { { 50, 100, text } };
	struct tag_list l = find(words, 1, mem);

	assert_int_equal(l.n, 1);
	return l.items[0];
}

#define WITH(mem) AUTO(arena) struct arena *mem = arena_new(8 << 20)

static void a_tag_says_name_kind_role_and_that_it_is_required(void **state)
{
	WITH(mem);
	struct text_tag t = one("{{tanto;type=name;role=乙;required;label=ご担当者;size=9;align=center;max=40}}", mem);
	(void)state;

	assert_null(t.fault);
	assert_string_equal(t.text.name, "tanto");
	assert_string_equal(t.text.kind, "name");
	assert_string_equal(t.text.role, "乙");
	assert_true(t.text.required);
	assert_string_equal(t.text.label, "ご担当者");
	assert_int_equal(t.text.font_size, 9);
	assert_string_equal(t.text.align, "center");
	assert_int_equal(t.text.max_length, 40);
}

static void roles_are_numbers_sides_or_names(void **state)
{
	WITH(mem);
	(void)state;

	assert_int_equal(one("{{a;role=2}}", mem).text.order, 2);
	assert_string_equal(one("{{a;role=own}}", mem).text.side, "own");
	assert_string_equal(one("{{a;role=相手方}}", mem).text.side, "counterparty");
	assert_string_equal(one("{{a;role=甲}}", mem).text.side, "");
	assert_int_equal(one("{{a;role=100}}", mem).text.order, 0);
}

static void the_area_covers_the_tag_and_grows_to_the_size_asked_for(void **state)
{
	WITH(mem);
	struct text_tag t = one("{{s;type=seal;w=60;h=20}}", mem);
	struct text_box b = t.areas[0].box;
	(void)state;

	assert_true(b.x0 == 50 && b.y0 == 100);
	assert_true(b.x1 - b.x0 > 170 && b.x1 - b.x0 < 170.1); /* 60 mm */
	assert_true(b.y1 - b.y0 > 56.6 && b.y1 - b.y0 < 56.8); /* 20 mm */
	b = one("{{s;type=seal;w=1;h=1}}", mem).areas[0].box;
	assert_true(b.x1 == 50 + 23 * 5 && b.y1 == 110);
}

static void only_the_tag_s_part_of_a_word_is_its_area(void **state)
{
	WITH(mem);
	struct text_tag t = one("氏名{{a}}様", mem);
	(void)state;

	assert_true(t.touches);
	assert_true(t.areas[0].box.x0 == 70 && t.areas[0].box.x1 == 95);
}

static void a_tag_may_be_broken_over_words_and_lines_of_its_cell(void **state)
{
	WITH(mem);
	const struct placed words[] = {
		{ 50, 100, "{{plan;ty" }, { 200, 100, "{{b" }, { 50, 112, "pe=select;" }, { 104, 112, "options" },
		{ 200, 112, ";type=date}}" }, { 50, 124, "=light" }, { 83, 124, "one|large}}" },
	};
	struct tag_list l = find(words, COUNT_OF(words), mem);
	(void)state;

	assert_int_equal(l.n, 2);
	assert_null(l.items[0].fault);
	assert_int_equal(l.items[0].text.n_options, 2);
	assert_string_equal(l.items[0].text.options[0], "light one");
	assert_string_equal(l.items[0].text.options[1], "large");
	assert_true(l.items[0].areas[0].box.y0 == 100 && l.items[0].areas[0].box.y1 == 134);
	assert_string_equal(l.items[1].text.name, "b");
	assert_string_equal(l.items[1].text.kind, "date");
	assert_true(l.items[1].areas[0].box.x0 == 200);
}

static void full_width_braces_are_braces(void **state)
{
	WITH(mem);
	struct text_tag t = one("｛｛日付１；type＝日付；role＝１｝｝", mem);
	(void)state;

	assert_null(t.fault);
	assert_string_equal(t.text.name, "日付１");
	assert_string_equal(t.text.kind, "date");
}

static void a_value_in_quotation_marks_may_hold_semicolons(void **state)
{
	WITH(mem);
	struct text_tag t = one("{{a;value=\"x;y\";role=1}}", mem);
	(void)state;

	assert_null(t.fault);
	assert_string_equal(t.text.value, "x;y");
	assert_string_equal(t.text.role, "1");
}

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *tag, *fault, *at;
	} rows[] = {
		{ "{{}}", "tag-empty", "" },
		{ "{{a;type=sign}}", "tag-unknown-type", "sign" },
		{ "{{a;colour=red}}", "tag-unknown-key", "colour" },
		{ "{{a;w=0}}", "tag-not-a-number", "0" },
		{ "{{a;w=501}}", "tag-not-a-number", "501" },
		{ "{{a;h=1.2.3}}", "tag-not-a-number", "1.2.3" },
		{ "{{a;size=big}}", "tag-not-a-number", "big" },
		{ "{{a;align=top}}", "tag-unknown-align", "top" },
		{ "{{a;required=perhaps}}", "tag-not-yes-no", "perhaps" },
		{ "{{a;role=}}", "tag-unknown-role", "" },
		{ "{{a;type=select}}", "tag-needs-options", "options" },
		{ "{{a;type=select;options=a|b|a}}", "tag-option-twice", "a" },
		{ "{{a;type=select;options=a||b}}", "tag-empty-option", "options" },
		{ "{{a;type=select;options=a|b;value=c}}", "tag-value-not-an-option", "c" },
		{ "{{a;type=text;options=a|b}}", "tag-options-not-here", "text" },
		{ "{{a;type=radio}}", "tag-needs-option", "option" },
		{ "{{;type=radio;option=a}}", "tag-radio-name", "" },
		{ "{{a;type=radio;option=a;value=b}}", "tag-value-not-an-option", "b" },
		{ "{{a;type=check;value=maybe}}", "tag-not-yes-no", "maybe" },
		{ "{{a;type=seal;value=x}}", "tag-value-not-here", "x" },
		{ "{{a;max=2;value=xyz}}", "tag-too-long", "xyz" },
		{ "{{a;type=date", "tag-not-closed", "" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		WITH(mem);
		struct text_tag t = one(rows[i].tag, mem);

		if (!t.fault || strcmp(t.fault, rows[i].fault) != 0)
			fail_msg("%s: %s", rows[i].tag, t.fault ? t.fault : "fine");
		assert_string_equal(t.at, rows[i].at);
		assert_string_equal(t.raw, rows[i].tag);
	}
}

static void radio_buttons_of_one_name_are_one_field(void **state)
{
	WITH(mem);
	const struct placed words[] = {
		{ 50, 100, "{{p;type=radio;option=A;role=1}}" },
		{ 50, 150, "{{p;type=radio;option=B;role=1;required;value=B}}" },
		{ 50, 200, "{{p;type=radio;option=B;role=1}}" },
		{ 50, 250, "{{p;type=radio;option=C;role=2}}" },
		{ 50, 300, "{{p;type=text}}" },
	};
	struct tag_list l = find(words, COUNT_OF(words), mem);
	(void)state;

	assert_int_equal(l.n, 4);
	assert_null(l.items[0].fault);
	assert_int_equal(l.items[0].n_areas, 2);
	assert_string_equal(l.items[0].areas[1].value, "B");
	assert_true(l.items[0].text.required);
	assert_string_equal(l.items[1].fault, "tag-option-twice");
	assert_string_equal(l.items[2].fault, "tag-radio-role");
	assert_string_equal(l.items[3].fault, "tag-name-twice");
}

static void tags_without_a_name_get_one_that_nobody_has(void **state)
{
	WITH(mem);
	const struct placed words[] = { { 50, 100, "{{;type=ink}}" }, { 50, 150, "{{tag1}}" }, { 50, 200, "{{type=ink}}" } };
	struct tag_list l = find(words, COUNT_OF(words), mem);
	(void)state;

	assert_string_equal(l.items[0].text.name, "tag2");
	assert_string_equal(l.items[2].text.name, "tag3");
	assert_string_equal(l.items[2].text.kind, "ink");
}

static void a_tag_that_another_one_interrupts_is_not_closed(void **state)
{
	WITH(mem);
	const struct placed words[] = { { 50, 100, "{{a;type=date" }, { 120, 100, "{{b}}" } };
	struct tag_list l = find(words, COUNT_OF(words), mem);
	(void)state;

	assert_int_equal(l.n, 2);
	assert_string_equal(l.items[0].fault, "tag-not-closed");
	assert_null(l.items[1].fault);
}

static void areas_end_where_the_next_one_begins_but_a_seal_may_lie_over_others(void **state)
{
	static const struct placed words[] = {
		{ 50, 100, "{{a;h=20}}" }, { 150, 100, "{{b;w=50}}" }, { 250, 100, "{{c}}" },
		{ 50, 109, "{{d}}" }, { 150, 118, "{{s;type=seal;h=20}}" }, { 150, 130, "{{e}}" },
	};
	WITH(mem);
	struct tag_list l = find(words, COUNT_OF(words), mem);
	(void)state;

	assert_int_equal(l.n, 6);
	assert_true(l.items[0].areas[0].box.y1 == l.items[3].areas[0].box.y0);
	assert_true(l.items[1].areas[0].box.x1 == 250);
	assert_true(l.items[4].areas[0].box.y1 > l.items[5].areas[0].box.y0);
}

static void many_tags_are_cut_and_end_soon(void **state)
{
	static struct placed words[LAYOUT_PAGE_WORDS];
	WITH(mem);
	struct tag_list l;
	(void)state;

	for (size_t i = 0; i < COUNT_OF(words); i++)
		words[i] = (struct placed){ (double)(i % 7) * 40, (double)(i / 7) * 11, "{{" };
	l = find(words, COUNT_OF(words), mem);
	assert_true(l.cut);
	assert_int_equal(l.n, TAGS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tag_says_name_kind_role_and_that_it_is_required),
		cmocka_unit_test(roles_are_numbers_sides_or_names),
		cmocka_unit_test(the_area_covers_the_tag_and_grows_to_the_size_asked_for),
		cmocka_unit_test(only_the_tag_s_part_of_a_word_is_its_area),
		cmocka_unit_test(a_tag_may_be_broken_over_words_and_lines_of_its_cell),
		cmocka_unit_test(full_width_braces_are_braces),
		cmocka_unit_test(a_value_in_quotation_marks_may_hold_semicolons),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(radio_buttons_of_one_name_are_one_field),
		cmocka_unit_test(tags_without_a_name_get_one_that_nobody_has),
		cmocka_unit_test(a_tag_that_another_one_interrupts_is_not_closed),
		cmocka_unit_test(areas_end_where_the_next_one_begins_but_a_seal_may_lie_over_others),
		cmocka_unit_test(many_tags_are_cut_and_end_soon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
