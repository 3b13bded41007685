/* Message digests whose running state can be exported and imported, so that a
 * 100 MB document is hashed once and each signature hashes only its tail. */
#pragma once
#include "base/bytes.h"
#include "base/error.h"

enum digest_alg {
	DIGEST_SHA256,
	DIGEST_SHA384,
	DIGEST_SHA512,
	DIGEST_SHA1, /* to verify legacy signatures and name VRI entries only */
	DIGEST_COUNT_
};
enum { DIGEST_MAX = 64, DIGEST_STATE_MAX = 256 };

struct digest {
	enum digest_alg alg;
	_Alignas(16) unsigned char ctx[DIGEST_STATE_MAX]; /* the library's context */
};

size_t digest_size(enum digest_alg alg);	/* bytes */
const char *digest_name(enum digest_alg alg);	/* "sha256" */
_Bool digest_parse(const char *name, enum digest_alg *out) MUST_USE;

void digest_init(struct digest *d, enum digest_alg alg);
void digest_update(struct digest *d, struct bytes in);
void digest_final(struct digest *d, unsigned char out[DIGEST_MAX]);
uint64_t digest_length(const struct digest *d); /* bytes taken in so far */
struct bytes digest_of(enum digest_alg alg, struct bytes in, unsigned char out[DIGEST_MAX]);
void digest_sha256(struct bytes in, unsigned char out[32]); /* for who keeps just these */
void digest_sha256_pair(struct bytes a, struct bytes b, unsigned char out[32]); /* of b behind a */

/* State as bytes: version, algorithm, chaining values, length, pending block; the same on every machine. */
size_t digest_export(const struct digest *d, unsigned char out[DIGEST_STATE_MAX]);
enum err digest_import(struct digest *d, struct bytes state, struct error *e) MUST_USE;
/* What is in such a state, for who goes on with another program: chaining values big-endian as the digest's
 * standard writes them, and the bytes behind the last whole block. Points into state. */
struct digest_parts {
	enum digest_alg alg;
	uint64_t length; /* bytes taken in, pending ones included */
	struct bytes chain, pending;
};
enum err digest_state_parts(struct bytes state, struct digest_parts *out, struct error *e) MUST_USE;
