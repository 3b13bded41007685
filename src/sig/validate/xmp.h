/* XMP metadata (ISO 16684-1) as far as the validator must know it: well-formed XML without a document
 * type, so that every reader sees the same text in it. */
#pragma once
#include "base/bytes.h"

enum { XMP_BYTES_MAX = 4 << 20, XMP_DEPTH_MAX = 128 };

_Bool xmp_is_plain(struct bytes xml) MUST_USE;
