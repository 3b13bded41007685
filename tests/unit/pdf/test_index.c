#include "../test.h"
#include "pdf/form.h"
#include "pdf/index.h"
#include "sample.h"

static const char *const form[] = {
	"<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>",
	"<</Type/Pages/Kids[3 0 R 4 0 R 7 0 R]/Count 3/MediaBox[0 0 300 400]>>",
	"<</Type/Page/Parent 2 0 R>>",
	"<</Type/Page/Parent 2 0 R/Rotate 90/MediaBox[10 20 110 220]>>",
	"<</Fields[6 0 R]/SigFlags 3>>",
	"<</FT/Sig/T(party_1)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/P 3 0 R/F 132>>",
	"<</Type/Page/Parent 2 0 R>>",
	"(not in the index)",
};

/* A source that counts what is read. */
struct counted {
	struct bytes file;
	unsigned reads;
};

static enum err count_read(void *ctx, uint64_t off, unsigned char *out, size_t len, struct error *e)
{
	struct counted *c = ctx;

	(void)e;
	c->reads++;
	memcpy(out, c->file.data + off, len);
	return ERR_OK;
}

static struct paper sample(enum sample_kind kind)
{
	struct paper p = paper_new(
		(struct sample){ .kind = kind, .texts = form, .n = COUNT_OF(form) });

	paper_open(&p);
	return p;
}

static struct bytes index_of(struct paper *p)
{
	struct error e = { 0 };
	struct bytes out;

	if (pdf_index_build(p->doc, p->mem, &out, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return out;
}

static struct pdf_source counted_source(struct counted *c)
{
	return (struct pdf_source){ .size = c->file.len, .read = count_read, .ctx = c };
}

static struct pdf_doc *open_indexed(struct paper *p, struct counted *c, struct bytes index)
{
	struct pdf_source src;
	struct error e = { 0 };
	struct pdf_doc *d;

	c->file = buf_bytes(&p->file);
	src = counted_source(c);
	if (pdf_doc_open_indexed(&src, index, p->mem, NULL, &d, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return d;
}

/* Signs the field party_1 of d. */
static struct bytes sign(struct paper *p, struct pdf_doc *d, struct pdf_tail *t)
{
	struct pdf_obj dict = { .kind = PDF_DICT };
	const struct pdf_field *fields, *f;
	struct error e = { 0 };
	struct pdf_update *u;
	struct pdf_ref sig;
	size_t n;

	assert_ok(pdf_update_begin(d, p->mem, &u, NULL));
	assert_ok(pdf_form_fields(d, p->mem, &fields, &n, NULL));
	assert_true(pdf_form_find(fields, n, "party_1", &f));
	sig = pdf_update_reserve(u);
	assert_ok(pdf_update_set_signature(u, sig, &dict, 500, NULL));
	assert_ok(pdf_form_set_signature(u, f->ref, sig, (struct pdf_ref){ 0 }, NULL));
	if (pdf_update_finish(u, t, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return BYTES(t->data, t->len);
}

static void a_signature_by_the_index_reads_one_byte_of_the_file(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper) struct paper p = sample((enum sample_kind)kind);
		struct counted c = { 0 };
		struct pdf_doc *d = open_indexed(&p, &c, index_of(&p));
		struct pdf_tail t;

		sign(&p, d, &t);
		assert_int_equal(c.reads, 1); /* whether the file ends in a newline */
	}
}

static void the_tail_is_the_same_with_and_without_the_index(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper) struct paper p = sample((enum sample_kind)kind);
		struct counted c = { 0 };
		struct pdf_doc *d = open_indexed(&p, &c, index_of(&p));
		struct pdf_tail a, b;

		assert_true(bytes_eq(sign(&p, p.doc, &a), sign(&p, d, &b)));
	}
}

static void facts_and_pages_are_those_of_the_file(void **state)
{
	AUTO(paper) struct paper p = sample(SAMPLE_STREAM);
	struct counted c = { 0 };
	struct pdf_doc *d = open_indexed(&p, &c, index_of(&p));
	uint32_t n;

	(void)state;
	assert_int_equal(pdf_doc_startxref(d), pdf_doc_startxref(p.doc));
	assert_int_equal(pdf_doc_size(d), pdf_doc_size(p.doc));
	assert_int_equal(pdf_doc_xref_kind(d), PDF_XREF_STREAM);
	assert_int_equal(pdf_doc_version(d), 15);
	assert_ok(pdf_doc_page_count(d, &n, NULL));
	assert_int_equal(n, 3);
	for (uint32_t i = 0; i < n; i++) {
		struct pdf_page a, b;

		assert_ok(pdf_doc_page(p.doc, i, &a, NULL));
		assert_ok(pdf_doc_page(d, i, &b, NULL));
		assert_int_equal(a.ref.num, b.ref.num);
		assert_int_equal(a.rotate, b.rotate);
		assert_memory_equal(a.media_box, b.media_box, sizeof(a.media_box));
		assert_memory_equal(a.crop_box, b.crop_box, sizeof(a.crop_box));
		assert_true(pdf_obj_equal(a.dict, b.dict));
	}
}

static void what_the_index_lacks_is_read_from_the_file(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper) struct paper p = sample((enum sample_kind)kind);
		struct counted c = { 0 };
		struct pdf_doc *d = open_indexed(&p, &c, index_of(&p));
		const struct pdf_obj *o;

		assert_int_equal(c.reads, 0);
		assert_ok(pdf_doc_object(d, 8, &o, NULL));
		assert_true(bytes_eq_str(o->u.text, "not in the index"));
		assert_true(c.reads > 0);
	}
}

static void an_index_moves_on_by_the_tail_alone(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
		AUTO(paper) struct paper p = sample((enum sample_kind)kind);
		struct counted c = { 0 };
		struct bytes before = index_of(&p), moved;
		struct pdf_doc *d = open_indexed(&p, &c, before);
		struct error e = { 0 };
		const struct pdf_field *fields, *f;
		size_t n;

		sign(&p, d, &p.tail);
		if (pdf_index_advance(before, BYTES(p.tail.data, p.tail.len), p.mem, &moved, &e))
			fail_msg("%s", e.msg);
		buf_append(&p.file, BYTES(p.tail.data, p.tail.len));
		paper_open(&p);
		assert_true(bytes_eq(moved, index_of(&p)));
		c.reads = 0;
		d = open_indexed(&p, &c, moved);
		assert_ok(pdf_form_fields(d, p.mem, &fields, &n, NULL));
		assert_true(pdf_form_find(fields, n, "party_1", &f));
		assert_non_null(f->value);
		assert_int_equal(c.reads, 0);
	}
}

static void a_tail_that_does_not_continue_the_document_is_refused(void **state)
{
	AUTO(paper) struct paper p = sample(SAMPLE_TABLE);
	struct bytes first = index_of(&p), moved;
	struct pdf_tail t;
	struct bytes tail = sign(&p, p.doc, &t);

	(void)state;
	assert_ok(pdf_index_advance(first, tail, p.mem, &moved, NULL));
	assert_int_equal(pdf_index_advance(moved, tail, p.mem, &moved, NULL), ERR_STALE);
	assert_int_not_equal(pdf_index_advance(first, bytes_slice(tail, 0, tail.len - 9), p.mem,
					       &moved, NULL), ERR_OK);
	assert_int_equal(pdf_index_advance(first, (struct bytes){ 0 }, p.mem, &moved, NULL),
			 ERR_STALE);
}

static void changes_of_the_page_tree_ask_for_a_new_index(void **state)
{
	static const char *const changes[] = { "MediaBox", "Type" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		AUTO(paper) struct paper p = sample(SAMPLE_TABLE);
		struct pdf_ref page = { i ? 2 : 4, 0 };
		struct bytes before = index_of(&p), moved;
		const struct pdf_obj *old;
		struct pdf_dict_builder b;
		struct pdf_obj o, box[4] = { pdf_int(0), pdf_int(0), pdf_int(9), pdf_int(9) };

		assert_ok(pdf_update_get(p.u, page, &old, NULL));
		b = pdf_dict_copy(p.mem, old);
		pdf_dict_set(&b, "MediaBox", pdf_array(p.mem, box, 4));
		o = pdf_dict_obj(&b);
		assert_ok(pdf_update_set(p.u, page, &o, NULL));
		assert_ok(pdf_update_finish(p.u, &p.tail, NULL));
		assert_int_equal(pdf_index_advance(before, BYTES(p.tail.data, p.tail.len), p.mem,
						   &moved, NULL), ERR_NOT_FOUND);
	}
}

static void damage_is_noticed(void **state)
{
	AUTO(paper) struct paper p = sample(SAMPLE_TABLE);
	struct pdf_source src = pdf_source_memory(buf_bytes(&p.file)), longer = src;
	struct bytes good = index_of(&p), bad;
	struct pdf_doc *d;

	(void)state;
	longer.size++;
	assert_int_equal(pdf_doc_open_indexed(&longer, good, p.mem, NULL, &d, NULL), ERR_STALE);
	for (size_t i = 0; i < good.len; i++) {
		unsigned char *copy = arena_alloc(p.mem, good.len);

		memcpy(copy, good.data, good.len);
		copy[i] ^= 0x20;
		bad = BYTES(copy, good.len);
		assert_int_equal(pdf_doc_open_indexed(&src, bad, p.mem, NULL, &d, NULL), ERR_INVALID);
		bad = bytes_slice(good, 0, i);
		assert_int_equal(pdf_doc_open_indexed(&src, bad, p.mem, NULL, &d, NULL), ERR_INVALID);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signature_by_the_index_reads_one_byte_of_the_file),
		cmocka_unit_test(the_tail_is_the_same_with_and_without_the_index),
		cmocka_unit_test(facts_and_pages_are_those_of_the_file),
		cmocka_unit_test(what_the_index_lacks_is_read_from_the_file),
		cmocka_unit_test(an_index_moves_on_by_the_tail_alone),
		cmocka_unit_test(a_tail_that_does_not_continue_the_document_is_refused),
		cmocka_unit_test(changes_of_the_page_tree_ask_for_a_new_index),
		cmocka_unit_test(damage_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
