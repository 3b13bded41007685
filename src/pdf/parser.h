/* Objects from text (ISO 32000-2 §7.3): one value, with its containers, no
 * recursion. Strict: a dictionary with the same key twice is refused, since one
 * reader takes the first and another the last. */
#pragma once
#include "pdf/lexer.h"
#include "pdf/object.h"

struct pdf_parser {
	struct pdf_lexer lx;
	struct arena *mem;
	unsigned depth_max;
	_Bool keep;		/* the text lives as long as mem: names may point into it */
	uint64_t origin;	/* obj.off counts from here: lx.base - origin + position */
	struct pdf_obj *stack;	/* values of open containers; reused between calls */
	size_t n, cap;
};

/* Sets the text, keeps mem and stack. */
void pdf_parser_text(struct pdf_parser *p, struct bytes text, uint64_t base);
/* The next value. A word that is none is an error. */
enum err pdf_parse_value(struct pdf_parser *p, struct pdf_obj *out, struct error *e) MUST_USE;

/* "num gen obj value", then the word after it. */
struct pdf_indirect {
	struct pdf_ref ref;
	size_t start;		/* of num, in the text */
	struct pdf_obj value;	/* PDF_STREAM when "stream" follows; data_off set, data_len not */
	_Bool stream;
	size_t end;		/* after endobj, or after the line end of "stream" */
};
enum err pdf_parse_indirect(struct pdf_parser *p, struct pdf_indirect *out,
			    struct error *e) MUST_USE;
