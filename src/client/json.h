/* Members of the server's JSON, each with its type and its bounds. For protocol_*.c. */
#pragma once
#include <jansson.h>
#include "base/arena.h"
#include "base/error.h"

/* One object and nothing behind it, no duplicate names, nested at most eight deep. Owned by the
 * caller (json_decref). */
enum err json_object_load(struct bytes body, json_t **out, struct error *e) MUST_USE;

struct json_in {
	const json_t *o;
	struct arena *mem;
};
/* Text for people, tamed; at most `longest` characters are kept. Absent or null: "". */
enum err json_get_text(struct json_in in, const char *key, size_t longest, const char **out,
		       struct error *e) MUST_USE;
/* An identifier or token: 1 to `longest` of letters, digits, "_", "-", ".". */
enum err json_get_word(struct json_in in, const char *key, size_t longest, const char **out,
		       struct error *e) MUST_USE;
/* Like it, but absent or null gives NULL. */
enum err json_get_word_or_none(struct json_in in, const char *key, size_t longest, const char **out,
			       struct error *e) MUST_USE;
enum err json_get_number(struct json_in in, const char *key, uint64_t max, uint64_t *out,
			 struct error *e) MUST_USE;
/* Standard base64 of at most max bytes. */
enum err json_get_binary(struct json_in in, const char *key, size_t max, struct bytes *out,
			 struct error *e) MUST_USE;
enum err json_binary(const json_t *v, const char *what, size_t max, struct arena *mem,
		     struct bytes *out, struct error *e) MUST_USE;
/* Lower-case hex of exactly n bytes. */
enum err json_get_hex(struct json_in in, const char *key, size_t n, unsigned char *out,
		      struct error *e) MUST_USE;
enum err json_get_object(struct json_in in, const char *key, struct json_in *out,
			 struct error *e) MUST_USE;
/* An array of at most max elements. */
enum err json_get_array(struct json_in in, const char *key, size_t max, const json_t **out,
			struct error *e) MUST_USE;
