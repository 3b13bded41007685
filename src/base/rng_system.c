/* The kernel's random numbers. */
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include "base/rng.h"

static void system_fill(struct rng *r, unsigned char *out, size_t len)
{
	(void)r;
	while (len) {
		ssize_t n = getrandom(out, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			abort();
		out += n;
		len -= (size_t)n;
	}
}

struct rng *rng_system(void)
{
	static struct rng r = { system_fill, 0 };

	return &r;
}
