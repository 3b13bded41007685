/* Looks at what was drawn: a PNG, dot by dot. */
#pragma once
#include <cairo.h>
#include <stdlib.h>
#include "../test.h"
#include "base/bytes.h"

static inline cairo_status_t dots_read(void *closure, unsigned char *out, unsigned len)
{
	struct bytes *left = closure;

	if (len > left->len)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(out, left->data, len);
	*left = bytes_slice(*left, len, left->len);
	return CAIRO_STATUS_SUCCESS;
}

static inline cairo_surface_t *dots_of(struct bytes png)
{
	cairo_surface_t *s = cairo_image_surface_create_from_png_stream(dots_read, &png);

	assert_int_equal(cairo_surface_status(s), CAIRO_STATUS_SUCCESS);
	return s;
}

static inline uint32_t dot_at(cairo_surface_t *s, int x, int y)
{
	unsigned char *row = cairo_image_surface_get_data(s) +
			     (size_t)y * (size_t)cairo_image_surface_get_stride(s);

	return ((uint32_t *)(void *)row)[x];
}

/* Share of dots that are painted (alpha over a half) within fractions of the image. */
static inline double painted(cairo_surface_t *s, double x, double y, double w, double h)
{
	int sw = cairo_image_surface_get_width(s), sh = cairo_image_surface_get_height(s);
	double n = 0, all = 0;

	for (int py = (int)(y * sh); py < (int)((y + h) * sh); py++)
		for (int px = (int)(x * sw); px < (int)((x + w) * sw); px++, all++)
			n += dot_at(s, px, py) >> 24 > 127;
	return all > 0 ? n / all : 0;
}
