#include "../test.h"
#include <math.h>
#include "pdf/form_fill.h"
#include "pdf/form_make.h"
#include "sample.h"

#define PAGES "<</Type/Pages/Kids[3 0 R]/Count 1>>"
#define PAGE  "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]"

static struct paper paper_of(const char *const *texts, size_t n)
{
	struct paper p = paper_new((struct sample){ .texts = texts, .n = n });

	paper_open(&p);
	return p;
}
#define PAPER(...)                                                                                 \
	paper_of((const char *const[]){ __VA_ARGS__ },                                             \
		 COUNT_OF(((const char *const[]){ __VA_ARGS__ })))
#define BLANK() PAPER("<</Type/Catalog/Pages 2 0 R>>", PAGES, PAGE ">>")

static const struct pdf_form_item *items_of(struct paper *p, size_t *n)
{
	const struct pdf_form_item *v;
	struct error e = { 0 };

	if (pdf_form_list(p->doc, p->mem, &v, n, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return v;
}

static struct pdf_form_item item(struct paper *p, const char *name)
{
	size_t n, i;
	const struct pdf_form_item *v = items_of(p, &n);

	for (i = 0; i < n; i++)
		if (!strcmp(v[i].name, name))
			return v[i];
	fail_msg("no field %s", name);
	return v[0];
}

/* A stand-in for a drawn picture. */
static struct pdf_ref look(struct paper *p)
{
	struct pdf_dict_builder b = pdf_dict_new(p->mem);
	struct pdf_ref ref = pdf_update_reserve(p->u);
	struct pdf_obj o;

	pdf_dict_set(&b, "Subtype", pdf_name("Form"));
	o = pdf_dict_obj(&b);
	assert_ok(pdf_update_set_stream(p->u, ref, &o, BYTES_LIT("q Q"), 0, NULL));
	return ref;
}

static struct pdf_new_widget spot(struct paper *p, double y)
{
	struct pdf_new_widget w = { .look = look(p) };

	assert_ok(pdf_place_area(p->doc, 0, (struct pdf_area){ 0.1, y, 0.5, 0.1 }, &w.place, NULL));
	return w;
}

static void refuses(struct paper *p, struct pdf_new_field f, const char *why)
{
	struct error e = { 0 };

	assert_int_not_equal(pdf_form_add_fields(p->u, &f, 1, NULL, &e), ERR_OK);
	if (!strstr(e.msg, why))
		fail_msg("\"%s\" does not say \"%s\"", e.msg, why);
}

static struct pdf_form_item filled(struct paper *p, const char *name, const char *value,
				   enum err expected, const char *why)
{
	const struct pdf_form_item *f;
	struct pdf_filling *filling;
	struct pdf_ref looks[8];
	struct error e = { 0 };

	assert_ok(pdf_filling_begin(p->u, &filling, NULL));
	assert_ok(pdf_filling_find(filling, name, &f, NULL));
	for (size_t i = 0; i < COUNT_OF(looks); i++)
		looks[i] = look(p);
	assert_int_equal(pdf_filling_set(filling, f, value, looks, &e), expected);
	if (expected != ERR_OK) {
		if (!strstr(e.msg, why))
			fail_msg("\"%s\" does not say \"%s\"", e.msg, why);
		return *f;
	}
	paper_append(p);
	return item(p, name);
}

/* --- places --- */

static void an_area_and_its_rectangle_are_the_same_on_pages_that_lie_in_any_way(void **state)
{
	static const char *const turns[] = { "", "/Rotate 90", "/Rotate 180", "/Rotate -90",
					     "/Rotate 450" };
	static const int expected[] = { 0, 90, 180, 270, 90 };
	const struct pdf_area a = { 0.1, 0.2, 0.3, 0.05 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(turns); i++) {
		char pages[200];
		AUTO(paper) struct paper p = { 0 };
		struct pdf_place at;
		struct pdf_page page;
		struct pdf_area back;

		snprintf(pages, sizeof(pages),
			 "<</Type/Pages/Kids[3 0 R]/Count 1%s/MediaBox[-10 0 600 842]/CropBox[30 "
			 "10 9000 700]>>",
			 turns[i]);
		p = PAPER("<</Type/Catalog/Pages 2 0 R>>", pages,
			  "<</Type/Page/Parent 2 0 R/UserUnit 2>>");
		assert_ok(pdf_place_area(p.doc, 0, a, &at, NULL));
		assert_int_equal(at.turn, expected[i]);
		assert_true(fabs(at.unit - 2) < 1e-9);
		assert_ok(pdf_doc_page(p.doc, 0, &page, NULL));
		back = pdf_place_seen(&page, at.rect);
		assert_true(fabs(back.x - a.x) < 1e-4 && fabs(back.y - a.y) < 1e-4);
		assert_true(fabs(back.w - a.w) < 1e-4 && fabs(back.h - a.h) < 1e-4);
		/* wide as seen, whichever way the page lies */
		assert_true(at.width > at.height);
	}
}

static void the_top_left_corner_as_seen_is_where_it_must_be(void **state)
{
	static const struct {
		const char *turn;
		double x, y; /* a corner of the page that lies in the area */
	} rows[] = { { "/Rotate 0", 0, 200 },
		     { "/Rotate 90", 0, 0 },
		     { "/Rotate 180", 100, 0 },
		     { "/Rotate 270", 100, 200 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char text[100];
		AUTO(paper) struct paper p = { 0 };
		struct pdf_place at;

		snprintf(text, sizeof(text), "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 200]%s>>",
			 rows[i].turn);
		p = PAPER("<</Type/Catalog/Pages 2 0 R>>", PAGES, text);
		assert_ok(
			pdf_place_area(p.doc, 0, (struct pdf_area){ 0, 0, 0.25, 0.1 }, &at, NULL));
		assert_true(at.rect[0] <= rows[i].x && rows[i].x <= at.rect[2]);
		assert_true(at.rect[1] <= rows[i].y && rows[i].y <= at.rect[3]);
	}
}

static void an_area_that_leaves_its_page_is_refused(void **state)
{
	static const struct pdf_area bad[] = { { 0.9, 0, 0.2, 0.1 }, { -0.1, 0, 0.2, 0.1 },
					       { 0, 0, 0, 0.1 },     { 0, 0, 0.001, 0.1 },
					       { NAN, 0, 0.1, 0.1 }, { 0, 0, 0.1, INFINITY } };
	AUTO(paper) struct paper p = BLANK();
	struct pdf_place at;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(pdf_place_area(p.doc, 0, bad[i], &at, NULL), ERR_INVALID);
	assert_int_equal(pdf_place_area(p.doc, 1, (struct pdf_area){ 0, 0, 1, 1 }, &at, NULL),
			 ERR_NOT_FOUND);
}

/* --- making --- */

static const struct pdf_option options[] = { { "a", "甲", NULL }, { "b", NULL, NULL } };

static void every_kind_is_made_and_listed_again(void **state)
{
	AUTO(paper) struct paper p = BLANK();
	struct pdf_new_widget w = spot(&p, 0.1), two[] = { spot(&p, 0.3), spot(&p, 0.5) };
	struct pdf_new_field v[] = {
		{ .kind = PDF_FIELD_TEXT,
		  .name = "t",
		  .tooltip = "氏名",
		  .required = 1,
		  .max_length = 9,
		  .align = PDF_ALIGN_RIGHT,
		  .font_size = 9.5,
		  .value = "山田",
		  .widgets = &w,
		  .n_widgets = 1 },
		{ .kind = PDF_FIELD_MULTILINE,
		  .name = "m",
		  .read_only = 1,
		  .widgets = &w,
		  .n_widgets = 1 },
		{ .kind = PDF_FIELD_CHECK,
		  .name = "c",
		  .value = "on",
		  .widgets = &w,
		  .n_widgets = 1 },
		{ .kind = PDF_FIELD_RADIO,
		  .name = "r",
		  .value = "乙",
		  .widgets = two,
		  .n_widgets = 2 },
		{ .kind = PDF_FIELD_CHOICE,
		  .name = "o",
		  .value = "b",
		  .options = options,
		  .n_options = 2,
		  .widgets = &w,
		  .n_widgets = 1 },
		{ .kind = PDF_FIELD_IMAGE, .name = "i", .widgets = two, .n_widgets = 2 },
	};
	struct pdf_ref refs[COUNT_OF(v)];
	struct pdf_form_item f;
	size_t n;

	(void)state;
	two[0].value = "甲";
	two[1].value = "乙";
	assert_ok(pdf_form_add_fields(p.u, v, COUNT_OF(v), refs, NULL));
	paper_append(&p);
	(void)items_of(&p, &n);
	assert_int_equal(n, COUNT_OF(v));
	f = item(&p, "t");
	assert_int_equal(f.ref.num, refs[0].num);
	assert_string_equal(f.tooltip, "氏名");
	assert_string_equal(f.value, "山田");
	assert_true(f.required && !f.read_only && f.max_length == 9 && f.align == PDF_ALIGN_RIGHT);
	assert_true(fabs(f.font_size - 9.5) < 1e-9);
	assert_true(f.widgets[0].on_page && fabs(f.widgets[0].area.y - 0.1) < 1e-3);
	f = item(&p, "m");
	assert_true(f.kind == PDF_FIELD_MULTILINE && f.read_only && f.widgets[0].looks);
	f = item(&p, "c");
	assert_string_equal(f.value, "on");
	f = item(&p, "r");
	assert_string_equal(f.value, "乙");
	assert_int_equal(f.n_options, 2);
	assert_string_equal(f.options[0].value, "甲");
	assert_string_equal(f.options[0].state, "0"); /* names stay short and plain */
	f = item(&p, "o");
	assert_string_equal(f.value, "b");
	assert_string_equal(f.options[0].label, "甲");
	f = item(&p, "i");
	assert_true(f.kind == PDF_FIELD_IMAGE && f.n_widgets == 2 && !f.widgets[0].looks);
}

static void the_form_asks_no_viewer_to_draw(void **state)
{
	AUTO(paper)
	struct paper p =
		PAPER("<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>", PAGES, PAGE "/Annots 5 0 R>>",
		      "<</Fields 6 0 R/NeedAppearances true/DR<</Font<</Helv 7 0 R>>>>>>", "[]",
		      "[]", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	struct pdf_new_widget w = spot(&p, 0.1);
	struct pdf_new_field f = { .name = "t", .widgets = &w, .n_widgets = 1 };
	const struct pdf_obj *form, *o;
	size_t n;

	(void)state;
	assert_ok(pdf_form_add_fields(p.u, &f, 1, NULL, NULL));
	paper_append(&p);
	assert_ok(pdf_doc_object(p.doc, 4, &form, NULL));
	assert_null(pdf_dict_get(form, "NeedAppearances"));
	assert_ok(pdf_doc_get(p.doc, form, "DR", &o, NULL));
	assert_ok(pdf_doc_get(p.doc, o, "Font", &o, NULL));
	assert_int_equal(pdf_ref_num(pdf_dict_get(o, "Helv")), 7); /* theirs stays */
	assert_non_null(pdf_dict_get(o, "ZaDb"));
	(void)items_of(&p, &n);
	assert_int_equal(n, 1);
}

static void a_field_that_cannot_be_is_refused(void **state)
{
	AUTO(paper) struct paper p = BLANK();
	struct pdf_new_widget w = spot(&p, 0.1), none = { .place = w.place },
			      flat = { .look = w.look };
	struct pdf_option twice[] = { { "a", NULL, NULL }, { "a", NULL, NULL } };
	struct pdf_new_field f = { .name = "t", .widgets = &w, .n_widgets = 1 };

	(void)state;
#define WITH(...) (struct pdf_new_field){ .name = "x", .widgets = &w, .n_widgets = 1, __VA_ARGS__ }
	refuses(&p, (struct pdf_new_field){ .name = "a.b", .widgets = &w, .n_widgets = 1 }, "dot");
	refuses(&p, (struct pdf_new_field){ .widgets = &w, .n_widgets = 1 }, "name");
	refuses(&p, (struct pdf_new_field){ .name = "x" }, "places");
	refuses(&p, (struct pdf_new_field){ .name = "x", .widgets = &flat, .n_widgets = 1 },
		"no size");
	refuses(&p,
		(struct pdf_new_field){
			.kind = PDF_FIELD_CHECK, .name = "x", .widgets = &none, .n_widgets = 1 },
		"no picture");
	refuses(&p, WITH(.kind = PDF_FIELD_SIGNATURE), "not made here");
	refuses(&p, WITH(.kind = PDF_FIELD_RADIO), "no option");
	refuses(&p, WITH(.kind = PDF_FIELD_CHOICE), "0 options");
	refuses(&p, WITH(.kind = PDF_FIELD_CHOICE, .options = twice, .n_options = 2), "twice");
	refuses(&p,
		WITH(.kind = PDF_FIELD_CHOICE, .options = options, .n_options = 2, .value = "c"),
		"no option");
	refuses(&p, WITH(.kind = PDF_FIELD_CHECK, .value = "yes"), "no option");
	refuses(&p, WITH(.comb = 1), "comb");
	refuses(&p, WITH(.font_size = NAN), "font size");
#undef WITH
	assert_ok(pdf_form_add_fields(p.u, &f, 1, NULL, NULL));
	refuses(&p, f, "exists");
}

static void pdf_a_gets_a_first_picture_of_nothing_as_a_state(void **state)
{
	AUTO(paper) struct paper p = BLANK();
	struct pdf_new_widget w = spot(&p, 0.1);
	struct pdf_new_field f = {
		.kind = PDF_FIELD_IMAGE, .name = "i", .widgets = &w, .n_widgets = 1, .pdf_a = 1
	};
	const struct pdf_obj *dict, *o;
	struct pdf_form_item i;

	(void)state;
	assert_ok(pdf_form_add_fields(p.u, &f, 1, NULL, NULL));
	paper_append(&p);
	i = filled(&p, "i", NULL, ERR_OK, "");
	assert_ok(pdf_doc_object(p.doc, i.ref.num, &dict, NULL));
	assert_true(pdf_is_name(pdf_dict_get(dict, "AS"), "On"));
	assert_ok(pdf_doc_get(p.doc, dict, "AP", &o, NULL));
	assert_ok(pdf_doc_get(p.doc, o, "N", &o, NULL));
	assert_non_null(pdf_dict_get(o, "On"));
}

/* --- filling what came with an upload --- */

#define FORM(more)                                                                                 \
	"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/DA(/Helv 0 Tf 0 0 1 rg)/Q 2" more    \
	">>>>"

static void what_a_field_inherits_counts(void **state)
{
	AUTO(paper)
	struct paper p =
		PAPER(FORM(""), PAGES, PAGE "/Annots[5 0 R]>>",
		      "<</T(g)/FT/Tx/Ff 16777218/MaxLen 4/DA(/Helv 8 Tf 0.5 g)/Kids[5 0 R]>>",
		      "<</T(k)/Parent 4 0 R/Subtype/Widget/Rect[100 150 20 110]/MK<</R 90/BG[1 1 "
		      "0]/BC[0]>>/BS<</W 2>>>>");
	struct pdf_form_item f = item(&p, "g.k");

	(void)state;
	assert_true(f.kind == PDF_FIELD_TEXT && f.required && f.comb && f.max_length == 4);
	assert_true(f.align == PDF_ALIGN_RIGHT && fabs(f.font_size - 8) < 1e-9);
	assert_true(fabs(f.color[2] - 0.5) < 1e-9);
	assert_true(f.widgets[0].turn == 90 && fabs(f.widgets[0].width - 40) < 1e-9);
	assert_true(f.widgets[0].has_fill && f.widgets[0].has_border);
	assert_true(fabs(f.widgets[0].border_width - 2) < 1e-9);
	filled(&p, "g.k", "12345", ERR_INVALID, "5 characters are more than 4");
	filled(&p, "g.k", "1\n2", ERR_INVALID, "control character");
	filled(&p, "g.k", "\xff", ERR_INVALID, "UTF-8");
	f = filled(&p, "g.k", "山田太郎", ERR_OK, "");
	assert_string_equal(f.value, "山田太郎");
}

/* Every entry but those that filling changes. */
static char *the_rest(struct paper *p, uint32_t num)
{
	static const char *const may[] = { "V", "AP", "AS" };
	AUTO(buf) struct buf text = { 0 };
	const struct pdf_obj *o;
	size_t i, k;

	assert_ok(pdf_doc_object(p->doc, num, &o, NULL));
	for (i = 0; i < o->u.dict.n; i++) {
		for (k = 0; k < COUNT_OF(may); k++)
			if (bytes_eq_str(o->u.dict.entries[i].key, may[k]))
				break;
		if (k < COUNT_OF(may))
			continue;
		buf_append(&text, o->u.dict.entries[i].key);
		pdf_obj_write(&text, &o->u.dict.entries[i].value);
	}
	return arena_strdup(p->mem, buf_cstr(&text));
}

static void filling_changes_value_picture_and_state_alone(void **state)
{
	AUTO(paper)
	struct paper p = PAPER(FORM("/NeedAppearances true"), PAGES, PAGE "/Annots[4 0 R]>>",
			       "<</T(t)/FT/Tx/Subtype/Widget/F 4/Rect[1 2 30 "
			       "40]/MK<</BG[1]>>/AA<<>>/DA(/F 1 Tf)/AP<</N 5 0 R/D 5 0 R>>>>",
			       "<</Length 0>>\nstream\n\nendstream");
	const struct pdf_obj *catalog;
	char *was = the_rest(&p, 4);

	(void)state;
	assert_true(item(&p, "t").scripted);
	filled(&p, "t", "x", ERR_OK, "");
	assert_string_equal(the_rest(&p, 4), was);
	assert_ok(pdf_doc_object(p.doc, 1, &catalog, NULL));
	assert_true(pdf_dict_get(pdf_dict_get(catalog, "AcroForm"), "NeedAppearances")->u.boolean);
}

static void radio_states_are_those_of_their_own_pictures(void **state)
{
	AUTO(paper)
	struct paper p =
		PAPER(FORM(""), PAGES, PAGE "/Annots[5 0 R 6 0 R]>>",
		      "<</T(r)/FT/Btn/Ff 32768/Opt[(first)<FEFF4E8C>]/V/x#20y/Kids[5 0 R 6 0 R]>>",
		      "<</Parent 4 0 R/Subtype/Widget/Rect[0 0 9 9]/AS/x#20y/AP<</N<</Off 7 0 "
		      "R/x#20y 7 0 R>>>>>>",
		      "<</Parent 4 0 R/Subtype/Widget/Rect[0 0 9 9]/AS/Off/AP<</D<</z 7 0 "
		      "R>>/N<</z 7 0 R>>>>>>",
		      "<</Length 0>>\nstream\n\nendstream");
	struct pdf_form_item f = item(&p, "r");
	const struct pdf_obj *o;

	(void)state;
	assert_string_equal(f.value, "first");
	assert_string_equal(f.options[0].state, "x y");
	filled(&p, "r", "third", ERR_INVALID, "no option");
	f = filled(&p, "r", "二", ERR_OK, "");
	assert_string_equal(f.value, "二");
	assert_ok(pdf_doc_object(p.doc, 5, &o, NULL));
	assert_true(pdf_is_name(pdf_dict_get(o, "AS"), "Off"));
	assert_ok(pdf_doc_object(p.doc, 6, &o, NULL));
	assert_true(pdf_is_name(pdf_dict_get(o, "AS"), "z"));
	f = filled(&p, "r", "", ERR_OK, "");
	assert_string_equal(f.value, "");
}

static void a_check_box_takes_on_or_its_state(void **state)
{
	AUTO(paper)
	struct paper p =
		PAPER(FORM(""), PAGES, PAGE "/Annots[4 0 R]>>",
		      "<</T(c)/FT/Btn/Subtype/Widget/Rect[0 0 9 9]/AP<</N<</Ja 5 0 R>>>>>>",
		      "<</Length 0>>\nstream\n\nendstream");

	(void)state;
	assert_string_equal(filled(&p, "c", "on", ERR_OK, "").value, "on");
	assert_string_equal(filled(&p, "c", "", ERR_OK, "").value, "");
	assert_string_equal(filled(&p, "c", "Ja", ERR_OK, "").value, "on");
}

static void what_cannot_be_filled_in_says_why(void **state)
{
	static const struct {
		const char *field, *value;
		enum err rc;
		const char *why;
	} rows[] = {
		{ "<</T(x)/FT/Sig/Rect[0 0 9 9]>>", "a", ERR_UNSUPPORTED, "kind of field" },
		{ "<</T(x)/FT/Btn/Rect[0 0 9 9]>>", "on", ERR_UNSUPPORTED, "no pictures" },
		{ "<</T(x)/FT/Tx/RV(<b/>)/Rect[0 0 9 9]>>", "a", ERR_UNSUPPORTED, "rich text" },
		{ "<</T(x)/FT/Tx/Ff 8192/Rect[0 0 9 9]>>", "a", ERR_UNSUPPORTED, "password" },
		{ "<</T(x)/FT/Ch/Ff 131072/Opt[(a)[(b)(c)]]/Rect[0 0 9 9]>>", "c", ERR_INVALID,
		  "no option" },
		{ "<</T(x)/FT/Ch/Ff 393216/Opt[(a)]/Rect[0 0 9 9]>>", "other", ERR_OK, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(paper)
		struct paper p = PAPER(FORM(""), PAGES, PAGE "/Annots[4 0 R]>>", rows[i].field);

		filled(&p, "x", rows[i].value, rows[i].rc, rows[i].why);
	}
}

static void a_value_without_a_picture_is_refused(void **state)
{
	AUTO(paper)
	struct paper p = PAPER(FORM(""), PAGES, PAGE ">>", "<</T(x)/FT/Tx/Rect[0 0 9 9]>>");
	const struct pdf_form_item *f;
	struct pdf_filling *filling;

	(void)state;
	assert_ok(pdf_filling_begin(p.u, &filling, NULL));
	assert_ok(pdf_filling_find(filling, "x", &f, NULL));
	assert_false(f->widgets[0].on_page);
	assert_int_equal(pdf_filling_set(filling, f, "a", NULL, NULL), ERR_INVALID);
	assert_int_equal(pdf_filling_find(filling, "y", &f, NULL), ERR_NOT_FOUND);
}

static void the_request_to_draw_can_be_taken_away(void **state)
{
	AUTO(paper)
	struct paper p = PAPER(FORM("/NeedAppearances true"), PAGES, PAGE ">>",
			       "<</T(x)/FT/Tx/Rect[0 0 9 9]>>");
	_Bool asked = 0;

	(void)state;
	assert_ok(pdf_form_drop_redraw(p.u, &asked, NULL));
	assert_true(asked);
	paper_append(&p);
	assert_ok(pdf_form_drop_redraw(p.u, &asked, NULL));
	assert_false(asked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			an_area_and_its_rectangle_are_the_same_on_pages_that_lie_in_any_way),
		cmocka_unit_test(the_top_left_corner_as_seen_is_where_it_must_be),
		cmocka_unit_test(an_area_that_leaves_its_page_is_refused),
		cmocka_unit_test(every_kind_is_made_and_listed_again),
		cmocka_unit_test(the_form_asks_no_viewer_to_draw),
		cmocka_unit_test(a_field_that_cannot_be_is_refused),
		cmocka_unit_test(pdf_a_gets_a_first_picture_of_nothing_as_a_state),
		cmocka_unit_test(what_a_field_inherits_counts),
		cmocka_unit_test(filling_changes_value_picture_and_state_alone),
		cmocka_unit_test(radio_states_are_those_of_their_own_pictures),
		cmocka_unit_test(a_check_box_takes_on_or_its_state),
		cmocka_unit_test(what_cannot_be_filled_in_says_why),
		cmocka_unit_test(a_value_without_a_picture_is_refused),
		cmocka_unit_test(the_request_to_draw_can_be_taken_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
