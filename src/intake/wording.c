#include "intake/wording.h"
#include "intake/utf8.h"

enum { AROUND = 20, PATTERN_MAX = 48 };

static const struct wording {
	const char *code, *pattern;
} wordings[] = {
#define WORDING(code, pattern) { code, pattern },
#include "intake/wording.def"
#undef WORDING
};

/* A page's characters as they are compared, each with its glyph. */
struct plain {
	uint32_t *c;
	size_t *glyph;
	size_t n;
};

struct pattern {
	const char *code;
	uint32_t c[PATTERN_MAX];
	size_t n;
};

/* Radicals that some programs write instead of the characters (Unicode §4.7, Kangxi radicals). */
static uint32_t radical(uint32_t c)
{
	static const struct {
		uint32_t from, to;
	} same[] = { { 0x2f00, 0x4e00 }, { 0x2f06, 0x4e8c }, { 0x2f0a, 0x5165 }, { 0x2f0b, 0x516b },
		     { 0x2f17, 0x5341 }, { 0x2f83, 0x81ea }, { 0x2f84, 0x81f3 }, { 0x2f64, 0x7528 } };

	for (size_t i = 0; i < COUNT_OF(same); i++)
		if (same[i].from == c)
			return same[i].to;
	return c;
}

static uint32_t compared(uint32_t c)
{
	c = radical(glyph_plain(c));
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static _Bool numeral(uint32_t c)
{
	static const uint32_t kanji[] = { 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94, 0x516d, 0x4e03,
					  0x516b, 0x4e5d, 0x5341, 0x58f1, 0x5f10, 0x53c2, 0x5f0c };

	if (c >= '0' && c <= '9')
		return 1;
	for (size_t i = 0; i < COUNT_OF(kanji); i++)
		if (kanji[i] == c)
			return 1;
	return 0;
}

static _Bool plain_make(const struct stream *st, struct arena *mem, struct plain *out)
{
	out->c = arena_alloc_n(mem, st->n + 1, sizeof(*out->c));
	out->glyph = arena_alloc_n(mem, st->n + 1, sizeof(*out->glyph));
	if (!out->c || !out->glyph)
		return 0;
	for (size_t i = 0; i < st->n; i++) {
		if (glyph_is_space(st->glyphs[i].c))
			continue;
		out->c[out->n] = compared(st->glyphs[i].c);
		out->glyph[out->n++] = i;
	}
	return 1;
}

static struct pattern *patterns_make(struct arena *mem)
{
	struct pattern *list = arena_alloc_n(mem, COUNT_OF(wordings), sizeof(*list));

	for (size_t i = 0; list && i < COUNT_OF(wordings); i++) {
		struct bytes text = bytes_of_str(wordings[i].pattern);

		list[i] = (struct pattern){ .code = wordings[i].code };
		for (size_t at = 0, n; list[i].n < PATTERN_MAX; at += n) {
			n = utf8_get(text, at, &list[i].c[list[i].n]);
			if (!n)
				break;
			list[i].n++;
		}
	}
	return list;
}

/* How many characters of the page the pattern takes from `at` on; 0: it does not stand there. */
static size_t match(const struct pattern *p, const struct plain *text, size_t at)
{
	size_t from = at;

	for (size_t i = 0; i < p->n; i++) {
		if (p->c[i] != '#') {
			if (at == text->n || text->c[at++] != p->c[i])
				return 0;
			continue;
		}
		if (at == text->n || !numeral(text->c[at]))
			return 0;
		while (at < text->n && numeral(text->c[at]))
			at++;
	}
	return at - from;
}

/* The longest one at this place. */
static size_t longest(const struct pattern *patterns, const struct plain *text, size_t at,
		      const char **code)
{
	size_t best = 0;

	for (size_t i = 0; i < COUNT_OF(wordings); i++) {
		const struct pattern *p = &patterns[i];
		size_t n = p->c[0] == text->c[at] || p->c[0] == '#' ? match(p, text, at) : 0;

		if (n <= best)
			continue;
		best = n;
		*code = p->code;
	}
	return best;
}

static size_t seen(const struct wording_list *l, const char *code)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += !strcmp(l->items[i].code, code);
	return n;
}

/* Glyphs from..to as text; a space where a line ends. */
static const char *text_of_glyphs(const struct stream *st, size_t from, size_t to, struct arena *mem)
{
	AUTO(buf) struct buf b = { 0 };

	for (size_t i = from; i < to; i++)
		utf8_put(&b, st->glyphs[i].c);
	return arena_strdup(mem, buf_cstr(&b));
}

static _Bool add(struct wording_list *l, const struct stream *st, const struct plain *text, size_t at,
		 size_t n, struct wording_hit hit, struct arena *mem)
{
	size_t from = text->glyph[at], to = text->glyph[at + n - 1] + 1;
	struct wording_hit *items;

	if (l->n == WORDINGS_MAX || seen(l, hit.code) == WORDINGS_PER_CODE) {
		l->cut = 1;
		return 1;
	}
	hit.box = st->glyphs[from].box;
	for (size_t i = 0; i < n; i++)
		text_box_join(&hit.box, &st->glyphs[text->glyph[at + i]].box);
	hit.words = text_of_glyphs(st, from, to, mem);
	hit.excerpt = text_of_glyphs(st, from > AROUND ? from - AROUND : 0,
				     to + AROUND < st->n ? to + AROUND : st->n, mem);
	items = arena_grow(mem, l->items, l->n, &l->cap, sizeof(*items));
	if (!hit.words || !hit.excerpt || !items)
		return 0;
	l->items = items;
	items[l->n++] = hit;
	return 1;
}

enum err wording_find(const struct stream *st, size_t page, struct arena *mem, struct arena *scratch,
		      struct wording_list *out, struct error *e)
{
	struct pattern *patterns = patterns_make(scratch);
	struct plain text = { 0 };
	_Bool ok = patterns && plain_make(st, scratch, &text);

	for (size_t at = 0; ok && at < text.n;) {
		struct wording_hit hit = { .page = page };
		size_t n = longest(patterns, &text, at, &hit.code);

		if (n)
			ok = add(out, st, &text, at, n, hit, mem);
		at += n ? n : 1;
	}
	return ok ? ERR_OK : error_set(e, ERR_TOO_LARGE, "the wordings need more memory than allowed");
}
