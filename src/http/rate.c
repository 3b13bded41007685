#include "http/rate.h"
#include <pthread.h>
#include <stdlib.h>
#include "base/rng.h"

enum { WAYS = 8 };

struct bucket {
	uint64_t key;	/* hash; 0: free */
	time_ms at;	/* when tokens was right */
	int64_t tokens; /* in 1/60000 of a request: one millisecond at one a minute */
};

enum { ONE = 60000 };

struct rate {
	pthread_mutex_t lock;
	uint64_t seed;
	unsigned sets;
	struct bucket *buckets;
};

struct rate *rate_new(unsigned buckets)
{
	struct rate *r = calloc(1, sizeof(*r));

	if (!r)
		abort();
	r->sets = buckets / WAYS ? buckets / WAYS : 1;
	r->buckets = calloc((size_t)r->sets * WAYS, sizeof(*r->buckets));
	if (!r->buckets)
		abort();
	pthread_mutex_init(&r->lock, NULL);
	rng_fill(rng_system(), (unsigned char *)&r->seed, sizeof(r->seed));
	return r;
}

void rate_free(struct rate *r)
{
	if (!r)
		return;
	pthread_mutex_destroy(&r->lock);
	free(r->buckets);
	free(r);
}

/* FNV-1a with a secret start: which keys share a set cannot be chosen from outside. */
static uint64_t hash(uint64_t seed, const char *s)
{
	uint64_t h = 0xCBF29CE484222325u ^ seed;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001B3u;
	h ^= h >> 32;
	return h ? h : 1;
}

static struct bucket *bucket_of(struct rate *r, uint64_t key, unsigned per_minute, time_ms now)
{
	struct bucket *set = r->buckets + (key >> 8) % r->sets * WAYS, *oldest = set;

	for (unsigned i = 0; i < WAYS; i++) {
		if (set[i].key == key)
			return &set[i];
		if (set[i].at < oldest->at)
			oldest = &set[i];
	}
	*oldest = (struct bucket){ key, now, (int64_t)per_minute * ONE };
	return oldest;
}

_Bool rate_take(struct rate *r, const char *key, unsigned per_minute, time_ms now,
		unsigned *retry_s_out)
{
	int64_t full = (int64_t)per_minute * ONE;
	struct bucket *b;
	_Bool ok;

	if (!per_minute)
		return 1;
	pthread_mutex_lock(&r->lock);
	b = bucket_of(r, hash(r->seed, key), per_minute, now);
	if (now > b->at) {
		int64_t more = now - b->at > ONE ? full : (now - b->at) * per_minute;

		b->tokens = b->tokens + more > full ? full : b->tokens + more;
		b->at = now;
	}
	ok = b->tokens >= ONE;
	if (ok)
		b->tokens -= ONE;
	else if (retry_s_out)
		*retry_s_out = (unsigned)((ONE - b->tokens) / per_minute / 1000) + 1;
	pthread_mutex_unlock(&r->lock);
	return ok;
}
