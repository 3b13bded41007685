/* Characters of UTF-8 (RFC 3629), strictly: no surrogates, no long forms. */
#pragma once
#include <stdint.h>
#include "base/buf.h"

/* The character at in[at]: its length in bytes, 0 when there is none. */
size_t utf8_get(struct bytes in, size_t at, uint32_t *out);
void utf8_put(struct buf *b, uint32_t c);
