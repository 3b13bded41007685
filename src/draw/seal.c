#include "draw/seal.h"
#include <math.h>

enum {
	CHARS_MAX = 16,
	PNG_BYTES_MAX = 4 * 1024 * 1024,
	PNG_SIDE_MAX = 4096,
	DOTS_PER_INCH = 300, /* finer images are reduced: a seal is a few centimetres */
};

/* Vermilion ink. */
static void set_ink(cairo_t *cr)
{
	cairo_set_source_rgb(cr, 0.80, 0.11, 0.09);
}

/* Fills the outline of layout, its ink stretched no further than into the cell. */
static void fill_into(cairo_t *cr, PangoLayout *layout, double x, double y, double w, double h)
{
	PangoRectangle ink;
	double iw, ih, scale;

	pango_layout_get_extents(layout, &ink, NULL);
	iw = pango_units_to_double(ink.width);
	ih = pango_units_to_double(ink.height);
	if (iw <= 0 || ih <= 0)
		return; /* a space */
	scale = fmin(w / iw, h / ih);
	scale = fmin(scale, 1);
	cairo_save(cr);
	cairo_translate(cr, x + (w - iw * scale) / 2, y + (h - ih * scale) / 2);
	cairo_scale(cr, scale, scale);
	cairo_translate(cr, -pango_units_to_double(ink.x), -pango_units_to_double(ink.y));
	cairo_move_to(cr, 0, 0);
	pango_cairo_layout_path(cr, layout);
	cairo_fill(cr);
	cairo_restore(cr);
}

struct cell {
	double x, y, w, h;
};

static enum err draw_cell(struct draw_surface *s, const struct draw_seal *at, const char *text,
			  struct cell c, struct error *e)
{
	struct draw_font font = { DRAW_SERIF, at->family, c.h, 1 };
	PangoLayout *layout;
	enum err rc;

	TRY(draw_layout(s, &font, text, &layout, e));
	rc = draw_layout_check(layout, e);
	if (rc == ERR_OK)
		fill_into(s->cr, layout, c.x, c.y, c.w, c.h);
	g_object_unref(layout);
	return rc;
}

/* What a reader counts as one character: with its variation selectors and marks. */
static size_t clusters(const char *text, char *out[CHARS_MAX])
{
	int len = (int)g_utf8_strlen(text, -1), i;
	PangoLogAttr *attrs = g_new0(PangoLogAttr, (gsize)len + 1);
	const char *start = text, *p = text;
	size_t n = 0;

	pango_get_log_attrs(text, -1, -1, pango_language_from_string("ja"), attrs, len + 1);
	for (i = 1; i <= len && n < CHARS_MAX; i++) {
		p = g_utf8_next_char(p);
		if (i < len && !attrs[i].is_cursor_position)
			continue;
		out[n++] = g_strndup(start, (gsize)(p - start));
		start = p;
	}
	g_free(attrs);
	return *start ? CHARS_MAX + 1 : n;
}

/* Columns from the right, each from the top: as a seal is read. */
static enum err draw_columns(struct draw_surface *s, const struct draw_seal *at, char **chars,
			     size_t n, struct error *e)
{
	size_t columns = n <= 3 ? 1 : n <= 8 ? 2 : n <= 12 ? 3 : 4;
	size_t rows = (n + columns - 1) / columns, i;
	double side = at->side * (columns == 1 ? 0.74 : 0.64);
	double width = columns == 1 ? at->side * 0.46 : side, w = width / (double)columns;
	double h = side / (double)rows;
	double x = at->x + (at->side - width) / 2, y = at->y + (at->side - side) / 2;

	for (i = 0; i < n; i++) {
		struct cell c = { x + w * (double)(columns - 1 - i / rows),
				  y + h * (double)(i % rows), w, h };

		c.x += c.w * 0.04;
		c.y += c.h * 0.04;
		c.w *= 0.92;
		c.h *= 0.92;
		TRY(draw_cell(s, at, chars[i], c, e));
	}
	return ERR_OK;
}

static _Bool is_latin(const char *text)
{
	for (; *text; text = g_utf8_next_char(text))
		if (g_utf8_get_char(text) > 0x24f)
			return 0;
	return 1;
}

enum err draw_seal_text(struct draw_surface *s, const struct draw_seal *at, const char *text,
			struct error *e)
{
	char *chars[CHARS_MAX] = { NULL };
	double half = at->side / 2, pen = at->side * 0.035;
	struct cell line = { at->x + at->side * 0.13, at->y + at->side * 0.36, at->side * 0.74,
			     at->side * 0.28 };
	enum err rc;
	size_t n, i;

	if (!*text || !g_utf8_validate(text, -1, NULL))
		return error_set(e, ERR_INVALID, "the seal's text is empty or not UTF-8");
	n = clusters(text, chars);
	set_ink(s->cr);
	cairo_set_line_width(s->cr, pen);
	cairo_new_path(s->cr);
	cairo_arc(s->cr, at->x + half, at->y + half, half - pen, 0, 2 * G_PI);
	cairo_stroke(s->cr);
	if (n > CHARS_MAX)
		rc = error_set(e, ERR_INVALID, "the seal's text has more than %d characters",
			       CHARS_MAX);
	else
		rc = is_latin(text) ? draw_cell(s, at, text, line, e)
				    : draw_columns(s, at, chars, n, e);
	for (i = 0; i < CHARS_MAX; i++)
		g_free(chars[i]);
	return rc;
}

static cairo_status_t read_png(void *closure, unsigned char *out, unsigned len)
{
	struct bytes *left = closure;

	if (len > left->len)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(out, left->data, len);
	*left = bytes_slice(*left, len, left->len);
	return CAIRO_STATUS_SUCCESS;
}

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Size before decoding: the first chunk of a PNG is IHDR (PNG §11.2.1). */
static enum err check_png(struct bytes png, struct error *e)
{
	static const unsigned char head[] = { 0x89, 'P', 'N', 'G', 13,	10,  26,  10,
					      0,    0,	 0,   13,  'I', 'H', 'D', 'R' };
	uint32_t w, h;

	if (png.len > PNG_BYTES_MAX)
		return error_set(e, ERR_INVALID, "the seal image exceeds %d bytes", PNG_BYTES_MAX);
	if (!bytes_starts_with(png, BYTES(head, sizeof(head))) || png.len < sizeof(head) + 17)
		return error_set(e, ERR_INVALID, "the seal image is no PNG");
	w = be32(png.data + 16);
	h = be32(png.data + 20);
	if (!w || !h || w > PNG_SIDE_MAX || h > PNG_SIDE_MAX)
		return error_set(e, ERR_INVALID, "the seal image is larger than %d x %d",
				 PNG_SIDE_MAX, PNG_SIDE_MAX);
	return ERR_OK;
}

static enum err decode_png(struct bytes png, cairo_surface_t **out, struct error *e)
{
	cairo_surface_t *image;

	TRY(check_png(png, e));
	image = cairo_image_surface_create_from_png_stream(read_png, &png);
	if (cairo_surface_status(image) != CAIRO_STATUS_SUCCESS) {
		cairo_surface_destroy(image);
		return error_set(e, ERR_INVALID, "the seal image cannot be decoded");
	}
	*out = image;
	return ERR_OK;
}

/* A copy of at most `most` dots a side, on white when opaque. */
static cairo_surface_t *prepared(cairo_surface_t *image, double most, _Bool opaque)
{
	double w = cairo_image_surface_get_width(image), h = cairo_image_surface_get_height(image);
	double scale = fmin(1, most / fmax(w, h));
	cairo_surface_t *copy = cairo_image_surface_create(
		opaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32, (int)fmax(1, ceil(w * scale)),
		(int)fmax(1, ceil(h * scale)));
	cairo_t *cr = cairo_create(copy);

	if (opaque) {
		cairo_set_source_rgb(cr, 1, 1, 1);
		cairo_paint(cr);
	}
	cairo_scale(cr, scale, scale);
	cairo_set_source_surface(cr, image, 0, 0);
	cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BEST);
	cairo_paint(cr);
	cairo_destroy(cr);
	return copy;
}

enum err draw_seal_png(struct draw_surface *s, const struct draw_seal *at, struct bytes png,
		       struct error *e)
{
	cairo_surface_t *image, *copy;
	double w, h, scale;

	TRY(decode_png(png, &image, e));
	copy = prepared(image, at->side / 72 * DOTS_PER_INCH, at->opaque);
	w = cairo_image_surface_get_width(copy);
	h = cairo_image_surface_get_height(copy);
	scale = at->side / fmax(w, h);
	cairo_save(s->cr);
	cairo_translate(s->cr, at->x + (at->side - w * scale) / 2,
			at->y + (at->side - h * scale) / 2);
	cairo_scale(s->cr, scale, scale);
	draw_surface_paint(s, copy);
	cairo_restore(s->cr);
	cairo_surface_destroy(copy);
	cairo_surface_destroy(image);
	return ERR_OK;
}
