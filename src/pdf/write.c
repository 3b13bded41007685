/* Objects as text, see pdf_obj_write in object.h. */
#include "pdf/lexer.h"
#include "pdf/object.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static void write_name(struct buf *out, struct bytes name)
{
	buf_append_byte(out, '/');
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = name.data[i];

		if (c > 0x20 && c < 0x7f && c != '#' && pdf_is_regular(c))
			buf_append_byte(out, c);
		else
			buf_printf(out, "#%02X", c);
	}
}

static void write_hex(struct buf *out, struct bytes s)
{
	static const char digits[] = "0123456789ABCDEF";

	buf_append_byte(out, '<');
	for (size_t i = 0; i < s.len; i++) {
		buf_append_byte(out, (unsigned char)digits[s.data[i] >> 4]);
		buf_append_byte(out, (unsigned char)digits[s.data[i] & 15]);
	}
	buf_append_byte(out, '>');
}

static _Bool printable(struct bytes s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] < 0x20 || s.data[i] > 0x7e)
			return 0;
	return 1;
}

static void write_string(struct buf *out, struct bytes s)
{
	buf_append_byte(out, '(');
	for (size_t i = 0; i < s.len; i++) {
		if (strchr("()\\", s.data[i]))
			buf_append_byte(out, '\\');
		buf_append_byte(out, s.data[i]);
	}
	buf_append_byte(out, ')');
}

/* The shortest decimal that reads back as the same number; PDF has no exponents. */
static void write_real(struct buf *out, double v)
{
	char text[400];

	if (!isfinite(v) || fabs(v) > PDF_REAL_MAX)
		v = v < 0 ? -PDF_REAL_MAX : v > 0 ? PDF_REAL_MAX : 0;
	for (int digits = 1; digits <= 60; digits += digits < 24 ? 1 : 12) {
		struct pdf_token t;
		struct pdf_lexer lx = { 0 };
		int len = snprintf(text, sizeof(text), "%.*f", digits, v);

		lx.text = BYTES(text, (size_t)len);
		if (pdf_lex(&lx, &t, NULL) == ERR_OK && !(t.real < v) && !(t.real > v))
			break;
	}
	buf_append_str(out, text);
}

static void write_array(struct buf *out, const struct pdf_obj *o)
{
	buf_append_byte(out, '[');
	for (size_t i = 0; i < o->u.array.n; i++) {
		if (i)
			buf_append_byte(out, ' ');
		pdf_obj_write(out, &o->u.array.items[i]);
	}
	buf_append_byte(out, ']');
}

static void write_dict(struct buf *out, const struct pdf_obj *o)
{
	buf_append_str(out, "<<");
	for (size_t i = 0; i < o->u.dict.n; i++) {
		write_name(out, o->u.dict.entries[i].key);
		buf_append_byte(out, ' ');
		pdf_obj_write(out, &o->u.dict.entries[i].value);
	}
	buf_append_str(out, ">>");
}

void pdf_obj_write(struct buf *out, const struct pdf_obj *o)
{
	switch (o->kind) {
	case PDF_NULL:
		buf_append_str(out, "null");
		break;
	case PDF_BOOL:
		buf_append_str(out, o->u.boolean ? "true" : "false");
		break;
	case PDF_INT:
		buf_printf(out, "%" PRId64, o->u.integer);
		break;
	case PDF_REAL:
		write_real(out, o->u.real);
		break;
	case PDF_STRING:
		if (o->hex || !printable(o->u.text))
			write_hex(out, o->u.text);
		else
			write_string(out, o->u.text);
		break;
	case PDF_NAME:
		write_name(out, o->u.text);
		break;
	case PDF_ARRAY:
		write_array(out, o);
		break;
	case PDF_DICT:
	case PDF_STREAM:
		write_dict(out, o);
		break;
	case PDF_REF:
		buf_printf(out, "%" PRIu32 " %" PRIu32 " R", o->u.ref.num, o->u.ref.gen);
		break;
	}
}
