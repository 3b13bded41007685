/* Files with one flaw each. The reader never repairs: it says what is wrong, and where. */
#include "../test.h"
#include "make.h"
#include <inttypes.h>

/* Opens, reads every object and stream, walks the pages. */
static enum err read_all(struct pdf_doc *d, struct arena *mem, struct error *e)
{
	uint32_t pages;

	for (uint32_t num = 0; num < pdf_doc_size(d); num++) {
		const struct pdf_obj *o;
		struct bytes data;

		TRY(pdf_doc_object(d, num, &o, e));
		if (o->kind == PDF_STREAM)
			TRY(pdf_doc_stream_data(d, o, mem, &data, e));
	}
	TRY(pdf_doc_page_count(d, &pages, e));
	for (uint32_t i = 0; i < pages; i++) {
		struct pdf_page page;

		TRY(pdf_doc_page(d, i, &page, e));
	}
	return ERR_OK;
}

static enum err judge(const struct make *m, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(8 << 20);
	AUTO(arena) struct arena *ranged = arena_new(8 << 20);
	struct pdf_doc *d;
	struct error other;
	enum err rc = make_open(m, mem, &d, e), again = make_open_ranged(m, ranged, &d, &other);

	assert_int_equal(rc, again);
	if (rc == ERR_OK) {
		assert_ok(make_open(m, mem, &d, e));
		rc = read_all(d, mem, e);
		assert_ok(make_open_ranged(m, ranged, &d, &other));
		assert_int_equal(read_all(d, ranged, &other), rc);
	}
	if (rc != ERR_OK)
		assert_string_equal(e->msg, other.msg);
	return rc;
}

struct flaw {
	const char *from, *to;	/* in the sound file; of equal length unless the end moves */
	const char *why;	/* the message */
};

static void a_sound_file_passes(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct error e;
	(void)state;

	make_file(&m);
	assert_ok(judge(&m, &e));
}

static void each_flaw_is_refused_with_its_cause(void **state)
{
	static const struct flaw flaws[] = {
		{ "%PDF-1.7", "junk%PDF-1.7", "4 bytes stand before the %PDF header" },
		{ "%PDF-1.7", "%PDF-3.1", "the header names no version from 1.0 to 2.0" },
		{ "%PDF-1.7", "%PDF-1.A", "the header names no version from 1.0 to 2.0" },
		{ "%%EOF\n", "%%EOF\nx", "2 bytes stand after the last %%EOF, at offset 427" },
		{ "%%EOF\n", "", "no %%EOF in the last 2048 bytes: the file is cut short, or "
				 "something was added to it" },
		{ "startxref", "startxxxx", "no startxref with a number before the last %%EOF" },
		{ "startxref\n", "startxref\nx", "no startxref with a number before the last %%EOF" },
		{ "startxref\n", "startxref\n9", "startxref 9252 points behind itself" },
		{ "xref\n0 1", "xxxf\n0 1",
		  "cross-reference section at offset 252: no \"number generation obj\" at offset 252" },
		{ "65535 f", "65536 n", "cross-reference section at offset 252: the entry of object 0 "
					"at offset 261 is malformed" },
		{ "0 1\n0000000000 65535 f", "0 1\n0000000000 00000 n",
		  "cross-reference section at offset 252: object 0 is not free" },
		{ "1 1\n", "2 1\n", "cross-reference section at offset 252: the section "
				    "at offset 252 gives object 2 two places" },
		{ "1 1\n", "2 0\n", "cross-reference section at offset 252: neither a subsection nor "
				    "\"trailer\" at offset 302" },
		{ "00000 n", "00000 x", "cross-reference section at offset 252: the entry of object 1 "
					"at offset 285 is malformed" },
		{ "00000 n", "00001 n", "a reference \"1 0 R\" to an object of generation 1" },
		{ "0000000015", "0000000016",
		  "object 1: no \"number generation obj\" at offset 17" },
		{ "0000000015", "0000009015", "the section at offset 252 says that object 1 stands at "
					      "9015, which is after its end" },
		{ "1 0 obj", "9 0 obj", "object 1: \"9 0 obj\" stands at offset 15, where the "
					"cross-reference has 1 0" },
		{ "trailer", "trailxx", "cross-reference section at offset 252: neither a subsection "
					"nor \"trailer\" at offset 377" },
		{ "/Size 5", "/Sizx 5", "the trailer has no /Size" },
		{ "/Root 1 0 R", "/Root 1 0  ", "cross-reference section at offset 252: a dictionary "
						"with a key that is no name at offset 385" },
		{ "/Root 1 0 R", "/Roox 1 0 R", "the trailer's /Root is no reference" },
		{ "/Root 1 0 R", "/Root 4 0 R", "/Root is no catalog" },
		{ "/Root 1 0 R", "/Root 1 1 R",
		  "a reference \"1 1 R\" to an object of generation 0" },
		{ "/Root 1 0 R", "/Root 1 0 R/Prev 400",
		  "cross-reference section at offset 252: /Prev 400 does not lead back" },
		{ "/Root 1 0 R", "/Root 1 0 R/Prev 252",
		  "cross-reference section at offset 252: /Prev 252 does not lead back" },
		{ "/Root 1 0 R", "/Root 1 0 R/Prev 15",
		  "cross-reference section at offset 15: neither a table nor a /XRef stream stands "
		  "there" },
		{ "/Root 1 0 R", "/Root 1 0 R/Prev -1",
		  "cross-reference section at offset 252: /Prev is no direct number" },
		{ "/Root 1 0 R", "/Root 1 0 R/XRefStm 15",
		  "cross-reference section at offset 252: neither a table nor a /XRef stream stands "
		  "there" },
		{ "/Pages 2 0 R", "/Type  2 0 R",
		  "object 1: key /Type stands twice in the dictionary at offset 23" },
		{ "/Length 14", "/Length 13", "object 4: \"endstream\" does not follow at offset 233, "
					      "where /Length 13 ends" },
		{ "/Length 14", "/Length 99", "object 4: \"endstream\" does not follow at offset 319, "
					      "where /Length 99 ends" },
		{ "/Length 14>>stream\n0 0 10 ", "/Length 9999999>>stream\n0 ",
		  "object 4: /Length 9999999 of the stream at offset 225 leads out of the file" },
		{ "/Length 14", "/Lengtx 14", "object 4: the stream at offset 220 has no /Length" },
		{ ">>stream\n", ">>stream ",
		  "object 4: \"stream\" is not followed by a line feed at offset 213" },
		{ "endstream\nendobj", "endstream\nendxxx",
		  "object 4: \"endobj\" is missing at offset 245" },
		{ "2 0 R>>\nendobj", "2 0 R>>\nendxxx", "object 1: \"endobj\" is missing at offset 53" },
		{ "/Kids[3 0 R]", "/Kids[2 0 R]", "page tree: object 2 stands in it twice" },
		{ "/Kids[3 0 R]", "/Kids[9 0 R]", "page tree: object 9 does not exist" },
		{ "/Kids[3 0 R]", "/Kids[4 0 R]", "page tree: object 4 is no dictionary" },
		{ "/Count 1", "/Count 2", "page tree: object 2 says /Count 2, but has 1 pages" },
		{ "/Count 1", "/Counx 1", "page tree: object 2 has no /Count" },
		{ "/Type/Page/", "/Type/Pagx/",
		  "page tree: object 3 has neither /Type /Page nor /Type /Pages" },
		{ "/Parent 2", "/Parent 1", "page tree: object 3 does not name its /Parent" },
		{ "/MediaBox", "/MediaBux", "page 1: /MediaBox is missing" },
		{ "[0 0 200 100]", "[0 0 200 /A ]", "page 1: a page box holds what is no number" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(flaws); i++) {
		AUTO(make) struct make m = { 0 };
		struct error e = { 0 };

		make_file(&m);
		make_replace(&m, flaws[i].from, flaws[i].to);
		assert_int_equal(judge(&m, &e), ERR_PDF_DAMAGED);
		assert_string_equal(e.msg, flaws[i].why);
	}
}

static void what_producers_do_in_practice_passes(void **state)
{
	static const struct flaw habits[] = {
		{ "%%EOF\n", "%%EOF", "no final line end" },
		{ "%%EOF\n", "%%EOF\r\n\r\n", "blank lines at the end" },
		{ "%PDF-1.7\n", "%PDF-2.0\n", "PDF 2.0" },
		{ "%PDF-1.7\n", "%PDF-1.0\r", "CR after the header" },
		{ "65535 f", "65536 f", "a free entry of generation 65536" },
		{ "endobj\n2 0", "endobj 2 0", "objects on one line" },
		{ "trailer\n<<", "trailer <<", "the dictionary on the trailer's line" },
		{ "f\nendstream", "fendstream", "no line end before endstream" },
		{ "stream\nendobj", "stream endobj", "endobj on the line of endstream" },
		{ "0000000015", "0000000014", "white space before an object" },
		{ "startxref\n", "%comment\nstartxref\n", "a comment before startxref" },
		{ "startxref\n252", "startxref 252", "startxref and its number on one line" },
		{ "startxref\n252", "startxref\n251", "white space before the section" },
		{ "/Size 5", "/Size 2", "a /Size that is too small" },
		{ "%PDF-1.7\n", "%PDF-1.70", "more digits in the header" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(habits); i++) {
		AUTO(make) struct make m = { 0 };
		struct error e = { 0 };

		if (habits[i].from[0] == 'f' || !strncmp(habits[i].from, "stream", 6)) {
			make_header(&m);
			make_body(&m);
			make_replace(&m, habits[i].from, habits[i].to);
			make_table(&m, 5, "");
		} else {
			make_file(&m);
			make_replace(&m, habits[i].from, habits[i].to);
		}
		if (judge(&m, &e) != ERR_OK)
			fail_msg("%s: %s", habits[i].why, e.msg);
	}
}

/* A later writer must not give a number away that is taken. */
static void a_size_that_is_too_small_is_corrected(void **state)
{
	AUTO(make) struct make m = { 0 };
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	const struct pdf_obj *o;
	struct pdf_doc *d;
	(void)state;

	make_file(&m);
	make_replace(&m, "/Size 5", "/Size 1");
	assert_ok(make_open(&m, mem, &d, NULL));
	assert_int_equal(pdf_doc_size(d), 5);
	assert_ok(pdf_doc_object(d, 4, &o, NULL));
	assert_int_equal(o->kind, PDF_STREAM);
}

/* Bytes, then the sound file; its offsets count from the start of the file. */
static void make_led(struct make *m, const char *lead, unsigned shift)
{
	buf_append_str(&m->file, lead);
	make_header(m);
	make_body(m);
	for (unsigned i = 0; i < MAKE_OBJECTS; i++)
		m->at[i] -= m->at[i] ? shift : 0;
	make_table(m, 5, "");
}

static void bytes_before_the_header_pass_when_offsets_are_plain(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct error e = { 0 };
	uint64_t section;
	(void)state;

	make_led(&m, "HTTP/1.1 200 OK\r\n\r\n", 0);
	if (judge(&m, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	/* a second section where a reader that counts from the header would look */
	make_done(&m);
	m = (struct make){ 0 };
	make_led(&m, "1234567\n", 0);
	section = m.section;
	memcpy(m.file.data + section + 8, "xref", 4);
	assert_int_equal(judge(&m, &e), ERR_PDF_DAMAGED);
	assert_string_equal(e.msg, "8 bytes stand before the %PDF header");
}

static void trailing_white_space_belongs_to_the_last_revision(void **state)
{
	AUTO(make) struct make m = { 0 };
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	struct pdf_doc *d;
	(void)state;

	make_file(&m);
	buf_append(&m.file, BYTES("\n\n \0\t", 5));
	assert_ok(make_open(&m, mem, &d, NULL));
	assert_int_equal(pdf_doc_revision(d, 0).end, m.file.len);
}

/* Every entry of the table with another end. */
static void entries_may_be_19_or_21_bytes_long(void **state)
{
	static const char *const ends[] = { "\n", "\r", "\r\n", " \r", " \r\n" };
	(void)state;

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		AUTO(make) struct make m = { 0 };
		struct error e;
		uint64_t at;

		make_header(&m);
		make_body(&m);
		at = m.file.len;
		buf_printf(&m.file, "xref\r\n0 5\r\n0000000000 65535 f%s", ends[i]);
		for (unsigned k = 1; k < 5; k++)
			buf_printf(&m.file, "%010" PRIu64 " 00000 n%s", m.at[k], ends[i]);
		buf_append_str(&m.file, "trailer<</Size 5/Root 1 0 R>>\r");
		make_startxref(&m, at);
		assert_ok(judge(&m, &e));
	}
}

static void a_table_that_starts_at_1_by_mistake_is_refused(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct error e;
	uint64_t at;
	(void)state;

	make_header(&m);
	make_body(&m);
	at = m.file.len;
	buf_append_str(&m.file, "xref\n1 5\n0000000000 65535 f \n");
	for (unsigned k = 1; k < 5; k++)
		buf_printf(&m.file, "%010" PRIu64 " 00000 n \n", m.at[k]);
	buf_append_str(&m.file, "trailer<</Size 6/Root 1 0 R>>\n");
	make_startxref(&m, at);
	assert_int_equal(judge(&m, &e), ERR_PDF_DAMAGED);
	assert_non_null(strstr(e.msg, "the table starts at object 1, but its first entry is that of "
				      "object 0"));
}

static void what_is_no_pdf_is_called_so(void **state)
{
	AUTO(make) struct make m = { 0 };
	struct error e;
	(void)state;

	assert_int_equal(judge(&m, &e), ERR_PDF_NOT_PDF);
	assert_string_equal(e.msg, "the file is empty");
	buf_append_str(&m.file, "PK\3\4 a zip file");
	assert_int_equal(judge(&m, &e), ERR_PDF_NOT_PDF);
	assert_string_equal(e.msg, "no %PDF header");
}

static void every_truncation_is_refused(void **state)
{
	AUTO(make) struct make m = { 0 };
	size_t whole;
	(void)state;

	make_file(&m);
	whole = m.file.len;
	for (size_t n = 0; n + 1 < whole; n++) {
		AUTO(arena) struct arena *mem = arena_new(1 << 20);
		struct pdf_source src = pdf_source_memory(BYTES(m.file.data, n));
		struct pdf_doc *d;

		assert_int_not_equal(pdf_doc_open(&src, mem, NULL, &d, NULL), ERR_OK);
	}
}

static void encrypted_files_are_refused_by_what_they_forbid(void **state)
{
	static const struct {
		const char *extra;
		enum err rc;
	} rows[] = {
		{ "/Encrypt<</Filter/Standard/P -4>>", ERR_PDF_ENCRYPTED },
		{ "/Encrypt<</Filter/Standard/P -44>>", ERR_PDF_RESTRICTED },  /* no 4, no 6 */
		{ "/Encrypt<</Filter/Standard/P -12>>", ERR_PDF_RESTRICTED },  /* no 4: changes */
		{ "/Encrypt<</Filter/Standard/P -292>>", ERR_PDF_RESTRICTED }, /* no 6, no 9 */
		{ "/Encrypt<</Filter/Standard/P -36>>", ERR_PDF_ENCRYPTED },   /* 9 alone */
		{ "/Encrypt 4 0 R", ERR_PDF_ENCRYPTED },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(make) struct make m = { 0 };
		struct error e;

		make_header(&m);
		make_body(&m);
		make_table(&m, 5, rows[i].extra);
		assert_int_equal(judge(&m, &e), rows[i].rc);
		assert_non_null(strstr(e.msg, "save it without"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_file_passes),
		cmocka_unit_test(each_flaw_is_refused_with_its_cause),
		cmocka_unit_test(what_producers_do_in_practice_passes),
		cmocka_unit_test(a_size_that_is_too_small_is_corrected),
		cmocka_unit_test(bytes_before_the_header_pass_when_offsets_are_plain),
		cmocka_unit_test(trailing_white_space_belongs_to_the_last_revision),
		cmocka_unit_test(entries_may_be_19_or_21_bytes_long),
		cmocka_unit_test(a_table_that_starts_at_1_by_mistake_is_refused),
		cmocka_unit_test(what_is_no_pdf_is_called_so),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(encrypted_files_are_refused_by_what_they_forbid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
