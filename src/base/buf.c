#include "base/buf.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buf_done(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ .limit = b->limit };
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	b->overflow = 0;
}

void buf_reserve(struct buf *b, size_t more)
{
	size_t want, cap = b->cap ? b->cap : 256;

	if (__builtin_add_overflow(b->len, more, &want))
		abort();
	if (want <= b->cap)
		return;
	while (cap < want)
		cap = cap > SIZE_MAX / 2 ? want : cap * 2;
	b->data = realloc(b->data, cap);
	if (!b->data)
		abort();
	b->cap = cap;
}

static _Bool room_for(struct buf *b, size_t n)
{
	if (b->limit && (b->overflow || n > b->limit - b->len)) {
		b->overflow = 1;
		return 0;
	}
	buf_reserve(b, n);
	return 1;
}

void buf_append(struct buf *b, struct bytes in)
{
	if (!in.len || !room_for(b, in.len))
		return;
	memcpy(b->data + b->len, in.data, in.len);
	b->len += in.len;
}

void buf_append_str(struct buf *b, const char *s)
{
	buf_append(b, bytes_of_str(s));
}

void buf_append_byte(struct buf *b, unsigned char c)
{
	buf_append(b, BYTES(&c, 1));
}

void buf_fill(struct buf *b, unsigned char c, size_t n)
{
	if (!n || !room_for(b, n))
		return;
	memset(b->data + b->len, c, n);
	b->len += n;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n <= 0 || !room_for(b, (size_t)n + 1))
		return;
	va_start(ap, fmt);
	vsnprintf((char *)b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

void buf_append_percent(struct buf *b, const char *s, const char *plain)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s, low = c | 0x20;

		if ((low >= 'a' && low <= 'z' && c < 0x80) || (c >= '0' && c <= '9') || strchr(plain, c))
			buf_append_byte(b, c);
		else
			buf_printf(b, "%%%02X", c);
	}
}

struct bytes buf_bytes(const struct buf *b)
{
	return (struct bytes){ b->data, b->len };
}

const char *buf_cstr(struct buf *b)
{
	buf_reserve(b, 1);
	b->data[b->len] = '\0';
	return (const char *)b->data;
}
