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

/* At "{": the value's end in the text, or NULL when it is no placeholder of ours. */
static const char *placeholder(const char *p, const struct text_value *values, size_t n,
			       const struct text_value **value)
{
	const char *close = strchr(p, '}');

	if (!close)
		return NULL;
	*value = find(values, n, BYTES(p + 1, (size_t)(close - p - 1)));
	return *value ? close : NULL;
}

const char *text_fill(struct arena *mem, const char *text, const struct text_value *values, size_t n)
{
	AUTO(buf) struct buf b = { 0 };
	const struct text_value *value;
	const char *close;
	char *out;

	for (; *text; text++) {
		close = *text == '{' ? placeholder(text, values, n, &value) : NULL;
		if (close) {
			buf_append_str(&b, value->value ? value->value : "");
			text = close;
		} else {
			buf_append_byte(&b, (unsigned char)*text);
		}
	}
	out = arena_strndup(mem, b.data ? (const char *)b.data : "", b.len);
	assert(out);
	return out;
}
