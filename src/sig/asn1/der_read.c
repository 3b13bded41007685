#include "sig/asn1/der.h"

struct der der_reader(struct bytes in)
{
	return (struct der){ in, DER_DEPTH_MAX };
}

_Bool der_more(const struct der *r)
{
	return r->rest.len > 0;
}

_Bool der_peek(const struct der *r, unsigned char tag)
{
	return r->rest.len && r->rest.data[0] == tag;
}

/* Reads tag and length; *head is how many bytes they take. X.690 §8.1.3, §10.1 */
static enum err header(struct bytes in, size_t *head, size_t *len, struct error *e)
{
	size_t n, v = 0;

	if (in.len < 2)
		return error_set(e, ERR_BAD_DER, "element cut off");
	if ((in.data[0] & 0x1f) == 0x1f)
		return error_set(e, ERR_BAD_DER, "tag of more than one byte");
	if (in.data[1] < 0x80) {
		*head = 2;
		*len = in.data[1];
		return ERR_OK;
	}
	n = in.data[1] & 0x7f;
	if (!n)
		return error_set(e, ERR_BAD_DER, "indefinite length");
	if (n > 4 || in.len < 2 + n)
		return error_set(e, ERR_BAD_DER, "length too large");
	for (size_t i = 0; i < n; i++)
		v = v << 8 | in.data[2 + i];
	if (!in.data[2] || v < 0x80)
		return error_set(e, ERR_BAD_DER, "length not minimal");
	*head = 2 + n;
	*len = v;
	return ERR_OK;
}

enum err der_next(struct der *r, struct der_item *out, struct error *e)
{
	size_t head, len;

	TRY(header(r->rest, &head, &len, e));
	if (len > r->rest.len - head)
		return error_set(e, ERR_BAD_DER, "element longer than what holds it");
	*out = (struct der_item){
		.tag = r->rest.data[0],
		.content = bytes_slice(r->rest, head, len),
		.whole = bytes_slice(r->rest, 0, head + len),
	};
	r->rest = bytes_slice(r->rest, head + len, r->rest.len);
	return ERR_OK;
}

enum err der_expect(struct der *r, unsigned char tag, struct der_item *out, struct error *e)
{
	if (!der_more(r))
		return error_set(e, ERR_BAD_DER, "element with tag %02x is missing", tag);
	if (!der_peek(r, tag))
		return error_set(e, ERR_BAD_DER, "tag %02x where %02x is expected", r->rest.data[0],
				 tag);
	return der_next(r, out, e);
}

enum err der_enter(struct der *r, unsigned char tag, struct der *inner, struct error *e)
{
	struct der_item item;

	if (!r->depth)
		return error_set(e, ERR_BAD_DER, "nested too deeply");
	TRY(der_expect(r, tag, &item, e));
	*inner = (struct der){ item.content, r->depth - 1 };
	return ERR_OK;
}

enum err der_finish(const struct der *r, const char *what, struct error *e)
{
	if (der_more(r))
		return error_set(e, ERR_BAD_DER, "bytes follow %s", what);
	return ERR_OK;
}

enum err der_get_oid(struct der *r, struct bytes *content, struct error *e)
{
	struct der_item item;

	TRY(der_expect(r, DER_OID, &item, e));
	if (!item.content.len || item.content.data[item.content.len - 1] & 0x80)
		return error_set(e, ERR_BAD_DER, "malformed object identifier");
	*content = item.content;
	return ERR_OK;
}

enum err der_get_bool(struct der *r, _Bool *out, struct error *e)
{
	struct der_item item;

	TRY(der_expect(r, DER_BOOLEAN, &item, e));
	if (item.content.len != 1 || (item.content.data[0] && item.content.data[0] != 0xff))
		return error_set(e, ERR_BAD_DER, "malformed BOOLEAN"); /* X.690 §11.1 */
	*out = item.content.data[0];
	return ERR_OK;
}

enum err der_get_integer(struct der *r, struct bytes *content, struct error *e)
{
	struct der_item item;
	const unsigned char *d;

	TRY(der_expect(r, DER_INTEGER, &item, e));
	d = item.content.data;
	if (!item.content.len)
		return error_set(e, ERR_BAD_DER, "INTEGER without content");
	if (item.content.len > 1 && (d[0] == 0x00 || d[0] == 0xff) && (d[0] ^ d[1]) < 0x80)
		return error_set(e, ERR_BAD_DER, "INTEGER not minimal"); /* X.690 §8.3.2 */
	*content = item.content;
	return ERR_OK;
}

enum err der_get_uint(struct der *r, uint64_t *out, struct error *e)
{
	struct bytes c;
	uint64_t v = 0;

	TRY(der_get_integer(r, &c, e));
	if (c.data[0] & 0x80 || c.len > 9 || (c.len == 9 && c.data[0]))
		return error_set(e, ERR_BAD_DER, "INTEGER out of range");
	for (size_t i = 0; i < c.len; i++)
		v = v << 8 | c.data[i];
	*out = v;
	return ERR_OK;
}

static _Bool digits(const unsigned char **at, size_t n, int *out)
{
	int v = 0;

	for (size_t i = 0; i < n; i++) {
		if ((*at)[i] < '0' || (*at)[i] > '9')
			return 0;
		v = v * 10 + ((*at)[i] - '0');
	}
	*at += n;
	*out = v;
	return 1;
}

/* ".5" is 500 ms; digits past the third are checked and dropped. */
static _Bool fraction(const unsigned char *at, const unsigned char *end, int *ms)
{
	int scale = 100;

	*ms = 0;
	if (at == end)
		return 1;
	if (*at != '.' || end - at < 2 || end[-1] == '0')
		return 0;
	for (at++; at < end; at++) {
		if (*at < '0' || *at > '9')
			return 0;
		*ms += (*at - '0') * scale;
		scale /= 10;
	}
	return 1;
}

/* YYYYMMDDhhmmss, of which UTCTime leaves out the century. */
static _Bool civil_parse(const unsigned char **at, _Bool utc_time, struct civil_time *t)
{
	int *const fields[] = { &t->year, &t->month, &t->day, &t->hour, &t->minute, &t->second };

	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (!digits(at, i || utc_time ? 2 : 4, fields[i]))
			return 0;
	if (utc_time)
		t->year += t->year < 50 ? 2000 : 1900; /* RFC 5280 §4.1.2.5.1 */
	return 1;
}

static _Bool time_parse(struct bytes c, _Bool utc_time, time_ms *out)
{
	struct civil_time t = { 0 };
	const unsigned char *at = c.data, *end = c.data + c.len - 1;
	int ms = 0;

	if (c.len < (utc_time ? 13u : 15u) || *end != 'Z' || (utc_time && c.len != 13))
		return 0;
	if (!civil_parse(&at, utc_time, &t) || !fraction(at, end, &ms) || !time_from_civil(t, out))
		return 0;
	*out += ms;
	return 1;
}

enum err der_get_time(struct der *r, time_ms *out, struct error *e)
{
	_Bool utc_time = der_peek(r, DER_UTC_TIME);
	struct der_item item;
	time_ms t;

	TRY(der_expect(r, utc_time ? DER_UTC_TIME : DER_GENERALIZED_TIME, &item, e));
	if (!time_parse(item.content, utc_time, &t))
		return error_set(e, ERR_BAD_DER, "malformed time");
	*out = t;
	return ERR_OK;
}

enum err der_get_algorithm(struct der *r, struct bytes *oid, struct bytes *parameters,
			   struct error *e)
{
	struct der inner;
	struct der_item item = { 0 };
	struct bytes id;

	TRY(der_enter(r, DER_SEQUENCE, &inner, e));
	TRY(der_get_oid(&inner, &id, e));
	if (der_more(&inner))
		TRY(der_next(&inner, &item, e));
	TRY(der_finish(&inner, "an algorithm's parameters", e));
	*oid = id;
	*parameters = item.whole;
	return ERR_OK;
}

/* One cursor per level, so that depth costs no C stack. */
enum err der_check(struct bytes in, struct error *e)
{
	struct der stack[DER_DEPTH_MAX + 1] = { der_reader(in) };
	unsigned level = 0;

	for (;;) {
		struct der_item item;

		while (level && !der_more(&stack[level]))
			level--;
		if (!der_more(&stack[level]))
			return ERR_OK;
		TRY(der_next(&stack[level], &item, e));
		if (!(item.tag & 0x20))
			continue;
		if (level == DER_DEPTH_MAX)
			return error_set(e, ERR_BAD_DER, "nested too deeply");
		stack[++level] = der_reader(item.content);
	}
}
