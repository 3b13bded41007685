#include "sig/validate/report_xml_out.h"
#include <assert.h>
#include <stdlib.h>

void xml_start(struct xml *x, struct buf *out)
{
	*x = (struct xml){ .out = out };
	buf_append_str(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

/* What the first byte of a character says (RFC 3629 §4): how many bytes, the least value. */
static const struct {
	unsigned char first, last, length;
	uint32_t least;
} leads[] = {
	{ 0x01, 0x7f, 1, 0 },
	{ 0xc2, 0xdf, 2, 0x80 },
	{ 0xe0, 0xef, 3, 0x800 },
	{ 0xf0, 0xf4, 4, 0x10000 },
};

static _Bool scalar(uint32_t c, uint32_t least)
{
	return c >= least && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
}

/* Bytes of the well-formed character at s, 0: none. */
static size_t utf8_length(const unsigned char *s, uint32_t *out)
{
	size_t k = 0;
	uint32_t c;

	while (k < COUNT_OF(leads) && (s[0] < leads[k].first || s[0] > leads[k].last))
		k++;
	if (k == COUNT_OF(leads))
		return 0;
	c = k == 0 ? s[0] : s[0] & (0x7fU >> leads[k].length);
	for (size_t i = 1; i < leads[k].length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = (c << 6) | (s[i] & 0x3f);
	}
	if (!scalar(c, leads[k].least))
		return 0;
	*out = c;
	return leads[k].length;
}

/* XML 1.0 §2.2 Char; the C1 controls are allowed there but of no use to anybody. */
static _Bool allowed(uint32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n';
	return c != 0xfffe && c != 0xffff && (c < 0x7f || c > 0x9f);
}

static void escape(struct buf *out, const unsigned char *s, size_t n, uint32_t c)
{
	switch (c) {
	case '&':
		buf_append_str(out, "&amp;");
		return;
	case '<':
		buf_append_str(out, "&lt;");
		return;
	case '>':
		buf_append_str(out, "&gt;");
		return;
	case '"':
		buf_append_str(out, "&quot;");
		return;
	case '\t':
	case '\n':
		buf_append_byte(out, ' ');
		return;
	default:
		buf_append(out, BYTES(s, n));
	}
}

void xml_text(struct xml *x, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	while (*s) {
		uint32_t c = 0;
		size_t n = utf8_length(s, &c);

		if (n && allowed(c))
			escape(x->out, s, n, c);
		else
			buf_append_str(x->out, "\xef\xbf\xbd");
		s += n ? n : 1;
	}
}

static void tag(struct xml *x, const char *name, const char *attribute, const char *value)
{
	buf_append_byte(x->out, '<');
	buf_append_str(x->out, name);
	if (!value)
		return;
	buf_append_byte(x->out, ' ');
	buf_append_str(x->out, attribute);
	buf_append_str(x->out, "=\"");
	xml_text(x, value);
	buf_append_byte(x->out, '"');
}

void xml_begin_with(struct xml *x, const char *name, const char *attribute, const char *value)
{
	assert(x->depth < XML_DEPTH_MAX);
	x->open[x->depth++] = name;
	tag(x, name, attribute, value);
	buf_append_byte(x->out, '>');
}

void xml_begin(struct xml *x, const char *name)
{
	xml_begin_with(x, name, "", NULL);
}

void xml_end(struct xml *x)
{
	assert(x->depth > 0);
	buf_append_str(x->out, "</");
	buf_append_str(x->out, x->open[--x->depth]);
	buf_append_str(x->out, x->depth > 1 ? ">" : ">\n");
}

void xml_leaf(struct xml *x, const char *name, const char *text)
{
	xml_begin(x, name);
	xml_text(x, text);
	xml_end(x);
}

void xml_leaf_time(struct xml *x, const char *name, time_ms t)
{
	char out[TIME_RFC3339_SIZE];

	time_rfc3339(t, out);
	xml_leaf(x, name, out);
}

void xml_leaf_base64(struct xml *x, const char *name, struct bytes data)
{
	char *text = malloc(base64_size(data.len));

	if (!text)
		abort();
	base64_encode(data, text);
	xml_leaf(x, name, text);
	free(text);
}

void xml_empty_with(struct xml *x, const char *name, const char *attribute, const char *value)
{
	tag(x, name, attribute, value);
	buf_append_str(x->out, "/>");
}
