#include "pdf/import.h"
#include "pdf/import_font.h"
#include "pdf/place.h"

enum {
	OBJECTS_MAX = 20000, /* of the drawn file */
	DEPTH_MAX = 64,
	PARENTS_MAX = 32,
};

/* The drawn document, and what its objects are called in the update. */
struct import {
	struct pdf_update *u;
	struct pdf_doc *from;
	struct arena *mem;
	struct pdf_ref *renamed; /* by old number; num 0: not met yet */
	uint32_t *queue;	 /* old numbers met and not copied yet */
	size_t n, at;
	uint32_t size;
	int turn;
};

static enum err no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "the drawn page needs more memory than allowed");
}

static enum err rename_ref(struct import *in, struct pdf_ref *ref, struct error *e)
{
	struct pdf_ref *to;

	if (ref->num >= in->size)
		return error_set(e, ERR_PDF_DAMAGED, "reference to object %u, which is missing",
				 ref->num);
	to = &in->renamed[ref->num];
	if (!to->num) {
		*to = pdf_update_reserve(in->u);
		if (!to->num)
			return no_memory(e);
		in->queue[in->n++] = ref->num;
	}
	*ref = *to;
	return ERR_OK;
}

static enum err copy_value(struct import *in, struct pdf_obj *io, unsigned depth, struct error *e);

static enum err copy_array(struct import *in, struct pdf_obj *io, unsigned depth, struct error *e)
{
	size_t i, n = io->u.array.n;
	struct pdf_obj *items = arena_alloc_n(in->mem, n + 1, sizeof(*items));

	if (!items)
		return no_memory(e);
	for (i = 0; i < n; i++) {
		items[i] = io->u.array.items[i];
		TRY(copy_value(in, &items[i], depth + 1, e));
	}
	io->u.array.items = items;
	return ERR_OK;
}

static enum err copy_dict(struct import *in, struct pdf_obj *io, unsigned depth, struct error *e)
{
	size_t i, n = io->u.dict.n;
	struct pdf_entry *entries = arena_alloc_n(in->mem, n + 1, sizeof(*entries));

	if (!entries)
		return no_memory(e);
	for (i = 0; i < n; i++) {
		entries[i] = io->u.dict.entries[i];
		if (io->kind == PDF_STREAM && bytes_eq_str(entries[i].key, "Length"))
			entries[i].value = pdf_int((int64_t)io->u.dict.data_len);
		TRY(copy_value(in, &entries[i].value, depth + 1, e));
	}
	io->u.dict.entries = entries;
	return ERR_OK;
}

/* Replaces every reference in *io; containers are copied, text is shared. */
static enum err copy_value(struct import *in, struct pdf_obj *io, unsigned depth, struct error *e)
{
	if (depth > DEPTH_MAX)
		return error_set(e, ERR_PDF_LIMIT, "the drawn page nests too deeply");
	if (io->kind == PDF_REF)
		return rename_ref(in, &io->u.ref, e);
	if (io->kind == PDF_ARRAY)
		return copy_array(in, io, depth, e);
	if (io->kind == PDF_DICT || io->kind == PDF_STREAM)
		return copy_dict(in, io, depth, e);
	return ERR_OK;
}

static enum err copy_stream_data(struct import *in, struct pdf_obj *io, struct error *e)
{
	struct bytes *raw = ARENA_NEW(in->mem, struct bytes);

	if (!raw)
		return no_memory(e);
	TRY(pdf_doc_stream_raw(in->from, io, in->mem, raw, e));
	io->u.dict.data = raw;
	return ERR_OK;
}

static _Bool is_page_tree(const struct pdf_obj *o)
{
	const struct pdf_obj *type = o->kind == PDF_DICT ? pdf_dict_get(o, "Type") : NULL;

	return pdf_is_name(type, "Page") || pdf_is_name(type, "Pages") ||
	       pdf_is_name(type, "Catalog");
}

static enum err copy_queued(struct import *in, struct error *e)
{
	const struct pdf_obj *old;
	struct pdf_obj o;

	while (in->at < in->n) {
		uint32_t num = in->queue[in->at++];

		TRY(pdf_doc_object(in->from, num, &old, e));
		o = *old;
		if (is_page_tree(old)) /* resources have no business there */
			o = (struct pdf_obj){ .kind = PDF_NULL };
		if (o.kind == PDF_STREAM)
			TRY(copy_stream_data(in, &o, e));
		TRY(copy_value(in, &o, 0, e));
		TRY(pdf_update_set(in->u, in->renamed[num], &o, e));
	}
	return ERR_OK;
}

static enum err complete_fonts(struct import *in, struct error *e)
{
	for (size_t i = 0; i < in->n; i++)
		TRY(pdf_import_font_complete(in->u, in->renamed[in->queue[i]], e));
	return ERR_OK;
}

/* /Resources of the page or of those above it (§7.7.3.4). */
static enum err find_resources(struct import *in, const struct pdf_obj *page,
			       const struct pdf_obj **out, struct error *e)
{
	unsigned depth;

	for (depth = 0; depth < PARENTS_MAX; depth++) {
		TRY(pdf_doc_get(in->from, page, "Resources", out, e));
		if ((*out)->kind == PDF_DICT)
			return ERR_OK;
		TRY(pdf_doc_get(in->from, page, "Parent", &page, e));
	}
	return error_set(e, ERR_PDF_DAMAGED, "the drawn page has no /Resources");
}

/* The parts of a content array, decoded and joined by white space (§7.8.2). */
static enum err join_contents(struct import *in, const struct pdf_obj *list, struct bytes *out,
			      struct error *e)
{
	AUTO(buf) struct buf joined = { .limit = pdf_limits_default.inflate_bytes };
	const struct pdf_obj *part;
	struct bytes data;
	size_t i;

	for (i = 0; i < list->u.array.n; i++) {
		TRY(pdf_doc_resolve(in->from, &list->u.array.items[i], &part, e));
		TRY(pdf_doc_stream_data(in->from, part, in->mem, &data, e));
		buf_append(&joined, data);
		buf_append_byte(&joined, '\n');
	}
	if (joined.overflow)
		return error_set(e, ERR_PDF_LIMIT, "the drawn page is too large");
	return arena_copy(in->mem, buf_bytes(&joined), out) ? ERR_OK : no_memory(e);
}

/* Content as the form's data: one stream is taken raw with its filters. */
static enum err set_form(struct import *in, const struct pdf_obj *page, struct pdf_ref ref,
			 struct pdf_dict_builder *b, struct error *e)
{
	static const char *const kept[] = { "Filter", "DecodeParms" };
	const struct pdf_obj *contents;
	struct bytes data = { 0 };
	struct pdf_obj dict, value;
	_Bool raw;
	size_t i;

	TRY(pdf_doc_get(in->from, page, "Contents", &contents, e));
	raw = contents->kind == PDF_STREAM;
	for (i = 0; raw && i < COUNT_OF(kept); i++) {
		if (!pdf_dict_get(contents, kept[i]))
			continue;
		value = *pdf_dict_get(contents, kept[i]);
		TRY(copy_value(in, &value, 0, e));
		pdf_dict_set(b, kept[i], value);
	}
	if (raw)
		TRY(pdf_doc_stream_raw(in->from, contents, in->mem, &data, e));
	else if (contents->kind == PDF_ARRAY)
		TRY(join_contents(in, contents, &data, e));
	if (b->failed)
		return no_memory(e);
	dict = pdf_dict_obj(b);
	return pdf_update_set_stream(in->u, ref, &dict, data, !raw, e);
}

static void set_matrix(struct import *in, struct pdf_dict_builder *b)
{
	struct pdf_obj m[6];
	double v[6];

	if (!in->turn)
		return;
	pdf_place_matrix(in->turn, v);
	for (size_t i = 0; i < COUNT_OF(m); i++)
		m[i] = pdf_int((int)v[i]);
	pdf_dict_set(b, "Matrix", pdf_array(in->mem, m, COUNT_OF(m)));
}

static enum err import_page(struct import *in, const struct pdf_page *page, struct pdf_ref *out,
			    struct error *e)
{
	struct pdf_dict_builder b = pdf_dict_new(in->mem);
	const struct pdf_obj *found;
	struct pdf_obj resources, box[4];
	struct pdf_ref ref = pdf_update_reserve(in->u);
	size_t i;

	TRY(find_resources(in, page->dict, &found, e));
	resources = *found;
	TRY(copy_value(in, &resources, 0, e));
	for (i = 0; i < 4; i++)
		box[i] = pdf_real(page->media_box[i]);
	pdf_dict_set(&b, "Type", pdf_name("XObject"));
	pdf_dict_set(&b, "Subtype", pdf_name("Form"));
	pdf_dict_set(&b, "BBox", pdf_array(in->mem, box, 4));
	set_matrix(in, &b);
	pdf_dict_set(&b, "Resources", resources);
	TRY(set_form(in, page->dict, ref, &b, e));
	TRY(copy_queued(in, e));
	TRY(complete_fonts(in, e));
	*out = ref;
	return ERR_OK;
}

enum err pdf_import_page_turned(struct pdf_update *u, struct bytes drawn_pdf, int turn,
				struct pdf_ref *xobject_out, double bbox_out[4], struct error *e)
{
	struct import in = { .u = u, .mem = pdf_update_mem(u), .turn = turn };
	struct pdf_source *src = ARENA_NEW(in.mem, struct pdf_source);
	struct pdf_page page;

	if (!src)
		return no_memory(e);
	*src = pdf_source_memory(drawn_pdf);
	TRY(pdf_doc_open(src, in.mem, NULL, &in.from, e));
	in.size = pdf_doc_size(in.from);
	if (in.size > OBJECTS_MAX)
		return error_set(e, ERR_PDF_LIMIT, "the drawn page has more than %d objects",
				 OBJECTS_MAX);
	in.renamed = arena_alloc_n(in.mem, in.size, sizeof(*in.renamed));
	in.queue = arena_alloc_n(in.mem, in.size, sizeof(*in.queue));
	if (!in.renamed || !in.queue)
		return no_memory(e);
	TRY(pdf_doc_page(in.from, 0, &page, e));
	TRY(import_page(&in, &page, xobject_out, e));
	memcpy(bbox_out, page.media_box, sizeof(page.media_box));
	return ERR_OK;
}

enum err pdf_import_page(struct pdf_update *u, struct bytes drawn_pdf, struct pdf_ref *xobject_out,
			 double bbox_out[4], struct error *e)
{
	return pdf_import_page_turned(u, drawn_pdf, 0, xobject_out, bbox_out, e);
}
