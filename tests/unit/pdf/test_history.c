#include "../test.h"
#include <inttypes.h>
#include "make.h"
#include "pdf/history.h"

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

/* Every object of the view is what the file cut off at that revision shows. */
static void assert_same(struct pdf_doc *all, unsigned i, struct pdf_doc *view)
{
	struct pdf_doc *alone;
	struct error e = { 0 };

	assert_ok(pdf_doc_open_revision(all, i, mem, &alone, &e));
	assert_int_equal(pdf_doc_size(view), pdf_doc_size(alone));
	assert_int_equal(pdf_doc_revisions(view), pdf_doc_revisions(alone));
	assert_int_equal(pdf_doc_version(view), pdf_doc_version(alone));
	assert_true(pdf_obj_equal(pdf_doc_trailer(view), pdf_doc_trailer(alone)));
	for (uint32_t num = 0; num < pdf_doc_size(all) + 3; num++) {
		const struct pdf_obj *a, *b;
		struct pdf_location x = { 0 }, y = { 0 };

		assert_int_equal(pdf_doc_object(view, num, &a, &e), ERR_OK);
		assert_int_equal(pdf_doc_object(alone, num, &b, &e), ERR_OK);
		assert_true(pdf_obj_equal(a, b));
		assert_int_equal(pdf_doc_location(view, num, &x), pdf_doc_location(alone, num, &y));
		assert_int_equal(x.where, y.where);
		assert_int_equal(x.off, y.off);
		assert_int_equal(x.gen, y.gen);
		assert_int_equal(x.revision, y.revision);
	}
}

static void walk_and_compare(const struct make *m, unsigned first)
{
	AUTO(pdf_history) struct pdf_history *h = NULL;
	struct pdf_doc *all;
	struct error e = { 0 };

	assert_ok(make_open(m, mem, &all, &e));
	assert_ok(pdf_history_new(all, first, mem, &h, &e));
	for (unsigned i = first; i < pdf_doc_revisions(all); i++) {
		assert_int_equal(pdf_history_at(h), i);
		assert_same(all, i, pdf_history_doc(h));
		if (i + 1 == pdf_doc_revisions(all)) {
			assert_null(pdf_history_after(h));
			break;
		}
		assert_same(all, i + 1, pdf_history_after(h));
		assert_ok(pdf_history_step(h, &e));
	}
}

static const char *prev(const struct make *m)
{
	return arena_printf(mem, "/Prev %" PRIu64, m->section);
}

static void table(struct make *m, unsigned size)
{
	make_table(m, size, prev(m));
}

static void each_revision_shows_what_the_file_cut_off_there_shows(void **state)
{
	AUTO(make) struct make m = { 0 };
	(void)state;

	make_file(&m);
	make_object(&m, 5, "(first)");
	table(&m, 6);
	make_object(&m, 5, "(second)");
	make_object(&m, 40, "(far)");
	table(&m, 41);
	make_object(&m, 1, "<< /Type /Catalog /Pages 2 0 R /Version /2.0 /New 5 0 R >>");
	table(&m, 41);
	make_object(&m, 5, "(third)");
	table(&m, 41);
	walk_and_compare(&m, 0);
	walk_and_compare(&m, 2);
	walk_and_compare(&m, 4);
}

static void object_streams_and_tables_mix(void **state)
{
	AUTO(make) struct make m = { 0 };
	(void)state;

	make_header(&m);
	make_body(&m);
	make_stream(&m, 6, "/Type/ObjStm/N 1/First 4", BYTES_LIT("5 0 (packed)"));
	make_xref_stream(&m, 7, (struct make_members){ 5, 1, 6 }, "");
	make_object(&m, 5, "(later)");
	table(&m, 8);
	walk_and_compare(&m, 0);
	walk_and_compare(&m, 1);
}

static void there_is_nothing_after_the_newest(void **state)
{
	AUTO(make) struct make m = { 0 };
	AUTO(pdf_history) struct pdf_history *h = NULL;
	struct pdf_doc *all;
	struct error e = { 0 };
	(void)state;

	make_file(&m);
	assert_ok(make_open(&m, mem, &all, &e));
	assert_int_equal(pdf_history_new(all, 1, mem, &h, &e), ERR_INTERNAL);
	assert_ok(pdf_history_new(all, 0, mem, &h, &e));
	assert_null(pdf_history_after(h));
}

/* Writers understate /Size, readers show what a section lists all the same (decision 0101). */
static void an_older_revision_shows_what_lies_beyond_its_size(void **state)
{
	AUTO(make) struct make m = { 0 };
	AUTO(pdf_history) struct pdf_history *h = NULL;
	const struct pdf_obj *o;
	struct pdf_doc *all;
	struct error e = { 0 };
	(void)state;

	make_file(&m);
	make_object(&m, 9, "(beyond)");
	table(&m, 6);
	make_object(&m, 5, "(x)");
	table(&m, 10);
	assert_ok(make_open(&m, mem, &all, &e));
	assert_ok(pdf_history_new(all, 1, mem, &h, &e));
	assert_int_equal(pdf_doc_size(pdf_history_doc(h)), 10);
	assert_ok(pdf_doc_object(pdf_history_doc(h), 9, &o, &e));
	assert_int_equal(o->kind, PDF_STRING);
}

static void memory_is_bounded(void **state)
{
	AUTO(make) struct make m = { 0 };
	AUTO(arena) struct arena *small = arena_new(64);
	AUTO(pdf_history) struct pdf_history *h = NULL;
	struct pdf_doc *all;
	struct error e = { 0 };
	(void)state;

	make_file(&m);
	assert_ok(make_open(&m, mem, &all, &e));
	assert_int_equal(pdf_history_new(all, 0, small, &h, &e), ERR_PDF_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_revision_shows_what_the_file_cut_off_there_shows,
						setup, teardown),
		cmocka_unit_test_setup_teardown(object_streams_and_tables_mix, setup, teardown),
		cmocka_unit_test_setup_teardown(there_is_nothing_after_the_newest, setup, teardown),
		cmocka_unit_test_setup_teardown(an_older_revision_shows_what_lies_beyond_its_size, setup, teardown),
		cmocka_unit_test_setup_teardown(memory_is_bounded, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
