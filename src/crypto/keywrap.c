/* Layout: version 1, nonce, encrypted key, tag. Associated data: version, context. */
#include "crypto/keywrap.h"
#include <assert.h>
#include <stdlib.h>
#include "base/buf.h"
#include "crypto/aead.h"

enum { VERSION = 1, NONCE_AT = 1, KEY_AT = NONCE_AT + AEAD_NONCE };
_Static_assert(KEYWRAP_SIZE == KEY_AT + KEYWRAP_KEY + AEAD_TAG, "layout");

static void associated(const char *context, struct buf *out)
{
	buf_append_byte(out, VERSION);
	buf_append_str(out, context);
}

void keywrap_wrap(const struct secret *kek, const struct secret *key, const char *context,
		  struct rng *r, unsigned char out[KEYWRAP_SIZE])
{
	AUTO(buf) struct buf ad = { 0 };
	AUTO(aead) struct aead *a = NULL;
	struct aead_message m;

	assert(kek->len == KEYWRAP_KEY && key->len == KEYWRAP_KEY);
	out[0] = VERSION;
	rng_fill(r, out + NONCE_AT, AEAD_NONCE);
	associated(context, &ad);
	a = aead_new(kek->data);
	m = (struct aead_message){ out + NONCE_AT, buf_bytes(&ad), secret_bytes(key) };
	if (aead_seal(a, &m, out + KEY_AT, NULL) != ERR_OK)
		abort();
}

enum err keywrap_unwrap(const struct secret *kek, struct bytes wrapped, const char *context,
			struct secret **out, struct error *e)
{
	AUTO(buf) struct buf ad = { 0 };
	AUTO(aead) struct aead *a = NULL;
	AUTO(secret) struct secret *key = NULL;
	struct aead_message m;

	assert(kek->len == KEYWRAP_KEY);
	if (wrapped.len != KEYWRAP_SIZE || wrapped.data[0] != VERSION)
		return error_set(e, ERR_IO, "wrapped key: not one of ours");
	associated(context, &ad);
	a = aead_new(kek->data);
	key = secret_alloc(KEYWRAP_KEY);
	m = (struct aead_message){ wrapped.data + NONCE_AT, buf_bytes(&ad),
				   bytes_slice(wrapped, KEY_AT, SIZE_MAX) };
	if (aead_open(a, &m, key->data, e) != ERR_OK)
		return error_wrap(e, ERR_IO, "wrapped key");
	*out = TAKE_PTR(key);
	return ERR_OK;
}
