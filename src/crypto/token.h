/* The secret in a link (invitation, set-up, recipient) or of a session: 256
 * random bits. The text goes out; only its hash is stored. A plain hash is
 * enough: nobody can guess 256 bits. */
#pragma once
#include "base/rng.h"

enum { TOKEN_TEXT_SIZE = 44 /* base64url and NUL */, TOKEN_HASH_SIZE = 32 };

void token_new(struct rng *r, char out[TOKEN_TEXT_SIZE]);
/* SHA-256 of the text. False, out untouched: not the form of a token. */
_Bool token_hash(const char *text, unsigned char out[TOKEN_HASH_SIZE]);
