/* Argon2id takes 64 MiB a time: at most two of them at once in a process, the rest wait their turn. */
#pragma once
#include "crypto/password.h"

enum err password_gate_hash(const char *password, char out[PASSWORD_HASH_SIZE], struct error *e) MUST_USE;
/* hash NULL: takes as long, and is false. */
_Bool password_gate_verify(const char *hash, const char *password) MUST_USE;
