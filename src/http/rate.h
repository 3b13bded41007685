/* Token buckets by key (remote address and route, account …) in a table of fixed
 * size: a flood of new keys evicts the bucket idle longest, never grows memory.
 * Thread-safe. */
#pragma once
#include "base/attr.h"
#include "base/clock.h"

struct rate;

struct rate *rate_new(unsigned buckets);
void rate_free(struct rate *r);
/* Takes one token of the key's bucket, which holds per_minute and refills at that
 * pace. False: none left; *retry_s_out (unless NULL) then is the wait in seconds. now from
 * clock_monotonic. */
_Bool rate_take(struct rate *r, const char *key, unsigned per_minute, time_ms now,
		unsigned *retry_s_out) MUST_USE;
DEFINE_AUTO(rate, struct rate *)
