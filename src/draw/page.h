/* Text documents of A4 pages: the agreement certificate, the sample contract.
 * Blocks flow from the top; every page has a footer with its number. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

enum draw_block_kind {
	DRAW_TITLE,	/* centred, large */
	DRAW_HEADING,	/* kept with what follows */
	DRAW_PARAGRAPH, /* wrapped */
	DRAW_MONO,	/* monospace, broken anywhere: digests */
	DRAW_ROW,	/* text | value: neighbours make a ruled table */
	DRAW_ROW_MONO,	/* the same, value in monospace */
	DRAW_SPACE,	/* half a line */
	DRAW_PAGE_BREAK,
	DRAW_KIND_COUNT_
};

struct draw_block {
	enum draw_block_kind kind;
	const char *text;  /* UTF-8; newlines begin a new line; NULL where none is shown */
	const char *value; /* rows only */
};

struct draw_document {
	const char *title;	/* metadata /Title */
	const char *author;	/* NULL: none */
	const char *footer;	/* left of the page number; NULL: none */
	const char *family;	/* fonts to try first; NULL: the usual Japanese ones */
	time_ms created;	/* metadata; nothing else depends on time */
	_Bool replace_missing;	/* what cannot be drawn is shown as [U+1F600], not refused */
	const struct draw_block *blocks;
	size_t n;
};

/* ERR_INVALID: no block, control characters, or a glyph that no font has;
 * ERR_TOO_LARGE: more than 500 pages. pages_out may be NULL. */
enum err draw_document_pdf(const struct draw_document *d, struct arena *mem, struct bytes *pdf_out,
			   unsigned *pages_out, struct error *e) MUST_USE;
