/* What one tag says. */
#include <stdlib.h>
#include "intake/tags.h"
#include "intake/utf8.h"

/* What a field may have (domain/field_edit.c), and what is sensible in a line. */
enum {
	NAME_CHARS = 60,
	LABEL_CHARS = 200,
	OPTION_CHARS = 200,
	VALUE_CHARS = 500,
	FORMAT_CHARS = 60,
	MM_MAX = 500,
	FONT_MIN = 4,
	FONT_MAX = 72,
	LENGTH_MAX = 4000,
};

struct reading {
	struct arena *mem;
	struct tag_text *tag;
	const char *fault, *at;
	_Bool full;
};

static void fail(struct reading *r, const char *code, const char *at)
{
	if (r->fault)
		return;
	r->fault = code;
	r->at = at;
}

static size_t length(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static _Bool fits(struct reading *r, const char *value, size_t max)
{
	if (length(value) > max)
		fail(r, "tag-too-long", value);
	return !r->fault;
}

/* A whole or decimal number within what is sensible. */
static _Bool number(struct reading *r, const char *s, double max, double *out)
{
	double value = 0, unit = 1;
	_Bool below = 0, any = 0;

	for (; *s && (*s == '.' ? !below : *s >= '0' && *s <= '9'); s++) {
		if (*s == '.') {
			below = 1;
			continue;
		}
		any = 1;
		value = value * 10 + (*s - '0');
		unit *= below ? 10 : 1;
		if (value > 1e9)
			break;
	}
	*out = value / unit;
	return any && !r->fault && !*s && *out > 0 && *out <= max;
}

/* readers of attributes ---------------------------------------------------- */

typedef void attribute_fn(struct reading *r, const char *value);

static void read_type(struct reading *r, const char *value)
{
	static const struct {
		const char *word, *kind;
	} types[] = {
#define TAG_TYPE(word, kind) { word, kind },
#define TAG_KEY(word, reader)
#define TAG_SIDE(word, side)
#include "intake/tag_words.def"
#undef TAG_TYPE
#undef TAG_KEY
#undef TAG_SIDE
	};

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		if (strcasecmp(types[i].word, value) != 0)
			continue;
		r->tag->kind = types[i].kind;
		return;
	}
	fail(r, "tag-unknown-type", value);
}

static void read_role(struct reading *r, const char *value)
{
	static const struct {
		const char *word, *side;
	} sides[] = {
#define TAG_TYPE(word, kind)
#define TAG_KEY(word, reader)
#define TAG_SIDE(word, side) { word, side },
#include "intake/tag_words.def"
#undef TAG_TYPE
#undef TAG_KEY
#undef TAG_SIDE
	};
	double order;

	if (!*value || !fits(r, value, NAME_CHARS)) {
		fail(r, "tag-unknown-role", value);
		return;
	}
	r->tag->role = value;
	if (number(r, value, 99, &order) && !strchr(value, '.'))
		r->tag->order = (unsigned)order;
	for (size_t i = 0; i < COUNT_OF(sides); i++)
		if (!strcasecmp(sides[i].word, value))
			r->tag->side = sides[i].side;
}

static void read_flag(struct reading *r, const char *value, _Bool when_set)
{
	static const struct {
		const char *word;
		_Bool yes;
	} words[] = { { "", 1 },  { "true", 1 },  { "yes", 1 }, { "1", 1 }, { "on", 1 },
		      { "false", 0 }, { "no", 0 }, { "0", 0 },	{ "off", 0 } };

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (strcasecmp(words[i].word, value) != 0)
			continue;
		r->tag->required = words[i].yes == when_set;
		return;
	}
	fail(r, "tag-not-yes-no", value);
}

static void read_required(struct reading *r, const char *value)
{
	read_flag(r, value, 1);
}

static void read_optional(struct reading *r, const char *value)
{
	read_flag(r, value, 0);
}

static void read_label(struct reading *r, const char *value)
{
	if (fits(r, value, LABEL_CHARS))
		r->tag->label = value;
}

static void read_value(struct reading *r, const char *value)
{
	if (fits(r, value, VALUE_CHARS))
		r->tag->value = value;
}

static void read_option(struct reading *r, const char *value)
{
	if (!*value)
		fail(r, "tag-empty-option", "option");
	else if (fits(r, value, OPTION_CHARS))
		r->tag->option = value;
}

static void read_format(struct reading *r, const char *value)
{
	if (fits(r, value, FORMAT_CHARS))
		r->tag->format = value;
}

static char *trimmed(struct arena *mem, const char *s, size_t n)
{
	while (n && s[n - 1] == ' ')
		n--;
	while (n && *s == ' ') {
		s++;
		n--;
	}
	return arena_strndup(mem, s, n);
}

static _Bool known(const char *const *list, size_t n, const char *one)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i], one))
			return 1;
	return 0;
}

static void read_options(struct reading *r, const char *value)
{
	const char **list = arena_alloc_n(r->mem, TAG_OPTIONS, sizeof(*list));
	size_t n = 0;

	r->full |= !list;
	while (list && n < TAG_OPTIONS) {
		size_t len = strcspn(value, "|");
		char *one = trimmed(r->mem, value, len);

		if (!one) {
			r->full = 1;
			return;
		}
		if (!*one || known(list, n, one)) {
			fail(r, *one ? "tag-option-twice" : "tag-empty-option", *one ? one : "options");
			return;
		}
		if (!fits(r, one, OPTION_CHARS))
			return;
		list[n++] = one;
		if (!value[len])
			break;
		value += len + 1;
	}
	r->tag->options = list;
	r->tag->n_options = n;
}

static void read_align(struct reading *r, const char *value)
{
	static const char *const words[] = { "left", "center", "right" };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!strcasecmp(words[i], value))
			r->tag->align = words[i];
	if (!*r->tag->align)
		fail(r, "tag-unknown-align", value);
}

static void read_size(struct reading *r, const char *value)
{
	double n = 0;

	if (!number(r, value, FONT_MAX, &n) || n < FONT_MIN)
		fail(r, "tag-not-a-number", value);
	r->tag->font_size = (unsigned)n;
}

static void read_max(struct reading *r, const char *value)
{
	double n = 0;

	if (!number(r, value, LENGTH_MAX, &n))
		fail(r, "tag-not-a-number", value);
	r->tag->max_length = (unsigned)n;
}

static void read_width(struct reading *r, const char *value)
{
	if (!number(r, value, MM_MAX, &r->tag->width))
		fail(r, "tag-not-a-number", value);
}

static void read_height(struct reading *r, const char *value)
{
	if (!number(r, value, MM_MAX, &r->tag->height))
		fail(r, "tag-not-a-number", value);
}

/* parts -------------------------------------------------------------------- */

static void take_attribute(struct reading *r, const char *key, const char *value)
{
	static const struct {
		const char *word;
		attribute_fn *read;
	} keys[] = {
#define TAG_TYPE(word, kind)
#define TAG_KEY(word, reader) { word, reader },
#define TAG_SIDE(word, side)
#include "intake/tag_words.def"
#undef TAG_TYPE
#undef TAG_KEY
#undef TAG_SIDE
	};

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		if (strcasecmp(keys[i].word, key) != 0)
			continue;
		keys[i].read(r, value);
		return;
	}
	fail(r, "tag-unknown-key", key);
}

/* A value in quotation marks is what is between them. */
static char *unquoted(struct arena *mem, char *s)
{
	size_t n = s ? strlen(s) : 0;

	return n >= 2 && *s == '"' && s[n - 1] == '"' ? arena_strndup(mem, s + 1, n - 2) : s;
}

static void take_part(struct reading *r, const char *part, size_t n, _Bool first)
{
	const char *eq = memchr(part, '=', n);
	char *key = trimmed(r->mem, part, eq ? (size_t)(eq - part) : n), *value = NULL;

	if (eq)
		value = unquoted(r->mem, trimmed(r->mem, eq + 1, n - (size_t)(eq - part) - 1));
	if (!key || (eq && !value)) {
		r->full = 1;
		return;
	}
	if (first && !eq) {
		if (fits(r, key, NAME_CHARS))
			r->tag->name = key;
	} else if (*key) {
		take_attribute(r, key, value ? value : "");
	} else if (eq) {
		fail(r, "tag-unknown-key", "=");
	}
}

/* The end of the part that begins at s: a semicolon that is not within quotation marks. */
static size_t part_length(const char *s)
{
	_Bool quoted = 0;
	size_t n;

	for (n = 0; s[n] && (s[n] != ';' || quoted); n++)
		quoted ^= s[n] == '"';
	return n;
}

static void check_choice(struct reading *r)
{
	struct tag_text *t = r->tag;

	if (!strcmp(t->kind, "select")) {
		if (!t->n_options)
			fail(r, "tag-needs-options", "options");
		else if (*t->value && !known(t->options, t->n_options, t->value))
			fail(r, "tag-value-not-an-option", t->value);
	} else if (!strcmp(t->kind, "radio")) {
		if (!*t->option)
			fail(r, "tag-needs-option", "option");
	} else if (t->n_options || *t->option) {
		fail(r, "tag-options-not-here", t->kind);
	}
}

static void check_check(struct reading *r)
{
	static const char *const on[] = { "on", "true", "yes", "1" };

	if (!*r->tag->value)
		return;
	for (size_t i = 0; i < COUNT_OF(on); i++) {
		if (strcasecmp(on[i], r->tag->value) != 0)
			continue;
		r->tag->value = "on";
		return;
	}
	if (strcasecmp(r->tag->value, "off") != 0 && strcasecmp(r->tag->value, "false") != 0)
		fail(r, "tag-not-yes-no", r->tag->value);
	r->tag->value = "off";
}

/* What is drawn or signed has no value that a document could give. */
static void check_image(struct reading *r)
{
	static const char *const kinds[] = { "initials", "ink", "seal", "signature" };

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (!strcmp(kinds[i], r->tag->kind) && *r->tag->value)
			fail(r, "tag-value-not-here", r->tag->value);
}

static void check_whole(struct reading *r)
{
	check_choice(r);
	if (!strcmp(r->tag->kind, "check"))
		check_check(r);
	check_image(r);
	if (r->tag->max_length && length(r->tag->value) > r->tag->max_length)
		fail(r, "tag-too-long", r->tag->value);
}

_Bool tag_read(struct bytes text, struct arena *mem, struct tag_text *out, const char **fault,
	       const char **at)
{
	struct tag_text tag = { .name = "", .kind = "text", .role = "", .side = "", .label = "",
				.value = "", .option = "", .format = "", .align = "" };
	struct reading r = { .mem = mem, .tag = &tag, .at = "" };
	char *s = text.len ? arena_strndup(mem, (const char *)text.data, text.len) : arena_strdup(mem, "");
	_Bool first = 1;

	if (!s)
		return 0;
	if (!s[strspn(s, " ;")])
		fail(&r, "tag-empty", "");
	while (*s && !r.full && !r.fault) {
		size_t n = part_length(s);

		take_part(&r, s, n, first);
		first = 0;
		s += n + (s[n] == ';');
	}
	if (!r.fault)
		check_whole(&r);
	*out = tag;
	*fault = r.fault;
	*at = r.at;
	return !r.full;
}
