/* A text document under construction: blocks of draw/page.h, one after the other. A full arena
 * shows when the document is drawn. */
#pragma once
#include "draw/page.h"

struct sheet {
	struct arena *mem;
	struct draw_block *blocks;
	size_t n, cap;
	_Bool ja;
	_Bool overflow;
};

void sheet_add(struct sheet *s, enum draw_block_kind kind, const char *text, const char *value);
/* Rows are left out when the value is NULL or empty. */
void sheet_row(struct sheet *s, const char *label, const char *value);
void sheet_mono(struct sheet *s, const char *label, const char *value);
void sheet_time(struct sheet *s, const char *label, time_ms t); /* 0: left out */
void sheet_number(struct sheet *s, const char *label, int64_t n);
/* The text in the sheet's language. */
const char *sheet_say(const struct sheet *s, const char *en, const char *ja);
const char *sheet_printf(struct sheet *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct sheet_meta {
	const char *title, *author, *footer;
	time_ms created;
};
enum err sheet_pdf(const struct sheet *s, const struct sheet_meta *m, struct bytes *out,
		   struct error *e) MUST_USE;
