#include "intake/stream.h"
#include "intake/utf8.h"

struct maker {
	struct arena *mem;
	struct glyph *glyphs;
	struct segment *segments;
	size_t n_glyphs, n_segments, cap_glyphs, cap_segments;
	_Bool full;
};

uint32_t glyph_plain(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		return c - 0xfee0;
	return c == 0x3000 || c == 0xa0 ? ' ' : c;
}

_Bool glyph_is_space(uint32_t c)
{
	return glyph_plain(c) == ' ';
}

void text_box_join(struct text_box *to, const struct text_box *b)
{
	to->x0 = b->x0 < to->x0 ? b->x0 : to->x0;
	to->y0 = b->y0 < to->y0 ? b->y0 : to->y0;
	to->x1 = b->x1 > to->x1 ? b->x1 : to->x1;
	to->y1 = b->y1 > to->y1 ? b->y1 : to->y1;
}

/* Of a character in ems: Latin letters are about half as wide as kanji. */
static double width_of(uint32_t c)
{
	return c < 0x2e80 || (c >= 0xff61 && c <= 0xff9f) ? 0.5 : 1;
}

static double weight_of(struct bytes text)
{
	double sum = 0;
	uint32_t c;

	for (size_t at = 0, n; (n = utf8_get(text, at, &c)) != 0; at += n)
		sum += width_of(c);
	return sum;
}

static void put(struct maker *m, uint32_t c, struct text_box box)
{
	struct glyph *list = arena_grow(m->mem, m->glyphs, m->n_glyphs, &m->cap_glyphs, sizeof(*list));
	struct segment *s = &m->segments[m->n_segments - 1];

	m->full |= !list;
	if (!list)
		return;
	m->glyphs = list;
	list[m->n_glyphs++] = (struct glyph){ c, box, m->n_segments - 1 };
	if (!s->n++)
		s->box = box;
	else
		text_box_join(&s->box, &box);
}

static void put_word(struct maker *m, const struct text_word *w)
{
	struct bytes text = bytes_of_str(w->text);
	double all = weight_of(text), x = w->box.x0, unit = (w->box.x1 - w->box.x0) / (all > 0 ? all : 1);
	uint32_t c;

	for (size_t at = 0, n; !m->full && (n = utf8_get(text, at, &c)) != 0; at += n) {
		double end = x + unit * width_of(c);

		put(m, c, (struct text_box){ x, w->box.y0, end, w->box.y1 });
		x = end;
	}
}

static void open_segment(struct maker *m)
{
	struct segment *list =
		arena_grow(m->mem, m->segments, m->n_segments, &m->cap_segments, sizeof(*list));

	m->full |= !list;
	if (!list)
		return;
	m->segments = list;
	list[m->n_segments++] = (struct segment){ .first = m->n_glyphs };
}

/* Between two words: nothing, a space, or the border of a column. */
static void put_gap(struct maker *m, const struct text_box *left, const struct text_box *right)
{
	double gap = right->x0 - left->x1, height = left->y1 - left->y0;

	if (gap > 0.5 * height || gap < -height)
		open_segment(m);
	else if (gap > 0.05 * height)
		put(m, ' ', (struct text_box){ left->x1, left->y0, right->x0, left->y1 });
}

static void put_line(struct maker *m, const struct text_layout *l, const struct text_line *line)
{
	open_segment(m);
	for (size_t i = 0; i < line->n && !m->full; i++) {
		const struct text_word *w = &l->words[line->first + i];

		if (i)
			put_gap(m, &w[-1].box, &w->box);
		if (!m->full)
			put_word(m, w);
	}
}

enum err stream_make(const struct text_layout *l, size_t page, struct arena *mem,
		     struct stream *out, struct error *e)
{
	const struct text_page *p = &l->pages[page];
	struct maker m = { .mem = mem };

	for (size_t i = 0; i < p->n && !m.full; i++)
		put_line(&m, l, &l->lines[p->first + i]);
	if (m.full)
		return error_set(e, ERR_TOO_LARGE, "a page's text needs more memory than allowed");
	*out = (struct stream){ m.glyphs, m.segments, m.n_glyphs, m.n_segments };
	return ERR_OK;
}

size_t stream_below(const struct stream *st, size_t s, const struct text_box *column)
{
	const struct text_box *from = &st->segments[s].box;
	double height = from->y1 - from->y0, middle = (from->y0 + from->y1) / 2, best = 0;
	size_t found = SIZE_MAX;

	for (size_t i = 0; i < st->n_segments; i++) {
		const struct text_box *b = &st->segments[i].box;
		double distance = b->y0 - from->y0, aside = b->x0 - column->x0;

		if (!st->segments[i].n || b->y0 < middle || distance > 2.5 * height ||
		    b->x0 > column->x1 || b->x1 < column->x0)
			continue;
		distance += 0.01 * (aside < 0 ? -aside : aside);
		if (found == SIZE_MAX || distance < best) {
			best = distance;
			found = i;
		}
	}
	return found;
}
