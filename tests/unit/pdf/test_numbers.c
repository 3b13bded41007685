#include "../test.h"
#include "make.h"
#include "pdf/index.h"
#include "pdf/numbers.h"
#include "sample.h"

enum { SIZE = 5, DANGLING = 900 };

/* Objects 1 to 4; the last one is the text given. */
static struct paper with(enum sample_kind kind, const char *text, const char *trailer)
{
	const char *const texts[] = { "<</Type/Catalog/Pages 2 0 R>>",
				      "<</Type/Pages/Kids[3 0 R]/Count 1>>",
				      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>", text };

	return paper_new((struct sample){
		.kind = kind, .texts = texts, .n = COUNT_OF(texts), .extra = trailer });
}

static struct pdf_doc *open(struct paper *p)
{
	struct pdf_source src = pdf_source_memory(buf_bytes(&p->file));
	struct error e = { 0 };

	if (pdf_doc_open(&src, p->mem, NULL, &p->doc, &e) != ERR_OK)
		fail_msg("open: %s", e.msg);
	return p->doc;
}

static uint32_t begin(struct pdf_doc *d)
{
	struct error e = { 0 };
	uint32_t first = 0;

	if (pdf_numbers_begin(d, &first, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return first;
}

static struct pdf_ref add(struct paper *p)
{
	struct pdf_obj v = pdf_string(BYTES_LIT("new"));
	struct pdf_ref ref;

	assert_ok(pdf_update_add(p->u, &v, &ref, NULL));
	return ref;
}

static void a_number_that_the_document_refers_to_stays_null_in_all_updates(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper) struct paper p = with((enum sample_kind)kind, "[900 0 R]", NULL);
		const struct pdf_obj *o;

		paper_open(&p);
		for (uint32_t i = 1; i < 6; i++) {
			uint32_t expected = i == 1 ? DANGLING + 1 : pdf_doc_size(p.doc);

			assert_int_equal(add(&p).num, expected);
			paper_append(&p);
			assert_true(pdf_doc_size(p.doc) > expected);
			assert_int_equal(p.tail.size, pdf_doc_size(p.doc));
		}
		assert_ok(pdf_doc_object(p.doc, DANGLING, &o, NULL));
		assert_int_equal(o->kind, PDF_NULL);
	}
}

static void every_reference_counts_wherever_it_stands(void **state)
{
	static const struct {
		const char *text, *trailer;
	} rows[] = {
		{ "[900 0 R]", NULL },
		{ "900 0 R", NULL },
		{ "<</A[[<</B 900 0 R>>]]>>", NULL },
		{ "[900 7 R]", NULL },
		{ "[0000900 0 R]", NULL },
		{ "[1 2 3 900%comment\n0\rR]", NULL },
		{ "[(x)900 0 R(y)]", NULL },
		{ "[1.2.3 --4 #zz } 900 0 R]", NULL }, /* not readable, but not by everybody */
		{ "<</A 1/A 900 0 R>>", NULL },
		{ "<</Length 3/A 900 0 R>>\nstream\nabc\nendstream", NULL },
		{ "<</A 900 0 R", NULL },
		{ "null", "/Info 900 0 R" },
		{ "null", "/Own[<</A 900 0 R>>]" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (int kind = 0; kind < SAMPLE_OBJSTM; kind++) {
			AUTO(paper)
			struct paper p =
				with((enum sample_kind)kind, rows[i].text, rows[i].trailer);

			if (begin(open(&p)) != DANGLING + 1)
				fail_msg("%s %s", rows[i].text, rows[i].trailer);
		}
}

static void what_only_looks_like_a_reference_does_not_count(void **state)
{
	static const char *const rows[] = {
		"[(900 0 R)]",
		"[%900 0 R\n]",
		"[/900#200#20R]",
		"[900 R]",
		"[900 0 r 1 0 null]",
		"[900 0 RG]",
		"[900.0 0 R]",
		"[900 (x) 0 R]",
		"<393030203020522>",
		"[/900 0/R]",
		"<</Length 9>>\nstream\n[900 0 R]\nendstream",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(paper) struct paper p = with(SAMPLE_TABLE, rows[i], NULL);

		if (begin(open(&p)) != SIZE)
			fail_msg("%s", rows[i]);
	}
}

static struct pdf_doc *made(struct make *m, struct arena *mem)
{
	struct error e = { 0 };
	struct pdf_doc *d;

	if (make_open(m, mem, &d, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return d;
}

static void what_an_older_revision_referred_to_counts_too(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(make) struct make m = { 0 };
	char prev[32];

	(void)state;
	make_header(&m);
	make_body(&m);
	make_object(&m, 5, "[900 0 R]");
	make_table(&m, 6, "/Own 800 0 R");
	make_object(&m, 5, "(replaced)");
	snprintf(prev, sizeof(prev), "/Prev %u", (unsigned)m.section);
	make_table(&m, 6, prev);
	assert_int_equal(begin(made(&m, mem)), DANGLING + 1);
	make_replace(&m, "[900 0 R]", "(nothing)");
	assert_int_equal(begin(made(&m, mem)), 801);
}

static void a_number_that_is_listed_counts_whatever_size_says(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(make) struct make m = { 0 };

	(void)state;
	make_header(&m);
	make_body(&m);
	make_object(&m, 9, "[6 0 R]");
	make_table(&m, 5, "");
	assert_int_equal(begin(made(&m, mem)), 10);
}

/* Objects 1 to 4 in use, 5 and 6 free, 7 in use; 5 is referred to. */
static void free_numbers_are_never_used_again(void **state)
{
	static const char *const texts[] = { "<</Type/Catalog/Pages 2 0 R>>",
					     "<</Type/Pages/Kids[]/Count 0>>", "[3 0 R 4 0 R]",
					     "null" };
	AUTO(paper)
	struct paper p = paper_new((struct sample){ .texts = texts, .n = COUNT_OF(texts) });
	struct pdf_obj v = pdf_int(1);

	(void)state;
	buf_append_str(&p.file, "xref\n3 2\n0000000004 00001 f \n0000000000 00001 f \n"
				"trailer\n<</Size 8/Root 1 0 R/Prev ");
	buf_printf(&p.file, "%zu>>\nstartxref\n%zu\n%%%%EOF\n",
		   bytes_find(buf_bytes(&p.file), BYTES_LIT("xref\n"), 0),
		   bytes_find(buf_bytes(&p.file), BYTES_LIT("xref\n3 2"), 0));
	paper_open(&p);
	for (uint32_t num = 8; num < 20; num++)
		assert_int_equal(add(&p).num, num);
	for (uint32_t num = 3; num < 8; num++)
		for (uint32_t gen = 0; gen < 3; gen++)
			assert_int_equal(
				pdf_update_set(p.u, (struct pdf_ref){ num, gen }, &v, NULL),
				ERR_INVALID);
}

static void numbers_that_no_object_can_have_do_not_count(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper)
		struct paper p =
			with((enum sample_kind)kind, "[8388608 0 R 4294967295 0 R -900 0 R]", NULL);

		assert_true(begin(open(&p)) <= SIZE + 2);
	}
	AUTO(paper)
	struct paper p = with(SAMPLE_TABLE, "[99999999999 0 R 99999999999999999999999 0 R]", NULL);
	assert_int_equal(begin(open(&p)), SIZE);
}

static void the_highest_number_leaves_no_room_and_the_message_names_it(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper) struct paper p = with((enum sample_kind)kind, "[8388607 0 R]", NULL);
		struct error e = { 0 };
		struct pdf_update *u;
		struct bytes index;

		assert_int_equal(pdf_update_begin(open(&p), p.mem, &u, &e), ERR_PDF_LIMIT);
		assert_non_null(strstr(e.msg, "object 8388607"));
		assert_int_equal(pdf_numbers_room(p.doc, NULL), ERR_PDF_LIMIT);
		assert_int_equal(pdf_index_build(p.doc, p.mem, &index, NULL), ERR_PDF_LIMIT);
	}
}

static void a_high_number_costs_neither_bytes_nor_memory(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper) struct paper p = with((enum sample_kind)kind, "[8388600 0 R]", NULL);
		const struct pdf_obj *o;

		paper_open(&p);
		assert_int_equal(add(&p).num, 8388601);
		paper_append(&p);
		assert_true(p.tail.len < 500);
		assert_int_equal(add(&p).num, pdf_doc_size(p.doc));
		paper_append(&p);
		assert_ok(pdf_doc_object(p.doc, 8388601, &o, NULL));
		assert_int_equal(o->kind, PDF_STRING);
		assert_true(arena_used(p.mem) < 2 * 1024 * 1024);
		assert_int_equal(pdf_numbers_room(p.doc, NULL), ERR_PDF_LIMIT);
	}
}

static void the_last_numbers_are_used_and_no_more(void **state)
{
	AUTO(paper) struct paper p = with(SAMPLE_TABLE, "[8388605 0 R]", NULL);

	(void)state;
	paper_open(&p);
	assert_int_equal(add(&p).num, 8388606);
	assert_int_equal(add(&p).num, 8388607);
	assert_int_equal(pdf_update_reserve(p.u).num, 0);
}

static void what_the_search_takes_is_given_back(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper) struct paper p = with((enum sample_kind)kind, "[900 0 R]", NULL);
		AUTO(arena) struct arena *mem = arena_new(4 * 1024 * 1024);
		struct pdf_source src = pdf_source_memory(buf_bytes(&p.file));
		struct pdf_doc *d;
		size_t left;

		assert_ok(pdf_doc_open(&src, mem, NULL, &d, NULL));
		left = arena_left(mem);
		assert_int_equal(begin(d), DANGLING + 1);
		assert_int_equal(arena_left(mem), left);
	}
}

static void objects_of_a_file_that_is_no_mapping_are_read_by_ranges(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(make) struct make m = { 0 };
	AUTO(buf) struct buf text = { 0 };
	struct error e = { 0 };
	struct pdf_doc *d;

	(void)state;
	make_header(&m);
	make_body(&m);
	buf_append_byte(&text, '[');
	while (text.len < 100000)
		buf_append_str(&text, "12 0 R (some text between) ");
	buf_append_str(&text, "900 0 R]");
	buf_append_byte(&text, '\0');
	make_object(&m, 5, (const char *)text.data);
	make_table(&m, 6, "");
	if (make_open_ranged(&m, mem, &d, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	assert_int_equal(begin(d), DANGLING + 1);
}

static void an_object_stream_that_cannot_be_read_is_refused(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(make) struct make m = { 0 };
	struct error e = { 0 };
	uint32_t first = 7;

	(void)state;
	make_header(&m);
	make_body(&m);
	make_stream(&m, 5, "/Type/ObjStm/N 1/First 4/Filter/FlateDecode",
		    BYTES_LIT("not deflated"));
	make_table(&m, 6, "");
	assert_int_equal(pdf_numbers_begin(made(&m, mem), &first, &e), ERR_PDF_DAMAGED);
	assert_non_null(strstr(e.msg, "object stream"));
	assert_int_equal(first, 7);
}

static void an_object_stream_counts_by_any_spelling_of_its_type(void **state)
{
	static const char *const dicts[] = { "/Type/ObjStm/N 1/First 4",
					     "/N 1/Type /Obj#53tm/First 4",
					     "/T#79pe/ObjStm/N 1/First 4" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(dicts); i++) {
		AUTO(arena) struct arena *mem = arena_new(0);
		AUTO(make) struct make m = { 0 };

		make_header(&m);
		make_body(&m);
		make_stream(&m, 5, dicts[i], BYTES_LIT("6 0 [900 0 R]"));
		make_table(&m, 6, "");
		assert_int_equal(begin(made(&m, mem)), DANGLING + 1);
	}
}

/* Each string holds the next object: whoever reads them all reads the rest of the file each time.
 */
static void objects_within_objects_end_the_search(void **state)
{
	enum { NESTED = 20000 };
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(buf) struct buf file = { 0 }, rows = { 0 };
	struct pdf_source src;
	struct error e = { 0 };
	struct pdf_doc *d;
	uint32_t first;

	(void)state;
	buf_append_str(&file, "%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n");
	for (unsigned i = 2; i < NESTED; i++) {
		buf_printf(&rows, "%010zu 00000 n \n", file.len);
		buf_printf(&file, "%u 0 obj(", i);
	}
	src.size = file.len;
	buf_printf(&file, "\nxref\n0 %d\n0000000000 65535 f \n%010d 00000 n \n", NESTED, 9);
	buf_append(&file, buf_bytes(&rows));
	buf_printf(&file, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", NESTED,
		   (size_t)src.size + 1);
	src = pdf_source_memory(buf_bytes(&file));
	assert_ok(pdf_doc_open(&src, mem, NULL, &d, NULL));
	assert_int_equal(pdf_numbers_begin(d, &first, &e), ERR_PDF_LIMIT);
	assert_non_null(strstr(e.msg, "overlap"));
}

/* of a document that is opened by its index */

static struct pdf_doc *by_index(struct paper *p, struct bytes index)
{
	struct pdf_source src = pdf_source_memory(buf_bytes(&p->file));
	struct error e = { 0 };
	struct pdf_doc *d;

	if (pdf_doc_open_indexed(&src, index, p->mem, NULL, &d, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return d;
}

static void the_index_knows_where_numbers_begin(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper) struct paper p = with((enum sample_kind)kind, "[900 0 R]", NULL);
		struct bytes index, moved;

		paper_open(&p);
		assert_ok(pdf_index_build(p.doc, p.mem, &index, NULL));
		assert_true(pdf_index_is_current(index));
		assert_int_equal(begin(by_index(&p, index)), DANGLING + 1);
		add(&p);
		paper_append(&p);
		assert_ok(pdf_index_advance(index, BYTES(p.tail.data, p.tail.len), p.mem, &moved,
					    NULL));
		assert_int_equal(begin(by_index(&p, moved)), pdf_doc_size(p.doc));
	}
}

static void what_an_update_of_another_program_refers_to_counts_in_the_next_index(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper) struct paper p = with((enum sample_kind)kind, "(nothing)", NULL);
		struct pdf_obj nobody = pdf_refer((struct pdf_ref){ DANGLING, 0 });
		struct bytes index, moved;

		paper_open(&p);
		assert_ok(pdf_index_build(p.doc, p.mem, &index, NULL));
		assert_ok(pdf_update_set(p.u, (struct pdf_ref){ 4, 0 }, &nobody, NULL));
		paper_append(&p);
		assert_ok(pdf_index_advance(index, BYTES(p.tail.data, p.tail.len), p.mem, &moved,
					    NULL));
		assert_int_equal(begin(by_index(&p, moved)), DANGLING + 1);
		assert_int_equal(begin(p.doc), DANGLING + 1);
	}
}

static void an_index_of_an_older_form_is_as_good_as_none(void **state)
{
	(void)state;
	assert_false(pdf_index_is_current(BYTES_LIT("SKYPDFX1 and more")));
	assert_false(pdf_index_is_current(BYTES_LIT("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_that_the_document_refers_to_stays_null_in_all_updates),
		cmocka_unit_test(every_reference_counts_wherever_it_stands),
		cmocka_unit_test(what_only_looks_like_a_reference_does_not_count),
		cmocka_unit_test(what_an_older_revision_referred_to_counts_too),
		cmocka_unit_test(a_number_that_is_listed_counts_whatever_size_says),
		cmocka_unit_test(free_numbers_are_never_used_again),
		cmocka_unit_test(numbers_that_no_object_can_have_do_not_count),
		cmocka_unit_test(the_highest_number_leaves_no_room_and_the_message_names_it),
		cmocka_unit_test(a_high_number_costs_neither_bytes_nor_memory),
		cmocka_unit_test(the_last_numbers_are_used_and_no_more),
		cmocka_unit_test(what_the_search_takes_is_given_back),
		cmocka_unit_test(objects_of_a_file_that_is_no_mapping_are_read_by_ranges),
		cmocka_unit_test(an_object_stream_that_cannot_be_read_is_refused),
		cmocka_unit_test(an_object_stream_counts_by_any_spelling_of_its_type),
		cmocka_unit_test(objects_within_objects_end_the_search),
		cmocka_unit_test(the_index_knows_where_numbers_begin),
		cmocka_unit_test(
			what_an_update_of_another_program_refers_to_counts_in_the_next_index),
		cmocka_unit_test(an_index_of_an_older_form_is_as_good_as_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
