/* What the parts of the verification hand to each other; for src/evidence/trail_*.c only. */
#pragma once
#include "evidence/trail_verify.h"

enum { TRAIL_HASH = 32 };

struct trail_event {
	json_t *payload;  /* parsed, borrowed from work.keep; NULL: withheld */
	const char *kind; /* NULL: withheld */
	unsigned char hash[TRAIL_HASH];
};
struct trail_work {
	const json_t *file;
	const struct ers_world *world;
	struct arena *mem;
	struct trail_report *out;
	json_t *keep; /* array that owns parsed payloads */
	struct trail_event *events;
	size_t n;
};

void trail_add(struct trail_work *w, enum trail_code code, const char *where, const char *fmt, ...)
	PRINTF_LIKE(4, 5);
/* Members of a kind; NULL, or false, when they are not there. */
const char *trail_str(const json_t *o, const char *name);
_Bool trail_int(const json_t *o, const char *name, int64_t *out) MUST_USE;
const json_t *trail_list(const json_t *o, const char *name); /* NULL: none */
/* Lower-case hex of exactly this many bytes. */
_Bool trail_hash(const char *hex, unsigned char *out, size_t size) MUST_USE;
/* Hex, or base64, of any length into mem; false when malformed. */
_Bool trail_hex(struct trail_work *w, const char *hex, struct bytes *out) MUST_USE;
_Bool trail_base64(struct trail_work *w, const char *text, struct bytes *out) MUST_USE;
const char *trail_where(struct trail_work *w, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Up the tree: sorted, concatenated, hashed with each hash of the list. False: a malformed one. */
_Bool trail_climb(const json_t *path, enum digest_alg alg, unsigned char hash[DIGEST_MAX]) MUST_USE;

enum err trail_check_events(struct trail_work *w, struct error *e) MUST_USE;
enum err trail_check_days(struct trail_work *w, struct error *e) MUST_USE;
enum err trail_check_acts(struct trail_work *w, struct error *e) MUST_USE;
