#include "draw/seal_shape.h"
#include <math.h>

enum { CLUSTERS_MAX = 40, BYTES_MAX = 1000 };

static const double points_per_mm = 72 / 25.4;

static const struct draw_seal_limits limits[DRAW_SEAL_KINDS_] = {
	[DRAW_SEAL_ROUND] = { 10.5, 18, 12, 6, 0 },
	[DRAW_SEAL_SQUARE] = { 18, 30, 21, 25, 0 },
	[DRAW_SEAL_COMPANY] = { 15, 21, 18, 9, 24 },
};

/* Characters as people count them: with their variation selectors and marks. */
struct clusters {
	char *v[CLUSTERS_MAX];
	size_t n; /* CLUSTERS_MAX + 1: too many */
};

struct drawing {
	struct draw_surface *s;
	const char *family;
	double x, y, side; /* the square it fills, units */
};

struct draw_seal_limits draw_seal_limits(enum draw_seal_kind kind)
{
	return limits[kind];
}

static void clusters_done(struct clusters *c)
{
	for (size_t i = 0; i < CLUSTERS_MAX; i++)
		g_clear_pointer(&c->v[i], g_free);
}

static void add(struct clusters *c, const char *from, const char *to)
{
	if (c->n < CLUSTERS_MAX)
		c->v[c->n] = g_strndup(from, (gsize)(to - from));
	if (c->n <= CLUSTERS_MAX)
		c->n++;
}

/* Spaces part words on paper; on a seal nothing does. */
static void split(const char *text, struct clusters *out)
{
	int len = (int)g_utf8_strlen(text, -1), i;
	PangoLogAttr *attrs = g_new0(PangoLogAttr, (gsize)len + 1);
	const char *start = text, *p = text;

	*out = (struct clusters){ .n = 0 };
	pango_get_log_attrs(text, -1, -1, pango_language_from_string("ja"), attrs, len + 1);
	for (i = 1; i <= len; i++) {
		p = g_utf8_next_char(p);
		if (i < len && !attrs[i].is_cursor_position)
			continue;
		if (!g_unichar_isspace(g_utf8_get_char(start)))
			add(out, start, p);
		start = p;
	}
	g_free(attrs);
}

/* --- is it one? --- */

static enum err check_part(const char *text, unsigned most, const char *what, struct error *e)
{
	struct clusters c;

	if (!text)
		return error_set(e, ERR_INVALID, "the seal needs %s", what);
	if (strlen(text) > BYTES_MAX || !g_utf8_validate(text, -1, NULL))
		return error_set(e, ERR_INVALID, "%s is too long or not UTF-8", what);
	split(text, &c);
	clusters_done(&c);
	if (!c.n || c.n > most)
		return error_set(e, ERR_INVALID, "%s needs 1 to %u characters", what, most);
	return ERR_OK;
}

static double size_of(const struct draw_seal_shape *seal)
{
	return seal->mm > 0 ? seal->mm : limits[seal->kind].usual;
}

enum err draw_seal_check(const struct draw_seal_shape *seal, struct error *e)
{
	const struct draw_seal_limits *l;

	if ((unsigned)seal->kind >= DRAW_SEAL_KINDS_)
		return error_set(e, ERR_INVALID, "there is no such kind of seal");
	l = &limits[seal->kind];
	if (!(size_of(seal) >= l->least && size_of(seal) <= l->most))
		return error_set(e, ERR_INVALID, "such a seal is %g to %g mm wide", l->least,
				 l->most);
	TRY(check_part(seal->text, l->text, "its text", e));
	return l->outer ? check_part(seal->outer, l->outer, "the text around", e) : ERR_OK;
}

/* --- characters --- */

static PangoLayout *styled(PangoLayout *layout)
{
	PangoAttrList *attrs = pango_attr_list_new();

	/* strokes that run on turn with the line: ー (OpenType "vert") */
	pango_attr_list_insert(attrs, pango_attr_font_features_new("vert=1"));
	pango_layout_set_attributes(layout, attrs);
	pango_attr_list_unref(attrs);
	return layout;
}

/* Fills the cell with the outline; what is narrow by nature (一, ノ, 1) keeps its shape. */
static void fill_cell(cairo_t *cr, PangoLayout *layout, struct draw_box c)
{
	PangoRectangle ink;
	double iw, ih, sx, sy, em = c.h;

	pango_layout_get_extents(layout, &ink, NULL);
	iw = pango_units_to_double(ink.width);
	ih = pango_units_to_double(ink.height);
	if (iw <= 0 || ih <= 0)
		return;
	sx = c.w / fmax(iw, em * 0.75);
	sy = c.h / fmax(ih, em * 0.75);
	cairo_save(cr);
	cairo_translate(cr, c.x + (c.w - iw * sx) / 2, c.y + (c.h - ih * sy) / 2);
	cairo_scale(cr, sx, sy);
	cairo_translate(cr, -pango_units_to_double(ink.x), -pango_units_to_double(ink.y));
	cairo_move_to(cr, 0, 0);
	pango_cairo_layout_path(cr, layout);
	cairo_fill(cr);
	cairo_restore(cr);
}

static enum err draw_cell(const struct drawing *d, const char *text, struct draw_box c,
			  struct error *e)
{
	struct draw_font font = { DRAW_SERIF, d->family, c.h, 1 };
	PangoLayout *layout;
	enum err rc;

	TRY(draw_layout(d->s, &font, text, &layout, e));
	rc = draw_layout_check(styled(layout), e);
	if (rc == ERR_OK)
		fill_cell(d->s->cr, layout, c);
	g_object_unref(layout);
	return rc;
}

/* Columns from the right, each from the top; the last one is stretched when it has fewer. */
static enum err draw_columns(const struct drawing *d, char *const *chars, size_t n, size_t columns,
			     struct draw_box b, struct error *e)
{
	size_t rows = (n + columns - 1) / columns, i;
	double w = b.w / (double)columns;

	for (i = 0; i < n; i++) {
		size_t column = i / rows, here = MIN(rows, n - column * rows);
		double h = b.h / (double)here;
		struct draw_box c = { b.x + b.w - w * (double)(column + 1) + w * 0.05,
				      b.y + h * (double)(i % rows) + h * 0.05, w * 0.9, h * 0.9 };

		TRY(draw_cell(d, chars[i], c, e));
	}
	return ERR_OK;
}

/* As seals are cut: a little higher than wide, or square. */
static size_t columns_for(size_t n, _Bool round)
{
	static const unsigned char columns[] = { 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3,
						 3, 3, 4, 4, 4, 4, 4, 4, 4, 4 };

	if (round && n <= 3)
		return 1;
	return n < COUNT_OF(columns) ? columns[n] : 5;
}

/* --- the three kinds --- */

static void ring(const struct drawing *d, double radius, double pen)
{
	cairo_new_path(d->s->cr);
	cairo_arc(d->s->cr, d->x + d->side / 2, d->y + d->side / 2, radius, 0, 2 * G_PI);
	cairo_set_line_width(d->s->cr, pen);
	cairo_stroke(d->s->cr);
}

static struct draw_box middle(const struct drawing *d, double w, double h)
{
	return (struct draw_box){ d->x + d->side * (1 - w) / 2, d->y + d->side * (1 - h) / 2,
				  d->side * w, d->side * h };
}

static enum err draw_round(const struct drawing *d, const struct clusters *c, struct error *e)
{
	size_t columns = columns_for(c->n, 1);
	double pen = d->side * 0.035;
	struct draw_box b = c->n == 1	   ? middle(d, 0.6, 0.6)
			    : columns == 1 ? middle(d, c->n == 2 ? 0.44 : 0.38, 0.8)
					   : middle(d, 0.66, 0.68);

	ring(d, (d->side - pen) / 2, pen);
	return draw_columns(d, c->v, c->n, columns, b, e);
}

static void fill_up(struct clusters *c)
{
	static const char *const tail[] = { "之", "印" };
	size_t columns = columns_for(c->n, 0), rows = (c->n + columns - 1) / columns;
	size_t lack = columns * rows - c->n;

	for (size_t i = COUNT_OF(tail) - lack; lack && lack <= COUNT_OF(tail) && i < COUNT_OF(tail);
	     i++)
		add(c, tail[i], tail[i] + strlen(tail[i]));
}

static enum err draw_square(const struct drawing *d, const struct draw_seal_shape *seal,
			    struct clusters *c, struct error *e)
{
	double pen = d->side * 0.04, r = d->side * 0.05, a = pen / 2, far = d->side - pen / 2;
	cairo_t *cr = d->s->cr;

	if (seal->fill_up)
		fill_up(c);
	cairo_new_path(cr);
	cairo_arc(cr, d->x + far - r, d->y + a + r, r, -G_PI / 2, 0);
	cairo_arc(cr, d->x + far - r, d->y + far - r, r, 0, G_PI / 2);
	cairo_arc(cr, d->x + a + r, d->y + far - r, r, G_PI / 2, G_PI);
	cairo_arc(cr, d->x + a + r, d->y + a + r, r, G_PI, 1.5 * G_PI);
	cairo_close_path(cr);
	cairo_set_line_width(cr, pen);
	cairo_stroke(cr);
	return draw_columns(d, c->v, c->n, columns_for(c->n, 0), middle(d, 0.86, 0.86), e);
}

/* Clockwise with the feet inwards, from the lower left over the top to the lower right; the two
 * ends lie apart. */
static enum err draw_around(const struct drawing *d, const struct clusters *c, double inner,
			    double outer, struct error *e)
{
	double step = 2 * G_PI / ((double)c->n + 0.6), mid = (inner + outer) / 2;
	double h = (outer - inner) * 0.82,
	       w = fmin(2 * mid * sin(fmin(step, G_PI / 3) / 2) * 0.92, h);
	cairo_t *cr = d->s->cr;
	enum err rc = ERR_OK;

	for (size_t i = 0; i < c->n && rc == ERR_OK; i++) {
		double angle = ((double)i - ((double)c->n - 1) / 2) * step; /* from the top */

		cairo_save(cr);
		cairo_translate(cr, d->x + d->side / 2, d->y + d->side / 2);
		cairo_rotate(cr, angle);
		rc = draw_cell(d, c->v[i], (struct draw_box){ -w / 2, -mid - h / 2, w, h }, e);
		cairo_restore(cr);
	}
	return rc;
}

static enum err draw_company(const struct drawing *d, const struct draw_seal_shape *seal,
			     const struct clusters *c, struct error *e)
{
	double pen = d->side * 0.03, outer = (d->side - pen) / 2, inner = d->side * 0.295;
	struct clusters around;
	enum err rc;

	ring(d, outer, pen);
	ring(d, inner, pen * 0.7);
	split(seal->outer, &around);
	rc = draw_around(d, &around, inner + pen * 0.4, outer - pen * 0.6, e);
	clusters_done(&around);
	if (rc != ERR_OK)
		return rc;
	return draw_columns(d, c->v, c->n, columns_for(c->n, 1),
			    c->n <= 3 ? middle(d, c->n == 1 ? 0.36 : 0.24, c->n == 1 ? 0.36 : 0.46)
				      : middle(d, 0.38, 0.42),
			    e);
}

static enum err draw_kind(const struct drawing *d, const struct draw_seal_shape *seal,
			  struct clusters *c, struct error *e)
{
	cairo_set_source_rgb(d->s->cr, 0.80, 0.11, 0.09); /* vermilion ink */
	switch (seal->kind) {
	case DRAW_SEAL_ROUND:
		return draw_round(d, c, e);
	case DRAW_SEAL_SQUARE:
		return draw_square(d, seal, c, e);
	case DRAW_SEAL_COMPANY:
	case DRAW_SEAL_KINDS_:
		break;
	}
	return draw_company(d, seal, c, e);
}

enum err draw_seal_shape_show(struct draw_surface *s, const struct draw_seal_shape *seal,
			      struct draw_box box, double unit, _Bool shrink, struct error *e)
{
	double side, room = fmin(box.w, box.h);
	struct drawing d = { .s = s, .family = seal->family };
	struct clusters c;
	enum err rc;

	TRY(draw_seal_check(seal, e));
	side = size_of(seal) * points_per_mm / unit;
	if (side > room + 0.5 / unit && !shrink)
		return error_set(e, ERR_INVALID, "a seal of %g mm does not fit into %.1f x %.1f mm",
				 size_of(seal), box.w * unit / points_per_mm,
				 box.h * unit / points_per_mm);
	d.side = fmin(side, room);
	d.x = box.x + (box.w - d.side) / 2;
	d.y = box.y + (box.h - d.side) / 2;
	split(seal->text, &c);
	rc = draw_kind(&d, seal, &c, e);
	clusters_done(&c);
	return rc;
}
