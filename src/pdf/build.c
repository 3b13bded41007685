/* Builders of new objects, see object.h. */
#include "pdf/object.h"

struct pdf_obj pdf_int(int64_t v)
{
	return (struct pdf_obj){ .kind = PDF_INT, .u.integer = v };
}

struct pdf_obj pdf_real(double v)
{
	return (struct pdf_obj){ .kind = PDF_REAL, .u.real = v };
}

struct pdf_obj pdf_name(const char *name)
{
	return (struct pdf_obj){ .kind = PDF_NAME, .u.text = bytes_of_str(name) };
}

struct pdf_obj pdf_refer(struct pdf_ref r)
{
	return (struct pdf_obj){ .kind = PDF_REF, .u.ref = r };
}

struct pdf_obj pdf_string(struct bytes raw)
{
	return (struct pdf_obj){ .kind = PDF_STRING, .u.text = raw };
}

/* The code point at *s, which moves past it; U+FFFD for what is no UTF-8. */
static uint32_t utf8_next(const unsigned char **s)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	unsigned char c = *(*s)++;
	unsigned more = c >= 0xf0 && c < 0xf8 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
	uint32_t v = c;

	if (c < 0x80)
		return v;
	if (!more || c >= 0xf8)
		return 0xfffd;
	v = c & (0x3fU >> more);
	for (unsigned i = 0; i < more; i++) {
		if ((**s & 0xc0) != 0x80)
			return 0xfffd;
		v = v << 6 | (*(*s)++ & 0x3f);
	}
	return v < least[more] || v > 0x10ffff || (v >= 0xd800 && v < 0xe000) ? 0xfffd : v;
}

static unsigned char *put_utf16(unsigned char *out, uint32_t unit)
{
	*out++ = (unsigned char)(unit >> 8);
	*out++ = (unsigned char)unit;
	return out;
}

static _Bool plain_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x7f || ((unsigned char)*s < 0x20 && !strchr("\t\n\r", *s)))
			return 0;
	return 1;
}

struct pdf_obj pdf_text(struct arena *mem, const char *utf8)
{
	const unsigned char *s = (const unsigned char *)utf8;
	unsigned char *data, *out;
	struct bytes copy;

	/* copied: the caller's buffer may hold the next name before the object is written */
	if (plain_ascii(utf8))
		return arena_copy(mem, bytes_of_str(utf8), &copy) ? pdf_string(copy) :
								    (struct pdf_obj){ .kind = PDF_NULL };
	/* No UTF-8 sequence grows by more than a factor of two. */
	data = out = arena_alloc(mem, 2 + 2 * strlen(utf8));
	if (!data)
		return (struct pdf_obj){ .kind = PDF_NULL };
	out = put_utf16(out, 0xfeff);
	while (*s) {
		uint32_t v = utf8_next(&s);

		if (v < 0x10000) {
			out = put_utf16(out, v);
			continue;
		}
		v -= 0x10000;
		out = put_utf16(out, 0xd800 | v >> 10);
		out = put_utf16(out, 0xdc00 | (v & 0x3ff));
	}
	return pdf_string(BYTES(data, (size_t)(out - data)));
}

struct pdf_dict_builder pdf_dict_new(struct arena *mem)
{
	return (struct pdf_dict_builder){ .mem = mem };
}

static _Bool dict_reserve(struct pdf_dict_builder *b, size_t need)
{
	size_t cap = b->cap ? b->cap * 2 : 8;
	struct pdf_entry *entries;

	if (need <= b->cap)
		return 1;
	cap = cap < need ? need : cap;
	entries = arena_alloc_n(b->mem, cap, sizeof(*entries));
	if (!entries) {
		b->failed = 1;
		return 0;
	}
	if (b->n)
		memcpy(entries, b->entries, b->n * sizeof(*entries));
	b->entries = entries;
	b->cap = cap;
	return 1;
}

struct pdf_dict_builder pdf_dict_copy(struct arena *mem, const struct pdf_obj *from)
{
	struct pdf_dict_builder b = pdf_dict_new(mem);

	if (!from || (from->kind != PDF_DICT && from->kind != PDF_STREAM) || !from->u.dict.n)
		return b;
	if (!dict_reserve(&b, from->u.dict.n + 2))
		return b;
	memcpy(b.entries, from->u.dict.entries, from->u.dict.n * sizeof(*b.entries));
	b.n = from->u.dict.n;
	return b;
}

static size_t dict_find(const struct pdf_dict_builder *b, const char *key)
{
	size_t i = 0;

	while (i < b->n && !bytes_eq_str(b->entries[i].key, key))
		i++;
	return i;
}

void pdf_dict_set(struct pdf_dict_builder *b, const char *key, struct pdf_obj value)
{
	size_t i = dict_find(b, key);

	if (i == b->n) {
		if (!dict_reserve(b, b->n + 1))
			return;
		b->entries[b->n++].key = bytes_of_str(key);
	}
	b->entries[i].value = value;
}

void pdf_dict_unset(struct pdf_dict_builder *b, const char *key)
{
	size_t i = dict_find(b, key);

	if (i == b->n)
		return;
	b->n--;
	memmove(b->entries + i, b->entries + i + 1, (b->n - i) * sizeof(*b->entries));
}

struct pdf_obj pdf_dict_obj(const struct pdf_dict_builder *b)
{
	struct pdf_obj o = { .kind = PDF_DICT };

	o.u.dict.entries = b->entries;
	o.u.dict.n = b->n;
	return o;
}

struct pdf_obj pdf_array(struct arena *mem, const struct pdf_obj *items, size_t n)
{
	struct pdf_obj o = { .kind = PDF_ARRAY };
	struct pdf_obj *copy = arena_alloc_n(mem, n, sizeof(*copy));

	if (!copy)
		return (struct pdf_obj){ .kind = PDF_NULL };
	if (n)
		memcpy(copy, items, n * sizeof(*copy));
	o.u.array.items = copy;
	o.u.array.n = n;
	return o;
}

struct pdf_obj pdf_array_append(struct arena *mem, const struct pdf_obj *array, struct pdf_obj item)
{
	size_t n = array && array->kind == PDF_ARRAY ? array->u.array.n : 0;
	struct pdf_obj *copy = arena_alloc_n(mem, n + 1, sizeof(*copy));
	struct pdf_obj o = { .kind = PDF_ARRAY };

	if (!copy)
		return (struct pdf_obj){ .kind = PDF_NULL };
	if (n)
		memcpy(copy, array->u.array.items, n * sizeof(*copy));
	copy[n] = item;
	o.u.array.items = copy;
	o.u.array.n = n + 1;
	return o;
}
