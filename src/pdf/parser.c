#include "pdf/parser.h"
#include <inttypes.h>
#include <stdlib.h>

enum { DEPTH_HARD_MAX = 256, STACK_FIRST = 64, PAIRWISE_MAX = 12 };

struct frame {
	enum pdf_kind kind; /* PDF_ARRAY or PDF_DICT */
	size_t first;	    /* its first value on the stack */
	size_t off;
};

void pdf_parser_text(struct pdf_parser *p, struct bytes text, uint64_t base)
{
	p->lx = (struct pdf_lexer){ .text = text, .base = base };
	p->n = 0;
}

static enum err fail(const struct pdf_parser *p, size_t at, const char *what, struct error *e)
{
	return error_set(e, ERR_PDF_DAMAGED, "%s at offset %" PRIu64, what,
			 p->lx.base + (uint64_t)at);
}

static enum err no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "no memory left for the objects of this file");
}

static enum err push(struct pdf_parser *p, const struct pdf_obj *o, struct error *e)
{
	if (p->n == p->cap) {
		size_t cap = p->cap ? p->cap * 2 : STACK_FIRST;
		struct pdf_obj *stack = arena_alloc_n(p->mem, cap, sizeof(*stack));

		if (!stack)
			return no_memory(e);
		if (p->n)
			memcpy(stack, p->stack, p->n * sizeof(*stack));
		p->stack = stack;
		p->cap = cap;
	}
	p->stack[p->n++] = *o;
	return ERR_OK;
}

static void place(const struct pdf_parser *p, struct pdf_obj *o, size_t off, size_t end)
{
	o->off = (uint32_t)(p->lx.base - p->origin + off); /* object_bytes is far below 4 GiB */
	o->len = (uint32_t)(end - off);
}

/* "7 0" before R became two integers on the stack: they become one reference. */
static enum err make_ref(struct pdf_parser *p, const struct frame *f, const struct pdf_token *t,
			 struct error *e)
{
	struct pdf_obj *num, *gen;

	if (!f || p->n - f->first < 2)
		return fail(p, t->off, "R without two numbers before it", e);
	num = &p->stack[p->n - 2];
	gen = &p->stack[p->n - 1];
	if (num->kind != PDF_INT || gen->kind != PDF_INT || num->u.integer <= 0 ||
	    num->u.integer > UINT32_MAX || gen->u.integer < 0 || gen->u.integer > 65535)
		return fail(p, t->off, "R without an object and a generation number before it", e);
	*num = (struct pdf_obj){
		.kind = PDF_REF,
		.off = num->off,
		.u.ref = { (uint32_t)num->u.integer, (uint32_t)gen->u.integer },
	};
	num->len = (uint32_t)(p->lx.base - p->origin + t->end - num->off);
	p->n--;
	return ERR_OK;
}

static enum err word_value(struct pdf_parser *p, const struct pdf_token *t, struct pdf_obj *o,
			   struct error *e)
{
	if (pdf_lex_is(&p->lx, t, "true") || pdf_lex_is(&p->lx, t, "false")) {
		o->kind = PDF_BOOL;
		o->u.boolean = t->end - t->off == 4;
		return ERR_OK;
	}
	if (!pdf_lex_is(&p->lx, t, "null"))
		return fail(p, t->off, "an unknown word", e);
	o->kind = PDF_NULL;
	return ERR_OK;
}

/* A value that is no container, from its token. */
static enum err simple_value(struct pdf_parser *p, const struct pdf_token *t, struct pdf_obj *o,
			     struct error *e)
{
	*o = (struct pdf_obj){ .kind = PDF_NULL };
	place(p, o, t->off, t->end);
	if (t->kind == PDF_TOK_INT) {
		o->kind = PDF_INT;
		o->u.integer = t->integer;
	} else if (t->kind == PDF_TOK_REAL) {
		o->kind = PDF_REAL;
		o->u.real = t->real;
	} else if (t->kind == PDF_TOK_WORD) {
		return word_value(p, t, o, e);
	} else if (t->kind == PDF_TOK_NAME || t->kind == PDF_TOK_STRING || t->kind == PDF_TOK_HEX) {
		o->kind = t->kind == PDF_TOK_NAME ? PDF_NAME : PDF_STRING;
		o->hex = t->kind == PDF_TOK_HEX;
		return pdf_lex_decode(&p->lx, t, p->mem, p->keep, &o->u.text, e);
	} else if (t->kind == PDF_TOK_END) {
		return fail(p, t->off, "the text ends where a value should be", e);
	} else {
		return fail(p, t->off, "a closing bracket without its opening one", e);
	}
	return ERR_OK;
}

static int compare_keys(const void *a, const void *b)
{
	const struct pdf_entry *const *x = a, *const *y = b;

	return bytes_cmp((*x)->key, (*y)->key);
}

/* A key that stands twice, or NULL. *failed when memory is out. */
static const struct pdf_entry *find_double(struct pdf_parser *p, const struct pdf_entry *entries,
					   size_t n, _Bool *failed)
{
	const struct pdf_entry **sorted;

	*failed = 0;
	if (n <= PAIRWISE_MAX) {
		for (size_t i = 1; i < n; i++)
			for (size_t k = 0; k < i; k++)
				if (bytes_eq(entries[i].key, entries[k].key))
					return &entries[i];
		return NULL;
	}
	sorted = arena_alloc_n(p->mem, n, sizeof(struct pdf_entry *));
	*failed = !sorted;
	if (!sorted)
		return NULL;
	for (size_t i = 0; i < n; i++)
		sorted[i] = &entries[i];
	qsort(sorted, n, sizeof(*sorted), compare_keys);
	for (size_t i = 1; i < n; i++)
		if (bytes_eq(sorted[i - 1]->key, sorted[i]->key))
			return sorted[i];
	return NULL;
}

static enum err close_dict(struct pdf_parser *p, const struct frame *f, struct pdf_obj *o,
			   struct error *e)
{
	size_t count = p->n - f->first, n = count / 2;
	const struct pdf_obj *items = count ? p->stack + f->first : NULL;
	struct pdf_entry *entries = arena_alloc_n(p->mem, n, sizeof(*entries));
	const struct pdf_entry *twice;
	_Bool failed;

	if (!entries)
		return no_memory(e);
	for (size_t i = 0; i < count; i += 2) {
		if (items[i].kind != PDF_NAME)
			return fail(p, f->off, "a dictionary with a key that is no name", e);
		if (i + 1 == count)
			return fail(p, f->off, "a dictionary with a key without value", e);
		entries[i / 2] = (struct pdf_entry){ items[i].u.text, items[i + 1] };
	}
	twice = find_double(p, entries, n, &failed);
	if (failed)
		return no_memory(e);
	if (twice)
		return error_set(e, ERR_PDF_DAMAGED,
				 "key /%.*s stands twice in the dictionary at offset %" PRIu64,
				 (int)(twice->key.len < 64 ? twice->key.len : 64),
				 (const char *)twice->key.data, p->lx.base + (uint64_t)f->off);
	o->kind = PDF_DICT;
	o->u.dict.entries = entries;
	o->u.dict.n = n;
	return ERR_OK;
}

static enum err close_array(struct pdf_parser *p, const struct frame *f, struct pdf_obj *o,
			    struct error *e)
{
	size_t n = p->n - f->first;
	struct pdf_obj *items = arena_alloc_n(p->mem, n, sizeof(*items));

	if (!items)
		return no_memory(e);
	if (n)
		memcpy(items, p->stack + f->first, n * sizeof(*items));
	o->kind = PDF_ARRAY;
	o->u.array.items = items;
	o->u.array.n = n;
	return ERR_OK;
}

static enum err close_container(struct pdf_parser *p, const struct frame *f,
				const struct pdf_token *t, struct pdf_obj *o, struct error *e)
{
	enum pdf_kind kind = t->kind == PDF_TOK_DICT_CLOSE ? PDF_DICT : PDF_ARRAY;

	if (f->kind != kind)
		return fail(p, t->off, "a closing bracket of the wrong kind", e);
	*o = (struct pdf_obj){ .kind = kind };
	place(p, o, f->off, t->end);
	TRY(kind == PDF_DICT ? close_dict(p, f, o, e) : close_array(p, f, o, e));
	p->n = f->first;
	return ERR_OK;
}

static enum err open_container(struct pdf_parser *p, struct frame *frames, unsigned *depth,
			       const struct pdf_token *t, struct error *e)
{
	if (*depth >= p->depth_max || *depth >= DEPTH_HARD_MAX)
		return error_set(e, ERR_PDF_LIMIT, "containers nested deeper than %u at offset %" PRIu64,
				 p->depth_max, p->lx.base + (uint64_t)t->off);
	frames[*depth] = (struct frame){ t->kind == PDF_TOK_DICT_OPEN ? PDF_DICT : PDF_ARRAY, p->n,
					 t->off };
	(*depth)++;
	return ERR_OK;
}

enum err pdf_parse_value(struct pdf_parser *p, struct pdf_obj *out, struct error *e)
{
	struct frame frames[DEPTH_HARD_MAX];
	unsigned depth = 0;
	struct pdf_token t;
	struct pdf_obj o;

	p->n = 0;
	do {
		TRY(pdf_lex(&p->lx, &t, e));
		if (t.kind == PDF_TOK_DICT_OPEN || t.kind == PDF_TOK_ARRAY_OPEN) {
			TRY(open_container(p, frames, &depth, &t, e));
			continue;
		}
		if (t.kind == PDF_TOK_WORD && t.end - t.off == 1 && pdf_lex_is(&p->lx, &t, "R")) {
			TRY(make_ref(p, depth ? &frames[depth - 1] : NULL, &t, e));
			continue;
		}
		if (depth && (t.kind == PDF_TOK_DICT_CLOSE || t.kind == PDF_TOK_ARRAY_CLOSE)) {
			TRY(close_container(p, &frames[depth - 1], &t, &o, e));
			depth--;
		} else {
			TRY(simple_value(p, &t, &o, e));
		}
		if (depth)
			TRY(push(p, &o, e));
	} while (depth);
	*out = o;
	return ERR_OK;
}

/* §7.3.8.1: after "stream" a LF or CR LF; CR alone is ambiguous. */
static enum err stream_start(struct pdf_parser *p, const struct pdf_token *t,
			     struct pdf_indirect *out, struct error *e)
{
	size_t i = t->end, n = p->lx.text.len;
	const unsigned char *s = p->lx.text.data;

	if (i + 2 > n) {
		p->lx.hit_end = 1;
		return fail(p, t->off, "the text ends at \"stream\"", e);
	}
	if (s[i] == '\r')
		i++;
	if (s[i] != '\n')
		return fail(p, t->off, "\"stream\" is not followed by a line feed", e);
	if (out->value.kind != PDF_DICT)
		return fail(p, t->off, "\"stream\" without a dictionary before it", e);
	out->stream = 1;
	out->end = i + 1;
	out->value.kind = PDF_STREAM;
	out->value.u.dict.data_off = p->lx.base + out->end;
	return ERR_OK;
}

/* An object that is only a reference: "5 0 obj 6 0 R endobj". */
static enum err whole_ref(struct pdf_parser *p, struct pdf_obj *o, struct pdf_token *t,
			  struct error *e)
{
	struct frame f = { PDF_ARRAY, 0, 0 };
	struct pdf_obj gen = { .kind = PDF_INT };

	gen.u.integer = t->integer;
	place(p, &gen, t->off, t->end);
	TRY(pdf_lex(&p->lx, t, e));
	if (!pdf_lex_is(&p->lx, t, "R"))
		return fail(p, t->off, "two values in one object", e);
	p->n = 0;
	TRY(push(p, o, e));
	TRY(push(p, &gen, e));
	TRY(make_ref(p, &f, t, e));
	*o = p->stack[0];
	return pdf_lex(&p->lx, t, e);
}

enum err pdf_parse_indirect(struct pdf_parser *p, struct pdf_indirect *out, struct error *e)
{
	struct pdf_indirect in = { 0 };
	struct pdf_token num, gen, t;

	TRY(pdf_lex(&p->lx, &num, e));
	TRY(pdf_lex(&p->lx, &gen, e));
	TRY(pdf_lex(&p->lx, &t, e));
	if (num.kind != PDF_TOK_INT || gen.kind != PDF_TOK_INT || !pdf_lex_is(&p->lx, &t, "obj") ||
	    num.integer <= 0 || num.integer > UINT32_MAX || gen.integer < 0 || gen.integer > 65535)
		return fail(p, num.off, "no \"number generation obj\"", e);
	in.ref = (struct pdf_ref){ (uint32_t)num.integer, (uint32_t)gen.integer };
	in.start = num.off;
	TRY(pdf_parse_value(p, &in.value, e));
	TRY(pdf_lex(&p->lx, &t, e));
	if (in.value.kind == PDF_INT && t.kind == PDF_TOK_INT)
		TRY(whole_ref(p, &in.value, &t, e));
	if (pdf_lex_is(&p->lx, &t, "stream"))
		TRY(stream_start(p, &t, &in, e));
	else if (!pdf_lex_is(&p->lx, &t, "endobj"))
		return fail(p, t.off, "\"endobj\" is missing", e);
	else
		in.end = t.end;
	*out = in;
	return ERR_OK;
}
