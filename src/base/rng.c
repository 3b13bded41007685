#include "base/rng.h"
#include <string.h>

/* SplitMix64: enough for tests, never for keys */
static void test_fill(struct rng *r, unsigned char *out, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint64_t z = r->seed += 0x9e3779b97f4a7c15u;

		z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
		z = (z ^ z >> 27) * 0x94d049bb133111ebu;
		out[i] = (unsigned char)(z ^ z >> 31);
	}
}

struct rng rng_test(uint64_t seed)
{
	return (struct rng){ test_fill, seed };
}

uint32_t rng_below(struct rng *r, uint32_t bound)
{
	uint32_t v, min = -bound % bound; /* rejects the biased low values */

	do {
		unsigned char b[4];

		rng_fill(r, b, sizeof(b));
		memcpy(&v, b, sizeof(v));
	} while (v < min);
	return v % bound;
}
