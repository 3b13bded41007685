/* Small PDFs for the tests of the writer: object texts in, a file out, with a
 * table, with a cross-reference stream, with all objects in an object stream, or hybrid. */
#pragma once
#include <stdio.h>
#include "base/buf.h"
#include "pdf/update.h"

enum sample_kind { SAMPLE_TABLE, SAMPLE_STREAM, SAMPLE_OBJSTM, SAMPLE_HYBRID, SAMPLE_KINDS };

enum { SAMPLE_OBJECTS = 32 };

/* texts[i] is object i + 1; the first is the catalog. extra goes into the trailer. */
struct sample {
	enum sample_kind kind;
	const char *const *texts;
	size_t n;
	const char *extra;
	size_t off[SAMPLE_OBJECTS];
};

static inline void sample_object(struct buf *out, struct sample *s, size_t i)
{
	s->off[i] = out->len;
	buf_printf(out, "%zu 0 obj\n%s\nendobj\n", i + 1, s->texts[i]);
}

static inline void sample_row(struct buf *out, unsigned type, size_t a, unsigned b)
{
	buf_append_byte(out, (unsigned char)type);
	buf_append_byte(out, (unsigned char)(a >> 8));
	buf_append_byte(out, (unsigned char)a);
	buf_append_byte(out, (unsigned char)b);
}

/* Objects 1..n as number n + 1 in one stream. */
static inline size_t sample_objstm(struct buf *out, struct sample *s)
{
	AUTO(buf) struct buf head = { 0 };
	AUTO(buf) struct buf body = { 0 };
	size_t i, at = out->len;

	for (i = 0; i < s->n; i++) {
		buf_printf(&head, "%zu %zu ", i + 1, body.len);
		buf_printf(&body, "%s\n", s->texts[i]);
	}
	buf_printf(out, "%zu 0 obj\n<</Type/ObjStm/N %zu/First %zu/Length %zu>>\nstream\n", s->n + 1,
		   s->n, head.len, head.len + body.len);
	buf_append(out, buf_bytes(&head));
	buf_append(out, buf_bytes(&body));
	buf_append_str(out, "\nendstream\nendobj\n");
	return at;
}

/* The cross-reference stream as object n + 2. */
static inline void sample_xref_stream(struct buf *out, struct sample *s, size_t objstm)
{
	AUTO(buf) struct buf rows = { 0 };
	size_t i, at = out->len;

	sample_row(&rows, 0, 0, 255);
	for (i = 0; i < s->n; i++)
		sample_row(&rows, objstm ? 2 : 1, objstm ? s->n + 1 : s->off[i], objstm ? (unsigned)i : 0);
	sample_row(&rows, objstm ? 1 : 0, objstm, 0);
	sample_row(&rows, 1, at, 0);
	buf_printf(out, "%zu 0 obj\n<</Type/XRef/Size %zu/W[1 2 1]/Root 1 0 R %s/Length %zu>>\nstream\n",
		   s->n + 2, s->n + 3, s->extra, rows.len);
	buf_append(out, buf_bytes(&rows));
	buf_append_str(out, "\nendstream\nendobj\n");
	buf_printf(out, "startxref\n%zu\n%%%%EOF\n", at);
}

static inline void sample_table(struct buf *out, struct sample *s, size_t n, const char *extra)
{
	size_t i, at = out->len;

	buf_printf(out, "xref\n0 %zu\n0000000000 65535 f \n", n + 1);
	for (i = 0; i < n; i++)
		buf_printf(out, "%010zu 00000 %c \n", s->off[i], s->off[i] ? 'n' : 'f');
	buf_printf(out, "trailer\n<</Size %zu/Root 1 0 R %s%s>>\nstartxref\n%zu\n%%%%EOF\n", n + 1,
		   s->extra, extra, at);
}

/* The last object is hidden from old readers: only the stream tells where it is. */
static inline void sample_hybrid(struct buf *out, struct sample *s)
{
	AUTO(buf) struct buf rows = { 0 };
	char extra[64];
	size_t at = out->len;

	sample_row(&rows, 1, s->off[s->n - 1], 0);
	buf_printf(out, "%zu 0 obj\n<</Type/XRef/Size %zu/W[1 2 1]/Index[%zu 1]/Length %zu>>\nstream\n",
		   s->n + 1, s->n + 2, s->n, rows.len);
	buf_append(out, buf_bytes(&rows));
	buf_append_str(out, "\nendstream\nendobj\n");
	snprintf(extra, sizeof(extra), "/XRefStm %zu", at);
	s->off[s->n - 1] = 0;
	s->off[s->n] = at;
	sample_table(out, s, s->n + 1, extra);
}

static inline void sample_make(struct buf *out, struct sample s)
{
	size_t i, objstm = 0;

	if (!s.extra)
		s.extra = "";
	buf_append_str(out, "%PDF-1.5\n%\xe2\xe3\xcf\xd3\n");
	if (s.kind == SAMPLE_OBJSTM)
		objstm = sample_objstm(out, &s);
	for (i = 0; i < s.n && s.kind != SAMPLE_OBJSTM; i++)
		sample_object(out, &s, i);
	if (s.kind == SAMPLE_TABLE)
		sample_table(out, &s, s.n, "");
	else if (s.kind == SAMPLE_HYBRID)
		sample_hybrid(out, &s);
	else
		sample_xref_stream(out, &s, objstm);
}

/* A document in memory that grows by tails. */
struct paper {
	struct arena *mem;
	struct buf file;
	struct pdf_doc *doc;
	struct pdf_update *u;
	struct pdf_tail tail;
};

static inline void paper_open(struct paper *p)
{
	struct pdf_source src = pdf_source_memory(buf_bytes(&p->file));
	struct error e = { 0 };

	if (pdf_doc_open(&src, p->mem, NULL, &p->doc, &e) != ERR_OK)
		fail_msg("open: %s", e.msg);
	assert_int_equal(pdf_update_begin(p->doc, p->mem, &p->u, NULL), ERR_OK);
}

static inline struct paper paper_new(struct sample s)
{
	struct paper p = { .mem = arena_new(0) };

	sample_make(&p.file, s);
	return p;
}

static inline void paper_done(struct paper *p)
{
	buf_done(&p->file);
	arena_free(p->mem);
}
DEFINE_AUTO_DONE(paper, struct paper)

/* Ends the update, appends it, opens the result. */
static inline void paper_append(struct paper *p)
{
	struct error e = { 0 };

	if (pdf_update_finish(p->u, &p->tail, &e) != ERR_OK)
		fail_msg("finish: %s", e.msg);
	assert_int_equal(p->tail.base, p->file.len);
	/* objects of the old document point into the old text: both end here */
	struct buf grown = { 0 };
	buf_append(&grown, buf_bytes(&p->file));
	buf_append(&grown, BYTES(p->tail.data, p->tail.len));
	buf_done(&p->file);
	p->file = grown;
	paper_open(p);
}
