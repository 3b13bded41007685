#include "pdf/decrypt.h"
#include "pdf/filter_chain.h"
#include <inttypes.h>
#include <stdio.h>

enum { TEXT_FIRST = 4096, READ_DEPTH_MAX = 16, REFS_MAX = 32, AFTER_DATA = 128 };

const struct pdf_limits pdf_limits_default = {
	.depth = 64,
	.objects = 8388607,
	.revisions = 4096,
	.object_bytes = 16 * 1024 * 1024,
	.inflate_bytes = 64 * 1024 * 1024,
	.inflate_ratio = 1100,
};

/* An honest file's bytes are parsed about once; objects that share bytes cost more. */
enum { PARSED_SLACK = 64 * 1024 * 1024, PARSED_FACTOR = 4 };

static const struct pdf_obj null_object = { .kind = PDF_NULL };

/* Reads [off, off+len) into the window, whose memory is reused. */
static enum err fill_window(struct pdf_doc *d, uint64_t off, size_t len, struct error *e)
{
	if (len > d->window.cap) {
		unsigned char *data = arena_alloc(d->mem, len);

		if (!data)
			return PDF_NO_MEMORY(e);
		d->window.data = data;
		d->window.cap = len;
	}
	d->window.len = 0;
	TRY(d->src.read(d->src.ctx, off, d->window.data, len, e));
	d->window.off = off;
	d->window.len = len;
	return ERR_OK;
}

enum err pdf_doc_text(struct pdf_doc *d, uint64_t off, size_t want, struct bytes *out,
		      struct error *e)
{
	uint64_t left;
	size_t skip;

	if (off > d->src.size)
		return error_set(e, ERR_PDF_DAMAGED, "offset %" PRIu64 " is outside the file", off);
	left = d->src.size - off;
	if (d->src.map) {
		*out = BYTES(d->src.map + off, left < SIZE_MAX ? (size_t)left : SIZE_MAX);
		return ERR_OK;
	}
	if (!left) {
		*out = (struct bytes){ 0 };
		return ERR_OK;
	}
	want = want < TEXT_FIRST ? TEXT_FIRST : want;
	want = left < want ? (size_t)left : want;
	if (off < d->window.off || off + want > d->window.off + d->window.len)
		TRY(fill_window(d, off, want, e));
	skip = (size_t)(off - d->window.off);
	*out = BYTES(d->window.data + skip, d->window.len - skip);
	return ERR_OK;
}

enum err pdf_doc_parse_at(struct pdf_doc *d, uint64_t off, pdf_text_fn *parse, void *arg,
			  struct error *e)
{
	size_t want = TEXT_FIRST;

	for (;;) {
		struct bytes text;
		enum err rc;

		TRY(pdf_doc_text(d, off, want, &text, e));
		pdf_parser_text(&d->parser, text, off);
		d->parser.origin = off;
		if (d->parsed > PARSED_SLACK + PARSED_FACTOR * d->src.size)
			return error_set(e, ERR_PDF_LIMIT,
					 "objects that overlap each other in the file");
		rc = parse(d, arg, e);
		d->parsed += d->parser.lx.pos;
		if (!d->parser.lx.hit_end || off + text.len == d->src.size)
			return rc;
		want = text.len * 4;
	}
}

static enum err parse_indirect(struct pdf_doc *d, void *arg, struct error *e)
{
	struct pdf_indirect *in = arg;
	struct pdf_lexer *lx = &d->parser.lx;
	size_t whole = lx->text.len, start;
	enum err rc;

	if (whole > d->limits.object_bytes)
		lx->text.len = d->limits.object_bytes;
	while (lx->pos < lx->text.len && pdf_is_space(lx->text.data[lx->pos]))
		lx->pos++; /* white space before an object leads no reader astray */
	start = lx->pos;
	rc = pdf_parse_indirect(&d->parser, in, e);
	if (rc == ERR_OK && in->start != start)
		return error_set(e, ERR_PDF_DAMAGED,
				 "a comment, not an object stands at offset %" PRIu64, lx->base);
	if (lx->hit_end && lx->text.len < whole) {
		lx->hit_end = 0;
		return error_set(e, ERR_PDF_LIMIT,
				 "the object at offset %" PRIu64 " is longer than %zu bytes",
				 lx->base, d->limits.object_bytes);
	}
	return rc;
}

static enum err stream_length(struct pdf_doc *d, struct pdf_obj *o, struct error *e)
{
	const struct pdf_obj *len = pdf_dict_get(o, "Length");
	uint64_t off = o->u.dict.data_off;

	TRY(pdf_doc_resolve(d, len, &len, e));
	if (len->kind != PDF_INT || len->u.integer < 0)
		return error_set(e, ERR_PDF_DAMAGED, "the stream at offset %" PRIu64 " has no /Length",
				 off);
	if ((uint64_t)len->u.integer > d->src.size - off)
		return error_set(e, ERR_PDF_DAMAGED,
				 "/Length %" PRId64 " of the stream at offset %" PRIu64
				 " leads out of the file", len->u.integer, off);
	o->u.dict.data_len = (uint64_t)len->u.integer;
	return ERR_OK;
}

struct after_data {
	uint64_t length;
	uint64_t end;
};

/* An end of line, "endstream", "endobj". */
static enum err parse_after_data(struct pdf_doc *d, void *arg, struct error *e)
{
	struct after_data *a = arg;
	struct pdf_lexer *lx = &d->parser.lx;
	_Bool cut = lx->text.len > AFTER_DATA;
	struct pdf_token t;
	enum err rc;

	if (cut)
		lx->text.len = AFTER_DATA;
	if (lx->text.len && lx->text.data[lx->pos] == '\r')
		lx->pos++;
	if (lx->pos < lx->text.len && lx->text.data[lx->pos] == '\n')
		lx->pos++;
	if (!bytes_eq_str(bytes_slice(lx->text, lx->pos, 9), "endstream"))
		return error_set(e, ERR_PDF_DAMAGED,
				 "\"endstream\" does not follow at offset %" PRIu64
				 ", where /Length %" PRIu64 " ends", lx->base, a->length);
	lx->pos += 9;
	rc = pdf_lex(lx, &t, e);
	if (cut)
		lx->hit_end = 0;
	TRY(rc);
	if (!pdf_lex_is(lx, &t, "endobj"))
		return error_set(e, ERR_PDF_DAMAGED, "\"endobj\" is missing at offset %" PRIu64,
				 lx->base + (uint64_t)t.off);
	a->end = lx->base + lx->pos;
	return ERR_OK;
}

enum err pdf_doc_indirect_at(struct pdf_doc *d, uint64_t off, struct pdf_indirect *out,
			     uint64_t *end, struct error *e)
{
	struct after_data a;
	uint64_t after;

	TRY(pdf_doc_parse_at(d, off, parse_indirect, out, e));
	*end = off + out->end;
	if (!out->stream)
		return ERR_OK;
	TRY(stream_length(d, &out->value, e));
	a.length = out->value.u.dict.data_len;
	after = out->value.u.dict.data_off + a.length;
	TRY(pdf_doc_parse_at(d, after, parse_after_data, &a, e));
	*end = a.end;
	return ERR_OK;
}

struct pdf_cached *pdf_doc_cached(struct pdf_doc *d, uint32_t num)
{
	struct pdf_cached **page;

	if (!d->cached)
		d->cached = arena_alloc_n(d->mem, d->n_pages, sizeof(*d->cached));
	if (!d->cached)
		return NULL;
	page = &d->cached[num / PDF_XREF_PAGE];
	if (!*page)
		*page = arena_alloc_n(d->mem, PDF_XREF_PAGE, sizeof(**page));
	return *page ? &(*page)[num % PDF_XREF_PAGE] : NULL;
}

static enum err load_file_object(struct pdf_doc *d, uint32_t num, const struct pdf_xref_entry *x,
				 struct pdf_cached *c, struct error *e)
{
	struct pdf_indirect in;
	struct pdf_obj *o;
	uint64_t end;

	TRY(pdf_doc_indirect_at(d, x->off, &in, &end, e));
	if (in.ref.num != num || in.ref.gen != x->gen)
		return error_set(e, ERR_PDF_DAMAGED,
				 "\"%" PRIu32 " %" PRIu32 " obj\" stands at offset %" PRIu64
				 ", where the cross-reference has %" PRIu32 " %" PRIu32,
				 in.ref.num, in.ref.gen, x->off, num, x->gen);
	o = ARENA_NEW(d->mem, struct pdf_obj);
	if (!o)
		return PDF_NO_MEMORY(e);
	*o = in.value;
	if (d->crypt && num != d->encrypt_num)
		TRY(pdf_decrypt_object(d, in.ref, o, e));
	c->obj = o;
	c->end = end;
	return ERR_OK;
}

static enum err load_object(struct pdf_doc *d, uint32_t num, struct pdf_xref_entry *x,
			    struct pdf_cached *c, struct error *e)
{
	char where[32];
	enum err rc;

	if (x->flags & PDF_FLAG_BUSY || d->depth >= READ_DEPTH_MAX)
		return error_set(e, ERR_PDF_DAMAGED, "object %" PRIu32 " is needed to read itself",
				 num);
	x->flags |= PDF_FLAG_BUSY;
	d->depth++;
	if (x->flags & PDF_FLAG_INDEXED)
		rc = pdf_index_object(d, num, &c->obj, e);
	else if (x->type == PDF_ENTRY_FILE)
		rc = load_file_object(d, num, x, c, e);
	else
		rc = pdf_objstm_object(d, num, x, &c->obj, e);
	d->depth--;
	x->flags &= (uint8_t)~PDF_FLAG_BUSY;
	if (rc == ERR_OK)
		return ERR_OK;
	snprintf(where, sizeof(where), "object %" PRIu32, num);
	return error_wrap(e, rc, where);
}

enum err pdf_doc_object(struct pdf_doc *d, uint32_t num, const struct pdf_obj **out,
			struct error *e)
{
	struct pdf_xref_entry *x;
	struct pdf_cached *c;

	if (d->index)
		TRY(pdf_index_know(d, num, e));
	x = pdf_xref_find(d, num);
	if (!x || x->type == PDF_ENTRY_FREE) {
		*out = &null_object;
		return ERR_OK;
	}
	c = pdf_doc_cached(d, num);
	if (!c)
		return PDF_NO_MEMORY(e);
	if (!c->obj)
		TRY(load_object(d, num, x, c, e));
	*out = c->obj;
	return ERR_OK;
}

static enum err check_generation(const struct pdf_doc *d, struct pdf_ref ref, struct error *e)
{
	const struct pdf_xref_entry *x = pdf_xref_find(d, ref.num);
	uint32_t gen;

	if (!x || x->type == PDF_ENTRY_FREE)
		return ERR_OK;
	gen = x->type == PDF_ENTRY_FILE ? x->gen : 0;
	if (gen != ref.gen)
		return error_set(e, ERR_PDF_DAMAGED,
				 "a reference \"%" PRIu32 " %" PRIu32
				 " R\" to an object of generation %" PRIu32, ref.num, ref.gen, gen);
	return ERR_OK;
}

enum err pdf_doc_resolve(struct pdf_doc *d, const struct pdf_obj *o, const struct pdf_obj **out,
			 struct error *e)
{
	for (unsigned i = 0; o && o->kind == PDF_REF; i++) {
		if (i == REFS_MAX)
			return error_set(e, ERR_PDF_DAMAGED, "references lead in a circle");
		if (!d->size) /* the cross-reference is still being read */
			return error_set(e, ERR_PDF_DAMAGED,
					 "a cross-reference stream depends on another object");
		if (d->index)
			TRY(pdf_index_know(d, o->u.ref.num, e));
		TRY(check_generation(d, o->u.ref, e));
		TRY(pdf_doc_object(d, o->u.ref.num, &o, e));
	}
	*out = o ? o : &null_object;
	return ERR_OK;
}

enum err pdf_doc_get(struct pdf_doc *d, const struct pdf_obj *dict, const char *key,
		     const struct pdf_obj **out, struct error *e)
{
	if (dict && dict->kind == PDF_REF)
		TRY(pdf_doc_resolve(d, dict, &dict, e));
	return pdf_doc_resolve(d, pdf_dict_get(dict, key), out, e);
}

enum err pdf_doc_stream_raw(struct pdf_doc *d, const struct pdf_obj *stream, struct arena *mem,
			    struct bytes *out, struct error *e)
{
	if (!stream || stream->kind != PDF_STREAM)
		return error_set(e, ERR_PDF_DAMAGED, "a stream is expected");
	if (!stream->sealed && stream->u.dict.data) {
		*out = *stream->u.dict.data;
		return ERR_OK;
	}
	TRY(pdf_source_get(&d->src, stream->u.dict.data_off, (size_t)stream->u.dict.data_len, mem,
			   out, e));
	return stream->sealed ? pdf_decrypt_stream(d, stream, *out, mem, out, e) : ERR_OK;
}

enum err pdf_doc_stream_data(struct pdf_doc *d, const struct pdf_obj *stream, struct arena *mem,
			     struct bytes *out, struct error *e)
{
	AUTO(buf) struct buf data = { .limit = arena_left(mem) };

	if (stream && stream->kind == PDF_STREAM && !pdf_dict_get(stream, "Filter") &&
	    !pdf_dict_get(stream, "F"))
		return pdf_doc_stream_raw(d, stream, mem, out, e);
	if (!data.limit)
		data.limit = 1;
	TRY(pdf_stream_decode(d, stream ? stream : &null_object, mem, &data, e));
	if (!arena_copy(mem, buf_bytes(&data), out))
		return PDF_NO_MEMORY(e);
	return ERR_OK;
}
