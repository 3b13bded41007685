#include "pdf/index_private.h"
#include <inttypes.h>

struct reader {
	const unsigned char *at, *end;
	_Bool bad; /* cut short, or not written by us */
};

static struct reader reader_of(struct bytes b)
{
	return (struct reader){ b.data, b.data + b.len, 0 };
}

static size_t left(const struct reader *r)
{
	return (size_t)(r->end - r->at);
}

static enum err damaged(struct error *e, const char *what)
{
	return error_set(e, ERR_INVALID, "signing index: %s", what);
}

static uint64_t get_long_number(struct reader *r)
{
	uint64_t v = 0;
	unsigned shift;

	for (shift = 0; r->at < r->end && shift <= 63; shift += 7) {
		unsigned char c = *r->at++;

		if ((shift == 63 && c > 1) || (shift && c == 0))
			break; /* too large, or longer than needed */
		v |= (uint64_t)(c & 0x7f) << shift;
		if (!(c & 0x80))
			return v;
	}
	r->bad = 1;
	return 0;
}

static inline uint64_t get_number(struct reader *r)
{
	if (r->at < r->end && *r->at < 0x80)
		return *r->at++;
	return get_long_number(r);
}

static uint32_t get_small(struct reader *r, uint64_t most)
{
	uint64_t v = get_number(r);

	if (v > most) {
		r->bad = 1;
		return 0;
	}
	return (uint32_t)v;
}

static uint64_t get_fixed(struct reader *r)
{
	uint64_t v = 0;
	unsigned i;

	if (left(r) < 8) {
		r->bad = 1;
		return 0;
	}
	for (i = 0; i < 8; i++)
		v |= (uint64_t)*r->at++ << (8 * i);
	return v;
}

static double get_double(struct reader *r)
{
	uint64_t bits = get_fixed(r);
	double v;

	memcpy(&v, &bits, sizeof(v));
	if (!(v > -1e10 && v < 1e10)) {
		r->bad = 1;
		return 0;
	}
	return v;
}

static struct bytes get_text(struct reader *r)
{
	uint64_t len = get_number(r);
	struct bytes text;

	if (len > left(r)) {
		r->bad = 1;
		len = 0;
	}
	text = BYTES(r->at, (size_t)len);
	r->at += len;
	return text;
}

/* A count of things that take `least` bytes each at least: never more than are left. */
static uint32_t get_count(struct reader *r, size_t least)
{
	uint64_t n = get_number(r);

	if (n > left(r) / least || n > UINT32_MAX) {
		r->bad = 1;
		return 0;
	}
	return (uint32_t)n;
}

static void read_facts(struct reader *r, struct pdf_index *ix)
{
	ix->file_size = get_number(r);
	ix->startxref = get_number(r);
	ix->kind = (enum pdf_xref_kind)get_small(r, PDF_XREF_HYBRID);
	ix->version = get_small(r, 99);
	ix->size = get_small(r, (uint64_t)pdf_limits_default.objects + 1);
	ix->begin = get_small(r, pdf_limits_default.objects);
	ix->root.num = get_small(r, pdf_limits_default.objects);
	ix->root.gen = get_small(r, 65535);
	ix->trailer = get_text(r);
	if (ix->begin < ix->size || ix->root.num >= ix->size || ix->startxref >= ix->file_size)
		r->bad = 1;
}

static enum err read_shapes(struct reader *r, struct pdf_index *ix, struct arena *mem,
			    struct error *e)
{
	uint32_t i, k;

	ix->n_shapes = get_count(r, 65);
	ix->shapes = arena_alloc_n(mem, ix->n_shapes, sizeof(*ix->shapes));
	if (!ix->shapes)
		return PDF_NO_MEMORY(e);
	for (i = 0; i < ix->n_shapes; i++) {
		for (k = 0; k < 8; k++)
			ix->shapes[i].boxes[k] = get_double(r);
		for (k = 0; k < 8; k += 4)
			if (ix->shapes[i].boxes[k] > ix->shapes[i].boxes[k + 2] ||
			    ix->shapes[i].boxes[k + 1] > ix->shapes[i].boxes[k + 3])
				r->bad = 1;
		ix->shapes[i].rotate = (int)get_small(r, 3) * 90;
	}
	return ERR_OK;
}

static enum err read_pages(struct reader *r, struct pdf_index *ix, struct arena *mem,
			   struct error *e)
{
	uint32_t i;

	ix->n_pages = get_count(r, 3);
	ix->pages = arena_alloc_n(mem, ix->n_pages, sizeof(*ix->pages));
	if (!ix->pages)
		return PDF_NO_MEMORY(e);
	for (i = 0; i < ix->n_pages; i++) {
		struct pdf_index_page *p = &ix->pages[i];

		p->ref.num = get_small(r, pdf_limits_default.objects);
		p->ref.gen = get_small(r, 65535);
		p->shape = get_small(r, UINT32_MAX);
		if (p->shape >= ix->n_shapes || !p->ref.num || p->ref.num >= ix->size)
			r->bad = 1;
	}
	return ERR_OK;
}

static void read_object(struct reader *r, const struct pdf_index *ix, struct pdf_index_object *o)
{
	o->num = get_small(r, pdf_limits_default.objects);
	o->entry.type = (uint8_t)get_small(r, PDF_ENTRY_OBJSTM);
	o->entry.flags = PDF_FLAG_INDEXED;
	o->entry.off = get_number(r);
	o->entry.gen = get_small(r, UINT32_MAX);
	o->text = get_text(r);
	if (!o->num || o->num >= ix->size || o->entry.type < PDF_ENTRY_FILE)
		r->bad = 1;
	if (o->entry.type == PDF_ENTRY_FILE &&
	    (o->entry.off >= ix->file_size || o->entry.gen > 65535))
		r->bad = 1;
	if (o->entry.type == PDF_ENTRY_OBJSTM && o->entry.off >= ix->size)
		r->bad = 1;
}

static enum err read_objects(struct reader *r, struct pdf_index *ix, struct arena *mem,
			     struct error *e)
{
	uint32_t i;

	ix->n_objects = get_count(r, 5);
	ix->objects = arena_alloc_n(mem, ix->n_objects, sizeof(*ix->objects));
	if (!ix->objects)
		return PDF_NO_MEMORY(e);
	for (i = 0; i < ix->n_objects; i++) {
		read_object(r, ix, &ix->objects[i]);
		if (i && ix->objects[i].num <= ix->objects[i - 1].num)
			r->bad = 1;
	}
	return ERR_OK;
}

static enum err read_index(struct bytes in, struct arena *mem, struct pdf_index **out,
			   struct error *e)
{
	struct pdf_index *ix = ARENA_NEW(mem, struct pdf_index);
	struct bytes body = bytes_slice(in, 0, in.len < PDF_INDEX_SUM ? 0 : in.len - PDF_INDEX_SUM);
	struct reader r, sum;

	if (!ix)
		return PDF_NO_MEMORY(e);
	if (!bytes_starts_with(body, BYTES_LIT(PDF_INDEX_MAGIC)))
		return damaged(e, "not of this kind");
	sum = reader_of(bytes_slice(in, body.len, in.len));
	r = reader_of(bytes_slice(body, sizeof(PDF_INDEX_MAGIC) - 1, body.len));
	if (get_fixed(&sum) != pdf_index_sum(body))
		return damaged(e, "the checksum is wrong");
	read_facts(&r, ix);
	TRY(read_shapes(&r, ix, mem, e));
	TRY(read_pages(&r, ix, mem, e));
	TRY(read_objects(&r, ix, mem, e));
	if (r.bad || left(&r))
		return damaged(e, "damaged");
	ix->parser = (struct pdf_parser){ .mem = mem, .depth_max = pdf_limits_default.depth, .keep = 1 };
	*out = ix;
	return ERR_OK;
}

/* Exactly one value. */
static enum err parse_text(struct pdf_index *ix, struct bytes text, struct pdf_obj *out,
			   struct error *e)
{
	enum err rc;

	pdf_parser_text(&ix->parser, text, 0);
	rc = pdf_parse_value(&ix->parser, out, NULL);
	pdf_lex_skip_space(&ix->parser.lx);
	if (rc == ERR_PDF_LIMIT)
		return PDF_NO_MEMORY(e);
	if (rc != ERR_OK || ix->parser.lx.pos != text.len)
		return damaged(e, "an object cannot be read");
	return ERR_OK;
}

static struct pdf_index_object *find_object(const struct pdf_index *ix, uint32_t num)
{
	uint32_t lo = 0, hi = ix->n_objects;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (ix->objects[mid].num < num)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < ix->n_objects && ix->objects[lo].num == num ? &ix->objects[lo] : NULL;
}

enum err pdf_index_object(struct pdf_doc *d, uint32_t num, const struct pdf_obj **out,
			  struct error *e)
{
	const struct pdf_index_object *in = find_object(d->index, num);
	struct pdf_obj *o = ARENA_NEW(d->mem, struct pdf_obj);

	if (!o)
		return PDF_NO_MEMORY(e);
	if (!in)
		return damaged(e, "an object is missing");
	TRY(parse_text(d->index, in->text, o, e));
	*out = o;
	return ERR_OK;
}

/* Puts the entries of the index into the table; those of newer sections stay. */
static enum err install(struct pdf_doc *d, struct pdf_index *ix, uint16_t section, struct error *e)
{
	struct pdf_section all = { .off = ix->startxref };
	uint32_t i;

	TRY(pdf_xref_add_range(d, &all, 0, ix->size, e));
	for (i = 0; i < ix->n_objects; i++) {
		ix->objects[i].entry.section = section;
		TRY(pdf_xref_set(d, &all, ix->objects[i].num, ix->objects[i].entry, e));
	}
	return ERR_OK;
}

/* One section that stands for the newest one: its kind and its trailer. */
static enum err install_section(struct pdf_doc *d, struct pdf_index *ix, struct error *e)
{
	struct pdf_obj *trailer = ARENA_NEW(d->mem, struct pdf_obj);
	struct pdf_section *s = ARENA_NEW(d->mem, struct pdf_section);

	if (!trailer || !s)
		return PDF_NO_MEMORY(e);
	TRY(parse_text(ix, ix->trailer, trailer, e));
	if (trailer->kind != PDF_DICT || pdf_dict_get(trailer, "Encrypt"))
		return damaged(e, "the trailer is no dictionary of a plain file");
	*s = (struct pdf_section){ .off = ix->startxref, .kind = ix->kind, .trailer = trailer };
	d->sections = s;
	d->n_sections = d->cap_sections = 1;
	return ERR_OK;
}

enum err pdf_doc_open_indexed(const struct pdf_source *src, struct bytes index, struct arena *mem,
			      const struct pdf_limits *limits, struct pdf_doc **out,
			      struct error *e)
{
	struct pdf_doc *d = ARENA_NEW(mem, struct pdf_doc);
	struct pdf_index *ix;

	if (!d)
		return PDF_NO_MEMORY(e);
	TRY(read_index(index, mem, &ix, e));
	if (ix->file_size != src->size)
		return error_set(e, ERR_STALE, "the signing index is of a file of %" PRIu64
				 " bytes, not %" PRIu64, ix->file_size, src->size);
	pdf_doc_init(d, src, mem, limits);
	TRY(install_section(d, ix, e));
	TRY(install(d, ix, 0, e));
	d->index = ix;
	d->startxref = ix->startxref;
	d->size = ix->size;
	d->begin = ix->begin;
	d->version = ix->version;
	TRY(pdf_doc_read_catalog(d, e));
	if (d->root.num != ix->root.num || d->root.gen != ix->root.gen)
		return damaged(e, "/Root is another than the trailer's");
	*out = d;
	return ERR_OK;
}

/* The real cross-reference takes the place of the index; what was handed out stays. The
 * file must say of its newest section what the index says. */
static enum err read_file(struct pdf_doc *d, struct error *e)
{
	struct pdf_doc old = *d;
	enum err rc;

	d->sections = NULL;
	d->n_sections = d->cap_sections = 0;
	d->size = 0;
	d->entries = 0;
	rc = pdf_doc_read_xref(d, e);
	if (rc == ERR_OK && (d->startxref != old.startxref || d->size != old.size))
		rc = error_set(e, ERR_STALE, "the signing index is of another file");
	if (rc == ERR_OK) {
		d->index->read_all = 1;
		return ERR_OK;
	}
	d->sections = old.sections;
	d->n_sections = old.n_sections;
	d->cap_sections = old.cap_sections;
	d->revisions = NULL;
	d->n_revisions = 0;
	d->size = old.size;
	d->startxref = old.startxref;
	return rc;
}

enum err pdf_index_know(struct pdf_doc *d, uint32_t num, struct error *e)
{
	if (d->index->read_all || num >= d->size || !d->size || pdf_xref_find(d, num))
		return ERR_OK;
	if (d->index->tail_only)
		return error_set(e, ERR_NOT_FOUND, "object %" PRIu32
				 " is neither in the signing index nor in the update", num);
	return read_file(d, e);
}

uint32_t pdf_index_page_count(const struct pdf_doc *d)
{
	return d->index->n_pages;
}

enum err pdf_index_or_doc_page(struct pdf_doc *d, uint32_t index, struct pdf_page *out,
			       struct error *e)
{
	const struct pdf_index_page *p;
	const struct pdf_index_shape *shape;

	if (!d->index)
		return pdf_doc_page(d, index, out, e);
	if (index >= d->index->n_pages)
		return error_set(e, ERR_NOT_FOUND, "there is no page %" PRIu32 " of %" PRIu32,
				 index + 1, d->index->n_pages);
	p = &d->index->pages[index];
	shape = &d->index->shapes[p->shape];
	*out = (struct pdf_page){ .ref = p->ref, .rotate = shape->rotate };
	memcpy(out->media_box, shape->boxes, sizeof(out->media_box));
	memcpy(out->crop_box, shape->boxes + 4, sizeof(out->crop_box));
	return ERR_OK;
}

enum err pdf_index_page(struct pdf_doc *d, uint32_t index, struct pdf_page *out, struct error *e)
{
	struct pdf_page page;

	TRY(pdf_index_or_doc_page(d, index, &page, e));
	TRY(pdf_doc_object(d, page.ref.num, &page.dict, e));
	if (page.dict->kind != PDF_DICT)
		return error_set(e, ERR_PDF_DAMAGED, "page %" PRIu32 " is no dictionary", index + 1);
	*out = page;
	return ERR_OK;
}

/* The file as far as a tail tells: white space, then the tail. */
struct tail_only {
	uint64_t base;
	struct bytes tail;
};

static enum err read_tail(void *ctx, uint64_t off, unsigned char *out, size_t len, struct error *e)
{
	const struct tail_only *t = ctx;
	size_t before = off < t->base ? (size_t)(t->base - off) : 0;

	(void)e; /* reading inside the file cannot fail */
	before = before < len ? before : len;
	memset(out, ' ', before);
	if (before < len)
		memcpy(out + before, t->tail.data + (off + before - t->base), len - before);
	return ERR_OK;
}

/* What an update may do to pages that the index can follow: anything but their boxes
 * and their place in the tree. */
static enum err check_page(const struct pdf_obj *dict, struct error *e)
{
	static const char *const shape[] = { "MediaBox", "CropBox", "Rotate" };
	size_t i;

	if (pdf_is_name(pdf_dict_get(dict, "Type"), "Pages"))
		return error_set(e, ERR_NOT_FOUND, "the update changes the page tree");
	for (i = 0; i < COUNT_OF(shape); i++)
		if (pdf_dict_get(dict, shape[i]) && pdf_dict_get(dict, shape[i])->kind == PDF_REF)
			return error_set(e, ERR_NOT_FOUND, "the update holds a page with an "
					 "indirect /%s", shape[i]);
	return ERR_OK;
}

static _Bool same_box(const struct pdf_obj *o, const double box[4])
{
	double v;
	size_t i;

	if (o->kind != PDF_ARRAY || o->u.array.n != 4)
		return 0;
	for (i = 0; i < 4; i++)
		if (!pdf_obj_number(&o->u.array.items[i], &v) || v < box[i] || v > box[i])
			return 0;
	return 1;
}

static enum err check_known_page(const struct pdf_index *ix, const struct pdf_index_page *p,
				 const struct pdf_obj *dict, struct error *e)
{
	const struct pdf_index_shape *s = &ix->shapes[p->shape];
	const struct pdf_obj *media = pdf_dict_get(dict, "MediaBox");
	const struct pdf_obj *turn = pdf_dict_get(dict, "Rotate");

	if ((media && !same_box(media, s->boxes)) ||
	    (turn && (turn->kind != PDF_INT || (turn->u.integer % 360 + 360) % 360 != s->rotate)))
		return error_set(e, ERR_NOT_FOUND, "the update changes the size of page object %"
				 PRIu32, p->ref.num);
	return ERR_OK;
}

static enum err check_new_objects(struct pdf_doc *d, const struct pdf_section *s,
				  const struct pdf_index *ix, struct error *e)
{
	const struct pdf_obj *o;
	size_t i;
	uint32_t k;

	for (i = 0; i < s->n_ranges; i++)
		for (k = 0; k < s->ranges[i].n; k++) {
			TRY(pdf_doc_object(d, s->ranges[i].first + k, &o, e));
			TRY(check_page(o, e));
		}
	for (k = 0; k < ix->n_pages; k++) {
		const struct pdf_xref_entry *x = pdf_xref_find(d, ix->pages[k].ref.num);

		if (!x || x->flags & PDF_FLAG_INDEXED)
			continue;
		TRY(pdf_doc_object(d, ix->pages[k].ref.num, &o, e));
		TRY(check_known_page(ix, &ix->pages[k], o, e));
	}
	return ERR_OK;
}

static enum err read_tail_section(struct pdf_doc *d, const struct pdf_index *ix, struct error *e)
{
	uint64_t size, prev;
	_Bool found;

	TRY(pdf_tail_startxref(d, e));
	if (d->startxref < ix->file_size)
		return error_set(e, ERR_STALE, "the update holds no cross-reference section");
	TRY(pdf_xref_read_newest(d, &prev, e));
	if (prev != ix->startxref)
		return error_set(e, ERR_STALE, "the update continues another revision");
	TRY(pdf_xref_uint(d->sections[0].trailer, "Size", &size, &found, e));
	if (!found || size < ix->size || size > (uint64_t)d->limits.objects + 1)
		return error_set(e, ERR_PDF_DAMAGED, "/Size of the update is no good");
	d->size = (uint32_t)size;
	return ERR_OK;
}

enum err pdf_index_advance(struct bytes index, struct bytes tail, struct arena *mem,
			   struct bytes *out, struct error *e)
{
	struct tail_only t = { .tail = tail };
	struct pdf_source src = { .read = read_tail, .ctx = &t };
	struct pdf_doc *d = ARENA_NEW(mem, struct pdf_doc);
	struct pdf_index *ix;

	if (!d)
		return PDF_NO_MEMORY(e);
	TRY(read_index(index, mem, &ix, e));
	t.base = ix->file_size;
	if (__builtin_add_overflow(ix->file_size, tail.len, &src.size) || !tail.len)
		return error_set(e, ERR_STALE, "the update is empty or too long");
	pdf_doc_init(d, &src, mem, NULL);
	TRY(read_tail_section(d, ix, e));
	TRY(install(d, ix, 1, e));
	ix->tail_only = 1;
	d->index = ix;
	d->version = ix->version;
	TRY(check_new_objects(d, &d->sections[0], ix, e));
	TRY(pdf_numbers_advance(d, ix->begin, e));
	TRY(pdf_doc_read_catalog(d, e));
	return pdf_index_build(d, mem, out, e);
}
