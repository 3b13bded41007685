/* What stamp.c and page.c share: a Cairo PDF surface in memory, fonts, and text that
 * is checked before it is drawn. */
#pragma once
#include <pango/pangocairo.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"

struct draw_cff; /* glyphs.c */

struct draw_box {
	double x, y, w, h;
};

struct draw_surface {
	struct buf out;
	cairo_surface_t *target;
	_Bool image; /* target is dots, not a PDF */
	cairo_t *cr;
	PangoContext *text;
	struct draw_cff *cff; /* fonts that are reduced before they are embedded */
};

struct draw_meta {
	const char *title, *author; /* NULL: none */
	time_ms created;
};

void draw_surface_init(struct draw_surface *s, double width, double height,
		       const struct draw_meta *meta);
/* The same for a screen: a PNG, transparent where nothing is drawn, `dots` dots a unit. */
void draw_surface_init_image(struct draw_surface *s, double width, double height, double dots);
void draw_surface_done(struct draw_surface *s);
DEFINE_AUTO_DONE(draw_surface, struct draw_surface)
/* Ends the document and copies its bytes into mem. */
enum err draw_surface_finish(struct draw_surface *s, struct arena *mem, struct bytes *out,
			     struct error *e) MUST_USE;

enum draw_face { DRAW_SANS, DRAW_SERIF, DRAW_FIXED };

struct draw_font {
	enum draw_face face;
	const char *family; /* tried before the usual ones; NULL: none */
	double size;
	_Bool bold;
};
/* A layout of valid UTF-8 text without control characters (newlines allowed); *out is unref'd by
 * the caller. */
enum err draw_layout(struct draw_surface *s, const struct draw_font *font, const char *text,
		     PangoLayout **out, struct error *e) MUST_USE;
/* ERR_INVALID naming the character when a glyph is missing. */
enum err draw_layout_check(PangoLayout *layout, struct error *e) MUST_USE;
uint32_t
draw_layout_missing(PangoLayout *layout); /* the first character without a glyph; 0: none */
/* An image at its dots' size, as sharp as the target allows. PDF/A forbids /Interpolate, which
 * Cairo writes for every filter but the plainest. */
void draw_surface_paint(struct draw_surface *s, cairo_surface_t *image);
