/* Values from text: what is read is written back as text that reads the same. */
#include "fuzz.h"
#include <stdlib.h>
#include "pdf/parser.h"

enum { MEMORY = 8 << 20, WRITTEN_MAX = 4 << 20 };

static _Bool near(double a, double b)
{
	double apart = a > b ? a - b : b - a, size = a > 0 ? a : -a;

	return apart <= size * 1e-15; /* reals of more than 19 digits may lose the last bit */
}

static _Bool same(const struct pdf_obj *a, const struct pdf_obj *b)
{
	if (a->kind != b->kind)
		return 0;
	if (a->kind == PDF_REAL)
		return near(a->u.real, b->u.real);
	if (a->kind == PDF_ARRAY) {
		for (size_t i = 0; i < a->u.array.n && i < b->u.array.n; i++)
			if (!same(&a->u.array.items[i], &b->u.array.items[i]))
				return 0;
		return a->u.array.n == b->u.array.n;
	}
	if (a->kind == PDF_DICT) {
		for (size_t i = 0; i < a->u.dict.n && i < b->u.dict.n; i++)
			if (!bytes_eq(a->u.dict.entries[i].key, b->u.dict.entries[i].key) ||
			    !same(&a->u.dict.entries[i].value, &b->u.dict.entries[i].value))
				return 0;
		return a->u.dict.n == b->u.dict.n;
	}
	return pdf_obj_equal(a, b);
}

static void round_trip(const struct pdf_obj *o, struct arena *mem)
{
	AUTO(buf) struct buf text = { .limit = WRITTEN_MAX };
	struct pdf_parser p = { .mem = mem, .depth_max = 64, .keep = 1 };
	struct pdf_obj back;
	enum err rc;

	pdf_obj_write(&text, o);
	if (text.overflow)
		return;
	pdf_parser_text(&p, buf_bytes(&text), 0);
	rc = pdf_parse_value(&p, &back, NULL);
	if (rc == ERR_PDF_LIMIT)
		return;
	if (rc != ERR_OK || !same(o, &back))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(MEMORY);
	struct pdf_parser p = { .mem = mem, .depth_max = 64, .keep = 1 };
	struct pdf_indirect in;
	struct pdf_obj o;

	pdf_parser_text(&p, BYTES(data, size), 0);
	(void)!pdf_parse_indirect(&p, &in, NULL);
	pdf_parser_text(&p, BYTES(data, size), 0);
	/* A reference is a value only within another one. */
	while (pdf_parse_value(&p, &o, NULL) == ERR_OK)
		round_trip(&o, mem);
	return 0;
}
