#include "pdf/numbers.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "pdf/doc_private.h"
#include "pdf/filter_chain.h"

enum { DECODED_MAX = 32 * 1024 * 1024 };

/* A walk over text, not over objects: it makes nothing, so that it costs little beside reading the
 * file, and an object that cannot be read does not stop it. */
struct search {
	struct pdf_doc d; /* what reading the text takes is its own */
	uint32_t highest; /* number that is referred to */
};

static void note(struct search *s, int64_t num)
{
	if (num > s->highest && num <= pdf_limits_default.objects)
		s->highest = (uint32_t)num;
}

/* What stands in the text of one object or of an object stream's objects. */
struct passage {
	_Bool stream; /* it ended with that word */
	_Bool packs;  /* something in it is of the /Type /ObjStm */
};

/* After a token that is none: the lexer is past what it looked at, or before a single character. */
static void step_over(struct pdf_lexer *lx, const struct pdf_token *t)
{
	if (lx->pos <= t->off)
		lx->pos = t->off + 1;
}

/* However it is spelt: /ObjStm is /Obj#53tm too. */
static _Bool is_name(const struct pdf_lexer *lx, const struct pdf_token *t, const char *name)
{
	const unsigned char *c = lx->text.data + t->off + 1, *end = lx->text.data + t->end;

	if (t->kind != PDF_TOK_NAME)
		return 0;
	for (; c < end && *name; c++, name++) {
		int byte = *c;

		if (byte == '#') { /* two digits follow: it is a name */
			byte = pdf_hex_digit(c[1]) << 4 | pdf_hex_digit(c[2]);
			c += 2;
		}
		if (byte != (unsigned char)*name)
			return 0;
	}
	return c == end && !*name;
}

static _Bool ends_object(const struct pdf_lexer *lx, const struct pdf_token *t, struct passage *p)
{
	p->stream = pdf_lex_is(lx, t, "stream");
	return p->stream || pdf_lex_is(lx, t, "endobj") || pdf_lex_is(lx, t, "obj");
}

/* Notes every reference up to the end of the text or of the object. What is no token is passed
 * over: other readers may go on behind it. */
static struct passage read_passage(struct search *s, struct pdf_lexer *lx)
{
	struct passage p = { 0 };
	struct pdf_token t, before = { .kind = PDF_TOK_END };
	int64_t num = 0, gen = 0; /* the last two tokens, if both are integers */
	unsigned ints = 0;

	for (;; before = t) {
		if (pdf_lex(lx, &t, NULL) != ERR_OK) {
			step_over(lx, &t);
			t.kind = PDF_TOK_WORD;
			ints = 0;
			continue;
		}
		if (t.kind == PDF_TOK_END)
			return p;
		if (t.kind == PDF_TOK_INT) {
			num = gen;
			gen = t.integer;
			ints++;
			continue;
		}
		if (t.kind == PDF_TOK_WORD) {
			if (ints >= 2 && pdf_lex_is(lx, &t, "R"))
				note(s, num);
			else if (ends_object(lx, &t, &p))
				return p;
		}
		p.packs |= is_name(lx, &t, "ObjStm") && is_name(lx, &before, "Type");
		ints = 0;
	}
}

/* The objects of an object stream, at off; any other stream holds none. */
static enum err read_packed(struct search *s, uint64_t off, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new_within(s->d.mem);
	AUTO(buf) struct buf data = { .limit = DECODED_MAX };
	struct pdf_lexer lx = { 0 };
	struct pdf_indirect in;
	struct pdf_doc reader;
	uint64_t end;

	pdf_doc_apart(&s->d, mem, &reader);
	TRY(pdf_doc_indirect_at(&reader, off, &in, &end, e));
	s->d.parsed = reader.parsed;
	if (!in.stream || !pdf_is_name(pdf_dict_get(&in.value, "Type"), "ObjStm"))
		return ERR_OK;
	if (arena_left(mem) < data.limit)
		data.limit = arena_left(mem) ? arena_left(mem) : 1;
	TRY(pdf_stream_decode(&reader, &in.value, mem, &data, e));
	s->d.decoded = reader.decoded;
	lx.text = buf_bytes(&data);
	while (lx.pos < lx.text.len) /* a word that ends objects elsewhere ends nothing here */
		read_passage(s, &lx);
	return ERR_OK;
}

struct object {
	struct search *s;
	struct passage text;
};

static _Bool begins_object(struct pdf_lexer *lx)
{
	struct pdf_token num, gen, word;

	return pdf_lex(lx, &num, NULL) == ERR_OK && pdf_lex(lx, &gen, NULL) == ERR_OK &&
	       pdf_lex(lx, &word, NULL) == ERR_OK && num.kind == PDF_TOK_INT &&
	       gen.kind == PDF_TOK_INT && pdf_lex_is(lx, &word, "obj");
}

static enum err read_text(struct pdf_doc *d, void *arg, struct error *e)
{
	struct object *o = arg;
	struct pdf_lexer *lx = &d->parser.lx;
	size_t whole = lx->text.len;

	if (whole > d->limits.object_bytes)
		lx->text.len = d->limits.object_bytes;
	o->text = (struct passage){ 0 };
	if (begins_object(lx))
		o->text = read_passage(o->s, lx);
	if (!lx->hit_end || lx->text.len == whole)
		return ERR_OK;
	lx->hit_end = 0;
	return error_set(e, ERR_PDF_LIMIT,
			 "the object at offset %" PRIu64 " is longer than %zu bytes", lx->base,
			 d->limits.object_bytes);
}

static enum err read_object(struct search *s, const struct pdf_xref_entry *x, struct error *e)
{
	struct object o = { .s = s };
	char where[64];
	enum err rc;

	if (x->type != PDF_ENTRY_FILE || x->off >= s->d.src.size)
		return ERR_OK;
	TRY(pdf_doc_parse_at(&s->d, x->off, read_text, &o, e));
	if (!o.text.stream || !o.text.packs)
		return ERR_OK;
	rc = read_packed(s, x->off, e);
	if (rc == ERR_OK)
		return ERR_OK;
	snprintf(where, sizeof(where), "the object stream at offset %" PRIu64, x->off);
	return error_wrap(e, rc, where);
}

/* Depth is bounded by the parser. */
static void read_value(struct search *s, const struct pdf_obj *o)
{
	size_t i;

	if (o->kind == PDF_REF)
		note(s, o->u.ref.num);
	for (i = 0; o->kind == PDF_ARRAY && i < o->u.array.n; i++)
		read_value(s, &o->u.array.items[i]);
	for (i = 0; (o->kind == PDF_DICT || o->kind == PDF_STREAM) && i < o->u.dict.n; i++)
		read_value(s, &o->u.dict.entries[i].value);
}

static int by_offset(const void *a, const void *b)
{
	const struct pdf_xref_entry *const *x = a, *const *y = b;

	return ((*x)->off > (*y)->off) - ((*x)->off < (*y)->off);
}

/* Entries of objects of the file as the newest revision has them; into: room for them, or NULL. */
static size_t newest_entries(const struct search *s, const struct pdf_xref_entry **into)
{
	size_t n = 0;

	for (size_t i = 0; i < s->d.n_pages; i++)
		for (size_t k = 0; s->d.pages[i] && k < PDF_XREF_PAGE; k++) {
			const struct pdf_xref_entry *x = &s->d.pages[i]->entries[k];

			if (x->type != PDF_ENTRY_FILE)
				continue;
			if (into)
				into[n] = x;
			n++;
		}
	return n;
}

/* In the order of the file, which is how it is read fastest. */
static enum err read_newest(struct search *s, struct error *e)
{
	size_t n = newest_entries(s, NULL);
	const struct pdf_xref_entry **list =
		arena_alloc_n(s->d.mem, n, sizeof(struct pdf_xref_entry *));

	if (!list)
		return PDF_NO_MEMORY(e);
	newest_entries(s, list);
	if (n)
		qsort(list, n, sizeof(*list), by_offset);
	for (size_t i = 0; i < n; i++)
		if (!i || list[i]->off != list[i - 1]->off)
			TRY(read_object(s, list[i], e));
	return ERR_OK;
}

static _Bool is_newest(const struct search *s, uint32_t num, const struct pdf_xref_entry *x)
{
	const struct pdf_xref_entry *newest = pdf_xref_find(&s->d, num);

	return newest && newest->type == x->type && newest->off == x->off;
}

/* What section g says and a newer one has replaced: signed perhaps, and compared for ever. */
static enum err read_replaced(struct search *s, size_t g, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new_within(s->d.mem);
	struct pdf_doc table;
	struct pdf_section sec;

	TRY(pdf_xref_read_alone(&s->d, g, mem, &table, &sec, e));
	for (size_t i = 0; i < sec.n_ranges; i++)
		for (uint32_t k = 0; k < sec.ranges[i].n; k++) {
			uint32_t num = sec.ranges[i].first + k;
			const struct pdf_xref_entry *x = pdf_xref_find(&table, num);

			if (x && !is_newest(s, num, x))
				TRY(read_object(s, x, e));
		}
	return ERR_OK;
}

static enum err read_all(struct search *s, struct error *e)
{
	TRY(read_newest(s, e));
	for (size_t g = 0; g < s->d.n_sections; g++) {
		read_value(s, s->d.sections[g].trailer);
		if (g)
			TRY(read_replaced(s, g, e));
	}
	return ERR_OK;
}

static struct search begin_search(const struct pdf_doc *d, struct arena *mem)
{
	struct search s = { 0 };

	pdf_doc_apart(d, mem, &s.d);
	s.d.parsed = s.d.decoded = 0;
	return s;
}

static void settle(struct pdf_doc *d, uint32_t least, const struct search *s)
{
	d->begin = least > d->size ? least : d->size;
	if (s->highest >= d->begin)
		d->begin = s->highest + 1;
}

static enum err find(struct pdf_doc *d, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new_within(d->mem);
	struct search s = begin_search(d, mem);

	TRY(read_all(&s, e));
	settle(d, 0, &s);
	return ERR_OK;
}

enum err pdf_numbers_advance(struct pdf_doc *d, uint32_t before, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new_within(d->mem);
	struct search s = begin_search(d, mem);
	const struct pdf_section *tail = &d->sections[0];

	read_value(&s, tail->trailer);
	for (size_t i = 0; i < tail->n_ranges; i++)
		for (uint32_t k = 0; k < tail->ranges[i].n; k++) {
			const struct pdf_xref_entry *x =
				pdf_xref_find(d, tail->ranges[i].first + k);

			if (x && x->section == 0)
				TRY(read_object(&s, x, e));
		}
	settle(d, before, &s);
	return ERR_OK;
}

static enum err no_room(const struct pdf_doc *d, struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT,
			 "the document has or refers to object %" PRIu32
			 ", and numbers end at %" PRIu32 ": too few are left for new objects",
			 d->begin - 1, pdf_limits_default.objects);
}

enum err pdf_numbers_begin(struct pdf_doc *d, uint32_t *out, struct error *e)
{
	if (!d->begin)
		TRY(find(d, e));
	if (d->begin > pdf_limits_default.objects)
		return no_room(d, e);
	*out = d->begin;
	return ERR_OK;
}

enum err pdf_numbers_room(struct pdf_doc *d, struct error *e)
{
	uint32_t first;

	TRY(pdf_numbers_begin(d, &first, e));
	return pdf_limits_default.objects + 1 - first < PDF_NUMBERS_ROOM ? no_room(d, e) : ERR_OK;
}
