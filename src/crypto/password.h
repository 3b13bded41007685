/* Passwords: Argon2id (RFC 9106) with libsodium's interactive cost: 64 MiB and
 * about 0.1 s each. The caller bounds how many run at once. */
#pragma once
#include "base/error.h"

enum { PASSWORD_HASH_SIZE = 128, PASSWORD_MAX = 1024 };

/* out: text with algorithm, cost and salt in it. ERR_INVALID: longer than PASSWORD_MAX bytes. */
enum err password_hash(const char *password, char out[PASSWORD_HASH_SIZE], struct error *e) MUST_USE;
/* hash NULL (no such account): takes as long, and is false. */
_Bool password_verify(const char *hash, const char *password);
/* Made with a lower cost than today's: hash again after the next successful sign-in. */
_Bool password_needs_rehash(const char *hash);
