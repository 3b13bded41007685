#include "draw/cutout.h"
#include <math.h>
#include "draw/picture.h"

enum {
	WORK_SIDE = 1200, /* dots looked at */
	TILES = 12,	  /* a side: how finely light and shadow are followed */
	BINS = 256,
};

static const double faint = 0.16;			/* density below which there is paper */
static const double solid_least = 0.35;			/* density at which ink covers, at least */
static const double paper_least = 0.38;			/* lightness of paper */
static const double paper_colour = 0.30;		/* difference of its channels */
static const double ink_least = 0.0006, ink_most = 0.6; /* share of the image */

struct rgb {
	double r, g, b;
};

struct image {
	cairo_surface_t *surface; /* ARGB32 */
	unsigned char *data;
	int w, h, stride;
};

struct paper {
	struct rgb tile[TILES][TILES];
	struct rgb all;
};

static struct image image_of(cairo_surface_t *s)
{
	cairo_surface_flush(s);
	return (struct image){ s, cairo_image_surface_get_data(s), cairo_image_surface_get_width(s),
			       cairo_image_surface_get_height(s),
			       cairo_image_surface_get_stride(s) };
}

static uint32_t *dot(const struct image *m, int x, int y)
{
	return (uint32_t *)(void *)(m->data + (size_t)y * (size_t)m->stride) + x;
}

static struct rgb colour(uint32_t v)
{
	return (struct rgb){ (v >> 16 & 255) / 255.0, (v >> 8 & 255) / 255.0, (v & 255) / 255.0 };
}

static uint32_t premultiplied(struct rgb c, double a)
{
	return (uint32_t)lround(a * 255) << 24 | (uint32_t)lround(c.r * a * 255) << 16 |
	       (uint32_t)lround(c.g * a * 255) << 8 | (uint32_t)lround(c.b * a * 255);
}

/* --- paper --- */

/* The colour of the lightest fifth of a part, by green: what vermilion and black both take away. */
static struct rgb lightest(const struct image *m, int x0, int y0, int x1, int y1)
{
	unsigned count[BINS] = { 0 }, total = 0, seen = 0;
	struct rgb sum = { 0 };
	double n = 0;
	int bin, x, y;

	for (y = y0; y < y1; y++)
		for (x = x0; x < x1; x++, total++)
			count[*dot(m, x, y) >> 8 & 255]++;
	for (bin = BINS - 1; bin > 0 && seen + count[bin] < (total + 4) / 5; bin--)
		seen += count[bin];
	for (y = y0; y < y1; y++)
		for (x = x0; x < x1; x++) {
			struct rgb c = colour(*dot(m, x, y));

			if ((int)(*dot(m, x, y) >> 8 & 255) < bin)
				continue;
			sum = (struct rgb){ sum.r + c.r, sum.g + c.g, sum.b + c.b };
			n++;
		}
	return n > 0 ? (struct rgb){ sum.r / n, sum.g / n, sum.b / n } : (struct rgb){ 1, 1, 1 };
}

/* A tile that lies all in the ink says nothing of the paper. */
static void find_paper(const struct image *m, struct paper *p)
{
	p->all = lightest(m, 0, 0, m->w, m->h);
	for (int ty = 0; ty < TILES; ty++)
		for (int tx = 0; tx < TILES; tx++) {
			struct rgb c = lightest(m, tx * m->w / TILES, ty * m->h / TILES,
						(tx + 1) * m->w / TILES, (ty + 1) * m->h / TILES);
			_Bool ink = c.g < p->all.g * 0.6 || c.r - c.g > p->all.r - p->all.g + 0.15;

			p->tile[ty][tx] = ink ? p->all : c;
		}
}

static struct rgb mixed(struct rgb a, struct rgb b, double t)
{
	return (struct rgb){ a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t };
}

static struct rgb paper_at(const struct paper *p, const struct image *m, int x, int y)
{
	double fx = fmin(fmax((x + 0.5) * TILES / m->w - 0.5, 0), TILES - 1.001);
	double fy = fmin(fmax((y + 0.5) * TILES / m->h - 0.5, 0), TILES - 1.001);
	int ix = (int)fx, iy = (int)fy;

	return mixed(mixed(p->tile[iy][ix], p->tile[iy][ix + 1], fx - ix),
		     mixed(p->tile[iy + 1][ix], p->tile[iy + 1][ix + 1], fx - ix), fy - iy);
}

static enum err check_paper(const struct paper *p, struct error *e)
{
	double most = fmax(p->all.r, fmax(p->all.g, p->all.b));
	double least = fmin(p->all.r, fmin(p->all.g, p->all.b));

	if (most < paper_least || most - least > paper_colour)
		return error_set(e, ERR_INVALID,
				 "the paper cannot be told from the seal; "
				 "scan it on white paper in good light");
	return ERR_OK;
}

/* --- ink --- */

/* What of the paper's light comes back, by channel. */
static struct rgb through(struct rgb c, struct rgb paper)
{
	return (struct rgb){ fmin(1, c.r / fmax(paper.r, 0.05)), fmin(1, c.g / fmax(paper.g, 0.05)),
			     fmin(1, c.b / fmax(paper.b, 0.05)) };
}

static double density(struct rgb t)
{
	return 1 - fmin(t.r, fmin(t.g, t.b));
}

static _Bool is_red(struct rgb t)
{
	return t.r - fmax(t.g, t.b) > 0.35 * density(t);
}

/* The density that ink has where it covers: exceeded by a tenth of what is ink. */
static double solid(const struct image *m, const struct paper *p, const struct draw_cutout *o)
{
	unsigned count[BINS] = { 0 }, total = 0, seen = 0;
	int bin;

	for (int y = 0; y < m->h; y++)
		for (int x = 0; x < m->w; x++) {
			struct rgb t = through(colour(*dot(m, x, y)), paper_at(p, m, x, y));
			double d = density(t);

			if (d < 2 * faint || (o->only_red && !is_red(t)))
				continue;
			count[(int)(d * (BINS - 1))]++;
			total++;
		}
	for (bin = BINS - 1; bin > 0 && seen < total / 10; bin--)
		seen += count[bin];
	return fmax(solid_least, 0.85 * bin / (BINS - 1));
}

/* The ink's own colour: what is seen is ink over paper. */
static struct rgb unmixed(struct rgb t, double a)
{
	double rest = 1 - a;

	return (struct rgb){ fmax(0, (t.r - rest) / a), fmax(0, (t.g - rest) / a),
			     fmax(0, (t.b - rest) / a) };
}

static uint32_t ink_only(struct rgb t, double covers, _Bool only_red)
{
	double d = density(t), a = fmin(1, (d - faint) / (covers - faint));

	if (a <= 0 || (only_red && !is_red(t)))
		return 0;
	return premultiplied(unmixed(t, a), a);
}

static enum err take_paper_off(const struct image *m, const struct draw_cutout *o, struct error *e)
{
	size_t ink = 0;
	struct paper p;
	double covers, share;

	find_paper(m, &p);
	TRY(check_paper(&p, e));
	covers = solid(m, &p, o);
	for (int y = 0; y < m->h; y++)
		for (int x = 0; x < m->w; x++) {
			struct rgb t = through(colour(*dot(m, x, y)), paper_at(&p, m, x, y));

			*dot(m, x, y) = ink_only(t, covers, o->only_red);
			ink += *dot(m, x, y) >> 24 > 127;
		}
	share = (double)ink / m->w / m->h;
	if (share < ink_least)
		return error_set(e, ERR_INVALID, "nothing stands out from the paper");
	if (share > ink_most)
		return error_set(e, ERR_INVALID,
				 "the paper cannot be told from the seal; "
				 "scan it with some white around it");
	return ERR_OK;
}

static _Bool is_transparent(const struct image *m)
{
	size_t n = 0;

	for (int y = 0; y < m->h; y++)
		for (int x = 0; x < m->w; x++)
			n += *dot(m, x, y) >> 24 < 128;
	return n * 50 > (size_t)m->w * (size_t)m->h;
}

/* --- edges --- */

struct edges {
	int x0, y0, x1, y1;
};

/* Specks of dust make no edge: a row or column counts from a few dots on. */
static struct edges find_edges(const struct image *m)
{
	struct edges b = { m->w, m->h, 0, 0 };
	int *columns = g_new0(int, (gsize)m->w), least = 2 + m->w / 600;

	for (int y = 0; y < m->h; y++) {
		int row = 0;

		for (int x = 0; x < m->w; x++) {
			_Bool ink = *dot(m, x, y) >> 24 > 100;

			row += ink;
			columns[x] += ink;
		}
		if (row < least)
			continue;
		b.y0 = MIN(b.y0, y);
		b.y1 = y + 1;
	}
	for (int x = 0; x < m->w; x++)
		if (columns[x] >= least) {
			b.x0 = MIN(b.x0, x);
			b.x1 = x + 1;
		}
	g_free(columns);
	return b;
}

static cairo_surface_t *cut(const struct image *m, struct edges b)
{
	int margin = 1 + MAX(b.x1 - b.x0, b.y1 - b.y0) / 50;
	double w = b.x1 - b.x0 + 2 * margin, h = b.y1 - b.y0 + 2 * margin;
	double scale = fmin(1, DRAW_CUTOUT_SIDE / fmax(w, h));
	cairo_surface_t *out = cairo_image_surface_create(
		CAIRO_FORMAT_ARGB32, (int)floor(w * scale), (int)floor(h * scale));
	cairo_t *cr = cairo_create(out);

	cairo_surface_mark_dirty(m->surface);
	cairo_scale(cr, scale, scale);
	cairo_set_source_surface(cr, m->surface, margin - b.x0, margin - b.y0);
	cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BEST);
	cairo_paint(cr);
	cairo_destroy(cr);
	return out;
}

static enum err cut_out(const struct image *m, const struct draw_cutout *o, struct arena *mem,
			struct bytes *png, struct error *e)
{
	cairo_surface_t *out;
	struct edges b;
	enum err rc;

	if (!is_transparent(m))
		TRY(take_paper_off(m, o, e));
	b = find_edges(m);
	if (b.x0 >= b.x1 || b.y0 >= b.y1)
		return error_set(e, ERR_INVALID, "the image is empty");
	out = cut(m, b);
	rc = draw_picture_png(out, mem, png, e);
	cairo_surface_destroy(out);
	return rc;
}

enum err draw_cutout_png(struct bytes bytes, const struct draw_cutout *o, struct arena *mem,
			 struct bytes *png_out, struct error *e)
{
	cairo_surface_t *whole, *small;
	struct image m;
	enum err rc;

	TRY(draw_picture_decode(bytes, &whole, e));
	small = draw_picture_reduced(
		whole,
		fmin(1, (double)WORK_SIDE / MAX(cairo_image_surface_get_width(whole),
						cairo_image_surface_get_height(whole))),
		0);
	cairo_surface_destroy(whole);
	m = image_of(small);
	rc = cut_out(&m, o, mem, png_out, e);
	cairo_surface_destroy(small);
	return rc;
}
