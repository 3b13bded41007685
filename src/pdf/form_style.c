/* Colours and default appearance strings (§12.7.4.3). */
#include "pdf/form_read.h"
#include "pdf/form_style.h"
#include "pdf/lexer.h"

enum { OPERANDS = 6, WORDS_MAX = 200 };

_Bool pdf_style_rgb(const double *v, size_t n, double out[3])
{
	for (size_t i = 0; i < n; i++)
		if (!(v[i] >= 0 && v[i] <= 1))
			return 0;
	switch (n) {
	case 1:
		out[0] = out[1] = out[2] = v[0];
		return 1;
	case 3:
		memcpy(out, v, 3 * sizeof(*v));
		return 1;
	case 4: /* §10.4.2.4 */
		for (size_t i = 0; i < 3; i++)
			out[i] = v[i] + v[3] < 1 ? 1 - v[i] - v[3] : 0;
		return 1;
	default:
		return 0;
	}
}

struct operands {
	double v[OPERANDS];
	size_t n;
};

static const double *last(const struct operands *o, size_t n)
{
	return o->n >= n ? o->v + o->n - n : NULL;
}

static void operate(const struct pdf_lexer *lx, const struct pdf_token *t, const struct operands *o,
		    struct pdf_form_item *io)
{
	static const struct {
		const char *word;
		size_t n;
	} colours[] = { { "g", 1 }, { "rg", 3 }, { "k", 4 } };
	const double *size = last(o, 1);

	if (pdf_lex_is(lx, t, "Tf") && size && *size >= 0 && *size <= 1000)
		io->font_size = *size;
	for (size_t i = 0; i < COUNT_OF(colours); i++)
		if (pdf_lex_is(lx, t, colours[i].word) && last(o, colours[i].n))
			(void)pdf_style_rgb(last(o, colours[i].n), colours[i].n, io->color);
}

static void push(struct operands *o, double v)
{
	if (o->n == OPERANDS)
		memmove(o->v, o->v + 1, --o->n * sizeof(*o->v));
	o->v[o->n++] = v;
}

void pdf_form_read_style(struct bytes da, struct pdf_form_item *io)
{
	struct pdf_lexer lx = { .text = da };
	struct operands o = { .n = 0 };
	struct pdf_token t;
	unsigned words = 0;

	while (pdf_lex(&lx, &t, NULL) == ERR_OK && t.kind != PDF_TOK_END && words < WORDS_MAX) {
		if (t.kind == PDF_TOK_INT)
			push(&o, (double)t.integer);
		else if (t.kind == PDF_TOK_REAL)
			push(&o, t.real);
		if (t.kind != PDF_TOK_WORD)
			continue;
		operate(&lx, &t, &o, io);
		o.n = 0;
		words++;
	}
}
