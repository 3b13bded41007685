#include "crypto/secret.h"

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

struct bytes secret_bytes(const struct secret *s)
{
	return BYTES(s->data, s->len);
}
