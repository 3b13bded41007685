/* Key material in locked, non-dumpable memory, wiped when freed (libsodium; on
 * Windows the same with its own means). */
#pragma once
#include "base/bytes.h"
#include "base/rng.h"

struct secret {
	unsigned char *data; /* guarded allocation */
	size_t len;
};
struct secret *secret_new(struct bytes in);	/* copies; aborts when memory cannot be had */
struct secret *secret_alloc(size_t len);	/* zeros, to be filled in place */
struct secret *secret_random(struct rng *r, size_t len);
void secret_free(struct secret *s);		/* wipes; NULL is fine */
struct bytes secret_bytes(const struct secret *s);
/* Overwrites memory in a way that the compiler keeps. */
void secret_wipe(void *data, size_t len);
DEFINE_AUTO(secret, struct secret *)
