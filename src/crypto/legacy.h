/* What encrypted PDF files are made of (ISO 32000-2 §7.6): to read them, for nothing else.
 * MD5 and RC4 are broken, AES-CBC without a MAC protects from no change. */
#pragma once
#include "base/bytes.h"

enum { LEGACY_MD5 = 16, LEGACY_BLOCK = 16 };

void legacy_md5(struct bytes in, unsigned char out[LEGACY_MD5]);
/* key: 5 to 16 bytes; out: in.len bytes. */
void legacy_rc4(struct bytes key, struct bytes in, unsigned char *out);
/* CBC over whole blocks, no padding; key: 16 or 32 bytes; out: in.len bytes, not in.data itself. */
void legacy_aes_encrypt(struct bytes key, const unsigned char iv[LEGACY_BLOCK], struct bytes in,
			unsigned char *out);
void legacy_aes_decrypt(struct bytes key, const unsigned char iv[LEGACY_BLOCK], struct bytes in,
			unsigned char *out);
