/* Object streams (§7.5.7). /Extends may be there, but an object is looked for only in the
 * stream that the cross-reference entry names. */
#include "pdf/doc_private.h"
#include "pdf/filter_chain.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { DECODED_MAX = 32 * 1024 * 1024 };

struct member {
	uint32_t num, off; /* off from the start of the data */
};

struct pdf_objstm {
	struct bytes data;
	struct member *members;
	size_t n;
};

static int compare_numbers(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static enum err check_unique(struct pdf_doc *d, const struct pdf_objstm *s, struct error *e)
{
	uint32_t *nums = arena_alloc_n(d->mem, s->n, sizeof(*nums));

	if (!nums)
		return PDF_NO_MEMORY(e);
	for (size_t i = 0; i < s->n; i++)
		nums[i] = s->members[i].num;
	if (s->n)
		qsort(nums, s->n, sizeof(*nums), compare_numbers);
	for (size_t i = 1; i < s->n; i++)
		if (nums[i] == nums[i - 1])
			return error_set(e, ERR_PDF_DAMAGED, "it holds object %" PRIu32 " twice",
					 nums[i]);
	return ERR_OK;
}

static enum err read_member(struct pdf_lexer *lx, uint64_t first, size_t i, struct pdf_objstm *s,
			    struct error *e)
{
	struct pdf_token num, off;

	TRY(pdf_lex(lx, &num, e));
	TRY(pdf_lex(lx, &off, e));
	if (num.kind != PDF_TOK_INT || off.kind != PDF_TOK_INT || num.integer <= 0 ||
	    num.integer > UINT32_MAX || off.integer < 0 ||
	    (uint64_t)off.integer >= s->data.len - first)
		return error_set(e, ERR_PDF_DAMAGED, "the pair %zu before its objects is malformed", i);
	s->members[i] = (struct member){ (uint32_t)num.integer,
					 (uint32_t)(first + (uint64_t)off.integer) };
	if (i && s->members[i].off <= s->members[i - 1].off)
		return error_set(e, ERR_PDF_DAMAGED, "its offsets do not increase at object %" PRIu32,
				 s->members[i].num);
	return ERR_OK;
}

static enum err read_members(struct pdf_doc *d, uint64_t n, uint64_t first, struct pdf_objstm *s,
			     struct error *e)
{
	struct pdf_lexer lx = { .text = bytes_slice(s->data, 0, (size_t)first) };

	if (first > s->data.len || n > first / 3) /* "1 0 " is the shortest pair */
		return error_set(e, ERR_PDF_DAMAGED, "/N or /First does not fit its data");
	s->n = (size_t)n;
	s->members = arena_alloc_n(d->mem, s->n, sizeof(*s->members));
	if (!s->members)
		return PDF_NO_MEMORY(e);
	for (size_t i = 0; i < s->n; i++)
		TRY(read_member(&lx, first, i, s, e));
	return check_unique(d, s, e);
}

static enum err decode(struct pdf_doc *d, const struct pdf_obj *stream, struct pdf_objstm *s,
		       struct error *e)
{
	AUTO(buf) struct buf data = { .limit = DECODED_MAX };
	size_t left = arena_left(d->mem);
	uint64_t n, first;
	_Bool has_n, has_first;

	if (stream->kind != PDF_STREAM || !pdf_is_name(pdf_dict_get(stream, "Type"), "ObjStm"))
		return error_set(e, ERR_PDF_DAMAGED, "it is no /ObjStm stream");
	TRY(pdf_xref_uint(stream, "N", &n, &has_n, e));
	TRY(pdf_xref_uint(stream, "First", &first, &has_first, e));
	if (!has_n || !has_first)
		return error_set(e, ERR_PDF_DAMAGED, "/N or /First is missing");
	if (left < data.limit) /* no use in decoding what cannot be kept */
		data.limit = left ? left : 1;
	TRY(pdf_stream_decode(d, stream, d->mem, &data, e));
	if (!arena_copy(d->mem, buf_bytes(&data), &s->data))
		return PDF_NO_MEMORY(e);
	return read_members(d, n, first, s, e);
}

/* The container must be the one that the entry's own revision saw. */
static enum err check_container(struct pdf_doc *d, const struct pdf_xref_entry *x, uint32_t num,
				struct error *e)
{
	const struct pdf_xref_entry *c = pdf_xref_find(d, num);

	if (!c || c->type != PDF_ENTRY_FILE || c->gen)
		return error_set(e, ERR_PDF_DAMAGED, "there is no such object in the file");
	if (d->sections[c->section].revision > d->sections[x->section].revision)
		return error_set(e, ERR_PDF_DAMAGED, "a later revision replaces it");
	return ERR_OK;
}

static enum err load(struct pdf_doc *d, uint32_t num, struct pdf_objstm **out, struct error *e)
{
	struct pdf_cached *c = pdf_doc_cached(d, num);
	const struct pdf_obj *stream;

	if (!c)
		return PDF_NO_MEMORY(e);
	if (!c->objstm) {
		struct pdf_objstm *s = ARENA_NEW(d->mem, struct pdf_objstm);

		if (!s)
			return PDF_NO_MEMORY(e);
		TRY(pdf_doc_object(d, num, &stream, e));
		TRY(decode(d, stream, s, e));
		c->objstm = s;
	}
	*out = c->objstm;
	return ERR_OK;
}

/* The text of one member holds one value and nothing else. */
static enum err parse_member(struct pdf_doc *d, const struct pdf_objstm *s, size_t i,
			     struct pdf_obj *out, struct error *e)
{
	size_t from = s->members[i].off;
	size_t end = i + 1 < s->n ? s->members[i + 1].off : s->data.len;
	struct pdf_parser *p = &d->parser;
	_Bool keep = p->keep;
	struct pdf_token t;
	enum err rc;

	pdf_parser_text(p, bytes_slice(s->data, from, end - from), from);
	p->origin = 0;
	p->keep = 1;
	rc = pdf_parse_value(p, out, e);
	p->keep = keep;
	TRY(rc);
	TRY(pdf_lex(&p->lx, &t, e));
	if (t.kind != PDF_TOK_END)
		return error_set(e, ERR_PDF_DAMAGED,
				 "more than one value stands at its offset %zu", from);
	return ERR_OK;
}

static enum err find_object(struct pdf_doc *d, uint32_t num, const struct pdf_xref_entry *x,
			    struct pdf_obj *out, struct error *e)
{
	struct pdf_objstm *s;

	TRY(check_container(d, x, (uint32_t)x->off, e));
	TRY(load(d, (uint32_t)x->off, &s, e));
	if (x->gen >= s->n || s->members[x->gen].num != num)
		return error_set(e, ERR_PDF_DAMAGED, "object %" PRIu32 " is not its member %" PRIu32,
				 num, x->gen);
	return parse_member(d, s, x->gen, out, e);
}

enum err pdf_objstm_object(struct pdf_doc *d, uint32_t num, const struct pdf_xref_entry *x,
			   const struct pdf_obj **out, struct error *e)
{
	struct pdf_obj *o = ARENA_NEW(d->mem, struct pdf_obj);
	char where[48];
	enum err rc;

	if (!o)
		return PDF_NO_MEMORY(e);
	rc = find_object(d, num, x, o, e);
	if (rc != ERR_OK) {
		snprintf(where, sizeof(where), "object stream %" PRIu64, x->off);
		return error_wrap(e, rc, where);
	}
	*out = o;
	return ERR_OK;
}
