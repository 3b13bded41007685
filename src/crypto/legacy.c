/* The low-level MD5 and RC4 functions are deprecated, but they need no provider: the one that
 * has RC4 would have to be loaded for the whole process. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/legacy.h"
#include <stdlib.h>
#include <openssl/evp.h>
#include <openssl/md5.h>
#include <openssl/rc4.h>

enum { PIECE = 1 << 30 }; /* OpenSSL counts in int */

void legacy_md5(struct bytes in, unsigned char out[LEGACY_MD5])
{
	MD5(in.data, in.len, out);
}

void legacy_rc4(struct bytes key, struct bytes in, unsigned char *out)
{
	RC4_KEY state;

	RC4_set_key(&state, (int)key.len, key.data);
	RC4(&state, in.len, in.data, out);
}

static void aes(struct bytes key, const unsigned char *iv, struct bytes in, unsigned char *out,
		int encrypt)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	const EVP_CIPHER *cipher = key.len == 32 ? EVP_aes_256_cbc() : EVP_aes_128_cbc();
	int n;

	if (!ctx || !EVP_CipherInit_ex(ctx, cipher, NULL, key.data, iv, encrypt) ||
	    !EVP_CIPHER_CTX_set_padding(ctx, 0))
		abort();
	for (size_t i = 0; i < in.len; i += PIECE) {
		struct bytes piece = bytes_slice(in, i, PIECE);

		if (!EVP_CipherUpdate(ctx, out + i, &n, piece.data, (int)piece.len) ||
		    (size_t)n != piece.len)
			abort(); /* whole blocks come out at once, or memory is out */
	}
	EVP_CIPHER_CTX_free(ctx);
}

void legacy_aes_encrypt(struct bytes key, const unsigned char iv[LEGACY_BLOCK], struct bytes in,
			unsigned char *out)
{
	aes(key, iv, in, out, 1);
}

void legacy_aes_decrypt(struct bytes key, const unsigned char iv[LEGACY_BLOCK], struct bytes in,
			unsigned char *out)
{
	aes(key, iv, in, out, 0);
}
