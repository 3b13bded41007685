#include "domain/link.h"
#include <assert.h>
#include "crypto/hmac.h"

struct link_token link_token_new(struct rng *r)
{
	struct link_token t;
	_Bool ok;

	token_new(r, t.text);
	ok = token_hash(t.text, t.hash);
	assert(ok);
	return t;
}

enum err link_hash_keep(struct arena *mem, const struct link_token *t, struct bytes *out, struct error *e)
{
	if (!arena_copy(mem, link_hash(t), out))
		return error_set(e, ERR_TOO_LARGE, "a token's hash exceeds the memory limit");
	return ERR_OK;
}

void csrf_of(const char *cookie, char out[CSRF_SIZE])
{
	unsigned char mac[HMAC_SIZE];

	hmac_sha256(bytes_of_str(cookie), BYTES_LIT("skysign csrf"), mac);
	base64url_encode(BYTES(mac, sizeof(mac)), out);
}

_Bool csrf_ok(const char *cookie, const char *given)
{
	char want[CSRF_SIZE];

	csrf_of(cookie, want);
	return given && bytes_eq_secret(bytes_of_str(given), bytes_of_str(want));
}
