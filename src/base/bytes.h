/* Byte strings: a pointer and a length, never owned by the struct.
 * A char * always means NUL-terminated UTF-8; anything else is bytes. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/attr.h"

struct bytes {
	const unsigned char *data; /* not owned; may be NULL when len is 0 */
	size_t len;
};

#define BYTES(p, n) ((struct bytes){ (const unsigned char *)(p), (n) })
#define BYTES_LIT(s) ((struct bytes){ (const unsigned char *)(s), sizeof(s) - 1 })

struct bytes bytes_of_str(const char *s);	  /* without the NUL */
_Bool bytes_eq(struct bytes a, struct bytes b);
_Bool bytes_eq_str(struct bytes a, const char *s);
_Bool bytes_starts_with(struct bytes b, struct bytes prefix);
int bytes_cmp(struct bytes a, struct bytes b);	  /* memcmp order, shorter first */
_Bool bytes_eq_secret(struct bytes a, struct bytes b); /* constant time for equal lengths */
/* The sub-string [off, off+len) cut to what exists; never out of bounds. */
struct bytes bytes_slice(struct bytes b, size_t off, size_t len);
/* Index of needle in b from `from` on, or SIZE_MAX. */
size_t bytes_find(struct bytes b, struct bytes needle, size_t from);
/* Index of the last occurrence of needle, or SIZE_MAX. */
size_t bytes_rfind(struct bytes b, struct bytes needle);

/* Lower-case hex; out has room for 2*len+1 and is NUL-terminated. */
void hex_encode(struct bytes in, char *out);
/* Strict: even count of hex digits only. out has room for len(hex)/2. */
_Bool hex_decode(const char *hex, size_t len, unsigned char *out) MUST_USE;

/* RFC 4648 §5, no padding (links, tokens). out: base64url_size(len). */
size_t base64url_size(size_t len); /* with the NUL */
void base64url_encode(struct bytes in, char *out);
/* Strict and canonical; out has room for len*3/4. False: not base64url. */
_Bool base64url_decode(const char *in, size_t len, unsigned char *out,
		       size_t *len_out) MUST_USE;
/* RFC 4648 §4 with padding (MIME, PEM). out: base64_size(len). */
size_t base64_size(size_t len);
void base64_encode(struct bytes in, char *out);
_Bool base64_decode(const char *in, size_t len, unsigned char *out,
		    size_t *len_out) MUST_USE;
