/* One line of the register: an act and the one signature it got, chained to the
 * line before. Text, so that sha256sum and cut are enough to check it:
 *
 *   1 SEQ TIME ACT KIND KEY EVENT DIGEST ATTRS SIGNATURE PREV HASH
 *
 * SEQ counts from 1, TIME is milliseconds since 1970, the rest is lower-case hex
 * but for ACT, KIND and KEY. PREV is the HASH of the line before (zeros in the
 * first); HASH is SHA-256 of the line up to and with the blank before it. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"

enum {
	RECORD_NAME_MAX = 40,	/* act id, key id, with the NUL */
	RECORD_KIND_MAX = 17,
	RECORD_HASH = 32,
	RECORD_DIGEST_MAX = 64,
	RECORD_ATTRS_MAX = 4096,
	RECORD_SIGNATURE_MAX = 1024,
	RECORD_LINE_MAX = 12288,
};

struct record {
	uint64_t seq;
	time_ms time;
	char act[RECORD_NAME_MAX], kind[RECORD_KIND_MAX], key[RECORD_NAME_MAX];
	unsigned char event[RECORD_HASH], prev[RECORD_HASH], hash[RECORD_HASH];
	struct bytes digest, attrs, signature;
};

/* Lower-case letters, digits, '_', '-' and '.', and not longer than max with its NUL. */
_Bool record_name_valid(const char *s, size_t max);

/* Appends the line with its line feed; sets r->hash. */
void record_write(struct record *r, struct buf *out);

/* Strict: exactly what record_write makes. line without the line feed; the byte strings of *out lie in
 * mem. ERR_IO names what is wrong; the hash is checked, the chain is the caller's. */
enum err record_read(struct bytes line, struct arena *mem, struct record *out, struct error *e)
	MUST_USE;
