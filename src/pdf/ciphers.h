/* The port for the ciphers of encrypted files (ISO 32000-2 §7.6): this folder knows the
 * format, src/sig passes in who can compute (sig/validate/ciphers.h). */
#pragma once
#include "base/bytes.h"

enum { PDF_AES_BLOCK = 16 };

/* None of them fails or keeps anything between calls. out: in.len bytes, not in.data itself. */
struct pdf_ciphers {
	void (*md5)(struct bytes in, unsigned char out[16]);
	void (*sha256)(struct bytes in, unsigned char out[32]);
	void (*sha384)(struct bytes in, unsigned char out[48]);
	void (*sha512)(struct bytes in, unsigned char out[64]);
	void (*rc4)(struct bytes key, struct bytes in, unsigned char *out);
	/* CBC over whole blocks, without padding; a key of 16 or 32 bytes. */
	void (*aes_encrypt)(struct bytes key, const unsigned char iv[PDF_AES_BLOCK],
			    struct bytes in, unsigned char *out);
	void (*aes_decrypt)(struct bytes key, const unsigned char iv[PDF_AES_BLOCK],
			    struct bytes in, unsigned char *out);
};
