/* Randomness is passed in, so tests are deterministic. The system source is
 * getrandom(2), or BCryptGenRandom: cryptographic, never fails after boot (aborts if it does). */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct rng {
	void (*fill)(struct rng *r, unsigned char *out, size_t len);
	uint64_t seed; /* used by rng_test only */
};

struct rng *rng_system(void);
struct rng rng_test(uint64_t seed); /* reproducible; for tests only */
static inline void rng_fill(struct rng *r, unsigned char *out, size_t len)
{
	r->fill(r, out, len);
}
uint32_t rng_below(struct rng *r, uint32_t bound); /* uniform in [0, bound) */
