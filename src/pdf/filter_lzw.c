#include "pdf/filter.h"

enum { CLEAR = 256, EOD = 257, FIRST = 258, CODES = 4096 };

struct lzw {
	uint16_t prefix[CODES];
	uint8_t last[CODES], first[CODES];
	uint16_t length[CODES];
	unsigned next, width;
	int previous; /* -1: none since the last clear */
};

static void table_clear(struct lzw *z)
{
	z->next = FIRST;
	z->width = 9;
	z->previous = -1;
}

static void table_init(struct lzw *z)
{
	for (unsigned i = 0; i < 256; i++) {
		z->last[i] = z->first[i] = (uint8_t)i;
		z->length[i] = 1;
	}
	table_clear(z);
}

static void put_code(const struct lzw *z, unsigned code, struct buf *out)
{
	size_t n = z->length[code], at = out->len;

	buf_fill(out, 0, n);
	if (out->overflow)
		return;
	while (n--) {
		out->data[at + n] = z->last[code];
		code = z->prefix[code];
	}
}

static void table_add(struct lzw *z, unsigned code, _Bool early)
{
	unsigned prev = (unsigned)z->previous;

	if (z->next < CODES) {
		z->prefix[z->next] = (uint16_t)prev;
		z->first[z->next] = z->first[prev];
		z->length[z->next] = (uint16_t)(z->length[prev] + 1);
		z->last[z->next] = code < z->next ? z->first[code] : z->first[prev];
		z->next++;
	}
	if (z->next + early >= 1U << z->width && z->width < 12)
		z->width++;
}

/* One code; false: it cannot stand here. */
static _Bool take_code(struct lzw *z, unsigned code, _Bool early, struct buf *out)
{
	if (code == CLEAR) {
		table_clear(z);
		return 1;
	}
	if (z->previous < 0) {
		if (code >= CLEAR)
			return 0;
	} else {
		if (code > z->next || (code == z->next && z->next == CODES))
			return 0;
		table_add(z, code, early);
	}
	put_code(z, code, out);
	z->previous = (int)code;
	return 1;
}

enum err pdf_filter_lzw(struct bytes in, _Bool early_change, struct buf *out, struct error *e)
{
	struct lzw z;
	uint32_t bits = 0;
	unsigned have = 0;

	memset(&z, 0, sizeof(z));
	table_init(&z);
	for (size_t i = 0; i < in.len && !out->overflow; i++) {
		unsigned code;

		bits = bits << 8 | in.data[i];
		have += 8;
		if (have < z.width)
			continue;
		have -= z.width;
		code = bits >> have & ((1U << z.width) - 1);
		if (code == EOD)
			return ERR_OK;
		if (!take_code(&z, code, early_change, out))
			return error_set(e, ERR_PDF_DAMAGED,
					 "LZW data hold the impossible code %u at byte %zu", code,
					 i);
	}
	return ERR_OK; /* the end of the data serves as EOD, or pdf_filter_run sees overflow */
}
