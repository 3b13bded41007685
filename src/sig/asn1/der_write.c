#include <stdio.h>
#include <stdlib.h>
#include "sig/asn1/der.h"

struct der_writer der_writer_make(size_t reserve)
{
	struct der_writer w = { 0 };

	buf_reserve(&w.out, reserve);
	return w;
}

void der_writer_done(struct der_writer *w)
{
	buf_done(&w->out);
}

static size_t length_size(size_t len)
{
	size_t n = 1;

	if (len >= 0x80)
		for (; len; len >>= 8)
			n++;
	return n;
}

static void length_write(unsigned char *at, size_t len, size_t n)
{
	if (n == 1) {
		at[0] = (unsigned char)len;
		return;
	}
	at[0] = (unsigned char)(0x80 | (n - 1));
	for (size_t i = n - 1; i > 0; i--, len >>= 8)
		at[i] = (unsigned char)len;
}

size_t der_size(size_t content)
{
	return 1 + length_size(content) + content;
}

void der_begin(struct der_writer *w, unsigned char tag)
{
	if (w->depth == DER_DEPTH_MAX) {
		w->failed = 1;
		return;
	}
	buf_append_byte(&w->out, tag);
	buf_append_byte(&w->out, 0); /* room for a short length */
	w->open[w->depth++] = w->out.len;
}

/* Longer lengths push the content up: cheaper than measuring first, since what
 * is written here is a few kilobytes. */
void der_end(struct der_writer *w)
{
	size_t start, len, n;

	if (!w->depth || w->failed) {
		w->failed = 1;
		return;
	}
	start = w->open[--w->depth];
	len = w->out.len - start;
	n = length_size(len);
	if (n > 1) {
		buf_fill(&w->out, 0, n - 1);
		memmove(w->out.data + start + n - 1, w->out.data + start, len);
	}
	length_write(w->out.data + start - 1, len, n);
}

void der_put(struct der_writer *w, unsigned char tag, struct bytes content)
{
	unsigned char length[1 + sizeof(size_t)];
	size_t n = length_size(content.len);

	length_write(length, content.len, n);
	buf_append_byte(&w->out, tag);
	buf_append(&w->out, BYTES(length, n));
	buf_append(&w->out, content);
}

void der_put_raw(struct der_writer *w, struct bytes complete)
{
	buf_append(&w->out, complete);
}

void der_put_oid(struct der_writer *w, enum oid o)
{
	der_put(w, DER_OID, oid_der(o));
}

void der_put_null(struct der_writer *w)
{
	der_put(w, DER_NULL, BYTES(NULL, 0));
}

void der_put_bool(struct der_writer *w, _Bool v)
{
	der_put(w, DER_BOOLEAN, v ? BYTES_LIT("\xff") : BYTES_LIT("\0"));
}

void der_put_uint_bytes(struct der_writer *w, struct bytes magnitude)
{
	_Bool pad;

	while (magnitude.len > 1 && !magnitude.data[0])
		magnitude = bytes_slice(magnitude, 1, magnitude.len);
	pad = !magnitude.len || magnitude.data[0] & 0x80;
	if (!pad) {
		der_put(w, DER_INTEGER, magnitude);
		return;
	}
	der_begin(w, DER_INTEGER);
	buf_append_byte(&w->out, 0);
	buf_append(&w->out, magnitude);
	der_end(w);
}

void der_put_uint(struct der_writer *w, uint64_t v)
{
	unsigned char be[8];

	for (size_t i = 0; i < sizeof(be); i++)
		be[i] = (unsigned char)(v >> 8 * (7 - i));
	der_put_uint_bytes(w, BYTES(be, sizeof(be)));
}

void der_put_time(struct der_writer *w, time_ms t)
{
	struct civil_time c = time_to_civil(t);
	unsigned ms = (unsigned)((t % 1000 + 1000) % 1000);
	char fraction[8] = "", text[40];
	int n;

	if (ms) {
		n = snprintf(fraction, sizeof(fraction), ".%03u", ms % 1000);
		while (n > 0 && fraction[n - 1] == '0')
			fraction[--n] = '\0';
	}
	n = snprintf(text, sizeof(text), "%04d%02d%02d%02d%02d%02d%sZ", c.year, c.month, c.day,
		     c.hour, c.minute, c.second, fraction);
	der_put(w, DER_GENERALIZED_TIME, BYTES(text, (size_t)n));
}

static int by_encoding(const void *a, const void *b)
{
	return bytes_cmp(*(const struct bytes *)a, *(const struct bytes *)b);
}

void der_put_set_of(struct der_writer *w, unsigned char tag, struct bytes *items, size_t n)
{
	qsort(items, n, sizeof(*items), by_encoding);
	der_begin(w, tag);
	for (size_t i = 0; i < n; i++)
		der_put_raw(w, items[i]);
	der_end(w);
}

enum err der_take(struct der_writer *w, struct arena *mem, struct bytes *out, struct error *e)
{
	if (w->failed || w->depth)
		return error_set(e, ERR_INTERNAL, "DER element left open or nested too deeply");
	if (!arena_copy(mem, buf_bytes(&w->out), out))
		return error_set(e, ERR_TOO_LARGE, "no room for an encoding");
	buf_reset(&w->out);
	return ERR_OK;
}
