#include "draw/ink.h"
#include <math.h>

static const double dot_apart = 0.002; /* of the box's larger side: nearer points are one */
static const double pen_least = 0.7, pen_most = 2.6; /* units */

struct pen {
	cairo_t *cr;
	double width;
	double x, y, w, h; /* where the pad lies */
};

struct point {
	double x, y, width; /* units */
};

static enum err check(const struct draw_ink *ink, size_t *most, struct error *e)
{
	size_t total = 0, i, k;

	*most = 0;
	if (ink->n > DRAW_INK_STROKES)
		return error_set(e, ERR_TOO_LARGE, "more than %d strokes", DRAW_INK_STROKES);
	for (i = 0; i < ink->n; i++) {
		const struct draw_ink_stroke *s = &ink->strokes[i];

		total += s->n;
		*most = MAX(*most, s->n);
		if (s->n > DRAW_INK_POINTS || total > DRAW_INK_POINTS)
			return error_set(e, ERR_TOO_LARGE, "more than %d points", DRAW_INK_POINTS);
		for (k = 0; k < s->n; k++)
			if (!(s->points[k].x >= 0 && s->points[k].x <= 1 && s->points[k].y >= 0 &&
			      s->points[k].y <= 1 && s->points[k].pressure >= 0 &&
			      s->points[k].pressure <= 1 && isfinite(s->points[k].time)))
				return error_set(e, ERR_INVALID,
						 "point %zu of stroke %zu lies outside the pad",
						 k + 1, i + 1);
	}
	return total ? ERR_OK : error_set(e, ERR_INVALID, "nothing was written");
}

static struct pen pen_for(struct draw_surface *s, const struct draw_ink *ink, struct draw_box b)
{
	double wide = fmin(pen_most, fmax(pen_least, fmin(b.w, b.h) * 0.035)), aspect = ink->aspect;
	struct pen p = { .cr = s->cr, .width = wide };

	b = (struct draw_box){ b.x + wide, b.y + wide, fmax(0.1, b.w - 2 * wide),
			       fmax(0.1, b.h - 2 * wide) };
	if (!(aspect > 0.01 && aspect < 100))
		aspect = b.w / b.h;
	p.w = fmin(b.w, b.h * aspect);
	p.h = p.w / aspect;
	p.x = b.x + (b.w - p.w) / 2;
	p.y = b.y + (b.h - p.h) / 2;
	return p;
}

/* Of the full width: by pressure, else by speed (in pads a second), else all of it. */
static double strength(const struct draw_ink_point *before, const struct draw_ink_point *p)
{
	double ms = before ? p->time - before->time : 0;

	if (p->pressure > 0)
		return 0.45 + 0.75 * p->pressure;
	if (ms > 0 && ms < 1000)
		return fmax(0.55,
			    1.15 - 0.18 * hypot(p->x - before->x, p->y - before->y) / ms * 1000);
	return 1;
}

/* Points that are apart, their widths smoothed; the last one always. */
static size_t thinned(const struct pen *pen, const struct draw_ink_stroke *s, struct point *out)
{
	double apart = dot_apart * fmax(pen->w, pen->h), wide = 0;
	size_t n = 0, i;

	for (i = 0; i < s->n; i++) {
		const struct draw_ink_point *p = &s->points[i];
		double x = pen->x + p->x * pen->w, y = pen->y + p->y * pen->h;
		double now = pen->width * strength(i ? p - 1 : NULL, p);

		if (n && hypot(x - out[n - 1].x, y - out[n - 1].y) < apart && i + 1 < s->n)
			continue;
		wide = n ? 0.6 * wide + 0.4 * now : now;
		out[n++] = (struct point){ x, y, wide };
	}
	return n;
}

/* Catmull-Rom through the points, as Bézier curves. */
static void curve(cairo_t *cr, const struct point *v, size_t n, size_t i)
{
	const struct point *a = &v[i ? i - 1 : 0], *b = &v[i], *c = &v[i + 1];
	const struct point *d = &v[i + 2 < n ? i + 2 : i + 1];

	cairo_curve_to(cr, b->x + (c->x - a->x) / 6, b->y + (c->y - a->y) / 6,
		       c->x - (d->x - b->x) / 6, c->y - (d->y - b->y) / 6, c->x, c->y);
}

static _Bool even(const struct point *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (fabs(v[i].width - v[0].width) > 0.01)
			return 0;
	return 1;
}

static void draw_stroke(const struct pen *pen, const struct point *v, size_t n)
{
	_Bool whole = even(v, n);

	cairo_new_path(pen->cr);
	cairo_move_to(pen->cr, v[0].x, v[0].y);
	cairo_set_line_width(pen->cr, v[0].width);
	if (n == 1) {
		cairo_arc(pen->cr, v[0].x, v[0].y, v[0].width * 0.6, 0, 2 * G_PI);
		cairo_fill(pen->cr);
		return;
	}
	for (size_t i = 0; i + 1 < n; i++) {
		curve(pen->cr, v, n, i);
		if (whole)
			continue;
		cairo_set_line_width(pen->cr, (v[i].width + v[i + 1].width) / 2);
		cairo_stroke(pen->cr);
		cairo_move_to(pen->cr, v[i + 1].x, v[i + 1].y);
	}
	if (whole)
		cairo_stroke(pen->cr);
	cairo_new_path(pen->cr);
}

enum err draw_ink_show(struct draw_surface *s, const struct draw_ink *ink, struct draw_box box,
		       struct error *e)
{
	struct pen pen = pen_for(s, ink, box);
	struct point *v;
	size_t most, n;

	TRY(check(ink, &most, e));
	cairo_set_source_rgb(s->cr, ink->color[0], ink->color[1], ink->color[2]);
	cairo_set_line_cap(s->cr, CAIRO_LINE_CAP_ROUND);
	cairo_set_line_join(s->cr, CAIRO_LINE_JOIN_ROUND);
	v = g_new0(struct point, most);
	for (size_t i = 0; i < ink->n; i++) {
		n = thinned(&pen, &ink->strokes[i], v);
		if (n)
			draw_stroke(&pen, v, n);
	}
	g_free(v);
	return ERR_OK;
}
