#include "draw/page.h"
#include "draw/glyphs.h"

enum { PAGES_MAX = 500 };

/* A4, points */
static const double page_width = 595.276, page_height = 841.89, margin = 62;
static const double footer_height = 28, footer_size = 8.5, leading = 1.25;
static const double key_width = 128, gap = 10, row_padding = 4;

static const struct style {
	enum draw_face face;
	double size;
	_Bool bold;
	double before, after; /* white space, points */
	double keep;	      /* as much must still fit below, or a new page begins */
	PangoAlignment align;
	PangoWrapMode wrap;
} styles[DRAW_KIND_COUNT_] = {
	[DRAW_TITLE] = { DRAW_SANS, 18, 1, 0, 16, 80, PANGO_ALIGN_CENTER, PANGO_WRAP_WORD_CHAR },
	[DRAW_HEADING] = { DRAW_SANS, 12, 1, 12, 5, 60, PANGO_ALIGN_LEFT, PANGO_WRAP_WORD_CHAR },
	[DRAW_PARAGRAPH] = { DRAW_SANS, 10, 0, 0, 6, 0, PANGO_ALIGN_LEFT, PANGO_WRAP_WORD_CHAR },
	[DRAW_MONO] = { DRAW_FIXED, 9, 0, 0, 6, 0, PANGO_ALIGN_LEFT, PANGO_WRAP_CHAR },
	[DRAW_ROW] = { DRAW_SANS, 9.5, 0, 0, 0, 0, PANGO_ALIGN_LEFT, PANGO_WRAP_WORD_CHAR },
	[DRAW_ROW_MONO] = { DRAW_FIXED, 9, 0, 0, 0, 0, PANGO_ALIGN_LEFT, PANGO_WRAP_CHAR },
	[DRAW_SPACE] = { DRAW_SANS, 10, 0, 7, 0, 0, PANGO_ALIGN_LEFT, PANGO_WRAP_CHAR },
};

/* One thing on one page: a line of text, or a rule across when line is NULL. */
struct placed {
	PangoLayout *layout; /* a reference: its text goes into the PDF with the line's glyphs */
	PangoLayoutLine *line; /* a reference */
	unsigned page;
	double x, y; /* y: of the baseline */
};

struct flow {
	struct draw_surface *s;
	const struct draw_document *d;
	GArray *placed;
	unsigned page; /* from 0 */
	double y;
	_Bool in_table;
};

static double bottom(void)
{
	return page_height - margin - footer_height;
}

static void next_page(struct flow *f)
{
	f->page++;
	f->y = margin;
}

static void add_rule(struct flow *f)
{
	struct placed p = { NULL, NULL, f->page, margin, f->y };

	g_array_append_val(f->placed, p);
}

static _Bool can_be_drawn(struct flow *f, const struct draw_font *font, const char *text)
{
	PangoLayout *layout;
	_Bool good;

	if (draw_layout(f->s, font, text, &layout, NULL) != ERR_OK)
		return 0;
	good = draw_layout_check(layout, NULL) == ERR_OK;
	g_object_unref(layout);
	return good;
}

/* Character by character: nothing may keep a document of evidence from being made. g_free it. */
static char *replaced(struct flow *f, const struct draw_font *font, const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);
	GString *out = g_string_new(NULL);

	for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
		char one[8] = "";

		g_unichar_to_utf8(g_utf8_get_char(at), one);
		if (can_be_drawn(f, font, one))
			g_string_append(out, one);
		else if ((unsigned char)*at <= ' ')
			g_string_append_c(out, ' ');
		else
			g_string_append_printf(out, "[U+%04X]", g_utf8_get_char(at));
	}
	g_free(valid);
	return g_string_free(out, FALSE);
}

static enum err layout_of(struct flow *f, const struct draw_font *font, const char *text,
			  PangoLayout **out, struct error *e)
{
	char *other;
	enum err rc;

	if (!f->d->replace_missing || can_be_drawn(f, font, text))
		return draw_layout(f->s, font, text, out, e);
	other = replaced(f, font, text);
	rc = draw_layout(f->s, font, other, out, e);
	g_free(other);
	return rc;
}

static enum err make(struct flow *f, enum draw_block_kind kind, const char *text, double width,
		     PangoLayout **out, struct error *e)
{
	const struct style *style = &styles[kind];
	struct draw_font font = { style->face, f->d->family, style->size, style->bold };
	enum err rc;

	TRY(layout_of(f, &font, text ? text : "", out, e));
	pango_layout_set_width(*out, (int)(width * PANGO_SCALE));
	pango_layout_set_alignment(*out, style->align);
	pango_layout_set_wrap(*out, style->wrap);
	rc = draw_layout_check(*out, e);
	if (rc != ERR_OK)
		g_object_unref(*out);
	return rc;
}

/* The only line of a layout, at the foot of a page. */
static void place_line(struct flow *f, PangoLayout *layout, unsigned page)
{
	PangoLayoutIter *it = pango_layout_get_iter(layout);
	PangoRectangle r;
	struct placed p = { g_object_ref(layout),
			    pango_layout_line_ref(pango_layout_iter_get_line_readonly(it)), page,
			    margin, page_height - margin };

	pango_layout_iter_get_line_extents(it, NULL, &r);
	p.x += pango_units_to_double(r.x);
	g_array_append_val(f->placed, p);
	pango_layout_iter_free(it);
}

/* Puts the lines one below another from f->y on, over as many pages as they need. */
static void flow_lines(struct flow *f, PangoLayout *layout, double x)
{
	PangoLayoutIter *it = pango_layout_get_iter(layout);
	PangoRectangle r;

	do {
		double height, up;
		struct placed p;

		pango_layout_iter_get_line_extents(it, NULL, &r);
		height = pango_units_to_double(r.height);
		up = pango_units_to_double(pango_layout_iter_get_baseline(it) - r.y);
		if (f->y + height > bottom())
			next_page(f);
		p = (struct placed){ g_object_ref(layout),
				     pango_layout_line_ref(
					     pango_layout_iter_get_line_readonly(it)),
				     f->page, x + pango_units_to_double(r.x), f->y + up };
		g_array_append_val(f->placed, p);
		f->y += height * (leading > 1 ? leading : 1);
	} while (pango_layout_iter_next_line(it));
	pango_layout_iter_free(it);
}

static double layout_height(PangoLayout *layout)
{
	PangoRectangle r;

	pango_layout_get_extents(layout, NULL, &r);
	return pango_units_to_double(r.height) * leading;
}

/* A row stays on one page unless it is longer than a page; a rule above the first, below each. */
static enum err flow_row(struct flow *f, const struct draw_block *b, struct error *e)
{
	PangoLayout *key, *value;
	double height, key_end;
	struct flow left;
	enum err rc;

	TRY(make(f, DRAW_ROW, b->text, key_width, &key, e));
	rc = make(f, b->kind, b->value, page_width - 2 * margin - key_width - gap, &value, e);
	if (rc != ERR_OK) {
		g_object_unref(key);
		return rc;
	}
	height = MAX(layout_height(key), layout_height(value)) + 2 * row_padding;
	if (f->y + height > bottom() && height < bottom() - margin) {
		next_page(f);
		f->in_table = 0;
	}
	if (!f->in_table)
		add_rule(f);
	f->y += row_padding;
	left = *f;
	flow_lines(&left, key, margin);
	key_end = left.page == f->page ? left.y : 0;
	flow_lines(f, value, margin + key_width + gap);
	f->y = MAX(f->y, key_end) + row_padding;
	add_rule(f);
	g_object_unref(key);
	g_object_unref(value);
	return ERR_OK;
}

static enum err flow_text(struct flow *f, const struct draw_block *b, struct error *e)
{
	const struct style *style = &styles[b->kind];
	PangoLayout *layout;

	TRY(make(f, b->kind, b->text, page_width - 2 * margin, &layout, e));
	if (f->y > margin)
		f->y += style->before;
	if (f->y + style->keep > bottom())
		next_page(f);
	flow_lines(f, layout, margin);
	f->y += style->after;
	g_object_unref(layout);
	return ERR_OK;
}

static enum err flow_block(struct flow *f, const struct draw_block *b, struct error *e)
{
	_Bool row = b->kind == DRAW_ROW || b->kind == DRAW_ROW_MONO;
	enum err rc = ERR_OK;

	if (f->in_table && !row)
		f->y += styles[DRAW_PARAGRAPH].after;
	if (f->page >= PAGES_MAX)
		return error_set(e, ERR_TOO_LARGE, "more than %d pages", PAGES_MAX);
	if (row)
		rc = flow_row(f, b, e);
	else if (b->kind == DRAW_PAGE_BREAK)
		next_page(f);
	else if (b->kind == DRAW_SPACE)
		f->y += styles[DRAW_SPACE].before;
	else
		rc = flow_text(f, b, e);
	f->in_table = row;
	return rc;
}

/* One line at the foot of a page, at the left or at the right. */
static enum err place_footer(struct flow *f, unsigned page, const char *text, PangoAlignment side,
			     struct error *e)
{
	struct draw_font font = { DRAW_SANS, f->d->family, footer_size, 0 };
	double width = page_width - 2 * margin - (side == PANGO_ALIGN_LEFT ? 60 : 0);
	PangoLayout *layout;
	enum err rc;

	TRY(layout_of(f, &font, text, &layout, e));
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_alignment(layout, side);
	pango_layout_set_single_paragraph_mode(layout, TRUE);
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	rc = draw_layout_check(layout, e);
	if (rc == ERR_OK)
		place_line(f, layout, page);
	g_object_unref(layout);
	return rc;
}

static enum err place_footers(struct flow *f, struct error *e)
{
	unsigned page;
	char number[32];

	for (page = 0; page <= f->page; page++) {
		g_snprintf(number, sizeof(number), "%u / %u", page + 1, f->page + 1);
		TRY(place_footer(f, page, number, PANGO_ALIGN_RIGHT, e));
		if (f->d->footer)
			TRY(place_footer(f, page, f->d->footer, PANGO_ALIGN_LEFT, e));
	}
	return ERR_OK;
}

static enum err draw_placed(struct draw_surface *s, const struct placed *p, struct error *e)
{
	cairo_t *cr = s->cr;

	if (p->line) {
		cairo_set_source_rgb(cr, 0, 0, 0);
		return draw_glyphs_show(s, p->line, p->x, p->y, e);
	}
	cairo_set_source_rgb(cr, 0.6, 0.6, 0.6);
	cairo_set_line_width(cr, 0.5);
	cairo_move_to(cr, p->x, p->y);
	cairo_line_to(cr, page_width - margin, p->y);
	cairo_stroke(cr);
	return ERR_OK;
}

static int by_page(const void *a, const void *b)
{
	const struct placed *p = a, *q = b;

	return (p->page > q->page) - (p->page < q->page);
}

static enum err draw_pages(struct flow *f, struct error *e)
{
	const struct placed *v;
	unsigned page;
	guint i, n = f->placed->len;

	g_array_sort(f->placed, by_page); /* a table's key may stand before its value's first lines */
	v = (const struct placed *)(void *)f->placed->data;
	for (i = 0; i < n; i++)
		if (v[i].line)
			draw_glyphs_note(f->s, v[i].line);
	for (i = page = 0; page <= f->page; page++) {
		for (; i < n && v[i].page == page; i++)
			TRY(draw_placed(f->s, &v[i], e));
		cairo_show_page(f->s->cr);
	}
	return ERR_OK;
}

static void release(void *item)
{
	struct placed *p = item;

	if (p->line) {
		pango_layout_line_unref(p->line);
		g_object_unref(p->layout);
	}
}

static enum err draw_blocks(struct flow *f, struct error *e)
{
	size_t i;

	for (i = 0; i < f->d->n; i++)
		TRY(flow_block(f, &f->d->blocks[i], e));
	if (f->page >= PAGES_MAX)
		return error_set(e, ERR_TOO_LARGE, "more than %d pages", PAGES_MAX);
	TRY(place_footers(f, e));
	return draw_pages(f, e);
}

enum err draw_document_pdf(const struct draw_document *d, struct arena *mem, struct bytes *pdf_out,
			   unsigned *pages_out, struct error *e)
{
	AUTO(draw_surface) struct draw_surface s = { 0 };
	struct draw_meta meta = { d->title, d->author, d->created };
	struct flow f = { .s = &s, .d = d, .y = margin };
	enum err rc;

	if (!d->n)
		return error_set(e, ERR_INVALID, "the document has no content");
	draw_surface_init(&s, page_width, page_height, &meta);
	f.placed = g_array_new(FALSE, FALSE, sizeof(struct placed));
	g_array_set_clear_func(f.placed, release);
	rc = draw_blocks(&f, e);
	g_array_free(f.placed, TRUE);
	if (rc == ERR_OK)
		rc = draw_surface_finish(&s, mem, pdf_out, e);
	if (rc == ERR_OK && pages_out)
		*pages_out = f.page + 1;
	return rc;
}
