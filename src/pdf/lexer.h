/* Tokens of PDF syntax (ISO 32000-2 §7.2, §7.3), strictly: a run of characters
 * that is no token is an error, never skipped. No memory is allocated; strings
 * and names are given as spans and decoded by pdf_lex_decode. */
#pragma once
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

enum pdf_token_kind {
	PDF_TOK_END,	/* of the text */
	PDF_TOK_INT,
	PDF_TOK_REAL,
	PDF_TOK_STRING, /* ( ) */
	PDF_TOK_HEX,	/* < > */
	PDF_TOK_NAME,
	PDF_TOK_ARRAY_OPEN,
	PDF_TOK_ARRAY_CLOSE,
	PDF_TOK_DICT_OPEN,
	PDF_TOK_DICT_CLOSE,
	PDF_TOK_WORD,	/* obj, R, true, endstream, … */
};

#define PDF_REAL_MAX 1e100
#define PDF_REAL_MIN 1.175e-38 /* what is nearer to 0 is 0 (ISO 32000-1 annex C) */

struct pdf_token {
	enum pdf_token_kind kind;
	size_t off, end;     /* in the text, delimiters included */
	_Bool plain;	     /* string or name: content is the span as it stands */
	int64_t integer;
	double real;
};

struct pdf_lexer {
	struct bytes text;
	size_t pos;
	uint64_t base;	     /* offset of text in the file, for messages */
	_Bool hit_end;	     /* a token ended, or was cut, at the end of the text */
};

enum err pdf_lex(struct pdf_lexer *lx, struct pdf_token *out, struct error *e) MUST_USE;
/* Content of a string, hex string or name; into mem, or the text itself when
 * plain and keep (the text lives as long as mem). */
enum err pdf_lex_decode(const struct pdf_lexer *lx, const struct pdf_token *t, struct arena *mem,
			_Bool keep, struct bytes *out, struct error *e) MUST_USE;
_Bool pdf_lex_is(const struct pdf_lexer *lx, const struct pdf_token *t, const char *word);
void pdf_lex_skip_space(struct pdf_lexer *lx); /* white space and comments */

_Bool pdf_is_space(unsigned char c);	 /* NUL TAB LF FF CR SP */
_Bool pdf_is_regular(unsigned char c);	 /* neither white space nor delimiter */
int pdf_hex_digit(unsigned char c);	 /* -1: none */
/* An unsigned decimal number; false when s is empty, no number or too large. */
_Bool pdf_parse_uint(struct bytes s, uint64_t *out) MUST_USE;
