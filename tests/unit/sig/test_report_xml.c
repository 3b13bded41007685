#include "../test.h"
#include "sig/validate/report.h"
#include "sig/validate/report_xml_out.h"

static void expect_text(const char *in, const char *out)
{
	AUTO(buf) struct buf b = { 0 };
	struct xml x = { .out = &b };

	xml_text(&x, in);
	assert_string_equal(buf_cstr(&b), out);
}

static void what_is_special_in_xml_is_escaped(void **state)
{
	(void)state;
	expect_text("<a href=\"x\">&amp;]]>", "&lt;a href=&quot;x&quot;&gt;&amp;amp;]]&gt;");
	expect_text("株式会社\t甲\n", "株式会社 甲 ");
	expect_text("\xf0\x9f\x96\x8b", "\xf0\x9f\x96\x8b");
}

#define BAD "\xef\xbf\xbd"

static void what_xml_forbids_and_what_is_no_utf8_is_replaced(void **state)
{
	(void)state;
	expect_text("a\x01\x1f\x7fz", "a" BAD BAD BAD "z");
	expect_text("\xc2\x85", BAD);			  /* a C1 control */
	expect_text("\xef\xbf\xbe\xef\xbf\xbf", BAD BAD); /* not characters */
	expect_text("\x80\xff", BAD BAD);
	expect_text("\xc0\xaf", BAD BAD); /* overlong */
	expect_text("\xe0\x80\xaf", BAD BAD BAD);
	expect_text("\xed\xa0\x80", BAD BAD BAD);	  /* a surrogate */
	expect_text("\xf4\x90\x80\x80", BAD BAD BAD BAD); /* beyond U+10FFFF */
	expect_text("\xe6\x97", BAD BAD);		  /* cut */
}

static void elements_nest_and_close(void **state)
{
	AUTO(buf) struct buf b = { 0 };
	struct xml x;

	(void)state;
	xml_start(&x, &b);
	xml_begin_with(&x, "a", "id", "\"<\x02");
	xml_leaf(&x, "b", "t");
	xml_empty_with(&x, "c", "n", "1");
	xml_leaf_time(&x, "d", 0);
	xml_leaf_base64(&x, "e", BYTES((const unsigned char *)"ab", 2));
	xml_end(&x);
	assert_string_equal(
		buf_cstr(&b),
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a id=\"&quot;&lt;" BAD "\">"
		"<b>t</b>\n<c n=\"1\"/><d>1970-01-01T00:00:00.000Z</d>\n<e>YWI=</e>\n</a>\n");
}

static _Bool has(struct buf *b, const char *part)
{
	return strstr(buf_cstr(b), part) != NULL;
}

static void an_unreadable_file_still_gives_a_report(void **state)
{
	AUTO(buf) struct buf b = { 0 };
	struct validate_report r = { .file = "x",
				     .verdict = VERDICT_UNREADABLE,
				     .policy = "p",
				     .error = { ERR_PDF_DAMAGED, "bad <xref> \x03" } };

	(void)state;
	validate_report_xml(&r, &b);
	assert_true(has(&b, "urn:etsi:019102:mainindication:indeterminate"));
	assert_true(has(&b, "bad &lt;xref&gt; " BAD));
}

/* Whatever stands in a signature dictionary arrives as text and as nothing else. */
static void hostile_text_of_a_signature_stays_text(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(buf) struct buf b = { 0 };
	struct sig_report s = { .field = "</DAIdentifier><x>",
				.sub_filter = "\xff",
				.reason = "]]>\x1b",
				.location = "&lt;",
				.name = "<!--",
				.algorithm = "",
				.indication = IND_FAILED,
				.sub = SUB_FORMAT_FAILURE };
	struct validate_report r = {
		.file = "x", .verdict = VERDICT_FAILED, .policy = "p<", .signatures = &s, .n = 1
	};

	(void)state;
	findings_init(&s.findings, mem);
	findings_init(&s.timestamp.findings, mem);
	findings_add(&s.findings, FINDING_SUBFILTER, "%s", "<&\x02\xc3");
	validate_report_xml(&r, &b);
	assert_true(has(&b, "<DAIdentifier>&lt;/DAIdentifier&gt;&lt;x&gt;</DAIdentifier>"));
	assert_true(has(&b, "<ReasonElement>]]&gt;" BAD "</ReasonElement>"));
	assert_true(has(&b, "<AddressString>&amp;lt;</AddressString>"));
	assert_true(has(&b, ": &lt;&amp;" BAD BAD "</Value>"));
	assert_true(has(&b, "urn:etsi:019102:mainindication:total-failed"));
	assert_true(has(&b, "urn:etsi:019102:subindication:FORMAT_FAILURE"));
	assert_false(has(&b, "<!--"));
}

static void a_block_tells_its_worst_finding_and_what_was_not_reached(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct block_report blocks[BLOCK_COUNT_];
	struct sig_report s = { .algorithm = "" };
	size_t n;

	(void)state;
	findings_init(&s.findings, mem);
	findings_add(&s.findings, FINDING_SUBFILTER, NULL);
	findings_add(&s.findings, FINDING_CMS_SYNTAX, NULL);
	n = sig_blocks(&s, blocks);
	assert_int_equal(blocks[0].block, BLOCK_FC);
	assert_int_equal(blocks[0].indication, IND_FAILED);
	assert_int_equal(blocks[0].deciding->code, FINDING_CMS_SYNTAX);
	for (size_t i = 1; i < n; i++)
		assert_int_equal(blocks[i].indication, IND_NOTE);
}

static void past_validation_leaves_todays_result_in_the_certificate_block(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct block_report blocks[BLOCK_COUNT_];
	struct sig_report s = { .integrity = 1,
				.coverage = COVERAGE_FILE,
				.signer = { .known = 1, .past = { 1, 1, SUB_REVOKED_NO_POE, 0 } } };
	size_t n, seen = 0;

	(void)state;
	findings_init(&s.findings, mem);
	findings_add(&s.findings, FINDING_PAST_VALID, NULL);
	n = sig_blocks(&s, blocks);
	for (size_t i = 0; i < n; i++) {
		if (blocks[i].block == BLOCK_XCV) {
			assert_int_equal(blocks[i].indication, IND_INDETERMINATE);
			assert_int_equal(blocks[i].sub, SUB_REVOKED_NO_POE);
			seen++;
		} else {
			assert_int_equal(blocks[i].indication, IND_PASSED);
			seen += blocks[i].block == BLOCK_PSV || blocks[i].block == BLOCK_PCV;
		}
	}
	assert_int_equal(seen, 3);
}

/* Every row can be told in both languages and stands in a block. */
static void every_row_has_both_languages(void **state)
{
	(void)state;
	for (enum finding_code c = 0; c < FINDING_COUNT_; c++) {
		assert_true(finding_text(c, 0)[0] && finding_text(c, 1)[0]);
		assert_string_not_equal(finding_text(c, 0), finding_text(c, 1));
		assert_true(finding_block(c) < BLOCK_COUNT_);
		assert_true((finding_indication(c) == IND_NOTE) == (finding_sub(c) == SUB_NONE));
	}
	for (enum block b = 0; b < BLOCK_COUNT_; b++)
		assert_string_not_equal(block_text(b, 0), block_text(b, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_special_in_xml_is_escaped),
		cmocka_unit_test(what_xml_forbids_and_what_is_no_utf8_is_replaced),
		cmocka_unit_test(elements_nest_and_close),
		cmocka_unit_test(an_unreadable_file_still_gives_a_report),
		cmocka_unit_test(hostile_text_of_a_signature_stays_text),
		cmocka_unit_test(a_block_tells_its_worst_finding_and_what_was_not_reached),
		cmocka_unit_test(past_validation_leaves_todays_result_in_the_certificate_block),
		cmocka_unit_test(every_row_has_both_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
