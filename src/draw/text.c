#include "draw/text.h"
#include <math.h>
#include "draw/glyphs.h"

enum { CHARS_MAX = 20000, COMB_MAX = 500 };

/* points */
static const double largest = 12, largest_lines = 10, largest_typed = 72, smallest = 4, step = 0.25;
static const double most_of_height = 0.78, line_height = 1.25;
/* An act draws many fields: TrueType fonts take a millisecond, reducing a large CFF collection
 * (glyphs.h) ten. Others follow when these are missing. */
static const char small_fonts[] = "IPAexGothic,IPAPGothic",
		  small_serif[] = "IPAexMincho,IPAPMincho";

struct setting {
	struct draw_surface *s;
	const struct draw_look *look;
	const struct draw_text *t;
	struct draw_box box;
	double unit;
};

/* Characters as people count them, by their first bytes. */
struct clusters {
	size_t *at; /* n + 1 */
	size_t n;
};

static double points(const struct setting *g, double size)
{
	return size / g->unit;
}

static enum err lay_out(const struct setting *g, double size, const char *text, PangoLayout **out,
			struct error *e)
{
	struct draw_font font = { g->t->typed ? DRAW_SERIF : DRAW_SANS, g->t->family,
				  points(g, size), 0 };
	PangoAttrList *attrs;

	if (!font.family)
		font.family = g->t->typed ? small_serif : small_fonts;
	TRY(draw_layout(g->s, &font, text, out, e));
	if (!g->t->multiline)
		return ERR_OK;
	attrs = pango_attr_list_new();
	pango_attr_list_insert(attrs, pango_attr_line_height_new_absolute(
					      (int)(font.size * line_height * PANGO_SCALE)));
	pango_layout_set_attributes(*out, attrs);
	pango_attr_list_unref(attrs);
	pango_layout_set_width(*out, (int)(g->box.w * PANGO_SCALE));
	pango_layout_set_wrap(*out, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(*out, g->t->align == DRAW_TEXT_RIGHT	   ? PANGO_ALIGN_RIGHT
					 : g->t->align == DRAW_TEXT_CENTER ? PANGO_ALIGN_CENTER
									   : PANGO_ALIGN_LEFT);
	return ERR_OK;
}

static void extents(PangoLayout *layout, double *w, double *h)
{
	PangoRectangle r;

	pango_layout_get_extents(layout, NULL, &r);
	*w = pango_units_to_double(r.width);
	*h = pango_units_to_double(r.height);
}

static void find_clusters(const char *text, struct clusters *out)
{
	int len = (int)g_utf8_strlen(text, -1), i;
	PangoLogAttr *attrs = g_new0(PangoLogAttr, (gsize)len + 1);
	const char *p = text;

	out->at = g_new0(size_t, (gsize)len + 2);
	out->n = 0;
	pango_get_log_attrs(text, -1, -1, pango_language_from_string("ja"), attrs, len + 1);
	for (i = 0; i < len; i++, p = g_utf8_next_char(p))
		if (i == 0 || attrs[i].is_cursor_position)
			out->at[out->n++] = (size_t)(p - text);
	out->at[out->n] = strlen(text);
	g_free(attrs);
}

static size_t clusters_before(const struct clusters *c, size_t offset)
{
	size_t n = 0;

	while (n < c->n && c->at[n + 1] <= offset)
		n++;
	return n;
}

/* --- one line --- */

static size_t fitting_in_line(const struct setting *g, PangoLayout *layout,
			      const struct clusters *c)
{
	PangoRectangle r;
	size_t n = 0;

	while (n < c->n) {
		pango_layout_index_to_pos(layout, (int)c->at[n], &r);
		if (pango_units_to_double(MAX(r.x, r.x + r.width)) > g->box.w)
			break;
		n++;
	}
	return n;
}

static double automatic(const struct setting *g)
{
	double most = g->t->typed ? largest_typed : largest;

	return fmin(most, g->box.h * g->unit * most_of_height);
}

/* Sizes scale linearly (metrics are not hinted): one measurement tells. */
static enum err fit_line(const struct setting *g, const struct clusters *c, struct draw_fit *io,
			 struct error *e)
{
	double size = g->t->size > 0 ? g->t->size : automatic(g), w, h;
	PangoLayout *layout;

	TRY(lay_out(g, size, g->t->text, &layout, e));
	io->missing = draw_layout_missing(layout);
	extents(layout, &w, &h);
	if (!(g->t->size > 0) && w > g->box.w) {
		size = fmax(fmin(smallest, size), floor(size * g->box.w / w / step) * step);
		g_object_unref(layout);
		TRY(lay_out(g, size, g->t->text, &layout, e));
	}
	extents(layout, &w, &h);
	io->size = size;
	io->fits = w <= g->box.w + 0.01 ? c->n : fitting_in_line(g, layout, c);
	if (points(g, size) > g->look->height ||
	    size < fmin(smallest, g->t->size > 0 ? g->t->size : smallest))
		io->fits = 0;
	g_object_unref(layout);
	return ERR_OK;
}

/* --- many lines --- */

static size_t fitting_in_lines(const struct setting *g, PangoLayout *layout,
			       const struct clusters *c)
{
	PangoLayoutIter *it = pango_layout_get_iter(layout);
	PangoRectangle r;
	size_t end = 0;

	do {
		PangoLayoutLine *line = pango_layout_iter_get_line_readonly(it);

		pango_layout_iter_get_line_extents(it, NULL, &r);
		if (pango_units_to_double(r.y + r.height) > g->box.h + 0.01)
			break;
		end = (size_t)(line->start_index + line->length);
	} while (pango_layout_iter_next_line(it));
	pango_layout_iter_free(it);
	return clusters_before(c, end);
}

static enum err try_lines(const struct setting *g, const struct clusters *c, double size,
			  struct draw_fit *io, struct error *e)
{
	PangoLayout *layout;
	double w, h;

	TRY(lay_out(g, size, g->t->text, &layout, e));
	io->missing = draw_layout_missing(layout);
	extents(layout, &w, &h);
	io->size = size;
	io->fits = h <= g->box.h + 0.01 && w <= g->box.w + 0.01 ? c->n
								: fitting_in_lines(g, layout, c);
	if (io->fits == c->n && w > g->box.w + 0.01)
		io->fits = 0; /* one character is wider than the box */
	g_object_unref(layout);
	return ERR_OK;
}

/* The largest size at which all of it fits, by halving: what fits at a size fits at smaller ones.
 */
static enum err fit_lines(const struct setting *g, const struct clusters *c, struct draw_fit *io,
			  struct error *e)
{
	int low = (int)(smallest / step), high = (int)(largest_lines / step);

	if (g->t->size > 0)
		return try_lines(g, c, g->t->size, io, e);
	while (low < high) {
		int mid = (low + high + 1) / 2;

		TRY(try_lines(g, c, mid * step, io, e));
		if (io->fits == c->n)
			low = mid;
		else
			high = mid - 1;
	}
	return try_lines(g, c, low * step, io, e);
}

/* --- cells --- */

static enum err fit_comb(const struct setting *g, const struct clusters *c, struct draw_fit *io,
			 struct error *e)
{
	double cell = g->box.w / g->t->comb,
	       size = g->t->size > 0 ? g->t->size : fmin(automatic(g), cell * g->unit * 0.95);
	PangoLayout *layout;

	TRY(lay_out(g, size, g->t->text, &layout, e));
	io->missing = draw_layout_missing(layout);
	g_object_unref(layout);
	io->size = size;
	io->fits = c->n <= g->t->comb ? c->n : g->t->comb;
	if (points(g, size) > g->look->height ||
	    size < fmin(smallest, g->t->size > 0 ? size : smallest))
		io->fits = 0;
	return ERR_OK;
}

static enum err fit(const struct setting *g, const struct clusters *c, struct draw_fit *out,
		    struct error *e)
{
	struct draw_fit f = { .total = c->n };

	if (!c->n)
		f.size = g->t->size;
	else if (g->t->multiline)
		TRY(fit_lines(g, c, &f, e));
	else if (g->t->comb)
		TRY(fit_comb(g, c, &f, e));
	else
		TRY(fit_line(g, c, &f, e));
	*out = f;
	return ERR_OK;
}

/* --- drawing --- */

static enum err show_lines(const struct setting *g, PangoLayout *layout, double x, double y,
			   struct error *e)
{
	PangoLayoutIter *it = pango_layout_get_iter(layout);
	PangoRectangle r;
	enum err rc;

	do {
		pango_layout_iter_get_line_extents(it, NULL, &r);
		rc = draw_glyphs_show(g->s, pango_layout_iter_get_line_readonly(it),
				      x + pango_units_to_double(r.x),
				      y + pango_units_to_double(pango_layout_iter_get_baseline(it)),
				      e);
	} while (rc == ERR_OK && pango_layout_iter_next_line(it));
	pango_layout_iter_free(it);
	return rc;
}

static void note_lines(const struct setting *g, PangoLayout *layout)
{
	GSList *l;

	for (l = pango_layout_get_lines_readonly(layout); l; l = l->next)
		draw_glyphs_note(g->s, l->data);
}

static enum err show_block(const struct setting *g, double size, struct error *e)
{
	double w, h, x = g->box.x, y = g->box.y;
	PangoLayout *layout;
	enum err rc;

	TRY(lay_out(g, size, g->t->text, &layout, e));
	extents(layout, &w, &h);
	if (!g->t->multiline) {
		y += (g->box.h - h) / 2;
		x += g->t->align == DRAW_TEXT_RIGHT    ? g->box.w - w
		     : g->t->align == DRAW_TEXT_CENTER ? (g->box.w - w) / 2
						       : 0;
	}
	note_lines(g, layout);
	rc = show_lines(g, layout, x, y, e);
	g_object_unref(layout);
	return rc;
}

static enum err show_cells(const struct setting *g, PangoLayout *const *cells, size_t n,
			   struct error *e)
{
	double cell = g->box.w / g->t->comb, w, h;
	size_t i, first = g->t->align == DRAW_TEXT_RIGHT    ? g->t->comb - n
			  : g->t->align == DRAW_TEXT_CENTER ? (g->t->comb - n) / 2
							    : 0;

	for (i = 0; i < n; i++)
		note_lines(g, cells[i]); /* all before the first is shown */
	for (i = 0; i < n; i++) {
		extents(cells[i], &w, &h);
		TRY(show_lines(g, cells[i], g->box.x + cell * (double)(first + i) + (cell - w) / 2,
			       g->box.y + (g->box.h - h) / 2, e));
	}
	return ERR_OK;
}

static enum err show_comb(const struct setting *g, const struct clusters *c, double size,
			  struct error *e)
{
	PangoLayout **cells = g_new0(PangoLayout *, c->n);
	enum err rc = ERR_OK;
	size_t i;

	for (i = 0; i < c->n && rc == ERR_OK; i++) {
		char *one = g_strndup(g->t->text + c->at[i], c->at[i + 1] - c->at[i]);

		rc = lay_out(g, size, one, &cells[i], e);
		g_free(one);
	}
	if (rc == ERR_OK)
		rc = show_cells(g, cells, c->n, e);
	for (i = 0; i < c->n; i++)
		g_clear_object(&cells[i]);
	g_free(cells);
	return rc;
}

/* --- the whole --- */

static enum err set_up(struct draw_surface *s, const struct draw_look *look, struct draw_box box,
		       struct setting *out, struct error *e)
{
	double pad = fmin(2, fmin(look->width, look->height) / 12);
	const struct draw_text *t = &look->text;

	*out = (struct setting){ s, look, t, box, look->unit > 0 ? look->unit : 1 };
	if (!t->comb) {
		out->box = (struct draw_box){ box.x + pad, box.y, box.w - 2 * pad, box.h };
		if (t->multiline) {
			out->box.y += pad;
			out->box.h -= 2 * pad;
		}
	}
	if (!t->text || !g_utf8_validate(t->text, -1, NULL))
		return error_set(e, ERR_INVALID, "the text is not UTF-8");
	if (g_utf8_strlen(t->text, -1) > CHARS_MAX || t->comb > COMB_MAX)
		return error_set(e, ERR_INVALID, "more than %d characters", CHARS_MAX);
	if (!t->multiline && strchr(t->text, '\n'))
		return error_set(e, ERR_INVALID,
				 "the text holds a line break, the field is one line");
	if (!(t->size >= 0 && t->size <= 300))
		return error_set(e, ERR_INVALID, "the font size is none");
	return ERR_OK;
}

static enum err refuse(const struct draw_fit *f, struct error *e)
{
	if (f->missing)
		return error_set(e, ERR_INVALID, "no font has the character U+%04X", f->missing);
	return error_set(e, ERR_INVALID, "only %zu of %zu characters fit at %g points", f->fits,
			 f->total, f->size);
}

enum err draw_text_measure(struct draw_surface *s, const struct draw_look *look,
			   struct draw_box box, struct draw_fit *out, struct error *e)
{
	struct clusters c;
	struct setting g;
	enum err rc;

	TRY(set_up(s, look, box, &g, e));
	find_clusters(g.t->text, &c);
	rc = fit(&g, &c, out, e);
	g_free(c.at);
	return rc;
}

enum err draw_text_show(struct draw_surface *s, const struct draw_look *look, struct draw_box box,
			struct error *e)
{
	struct clusters c;
	struct draw_fit f;
	struct setting g;
	enum err rc;

	TRY(set_up(s, look, box, &g, e));
	find_clusters(g.t->text, &c);
	rc = fit(&g, &c, &f, e);
	if (rc == ERR_OK && (f.missing || f.fits < f.total))
		rc = refuse(&f, e);
	cairo_set_source_rgb(s->cr, g.t->color[0], g.t->color[1], g.t->color[2]);
	if (rc == ERR_OK && c.n)
		rc = g.t->comb ? show_comb(&g, &c, f.size, e) : show_block(&g, f.size, e);
	g_free(c.at);
	return rc;
}
