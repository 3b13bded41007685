/* The streamed body: a ring between the library's thread (stream_put) and the
 * handler's (body_read). A full ring suspends the connection, so a slow handler
 * slows the sender through TCP and memory stays bounded. */
#include <stdlib.h>
#include <time.h>
#include "http/exchange.h"

size_t stream_put(struct body_stream *s, const char *data, size_t len)
{
	size_t room = RING_SIZE - s->len, tail = (s->head + s->len) % RING_SIZE, first;

	if (!s->ring) {
		s->ring = malloc(RING_SIZE);
		if (!s->ring)
			abort();
	}
	if (len > room)
		len = room;
	first = len < RING_SIZE - tail ? len : RING_SIZE - tail;
	memcpy(s->ring + tail, data, first);
	memcpy(s->ring, data + first, len - first);
	s->len += len;
	pthread_cond_signal(&s->change);
	return len;
}

static size_t ring_take(struct body_stream *s, unsigned char *out, size_t cap)
{
	size_t n = s->len < cap ? s->len : cap;
	size_t first = n < RING_SIZE - s->head ? n : RING_SIZE - s->head;

	memcpy(out, s->ring + s->head, first);
	memcpy(out + first, s->ring, n - first);
	s->head = (s->head + n) % RING_SIZE;
	s->len -= n;
	s->taken += n;
	return n;
}

static enum err wait_for_bytes(struct body_stream *s, struct error *e)
{
	unsigned limit = s->x->server->config.body_seconds;
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += limit + 5; /* the watch shuts the socket first; this is the net below it */
	while (!s->len && !s->ended && !s->broken && !s->over)
		if (pthread_cond_timedwait(&s->change, &s->x->lock, &until))
			return error_set(e, ERR_TIMEOUT, "the upload stopped");
	if (s->broken)
		return error_set(e, ERR_INVALID, "the upload was broken off");
	if (s->over)
		return error_set(e, ERR_TOO_LARGE, "more than %llu bytes were sent",
				 (unsigned long long)s->max);
	return ERR_OK;
}

enum err body_read(struct body_stream *s, unsigned char *out, size_t cap, size_t *n,
		   struct error *e)
{
	enum err rc;

	pthread_mutex_lock(&s->x->lock);
	rc = wait_for_bytes(s, e);
	if (rc == ERR_OK) {
		*n = s->len ? ring_take(s, out, cap) : 0;
		if (s->len <= RING_SIZE / 2 && !s->ended && !s->over)
			exchange_resume(s->x);
	}
	pthread_mutex_unlock(&s->x->lock);
	if (rc == ERR_OK && *n && s->seen)
		s->seen(s->seen_ctx, BYTES(out, *n));
	return rc;
}

void body_observe(struct body_stream *s, body_seen_fn *fn, void *ctx)
{
	s->seen = fn;
	s->seen_ctx = ctx;
}
