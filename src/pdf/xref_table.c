/* Classic cross-reference tables (§7.5.4). */
#include "pdf/doc_private.h"
#include <inttypes.h>

enum { ENTRY_MIN = 19 }; /* "0123456789 01234 n" and one more byte */

static _Bool digits(const unsigned char *s, size_t n, uint64_t *out)
{
	uint64_t v = 0;
	unsigned bad = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned digit = s[i] - (unsigned)'0';

		bad |= digit > 9;
		v = v * 10 + digit;
	}
	*out = v;
	return !bad;
}

/* Length of the entry at s with its end: two bytes by the standard; one or three are found in
 * practice and cannot be misread. 0: there is no white space. */
static size_t entry_length(const unsigned char *s, size_t left)
{
	size_t n = 18;

	if (left > 19 && s[19] == '\n' && (s[18] == ' ' || s[18] == '\r'))
		return 20;
	while (n < left && n < 21 && pdf_is_space(s[n]))
		n++;
	return n > 18 ? n : 0;
}

/* One entry; moves *pos behind it. */
static _Bool read_entry(struct bytes text, size_t *pos, struct pdf_xref_entry *out)
{
	const unsigned char *s = text.data + *pos;
	size_t left = text.len - *pos, n;
	uint64_t gen;

	if (left < ENTRY_MIN || s[10] != ' ' || s[16] != ' ' || !digits(s, 10, &out->off) ||
	    !digits(s + 11, 5, &gen))
		return 0;
	n = entry_length(s, left);
	/* Free entries of generation 65536 are common and harmless. */
	if (!n || (s[17] != 'f' && (s[17] != 'n' || gen > 65535)))
		return 0;
	out->gen = (uint32_t)gen;
	out->type = s[17] == 'n' ? PDF_ENTRY_FILE : PDF_ENTRY_FREE;
	*pos += n;
	return 1;
}

static enum err bad_entry(struct pdf_lexer *lx, uint64_t num, struct error *e)
{
	if (lx->text.len - lx->pos < ENTRY_MIN + 2)
		lx->hit_end = 1;
	return error_set(e, ERR_PDF_DAMAGED,
			 "the entry of object %" PRIu64 " at offset %" PRIu64 " is malformed", num,
			 lx->base + lx->pos);
}

static enum err read_subsection(struct pdf_doc *d, struct pdf_section *s, uint64_t first,
				uint64_t n, struct error *e)
{
	struct pdf_lexer *lx = &d->parser.lx;
	struct pdf_xref_entry entry = { .section = (uint16_t)d->n_sections };

	if (n && n > lx->text.len / ENTRY_MIN) {
		lx->hit_end = 1;
		return error_set(e, ERR_PDF_DAMAGED, "%" PRIu64 " entries do not fit in the file",
				 n);
	}
	TRY(pdf_xref_add_range(d, s, first, n, e));
	while (lx->pos < lx->text.len && pdf_is_space(lx->text.data[lx->pos]))
		lx->pos++;
	for (uint64_t num = first; num < first + n; num++) {
		if (!read_entry(lx->text, &lx->pos, &entry))
			return bad_entry(lx, num, e);
		if (first == 1 && num == 1 && entry.type == PDF_ENTRY_FREE && !entry.off &&
		    entry.gen == 65535)
			return error_set(e, ERR_PDF_DAMAGED,
					 "the table starts at object 1, but its first entry is "
					 "that of object 0");
		TRY(pdf_xref_set(d, s, (uint32_t)num, entry, e));
	}
	return ERR_OK;
}

static enum err read_trailer(struct pdf_doc *d, struct pdf_section *s, struct error *e)
{
	struct pdf_obj *trailer = ARENA_NEW(d->mem, struct pdf_obj);

	if (!trailer)
		return PDF_NO_MEMORY(e);
	TRY(pdf_parse_value(&d->parser, trailer, e));
	if (trailer->kind != PDF_DICT)
		return error_set(e, ERR_PDF_DAMAGED, "the trailer is no dictionary");
	s->trailer = trailer;
	s->end = d->parser.lx.base + d->parser.lx.pos;
	return ERR_OK;
}

static uint64_t count_ranges(const struct pdf_section *s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s->n_ranges; i++)
		n += s->ranges[i].n;
	return n;
}

static enum err parse_table(struct pdf_doc *d, void *arg, struct error *e)
{
	struct pdf_section *s = arg;
	struct pdf_lexer *lx = &d->parser.lx;
	struct pdf_token t, count;

	d->entries -= count_ranges(s);
	s->n_ranges = 0; /* the text may be parsed again, see pdf_doc_parse_at */
	while (lx->pos < lx->text.len && pdf_is_space(lx->text.data[lx->pos]))
		lx->pos++;
	s->start = lx->base + lx->pos;
	TRY(pdf_lex(lx, &t, e));
	if (!pdf_lex_is(lx, &t, "xref"))
		return error_set(e, ERR_PDF_DAMAGED, "the word \"xref\" is missing");
	for (;;) {
		TRY(pdf_lex(lx, &t, e));
		if (pdf_lex_is(lx, &t, "trailer"))
			return read_trailer(d, s, e);
		TRY(pdf_lex(lx, &count, e));
		if (t.kind != PDF_TOK_INT || count.kind != PDF_TOK_INT || t.integer < 0 ||
		    count.integer < 0)
			return error_set(e, ERR_PDF_DAMAGED,
					 "neither a subsection nor \"trailer\" at offset %" PRIu64,
					 lx->base + (uint64_t)t.off);
		TRY(read_subsection(d, s, (uint64_t)t.integer, (uint64_t)count.integer, e));
	}
}

enum err pdf_xref_read_table(struct pdf_doc *d, struct pdf_section *s, struct error *e)
{
	return pdf_doc_parse_at(d, s->off, parse_table, s, e);
}
