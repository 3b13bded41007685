/* The secret of a link or cookie with its hash, and the value against forged requests. */
#pragma once
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"
#include "crypto/token.h"

struct link_token {
	char text[TOKEN_TEXT_SIZE];
	unsigned char hash[TOKEN_HASH_SIZE];
};
struct link_token link_token_new(struct rng *r);
static inline UNUSED struct bytes link_hash(const struct link_token *t)
{
	return BYTES(t->hash, sizeof(t->hash));
}
/* The hash for a row that is read when the token is gone. ERR_TOO_LARGE: the arena has no room. */
enum err link_hash_keep(struct arena *mem, const struct link_token *t, struct bytes *out, struct error *e);

enum { CSRF_SIZE = 44 };
/* Derived from the cookie, stored nowhere: only the page that has the session gets it. */
void csrf_of(const char *cookie, char out[CSRF_SIZE]);
_Bool csrf_ok(const char *cookie, const char *given);
