/* Where tags are, and how they go together. */
#include <stdio.h>
#include "intake/tags.h"
#include "intake/utf8.h"

enum { STEPS_MAX = 50 * 1000 * 1000, RAW_SHOWN = 200 };
static const double POINTS_PER_MM = 72 / 25.4, SAME_LINE = 2;

struct finder {
	const struct stream *st;
	size_t page;
	struct arena *mem;
	struct tag_list *l;
	size_t *eaten; /* of each segment: glyphs that belong to a tag from the lines above */
};

/* One tag while it is being followed through its lines. */
struct hunt {
	struct buf inside, raw; /* without and with the braces */
	struct text_box box;
	size_t at, segment, lines, chars;
	_Bool begun, closed, again, touches; /* again: another one begins inside */
};

static void hunt_done(struct hunt *h)
{
	buf_done(&h->inside);
	buf_done(&h->raw);
}
DEFINE_AUTO_DONE(hunt, struct hunt)

/* The plain form of what tags are written with; Japanese input makes full-width ones. */
static uint32_t plain(uint32_t c)
{
	if (c == 0x201c || c == 0x201d)
		return '"';
	switch (glyph_plain(c)) {
	case '{':
	case '}':
	case ';':
	case '=':
	case '|':
	case ' ':
	case '"':
		return glyph_plain(c);
	default:
		return c;
	}
}

static _Bool pair(const struct stream *st, size_t at, uint32_t c)
{
	return at + 1 < st->n && plain(st->glyphs[at].c) == c && plain(st->glyphs[at + 1].c) == c &&
	       st->glyphs[at].segment == st->glyphs[at + 1].segment;
}

static size_t segment_end(const struct stream *st, size_t segment)
{
	return st->segments[segment].first + st->segments[segment].n;
}

static void take(struct hunt *h, const struct glyph *g)
{
	if (!h->begun) {
		h->box = g->box;
		h->begun = 1;
	} else {
		text_box_join(&h->box, &g->box);
	}
	utf8_put(&h->raw, g->c);
}

static void take_pair(struct hunt *h, const struct stream *st)
{
	take(h, &st->glyphs[h->at++]);
	take(h, &st->glyphs[h->at++]);
}

/* Through one segment: to the closing braces or to its end. */
static void follow(struct hunt *h, const struct stream *st)
{
	size_t end = segment_end(st, h->segment);

	while (h->at < end && h->chars < TAG_CHARS) {
		const struct glyph *g = &st->glyphs[h->at];

		if (pair(st, h->at, '}')) {
			take_pair(h, st);
			h->closed = 1;
			return;
		}
		if (pair(st, h->at, '{')) {
			h->again = 1;
			return;
		}
		take(h, g);
		utf8_put(&h->inside, plain(g->c));
		h->chars++;
		h->at++;
	}
}

/* Something else than a space right beside a tag. */
static _Bool neighbour(const struct stream *st, size_t at, size_t segment)
{
	return at < st->n && st->glyphs[at].segment == segment && !glyph_is_space(st->glyphs[at].c);
}

static void hunt_down(struct finder *f, struct hunt *h)
{
	size_t start = h->at;

	h->segment = f->st->glyphs[start].segment;
	h->touches = start > 0 && neighbour(f->st, start - 1, h->segment);
	take_pair(h, f->st);
	for (;;) {
		size_t next;

		follow(h, f->st);
		f->eaten[h->segment] = h->at - f->st->segments[h->segment].first;
		if (h->closed || h->again || h->chars >= TAG_CHARS || h->lines++ == TAG_LINES ||
		    f->l->steps > STEPS_MAX)
			break;
		f->l->steps += f->st->n_segments;
		next = stream_below(f->st, h->segment, &h->box);
		if (next == SIZE_MAX || f->eaten[next])
			break;
		h->segment = next;
		h->at = f->st->segments[next].first;
	}
	h->touches |= h->closed && neighbour(f->st, h->at, h->segment);
}

static _Bool add_area(struct arena *mem, struct text_tag *t, struct tag_area a)
{
	struct tag_area *list = arena_alloc_n(mem, t->n_areas + 1, sizeof(*list));

	if (!list)
		return 0;
	if (t->n_areas)
		memcpy(list, t->areas, t->n_areas * sizeof(*list));
	list[t->n_areas++] = a;
	t->areas = list;
	return 1;
}

/* The tag's own size or, when larger, the one it asks for; so the tag is covered in any case. */
static struct text_box field_box(const struct text_box *tag, const struct tag_text *t)
{
	struct text_box b = *tag;

	if (tag->x0 + t->width * POINTS_PER_MM > b.x1)
		b.x1 = tag->x0 + t->width * POINTS_PER_MM;
	if (tag->y0 + t->height * POINTS_PER_MM > b.y1)
		b.y1 = tag->y0 + t->height * POINTS_PER_MM;
	return b;
}

static const char *shown(struct arena *mem, struct buf *raw)
{
	const char *s = buf_cstr(raw);
	size_t n = raw->len < RAW_SHOWN ? raw->len : RAW_SHOWN;

	while (n && n < raw->len && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return arena_strndup(mem, s, n);
}

static _Bool keep(struct finder *f, struct hunt *h)
{
	struct tag_list *l = f->l;
	struct text_tag t = { .at = "", .touches = h->touches };
	struct text_tag *items;

	t.raw = shown(f->mem, &h->raw);
	if (!t.raw || !tag_read(buf_bytes(&h->inside), f->mem, &t.text, &t.fault, &t.at))
		return 0;
	if (!h->closed) {
		t.fault = "tag-not-closed";
		t.at = "";
	}
	if (!add_area(f->mem, &t, (struct tag_area){ f->page, field_box(&h->box, &t.text), t.text.option }))
		return 0;
	items = arena_grow(f->mem, l->items, l->n, &l->cap, sizeof(*items));
	if (!items)
		return 0;
	l->items = items;
	items[l->n++] = t;
	return 1;
}

static size_t hunt_at(struct finder *f, size_t at, _Bool *full)
{
	AUTO(hunt) struct hunt h = { .at = at };
	size_t first = f->st->glyphs[at].segment;

	hunt_down(f, &h);
	*full = !keep(f, &h);
	return h.segment == first ? h.at : segment_end(f->st, first);
}

enum err tags_find(const struct stream *st, size_t page, struct arena *mem, struct arena *scratch,
		   struct tag_list *out, struct error *e)
{
	struct finder f = { st, page, mem, out, NULL };
	_Bool full = 0;

	f.eaten = arena_alloc_n(scratch, st->n_segments + 1, sizeof(*f.eaten));
	if (!f.eaten)
		return error_set(e, ERR_TOO_LARGE, "the tags need more memory than allowed");
	memset(f.eaten, 0, (st->n_segments + 1) * sizeof(*f.eaten));
	for (size_t at = 0; at < st->n && !full;) {
		size_t segment = st->glyphs[at].segment, from = st->segments[segment].first;

		if (at < from + f.eaten[segment]) {
			at = from + f.eaten[segment];
		} else if (!pair(st, at, '{')) {
			at++;
		} else if (out->n == TAGS_MAX) {
			out->cut = 1;
			return ERR_OK;
		} else {
			at = hunt_at(&f, at, &full);
		}
	}
	return full ? error_set(e, ERR_TOO_LARGE, "the tags need more memory than allowed") : ERR_OK;
}

/* settling ----------------------------------------------------------------- */

static struct text_tag *named(struct tag_list *l, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!l->items[i].fault && !strcmp(l->items[i].text.name, name))
			return &l->items[i];
	return NULL;
}

static const char *join_radio(struct arena *mem, struct text_tag *to, const struct text_tag *from,
			      _Bool *full)
{
	if (strcmp(to->text.kind, "radio") != 0 || strcmp(from->text.kind, "radio") != 0)
		return "tag-name-twice";
	if (strcmp(to->text.role, from->text.role) != 0)
		return "tag-radio-role";
	for (size_t i = 0; i < to->n_areas; i++)
		if (!strcmp(to->areas[i].value, from->text.option))
			return "tag-option-twice";
	if (to->n_areas == TAG_AREAS)
		return "tag-too-many-options";
	to->text.required |= from->text.required;
	to->text.value = *from->text.value ? from->text.value : to->text.value;
	to->touches |= from->touches;
	*full = !add_area(mem, to, from->areas[0]);
	return NULL;
}

/* "tag1", "tag2": the next one that nobody has. */
static const char *new_name(struct tag_list *l, unsigned *last, struct arena *mem)
{
	char name[16];

	do
		snprintf(name, sizeof(name), "tag%u", ++*last);
	while (named(l, l->n, name));
	return arena_strdup(mem, name);
}

static _Bool name_all(struct tag_list *l, struct arena *mem)
{
	unsigned last = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct text_tag *t = &l->items[i];

		if (t->fault || *t->text.name)
			continue;
		if (!strcmp(t->text.kind, "radio"))
			t->fault = "tag-radio-name";
		else
			t->text.name = new_name(l, &last, mem);
		if (!t->text.name)
			return 0;
	}
	return 1;
}

static void check_radio(struct text_tag *t)
{
	_Bool found = !*t->text.value || strcmp(t->text.kind, "radio") != 0;

	for (size_t i = 0; i < t->n_areas && !found; i++)
		found = !strcmp(t->areas[i].value, t->text.value);
	if (found || t->fault)
		return;
	t->fault = "tag-value-not-an-option";
	t->at = t->text.value;
}

static _Bool boxes_meet(const struct text_box *a, const struct text_box *b)
{
	return a->x0 < b->x1 && b->x0 < a->x1 && a->y0 < b->y1 && b->y0 < a->y1;
}

/* Boxes of neighbouring lines reach into one another, and a field that asks for more than its line
 * into the next ones. The upper one, in one line the left one, ends where the other begins. */
static void part_boxes(struct text_box *a, struct text_box *b)
{
	if (!boxes_meet(a, b))
		return;
	if (a->y0 < b->y0 - SAME_LINE)
		a->y1 = b->y0;
	else if (b->y0 < a->y0 - SAME_LINE)
		b->y1 = a->y0;
	else if (a->x0 < b->x0)
		a->x1 = b->x0;
	else if (b->x0 < a->x0)
		b->x1 = a->x0;
}

/* A seal may lie over whatever is no seal. */
static void part_tags(struct text_tag *a, struct text_tag *b)
{
	if (a->fault || b->fault || !strcmp(a->text.kind, "seal") != !strcmp(b->text.kind, "seal"))
		return;
	for (size_t i = 0; i < a->n_areas; i++)
		for (size_t k = 0; k < b->n_areas; k++)
			if (a->areas[i].page == b->areas[k].page && (a != b || k < i))
				part_boxes(&a->areas[i].box, &b->areas[k].box);
}

enum err tags_settle(struct tag_list *l, struct arena *mem, struct error *e)
{
	_Bool full = !name_all(l, mem);
	size_t kept = 0;

	for (size_t i = 0; i < l->n && !full; i++) {
		struct text_tag t = l->items[i], *first = NULL;

		if (!t.fault)
			first = named(l, kept, t.text.name);
		if (first)
			t.fault = join_radio(mem, first, &t, &full);
		if (!first || t.fault)
			l->items[kept++] = t;
	}
	if (full)
		return error_set(e, ERR_TOO_LARGE, "the tags need more memory than allowed");
	l->n = kept;
	for (size_t i = 0; i < l->n; i++) {
		check_radio(&l->items[i]);
		for (size_t k = 0; k <= i; k++)
			part_tags(&l->items[i], &l->items[k]);
	}
	return ERR_OK;
}
