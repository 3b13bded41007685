/* Threads that run handlers, started when first needed, at most `max` of them. */
#pragma once
#include "base/attr.h"

struct pool;
typedef void pool_fn(void *arg);

struct pool *pool_new(unsigned max, unsigned queue_max);
/* False: every thread is busy and the queue is full. */
_Bool pool_submit(struct pool *p, pool_fn *fn, void *arg) MUST_USE;
void pool_stop(struct pool *p); /* takes no more, runs what is queued, waits for the threads */
void pool_free(struct pool *p); /* stops it first */
DEFINE_AUTO(pool, struct pool *)
