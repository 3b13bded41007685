#include "domain/text.h"
#include <assert.h>
#include <stdlib.h>
#include "base/buf.h"

static const struct {
	const char *code, *en, *ja;
} texts[] = {
#define TEXT(code, en, ja) { code, en, ja },
#include "domain/texts.def"
#undef TEXT
};

const char *text_of(const char *lang, const char *code)
{
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (!strcmp(texts[i].code, code))
			return lang && !strcmp(lang, "ja") ? texts[i].ja : texts[i].en;
	assert(!"texts.def has no such code");
	abort();
}

static const struct text_value *find(const struct text_value *values, size_t n, struct bytes name)
{
	for (size_t i = 0; i < n; i++)
		if (bytes_eq_str(name, values[i].name))
			return &values[i];
	return NULL;
}

struct placeholder {
	const struct text_value *value; /* NULL: not given */
	struct bytes lead;              /* what stands before a value that is there */
	const char *close;
};

/* At "{": what is to be put there; 0 when it is no placeholder of ours. */
static _Bool placeholder(const char *p, const struct text_value *values, size_t n, struct placeholder *out)
{
	const char *close = strchr(p, '}'), *bar;

	if (!close)
		return 0;
	bar = memchr(p, '|', (size_t)(close - p));
	*out = (struct placeholder){ .close = close };
	if (bar)
		out->lead = BYTES(bar + 1, (size_t)(close - bar - 1));
	out->value = find(values, n, BYTES(p + 1, (size_t)((bar ? bar : close) - p - 1)));
	return out->value || bar;
}

static void put(struct buf *b, const struct placeholder *x)
{
	const char *value = x->value && x->value->value ? x->value->value : "";

	if (*value)
		buf_append(b, x->lead);
	buf_append_str(b, value);
}

const char *text_fill(struct arena *mem, const char *text, const struct text_value *values, size_t n)
{
	AUTO(buf) struct buf b = { 0 };
	struct placeholder x;
	char *out;

	for (; *text; text++) {
		if (*text == '{' && placeholder(text, values, n, &x)) {
			put(&b, &x);
			text = x.close;
		} else {
			buf_append_byte(&b, (unsigned char)*text);
		}
	}
	out = arena_strndup(mem, b.data ? (const char *)b.data : "", b.len);
	assert(out);
	return out;
}
