#include "../test.h"
#include "pdf/object.h"

static void equal_dictionaries_may_differ_in_order(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct pdf_dict_builder a = pdf_dict_new(mem), b = pdf_dict_new(mem);
	struct pdf_obj x, y;
	(void)state;

	pdf_dict_set(&a, "A", pdf_int(1));
	pdf_dict_set(&a, "B", pdf_name("N"));
	pdf_dict_set(&b, "B", pdf_name("N"));
	pdf_dict_set(&b, "A", pdf_int(1));
	x = pdf_dict_obj(&a);
	y = pdf_dict_obj(&b);
	assert_true(pdf_obj_equal(&x, &y));
	pdf_dict_set(&b, "A", pdf_int(2));
	y = pdf_dict_obj(&b);
	assert_false(pdf_obj_equal(&x, &y));
	assert_true(pdf_is_name(pdf_dict_get(&x, "B"), "N"));
	assert_null(pdf_dict_get(&x, "C"));
	assert_null(pdf_dict_get(NULL, "C"));
}

static void setting_a_key_again_replaces_it_and_unset_removes_it(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(buf) struct buf out = { 0 };
	struct pdf_dict_builder b = pdf_dict_new(mem);
	struct pdf_obj o;
	char key[20][4];
	(void)state;

	for (int i = 0; i < 20; i++) {
		key[i][0] = 'K';
		key[i][1] = (char)('a' + i);
		key[i][2] = 0;
		pdf_dict_set(&b, key[i], pdf_int(i));
	}
	for (int i = 0; i < 17; i++)
		pdf_dict_unset(&b, key[i]);
	pdf_dict_set(&b, "Kr", pdf_int(99));
	o = pdf_dict_obj(&b);
	pdf_obj_write(&out, &o);
	assert_string_equal(buf_cstr(&out), "<</Kr 99/Ks 18/Kt 19>>");
}

static void every_kind_is_written_as_its_syntax(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(buf) struct buf out = { 0 };
	struct pdf_obj items[] = {
		{ .kind = PDF_NULL },
		{ .kind = PDF_BOOL, .u.boolean = 1 },
		pdf_int(-7),
		pdf_real(0.5),
		pdf_real(-12.25),
		pdf_string(BYTES_LIT("a(b)\\")),
		pdf_string(BYTES("\0\xff", 2)),
		pdf_name("A B#\xe3"),
		pdf_refer((struct pdf_ref){ 12, 3 }),
		pdf_text(mem, "\xe5\x8d\xb0\xf0\x9f\x98\x80"),
	};
	struct pdf_obj array = pdf_array(mem, items, COUNT_OF(items));
	(void)state;

	pdf_obj_write(&out, &array);
	assert_string_equal(buf_cstr(&out),
			    "[null true -7 0.5 -12.25 (a\\(b\\)\\\\) <00FF> /A#20B#23#E3 12 3 R "
			    "<FEFF5370D83DDE00>]");
}

static void appending_to_an_array_leaves_the_old_one(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct pdf_obj one = pdf_array_append(mem, NULL, pdf_int(1));
	struct pdf_obj two = pdf_array_append(mem, &one, pdf_int(2));
	(void)state;

	assert_int_equal(one.u.array.n, 1);
	assert_int_equal(two.u.array.n, 2);
	assert_int_equal(two.u.array.items[1].u.integer, 2);
}

static void a_full_arena_marks_the_builder_failed(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(64);
	struct pdf_dict_builder b = pdf_dict_new(mem);
	(void)state;

	pdf_dict_set(&b, "A", pdf_int(1));
	assert_true(b.failed);
	assert_int_equal(pdf_array(mem, (struct pdf_obj[2]){ 0 }, 2).kind, PDF_NULL);
}

/* One buffer for the name of each field in turn: the object keeps what it held. */
static void a_text_outlives_the_buffer_it_was_made_from(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	char name[] = "first";
	struct pdf_obj o = pdf_text(mem, name);
	(void)state;

	memcpy(name, "other", 5);
	assert_int_equal(o.kind, PDF_STRING);
	assert_memory_equal(o.u.text.data, "first", 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_outlives_the_buffer_it_was_made_from),
		cmocka_unit_test(equal_dictionaries_may_differ_in_order),
		cmocka_unit_test(setting_a_key_again_replaces_it_and_unset_removes_it),
		cmocka_unit_test(every_kind_is_written_as_its_syntax),
		cmocka_unit_test(appending_to_an_array_leaves_the_old_one),
		cmocka_unit_test(a_full_arena_marks_the_builder_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
