#include "draw/picture.h"
#include <math.h>
#include <turbojpeg.h>
#include "draw/jpeg.h"

enum {
	PNG_SIDE = 4096,     /* Cairo decodes a PNG whole; a JPEG is reduced while it is decoded */
	JPEG_SIDE = 2400,    /* what is kept of a larger one */
	DOTS_PER_INCH = 300, /* finer ones are reduced: a field is a few centimetres */
};

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static enum err bounded(struct draw_picture_facts *f, unsigned side, struct error *e)
{
	if (!f->width || !f->height)
		return error_set(e, ERR_INVALID, "the image has no size");
	if (f->width > side || f->height > side || (size_t)f->width * f->height > DRAW_PICTURE_DOTS)
		return error_set(e, ERR_TOO_LARGE, "the image is larger than %u x %u, or %d dots",
				 side, side, DRAW_PICTURE_DOTS);
	return ERR_OK;
}

/* The first chunk of a PNG is IHDR (PNG §11.2.1). */
static _Bool png_size(struct bytes png, struct draw_picture_facts *out)
{
	static const unsigned char head[] = { 0x89, 'P', 'N', 'G', 13,	10,  26,  10,
					      0,    0,	 0,   13,  'I', 'H', 'D', 'R' };

	if (!bytes_starts_with(png, BYTES(head, sizeof(head))) || png.len < sizeof(head) + 17)
		return 0;
	*out = (struct draw_picture_facts){ be32(png.data + 16), be32(png.data + 20), 0, 1 };
	return 1;
}

enum err draw_picture_facts(struct bytes image, struct draw_picture_facts *out, struct error *e)
{
	struct draw_picture_facts f;
	struct draw_jpeg_head head;

	if (image.len > DRAW_PICTURE_BYTES)
		return error_set(e, ERR_TOO_LARGE, "the image exceeds %d bytes",
				 DRAW_PICTURE_BYTES);
	if (png_size(image, &f)) {
		TRY(bounded(&f, PNG_SIDE, e));
		*out = f;
		return ERR_OK;
	}
	if (!draw_jpeg_head(image, &head))
		return error_set(e, ERR_UNSUPPORTED, "the image is neither PNG nor JPEG");
	f = (struct draw_picture_facts){ head.width, head.height, 1, head.orientation };
	if (head.orientation >= 5)
		f = (struct draw_picture_facts){ head.height, head.width, 1, head.orientation };
	TRY(bounded(&f, DRAW_PICTURE_SIDE, e));
	if (head.components != 1 && head.components != 3)
		return error_set(e, ERR_UNSUPPORTED,
				 "a JPEG must be grey or in colours, not for print");
	*out = f;
	return ERR_OK;
}

/* --- PNG --- */

static cairo_status_t read_png(void *closure, unsigned char *out, unsigned len)
{
	struct bytes *left = closure;

	if (len > left->len)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(out, left->data, len);
	*left = bytes_slice(*left, len, left->len);
	return CAIRO_STATUS_SUCCESS;
}

/* An own surface of the wanted format: Cairo gives RGB24, A8 or others by the file. */
static cairo_surface_t *as_argb(cairo_surface_t *image)
{
	cairo_surface_t *out = cairo_image_surface_create(CAIRO_FORMAT_ARGB32,
							  cairo_image_surface_get_width(image),
							  cairo_image_surface_get_height(image));
	cairo_t *cr = cairo_create(out);

	cairo_set_source_surface(cr, image, 0, 0);
	cairo_set_operator(cr, CAIRO_OPERATOR_SOURCE);
	cairo_paint(cr);
	cairo_destroy(cr);
	cairo_surface_flush(out);
	return out;
}

static enum err decode_png(struct bytes png, cairo_surface_t **out, struct error *e)
{
	cairo_surface_t *image = cairo_image_surface_create_from_png_stream(read_png, &png);

	if (cairo_surface_status(image) != CAIRO_STATUS_SUCCESS) {
		cairo_surface_destroy(image);
		return error_set(e, ERR_INVALID, "the PNG cannot be decoded");
	}
	if (cairo_image_surface_get_format(image) == CAIRO_FORMAT_ARGB32) {
		*out = image;
		return ERR_OK;
	}
	*out = as_argb(image);
	cairo_surface_destroy(image);
	return ERR_OK;
}

/* --- JPEG --- */

/* The largest eighth at which it is no larger than JPEG_SIDE. */
static tjscalingfactor scale_for(int w, int h)
{
	tjscalingfactor f = { 1, 1 };

	while (f.denom < 8 && (TJSCALED(w, f) > JPEG_SIDE || TJSCALED(h, f) > JPEG_SIDE))
		f.denom *= 2;
	return f;
}

static enum err undecodable(tjhandle h, struct error *e)
{
	return error_set(e, ERR_INVALID, "the JPEG cannot be decoded: %.100s", tjGetErrorStr2(h));
}

static enum err decompress(tjhandle h, struct bytes jpeg, cairo_surface_t **out, struct error *e)
{
	int w, hgt, sub, space;
	cairo_surface_t *image;
	tjscalingfactor f;

	if (tjDecompressHeader3(h, jpeg.data, (unsigned long)jpeg.len, &w, &hgt, &sub, &space) != 0)
		return undecodable(h, e);
	if (w > DRAW_PICTURE_SIDE || hgt > DRAW_PICTURE_SIDE || space == TJCS_CMYK ||
	    space == TJCS_YCCK)
		return error_set(e, ERR_INVALID, "the JPEG is not what its head says");
	f = scale_for(w, hgt);
	image = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, TJSCALED(w, f), TJSCALED(hgt, f));
	/* a warning means missing or broken data: a picture in part is none */
	if (tjDecompress2(h, jpeg.data, (unsigned long)jpeg.len,
			  cairo_image_surface_get_data(image), TJSCALED(w, f),
			  cairo_image_surface_get_stride(image), TJSCALED(hgt, f),
			  G_BYTE_ORDER == G_LITTLE_ENDIAN ? TJPF_BGRA : TJPF_ARGB,
			  TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS) != 0) {
		cairo_surface_destroy(image);
		return undecodable(h, e);
	}
	cairo_surface_mark_dirty(image);
	*out = image;
	return ERR_OK;
}

/* What each EXIF orientation needs to be upright: turned clockwise, after being mirrored. */
static const struct {
	unsigned quarter;
	_Bool mirror;
} turns[9] = { [1] = { 0, 0 }, [2] = { 0, 1 }, [3] = { 2, 0 }, [4] = { 2, 1 },
	       [5] = { 3, 1 }, [6] = { 1, 0 }, [7] = { 1, 1 }, [8] = { 3, 0 } };

static cairo_surface_t *upright(cairo_surface_t *image, unsigned orientation)
{
	int w = cairo_image_surface_get_width(image), h = cairo_image_surface_get_height(image);
	unsigned quarter = turns[orientation].quarter;
	cairo_surface_t *out = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, quarter & 1 ? h : w,
							  quarter & 1 ? w : h);
	cairo_t *cr = cairo_create(out);

	cairo_translate(cr, cairo_image_surface_get_width(out) / 2.0,
			cairo_image_surface_get_height(out) / 2.0);
	cairo_rotate(cr, quarter * G_PI / 2);
	cairo_scale(cr, turns[orientation].mirror ? -1 : 1, 1);
	cairo_set_source_surface(cr, image, -w / 2.0, -h / 2.0);
	cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
	cairo_paint(cr);
	cairo_destroy(cr);
	cairo_surface_destroy(image);
	return out;
}

static enum err decode_jpeg(struct bytes jpeg, unsigned orientation, cairo_surface_t **out,
			    struct error *e)
{
	tjhandle h = tjInitDecompress();
	cairo_surface_t *image = NULL;
	enum err rc;

	if (!h)
		return error_set(e, ERR_INTERNAL, "no JPEG decoder");
	rc = decompress(h, jpeg, &image, e);
	tjDestroy(h);
	if (rc == ERR_OK)
		*out = orientation > 1 ? upright(image, orientation) : image;
	return rc;
}

enum err draw_picture_decode(struct bytes image, cairo_surface_t **out, struct error *e)
{
	struct draw_picture_facts f;

	TRY(draw_picture_facts(image, &f, e));
	return f.jpeg ? decode_jpeg(image, f.orientation, out, e) : decode_png(image, out, e);
}

/* --- drawing --- */

cairo_surface_t *draw_picture_reduced(cairo_surface_t *image, double scale, _Bool opaque)
{
	double w = cairo_image_surface_get_width(image), h = cairo_image_surface_get_height(image);
	int cw = (int)fmax(1, ceil(w * scale)), ch = (int)fmax(1, ceil(h * scale));
	cairo_surface_t *copy = cairo_image_surface_create(
		opaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32, cw, ch);
	cairo_t *cr = cairo_create(copy);

	if (opaque) {
		cairo_set_source_rgb(cr, 1, 1, 1);
		cairo_paint(cr);
	}
	cairo_scale(cr, cw / w, ch / h);
	cairo_set_source_surface(cr, image, 0, 0);
	cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BEST);
	cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
	cairo_paint(cr);
	cairo_destroy(cr);
	return copy;
}

enum err draw_picture_show(struct draw_surface *s, struct bytes bytes, struct draw_box box,
			   _Bool opaque, struct error *e)
{
	cairo_surface_t *image, *copy;
	double w, h, scale;

	TRY(draw_picture_decode(bytes, &image, e));
	w = cairo_image_surface_get_width(image);
	h = cairo_image_surface_get_height(image);
	scale = fmin(box.w / w, box.h / h);
	copy = draw_picture_reduced(image, fmin(1, scale / 72 * DOTS_PER_INCH), opaque);
	cairo_surface_destroy(image);
	cairo_save(s->cr);
	cairo_translate(s->cr, box.x + (box.w - w * scale) / 2, box.y + (box.h - h * scale) / 2);
	cairo_scale(s->cr, w * scale / cairo_image_surface_get_width(copy),
		    h * scale / cairo_image_surface_get_height(copy));
	draw_surface_paint(s, copy);
	cairo_restore(s->cr);
	cairo_surface_destroy(copy);
	return ERR_OK;
}

static cairo_status_t append(void *closure, const unsigned char *data, unsigned len)
{
	struct buf *out = closure;

	buf_append(out, BYTES(data, len));
	return out->overflow ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

enum err draw_picture_png(cairo_surface_t *image, struct arena *mem, struct bytes *out,
			  struct error *e)
{
	AUTO(buf) struct buf png = { .limit = DRAW_PICTURE_BYTES };

	if (cairo_surface_write_to_png_stream(image, append, &png) != CAIRO_STATUS_SUCCESS)
		return error_set(e, ERR_TOO_LARGE, "the image cannot be written as PNG");
	return arena_copy(mem, buf_bytes(&png), out)
		       ? ERR_OK
		       : error_set(e, ERR_TOO_LARGE, "no room for the image");
}
