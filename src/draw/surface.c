#include "draw/glyphs.h"
#include <cairo-pdf.h>
#include <math.h>

enum { OUT_BYTES_MAX = 64 * 1024 * 1024 };

static cairo_status_t write_out(void *closure, const unsigned char *data, unsigned len)
{
	struct buf *out = closure;

	buf_append(out, BYTES(data, len));
	return out->overflow ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void set_meta(cairo_surface_t *pdf, const struct draw_meta *meta)
{
	char date[TIME_RFC3339_SIZE];

	time_rfc3339(meta->created, date);
	memcpy(strchr(date, '.'), "Z", 2); /* Cairo reads no fractions */
	cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, date);
	if (meta->title)
		cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, meta->title);
	if (meta->author)
		cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_AUTHOR, meta->author);
}

static void init_text(struct draw_surface *s)
{
	cairo_font_options_t *options = cairo_font_options_create();

	s->cr = cairo_create(s->target);
	s->text = pango_cairo_create_context(s->cr);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(s->text, options);
	pango_cairo_context_set_resolution(s->text, 72);
	pango_context_set_language(s->text, pango_language_from_string("ja"));
	pango_context_set_round_glyph_positions(s->text, FALSE);
	cairo_font_options_destroy(options);
}

void draw_surface_init(struct draw_surface *s, double width, double height,
		       const struct draw_meta *meta)
{
	*s = (struct draw_surface){ .out.limit = OUT_BYTES_MAX };
	s->target = cairo_pdf_surface_create_for_stream(write_out, &s->out, width, height);
	cairo_pdf_surface_restrict_to_version(s->target, CAIRO_PDF_VERSION_1_4);
	set_meta(s->target, meta);
	init_text(s);
}

void draw_surface_init_image(struct draw_surface *s, double width, double height, double dots)
{
	*s = (struct draw_surface){ .out.limit = OUT_BYTES_MAX, .image = 1 };
	s->target =
		cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)fmax(1, round(width * dots)),
					   (int)fmax(1, round(height * dots)));
	init_text(s);
	cairo_scale(s->cr, dots, dots);
}

void draw_surface_done(struct draw_surface *s)
{
	draw_glyphs_done(s);
	if (s->text)
		g_object_unref(s->text);
	if (s->cr)
		cairo_destroy(s->cr);
	if (s->target)
		cairo_surface_destroy(s->target);
	buf_done(&s->out);
	*s = (struct draw_surface){ 0 };
}

enum err draw_surface_finish(struct draw_surface *s, struct arena *mem, struct bytes *out,
			     struct error *e)
{
	cairo_status_t status = cairo_status(s->cr);

	if (s->image && status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_write_to_png_stream(s->target, write_out, &s->out);
	cairo_surface_finish(s->target);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(s->target);
	if (s->out.overflow)
		return error_set(e, ERR_TOO_LARGE, "the drawn document is too large");
	if (status != CAIRO_STATUS_SUCCESS)
		return error_set(e, ERR_INTERNAL, "drawing: %s", cairo_status_to_string(status));
	if (!arena_copy(mem, buf_bytes(&s->out), out))
		return error_set(e, ERR_TOO_LARGE, "no room for the drawn document");
	return ERR_OK;
}

/* Japanese first, so that Han characters get Japanese shapes (pango asks with language ja too). */
static const char *const families[] = {
	[DRAW_SANS] = "Noto Sans CJK JP,Noto Sans JP,IPAexGothic,IPAGothic,DejaVu Sans,sans-serif",
	[DRAW_SERIF] = "Noto Serif CJK JP,Noto Serif JP,IPAexMincho,IPAMincho,DejaVu Serif,serif",
	[DRAW_FIXED] = "Noto Sans Mono CJK JP,IPAGothic,DejaVu Sans Mono,monospace",
};

static PangoFontDescription *describe(const struct draw_font *font)
{
	PangoFontDescription *d = pango_font_description_new();
	char *all = font->family ? g_strconcat(font->family, ",", families[font->face], NULL)
				 : g_strdup(families[font->face]);

	pango_font_description_set_family(d, all);
	pango_font_description_set_absolute_size(d, font->size * PANGO_SCALE);
	pango_font_description_set_weight(d, font->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	g_free(all);
	return d;
}

/* What would make the drawn text other than the given one: controls, and marks that
 * turn the direction of reading (a name must not be shown backwards). */
static _Bool is_unwanted(gunichar c)
{
	return (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

static enum err check_text(const char *text, struct error *e)
{
	const char *p;

	if (!g_utf8_validate(text, -1, NULL))
		return error_set(e, ERR_INVALID, "the text is not UTF-8");
	for (p = text; *p; p = g_utf8_next_char(p))
		if (is_unwanted(g_utf8_get_char(p)))
			return error_set(e, ERR_INVALID,
					 "the text holds the control character U+%04X",
					 g_utf8_get_char(p));
	return ERR_OK;
}

/* What is copied out of a certificate or searched for must be what was written: an id with "ff" in it
 * would come out with the one character U+FB00. */
static void without_ligatures(PangoLayout *layout)
{
	PangoAttrList *attrs = pango_attr_list_new();

	pango_attr_list_insert(attrs, pango_attr_font_features_new("liga=0, clig=0"));
	pango_layout_set_attributes(layout, attrs);
	pango_attr_list_unref(attrs);
}

enum err draw_layout(struct draw_surface *s, const struct draw_font *font, const char *text,
		     PangoLayout **out, struct error *e)
{
	PangoFontDescription *d;

	TRY(check_text(text, e));
	d = describe(font);
	*out = pango_layout_new(s->text);
	pango_layout_set_font_description(*out, d);
	pango_layout_set_text(*out, text, -1);
	without_ligatures(*out);
	pango_font_description_free(d);
	return ERR_OK;
}

uint32_t draw_layout_missing(PangoLayout *layout)
{
	PangoLayoutIter *it = pango_layout_get_iter(layout);
	gunichar found = 0;
	int i;

	do {
		PangoLayoutRun *run = pango_layout_iter_get_run_readonly(it);

		for (i = 0; run && i < run->glyphs->num_glyphs && !found; i++)
			if (run->glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG)
				found = run->glyphs->glyphs[i].glyph & ~PANGO_GLYPH_UNKNOWN_FLAG;
	} while (!found && pango_layout_iter_next_run(it));
	pango_layout_iter_free(it);
	return found;
}

enum err draw_layout_check(PangoLayout *layout, struct error *e)
{
	if (!pango_layout_get_unknown_glyphs_count(layout))
		return ERR_OK;
	return error_set(e, ERR_INVALID, "no font has the character U+%04X",
			 draw_layout_missing(layout));
}

void draw_surface_paint(struct draw_surface *s, cairo_surface_t *image)
{
	cairo_set_source_surface(s->cr, image, 0, 0);
	cairo_pattern_set_filter(cairo_get_source(s->cr),
				 s->image ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST);
	cairo_paint(s->cr);
}
