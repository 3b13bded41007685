/* The kernel's random numbers, on Windows. */
#include <stdlib.h>
#include <windows.h>
#include <bcrypt.h>
#include "base/rng.h"

enum { PIECE = 1 << 20 }; /* BCryptGenRandom counts in 32 bits */

static void system_fill(struct rng *r, unsigned char *out, size_t len)
{
	(void)r;
	while (len) {
		size_t n = len < PIECE ? len : PIECE;

		if (BCryptGenRandom(NULL, out, (ULONG)n, BCRYPT_USE_SYSTEM_PREFERRED_RNG) < 0)
			abort();
		out += n;
		len -= n;
	}
}

struct rng *rng_system(void)
{
	static struct rng r = { system_fill, 0 };

	return &r;
}
