/* What frames a file: the header, startxref and %%EOF of each revision (§7.5.2, §7.5.5). */
#include "pdf/doc_private.h"
#include <inttypes.h>

enum { HEAD_BYTES = 1024, TAIL_BYTES = 2048 };

static enum err unknown_version(struct error *e)
{
	return error_set(e, ERR_PDF_DAMAGED, "the header names no version from 1.0 to 2.0");
}

enum err pdf_tail_header(struct pdf_doc *d, struct error *e)
{
	struct bytes head;
	size_t at;

	TRY(pdf_doc_text(d, 0, HEAD_BYTES, &head, e));
	head = bytes_slice(head, 0, HEAD_BYTES);
	at = bytes_find(head, BYTES_LIT("%PDF-"), 0);
	if (at == SIZE_MAX)
		return error_set(e, ERR_PDF_NOT_PDF, "%s",
				 head.len ? "no %PDF header" : "the file is empty");
	d->header = at;
	head = bytes_slice(head, at, head.len);
	if (head.len < 9 || head.data[6] != '.' || head.data[5] < '1' || head.data[5] > '2' ||
	    head.data[7] < '0' || head.data[7] > '9')
		return unknown_version(e);
	d->version = (unsigned)((head.data[5] - '0') * 10 + head.data[7] - '0');
	/* what follows on the line says nothing: it is a comment ("%PDF-1.70" is found) */
	if (d->version > 17 && d->version != 20)
		return unknown_version(e);
	return ERR_OK;
}

struct eof_mark {
	uint64_t at;	/* of "startxref" */
	uint64_t value;
	uint64_t end;	/* after the line of %%EOF */
};

/* "startxref", a number, "%%EOF" and its line end, from at[0] on. */
static _Bool read_mark(struct bytes text, size_t at, uint64_t base, struct eof_mark *out)
{
	size_t i = at + 9, from, eof;

	while (i < text.len && pdf_is_space(text.data[i]))
		i++;
	from = i;
	while (i < text.len && pdf_is_regular(text.data[i]))
		i++;
	if (!pdf_parse_uint(bytes_slice(text, from, i - from), &out->value))
		return 0;
	while (i < text.len && pdf_is_space(text.data[i]))
		i++;
	eof = i;
	if (!bytes_starts_with(bytes_slice(text, eof, 5), BYTES_LIT("%%EOF")))
		return 0;
	i = eof + 5; /* a file without final line end may have been appended to: no check here */
	if (i < text.len && text.data[i] == '\r')
		i++;
	if (i < text.len && text.data[i] == '\n')
		i++;
	out->at = base + at;
	out->end = base + i;
	return 1;
}

static size_t skip(struct bytes text, size_t i, _Bool (*what)(unsigned char))
{
	while (i < text.len && what(text.data[i]))
		i++;
	return i;
}

/* Does "xref" or "num gen obj" stand at off? */
static _Bool section_like(struct pdf_doc *d, uint64_t off)
{
	struct bytes text;
	size_t i;

	if (off >= d->src.size || pdf_doc_text(d, off, 64, &text, NULL) != ERR_OK)
		return 0;
	text = bytes_slice(text, 0, 64);
	i = skip(text, 0, pdf_is_space);
	if (bytes_eq_str(bytes_slice(text, i, 4), "xref"))
		return 1;
	for (int word = 0; word < 2; word++)
		i = skip(text, skip(text, i, pdf_is_regular), pdf_is_space);
	return bytes_eq_str(bytes_slice(text, i, 3), "obj");
}

/* Some readers count offsets from the header, some from the start of the file. With bytes before
 * the header only one of the two may lead to a section, and it must be the one of §7.5.4. */
static enum err check_leading(struct pdf_doc *d, struct error *e)
{
	if (!d->header ||
	    (section_like(d, d->startxref) && !section_like(d, d->startxref + d->header)))
		return ERR_OK;
	return error_set(e, ERR_PDF_DAMAGED, "%" PRIu64 " bytes stand before the %%PDF header",
			 d->header);
}

enum err pdf_tail_startxref(struct pdf_doc *d, struct error *e)
{
	uint64_t base = d->src.size > TAIL_BYTES ? d->src.size - TAIL_BYTES : 0;
	struct bytes tail;
	struct eof_mark mark;
	size_t n, eof, at;

	TRY(pdf_doc_text(d, base, TAIL_BYTES, &tail, e));
	for (n = tail.len; n && pdf_is_space(tail.data[n - 1]); n--)
		;
	tail.len = n;
	eof = bytes_rfind(tail, BYTES_LIT("%%EOF"));
	if (eof == SIZE_MAX)
		return error_set(e, ERR_PDF_DAMAGED,
				 "no %%%%EOF in the last %d bytes: the file is cut short, or "
				 "something was added to it", TAIL_BYTES);
	if (eof + 5 != n)
		return error_set(e, ERR_PDF_DAMAGED, "%zu bytes stand after the last %%%%EOF, at "
				 "offset %" PRIu64, n - eof - 5, base + eof + 5);
	at = bytes_rfind(tail, BYTES_LIT("startxref"));
	tail.len = (size_t)(d->src.size - base);
	if (at == SIZE_MAX || !read_mark(tail, at, base, &mark) || mark.end < base + eof + 5)
		return error_set(e, ERR_PDF_DAMAGED,
				 "no startxref with a number before the last %%%%EOF");
	d->startxref_at = mark.at;
	d->startxref = mark.value;
	d->eof_end = d->src.size; /* white space after the mark is part of the last revision */
	if (mark.value >= mark.at)
		return error_set(e, ERR_PDF_DAMAGED,
				 "startxref %" PRIu64 " points behind itself", mark.value);
	return check_leading(d, e);
}

struct mark_search {
	const struct pdf_section *after;
	const struct pdf_section *newer; /* that may follow at once; NULL: none */
	struct eof_mark mark;
	_Bool joined; /* it does */
};

static enum err find_mark(struct pdf_doc *d, void *arg, struct error *e)
{
	struct mark_search *m = arg;
	struct pdf_lexer *lx = &d->parser.lx;

	pdf_lex_skip_space(lx);
	if (lx->pos + 64 > lx->text.len)
		lx->hit_end = 1;
	m->joined = m->newer && m->newer->start == lx->base + lx->pos;
	if (m->joined)
		return ERR_OK;
	if (!bytes_starts_with(bytes_slice(lx->text, lx->pos, 9), BYTES_LIT("startxref")) ||
	    !read_mark(lx->text, lx->pos, lx->base, &m->mark))
		return error_set(e, ERR_PDF_DAMAGED,
				 "no startxref and %%%%EOF after the cross-reference section "
				 "that ends at offset %" PRIu64, m->after->end);
	return ERR_OK;
}

/* entry is the section that startxref must name. */
static enum err check_mark(struct pdf_doc *d, const struct pdf_section *entry,
			   const struct eof_mark *mark, struct error *e)
{
	if (mark->value != entry->off && mark->value != entry->start)
		return error_set(e, ERR_PDF_DAMAGED,
				 "startxref at offset %" PRIu64 " says %" PRIu64
				 ", but the section before it stands at %" PRIu64,
				 mark->at, mark->value, entry->start);
	if (entry == d->sections && mark->at != d->startxref_at)
		return error_set(e, ERR_PDF_DAMAGED,
				 "what follows offset %" PRIu64 " belongs to no revision: the "
				 "last startxref points to an earlier section", mark->end);
	d->revisions[d->n_revisions++] = (struct pdf_revision){
		mark->value, mark->at == d->startxref_at ? d->eof_end : mark->end, entry->trailer };
	return ERR_OK;
}

/* A hybrid's empty table may follow its real one at once: then both are one revision, as
 * are the two sections of a linearized file, of which the first one is named. */
static enum err frame_sections(struct pdf_doc *d, struct error *e)
{
	for (size_t s = d->n_sections; s-- > 0;) {
		struct pdf_section *sec = &d->sections[s];
		_Bool main = d->linearized && s + 1 == d->n_sections;
		struct mark_search m = { .after = sec, .newer = s && !main ? sec - 1 : NULL };

		sec->revision = d->n_revisions;
		if (d->linearized && s + 2 == d->n_sections) {
			sec->revision = 0; /* framed by the main section */
			continue;
		}
		TRY(pdf_doc_parse_at(d, sec->end, find_mark, &m, e));
		if (!m.joined)
			TRY(check_mark(d, main ? sec - 1 : sec, &m.mark, e));
	}
	return ERR_OK;
}

enum err pdf_tail_revisions(struct pdf_doc *d, struct error *e)
{
	d->revisions = arena_alloc_n(d->mem, d->n_sections, sizeof(*d->revisions));
	if (!d->revisions)
		return PDF_NO_MEMORY(e);
	TRY(frame_sections(d, e));
	for (size_t s = 0; s < d->n_sections; s++) {
		const struct pdf_section *sec = &d->sections[s];

		if (sec->max_off >= d->revisions[sec->revision].end)
			return error_set(e, ERR_PDF_DAMAGED,
					 "the section at offset %" PRIu64 " says that object %" PRIu32
					 " stands at %" PRIu64 ", which is after its end",
					 sec->off, sec->max_num, sec->max_off);
	}
	return ERR_OK;
}

static enum err find_linearized(struct pdf_doc *d, void *arg, struct error *e)
{
	struct pdf_indirect in;

	TRY(pdf_parse_indirect(&d->parser, &in, e));
	*(_Bool *)arg = pdf_dict_get(&in.value, "Linearized") != NULL;
	return ERR_OK;
}

enum err pdf_tail_linearized(struct pdf_doc *d, _Bool *out, struct error *e)
{
	*out = 0;
	return pdf_doc_parse_at(d, d->header, find_linearized, out, e);
}
