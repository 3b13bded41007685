/* Values from text: what is read is written back as text that reads the same. */
#include "fuzz.h"
#include <stdlib.h>
#include "pdf/parser.h"

enum { MEMORY = 8 << 20, WRITTEN_MAX = 4 << 20 };

static void round_trip(const struct pdf_obj *o, struct arena *mem)
{
	AUTO(buf) struct buf text = { .limit = WRITTEN_MAX };
	AUTO(buf) struct buf again = { .limit = WRITTEN_MAX };
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
	if (rc != ERR_OK || !pdf_obj_equal(o, &back))
		abort();
	pdf_obj_write(&again, &back);
	if (!again.overflow && !bytes_eq(buf_bytes(&text), buf_bytes(&again)))
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
