/* HMAC-SHA-256 (RFC 2104). */
#pragma once
#include "base/bytes.h"

enum { HMAC_SIZE = 32 };

void hmac_sha256(struct bytes key, struct bytes in, unsigned char out[HMAC_SIZE]);
/* In constant time. */
_Bool hmac_sha256_matches(struct bytes key, struct bytes in, struct bytes mac);
