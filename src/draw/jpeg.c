#include "draw/jpeg.h"

enum { SEGMENTS_MAX = 1000, TAGS_MAX = 500, TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3 };

struct tiff {
	struct bytes data;
	_Bool big; /* "MM" */
};

static unsigned u16(const struct tiff *t, size_t at)
{
	const unsigned char *p = t->data.data + at;

	return t->big ? (unsigned)p[0] << 8 | p[1] : (unsigned)p[1] << 8 | p[0];
}

static size_t u32(const struct tiff *t, size_t at)
{
	return t->big ? (size_t)u16(t, at) << 16 | u16(t, at + 2)
		      : (size_t)u16(t, at + 2) << 16 | u16(t, at);
}

/* Entries of 12 bytes: tag, type, count, value. */
static unsigned orientation_in(const struct tiff *t, size_t dir)
{
	size_t n, i;

	if (dir > t->data.len || t->data.len - dir < 2)
		return 1;
	n = u16(t, dir);
	for (i = 0; i < n && i < TAGS_MAX && t->data.len - dir - 2 >= (i + 1) * 12; i++) {
		size_t at = dir + 2 + i * 12;
		unsigned value = u16(t, at + 8);

		if (u16(t, at) == TAG_ORIENTATION && u16(t, at + 2) == TYPE_SHORT)
			return value >= 1 && value <= 8 ? value : 1;
	}
	return 1;
}

static unsigned orientation_of(struct bytes app1)
{
	struct tiff t = { .big = 0 };

	if (!bytes_starts_with(app1, BYTES_LIT("Exif\0\0")) || app1.len < 14)
		return 1;
	t.data = bytes_slice(app1, 6, app1.len);
	t.big = t.data.data[0] == 'M';
	if (t.data.data[0] != t.data.data[1] || (!t.big && t.data.data[0] != 'I') ||
	    u16(&t, 2) != 42)
		return 1;
	return orientation_in(&t, u32(&t, 4));
}

/* SOF0 to SOF15 without DHT, JPG and DAC, which lie between. */
static _Bool is_frame(unsigned marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
	       marker != 0xcc;
}

static void read_frame(struct bytes body, struct draw_jpeg_head *out)
{
	if (body.len < 6)
		return;
	out->height = (unsigned)body.data[1] << 8 | body.data[2];
	out->width = (unsigned)body.data[3] << 8 | body.data[4];
	out->components = body.data[5];
}

/* The segment at *at, which moves behind it: its marker, 0 at the image data or the end. */
static unsigned next_segment(struct bytes jpeg, size_t *at, struct bytes *body)
{
	const unsigned char *p = jpeg.data;
	size_t len;

	while (*at + 1 < jpeg.len && p[*at] == 0xff && p[*at + 1] == 0xff)
		++*at; /* fill bytes (§B.1.1.2) */
	if (*at >= jpeg.len || jpeg.len - *at < 4 || p[*at] != 0xff || p[*at + 1] == 0xda)
		return 0;
	len = (size_t)p[*at + 2] << 8 | p[*at + 3];
	if (len < 2 || len > jpeg.len - *at - 2)
		return 0;
	*body = bytes_slice(jpeg, *at + 4, len - 2);
	*at += 2 + len;
	return p[*at - len - 1];
}

_Bool draw_jpeg_head(struct bytes jpeg, struct draw_jpeg_head *out)
{
	struct draw_jpeg_head head = { .orientation = 1 };
	struct bytes body;
	size_t at = 2;

	if (!bytes_starts_with(jpeg, BYTES_LIT("\xff\xd8")))
		return 0;
	for (unsigned i = 0; i < SEGMENTS_MAX && !head.width; i++) {
		unsigned marker = next_segment(jpeg, &at, &body);

		if (!marker)
			return 0;
		if (marker == 0xe1 && head.orientation == 1)
			head.orientation = orientation_of(body);
		if (is_frame(marker))
			read_frame(body, &head);
	}
	if (!head.width || !head.height)
		return 0;
	*out = head;
	return 1;
}
