#include "crypto/secret.h"
#include <sodium.h>
#include <stdlib.h>

struct secret *secret_alloc(size_t len)
{
	struct secret *s = malloc(sizeof(*s));

	if (!s || sodium_init() < 0)
		abort();
	s->data = sodium_malloc(len);
	if (!s->data)
		abort();
	memset(s->data, 0, len);
	s->len = len;
	return s;
}

struct secret *secret_new(struct bytes in)
{
	struct secret *s = secret_alloc(in.len);

	if (in.len)
		memcpy(s->data, in.data, in.len);
	return s;
}

struct secret *secret_random(struct rng *r, size_t len)
{
	struct secret *s = secret_alloc(len);

	rng_fill(r, s->data, len);
	return s;
}

void secret_free(struct secret *s)
{
	if (!s)
		return;
	sodium_free(s->data); /* wipes */
	free(s);
}

struct bytes secret_bytes(const struct secret *s)
{
	return BYTES(s->data, s->len);
}

void secret_wipe(void *data, size_t len)
{
	sodium_memzero(data, len);
}
