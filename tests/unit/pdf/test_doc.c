#include "../test.h"
#include <inttypes.h>
#include <stdio.h>
#include "make.h"

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

static struct pdf_doc *opened(const struct make *m)
{
	struct pdf_doc *d = NULL;
	struct error e = { 0 };

	if (make_open(m, mem, &d, &e) != ERR_OK)
		fail_msg("open: %s", e.msg);
	return d;
}

static const char *refused(const struct make *m)
{
	static struct error e;
	struct pdf_doc *d;

	assert_int_equal(make_open(m, mem, &d, &e), ERR_PDF_DAMAGED);
	return e.msg;
}

static const struct pdf_obj *object(struct pdf_doc *d, uint32_t num)
{
	const struct pdf_obj *o = NULL;
	struct error e = { 0 };

	if (pdf_doc_object(d, num, &o, &e) != ERR_OK)
		fail_msg("object: %s", e.msg);
	return o;
}

static void the_facts_of_a_file(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct pdf_doc *d;
	struct pdf_location at;
	(void)state;

	make_file(&m);
	d = opened(&m);
	assert_int_equal(pdf_doc_xref_kind(d), PDF_XREF_TABLE);
	assert_int_equal(pdf_doc_startxref(d), m.section);
	assert_int_equal(pdf_doc_size(d), 5);
	assert_int_equal(pdf_doc_root(d).num, 1);
	assert_int_equal(pdf_doc_version(d), 17);
	assert_int_equal(pdf_doc_revisions(d), 1);
	assert_int_equal(pdf_doc_revision(d, 0).end, m.file.len);
	assert_true(pdf_doc_location(d, 3, &at));
	assert_int_equal(at.where, PDF_LOC_FILE);
	assert_memory_equal(m.file.data + at.off, "3 0 obj", 7);
	assert_int_equal(at.end, 0); /* not read yet */
	assert_int_equal(object(d, 3)->kind, PDF_DICT);
	assert_ptr_equal(object(d, 3), object(d, 3)); /* cached */
	assert_true(pdf_doc_location(d, 3, &at));
	assert_memory_equal(m.file.data + at.end - 6, "endobj", 6);
	assert_int_equal(object(d, 999)->kind, PDF_NULL);
	assert_false(pdf_doc_location(d, 999, &at));
}

static void a_value_can_be_found_in_the_file(void **state)
{
	AUTO(make) struct make m = { 0 };
	const struct pdf_obj *v;
	struct pdf_location at;
	struct pdf_doc *d;
	(void)state;

	make_file(&m);
	d = opened(&m);
	v = pdf_dict_get(object(d, 2), "MediaBox");
	assert_true(pdf_doc_location(d, 2, &at));
	assert_int_equal(v->len, 13);
	assert_memory_equal(m.file.data + at.off + v->off, "[0 0 200 100]", 13);
}

static void the_catalogs_version_counts_when_later(void **state)
{
	AUTO(make) struct make m = { 0 };
	(void)state;

	make_header(&m);
	make_body(&m);
	make_object(&m, 1, "<</Type/Catalog/Pages 2 0 R/Version/2.0>>");
	make_table(&m, 5, "");
	assert_int_equal(pdf_doc_version(opened(&m)), 20);
}

static void a_length_may_be_an_object_of_its_own(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct pdf_doc *d;
	struct bytes data;
	struct error e;
	(void)state;

	make_header(&m);
	make_body(&m);
	make_replace(&m, "/Length 14", "/Length 5 0 R");
	make_object(&m, 5, "14");
	make_table(&m, 6, "");
	d = opened(&m);
	assert_ok(pdf_doc_stream_data(d, object(d, 4), mem, &data, &e));
	assert_true(bytes_eq_str(data, "0 0 10 10 re f"));
}

static void a_length_that_needs_its_own_stream_is_refused(void **state)
{
	AUTO(make) struct make m = { 0 };
	const struct pdf_obj *o;
	struct error e;
	(void)state;

	make_header(&m);
	make_body(&m);
	make_replace(&m, "/Length 14", "/Length 4 0 R");
	make_table(&m, 5, "");
	assert_int_equal(pdf_doc_object(opened(&m), 4, &o, &e), ERR_PDF_DAMAGED);
	assert_string_equal(e.msg, "object 4: object 4 is needed to read itself");
}

static void references_in_a_circle_are_refused(void **state)
{
	AUTO(make) struct make m = { 0 };
	const struct pdf_obj *o;
	struct pdf_obj ref = pdf_refer((struct pdf_ref){ 5, 0 });
	struct error e;
	(void)state;

	make_header(&m);
	make_body(&m);
	make_object(&m, 5, "6 0 R");
	make_object(&m, 6, "5 0 R");
	make_table(&m, 7, "");
	assert_int_equal(pdf_doc_resolve(opened(&m), &ref, &o, &e), ERR_PDF_DAMAGED);
	assert_string_equal(e.msg, "references lead in a circle");
}

static void add_increment(struct make *m)
{
	char extra[64];

	snprintf(extra, sizeof(extra), "/Prev %" PRIu64, m->section);
	make_object(m, 3, "<</Type/Page/Parent 2 0 R/Contents 5 0 R>>");
	make_stream(m, 5, "", BYTES_LIT("new"));
	make_table(m, 6, extra);
}

static void each_revision_is_a_document_of_its_own(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct pdf_doc *d, *old;
	const uint32_t *nums;
	struct error e;
	size_t first, n;
	(void)state;

	make_file(&m);
	first = m.file.len;
	add_increment(&m);
	d = opened(&m);
	assert_int_equal(pdf_doc_revisions(d), 2);
	assert_int_equal(pdf_doc_revision(d, 0).end, first);
	assert_int_equal(pdf_doc_revision(d, 1).end, m.file.len);
	assert_int_equal(pdf_doc_revision(d, 1).startxref, m.section);
	assert_ok(pdf_doc_revision_objects(d, 1, mem, &nums, &n, &e));
	assert_int_equal(n, 2);
	assert_int_equal(nums[0], 3);
	assert_int_equal(nums[1], 5);
	assert_ok(pdf_doc_open_revision(d, 0, mem, &old, &e));
	assert_int_equal(pdf_doc_source(old).size, first);
	assert_int_equal(pdf_dict_get(object(old, 3), "Contents")->u.ref.num, 4);
	assert_int_equal(pdf_dict_get(object(d, 3), "Contents")->u.ref.num, 5);
	assert_int_equal(pdf_doc_open_revision(d, 2, mem, &old, &e), ERR_NOT_FOUND);
}

static void an_increment_may_follow_without_a_line_end(void **state)
{
	AUTO(make) struct make m = { 0 };
	(void)state;

	make_file(&m);
	m.file.len--; /* "%%EOF3 0 obj" */
	add_increment(&m);
	assert_int_equal(pdf_doc_revisions(opened(&m)), 2);
}

/* Trap 1: a whole update without %%EOF; a lenient reader falls back to the old trailer. */
static void bytes_that_belong_to_no_revision_are_refused(void **state)
{
	AUTO(make) struct make m = { 0 };
	uint64_t first;
	(void)state;

	make_file(&m);
	first = m.section;
	make_object(&m, 3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Evil true>>");
	make_startxref(&m, first);
	assert_non_null(strstr(refused(&m), "belongs to no revision"));
	make_done(&m);
	m = (struct make){ 0 };
	make_file(&m);
	add_increment(&m);
	m.file.len -= 6;
	assert_non_null(strstr(refused(&m), "bytes stand after the last %%EOF"));
}

static void an_older_revision_with_a_false_startxref_is_refused(void **state)
{
	AUTO(make) struct make m = { 0 };
	char from[32];
	(void)state;

	make_file(&m);
	snprintf(from, sizeof(from), "startxref\n%" PRIu64, m.section);
	add_increment(&m);
	make_replace(&m, from, "startxref\n300");
	assert_non_null(strstr(refused(&m), "says 300, but the section before it stands at"));
}

static void an_older_section_may_not_point_past_its_revision(void **state)
{
	AUTO(make) struct make m = { 0 };
	(void)state;

	make_file(&m);
	make_replace(&m, "\n1 1\n0000000015", "\n1 1\n0000000600");
	add_increment(&m);
	assert_non_null(strstr(refused(&m), "object 1 stands at 600, which is after its end"));
}

static void make_streamed(struct make *m, struct bytes members)
{
	char dict[64];

	make_header(m);
	make_stream(m, 4, "", BYTES_LIT("0 0 10 10 re f"));
	snprintf(dict, sizeof(dict), "/Type/ObjStm/N 3/First 15/Extends 4 0 R");
	make_stream(m, 5, dict, members);
	make_xref_stream(m, 6, (struct make_members){ 1, 3, 5 }, "");
}

#define CATALOG "<</Type/Catalog/Pages 2 0 R>> "	      /* 30 bytes */
#define PAGES	"<</Type/Pages/Kids[3 0 R]/Count 1>> "	      /* 36 bytes */
#define PAGE	"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"

static void objects_come_from_object_streams(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct pdf_location at;
	struct pdf_page page;
	struct pdf_doc *d;
	struct error e;
	(void)state;

	make_streamed(&m, BYTES_LIT("1 0 2 30 3 66  " CATALOG PAGES PAGE));
	d = opened(&m);
	assert_int_equal(pdf_doc_xref_kind(d), PDF_XREF_STREAM);
	assert_int_equal(pdf_doc_size(d), 7);
	assert_ok(pdf_doc_page(d, 0, &page, &e));
	assert_int_equal(page.ref.num, 3);
	assert_true(pdf_doc_location(d, 2, &at));
	assert_int_equal(at.where, PDF_LOC_OBJSTM);
	assert_int_equal(at.container, 5);
}

static void object_streams_that_could_be_misread_are_refused(void **state)
{
	static const struct {
		const char *members, *why;
	} rows[] = {
		{ "1 0 3 30 2 66  " CATALOG PAGES PAGE,
		  "object 2: object stream 5: object 2 is not its member 1" },
		{ "1 0 2 30 2 66  " CATALOG PAGES PAGE,
		  "object 2: object stream 5: it holds object 2 twice" },
		{ "1 0 2 66 3 30  " CATALOG PAGES PAGE,
		  "object 2: object stream 5: its offsets do not increase at object 3" },
		{ "1 0 2 30 3 99999" CATALOG PAGES PAGE,
		  "object 2: object stream 5: the pair 2 before its objects is malformed" },
		{ "1 0 2 30 3 40  " CATALOG PAGES PAGE,
		  "object 2: object stream 5: the text ends where a value should be at offset 55" },
		{ "1 0 2 25 3 66  " CATALOG PAGES PAGE,
		  "object 1: object stream 5: the text ends where a value should be at offset 40" },
		{ "1 0 2 30 3 66  " CATALOG "<<>>                              12" PAGE,
		  "object 2: object stream 5: more than one value stands at its offset 45" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(make) struct make m = { 0 };
		const struct pdf_obj *o;
		struct pdf_doc *d;
		struct error e = { 0 };
		enum err rc;

		make_streamed(&m, bytes_of_str(rows[i].members));
		rc = make_open(&m, mem, &d, &e);
		if (rc == ERR_OK)
			rc = pdf_doc_object(d, 2, &o, &e);
		assert_int_equal(rc, ERR_PDF_DAMAGED);
		/* The catalog is read first, so a flaw of the whole stream names object 1. */
		assert_string_equal(e.msg + strlen("object 1"), rows[i].why + strlen("object 1"));
	}
}

/* Trap 8: old numbers must not change their meaning through another container. */
static void a_replaced_object_stream_is_refused(void **state)
{
	AUTO(make) struct make m = { 0 };
	const struct pdf_obj *o;
	struct pdf_doc *d;
	struct error e;
	char extra[64];
	(void)state;

	make_streamed(&m, BYTES_LIT("1 0 2 30 3 66  " CATALOG PAGES PAGE));
	snprintf(extra, sizeof(extra), "/Prev %" PRIu64, m.section);
	make_object(&m, 1, CATALOG);
	make_stream(&m, 5, "/Type/ObjStm/N 3/First 15",
		    BYTES_LIT("1 0 2 30 3 66  " CATALOG PAGES "<</Evil true>>"));
	make_table(&m, 7, extra);
	assert_ok(make_open(&m, mem, &d, &e));
	assert_int_equal(pdf_doc_object(d, 3, &o, &e), ERR_PDF_DAMAGED);
	assert_string_equal(e.msg, "object 3: object stream 5: a later revision replaces it");
}

static void flawed_xref_streams_are_refused(void **state)
{
	static const struct {
		const char *from, *to, *why;
	} rows[] = {
		{ "/W[1 3 1]", "/W[1 3 9]", "/W holds a number that is not 0 to 8" },
		{ "/W[1 3 1]", "/W[1 0 3]", "/W gives the second field no room" },
		{ "/W[1 3 1]", "/W[1 3  ]", "/W is no array of three numbers" },
		{ "/W[1 3 1]", "/W[2 3 1]", "7 entries of 6 bytes are promised, 35 bytes are there" },
		{ "/Size 7", "/Size 8", "8 entries of 5 bytes are promised, 35 bytes are there" },
		{ "/Type/XRef", "/Type/XRxf", "neither a table nor a /XRef stream stands there" },
		{ "/Root 1 0 R", "/Index[0 ]  ", "/Index is no array of pairs" },
		{ "/Root 1 0 R", "/Index[0 /A]", "/Index holds what is no number" },
		{ "/Root 1 0 R", "/Index[0 4 2 3]", "gives object 2 two places" },
		{ "/Length 35", "/Length 4 0 R",
		  "a cross-reference stream depends on another object" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(make) struct make m = { 0 };

		make_streamed(&m, BYTES_LIT("1 0 2 30 3 66  " CATALOG PAGES PAGE));
		make_replace(&m, rows[i].from, rows[i].to);
		if (!strstr(refused(&m), rows[i].why))
			fail_msg("\"%s\" is not \"%s\"", refused(&m), rows[i].why);
	}
}

/* A hybrid as word processors write it: the table hides object 3, /XRefStm shows it. */
static void make_hybrid(struct make *m, const char *hidden)
{
	struct bytes entry;
	unsigned char data[4] = { 1 };
	uint64_t stm, at, three;
	char dict[96];

	make_header(m);
	make_body(m);
	three = m->at[3];
	data[1] = (unsigned char)(three >> 8);
	data[2] = (unsigned char)three;
	entry = BYTES(data, 4);
	stm = m->file.len;
	snprintf(dict, sizeof(dict), "/Type/XRef/W[1 2 1]/Index[3 1]/Size 5/Root 1 0 R");
	make_stream(m, 5, dict, entry);
	at = m->file.len;
	buf_printf(&m->file, "xref\n0 5\n0000000000 65535 f \n%010" PRIu64 " 00000 n \n%010" PRIu64
			     " 00000 n \n%s%010" PRIu64 " 00000 n \n", m->at[1], m->at[2], hidden,
		   m->at[4]);
	buf_printf(&m->file, "trailer<</Size 5/Root 1 0 R/XRefStm %" PRIu64 ">>\n", stm);
	make_startxref(m, at);
}

static void a_hybrid_shows_what_its_table_hides(void **state)
{
	AUTO(make) struct make m = { 0 };
	const uint32_t *nums;
	struct pdf_doc *d;
	struct error e;
	size_t n;
	(void)state;

	make_hybrid(&m, "0000000000 00000 f \n");
	d = opened(&m);
	assert_int_equal(pdf_doc_xref_kind(d), PDF_XREF_HYBRID);
	assert_int_equal(object(d, 3)->kind, PDF_DICT);
	assert_int_equal(pdf_doc_revisions(d), 1);
	assert_ok(pdf_doc_revision_objects(d, 0, mem, &nums, &n, &e));
	assert_int_equal(n, 5);
}

static void a_hybrid_with_two_places_for_one_object_is_refused(void **state)
{
	AUTO(make) struct make m = { 0 };
	(void)state;

	make_hybrid(&m, "0000000015 00000 n \n");
	assert_non_null(strstr(refused(&m), "gives object 3 two places"));
}

/* The first page's section first, the main one at the end, as annex F has it. */
static void make_linearized(struct make *m, const char *dict)
{
	uint64_t first, prev_at, main_at;
	char digits[16];

	make_header(m);
	make_object(m, 5, dict);
	first = m->file.len;
	buf_printf(&m->file, "xref\n5 1\n%010" PRIu64 " 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev ",
		   m->at[5]);
	prev_at = m->file.len;
	buf_append_str(&m->file, "0000000000>>\nstartxref\n0\n%%EOF\n");
	m->at[5] = 0;
	make_body(m);
	main_at = m->file.len;
	buf_append_str(&m->file, "xref\n0 5\n0000000000 65535 f \n");
	for (unsigned i = 1; i < 5; i++)
		buf_printf(&m->file, "%010" PRIu64 " 00000 n \n", m->at[i]);
	buf_append_str(&m->file, "trailer<</Size 5>>\n");
	make_startxref(m, first);
	snprintf(digits, sizeof(digits), "%010" PRIu64, main_at);
	memcpy(m->file.data + prev_at, digits, 10);
	memset(m->at, 0, sizeof(m->at));
	m->section = first;
}

static void a_linearized_file_is_one_revision(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct pdf_doc *d, *old;
	struct error e;
	size_t first;
	(void)state;

	make_linearized(&m, "<</Linearized 1>>");
	first = m.file.len;
	d = opened(&m);
	assert_int_equal(pdf_doc_revisions(d), 1);
	assert_int_equal(object(d, 3)->kind, PDF_DICT);
	assert_int_equal(pdf_doc_revision(d, 0).end, first);
	m.at[5] = 0;
	add_increment(&m);
	d = opened(&m);
	assert_int_equal(pdf_doc_revisions(d), 2);
	assert_int_equal(pdf_doc_revision(d, 0).end, first);
	assert_ok(pdf_doc_open_revision(d, 0, mem, &old, &e));
	assert_int_equal(pdf_doc_revisions(old), 1);
}

static void a_prev_that_leads_forward_needs_a_linearized_file(void **state)
{
	AUTO(make) struct make m = { 0 };
	(void)state;

	make_linearized(&m, "<</Linearizxx 1>>");
	assert_non_null(strstr(refused(&m), "does not lead back"));
}

static void pages_inherit_and_are_normalised(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct pdf_page page;
	struct pdf_doc *d;
	struct error e;
	uint32_t n;
	(void)state;

	make_header(&m);
	make_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	make_object(&m, 2, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 3/MediaBox[200 100 0 0]/Rotate -90>>");
	make_object(&m, 3, "<</Type/Page/Parent 2 0 R/CropBox[-5 10 50 7 0 R]>>");
	make_object(&m, 4, "<</Type/Pages/Parent 2 0 R/Kids[5 0 R 6 0 R]/Count 2/Rotate 450>>");
	make_object(&m, 5, "<</Type/Page/Parent 4 0 R/MediaBox[0 0 1.5 2]>>");
	make_object(&m, 6, "<</Type/Page/Parent 4 0 R/Rotate 0/CropBox[900 900 901 901]>>");
	make_object(&m, 7, "60");
	make_table(&m, 8, "");
	d = opened(&m);
	assert_ok(pdf_doc_page(d, 0, &page, &e));
	assert_int_equal(page.rotate, 270);
	assert_true(page.media_box[0] == 0 && page.media_box[2] == 200 && page.media_box[3] == 100);
	assert_true(page.crop_box[0] == 0 && page.crop_box[1] == 10 && page.crop_box[3] == 60);
	assert_ok(pdf_doc_page(d, 2, &page, &e));
	assert_int_equal(page.ref.num, 6);
	assert_int_equal(page.rotate, 0);
	assert_true(page.crop_box[2] == 200); /* the crop box misses the medium */
	assert_ok(pdf_doc_page(d, 1, &page, &e));
	assert_int_equal(page.rotate, 90);
	assert_true(page.media_box[2] == 1.5);
	assert_ok(pdf_doc_page_count(d, &n, &e));
	assert_int_equal(n, 3);
	assert_int_equal(pdf_doc_page(d, 3, &page, &e), ERR_NOT_FOUND);
}

/* The first page must not cost the whole tree. */
static void the_first_page_is_found_without_the_others(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct pdf_page page;
	struct pdf_doc *d;
	struct error e;
	uint32_t n;
	(void)state;

	make_header(&m);
	make_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	make_object(&m, 2, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 2 1]>>");
	make_object(&m, 3, "<</Type/Page/Parent 2 0 R>>");
	make_object(&m, 4, "(damaged");
	make_table(&m, 5, "");
	d = opened(&m);
	assert_ok(pdf_doc_page(d, 0, &page, &e));
	assert_int_equal(pdf_doc_page_count(d, &n, &e), ERR_PDF_DAMAGED);
}

struct counted {
	const struct make *m;
	uint64_t bytes;
	unsigned reads;
};

static enum err counting_read(void *ctx, uint64_t off, unsigned char *out, size_t len,
			      struct error *e)
{
	struct counted *c = ctx;

	(void)e;
	c->bytes += len;
	c->reads++;
	memcpy(out, c->m->file.data + off, len);
	return ERR_OK;
}

static void a_large_file_is_read_in_a_few_places_only(void **state)
{
	AUTO(make) struct make m = { 0 };
	AUTO(buf) struct buf big = { 0 };
	struct counted c = { .m = &m };
	struct pdf_source src = { .read = counting_read, .ctx = &c };
	struct pdf_page page;
	struct pdf_doc *d;
	struct error e;
	(void)state;

	buf_fill(&big, 'x', 8 << 20);
	make_header(&m);
	make_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	make_stream(&m, 4, "", buf_bytes(&big));
	make_object(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 2 1]>>");
	make_object(&m, 3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>");
	make_table(&m, 5, "");
	src.size = m.file.len;
	assert_ok(pdf_doc_open(&src, mem, NULL, &d, &e));
	assert_ok(pdf_doc_page(d, 0, &page, &e));
	assert_true(c.bytes < 64 * 1024);
	assert_true(c.reads < 12);
}

static enum err failing_read(void *ctx, uint64_t off, unsigned char *out, size_t len,
			     struct error *e)
{
	(void)ctx;
	(void)off;
	(void)out;
	(void)len;
	return error_set(e, ERR_IO, "the disk is gone");
}

static void a_failed_read_is_passed_on(void **state)
{
	struct pdf_source src = { .size = 1000, .read = failing_read };
	struct pdf_doc *d;
	struct error e;
	(void)state;

	assert_int_equal(pdf_doc_open(&src, mem, NULL, &d, &e), ERR_IO);
	assert_string_equal(e.msg, "the disk is gone");
}

static void a_range_outside_the_file_is_refused(void **state)
{
	struct pdf_source src = pdf_source_memory(BYTES_LIT("abcdef")), half;
	struct bytes b;
	struct error e;
	(void)state;

	assert_ok(pdf_source_get(&src, 2, 4, mem, &b, &e));
	assert_true(bytes_eq_str(b, "cdef"));
	assert_int_equal(pdf_source_get(&src, 3, 4, mem, &b, &e), ERR_PDF_DAMAGED);
	assert_int_equal(pdf_source_get(&src, UINT64_MAX, 4, mem, &b, &e), ERR_PDF_DAMAGED);
	half = pdf_source_prefix(&src, 3);
	assert_int_equal(pdf_source_get(&half, 2, 2, mem, &b, &e), ERR_PDF_DAMAGED);
	assert_int_equal(pdf_source_prefix(&half, 6).size, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_facts_of_a_file),
		cmocka_unit_test(a_value_can_be_found_in_the_file),
		cmocka_unit_test(the_catalogs_version_counts_when_later),
		cmocka_unit_test(a_length_may_be_an_object_of_its_own),
		cmocka_unit_test(a_length_that_needs_its_own_stream_is_refused),
		cmocka_unit_test(references_in_a_circle_are_refused),
		cmocka_unit_test(each_revision_is_a_document_of_its_own),
		cmocka_unit_test(an_increment_may_follow_without_a_line_end),
		cmocka_unit_test(bytes_that_belong_to_no_revision_are_refused),
		cmocka_unit_test(an_older_revision_with_a_false_startxref_is_refused),
		cmocka_unit_test(an_older_section_may_not_point_past_its_revision),
		cmocka_unit_test(objects_come_from_object_streams),
		cmocka_unit_test(object_streams_that_could_be_misread_are_refused),
		cmocka_unit_test(a_replaced_object_stream_is_refused),
		cmocka_unit_test(flawed_xref_streams_are_refused),
		cmocka_unit_test(a_hybrid_shows_what_its_table_hides),
		cmocka_unit_test(a_hybrid_with_two_places_for_one_object_is_refused),
		cmocka_unit_test(a_linearized_file_is_one_revision),
		cmocka_unit_test(a_prev_that_leads_forward_needs_a_linearized_file),
		cmocka_unit_test(pages_inherit_and_are_normalised),
		cmocka_unit_test(the_first_page_is_found_without_the_others),
		cmocka_unit_test(a_large_file_is_read_in_a_few_places_only),
		cmocka_unit_test(a_failed_read_is_passed_on),
		cmocka_unit_test(a_range_outside_the_file_is_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
