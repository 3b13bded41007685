#include "sig/asn1/oid.h"
#include "base/buf.h"

static const struct oid_row {
	const char *dotted, *der;
	size_t len;
} rows[OID_COUNT_] = {
#define OID(sym, dotted, der) [OID_##sym] = { dotted, der, sizeof(der) - 1 },
#include "sig/asn1/oid.def"
#undef OID
};

struct bytes oid_der(enum oid o)
{
	return BYTES(rows[o].der, rows[o].len);
}

const char *oid_dotted(enum oid o)
{
	return rows[o].dotted;
}

_Bool oid_is(struct bytes content, enum oid o)
{
	return bytes_eq(content, oid_der(o));
}

static const enum oid digest_oids[DIGEST_COUNT_] = {
	[DIGEST_SHA256] = OID_SHA256,
	[DIGEST_SHA384] = OID_SHA384,
	[DIGEST_SHA512] = OID_SHA512,
	[DIGEST_SHA1] = OID_SHA1,
};

enum oid oid_of_digest(enum digest_alg alg)
{
	return digest_oids[alg];
}

_Bool oid_digest(struct bytes content, enum digest_alg *out)
{
	for (unsigned i = 0; i < DIGEST_COUNT_; i++)
		if (oid_is(content, digest_oids[i])) {
			*out = (enum digest_alg)i;
			return 1;
		}
	return 0;
}

enum { ARC_MAX = 0x0fffffff, CONTENT_MAX = 64, ARCS_MAX = CONTENT_MAX + 1 };

static const char *arc_read(const char *s, uint32_t *out)
{
	uint32_t v = 0;

	if (*s < '0' || *s > '9' || (*s == '0' && s[1] >= '0' && s[1] <= '9'))
		return NULL;
	for (; *s >= '0' && *s <= '9'; s++) {
		v = v * 10 + (uint32_t)(*s - '0');
		if (v > ARC_MAX)
			return NULL;
	}
	*out = v;
	return s;
}

static void arc_write(struct buf *out, uint32_t v)
{
	for (int shift = 28; shift > 0; shift -= 7)
		if (v >> shift)
			buf_append_byte(out, (unsigned char)(0x80 | (v >> shift & 0x7f)));
	buf_append_byte(out, v & 0x7f);
}

/* X.690 §8.19.4: the first two arcs share one number. */
static _Bool arcs_write(const char *s, struct buf *out)
{
	uint32_t first, second, v;

	s = arc_read(s, &first);
	if (!s || *s++ != '.' || first > 2)
		return 0;
	s = arc_read(s, &second);
	if (!s || (first < 2 && second > 39) || second > ARC_MAX - 80)
		return 0;
	arc_write(out, first * 40 + second);
	for (int n = 2; *s; n++) {
		s = *s == '.' && n < ARCS_MAX ? arc_read(s + 1, &v) : NULL;
		if (!s)
			return 0;
		arc_write(out, v);
	}
	return 1;
}

enum err oid_parse(const char *dotted, struct arena *mem, struct bytes *out, struct error *e)
{
	AUTO(buf) struct buf der = { 0 };

	if (!arcs_write(dotted, &der))
		return error_set(e, ERR_INVALID, "not an object identifier: %.64s", dotted);
	if (!arena_copy(mem, buf_bytes(&der), out))
		return error_set(e, ERR_TOO_LARGE, "no room for an object identifier");
	return ERR_OK;
}

static _Bool arcs_print(struct bytes in, struct buf *out)
{
	uint64_t v = 0;
	_Bool inside = 0;

	for (size_t i = 0; i < in.len; i++) {
		if (!inside && in.data[i] == 0x80)
			return 0; /* not minimal, X.690 §8.19.2 */
		v = v << 7 | (in.data[i] & 0x7f);
		if (v > ARC_MAX)
			return 0;
		inside = in.data[i] & 0x80;
		if (inside)
			continue;
		if (out->len)
			buf_printf(out, ".%u", (unsigned)v);
		else
			buf_printf(out, "%u.%u", v < 80 ? (unsigned)v / 40 : 2,
				   v < 80 ? (unsigned)v % 40 : (unsigned)v - 80);
		v = 0;
	}
	return in.len && !inside;
}

enum err oid_text(struct bytes content, struct arena *mem, const char **out, struct error *e)
{
	AUTO(buf) struct buf text = { 0 };
	const char *copy;

	if (content.len > CONTENT_MAX || !arcs_print(content, &text))
		return error_set(e, ERR_BAD_DER, "malformed object identifier");
	copy = arena_strndup(mem, (const char *)text.data, text.len);
	if (!copy)
		return error_set(e, ERR_TOO_LARGE, "no room for an object identifier");
	*out = copy;
	return ERR_OK;
}
