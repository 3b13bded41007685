#include "pdf/form.h"

/* PDFDocEncoding (annex D.3) where it differs from Latin-1. */
static const uint16_t doc_18[8] = { 0x02d8, 0x02c7, 0x02c6, 0x02d9,
				    0x02dd, 0x02db, 0x02da, 0x02dc };
static const uint16_t doc_80[33] = {
	0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044, 0x2039, 0x203a, 0x2212,
	0x2030, 0x201e, 0x201c, 0x201d, 0x2018, 0x2019, 0x201a, 0x2122, 0xfb01, 0xfb02, 0x0141,
	0x0152, 0x0160, 0x0178, 0x017d, 0x0131, 0x0142, 0x0153, 0x0161, 0x017e, 0xfffd, 0x20ac,
};

static uint32_t doc_encoding(unsigned char c)
{
	if (c >= 0x18 && c <= 0x1f)
		return doc_18[c - 0x18];
	if (c >= 0x80 && c <= 0xa0)
		return doc_80[c - 0x80];
	return c ? c : 0xfffd;
}

static size_t put_utf8(char *out, uint32_t c)
{
	static const unsigned char lead[] = { 0, 0x00, 0xc0, 0xe0, 0xf0 };
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4, i;

	for (i = n; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(lead[n] | c);
	return n;
}

/* One UTF-16BE character at *at; a lone surrogate or NUL gives U+FFFD. */
static uint32_t next_utf16(struct bytes t, size_t *at)
{
	uint32_t c = (uint32_t)t.data[*at] << 8 | t.data[*at + 1], low;

	*at += 2;
	if (c < 0xd800 || c > 0xdfff)
		return c ? c : 0xfffd;
	if (c > 0xdbff || t.len - *at < 2)
		return 0xfffd;
	low = (uint32_t)t.data[*at] << 8 | t.data[*at + 1];
	if (low < 0xdc00 || low > 0xdfff)
		return 0xfffd;
	*at += 2;
	return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

/* Bytes of the well-formed UTF-8 character at p (at most n), or 0. */
static size_t utf8_length(const unsigned char *p, size_t n)
{
	static const uint32_t least[] = { 1, 0x80, 0x800, 0x10000 };
	size_t more = p[0] >= 0xf0 ? 3 : p[0] >= 0xe0 ? 2 : p[0] >= 0xc0 ? 1 : 0, i;
	uint32_t c = more ? p[0] & (0x3fU >> more) : p[0];

	if (more >= n || p[0] >= 0xf8 || (!more && p[0] >= 0x80))
		return 0;
	for (i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	return more + 1;
}

static size_t copy_utf8(char *out, struct bytes t)
{
	size_t at = 0, n = 0, len;

	while (at < t.len) {
		len = utf8_length(t.data + at, t.len - at);
		if (len) {
			memcpy(out + n, t.data + at, len);
			n += len;
			at += len;
		} else {
			n += put_utf8(out + n, 0xfffd);
			at++;
		}
	}
	return n;
}

char *pdf_text_utf8(struct arena *mem, struct bytes text)
{
	/* the longest is three bytes for one, plus the NUL */
	char *out = text.len < SIZE_MAX / 4 ? arena_alloc(mem, text.len * 3 + 1) : NULL;
	size_t at, n = 0;

	if (!out)
		return NULL;
	if (bytes_starts_with(text, BYTES_LIT("\xfe\xff"))) {
		for (at = 2; text.len - at >= 2;)
			n += put_utf8(out + n, next_utf16(text, &at));
	} else if (bytes_starts_with(text, BYTES_LIT("\xef\xbb\xbf"))) {
		n = copy_utf8(out, bytes_slice(text, 3, text.len));
	} else {
		for (at = 0; at < text.len; at++)
			n += put_utf8(out + n, doc_encoding(text.data[at]));
	}
	out[n] = '\0';
	return out;
}
