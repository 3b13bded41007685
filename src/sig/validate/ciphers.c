#include "sig/validate/ciphers.h"
#include "crypto/digest.h"
#include "crypto/legacy.h"

static void sha384(struct bytes in, unsigned char out[48])
{
	unsigned char all[DIGEST_MAX];

	memcpy(out, digest_of(DIGEST_SHA384, in, all).data, 48);
}

static void sha512(struct bytes in, unsigned char out[64])
{
	unsigned char all[DIGEST_MAX];

	memcpy(out, digest_of(DIGEST_SHA512, in, all).data, 64);
}

const struct pdf_ciphers sig_pdf_ciphers = {
	.md5 = legacy_md5,
	.sha256 = digest_sha256,
	.sha384 = sha384,
	.sha512 = sha512,
	.rc4 = legacy_rc4,
	.aes_encrypt = legacy_aes_encrypt,
	.aes_decrypt = legacy_aes_decrypt,
};
