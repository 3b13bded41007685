#include "../test.h"
#include "sample.h"

static const char *const plain[] = {
	"<</Type/Catalog/Pages 2 0 R>>",
	"<</Type/Pages/Kids[3 0 R]/Count 1>>",
	"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
	"(the last one)",
};

static struct paper sample(enum sample_kind kind, const char *extra)
{
	struct paper p = paper_new((struct sample){ .kind = kind, .texts = plain,
						    .n = COUNT_OF(plain), .extra = extra });

	paper_open(&p);
	return p;
}

static const struct pdf_obj *object(struct paper *p, uint32_t num)
{
	const struct pdf_obj *o;

	assert_ok(pdf_doc_object(p->doc, num, &o, NULL));
	return o;
}

static struct bytes tail_of(const struct paper *p)
{
	return BYTES(p->tail.data, p->tail.len);
}

static void contains(struct bytes text, const char *what)
{
	if (bytes_find(text, bytes_of_str(what), 0) == SIZE_MAX)
		fail_msg("\"%s\" is missing in\n%.*s", what, (int)text.len, text.data);
}

static void the_section_is_of_the_kind_of_the_newest_one(void **state)
{
	static const struct {
		enum sample_kind kind;
		enum pdf_xref_kind before, after;
	} rows[] = {
		{ SAMPLE_TABLE, PDF_XREF_TABLE, PDF_XREF_TABLE },
		{ SAMPLE_STREAM, PDF_XREF_STREAM, PDF_XREF_STREAM },
		{ SAMPLE_OBJSTM, PDF_XREF_STREAM, PDF_XREF_STREAM },
		{ SAMPLE_HYBRID, PDF_XREF_HYBRID, PDF_XREF_TABLE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(paper) struct paper p = sample(rows[i].kind, NULL);
		struct pdf_obj v = pdf_int(42);
		struct pdf_ref ref;

		assert_int_equal(pdf_doc_xref_kind(p.doc), rows[i].before);
		assert_ok(pdf_update_add(p.u, &v, &ref, NULL));
		paper_append(&p);
		assert_int_equal(pdf_doc_xref_kind(p.doc), rows[i].after);
		assert_int_equal(pdf_doc_revisions(p.doc), 2);
		assert_int_equal(object(&p, ref.num)->u.integer, 42);
		assert_true(bytes_eq_str(object(&p, 4)->u.text, "the last one"));
	}
}

static void an_object_of_any_home_can_be_overridden(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper) struct paper p = sample((enum sample_kind)kind, NULL);
		struct pdf_obj v = pdf_string(BYTES_LIT("changed"));

		assert_ok(pdf_update_set(p.u, (struct pdf_ref){ 4, 0 }, &v, NULL));
		paper_append(&p);
		assert_true(bytes_eq_str(object(&p, 4)->u.text, "changed"));
		assert_int_equal(object(&p, 3)->kind, PDF_DICT);
	}
}

static void updates_follow_updates(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper) struct paper p = sample((enum sample_kind)kind, NULL);

		for (unsigned i = 0; i < 40; i++) {
			struct pdf_obj v = pdf_int(i);

			assert_ok(pdf_update_set(p.u, (struct pdf_ref){ 4, 0 }, &v, NULL));
			paper_append(&p);
			assert_int_equal(pdf_doc_revisions(p.doc), i + 2);
		}
		assert_int_equal(object(&p, 4)->u.integer, 39);
	}
}

static void the_trailer_keeps_its_keys_and_renews_half_of_the_id(void **state)
{
	AUTO(paper) struct paper p = sample(SAMPLE_TABLE, "/Info 4 0 R/ID[<AA><BB>]/Custom(x)");
	struct pdf_obj v = pdf_int(1);
	struct pdf_ref ref;
	const struct pdf_obj *id;

	(void)state;
	assert_ok(pdf_update_add(p.u, &v, &ref, NULL));
	paper_append(&p);
	contains(tail_of(&p), "/Info 4 0 R");
	contains(tail_of(&p), "/Custom (x)");
	id = pdf_dict_get(pdf_doc_trailer(p.doc), "ID");
	assert_true(bytes_eq(id->u.array.items[0].u.text, BYTES_LIT("\xaa")));
	assert_int_equal(id->u.array.items[1].u.text.len, 16);
}

static void a_missing_id_is_added(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper) struct paper p = sample((enum sample_kind)kind, NULL);
		struct pdf_obj v = pdf_int(1);
		struct pdf_ref ref;
		const struct pdf_obj *id;

		assert_ok(pdf_update_add(p.u, &v, &ref, NULL));
		paper_append(&p);
		id = pdf_dict_get(pdf_doc_trailer(p.doc), "ID");
		assert_int_equal(id->u.array.n, 2);
		assert_int_equal(id->u.array.items[0].u.text.len, 16);
	}
}

static void the_same_update_gives_the_same_bytes_and_another_gives_another_id(void **state)
{
	struct paper p[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct pdf_obj v = pdf_int(i / 2);
		struct pdf_ref ref;

		p[i] = sample(SAMPLE_STREAM, NULL);
		assert_ok(pdf_update_add(p[i].u, &v, &ref, NULL));
		paper_append(&p[i]);
	}
	assert_true(bytes_eq(tail_of(&p[0]), tail_of(&p[1])));
	assert_false(pdf_obj_equal(pdf_dict_get(pdf_doc_trailer(p[0].doc), "ID"),
				   pdf_dict_get(pdf_doc_trailer(p[2].doc), "ID")));
	for (int i = 0; i < 3; i++)
		paper_done(&p[i]);
}

static void a_file_without_a_last_newline_gets_one(void **state)
{
	AUTO(paper) struct paper p = paper_new(
		(struct sample){ .texts = plain, .n = COUNT_OF(plain) });
	struct pdf_obj v = pdf_int(7);
	struct pdf_ref ref;

	(void)state;
	p.file.len--; /* "%%EOF" is the end */
	paper_open(&p);
	assert_ok(pdf_update_add(p.u, &v, &ref, NULL));
	paper_append(&p);
	assert_int_equal(p.tail.data[0], '\n');
	assert_int_equal(object(&p, ref.num)->u.integer, 7);
}

static void streams_are_written_with_their_length_and_packed_on_request(void **state)
{
	static const char data[] = "BT ET BT ET BT ET BT ET BT ET BT ET BT ET BT ET";
	AUTO(paper) struct paper p = sample(SAMPLE_TABLE, NULL);
	struct pdf_obj none = { .kind = PDF_DICT };
	struct pdf_ref raw = pdf_update_reserve(p.u), packed = pdf_update_reserve(p.u);
	struct bytes out;

	(void)state;
	assert_ok(pdf_update_set_stream(p.u, raw, &none, BYTES_LIT(data), 0, NULL));
	assert_ok(pdf_update_set_stream(p.u, packed, &none, BYTES_LIT(data), 1, NULL));
	paper_append(&p);
	assert_ok(pdf_doc_stream_data(p.doc, object(&p, raw.num), p.mem, &out, NULL));
	assert_true(bytes_eq_str(out, data));
	assert_ok(pdf_doc_stream_data(p.doc, object(&p, packed.num), p.mem, &out, NULL));
	assert_true(bytes_eq_str(out, data));
	assert_true(object(&p, packed.num)->u.dict.data_len < sizeof(data) / 2);
}

static void a_stream_of_the_document_may_get_another_dictionary(void **state)
{
	static const char *const texts[] = { "<</Type/Catalog/Pages 2 0 R>>",
					     "<</Type/Pages/Kids[]/Count 0>>",
					     "<</Length 5>>\nstream\nhello\nendstream" };
	AUTO(paper) struct paper p = paper_new((struct sample){ .texts = texts, .n = 3 });
	struct pdf_dict_builder b;
	struct pdf_obj o;
	struct bytes out;

	(void)state;
	paper_open(&p);
	o = *object(&p, 3);
	b = pdf_dict_copy(p.mem, &o);
	pdf_dict_set(&b, "Kind", pdf_name("greeting"));
	o.u.dict.entries = b.entries;
	o.u.dict.n = b.n;
	assert_ok(pdf_update_set(p.u, (struct pdf_ref){ 3, 0 }, &o, NULL));
	paper_append(&p);
	assert_ok(pdf_doc_stream_data(p.doc, object(&p, 3), p.mem, &out, NULL));
	assert_true(bytes_eq_str(out, "hello"));
	assert_true(pdf_is_name(pdf_dict_get(object(&p, 3), "Kind"), "greeting"));
}

static struct pdf_ref with_signature(struct paper *p, size_t hole)
{
	struct pdf_dict_builder b = pdf_dict_new(p->mem);
	struct pdf_ref ref = pdf_update_reserve(p->u);
	struct pdf_obj dict;

	pdf_dict_set(&b, "Type", pdf_name("Sig"));
	pdf_dict_set(&b, "Contents", pdf_int(1)); /* dropped */
	dict = pdf_dict_obj(&b);
	assert_ok(pdf_update_set_signature(p->u, ref, &dict, hole, NULL));
	return ref;
}

static void the_byte_range_is_all_but_the_hole(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper) struct paper p = sample((enum sample_kind)kind, NULL);
		struct pdf_ref ref = with_signature(&p, 100);
		const struct pdf_obj *range, *hole;

		paper_append(&p);
		assert_int_equal(p.tail.hole_len, 202);
		assert_int_equal(p.file.data[p.tail.hole_off], '<');
		assert_int_equal(p.file.data[p.tail.hole_off + 201], '>');
		assert_int_equal(p.tail.byte_range[1], p.tail.hole_off);
		assert_int_equal(p.tail.byte_range[2], p.tail.hole_off + 202);
		assert_int_equal(p.tail.byte_range[2] + p.tail.byte_range[3], p.file.len);
		range = pdf_dict_get(object(&p, ref.num), "ByteRange");
		for (size_t i = 0; i < 4; i++)
			assert_int_equal(range->u.array.items[i].u.integer, p.tail.byte_range[i]);
		hole = pdf_dict_get(object(&p, ref.num), "Contents");
		assert_int_equal(hole->kind, PDF_STRING);
		assert_int_equal(hole->u.text.len, 100);
	}
}

static void the_hole_takes_der_and_zeros_and_no_more(void **state)
{
	AUTO(paper) struct paper p = sample(SAMPLE_TABLE, NULL);
	unsigned char der[101];
	struct pdf_ref ref = with_signature(&p, 100);
	const struct pdf_obj *hole;

	(void)state;
	memset(der, 0xab, sizeof(der));
	assert_ok(pdf_update_finish(p.u, &p.tail, NULL));
	assert_int_equal(pdf_tail_fill(&p.tail, BYTES(der, 101), NULL), ERR_TOO_LARGE);
	assert_ok(pdf_tail_fill(&p.tail, BYTES(der, 100), NULL));
	assert_ok(pdf_tail_fill(&p.tail, BYTES(der, 3), NULL)); /* the last one counts */
	buf_append(&p.file, BYTES(p.tail.data, p.tail.len));
	paper_open(&p);
	hole = pdf_dict_get(object(&p, ref.num), "Contents");
	assert_true(bytes_eq(bytes_slice(hole->u.text, 0, 4), BYTES_LIT("\xab\xab\xab\0")));
}

static void what_cannot_be_meant_is_refused(void **state)
{
	AUTO(paper) struct paper p = sample(SAMPLE_TABLE, NULL);
	struct pdf_obj v = pdf_int(1), dict = { .kind = PDF_DICT };

	(void)state;
	assert_int_equal(pdf_update_finish(p.u, &p.tail, NULL), ERR_INVALID);
	assert_int_equal(pdf_update_set(p.u, (struct pdf_ref){ 0, 0 }, &v, NULL), ERR_INVALID);
	assert_int_equal(pdf_update_set(p.u, (struct pdf_ref){ 99, 0 }, &v, NULL), ERR_INVALID);
	assert_int_equal(pdf_update_set(p.u, (struct pdf_ref){ 4, 1 }, &v, NULL), ERR_INVALID);
	assert_int_equal(pdf_tail_fill(&(struct pdf_tail){ 0 }, BYTES_LIT("x"), NULL), ERR_INVALID);
	with_signature(&p, 10);
	assert_int_equal(pdf_update_set_signature(p.u, (struct pdf_ref){ 4, 0 }, &dict, 10, NULL),
			 ERR_INVALID);
	(void)pdf_update_reserve(p.u); /* and never set */
	assert_int_equal(pdf_update_finish(p.u, &p.tail, NULL), ERR_INTERNAL);
}

static void present_values_are_those_of_the_update(void **state)
{
	AUTO(paper) struct paper p = sample(SAMPLE_OBJSTM, NULL);
	struct pdf_obj v = pdf_int(5), ref = pdf_refer((struct pdf_ref){ 4, 0 });
	const struct pdf_obj *o;

	(void)state;
	assert_ok(pdf_update_resolve(p.u, &ref, &o, NULL));
	assert_int_equal(o->kind, PDF_STRING);
	assert_ok(pdf_update_set(p.u, ref.u.ref, &v, NULL));
	assert_ok(pdf_update_resolve(p.u, &ref, &o, NULL));
	assert_int_equal(o->u.integer, 5);
	assert_ok(pdf_update_set(p.u, ref.u.ref, &ref, NULL)); /* refers to itself */
	assert_int_equal(pdf_update_resolve(p.u, &ref, &o, NULL), ERR_PDF_DAMAGED);
}

static void memory_is_bounded_by_the_arena(void **state)
{
	AUTO(arena) struct arena *little = arena_new(20000);
	AUTO(paper) struct paper p = sample(SAMPLE_TABLE, NULL);
	struct pdf_obj dict = { .kind = PDF_DICT };
	struct pdf_update *u;
	struct pdf_ref ref;

	(void)state;
	assert_ok(pdf_update_begin(p.doc, little, &u, NULL));
	ref = pdf_update_reserve(u);
	assert_ok(pdf_update_set_signature(u, ref, &dict, 16384, NULL));
	assert_int_equal(pdf_update_finish(u, &p.tail, NULL), ERR_PDF_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_section_is_of_the_kind_of_the_newest_one),
		cmocka_unit_test(an_object_of_any_home_can_be_overridden),
		cmocka_unit_test(updates_follow_updates),
		cmocka_unit_test(the_trailer_keeps_its_keys_and_renews_half_of_the_id),
		cmocka_unit_test(a_missing_id_is_added),
		cmocka_unit_test(the_same_update_gives_the_same_bytes_and_another_gives_another_id),
		cmocka_unit_test(a_file_without_a_last_newline_gets_one),
		cmocka_unit_test(streams_are_written_with_their_length_and_packed_on_request),
		cmocka_unit_test(a_stream_of_the_document_may_get_another_dictionary),
		cmocka_unit_test(the_byte_range_is_all_but_the_hole),
		cmocka_unit_test(the_hole_takes_der_and_zeros_and_no_more),
		cmocka_unit_test(what_cannot_be_meant_is_refused),
		cmocka_unit_test(present_values_are_those_of_the_update),
		cmocka_unit_test(memory_is_bounded_by_the_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
