#include "intake/utf8.h"

size_t utf8_get(struct bytes in, size_t at, uint32_t *out)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t min;
	} forms[] = {
		{ 0x80, 0x00, 0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 }, { 0xf8, 0xf0, 0x10000 }
	};

	for (size_t n = 0; at < in.len && n < COUNT_OF(forms); n++) {
		uint32_t c = in.data[at] & (unsigned char)~forms[n].mask;

		if ((in.data[at] & forms[n].mask) != forms[n].lead)
			continue;
		if (in.len - at < n + 1)
			return 0;
		for (size_t i = 1; i <= n; i++) {
			if ((in.data[at + i] & 0xc0) != 0x80)
				return 0;
			c = c << 6 | (in.data[at + i] & 0x3f);
		}
		*out = c;
		return c >= forms[n].min && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff) ? n + 1 : 0;
	}
	return 0;
}

void utf8_put(struct buf *b, uint32_t c)
{
	if (c < 0x80) {
		buf_append_byte(b, (unsigned char)c);
		return;
	}
	if (c >= 0x10000)
		buf_append_byte(b, (unsigned char)(0xf0 | c >> 18));
	if (c >= 0x800)
		buf_append_byte(b, (unsigned char)(c >= 0x10000 ? 0x80 | (c >> 12 & 0x3f) : 0xe0 | c >> 12));
	buf_append_byte(b, (unsigned char)(c >= 0x800 ? 0x80 | (c >> 6 & 0x3f) : 0xc0 | c >> 6));
	buf_append_byte(b, (unsigned char)(0x80 | (c & 0x3f)));
}
