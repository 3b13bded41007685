/* A 256-bit key encrypted under another (AES-256-GCM, random nonce), bound to a
 * context: what it is for and whose it is. A wrapped key that was moved to
 * another row does not unwrap. */
#pragma once
#include "base/error.h"
#include "crypto/secret.h"

enum { KEYWRAP_KEY = 32, KEYWRAP_SIZE = 1 + 12 + KEYWRAP_KEY + 16 };

/* context: "blob:blb_…"; the same to unwrap. Both keys have KEYWRAP_KEY bytes. */
void keywrap_wrap(const struct secret *kek, const struct secret *key, const char *context,
		  struct rng *r, unsigned char out[KEYWRAP_SIZE]);
/* ERR_IO: altered, another context or another kek. */
enum err keywrap_unwrap(const struct secret *kek, struct bytes wrapped, const char *context,
			struct secret **out, struct error *e) MUST_USE;
