#include "draw/stamp.h"
#include <math.h>
#include "draw/glyphs.h"
#include "draw/picture.h"

static const double size_largest = 10, size_smallest = 4; /* points */
static const double side_least = 8, side_most = 2000;
enum { LINES_MAX = 20, LINE_BYTES_MAX = 2000 };

/* A signature box is drawn at every act: TrueType fonts take a millisecond, reducing a large
 * CFF collection (glyphs.h) ten. Others follow when these are missing. */
static const char small_fonts[] = "IPAexGothic,IPAPGothic";

struct box {
	double x, y, w, h;
};

static enum err check_stamp(const struct draw_stamp *s, struct error *e)
{
	size_t i;

	if (!(s->width >= side_least && s->width <= side_most && s->height >= side_least &&
	      s->height <= side_most))
		return error_set(e, ERR_INVALID, "the signature box must be %g to %g points wide and high",
				 side_least, side_most);
	if (s->n_lines > LINES_MAX)
		return error_set(e, ERR_INVALID, "more than %d lines", LINES_MAX);
	if (!s->n_lines && !s->seal.len)
		return error_set(e, ERR_INVALID, "the signature box is empty");
	for (i = 0; i < s->n_lines; i++)
		if (strlen(s->lines[i]) > LINE_BYTES_MAX || strchr(s->lines[i], '\n'))
			return error_set(e, ERR_INVALID, "line %zu is too long or holds a newline",
					 i + 1);
	return ERR_OK;
}

/* The lines as one layout: fonts of one size, lines as far apart as the fonts ask. */
static enum err text_layout(struct draw_surface *s, const struct draw_stamp *stamp, double size,
			    PangoLayout **out, struct error *e)
{
	struct draw_font font = { DRAW_SANS, stamp->family ? stamp->family : small_fonts, size, 0 };
	AUTO(buf) struct buf text = { 0 };
	size_t i;

	for (i = 0; i < stamp->n_lines; i++) {
		if (i)
			buf_append_byte(&text, '\n');
		buf_append_str(&text, stamp->lines[i]);
	}
	return draw_layout(s, &font, buf_cstr(&text), out, e);
}

/* Sizes scale linearly (metrics are not hinted), so one measurement tells the size that fits. */
static double fitting_size(PangoLayout *at_largest, struct box b)
{
	PangoRectangle r;

	pango_layout_get_extents(at_largest, NULL, &r);
	return size_largest * fmin(1, 0.995 * fmin(b.w / pango_units_to_double(r.width),
						   b.h / pango_units_to_double(r.height)));
}

static enum err show_layout(struct draw_surface *s, PangoLayout *layout, struct box b,
			    struct error *e)
{
	PangoLayoutIter *it = pango_layout_get_iter(layout);
	PangoRectangle r;
	enum err rc = ERR_OK;
	double top;
	GSList *l;

	for (l = pango_layout_get_lines_readonly(layout); l; l = l->next)
		draw_glyphs_note(s, l->data);
	pango_layout_get_extents(layout, NULL, &r);
	top = b.y + (b.h - pango_units_to_double(r.height)) / 2;
	cairo_set_source_rgb(s->cr, 0, 0, 0);
	do {
		double y = top + pango_units_to_double(pango_layout_iter_get_baseline(it));

		rc = draw_glyphs_show(s, pango_layout_iter_get_line_readonly(it), b.x, y, e);
	} while (rc == ERR_OK && pango_layout_iter_next_line(it));
	pango_layout_iter_free(it);
	return rc;
}

static enum err draw_lines(struct draw_surface *s, const struct draw_stamp *stamp, struct box b,
			   struct error *e)
{
	PangoLayout *layout;
	double size;
	enum err rc;

	TRY(text_layout(s, stamp, size_largest, &layout, e));
	rc = draw_layout_check(layout, e);
	size = fitting_size(layout, b);
	g_object_unref(layout);
	if (rc != ERR_OK)
		return rc;
	if (size < size_smallest)
		return error_set(e, ERR_INVALID, "the text does not fit into %.0f x %.0f points", b.w,
				 b.h);
	TRY(text_layout(s, stamp, size, &layout, e));
	rc = show_layout(s, layout, b, e);
	g_object_unref(layout);
	return rc;
}

/* The seal takes a square at the left, two fifths of the width at most, the text the rest. */
static enum err draw_all(struct draw_surface *s, const struct draw_stamp *stamp, struct error *e)
{
	double margin = fmin(3, fmin(stamp->width, stamp->height) / 16);
	struct box b = { margin, margin, stamp->width - 2 * margin, stamp->height - 2 * margin };
	_Bool seal = stamp->seal.len > 0;
	struct box left = b;

	if (seal && stamp->n_lines) {
		left.w = fmin(b.h, b.w * 0.4);
		b.x += left.w + margin;
		b.w -= left.w + margin;
	}
	if (seal)
		TRY(draw_picture_show(s, stamp->seal,
				      (struct draw_box){ left.x, left.y, left.w, left.h },
				      stamp->opaque, e));
	return stamp->n_lines ? draw_lines(s, stamp, b, e) : ERR_OK;
}

enum err draw_stamp_pdf(const struct draw_stamp *s, struct arena *mem, struct bytes *pdf_out,
			struct error *e)
{
	AUTO(draw_surface) struct draw_surface surface = { 0 };
	struct draw_meta meta = { .created = 0 };

	TRY(check_stamp(s, e));
	draw_surface_init(&surface, s->width, s->height, &meta);
	TRY(draw_all(&surface, s, e));
	return draw_surface_finish(&surface, mem, pdf_out, e);
}
