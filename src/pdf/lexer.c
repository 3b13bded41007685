#include "pdf/lexer.h"
#include <inttypes.h>

enum { SPACE = 1, DELIM = 2, DIGIT = 4, NUMERIC = 8 };
enum { NUMBER_MAX = 128 }; /* characters */

static const unsigned char classes[256] = {
	[0] = SPACE,   ['\t'] = SPACE,	['\n'] = SPACE,	 ['\f'] = SPACE,  ['\r'] = SPACE,
	[' '] = SPACE, ['('] = DELIM,	[')'] = DELIM,	 ['<'] = DELIM,	  ['>'] = DELIM,
	['['] = DELIM, [']'] = DELIM,	['{'] = DELIM,	 ['}'] = DELIM,	  ['/'] = DELIM,
	['%'] = DELIM, ['+'] = NUMERIC, ['-'] = NUMERIC, ['.'] = NUMERIC, ['0'] = 12,
	['1'] = 12,    ['2'] = 12,	['3'] = 12, /* DIGIT | NUMERIC */
	['4'] = 12,    ['5'] = 12,	['6'] = 12,	 ['7'] = 12,	  ['8'] = 12,
	['9'] = 12,
};

_Bool pdf_is_space(unsigned char c)
{
	return classes[c] & SPACE;
}

_Bool pdf_is_regular(unsigned char c)
{
	return !(classes[c] & (SPACE | DELIM));
}

/* One more than the value of a digit; half of a signed file is hex. */
static const unsigned char hex_values[256] = {
	['0'] = 1,  ['1'] = 2,	['2'] = 3,  ['3'] = 4,	['4'] = 5,  ['5'] = 6,
	['6'] = 7,  ['7'] = 8,	['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['A'] = 11, ['B'] = 12,
	['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static inline int hex_digit(unsigned char c)
{
	return hex_values[c] - 1;
}

int pdf_hex_digit(unsigned char c)
{
	return hex_digit(c);
}

_Bool pdf_parse_uint(struct bytes s, uint64_t *out)
{
	uint64_t v = 0;

	if (!s.len || s.len > 19)
		return 0;
	for (size_t i = 0; i < s.len; i++) {
		if (!(classes[s.data[i]] & DIGIT))
			return 0;
		v = v * 10 + (s.data[i] - '0');
	}
	*out = v;
	return 1;
}

static enum err fail(const struct pdf_lexer *lx, size_t at, const char *what, struct error *e)
{
	return error_set(e, ERR_PDF_DAMAGED, "%s at offset %" PRIu64, what,
			 lx->base + (uint64_t)at);
}

void pdf_lex_skip_space(struct pdf_lexer *lx)
{
	const unsigned char *s = lx->text.data;
	size_t i = lx->pos, n = lx->text.len;

	while (i < n) {
		if (classes[s[i]] & SPACE) {
			i++;
		} else if (s[i] == '%') {
			while (i < n && s[i] != '\n' && s[i] != '\r')
				i++;
		} else {
			break;
		}
	}
	lx->pos = i;
	if (i == n)
		lx->hit_end = 1;
}

/* 10^0 … 10^22 are exact doubles, so that short numbers round correctly. */
static double scale_down(uint64_t mantissa, unsigned digits)
{
	static const double exact[] = { 1e0,  1e1,  1e2,  1e3,	1e4,  1e5,  1e6,  1e7,
					1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
					1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	long double v = (long double)mantissa;

	if (mantissa <= (uint64_t)1 << 53 && digits < COUNT_OF(exact))
		return (double)mantissa / exact[digits];
	for (; digits >= 22; digits -= 22)
		v /= 1e22L;
	return (double)(v / (long double)exact[digits]);
}

static double real_value(const unsigned char *s, size_t n)
{
	uint64_t mantissa = 0;
	unsigned fraction = 0;
	_Bool after_point = 0, full = 0;
	long double up = 1;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '.') {
			after_point = 1;
			continue;
		}
		full = full || mantissa > (UINT64_MAX - 9) / 10;
		if (full && !after_point)
			up *= 10; /* digits beyond what a double can tell apart */
		if (full)
			continue;
		mantissa = mantissa * 10 + (s[i] - '0');
		fraction += after_point;
	}
	if (up > 1)
		return (double)((long double)mantissa * up);
	return scale_down(mantissa, fraction);
}

static enum err lex_number(struct pdf_lexer *lx, struct pdf_token *t, struct error *e)
{
	const unsigned char *s = lx->text.data + t->off;
	size_t n = t->end - t->off, sign = s[0] == '+' || s[0] == '-', digits = 0, points = 0;
	uint64_t v;

	for (size_t i = sign; i < n; i++) {
		digits += !!(classes[s[i]] & DIGIT);
		points += s[i] == '.';
	}
	if (!digits || points > 1 || digits + points + sign != n || n > NUMBER_MAX)
		return fail(lx, t->off, "malformed number", e);
	if (!points && pdf_parse_uint(BYTES(s + sign, n - sign), &v) && v <= INT64_MAX) {
		t->kind = PDF_TOK_INT;
		t->integer = s[0] == '-' ? -(int64_t)v : (int64_t)v;
		return ERR_OK;
	}
	t->kind = PDF_TOK_REAL;
	t->real = real_value(s + sign, n - sign);
	if (t->real > PDF_REAL_MAX)
		return fail(lx, t->off, "a number out of all range", e);
	if (t->real < PDF_REAL_MIN)
		t->real = 0;
	if (s[0] == '-')
		t->real = -t->real;
	return ERR_OK;
}

/* Most tokens of most files: a few digits. False: something else, nothing done. */
static _Bool lex_digits(struct pdf_lexer *lx, struct pdf_token *t)
{
	const unsigned char *s = lx->text.data;
	size_t i = t->off, n = lx->text.len < t->off + 18 ? lx->text.len : t->off + 18;
	int64_t v = 0;

	for (; i < n && classes[s[i]] & DIGIT; i++)
		v = v * 10 + (s[i] - '0');
	if (i == n || pdf_is_regular(s[i]) || i == t->off)
		return 0;
	t->kind = PDF_TOK_INT;
	t->integer = v;
	t->end = lx->pos = i;
	return 1;
}

static enum err lex_regular(struct pdf_lexer *lx, struct pdf_token *t, struct error *e)
{
	const unsigned char *s = lx->text.data;
	size_t i = t->off, n = lx->text.len;

	if (lex_digits(lx, t))
		return ERR_OK;
	while (i < n && pdf_is_regular(s[i]))
		i++;
	t->end = lx->pos = i;
	if (i == n)
		lx->hit_end = 1;
	if (classes[s[t->off]] & NUMERIC)
		return lex_number(lx, t, e);
	t->kind = PDF_TOK_WORD;
	return ERR_OK;
}

static enum err lex_name(struct pdf_lexer *lx, struct pdf_token *t, struct error *e)
{
	const unsigned char *s = lx->text.data;
	size_t i = t->off + 1, n = lx->text.len;

	t->kind = PDF_TOK_NAME;
	t->plain = 1;
	for (; i < n && pdf_is_regular(s[i]); i++) {
		if (s[i] != '#')
			continue;
		t->plain = 0;
		if (i + 2 >= n) {
			lx->hit_end = 1;
			return fail(lx, i, "# without two hex digits in a name", e);
		}
		if (hex_digit(s[i + 1]) < 0 || hex_digit(s[i + 2]) < 0)
			return fail(lx, i, "# without two hex digits in a name", e);
		if (s[i + 1] == '0' && s[i + 2] == '0')
			return fail(lx, i, "#00 in a name", e);
	}
	t->end = lx->pos = i;
	if (i == n)
		lx->hit_end = 1;
	return ERR_OK;
}

static enum err lex_string(struct pdf_lexer *lx, struct pdf_token *t, struct error *e)
{
	const unsigned char *s = lx->text.data;
	size_t i = t->off + 1, n = lx->text.len, open = 1;

	t->kind = PDF_TOK_STRING;
	t->plain = 1;
	for (; i < n && open; i++) {
		switch (s[i]) {
		case '(':
			open++;
			break;
		case ')':
			open--;
			break;
		case '\\':
			i++;
			t->plain = 0;
			break;
		case '\r':
			t->plain = 0;
			break;
		default:
			break;
		}
	}
	lx->pos = i < n ? i : n; /* on failure too: callers count what was looked at */
	if (open) {
		lx->hit_end = 1;
		return fail(lx, t->off, "string without its closing parenthesis", e);
	}
	t->end = i;
	return ERR_OK;
}

static enum err lex_hex(struct pdf_lexer *lx, struct pdf_token *t, struct error *e)
{
	const unsigned char *s = lx->text.data;
	size_t i = t->off + 1, n = lx->text.len;

	t->kind = PDF_TOK_HEX;
	while (i < n && (hex_digit(s[i]) >= 0 || classes[s[i]] & SPACE))
		i++;
	lx->pos = i;
	if (i < n && s[i] != '>')
		return fail(lx, i, "a character that is no hex digit in a hex string", e);
	if (i == n) {
		lx->hit_end = 1;
		return fail(lx, t->off, "hex string without its closing >", e);
	}
	t->end = lx->pos = i + 1;
	return ERR_OK;
}

static enum err lex_punctuation(struct pdf_lexer *lx, struct pdf_token *t, enum pdf_token_kind kind,
				size_t len)
{
	t->kind = kind;
	t->end = lx->pos = t->off + len;
	return ERR_OK;
}

static enum err lex_angle(struct pdf_lexer *lx, struct pdf_token *t, struct error *e)
{
	const unsigned char *s = lx->text.data + t->off;
	_Bool pair;

	if (t->off + 1 == lx->text.len) {
		lx->hit_end = 1;
		return fail(lx, t->off, "the text ends within a token", e);
	}
	pair = s[0] == s[1];
	if (s[0] == '<' && !pair)
		return lex_hex(lx, t, e);
	if (!pair)
		return fail(lx, t->off, "> without its <", e);
	return lex_punctuation(lx, t, s[0] == '<' ? PDF_TOK_DICT_OPEN : PDF_TOK_DICT_CLOSE, 2);
}

enum err pdf_lex(struct pdf_lexer *lx, struct pdf_token *out, struct error *e)
{
	pdf_lex_skip_space(lx);
	*out = (struct pdf_token){ .kind = PDF_TOK_END, .off = lx->pos, .end = lx->pos };
	if (lx->pos == lx->text.len)
		return ERR_OK;
	switch (lx->text.data[lx->pos]) {
	case '/':
		return lex_name(lx, out, e);
	case '(':
		return lex_string(lx, out, e);
	case '<':
	case '>':
		return lex_angle(lx, out, e);
	case '[':
		return lex_punctuation(lx, out, PDF_TOK_ARRAY_OPEN, 1);
	case ']':
		return lex_punctuation(lx, out, PDF_TOK_ARRAY_CLOSE, 1);
	case ')':
	case '{':
	case '}':
		return fail(lx, lx->pos, "a delimiter that does not belong here", e);
	default:
		return lex_regular(lx, out, e);
	}
}

_Bool pdf_lex_is(const struct pdf_lexer *lx, const struct pdf_token *t, const char *word)
{
	return t->kind == PDF_TOK_WORD &&
	       bytes_eq_str(BYTES(lx->text.data + t->off, t->end - t->off), word);
}

static size_t decode_name(struct bytes in, unsigned char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < in.len; i++) {
		if (in.data[i] == '#') {
			out[n++] = (unsigned char)(hex_digit(in.data[i + 1]) << 4 |
						   hex_digit(in.data[i + 2]));
			i += 2;
		} else {
			out[n++] = in.data[i];
		}
	}
	return n;
}

static size_t decode_hex(struct bytes in, unsigned char *out)
{
	size_t n = 0;
	int high = -1;

	for (size_t i = 0; i < in.len; i++) {
		int digit = hex_digit(in.data[i]);

		if (digit < 0)
			continue; /* white space */
		if (high < 0) {
			high = digit;
		} else {
			out[n++] = (unsigned char)(high << 4 | digit);
			high = -1;
		}
	}
	if (high >= 0) /* §7.3.4.3: an odd digit counts as if 0 followed */
		out[n++] = (unsigned char)(high << 4);
	return n;
}

/* The escape at in[i], i after the backslash; moves i past it. -1: no byte. */
static int decode_escape(struct bytes in, size_t *i)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	unsigned char c = in.data[*i];
	const char *known = c ? strchr(from, c) : NULL;
	int v = 0;

	if (known) {
		(*i)++;
		return to[known - from];
	}
	if (c == '\r' || c == '\n') { /* a line continued */
		*i += c == '\r' && *i + 1 < in.len && in.data[*i + 1] == '\n' ? 2 : 1;
		return -1;
	}
	if (c < '0' || c > '7') {
		(*i)++;
		return c;
	}
	for (int k = 0; k < 3 && *i < in.len && in.data[*i] >= '0' && in.data[*i] <= '7'; k++)
		v = v << 3 | (in.data[(*i)++] - '0');
	return v & 0xff;
}

static size_t decode_string(struct bytes in, unsigned char *out)
{
	size_t n = 0, i = 0;

	while (i < in.len) {
		unsigned char c = in.data[i++];

		if (c == '\\' && i < in.len) {
			int v = decode_escape(in, &i);

			if (v >= 0)
				out[n++] = (unsigned char)v;
		} else if (c == '\r') { /* §7.3.4.2: any end of line reads as LF */
			i += i < in.len && in.data[i] == '\n';
			out[n++] = '\n';
		} else {
			out[n++] = c;
		}
	}
	return n;
}

enum err pdf_lex_decode(const struct pdf_lexer *lx, const struct pdf_token *t, struct arena *mem,
			_Bool keep, struct bytes *out, struct error *e)
{
	size_t tail = t->kind == PDF_TOK_NAME ? 0 : 1;
	struct bytes in = BYTES(lx->text.data + t->off + 1, t->end - t->off - 1 - tail);
	unsigned char *to;

	if (t->plain && keep) {
		*out = in;
		return ERR_OK;
	}
	to = arena_alloc(mem, in.len);
	if (!to)
		return error_set(e, ERR_PDF_LIMIT, "no memory left for a string of %zu bytes",
				 in.len);
	if (t->plain && in.len)
		memcpy(to, in.data, in.len);
	else if (t->kind == PDF_TOK_NAME)
		in.len = decode_name(in, to);
	else if (t->kind == PDF_TOK_HEX)
		in.len = decode_hex(in, to);
	else
		in.len = decode_string(in, to);
	*out = BYTES(to, in.len);
	return ERR_OK;
}
