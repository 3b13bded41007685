/* Files of up to 1 MB that were made to cost time or memory. Each is answered
 * within the arena that a caller gives and within two seconds. */
#include "../test.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zlib.h>
#include "make.h"

enum { MEMORY = 24 << 20, STREAM_MEMORY = 16 << 20, SIZE = 1 << 20 };

static enum err read_stream(struct pdf_doc *d, const struct pdf_obj *o, struct error *e)
{
	AUTO(arena) struct arena *scratch = arena_new(STREAM_MEMORY);
	struct bytes data;

	return o->kind == PDF_STREAM ? pdf_doc_stream_data(d, o, scratch, &data, e) : ERR_OK;
}

/* The first failure; goes on after it, as a validator would. */
static enum err read_all(struct pdf_doc *d, struct error *e)
{
	enum err rc = ERR_OK;
	uint32_t pages;

	for (uint32_t num = 0; num < pdf_doc_size(d); num++) {
		const struct pdf_obj *o;
		struct error other;
		enum err one = pdf_doc_object(d, num, &o, &other);

		if (one == ERR_OK)
			one = read_stream(d, o, &other);
		if (rc == ERR_OK && one != ERR_OK) {
			*e = other;
			rc = one;
		}
	}
	return rc == ERR_OK ? pdf_doc_page_count(d, &pages, e) : rc;
}

static enum err answer(const struct make *m, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(MEMORY);
	clock_t start = clock();
	struct pdf_doc *d;
	enum err rc;

	assert_true(m->file.len < 2 * SIZE);
	*e = (struct error){ 0 };
	rc = make_open(m, mem, &d, e);
	if (rc == ERR_OK)
		rc = read_all(d, e);
	if (clock() - start > 2 * CLOCKS_PER_SEC)
		fail_msg("%.1f s", (double)(clock() - start) / CLOCKS_PER_SEC);
	return rc;
}

static void deflate_zeros(struct buf *out, size_t n)
{
	AUTO(buf) struct buf zeros = { 0 };
	uLongf len = compressBound(n);

	buf_fill(&zeros, 0, n);
	buf_reserve(out, len);
	assert_int_equal(compress2(out->data, &len, zeros.data, n, 9), Z_OK);
	out->len = len;
}

static void a_compressed_table_of_eight_million_objects(void **state)
{
	AUTO(make) struct make m = { 0 };
	AUTO(buf) struct buf data = { 0 };
	struct error e;
	uint64_t at;
	(void)state;

	make_header(&m);
	at = m.file.len;
	deflate_zeros(&data, 16000000);
	make_stream(&m, 1, "/Type/XRef/W[1 1 0]/Size 8000000/Root 1 0 R/Filter/FlateDecode",
		    buf_bytes(&data));
	make_startxref(&m, at);
	assert_int_equal(answer(&m, &e), ERR_PDF_LIMIT);
}

static void a_table_of_more_objects_than_allowed(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct error e;
	(void)state;

	make_file(&m);
	make_replace(&m, "0 1\n", "8388608 1\n");
	assert_int_equal(answer(&m, &e), ERR_PDF_LIMIT);
	assert_non_null(strstr(e.msg, "object numbers beyond 8388607"));
}

static void a_stream_that_inflates_a_thousandfold(void **state)
{
	AUTO(make) struct make m = { 0 };
	AUTO(buf) struct buf data = { 0 };
	struct error e;
	(void)state;

	make_header(&m);
	make_body(&m);
	deflate_zeros(&data, 80 << 20);
	make_stream(&m, 5, "/Filter/FlateDecode", buf_bytes(&data));
	make_table(&m, 6, "");
	assert_int_equal(answer(&m, &e), ERR_PDF_LIMIT);
}

static void filters_upon_filters(void **state)
{
	AUTO(make) struct make m = { 0 };
	AUTO(buf) struct buf once = { 0 };
	unsigned char twice[4096];
	uLongf len = sizeof(twice);
	struct error e;
	(void)state;

	make_header(&m);
	make_body(&m);
	deflate_zeros(&once, 8 << 20);
	assert_int_equal(compress2(twice, &len, once.data, once.len, 9), Z_OK);
	make_stream(&m, 5, "/Filter[/FlateDecode/FlateDecode]", BYTES(twice, len));
	make_table(&m, 6, "");
	assert_int_equal(answer(&m, &e), ERR_PDF_LIMIT);
}

/* "7 0 obj(" again and again: each object is a string up to the end of the file. */
static void objects_that_overlap(void **state)
{
	AUTO(make) struct make m = { 0 };
	uint64_t *at = calloc(SIZE, sizeof(*at)), n = 5;
	struct error e;
	(void)state;

	make_header(&m);
	make_body(&m);
	for (; m.file.len < SIZE / 3; n++) {
		at[n] = m.file.len;
		buf_printf(&m.file, "%" PRIu64 " 0 obj(", n);
	}
	at[0] = m.file.len;
	buf_printf(&m.file, "xref\n0 5\n0000000000 65535 f \n");
	for (unsigned i = 1; i < 5; i++)
		buf_printf(&m.file, "%010" PRIu64 " 00000 n \n", m.at[i]);
	buf_printf(&m.file, "5 %" PRIu64 "\n", n - 5);
	for (uint64_t i = 5; i < n; i++)
		buf_printf(&m.file, "%010" PRIu64 " 00000 n \n", at[i]);
	buf_printf(&m.file, "trailer<</Size %" PRIu64 "/Root 1 0 R>>\n", n);
	make_startxref(&m, at[0]);
	free(at);
	assert_int_equal(answer(&m, &e), ERR_PDF_DAMAGED);
	assert_non_null(strstr(e.msg, "string without its closing parenthesis"));
}

static void many_small_revisions(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct error e;
	(void)state;

	make_file(&m);
	for (unsigned i = 0; i < 5000; i++) {
		char extra[40];

		snprintf(extra, sizeof(extra), "/Prev %" PRIu64, m.section);
		make_table(&m, 5, extra);
		if (i == 4000)
			assert_ok(answer(&m, &e));
	}
	assert_int_equal(answer(&m, &e), ERR_PDF_LIMIT);
	assert_non_null(strstr(e.msg, "more than 4096 cross-reference sections"));
}

static void one_object_of_many_values(void **state)
{
	AUTO(make) struct make m = { 0 };
	AUTO(buf) struct buf text = { 0 };
	struct error e;
	(void)state;

	make_header(&m);
	make_body(&m);
	buf_append_byte(&text, '[');
	while (text.len < SIZE)
		buf_append_str(&text, "0 ");
	buf_append_byte(&text, ']');
	make_object(&m, 5, buf_cstr(&text));
	make_table(&m, 6, "");
	assert_int_equal(answer(&m, &e), ERR_PDF_LIMIT);
}

static void one_dictionary_of_many_keys(void **state)
{
	AUTO(make) struct make m = { 0 };
	AUTO(buf) struct buf text = { 0 };
	struct error e;
	(void)state;

	make_header(&m);
	make_body(&m);
	buf_append_str(&text, "<<");
	for (unsigned i = 0; i < 60000; i++)
		buf_printf(&text, "/%x 1", i);
	buf_append_str(&text, ">>");
	make_object(&m, 5, buf_cstr(&text));
	make_table(&m, 6, "");
	assert_ok(answer(&m, &e));
}

static void a_deep_page_tree(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct error e;
	uint64_t at[200];
	(void)state;

	make_header(&m);
	at[1] = m.file.len;
	make_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	for (unsigned i = 2; i < 200; i++) {
		at[i] = m.file.len;
		buf_printf(&m.file, "%u 0 obj<</Type/Pages/Parent %u 0 R/Kids[%u 0 R]/Count 1>>endobj\n",
			   i, i - 1, i + 1);
	}
	at[0] = m.file.len;
	buf_printf(&m.file, "xref\n0 200\n0000000000 65535 f \n");
	for (unsigned i = 1; i < 200; i++)
		buf_printf(&m.file, "%010" PRIu64 " 00000 n \n", at[i]);
	buf_append_str(&m.file, "trailer<</Size 200/Root 1 0 R>>\n");
	make_startxref(&m, at[0]);
	assert_int_equal(answer(&m, &e), ERR_PDF_LIMIT);
	assert_string_equal(e.msg, "page tree: deeper than 64");
}

/* Each level names the next one twice: 2^40 leaves in 40 objects. */
static void a_page_tree_that_doubles_at_each_level(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct error e;
	char text[160];
	(void)state;

	make_header(&m);
	make_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	for (unsigned i = 2; i < 42; i++) {
		snprintf(text, sizeof(text), "<</Type/Pages/Parent %u 0 R/Kids[%u 0 R %u 0 R]/Count 9>>",
			 i - 1, i + 1, i + 1);
		make_object(&m, i, text);
	}
	make_object(&m, 42, "<</Type/Page/Parent 41 0 R>>");
	make_table(&m, 43, "");
	assert_int_equal(answer(&m, &e), ERR_PDF_DAMAGED);
	assert_string_equal(e.msg, "page tree: object 42 stands in it twice");
}

static void an_object_stream_of_many_members(void **state)
{
	AUTO(make) struct make m = { 0 };
	AUTO(buf) struct buf head = { 0 };
	AUTO(buf) struct buf body = { 0 };
	struct error e;
	char dict[80];
	unsigned n;
	(void)state;

	buf_append_str(&head, "1 0 2 30 3 66 ");
	buf_append_str(&body, "<</Type/Catalog/Pages 2 0 R>> <</Type/Pages/Kids[3 0 R]/Count 1>> "
			      "<</Type/Page/Parent 2 0 R>>");
	for (n = 3; head.len < SIZE / 2; n++)
		buf_printf(&head, "%u %u ", n + 10, 88 + 2 * n);
	while (body.len < SIZE / 2)
		buf_append_str(&body, " 0");
	make_header(&m);
	snprintf(dict, sizeof(dict), "/Type/ObjStm/N %u/First %zu", n, head.len);
	buf_append(&head, buf_bytes(&body));
	make_stream(&m, 4, dict, buf_bytes(&head));
	make_xref_stream(&m, 6, (struct make_members){ 1, 3, 4 }, "");
	if (answer(&m, &e) != ERR_OK)
		fail_msg("%s", e.msg);
}

static void the_callers_limits_count(void **state)
{
	AUTO(make) struct make m = { 0 };
	AUTO(arena) struct arena *mem = arena_new(0);
	struct pdf_limits limits = pdf_limits_default;
	struct pdf_source src;
	struct pdf_doc *d;
	struct error e;
	(void)state;

	make_header(&m);
	make_body(&m);
	make_object(&m, 1, "<</Type/Catalog/Pages 2 0 R/A[[[]]]/B(some more text)>>");
	make_table(&m, 5, "");
	src = pdf_source_memory(make_bytes(&m));
	limits.depth = 3;
	assert_int_equal(pdf_doc_open(&src, mem, &limits, &d, &e), ERR_PDF_LIMIT);
	assert_non_null(strstr(e.msg, "containers nested deeper than 3"));
	limits.depth = 4;
	assert_ok(pdf_doc_open(&src, mem, &limits, &d, &e));
	limits.object_bytes = 32;
	assert_int_equal(pdf_doc_open(&src, mem, &limits, &d, &e), ERR_PDF_LIMIT);
	assert_non_null(strstr(e.msg, "is longer than 32 bytes"));
	limits.object_bytes = 1000;
	limits.objects = 3;
	assert_int_equal(pdf_doc_open(&src, mem, &limits, &d, &e), ERR_PDF_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_compressed_table_of_eight_million_objects),
		cmocka_unit_test(a_table_of_more_objects_than_allowed),
		cmocka_unit_test(a_stream_that_inflates_a_thousandfold),
		cmocka_unit_test(filters_upon_filters),
		cmocka_unit_test(objects_that_overlap),
		cmocka_unit_test(many_small_revisions),
		cmocka_unit_test(one_object_of_many_values),
		cmocka_unit_test(one_dictionary_of_many_keys),
		cmocka_unit_test(a_deep_page_tree),
		cmocka_unit_test(a_page_tree_that_doubles_at_each_level),
		cmocka_unit_test(an_object_stream_of_many_members),
		cmocka_unit_test(the_callers_limits_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
