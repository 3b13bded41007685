/* DigestInfo (RFC 8017 §9.2), which tokens and cards pad for RSASSA-PKCS1-v1_5. */
#pragma once
#include "crypto/digest.h"

enum { DIGEST_INFO_MAX = DIGEST_MAX + 32 };

/* Gives how many bytes it has written. */
size_t digest_info(enum digest_alg alg, struct bytes digest, unsigned char out[DIGEST_INFO_MAX]);
