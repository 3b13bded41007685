#include "../test.h"
#include "pdf/survey.h"
#include "sample.h"

/* catalog entries, page entries and further objects (from 4 on) of a document of one page */
struct given {
	const char *catalog, *page, *trailer, *more[4];
};

static enum err look(const struct given *g, struct pdf_survey *out, struct error *e)
{
	char top[200], page[200];
	const char *texts[8] = { top, "<</Type/Pages/Kids[3 0 R]/Count 1>>", page };
	size_t n = 3;

	snprintf(top, sizeof(top), "<</Type/Catalog/Pages 2 0 R%s>>", g->catalog ? g->catalog : "");
	snprintf(page, sizeof(page), "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]%s>>",
		 g->page ? g->page : "");
	for (size_t i = 0; i < COUNT_OF(g->more) && g->more[i]; i++)
		texts[n++] = g->more[i];
	AUTO(paper) struct paper p = paper_new(
		(struct sample){ .texts = texts, .n = n, .extra = g->trailer });
	paper_open(&p);
	return pdf_survey(p.doc, p.mem, out, e);
}

static struct pdf_survey survey(struct given g)
{
	struct pdf_survey s = { 0 };
	struct error e = { 0 };

	if (look(&g, &s, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return s;
}

static void a_plain_document_may_be_signed(void **state)
{
	struct pdf_survey s = survey((struct given){ 0 });

	(void)state;
	assert_int_equal(s.pages, 1);
	assert_int_equal(s.fields + s.signatures + s.empty_signature_fields, 0);
	assert_false(s.xfa || s.javascript || s.pdf_x || s.pdf_a_part || s.certified);
	assert_ok(pdf_survey_signable(&s, NULL));
}

static void fields_and_signatures_are_counted(void **state)
{
	struct pdf_survey s = survey((struct given){
		.catalog = "/AcroForm<</Fields[4 0 R 5 0 R 6 0 R]>>",
		.more = { "<</T(a)/FT/Tx>>", "<</T(b)/FT/Sig>>", "<</T(c)/FT/Sig/V 7 0 R>>",
			  "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>" } });

	(void)state;
	assert_int_equal(s.fields, 3);
	assert_int_equal(s.signatures, 1);
	assert_int_equal(s.empty_signature_fields, 1);
	assert_ok(pdf_survey_signable(&s, NULL));
}

static void javascript_is_found_where_it_can_run(void **state)
{
	static const struct given with[] = {
		{ .catalog = "/Names<</JavaScript<</Names[(x)4 0 R]>>>>", .more = { "<</S/JavaScript>>" } },
		{ .catalog = "/OpenAction 4 0 R", .more = { "<</S/JavaScript/JS(x)>>" } },
		{ .catalog = "/OpenAction<</S/GoTo/Next[<</S/URI/Next 4 0 R>>]>>",
		  .more = { "<</S/JavaScript/JS(x)>>" } },
		{ .catalog = "/AA<</WC<</S/JavaScript/JS(x)>>>>" },
		{ .page = "/AA<</O<</S/JavaScript/JS(x)>>>>" },
		{ .page = "/Annots[<</Subtype/Link/A<</S/JavaScript/JS(x)>>>>]" },
		{ .page = "/Annots[4 0 R]", .more = { "<</Subtype/Screen/A<</S/Rendition/JS(x)>>>>" } },
		{ .catalog = "/AcroForm<</Fields[4 0 R]>>",
		  .more = { "<</T(a)/FT/Tx/AA<</K<</S/JavaScript/JS(x)>>>>>>" } },
	};
	static const struct given without[] = {
		{ .catalog = "/OpenAction[3 0 R/Fit]" },
		{ .catalog = "/OpenAction 4 0 R", .more = { "<</S/GoTo/D[3 0 R/Fit]/Next 4 0 R>>" } },
		{ .page = "/Annots[<</Subtype/Link/A<</S/URI/URI(https://example.com)>>>>]" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(with); i++) {
		struct pdf_survey s = survey(with[i]);

		if (!s.javascript)
			fail_msg("row %zu", i);
		assert_ok(pdf_survey_signable(&s, NULL)); /* reported, not refused */
	}
	for (size_t i = 0; i < COUNT_OF(without); i++)
		assert_false(survey(without[i]).javascript);
}

static void xfa_and_pdf_x_are_refused(void **state)
{
	struct pdf_survey xfa = survey((struct given){ .catalog = "/AcroForm<</XFA 4 0 R>>",
						       .more = { "[]" } });
	struct pdf_survey x = survey((struct given){
		.trailer = "/Info 4 0 R", .more = { "<</GTS_PDFXVersion(PDF/X-4)>>" } });

	(void)state;
	assert_int_equal(pdf_survey_signable(&xfa, NULL), ERR_PDF_XFA);
	assert_int_equal(pdf_survey_signable(&x, NULL), ERR_PDF_X);
}

static struct pdf_survey certified(const char *parms)
{
	char sig[160];

	snprintf(sig, sizeof(sig), "<</Type/Sig/Reference[<</TransformMethod/DocMDP%s>>]>>", parms);
	return survey((struct given){ .catalog = "/Perms<</DocMDP 4 0 R>>", .more = { sig } });
}

static void certifications_say_what_they_permit(void **state)
{
	struct pdf_survey s;

	(void)state;
	s = certified("/TransformParams<</P 1>>");
	assert_int_equal(s.certified, 1);
	assert_int_equal(pdf_survey_signable(&s, NULL), ERR_PDF_LOCKED);
	s = certified("/TransformParams<</P 3>>");
	assert_int_equal(s.certified, 3);
	assert_ok(pdf_survey_signable(&s, NULL));
	assert_int_equal(certified("").certified, 2);
	assert_int_equal(certified("/TransformParams<</P 7>>").certified, 1);
}

static void locks_of_signatures_count(void **state)
{
	struct pdf_survey s = survey((struct given){
		.catalog = "/AcroForm<</Fields[4 0 R]>>",
		.more = { "<</T(a)/FT/Sig/V<<>>/Lock<</Action/All/P 1>>>>" } });

	(void)state;
	assert_true(s.no_changes);
	assert_int_equal(pdf_survey_signable(&s, NULL), ERR_PDF_LOCKED);
	s = survey((struct given){
		.catalog = "/AcroForm<</Fields[4 0 R]>>",
		.more = { "<</T(a)/FT/Sig/Lock<</Action/All/P 1>>>>" } }); /* not signed yet */
	assert_ok(pdf_survey_signable(&s, NULL));
	s = survey((struct given){
		.catalog = "/AcroForm<</Fields[4 0 R]>>",
		.more = { "<</T(a)/FT/Sig/V<</Reference[<</TransformMethod/FieldMDP"
			  "/TransformParams<</Action/All>>>>]>>>>" } });
	assert_true(s.locks_all);
	assert_int_equal(pdf_survey_signable(&s, NULL), ERR_PDF_LOCKED);
}

#define FIELD_MDP(action, name)                                                                    \
	"<</TransformMethod/FieldMDP/TransformParams<</Action/" action "/Fields[(" name ")]>>>>"
#define DOC_MDP(p) "<</TransformMethod/DocMDP/TransformParams<</P " p ">>>>"

/* Of several rules of one signature each counts, wherever it stands. */
static void every_rule_of_a_signature_counts(void **state)
{
	static const struct {
		const char *signature, *more; /* of the field */
		_Bool a, b, all, no_changes;
	} rows[] = {
		{ FIELD_MDP("Include", "x") FIELD_MDP("Include", "y"), "", 0, 0, 0, 0 },
		{ FIELD_MDP("Include", "x") FIELD_MDP("Include", "y") FIELD_MDP("Include", "a"), "",
		  1, 0, 0, 0 },
		{ FIELD_MDP("Exclude", "a") FIELD_MDP("Exclude", "b"), "", 1, 1, 0, 0 },
		{ FIELD_MDP("Exclude", "a") FIELD_MDP("Include", "x"), "", 0, 1, 0, 0 },
		{ FIELD_MDP("Include", "x") FIELD_MDP("All", "x"), "", 1, 1, 1, 0 },
		{ FIELD_MDP("Include", "x") FIELD_MDP("Only", "x"), "", 1, 1, 1, 0 },
		{ FIELD_MDP("Include", "x") "<</TransformMethod/FieldMDP>>", "", 1, 1, 1, 0 },
		{ FIELD_MDP("Include", "x"), "/Lock<</Action/Include/Fields[(b)]>>", 0, 1, 0, 0 },
		{ "", "/Lock<</Action/All>>", 1, 1, 1, 0 },
		{ DOC_MDP("3") DOC_MDP("1"), "", 0, 0, 0, 1 },
		{ DOC_MDP("3") DOC_MDP("2"), "", 0, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char field[600];
		const struct pdf_field *fields;
		struct pdf_survey s;
		_Bool a, b;
		size_t n;

		snprintf(field, sizeof(field), "<</T(s)/FT/Sig/V<</Reference[%s]>>%s>>",
			 rows[i].signature, rows[i].more);
		const char *texts[] = { "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>",
					"<</Type/Pages/Kids[]/Count 0>>", field };
		AUTO(paper) struct paper p = paper_new((struct sample){ .texts = texts, .n = 3 });

		paper_open(&p);
		assert_ok(pdf_form_fields(p.doc, p.mem, &fields, &n, NULL));
		assert_ok(pdf_survey_field_locked(p.doc, fields, n, "a", &a, NULL));
		assert_ok(pdf_survey_field_locked(p.doc, fields, n, "b", &b, NULL));
		assert_ok(pdf_survey_signatures(p.doc, fields, n, &s, NULL));
		if (a != rows[i].a || b != rows[i].b || s.locks_all != rows[i].all ||
		    s.no_changes != rows[i].no_changes)
			fail_msg("row %zu: %d %d %d %d", i, a, b, s.locks_all, s.no_changes);
	}
	assert_int_equal(certified("/TransformParams<</P 3>>>><</TransformMethod/DocMDP"
				   "/TransformParams<</P 2>>").certified, 2);
}

static void a_locked_parent_locks_its_descendants(void **state)
{
	static const struct {
		const char *action, *name;
		_Bool locked;
	} rows[] = {
		{ "Include", "buyer", 1 },  { "Include", "buyer.name", 1 }, { "Include", "buyers", 0 },
		{ "Exclude", "buyer.x", 0 }, { "Exclude", "seller", 1 },    { "All", "seller", 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char field[200];
		const struct pdf_field *fields;
		_Bool locked;
		size_t n;

		snprintf(field, sizeof(field), "<</T(a)/FT/Sig/V<</Reference[<</TransformMethod/FieldMDP"
			 "/TransformParams<</Action/%s/Fields[(buyer)]>>>>]>>>>", rows[i].action);
		const char *texts[] = { "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>",
					"<</Type/Pages/Kids[]/Count 0>>", field };
		AUTO(paper) struct paper p = paper_new((struct sample){ .texts = texts, .n = 3 });

		paper_open(&p);
		assert_ok(pdf_form_fields(p.doc, p.mem, &fields, &n, NULL));
		assert_ok(pdf_survey_field_locked(p.doc, fields, n, rows[i].name, &locked, NULL));
		assert_int_equal(locked, rows[i].locked);
	}
}

static void pdf_a_is_read_from_its_metadata(void **state)
{
	static const struct {
		const char *xmp;
		int part;
		char level;
		_Bool x;
	} rows[] = {
		{ "<r xmlns:pdfaid='http://www.aiim.org/pdfa/ns/id/'><pdfaid:part>2</pdfaid:part>"
		  "<pdfaid:conformance>B</pdfaid:conformance></r>", 2, 'B', 0 },
		{ "<r xmlns:q=\"http://www.aiim.org/pdfa/ns/id/\" q:part=\"1\" q:conformance=\"a\"/>", 1, 'A', 0 },
		{ "<r xmlns:pdfaid='http://www.aiim.org/pdfa/ns/id/' pdfaid:part='4'/>", 4, 0, 0 },
		{ "<r pdfaid:part='2'/>", 0, 0, 0 },
		{ "<r xmlns:pdfxid='http://www.npes.org/pdfx/ns/id/' pdfxid:GTS_PDFXVersion='PDF/X-4'/>", 0, 0, 1 },
		{ "http://www.aiim.org/pdfa/ns/id/", 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char stream[300];
		struct pdf_survey s;

		snprintf(stream, sizeof(stream), "<</Length %zu>>\nstream\n%s\nendstream",
			 strlen(rows[i].xmp), rows[i].xmp);
		s = survey((struct given){ .catalog = "/Metadata 4 0 R", .more = { stream } });
		assert_int_equal(s.pdf_a_part, rows[i].part);
		assert_int_equal(s.pdf_a_level, rows[i].level);
		assert_int_equal(s.pdf_x, rows[i].x);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_document_may_be_signed),
		cmocka_unit_test(fields_and_signatures_are_counted),
		cmocka_unit_test(javascript_is_found_where_it_can_run),
		cmocka_unit_test(xfa_and_pdf_x_are_refused),
		cmocka_unit_test(certifications_say_what_they_permit),
		cmocka_unit_test(locks_of_signatures_count),
		cmocka_unit_test(every_rule_of_a_signature_counts),
		cmocka_unit_test(a_locked_parent_locks_its_descendants),
		cmocka_unit_test(pdf_a_is_read_from_its_metadata),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
