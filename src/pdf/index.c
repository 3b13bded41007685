#include "pdf/index_private.h"
#include "pdf/form.h"
#include "pdf/numbers.h"
#include "pdf/numset.h"
#include <stdlib.h>

struct builder {
	struct pdf_doc *d;
	struct arena *mem;
	struct numset seen;
	struct pdf_index_object *v;
	size_t n, cap, bytes;
	_Bool full; /* enough was taken: the rest will be read from the file */
};

static enum err no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "the index needs more memory than allowed");
}

uint64_t pdf_index_sum(struct bytes b)
{
	uint64_t sum = b.len;
	size_t i;

	for (i = 0; i < b.len; i += 8) {
		uint64_t word = 0;

		memcpy(&word, b.data + i, b.len - i < 8 ? b.len - i : 8);
		sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		sum ^= sum >> 29;
	}
	return sum;
}

static void put_number(struct buf *out, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		buf_append_byte(out, (unsigned char)(v | 0x80));
	buf_append_byte(out, (unsigned char)v);
}

static void put_fixed(struct buf *out, uint64_t v)
{
	unsigned i;

	for (i = 0; i < 8; i++, v >>= 8)
		buf_append_byte(out, (unsigned char)v);
}

static void put_double(struct buf *out, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	put_fixed(out, bits);
}

static void put_text(struct buf *out, struct bytes text)
{
	put_number(out, text.len);
	buf_append(out, text);
}

static struct pdf_index_object *object_slot(struct builder *b)
{
	if (b->n == b->cap) {
		size_t cap = b->cap ? b->cap * 2 : 32;
		struct pdf_index_object *v = arena_alloc_n(b->mem, cap, sizeof(*v));

		if (!v)
			return NULL;
		if (b->n)
			memcpy(v, b->v, b->n * sizeof(*v));
		b->v = v;
		b->cap = cap;
	}
	return &b->v[b->n++];
}

static _Bool is_signature(const struct pdf_obj *o)
{
	const struct pdf_obj *contents = pdf_dict_get(o, "Contents");

	return o->kind == PDF_DICT && pdf_dict_get(o, "ByteRange") && contents &&
	       contents->kind == PDF_STRING;
}

/* What a signature writes anew must be kept whole, so it may not be a signature itself. */
static enum err refuse_signature(const struct pdf_obj *o, const char *what, struct error *e)
{
	return is_signature(o) ? error_set(e, ERR_PDF_DAMAGED, "%s is a signature dictionary", what)
			       : ERR_OK;
}

/* Text of an object. A signature's /Contents is left out: kilobytes that no later
 * signature looks at. */
static enum err object_text(struct builder *b, const struct pdf_obj *o, struct bytes *out,
			    struct error *e)
{
	AUTO(buf) struct buf text = { 0 };
	struct pdf_dict_builder less;
	struct pdf_obj copy;

	if (is_signature(o)) {
		less = pdf_dict_copy(b->mem, o);
		pdf_dict_unset(&less, "Contents");
		if (less.failed)
			return no_memory(e);
		copy = pdf_dict_obj(&less);
		o = &copy;
	}
	pdf_obj_write(&text, o);
	return arena_copy(b->mem, buf_bytes(&text), out) ? ERR_OK : no_memory(e);
}

static enum err add_object(struct builder *b, uint32_t num, const struct pdf_obj *o,
			   struct error *e)
{
	const struct pdf_xref_entry *x = pdf_xref_find(b->d, num);
	struct pdf_index_object *slot;
	struct bytes text;

	if (!x || x->type == PDF_ENTRY_FREE || o->kind == PDF_STREAM)
		return ERR_OK;
	TRY(object_text(b, o, &text, e));
	if (text.len > PDF_INDEX_OBJECT_BYTES || text.len > PDF_INDEX_BYTES - b->bytes)
		return ERR_OK; /* will be read from the file */
	slot = object_slot(b);
	if (!slot)
		return no_memory(e);
	*slot = (struct pdf_index_object){ num, *x, text };
	b->bytes += text.len;
	b->full = b->n == PDF_INDEX_OBJECTS;
	return ERR_OK;
}

/* Takes the object that o refers to; what o is in the end goes to *out. */
static enum err take(struct builder *b, const struct pdf_obj *o, const struct pdf_obj **out,
		     struct error *e)
{
	static const struct pdf_obj null = { .kind = PDF_NULL };
	unsigned hops;

	for (hops = 0; o && o->kind == PDF_REF; hops++) {
		uint32_t num = o->u.ref.num;
		enum numset_result seen;

		if (hops == 8)
			return error_set(e, ERR_PDF_DAMAGED, "references lead in a circle");
		TRY(pdf_doc_object(b->d, num, &o, e));
		seen = num && !b->full ? numset_add(&b->seen, num) : NUMSET_THERE;
		if (seen == NUMSET_FULL)
			return no_memory(e);
		if (seen == NUMSET_NEW)
			TRY(add_object(b, num, o, e));
	}
	*out = o ? o : &null;
	return ERR_OK;
}

static enum err take_entry(struct builder *b, const struct pdf_obj *dict, const char *key,
			   const struct pdf_obj **out, struct error *e)
{
	return take(b, pdf_dict_get(dict, key), out, e);
}

/* A field, its widgets and fields below it. Depth is bounded by pdf_form_fields, which has
 * accepted the form before. */
static enum err take_field(struct builder *b, const struct pdf_obj *ref, unsigned depth,
			   struct error *e)
{
	static const char *const parts[] = { "FT", "T", "V", "Ff", "Lock", "Rect", "SV" };
	const struct pdf_obj *field, *kids, *part;
	size_t i;

	TRY(take(b, ref, &field, e));
	TRY(refuse_signature(field, "a form field", e));
	if (field->kind != PDF_DICT || depth > PDF_FORM_DEPTH)
		return ERR_OK;
	for (i = 0; i < COUNT_OF(parts); i++)
		TRY(take_entry(b, field, parts[i], &part, e));
	TRY(take_entry(b, field, "Kids", &kids, e));
	for (i = 0; kids->kind == PDF_ARRAY && i < kids->u.array.n && !b->full; i++)
		TRY(take_field(b, &kids->u.array.items[i], depth + 1, e));
	return ERR_OK;
}

static enum err take_form(struct builder *b, const struct pdf_obj *catalog, struct error *e)
{
	const struct pdf_field *fields;
	const struct pdf_obj *form, *list;
	size_t i, n;

	TRY(take_entry(b, catalog, "AcroForm", &form, e));
	TRY(refuse_signature(form, "the form", e));
	TRY(take_entry(b, form, "Fields", &list, e));
	TRY(pdf_form_fields(b->d, b->mem, &fields, &n, e));
	for (i = 0; list->kind == PDF_ARRAY && i < list->u.array.n && !b->full; i++)
		TRY(take_field(b, &list->u.array.items[i], 0, e));
	return ERR_OK;
}

/* The dictionary of a page, where new fields are likely to go. */
static enum err take_page(struct builder *b, uint32_t index, struct error *e)
{
	const struct pdf_obj *dict, *annots;
	struct pdf_page page;
	struct pdf_obj ref;

	TRY(pdf_doc_page(b->d, index, &page, e));
	ref = pdf_refer(page.ref);
	TRY(take(b, &ref, &dict, e));
	TRY(refuse_signature(dict, "a page", e));
	return take_entry(b, dict, "Annots", &annots, e);
}

/* After an advance the dictionaries of those pages may be in neither index nor tail. */
static _Bool at_hand(const struct builder *b, uint32_t index)
{
	const struct pdf_index *ix = b->d->index;

	return !ix || !ix->tail_only || pdf_xref_find(b->d, ix->pages[index].ref.num);
}

static enum err take_all(struct builder *b, uint32_t pages, struct error *e)
{
	static const char *const parts[] = { "Perms", "DSS", "Extensions", "Version", "Type" };
	struct pdf_obj root = pdf_refer(pdf_doc_root(b->d));
	const struct pdf_obj *catalog, *part;
	size_t i;

	TRY(take(b, &root, &catalog, e));
	TRY(refuse_signature(catalog, "the catalog", e));
	TRY(take_entry(b, pdf_doc_trailer(b->d), "ID", &part, e));
	for (i = 0; i < COUNT_OF(parts); i++)
		TRY(take_entry(b, catalog, parts[i], &part, e));
	TRY(take_entry(b, catalog, "Perms", &part, e));
	TRY(take_entry(b, part, "DocMDP", &part, e));
	if (pages && at_hand(b, 0))
		TRY(take_page(b, 0, e));
	if (pages && at_hand(b, pages - 1))
		TRY(take_page(b, pages - 1, e));
	return take_form(b, catalog, e);
}

static void put_shape(struct buf *out, const struct pdf_page *p)
{
	unsigned i;

	for (i = 0; i < 4; i++)
		put_double(out, p->media_box[i]);
	for (i = 0; i < 4; i++)
		put_double(out, p->crop_box[i]);
	put_number(out, (uint64_t)p->rotate / 90);
}

/* Neighbours mostly look alike: a shape is written when it is not the last one's. */
static enum err put_pages(struct builder *b, uint32_t n, struct buf *out, struct error *e)
{
	AUTO(buf) struct buf shapes = { 0 };
	AUTO(buf) struct buf rows = { 0 };
	AUTO(buf) struct buf shape = { 0 };
	AUTO(buf) struct buf last = { 0 };
	uint32_t i, n_shapes = 0;
	struct pdf_page page;

	for (i = 0; i < n; i++) {
		TRY(pdf_index_or_doc_page(b->d, i, &page, e));
		buf_reset(&shape);
		put_shape(&shape, &page);
		if (!n_shapes || !bytes_eq(buf_bytes(&shape), buf_bytes(&last))) {
			buf_append(&shapes, buf_bytes(&shape));
			buf_reset(&last);
			buf_append(&last, buf_bytes(&shape));
			n_shapes++;
		}
		put_number(&rows, page.ref.num);
		put_number(&rows, page.ref.gen);
		put_number(&rows, n_shapes - 1);
	}
	put_number(out, n_shapes);
	buf_append(out, buf_bytes(&shapes));
	put_number(out, n);
	buf_append(out, buf_bytes(&rows));
	return ERR_OK;
}

static int by_number(const void *a, const void *b)
{
	const struct pdf_index_object *x = a, *y = b;

	return (x->num > y->num) - (x->num < y->num);
}

static void put_objects(struct builder *b, struct buf *out)
{
	size_t i;

	if (b->n)
		qsort(b->v, b->n, sizeof(*b->v), by_number);
	put_number(out, b->n);
	for (i = 0; i < b->n; i++) {
		put_number(out, b->v[i].num);
		put_number(out, b->v[i].entry.type);
		put_number(out, b->v[i].entry.off);
		put_number(out, b->v[i].entry.gen);
		put_text(out, b->v[i].text);
	}
}

static void put_facts(const struct pdf_doc *d, uint32_t begin, struct buf *out)
{
	AUTO(buf) struct buf trailer = { 0 };
	struct pdf_obj dict = *pdf_doc_trailer(d);

	buf_append_str(out, PDF_INDEX_MAGIC);
	put_number(out, pdf_doc_source(d).size);
	put_number(out, pdf_doc_startxref(d));
	put_number(out, pdf_doc_xref_kind(d));
	put_number(out, pdf_doc_version(d));
	put_number(out, pdf_doc_size(d));
	put_number(out, begin);
	put_number(out, pdf_doc_root(d).num);
	put_number(out, pdf_doc_root(d).gen);
	dict.kind = PDF_DICT;
	pdf_obj_write(&trailer, &dict);
	put_text(out, buf_bytes(&trailer));
}

_Bool pdf_index_is_current(struct bytes index)
{
	return bytes_starts_with(index, BYTES_LIT(PDF_INDEX_MAGIC));
}

enum err pdf_index_build(struct pdf_doc *d, struct arena *mem, struct bytes *out, struct error *e)
{
	struct builder b = { .d = d, .mem = mem, .seen = { .mem = mem } };
	AUTO(buf) struct buf all = { 0 };
	uint32_t pages, begin;

	if (pdf_dict_get(pdf_doc_trailer(d), "Encrypt"))
		return error_set(e, ERR_PDF_ENCRYPTED, "an encrypted file has no signing index");
	TRY(pdf_doc_page_count(d, &pages, e));
	TRY(take_all(&b, pages, e));
	TRY(pdf_numbers_begin(d, &begin, e));
	put_facts(d, begin, &all);
	TRY(put_pages(&b, pages, &all, e));
	put_objects(&b, &all);
	put_fixed(&all, pdf_index_sum(buf_bytes(&all)));
	return arena_copy(mem, buf_bytes(&all), out) ? ERR_OK : no_memory(e);
}
