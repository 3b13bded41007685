#include "sealer/record.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "crypto/digest.h"

enum { FIELDS = 12, HASH_HEX = 2 * RECORD_HASH };

_Bool record_name_valid(const char *s, size_t max)
{
	size_t n = strnlen(s, max);

	return n && n < max && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-.") == n;
}

static void put_hex(struct buf *out, struct bytes in)
{
	buf_reserve(out, 2 * in.len + 1);
	hex_encode(in, (char *)out->data + out->len);
	out->len += 2 * in.len;
	buf_append_byte(out, ' ');
}

static void hash_of(struct bytes line, unsigned char out[RECORD_HASH])
{
	unsigned char digest[DIGEST_MAX];

	digest_of(DIGEST_SHA256, line, digest);
	memcpy(out, digest, RECORD_HASH);
}

void record_write(struct record *r, struct buf *out)
{
	size_t from = out->len;

	buf_printf(out, "1 %" PRIu64 " %" PRId64 " %s %s %s ", r->seq, r->time, r->act, r->kind,
		   r->key);
	put_hex(out, BYTES(r->event, RECORD_HASH));
	put_hex(out, r->digest);
	put_hex(out, r->attrs);
	put_hex(out, r->signature);
	put_hex(out, BYTES(r->prev, RECORD_HASH));
	hash_of(BYTES(out->data + from, out->len - from), r->hash);
	put_hex(out, BYTES(r->hash, RECORD_HASH));
	out->data[out->len - 1] = '\n';
}

static enum err wrong(struct error *e, const char *what)
{
	return error_set(e, ERR_IO, "register: %s", what);
}

static enum err split(struct bytes line, struct bytes out[FIELDS], struct error *e)
{
	for (size_t i = 0; i < FIELDS; i++) {
		size_t n = bytes_find(line, BYTES_LIT(" "), 0);

		if ((n == SIZE_MAX) != (i == FIELDS - 1))
			return wrong(e, "a line has not twelve fields");
		out[i] = bytes_slice(line, 0, n);
		line = bytes_slice(line, n == SIZE_MAX ? line.len : n + 1, SIZE_MAX);
	}
	return ERR_OK;
}

/* Decimal without sign or leading zero; false past INT64_MAX. */
static _Bool read_number(struct bytes in, uint64_t *out)
{
	uint64_t v = 0;

	if (!in.len || in.len > 19 || (in.data[0] == '0' && in.len > 1))
		return 0;
	for (size_t i = 0; i < in.len; i++) {
		if (in.data[i] < '0' || in.data[i] > '9')
			return 0;
		v = v * 10 + (uint64_t)(in.data[i] - '0');
	}
	*out = v;
	return v <= INT64_MAX;
}

static enum err read_name(struct bytes in, char *out, size_t max, struct error *e)
{
	char text[RECORD_NAME_MAX];

	if (in.len >= max || memchr(in.data, 0, in.len))
		return wrong(e, "a name is too long");
	memcpy(text, in.data, in.len);
	text[in.len] = '\0';
	if (!record_name_valid(text, max))
		return wrong(e, "a name has characters that do not belong there");
	memcpy(out, text, in.len + 1);
	return ERR_OK;
}

/* Lower case only, so that there is one way to write a record. */
static _Bool read_hex(struct bytes in, unsigned char *out)
{
	for (size_t i = 0; i < in.len; i++)
		if (in.data[i] >= 'A' && in.data[i] <= 'F')
			return 0;
	return hex_decode((const char *)in.data, in.len, out);
}

static enum err read_hash(struct bytes in, unsigned char out[RECORD_HASH], struct error *e)
{
	if (in.len != HASH_HEX || !read_hex(in, out))
		return wrong(e, "a hash is not 64 hex digits");
	return ERR_OK;
}

static enum err read_bytes(struct bytes in, size_t max, struct arena *mem, struct bytes *out,
			   struct error *e)
{
	unsigned char *data;

	if (!in.len || in.len > 2 * max)
		return wrong(e, "a field is empty or too long");
	data = arena_alloc(mem, in.len / 2 + 1);
	if (!data || !read_hex(in, data))
		return wrong(e, "a field is not hex");
	*out = BYTES(data, in.len / 2);
	return ERR_OK;
}

static enum err read_fields(const struct bytes f[FIELDS], struct arena *mem, struct record *r,
			    struct error *e)
{
	uint64_t t;

	if (!bytes_eq_str(f[0], "1"))
		return wrong(e, "a line is of an unknown version");
	if (!read_number(f[1], &r->seq) || !read_number(f[2], &t))
		return wrong(e, "a number is malformed");
	r->time = (time_ms)t;
	TRY(read_name(f[3], r->act, sizeof(r->act), e));
	TRY(read_name(f[4], r->kind, sizeof(r->kind), e));
	TRY(read_name(f[5], r->key, sizeof(r->key), e));
	TRY(read_hash(f[6], r->event, e));
	TRY(read_bytes(f[7], RECORD_DIGEST_MAX, mem, &r->digest, e));
	TRY(read_bytes(f[8], RECORD_ATTRS_MAX, mem, &r->attrs, e));
	TRY(read_bytes(f[9], RECORD_SIGNATURE_MAX, mem, &r->signature, e));
	TRY(read_hash(f[10], r->prev, e));
	return read_hash(f[11], r->hash, e);
}

enum err record_read(struct bytes line, struct arena *mem, struct record *out, struct error *e)
{
	unsigned char hash[RECORD_HASH];
	struct bytes f[FIELDS];
	struct record r = { 0 };

	if (line.len > RECORD_LINE_MAX)
		return wrong(e, "a line is too long");
	TRY(split(line, f, e));
	TRY(read_fields(f, mem, &r, e));
	hash_of(bytes_slice(line, 0, line.len - HASH_HEX), hash);
	if (memcmp(hash, r.hash, RECORD_HASH))
		return wrong(e, "a record was altered: its hash is another");
	*out = r;
	return ERR_OK;
}
