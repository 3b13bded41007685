#include "../test.h"
#include "pdf/import.h"
#include "sample.h"

static const char *const target[] = {
	"<</Type/Catalog/Pages 2 0 R>>",
	"<</Type/Pages/Kids[3 0 R]/Count 1>>",
	"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
};

/* What Cairo makes: resources below the page, a font with a parent that leads back to the page */
static const char *const drawn[] = {
	"<</Type/Catalog/Pages 2 0 R>>",
	"<</Type/Pages/Kids[3 0 R]/Count 1>>",
	("<</Type/Page/Parent 2 0 R/MediaBox[0 0 180 50]/Contents 4 0 R/Resources 5 0 R"
	 "/Group<</S/Transparency>>>>"),
	"<</Length 9 0 R>>\nstream\nBT (x) Tj ET\nendstream",
	"<</Font<</f 6 0 R>>/XObject<</self 7 0 R/page 3 0 R>>>>",
	"<</Type/Font/Descendant[7 0 R]>>",
	"<</Length 3/Resources 5 0 R>>\nstream\nabc\nendstream",
	"(not reachable from the page)",
	"12",
};

static struct bytes drawn_file(struct arena *mem, enum sample_kind kind, const char *const *texts,
			       size_t n)
{
	AUTO(buf) struct buf b = { 0 };
	struct bytes out;

	sample_make(&b, (struct sample){ .kind = kind, .texts = texts, .n = n });
	assert_true(arena_copy(mem, buf_bytes(&b), &out));
	return out;
}

static struct paper paper(void)
{
	struct paper p = paper_new((struct sample){ .texts = target, .n = COUNT_OF(target) });

	paper_open(&p);
	return p;
}

static void the_page_becomes_a_form_with_what_it_needs(void **state)
{
	AUTO(paper) struct paper p = paper();
	struct bytes in = drawn_file(p.mem, SAMPLE_TABLE, drawn, COUNT_OF(drawn)), data;
	const struct pdf_obj *form, *font, *parts, *self;
	struct pdf_ref ref;
	double box[4];

	(void)state;
	assert_ok(pdf_import_page(p.u, in, &ref, box, NULL));
	assert_true(box[2] > 179.9 && box[3] < 50.1);
	paper_append(&p);
	assert_ok(pdf_doc_object(p.doc, ref.num, &form, NULL));
	assert_true(pdf_is_name(pdf_dict_get(form, "Subtype"), "Form"));
	assert_null(pdf_dict_get(form, "Group"));
	assert_ok(pdf_doc_stream_data(p.doc, form, p.mem, &data, NULL));
	assert_true(bytes_eq_str(data, "BT (x) Tj ET"));
	assert_ok(pdf_doc_get(p.doc, form, "Resources", &form, NULL));
	assert_ok(pdf_doc_get(p.doc, pdf_dict_get(form, "Font"), "f", &font, NULL));
	assert_true(pdf_is_name(pdf_dict_get(font, "Type"), "Font"));
	assert_ok(pdf_doc_get(p.doc, form, "XObject", &parts, NULL));
	assert_ok(pdf_doc_get(p.doc, parts, "self", &self, NULL));
	assert_int_equal(self->u.dict.data_len, 3);
	assert_int_equal(pdf_dict_get(self, "Resources")->kind, PDF_REF); /* the circle is kept */
	assert_ok(pdf_doc_get(p.doc, parts, "page", &self, NULL));
	assert_int_equal(self->kind, PDF_NULL); /* no page is dragged in */
	assert_int_equal(bytes_find(BYTES(p.tail.data, p.tail.len), BYTES_LIT("not reachable"), 0),
			 SIZE_MAX);
}

static void contents_in_pieces_are_joined(void **state)
{
	static const char *const pieces[] = {
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1/Resources<<>>>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 180 50]/Contents[4 0 R 5 0 R]>>",
		"<</Length 2>>\nstream\nBT\nendstream", "<</Length 2>>\nstream\nET\nendstream",
	};
	AUTO(paper) struct paper p = paper();
	struct bytes in = drawn_file(p.mem, SAMPLE_STREAM, pieces, COUNT_OF(pieces)), data;
	const struct pdf_obj *form;
	struct pdf_ref ref;
	double box[4];

	(void)state;
	assert_ok(pdf_import_page(p.u, in, &ref, box, NULL));
	paper_append(&p);
	assert_ok(pdf_doc_object(p.doc, ref.num, &form, NULL));
	assert_ok(pdf_doc_stream_data(p.doc, form, p.mem, &data, NULL));
	assert_true(bytes_eq_str(data, "BT\nET\n"));
}

static void what_is_no_drawn_page_is_refused(void **state)
{
	static const char *const bare[] = {
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 180 50]>>",
	};
	AUTO(paper) struct paper p = paper();
	struct pdf_ref ref;
	double box[4];

	(void)state;
	assert_int_equal(pdf_import_page(p.u, BYTES_LIT("hello"), &ref, box, NULL), ERR_PDF_NOT_PDF);
	assert_int_equal(pdf_import_page(p.u, drawn_file(p.mem, SAMPLE_TABLE, bare, COUNT_OF(bare)),
					 &ref, box, NULL), ERR_PDF_DAMAGED); /* no /Resources */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_becomes_a_form_with_what_it_needs),
		cmocka_unit_test(contents_in_pieces_are_joined),
		cmocka_unit_test(what_is_no_drawn_page_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
