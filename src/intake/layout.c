#include "intake/layout.h"
#include "intake/utf8.h"

/* Larger than any page (ISO 32000-2 Annex C: 14,400 units, and /UserUnit). */
static const double FAR = 1e7;

struct reader {
	struct bytes in;
	size_t at;
	struct arena *mem;
	struct text_word *words;
	struct text_line *lines;
	struct text_page *pages;
	size_t n_words, n_lines, n_pages, cap_words, cap_lines, cap_pages;
	size_t page_words;
	struct text_box box; /* of the word that is open */
	_Bool in_page, in_line, in_word, cut, full;
	struct buf text;
};

/* numbers and attributes --------------------------------------------------- */

/* "-12.345": no exponents, no names of what is no number. */
static _Bool decimal(struct bytes s, double *out)
{
	double value = 0, unit = 1;
	size_t at = s.len && s.data[0] == '-', digits = 0;
	_Bool below = 0;

	for (; at < s.len; at++) {
		if (s.data[at] == '.' && !below) {
			below = 1;
			continue;
		}
		if (s.data[at] < '0' || s.data[at] > '9' || digits++ > 30)
			return 0;
		value = value * 10 + (s.data[at] - '0');
		unit *= below ? 10 : 1;
	}
	value /= unit;
	*out = s.len && s.data[0] == '-' ? -value : value;
	return digits && value < FAR;
}

/* name="value" somewhere in a tag. */
static _Bool attribute(struct bytes tag, const char *name, double *out)
{
	size_t n = strlen(name), at = 0;

	while ((at = bytes_find(tag, BYTES(name, n), at)) != SIZE_MAX) {
		struct bytes rest = bytes_slice(tag, at + n, tag.len);
		size_t end;

		at += n;
		if (rest.len < 3 || rest.data[0] != '=' || rest.data[1] != '"')
			continue;
		rest = bytes_slice(rest, 2, rest.len);
		end = bytes_find(rest, BYTES_LIT("\""), 0);
		return end != SIZE_MAX && decimal(bytes_slice(rest, 0, end), out);
	}
	return 0;
}

static _Bool box_of(struct bytes tag, struct text_box *out)
{
	struct text_box b;

	if (!attribute(tag, " xMin", &b.x0) || !attribute(tag, " yMin", &b.y0) ||
	    !attribute(tag, " xMax", &b.x1) || !attribute(tag, " yMax", &b.y1))
		return 0;
	*out = b;
	return b.x0 < b.x1 && b.y0 < b.y1;
}

/* text --------------------------------------------------------------------- */

static size_t entity(struct bytes in, size_t at, uint32_t *out)
{
	static const struct {
		const char *name;
		uint32_t c;
	} names[] = { { "&amp;", '&' }, { "&lt;", '<' },   { "&gt;", '>' },
		      { "&quot;", '"' }, { "&apos;", '\'' }, { "&#39;", '\'' } };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (!bytes_starts_with(bytes_slice(in, at, in.len), bytes_of_str(names[i].name)))
			continue;
		*out = names[i].c;
		return strlen(names[i].name);
	}
	return 0;
}

/* Controls, and marks that are not seen. */
static _Bool invisible(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

static void word_text(struct reader *r, struct bytes raw)
{
	for (size_t at = 0; at < raw.len && r->text.len < LAYOUT_WORD_BYTES;) {
		uint32_t c = 0;
		size_t n = raw.data[at] == '&' ? entity(raw, at, &c) : 0;

		if (!n)
			n = utf8_get(raw, at, &c);
		if (n && !invisible(c))
			utf8_put(&r->text, c);
		at += n ? n : 1;
	}
}

/* structure ---------------------------------------------------------------- */

#define GROW(r, list) \
	((r)->list = arena_grow((r)->mem, (r)->list, (r)->n_##list, &(r)->cap_##list, sizeof(*(r)->list)))

static void open_page(struct reader *r)
{
	if (r->n_pages == LAYOUT_PAGES) {
		r->cut = 1;
		return;
	}
	r->full |= !GROW(r, pages);
	if (r->full)
		return;
	r->pages[r->n_pages++] = (struct text_page){ .first = r->n_lines };
	r->page_words = 0;
	r->in_page = 1;
}

static void open_line(struct reader *r)
{
	r->full |= !GROW(r, lines);
	if (r->full)
		return;
	r->lines[r->n_lines++] = (struct text_line){ .first = r->n_words };
	r->pages[r->n_pages - 1].n++;
	r->in_line = 1;
}

static void close_word(struct reader *r)
{
	const char *text;

	r->in_word = 0;
	if (!r->text.len)
		return;
	if (r->n_words == LAYOUT_WORDS || r->page_words == LAYOUT_PAGE_WORDS) {
		r->cut = 1;
		return;
	}
	text = arena_strndup(r->mem, buf_cstr(&r->text), r->text.len);
	r->full |= !text || !GROW(r, words);
	if (r->full)
		return;
	r->words[r->n_words++] = (struct text_word){ text, r->box };
	r->lines[r->n_lines - 1].n++;
	r->page_words++;
}

static _Bool is(struct bytes tag, const char *name)
{
	size_t n = strlen(name);

	return bytes_starts_with(tag, BYTES(name, n)) &&
	       (tag.len == n || tag.data[n] == ' ' || tag.data[n] == '/');
}

static void on_tag(struct reader *r, struct bytes tag)
{
	if (is(tag, "/word") && r->in_word) {
		close_word(r);
	} else if (is(tag, "word") && r->in_line) {
		buf_reset(&r->text);
		r->in_word = box_of(tag, &r->box);
	} else if (is(tag, "line") && r->in_page) {
		open_line(r);
	} else if (is(tag, "/line")) {
		r->in_line = r->in_word = 0;
	} else if (is(tag, "page")) {
		r->in_page = r->in_line = r->in_word = 0;
		open_page(r);
	} else if (is(tag, "/page")) {
		r->in_page = r->in_line = r->in_word = 0;
	}
}

static void read_all(struct reader *r)
{
	while (r->at < r->in.len && !r->full) {
		size_t open = bytes_find(r->in, BYTES_LIT("<"), r->at), close;

		if (open == SIZE_MAX)
			return;
		if (r->in_word)
			word_text(r, bytes_slice(r->in, r->at, open - r->at));
		close = bytes_find(r->in, BYTES_LIT(">"), open);
		if (close == SIZE_MAX)
			return;
		on_tag(r, bytes_slice(r->in, open + 1, close - open - 1));
		r->at = close + 1;
	}
}

enum err layout_parse(struct bytes xml, struct arena *mem, struct text_layout *out, struct error *e)
{
	/* what stands before is made of the file's own title and keywords */
	size_t start = bytes_find(xml, BYTES_LIT("<doc>"), 0);
	struct reader r = { .in = xml, .at = start, .mem = mem };

	if (start == SIZE_MAX)
		return error_set(e, ERR_INVALID, "this is no text with positions");
	read_all(&r);
	buf_done(&r.text);
	if (r.full)
		return error_set(e, ERR_TOO_LARGE, "the text needs more memory than allowed");
	*out = (struct text_layout){ r.words,   r.lines,   r.pages, r.n_words,
				     r.n_lines, r.n_pages, r.cut };
	return ERR_OK;
}
