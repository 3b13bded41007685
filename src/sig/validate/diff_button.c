/* Pictures of check boxes and radio buttons. Filling in chooses among them; some producers draw
 * them anew while they do. A new picture is believed when it can be nothing but a box, a circle and
 * one mark. */
#include "pdf/lexer.h"
#include "sig/validate/diff_work.h"

enum { PICTURE_BYTES_MAX = 4096, LINES_MAX = 60, BOX_LINES_MAX = 12, OPERANDS = 6 };

struct picture {
	struct pdf_lexer lx;
	struct pdf_token operand[OPERANDS]; /* the last ones */
	size_t n;
	double x, y; /* where the path is */
	unsigned lines, glyphs;
	_Bool slanted; /* a line neither level nor upright */
};

static double value(const struct pdf_token *t)
{
	return t->kind == PDF_TOK_INT ? (double)t->integer : t->real;
}

static _Bool is_number(const struct pdf_token *t)
{
	return t->kind == PDF_TOK_INT || t->kind == PDF_TOK_REAL;
}

static _Bool go_to(struct picture *p, _Bool draw)
{
	double x, y;

	if (p->n < 2 || !is_number(&p->operand[p->n - 2]) || !is_number(&p->operand[p->n - 1]))
		return 0;
	x = value(&p->operand[p->n - 2]);
	y = value(&p->operand[p->n - 1]);
	if (draw) {
		p->lines++;
		p->slanted |= x != p->x && y != p->y;
	}
	p->x = x;
	p->y = y;
	return 1;
}

/* One glyph of a font that everybody has. */
static _Bool show(struct picture *p)
{
	const struct pdf_token *t = p->n ? &p->operand[p->n - 1] : NULL;

	p->glyphs++;
	if (!t || t->end - t->off > 5)
		return 0;
	return t->kind == PDF_TOK_STRING ? t->plain && t->end - t->off <= 3
					 : t->kind == PDF_TOK_HEX && t->end - t->off <= 4;
}

static _Bool operate(struct picture *p, const struct pdf_token *word)
{
	static const char *const harmless[] = { "q",   "Q",  "cm", "w",	 "d",  "J",  "j",
						"rg",  "RG", "g",  "G",	 "k",  "K",  "h",
						"S",   "s",  "f",  "B",	 "b",  "n",  "W",
						"BT",  "ET", "Tf", "Td", "Tm", "TL", "BMC",
						"EMC", "f*", "B*", "W*", "i",  "M" };
	_Bool ok = 0;

	for (size_t i = 0; i < COUNT_OF(harmless) && !ok; i++)
		ok = pdf_lex_is(&p->lx, word, harmless[i]);
	if (pdf_lex_is(&p->lx, word, "m"))
		ok = go_to(p, 0);
	else if (pdf_lex_is(&p->lx, word, "l"))
		ok = go_to(p, 1);
	else if (pdf_lex_is(&p->lx, word, "c") || pdf_lex_is(&p->lx, word, "re"))
		ok = ++p->lines && go_to(p, 0);
	else if (pdf_lex_is(&p->lx, word, "Tj"))
		ok = show(p);
	p->n = 0;
	return ok;
}

static _Bool read_picture(struct picture *p)
{
	struct pdf_token t;

	for (;;) {
		if (pdf_lex(&p->lx, &t, NULL) != ERR_OK)
			return 0;
		if (t.kind == PDF_TOK_END)
			return 1;
		if (t.kind == PDF_TOK_WORD) {
			if (!operate(p, &t))
				return 0;
		} else if (t.kind != PDF_TOK_ARRAY_OPEN && t.kind != PDF_TOK_ARRAY_CLOSE) {
			if (p->n == OPERANDS)
				memmove(p->operand, p->operand + 1, (OPERANDS - 1) * sizeof(t));
			p->operand[p->n < OPERANDS ? p->n++ : OPERANDS - 1] = t;
		}
	}
}

/* Only fonts that no file can redefine (ISO 32000-1 §9.6.2.2), nothing else. */
static _Bool plain_resources(struct diff *d, const struct pdf_obj *stream)
{
	static const char *const known[] = { "Font", "ProcSet" };
	const struct pdf_obj *res = diff_get(d->after, stream, "Resources"), *fonts, *font;

	if (!res)
		return 1;
	if (res->kind == PDF_DICT && !diff_only_keys(res, known, COUNT_OF(known)))
		return 0;
	fonts = diff_get(d->after, res, "Font");
	for (size_t i = 0; fonts && fonts->kind == PDF_DICT && i < fonts->u.dict.n; i++)
		if (pdf_doc_resolve(d->after, &fonts->u.dict.entries[i].value, &font, NULL) !=
			    ERR_OK ||
		    !pdf_is_name(pdf_dict_get(font, "BaseFont"), "ZapfDingbats") ||
		    pdf_dict_get(font, "FontDescriptor") || pdf_dict_get(font, "Encoding"))
			return 0;
	return !fonts || fonts->kind == PDF_DICT;
}

static _Bool plain_picture(struct diff *d, const struct pdf_obj *o, _Bool on)
{
	struct picture p = { .n = 0 };
	const struct pdf_obj *stream;

	if (pdf_doc_resolve(d->after, o, &stream, NULL) != ERR_OK || stream->kind != PDF_STREAM ||
	    pdf_doc_stream_data(d->after, stream, d->mem, &p.lx.text, NULL) != ERR_OK ||
	    p.lx.text.len > PICTURE_BYTES_MAX || !plain_resources(d, stream) || !read_picture(&p))
		return 0;
	if (on)
		return p.glyphs <= 1 && p.lines <= LINES_MAX;
	return p.glyphs == 0 && p.lines <= BOX_LINES_MAX && !p.slanted;
}

/* The states of one kind of appearance (/N, /D, /R). */
static _Bool plain_states(struct diff *d, const struct pdf_obj *was, const struct pdf_obj *now)
{
	if (pdf_doc_resolve(d->after, now, &now, NULL) != ERR_OK || now->kind != PDF_DICT)
		return 0;
	for (size_t i = 0; i < now->u.dict.n; i++) {
		const struct pdf_entry *x = &now->u.dict.entries[i];
		const char *key = arena_strndup(d->mem, (const char *)x->key.data, x->key.len);
		const struct pdf_obj *old = key && was ? pdf_dict_get(was, key) : NULL;

		if (!key || (!(old && pdf_obj_equal(old, &x->value)) &&
			     !plain_picture(d, &x->value, strcmp(key, "Off") != 0)))
			return 0;
	}
	return 1;
}

_Bool diff_button_redrawn(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after)
{
	if (pdf_doc_resolve(d->before, before, &before, NULL) != ERR_OK ||
	    pdf_doc_resolve(d->after, after, &after, NULL) != ERR_OK || before->kind != PDF_DICT ||
	    after->kind != PDF_DICT)
		return 0;
	for (size_t i = 0; i < after->u.dict.n; i++) {
		const struct pdf_entry *x = &after->u.dict.entries[i];
		const char *key = arena_strndup(d->mem, (const char *)x->key.data, x->key.len);

		if (!key || !plain_states(d, diff_get(d->before, before, key), &x->value))
			return 0;
	}
	return 1;
}
