#include "../test.h"
#include "pdf/form.h"
#include "sample.h"

#define PAGE "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]"
#define PAGES "<</Type/Pages/Kids[3 0 R]/Count 1>>"

static struct paper paper_of(const char *const *texts, size_t n)
{
	struct paper p = paper_new((struct sample){ .texts = texts, .n = n });

	paper_open(&p);
	return p;
}
#define PAPER(...) paper_of((const char *const[]){ __VA_ARGS__ }, \
			    COUNT_OF(((const char *const[]){ __VA_ARGS__ })))

static const struct pdf_field *fields_of(struct paper *p, size_t *n)
{
	const struct pdf_field *v;
	struct error e = { 0 };

	if (pdf_form_fields(p->doc, p->mem, &v, n, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return v;
}

static enum err add(struct paper *p, const char *name, struct pdf_ref *out)
{
	struct pdf_new_sigfield f = { .name = name };

	return pdf_form_add_sigfield(p->u, &f, out, NULL);
}

/* The field named so, in the file as it is now. */
static struct pdf_field field(struct paper *p, const char *name)
{
	const struct pdf_field *v, *f;
	size_t n;

	v = fields_of(p, &n);
	if (!pdf_form_find(v, n, name, &f))
		fail_msg("no field %s", name);
	return *f;
}

static void names_are_qualified_and_values_inherited(void **state)
{
	AUTO(paper) struct paper p = PAPER(
		"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 7 0 R]>>>>", PAGES,
		PAGE ">>", "<</T(a)/FT/Tx/Ff 2/V(old)/Kids[5 0 R 6 0 R]>>",
		"<</T<FEFF5C71>/Parent 4 0 R/Rect[1 2 3 4.5]/P 3 0 R>>",
		"<</T(c)/Parent 4 0 R/FT/Btn/V/On>>",
		"<</T(group)/FT/Btn/Kids[8 0 R]>>", "<</Parent 7 0 R/Rect[0 0 9 9]/P 3 0 R>>");
	const struct pdf_field *v;
	size_t n;

	(void)state;
	v = fields_of(&p, &n);
	assert_int_equal(n, 3);
	assert_string_equal(v[0].name, "a.山");
	assert_string_equal(v[0].type, "Tx");
	assert_int_equal(v[0].flags, 2);
	assert_true(bytes_eq_str(v[0].value->u.text, "old"));
	assert_int_equal(v[0].page.num, 3);
	assert_true(v[0].rect[3] > 4.4 && v[0].rect[3] < 4.6);
	assert_string_equal(v[1].type, "Btn");
	assert_true(pdf_is_name(v[1].value, "On"));
	assert_string_equal(v[2].name, "group");
	assert_int_equal(v[2].ref.num, 7);
	assert_int_equal(v[2].widget.num, 8);
	assert_null(v[2].value);
}

static void circles_and_depth_are_refused(void **state)
{
	AUTO(paper) struct paper circle = PAPER(
		"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>", PAGES, PAGE ">>",
		"<</T(a)/Kids[5 0 R]>>", "<</T(b)/Kids[4 0 R]>>");
	AUTO(paper) struct paper direct = PAPER(
		"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[<</T(x)>>]>>>>", PAGES, PAGE ">>");
	const char *texts[SAMPLE_OBJECTS];
	char room[SAMPLE_OBJECTS][64];
	const struct pdf_field *v;
	size_t n, i;

	(void)state;
	assert_int_equal(pdf_form_fields(circle.doc, circle.mem, &v, &n, NULL), ERR_PDF_DAMAGED);
	assert_int_equal(pdf_form_fields(direct.doc, direct.mem, &v, &n, NULL), ERR_PDF_DAMAGED);
	texts[0] = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>";
	texts[1] = PAGES;
	texts[2] = PAGE ">>";
	for (i = 3; i < SAMPLE_OBJECTS; i++) {
		snprintf(room[i], sizeof(room[i]), "<</T(n)/%s[%zu 0 R]>>",
			 i + 1 < SAMPLE_OBJECTS ? "Kids" : "None", i + 2);
		texts[i] = room[i];
	}
	AUTO(paper) struct paper p = paper_of(texts, SAMPLE_OBJECTS);
	assert_ok(pdf_form_fields(p.doc, p.mem, &v, &n, NULL)); /* 29 levels are fine */
	assert_int_equal(n, 1);
}

/* Where /AcroForm, /Fields and /Annots may stand. */
static const char *const homes[][9] = {
	{ "<</Type/Catalog/Pages 2 0 R>>", PAGES, PAGE ">>" },
	{ "<</Type/Catalog/Pages 2 0 R/AcroForm<<>>>>", PAGES, PAGE "/Annots[]>>" },
	{ "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>", PAGES, PAGE "/Annots 4 0 R>>",
	  "[5 0 R]", "<</T(old)/FT/Tx/Subtype/Widget/Rect[0 0 1 1]>>" },
	{ "<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>", PAGES, PAGE "/Annots[5 0 R]>>",
	  "<</Fields[5 0 R]/DA(x)>>", "<</T(old)/FT/Tx/Subtype/Widget/Rect[0 0 1 1]>>" },
	{ "<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>", PAGES, PAGE "/Annots 7 0 R>>",
	  "<</Fields 6 0 R/SigFlags 3>>", "<</T(old)/FT/Tx/Subtype/Widget/Rect[0 0 1 1]>>",
	  "[5 0 R]", "[5 0 R]" },
	{ "<</Type/Catalog/Pages 2 0 R/AcroForm 9 0 R>>", PAGES, PAGE "/Annots 9 0 R>>" },
};

static size_t count(const char *const *texts)
{
	size_t n = 0;

	while (n < COUNT_OF(homes[0]) && texts[n])
		n++;
	return n;
}

static void a_field_is_added_wherever_the_form_stands(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(homes); i++) {
		AUTO(paper) struct paper p = paper_of(homes[i], count(homes[i]));
		const struct pdf_obj *annots, *form, root = pdf_refer((struct pdf_ref){ 1, 0 });
		struct pdf_ref one, two;
		struct pdf_page page;
		struct pdf_field f;
		size_t n, before;

		fields_of(&p, &before);
		assert_ok(add(&p, "party_1", &one));
		assert_ok(add(&p, "party_2", &two));
		paper_append(&p);
		fields_of(&p, &n);
		assert_int_equal(n, before + 2);
		f = field(&p, "party_2");
		assert_string_equal(f.type, "Sig");
		assert_int_equal(f.page.num, 3);
		assert_int_equal(pdf_dict_get(f.dict, "F")->u.integer, 132);
		assert_ok(pdf_doc_page(p.doc, 0, &page, NULL));
		assert_ok(pdf_doc_get(p.doc, page.dict, "Annots", &annots, NULL));
		assert_int_equal(annots->u.array.n, before + 2);
		assert_int_equal(annots->u.array.items[before + 1].u.ref.num, two.num);
		assert_ok(pdf_doc_get(p.doc, &root, "AcroForm", &form, NULL));
		assert_int_equal(pdf_dict_get(form, "SigFlags")->u.integer, 3);
	}
}

static void what_stands_apart_is_changed_alone(void **state)
{
	AUTO(paper) struct paper p = paper_of(homes[4], count(homes[4]));
	const uint32_t *nums;
	struct pdf_ref ref;
	size_t n;

	(void)state;
	assert_ok(add(&p, "party_1", &ref));
	paper_append(&p);
	assert_ok(pdf_doc_revision_objects(p.doc, 1, p.mem, &nums, &n, NULL));
	assert_int_equal(n, 3); /* the two arrays and the field: no page, no form, no catalog */
	assert_int_equal(nums[0], 6);
	assert_int_equal(nums[1], 7);
	assert_int_equal(nums[2], ref.num);
}

static void names_must_be_free_and_without_dots(void **state)
{
	AUTO(paper) struct paper p = paper_of(homes[2], count(homes[2]));
	struct pdf_new_sigfield f = { .name = "x", .page = 1 };
	struct pdf_ref ref;

	(void)state;
	assert_int_equal(add(&p, "old", &ref), ERR_CONFLICT);
	assert_ok(add(&p, "new", &ref));
	assert_int_equal(add(&p, "new", &ref), ERR_CONFLICT);
	assert_int_equal(add(&p, "a.b", &ref), ERR_INVALID);
	assert_int_equal(add(&p, "", &ref), ERR_INVALID);
	assert_int_equal(pdf_form_add_sigfield(p.u, &f, &ref, NULL), ERR_NOT_FOUND);
}

static void a_lock_names_what_it_locks(void **state)
{
	static const char *const locked[] = { "party_1", "社名" };
	AUTO(paper) struct paper p = paper_of(homes[0], 3);
	struct pdf_new_sigfield f = { .name = "party_1", .lock = { PDF_LOCK_INCLUDE, locked, 2, 1 } };
	const struct pdf_obj *lock, *names;
	struct pdf_field found;
	struct pdf_ref ref;

	(void)state;
	assert_ok(pdf_form_add_sigfield(p.u, &f, &ref, NULL));
	paper_append(&p);
	found = field(&p, "party_1");
	assert_int_equal(pdf_dict_get(found.dict, "Lock")->kind, PDF_REF);
	assert_ok(pdf_doc_get(p.doc, found.dict, "Lock", &lock, NULL));
	assert_true(pdf_is_name(pdf_dict_get(lock, "Type"), "SigFieldLock"));
	assert_true(pdf_is_name(pdf_dict_get(lock, "Action"), "Include"));
	assert_int_equal(pdf_dict_get(lock, "P")->u.integer, 1);
	names = pdf_dict_get(lock, "Fields");
	assert_int_equal(names->u.array.n, 2);
	assert_string_equal(pdf_text_utf8(p.mem, names->u.array.items[1].u.text), "社名");
}

static void a_visible_field_can_have_an_empty_appearance(void **state)
{
	AUTO(paper) struct paper p = paper_of(homes[0], 3);
	struct pdf_new_sigfield f = { .name = "s", .rect = { 10, 20, 110, 60 }, .empty_appearance = 1 };
	const struct pdf_obj *ap, *n;
	struct pdf_ref ref;

	(void)state;
	assert_ok(pdf_form_add_sigfield(p.u, &f, &ref, NULL));
	paper_append(&p);
	assert_ok(pdf_doc_get(p.doc, field(&p, "s").dict, "AP", &ap, NULL));
	assert_ok(pdf_doc_get(p.doc, ap, "N", &n, NULL));
	assert_int_equal(n->kind, PDF_STREAM);
	assert_int_equal(n->u.dict.data_len, 0);
}

static struct pdf_ref some_object(struct paper *p)
{
	struct pdf_obj o = { .kind = PDF_DICT };
	struct pdf_ref ref;

	assert_ok(pdf_update_add(p->u, &o, &ref, NULL));
	return ref;
}

static void a_field_is_signed_once(void **state)
{
	AUTO(paper) struct paper p = paper_of(homes[2], count(homes[2]));
	struct pdf_ref ref, sig, ap = some_object(&p);
	const struct pdf_obj *n;

	(void)state;
	assert_ok(add(&p, "s", &ref));
	sig = some_object(&p);
	assert_ok(pdf_form_set_signature(p.u, ref, sig, ap, NULL));
	assert_int_equal(pdf_form_set_signature(p.u, ref, sig, ap, NULL), ERR_CONFLICT);
	assert_int_equal(pdf_form_set_signature(p.u, (struct pdf_ref){ 5, 0 }, sig, ap, NULL),
			 ERR_INVALID);
	paper_append(&p);
	assert_int_equal(pdf_dict_get(field(&p, "s").dict, "V")->u.ref.num, sig.num);
	n = pdf_dict_get(pdf_dict_get(field(&p, "s").dict, "AP"), "N");
	assert_int_equal(n->u.ref.num, ap.num);
	assert_int_equal(pdf_form_set_signature(p.u, ref, sig, ap, NULL), ERR_CONFLICT);
}

static void the_widget_of_a_split_field_shows_the_signature(void **state)
{
	AUTO(paper) struct paper p = PAPER(
		"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>", PAGES,
		PAGE "/Annots[5 0 R]>>", "<</T(s)/FT/Sig/Kids[5 0 R]>>",
		"<</Parent 4 0 R/Subtype/Widget/Rect[0 0 9 9]>>");
	struct pdf_ref sig = some_object(&p), ap = some_object(&p);
	const struct pdf_obj *widget;

	(void)state;
	assert_ok(pdf_form_set_signature(p.u, (struct pdf_ref){ 4, 0 }, sig, ap, NULL));
	paper_append(&p);
	assert_non_null(field(&p, "s").value);
	assert_ok(pdf_doc_object(p.doc, 5, &widget, NULL));
	assert_non_null(pdf_dict_get(widget, "AP"));
	assert_null(pdf_dict_get(field(&p, "s").dict, "AP"));
}

static void a_value_changes_value_and_appearance_only(void **state)
{
	AUTO(paper) struct paper p = paper_of(homes[3], count(homes[3]));
	struct pdf_obj text = pdf_text(p.mem, "株式会社");
	struct pdf_field_value v = { .value = &text, .appearance = some_object(&p), .state = "On" };
	struct pdf_field f;

	(void)state;
	assert_ok(pdf_form_set_value(p.u, (struct pdf_ref){ 5, 0 }, &v, NULL));
	paper_append(&p);
	f = field(&p, "old");
	assert_string_equal(pdf_text_utf8(p.mem, f.value->u.text), "株式会社");
	assert_true(pdf_is_name(pdf_dict_get(f.dict, "AS"), "On"));
	assert_int_equal(f.dict->u.dict.n, 4 + 3); /* V, AP, AS came in */
}

static void a_document_is_certified_once(void **state)
{
	static const char *const perms[] = { "", "/Perms<<>>", "/Perms 4 0 R" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(perms); i++) {
		char top[80];

		snprintf(top, sizeof(top), "<</Type/Catalog/Pages 2 0 R%s>>", perms[i]);
		AUTO(paper) struct paper p = PAPER(top, PAGES, PAGE ">>", "<</UR 1>>");
		struct pdf_ref sig = some_object(&p);
		const struct pdf_obj *got, root = pdf_refer((struct pdf_ref){ 1, 0 });

		assert_ok(pdf_form_set_docmdp(p.u, sig, NULL));
		assert_int_equal(pdf_form_set_docmdp(p.u, sig, NULL), ERR_CONFLICT);
		paper_append(&p);
		assert_ok(pdf_doc_get(p.doc, &root, "Perms", &got, NULL));
		assert_int_equal(pdf_dict_get(got, "DocMDP")->u.ref.num, sig.num);
	}
}

static void text_strings_of_every_encoding_become_utf8(void **state)
{
	const struct {
		struct bytes in;
		const char *out;
	} rows[] = {
		{ BYTES_LIT("plain"), "plain" },
		{ BYTES_LIT("\x80\xe4\xa0"), "•ä€" },
		{ BYTES_LIT("\xfe\xff\x5c\x71\xd8\x40\xdc\x0b"), "山𠀋" },
		{ BYTES_LIT("\xfe\xff\xdc\x0b\x00"), "\xef\xbf\xbd" },
		{ BYTES_LIT("\xef\xbb\xbf\xe5\xb1\xb1\xff"), "山\xef\xbf\xbd" },
		{ BYTES_LIT("\xef\xbb\xbf\xc0\x80\xed\xa0\x80"),
		  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ BYTES_LIT(""), "" },
	};
	AUTO(arena) struct arena *mem = arena_new(0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(pdf_text_utf8(mem, rows[i].in), rows[i].out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_qualified_and_values_inherited),
		cmocka_unit_test(circles_and_depth_are_refused),
		cmocka_unit_test(a_field_is_added_wherever_the_form_stands),
		cmocka_unit_test(what_stands_apart_is_changed_alone),
		cmocka_unit_test(names_must_be_free_and_without_dots),
		cmocka_unit_test(a_lock_names_what_it_locks),
		cmocka_unit_test(a_visible_field_can_have_an_empty_appearance),
		cmocka_unit_test(a_field_is_signed_once),
		cmocka_unit_test(the_widget_of_a_split_field_shows_the_signature),
		cmocka_unit_test(a_value_changes_value_and_appearance_only),
		cmocka_unit_test(a_document_is_certified_once),
		cmocka_unit_test(text_strings_of_every_encoding_become_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
