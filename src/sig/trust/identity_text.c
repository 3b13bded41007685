/* Strings of certificates (DirectoryString, X.520) as UTF-8 that may be shown. */
#include "base/buf.h"
#include "sig/trust/identity_work.h"
#include "sig/trust/shift_jis.h"

enum {
	TAG_PRINTABLE = 0x13,
	TAG_T61 = 0x14,
	TAG_IA5 = 0x16,
	TAG_UNIVERSAL = 0x1c,
	TAG_BMP = 0x1e,
	STRING_BYTES_MAX = 8192,
	REPLACEMENT = 0xfffd,
};

/* Reads one character at *at; false when malformed. Never called at the end. */
typedef _Bool next_fn(struct bytes in, size_t *at, uint32_t *out);

/* How many bytes follow the first of a UTF-8 character; NOT_A_LEAD: none begins like this. */
enum { NOT_A_LEAD = 4 };
static size_t followers(unsigned char lead)
{
	static const struct {
		unsigned char below, n;
	} leads[] = { { 0x80, 0 }, { 0xc0, NOT_A_LEAD }, { 0xe0, 1 }, { 0xf0, 2 }, { 0xf8, 3 } };

	for (size_t i = 0; i < COUNT_OF(leads); i++)
		if (lead < leads[i].below)
			return leads[i].n;
	return NOT_A_LEAD;
}

/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
_Bool identity_utf8_next(struct bytes in, size_t *at, uint32_t *out)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	size_t more;
	uint32_t c;

	if (*at >= in.len)
		return 0;
	c = in.data[*at];
	more = followers((unsigned char)c);
	if (more == NOT_A_LEAD || in.len - *at - 1 < more)
		return 0;
	if (more)
		c &= 0x3fu >> more;
	for (size_t i = 1; i <= more; i++) {
		if ((in.data[*at + i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (in.data[*at + i] & 0x3f);
	}
	if (c < least[more] || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff)
		return 0;
	*at += 1 + more;
	*out = c;
	return 1;
}

static _Bool ascii_next(struct bytes in, size_t *at, uint32_t *out)
{
	*out = in.data[(*at)++];
	return *out < 0x80;
}

/* UCS-2 by X.690 §8.23.7; pairs of surrogates are taken too, as writers of UTF-16 make them. */
static _Bool bmp_next(struct bytes in, size_t *at, uint32_t *out)
{
	uint32_t c, low;

	if (in.len - *at < 2)
		return 0;
	c = (uint32_t)in.data[*at] << 8 | in.data[*at + 1];
	*at += 2;
	if (c >= 0xd800 && c < 0xdc00 && in.len - *at >= 2) {
		low = (uint32_t)in.data[*at] << 8 | in.data[*at + 1];
		if (low < 0xdc00 || low >= 0xe000)
			return 0;
		*at += 2;
		c = 0x10000 + ((c - 0xd800) << 10 | (low - 0xdc00));
	}
	*out = c;
	return c < 0xd800 || c >= 0xe000;
}

static _Bool universal_next(struct bytes in, size_t *at, uint32_t *out)
{
	uint32_t c = 0;

	if (in.len - *at < 4)
		return 0;
	for (size_t i = 0; i < 4; i++)
		c = c << 8 | in.data[*at + i];
	*at += 4;
	*out = c;
	return c <= 0x10ffff && (c < 0xd800 || c >= 0xe000);
}

/* T61String in the wild is anything; only ASCII in it is certain. */
static const struct {
	unsigned char tag;
	next_fn *next;
} encodings[] = {
	{ DER_UTF8, identity_utf8_next },
	{ TAG_PRINTABLE, ascii_next },
	{ TAG_IA5, ascii_next },
	{ TAG_T61, ascii_next },
	{ TAG_BMP, bmp_next },
	{ TAG_UNIVERSAL, universal_next },
};

/* Characters that would play with the display: controls, directions, what is not to be seen.
 * Variation selectors stay, Japanese names need them. */
static _Bool is_unsafe(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} unsafe[] = {
		{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad }, { 0x061c, 0x061c },
		{ 0x115f, 0x1160 }, { 0x180e, 0x180e }, { 0x200b, 0x200f }, { 0x2028, 0x202e },
		{ 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xfdd0, 0xfdef }, { 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0xfffe, 0xffff }, { 0xe0000, 0xe007f },
	};

	for (size_t i = 0; i < COUNT_OF(unsafe); i++)
		if (c >= unsafe[i].first && c <= unsafe[i].last)
			return 1;
	return 0;
}

static void put_utf8(struct buf *b, uint32_t c)
{
	static const unsigned char leads[] = { 0x00, 0xc0, 0xe0, 0xf0 };
	unsigned more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;

	buf_append_byte(b, (unsigned char)(leads[more] | c >> (6 * more)));
	while (more--)
		buf_append_byte(b, (unsigned char)(0x80 | (c >> (6 * more) & 0x3f)));
}

/* The whole string must be well formed, also what is cut. Gives the notes in *notes. */
static _Bool decode(struct bytes in, next_fn *next, size_t longest, struct buf *out,
		    unsigned *notes)
{
	size_t at = 0, count = 0;
	uint32_t c;

	while (at < in.len) {
		if (!next(in, &at, &c))
			return 0;
		if (++count > longest) {
			*notes |= 1u << IDENTITY_NOTE_OVERLONG;
			continue;
		}
		if (is_unsafe(c)) {
			*notes |= 1u << IDENTITY_NOTE_REPLACED;
			c = REPLACEMENT;
		}
		put_utf8(out, c);
	}
	return 1;
}

static _Bool is_private(struct bytes utf8)
{
	size_t at = 0;
	uint32_t c;

	while (identity_utf8_next(utf8, &at, &c))
		if (c >= 0xe000 && c < 0xf900)
			return 1;
	return 0;
}

/* The encoding trap: some writers put Shift_JIS under the tag of UTF8String. It must be clean
 * CP932 throughout, for any bytes that are no UTF-8 could otherwise be shown as something. */
static _Bool decode_shift_jis(struct bytes in, size_t longest, struct arena *mem, struct buf *out,
			      unsigned *notes)
{
	struct bytes utf8;
	unsigned found = 0;

	buf_reset(out);
	if (!shift_jis_to_utf8(in, mem, &utf8) || is_private(utf8) ||
	    !decode(utf8, identity_utf8_next, longest, out, &found) ||
	    found & 1u << IDENTITY_NOTE_REPLACED)
		return 0;
	*notes = found | 1u << IDENTITY_NOTE_SHIFT_JIS;
	return 1;
}

static next_fn *reader_of(unsigned char tag)
{
	for (size_t i = 0; i < COUNT_OF(encodings); i++)
		if (encodings[i].tag == tag)
			return encodings[i].next;
	return NULL;
}

const char *identity_string(struct identity_work *w, const struct der_item *s, size_t longest)
{
	AUTO(buf) struct buf b = { 0 };
	next_fn *next = reader_of(s->tag);
	unsigned notes = 0;
	const char *out;

	if (!next || s->content.len > STRING_BYTES_MAX ||
	    (!decode(s->content, next, longest, &b, &notes) &&
	     (s->tag != DER_UTF8 || !decode_shift_jis(s->content, longest, w->mem, &b, &notes)))) {
		identity_note(w, IDENTITY_NOTE_MALFORMED);
		return NULL;
	}
	out = arena_strndup(w->mem, b.len ? (const char *)b.data : "", b.len);
	if (!out)
		notes |= 1u << IDENTITY_NOTE_INCOMPLETE;
	w->notes |= notes;
	return out;
}

size_t identity_utf8_count(const char *valid)
{
	struct bytes in = bytes_of_str(valid);
	size_t at = 0, n = 0;
	uint32_t c;

	while (identity_utf8_next(in, &at, &c))
		n++;
	return n;
}

const char *identity_tame(struct bytes utf8, size_t longest, struct arena *mem)
{
	AUTO(buf) struct buf b = { 0 };
	unsigned notes = 0;
	const char *out = NULL;

	if (decode(utf8, identity_utf8_next, longest, &b, &notes))
		out = arena_strndup(mem, b.len ? (const char *)b.data : "", b.len);
	return out ? out : "";
}
