#include "../test.h"
#include <stdio.h>
#include "base/buf.h"
#include "intake/sniff.h"
#include "intake/zip.h"
#include "os/file.h"

static const char *corpus; /* fuzz/corpus/sniff */

static struct sniffed look(struct bytes file)
{
	AUTO(arena) struct arena *mem = arena_new(32 << 20);
	struct pdf_source src = pdf_source_memory(file);
	struct sniffed s;

	assert_ok(sniff(&src, mem, &s, NULL));
	return s;
}

static void load(const char *name, struct buf *out)
{
	char path[1024];

	snprintf(path, sizeof(path), "%s/%s", corpus, name);
	assert_ok(file_read(path, 1 << 20, out, NULL));
}

static void a_file_is_known_by_its_content(void **state)
{
	static const struct {
		const char *name, *format, *refused;
		_Bool external;
	} rows[] = {
		{ "word.docx", "docx", NULL, 0 },
		{ "elsewhere.docx", "docx", NULL, 1 },
		{ "text.odt", "odt", NULL, 0 },
		{ "locked.odt", "odt", "refused-office-password", 0 },
		{ "rich.rtf", "rtf", NULL, 0 },
		{ "locked.ole", "ole", "refused-office-password", 0 },
		{ "old.ole", "ole", "refused-office-old", 0 },
		{ "other.zip", "zip", "refused-kind", 0 },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(buf) struct buf b = { 0 };
		struct sniffed s;

		load(rows[i].name, &b);
		s = look(buf_bytes(&b));
		assert_string_equal(s.format, rows[i].format);
		assert_int_equal(s.external, rows[i].external);
		if (rows[i].refused)
			assert_string_equal(s.refused, rows[i].refused);
		else
			assert_null(s.refused);
	}
}

static void a_pdf_is_a_pdf_whatever_it_is_besides(void **state)
{
	(void)state;

	assert_string_equal(look(BYTES_LIT("%PDF-1.7\n")).format, "pdf");
	assert_string_equal(look(BYTES_LIT("PK\3\4 %PDF-1.7\n")).format, "pdf");
	assert_string_equal(look(BYTES_LIT("anything else")).format, "pdf");
	assert_string_equal(look(BYTES_LIT("")).format, "pdf");
}

static void an_archive_that_is_cut_or_changed_anywhere_is_refused_or_read(void **state)
{
	AUTO(buf) struct buf b = { 0 };
	(void)state;

	load("elsewhere.docx", &b);
	for (size_t n = 4; n < b.len; n++)
		assert_string_equal(look(BYTES(b.data, n)).refused, "refused-office-damaged");
	for (size_t i = 4; i < b.len; i++) {
		b.data[i] ^= 0xff;
		(void)look(buf_bytes(&b)); /* the sanitizers judge */
		b.data[i] ^= 0xff;
	}
}

static void what_stands_behind_an_archive_makes_it_no_archive(void **state)
{
	AUTO(buf) struct buf b = { 0 };
	(void)state;

	load("word.docx", &b);
	buf_append_str(&b, "x");
	assert_string_equal(look(buf_bytes(&b)).refused, "refused-office-damaged");
}

static void only_what_office_reads_is_converted(void **state)
{
	(void)state;

	assert_string_equal(sniff_converter("docx"), "office");
	assert_null(sniff_converter("pdf"));
	assert_null(sniff_converter("zip"));
	assert_string_equal(sniff_media_type("odt"), "application/vnd.oasis.opendocument.text");
	assert_string_equal(sniff_media_type("?"), "application/octet-stream");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_known_by_its_content),
		cmocka_unit_test(a_pdf_is_a_pdf_whatever_it_is_besides),
		cmocka_unit_test(an_archive_that_is_cut_or_changed_anywhere_is_refused_or_read),
		cmocka_unit_test(what_stands_behind_an_archive_makes_it_no_archive),
		cmocka_unit_test(only_what_office_reads_is_converted),
	};

	if (argc != 2)
		return 2;
	corpus = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
