#include "crypto/token.h"
#include "base/bytes.h"
#include "crypto/digest.h"
#include "crypto/secret.h"

enum { TOKEN_SIZE = 32, TEXT_LEN = TOKEN_TEXT_SIZE - 1, DECODED_ROOM = TEXT_LEN * 3 / 4 + 1 };

void token_new(struct rng *r, char out[TOKEN_TEXT_SIZE])
{
	unsigned char raw[TOKEN_SIZE];

	rng_fill(r, raw, sizeof(raw));
	base64url_encode(BYTES(raw, sizeof(raw)), out);
	secret_wipe(raw, sizeof(raw));
}

_Bool token_hash(const char *text, unsigned char out[TOKEN_HASH_SIZE])
{
	unsigned char raw[DECODED_ROOM], digest[DIGEST_MAX];
	size_t n;

	if (strnlen(text, TOKEN_TEXT_SIZE) != TEXT_LEN ||
	    !base64url_decode(text, TEXT_LEN, raw, &n) || n != TOKEN_SIZE)
		return 0;
	digest_of(DIGEST_SHA256, BYTES(text, TEXT_LEN), digest);
	memcpy(out, digest, TOKEN_HASH_SIZE);
	secret_wipe(raw, sizeof(raw));
	return 1;
}
