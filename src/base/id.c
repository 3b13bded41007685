#include "base/id.h"
#include <stdio.h>
#include "base/bytes.h"

enum { DIGITS = 32, PREFIX_MAX = ID_SIZE - DIGITS - 2 };

struct id id_new(const char *prefix, const struct clock *c, struct rng *r)
{
	unsigned char u[16];
	char hex[DIGITS + 1];
	uint64_t t = (uint64_t)clock_now(c);
	struct id id;

	rng_fill(r, u, sizeof(u));
	for (int i = 0; i < 6; i++)
		u[i] = (unsigned char)(t >> (40 - 8 * i));
	u[6] = (unsigned char)((u[6] & 0x0f) | 0x70); /* version 7 */
	u[8] = (unsigned char)((u[8] & 0x3f) | 0x80); /* variant */
	hex_encode(BYTES(u, sizeof(u)), hex);
	snprintf(id.s, sizeof(id.s), "%.*s_%s", PREFIX_MAX, prefix, hex);
	return id;
}

_Bool id_valid(const char *s, const char *prefix)
{
	size_t n = strlen(prefix);

	if (strncmp(s, prefix, n) != 0 || s[n] != '_' || strlen(s) != n + 1 + DIGITS)
		return 0;
	return strspn(s + n + 1, "0123456789abcdef") == DIGITS;
}
