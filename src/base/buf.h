/* A growable byte buffer on the heap, for output whose size is not known.
 *
 * Appending never fails for lack of memory (the process aborts); it fails only
 * past the buffer's own limit, which marks the buffer `overflow` and drops the
 * rest, so that a chain of appends needs one check at its end. */
#pragma once
#include "base/attr.h"
#include "base/bytes.h"

struct buf {
	unsigned char *data; /* owned; not NUL-terminated, see buf_cstr */
	size_t len, cap;
	size_t limit;	/* bytes; 0: none */
	_Bool overflow; /* an append was dropped */
};

void buf_done(struct buf *b);  /* frees; b may be used again */
void buf_reset(struct buf *b); /* empties, keeps memory */
void buf_reserve(struct buf *b, size_t more);
void buf_append(struct buf *b, struct bytes in);
void buf_append_str(struct buf *b, const char *s);
void buf_append_byte(struct buf *b, unsigned char c);
void buf_fill(struct buf *b, unsigned char c, size_t n);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Percent-encoded (RFC 3986 §2.1): all but ASCII letters, digits and the characters of `plain`. */
void buf_append_percent(struct buf *b, const char *s, const char *plain);
struct bytes buf_bytes(const struct buf *b); /* valid until the next append */
const char *buf_cstr(struct buf *b);	     /* adds a NUL behind the content */

DEFINE_AUTO_DONE(buf, struct buf)
