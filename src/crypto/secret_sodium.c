/* Key material in libsodium's guarded, locked pages. */
#include <sodium.h>
#include <stdlib.h>
#include "crypto/secret.h"

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

void secret_free(struct secret *s)
{
	if (!s)
		return;
	sodium_free(s->data); /* wipes */
	free(s);
}

void secret_wipe(void *data, size_t len)
{
	sodium_memzero(data, len);
}
