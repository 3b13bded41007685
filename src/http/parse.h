/* Parsers of what stands in a request line and its headers. All are pure: bytes
 * in, values in the arena out; each is strict and has a fuzz target. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "http/message.h"

/* Percent-decoding of len bytes; plus_is_space for queries. NULL: a bad escape, a
 * NUL, text that is not UTF-8, or the arena is full. */
char *percent_decode(struct arena *mem, const char *s, size_t len, _Bool plus_is_space);
_Bool utf8_valid(const char *s, size_t len);

/* "a=1&b=2" without its '?'; at most 64 pairs. ERR_INVALID otherwise. */
enum err query_parse(struct arena *mem, const char *s, struct fields *out,
		     struct error *e) MUST_USE;
/* Cookie header (RFC 6265 §4.2.1); what is malformed in it is passed over. Appends. */
void cookies_parse(struct arena *mem, const char *s, struct fields *out);
/* "ja" or "en", whichever the Accept-Language (RFC 9110 §12.5.4) likes better;
 * fallback when it names neither. */
const char *language_choose(const char *accept_language, const char *fallback);

struct byte_range {
	uint64_t first, last; /* inclusive; size > 0 is meant */
};
enum range_kind { RANGE_NONE, RANGE_OK, RANGE_UNSATISFIABLE };
/* A single byte range (RFC 9110 §14.1.2). Several ranges, other units and bad
 * syntax count as no range, which the RFC allows. */
enum range_kind range_parse(const char *s, uint64_t size, struct byte_range *out);
/* Is etag (with quotes) among the entity tags of an If-None-Match value? Weak comparison (RFC 9110
 * §8.8.3.2). */
_Bool etag_listed(const char *list, const char *etag);

/* Content-Length: digits only. */
_Bool content_length_parse(const char *s, uint64_t *out) MUST_USE;
/* "application/json" of "Application/JSON; charset=utf-8"; lower case. False when malformed
 * or the charset is neither utf-8 nor absent. out has room for 128. */
enum { MEDIA_TYPE_SIZE = 128 };
_Bool media_type_parse(const char *s, char out[MEDIA_TYPE_SIZE]) MUST_USE;
