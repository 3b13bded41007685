/* The head of a JPEG (ITU-T T.81 annex B) and its EXIF orientation (CIPA DC-008 §4.6), read without
 * decoding. Part of picture.h. */
#pragma once
#include "base/bytes.h"

struct draw_jpeg_head {
	unsigned width, height; /* as stored */
	unsigned components;
	unsigned orientation; /* 1..8; 1 when none is said */
};
/* False when no frame header is found before the image data. */
_Bool draw_jpeg_head(struct bytes jpeg, struct draw_jpeg_head *out);
