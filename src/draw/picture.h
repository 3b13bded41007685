/* PNG and JPEG images from outside. Size and kind are read and bounded before anything is decoded;
 * the decoded dots alone go on, so nothing else of the file (places, comments, thumbnails) ends
 * up in a contract. A JPEG is turned as its EXIF orientation says. */
#pragma once
#include "draw/surface.h"

enum {
	DRAW_PICTURE_BYTES = 10 * 1024 * 1024,
	DRAW_PICTURE_SIDE = 8000, /* dots */
	DRAW_PICTURE_DOTS = 24 * 1000 * 1000,
};

struct draw_picture_facts {
	unsigned width, height; /* as seen, after turning */
	_Bool jpeg;
	unsigned orientation; /* EXIF 1..8; PNG: 1 */
};
/* From the head alone. ERR_UNSUPPORTED: neither PNG nor JPEG; ERR_TOO_LARGE: past the bounds. */
enum err draw_picture_facts(struct bytes image, struct draw_picture_facts *out,
			    struct error *e) MUST_USE;

/* An ARGB32 surface, upright; the caller destroys it. ERR_INVALID: it cannot be decoded. */
enum err draw_picture_decode(struct bytes image, cairo_surface_t **out, struct error *e) MUST_USE;

/* A copy of scale (at most 1) times its size; opaque: on white, as RGB24. */
cairo_surface_t *draw_picture_reduced(cairo_surface_t *image, double scale, _Bool opaque);

/* Fitted into the box, in the middle, at most 300 dots an inch. opaque: laid on white, because
 * PDF/A-1 knows no transparency. */
enum err draw_picture_show(struct draw_surface *s, struct bytes image, struct draw_box box,
			   _Bool opaque, struct error *e) MUST_USE;

/* PNG bytes of an image surface, in mem. */
enum err draw_picture_png(cairo_surface_t *image, struct arena *mem, struct bytes *out,
			  struct error *e) MUST_USE;
