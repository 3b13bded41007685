#include "http/watch.h"
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

struct watched {
	struct watched *next, *prev;
	int fd;
	_Atomic time_ms deadline; /* monotonic; 0: none */
};

struct watch {
	pthread_mutex_t lock;
	pthread_cond_t change;
	pthread_t thread;
	struct watched all; /* ring head */
	_Bool ending;
};

static void shut_overdue(struct watch *w)
{
	time_ms now = clock_monotonic();

	for (struct watched *c = w->all.next; c != &w->all; c = c->next) {
		time_ms d = atomic_load(&c->deadline);

		if (d && now > d) {
			shutdown(c->fd, SHUT_RDWR);
			atomic_store(&c->deadline, 0);
		}
	}
}

static void *watch_main(void *arg)
{
	struct watch *w = arg;

	pthread_mutex_lock(&w->lock);
	while (!w->ending) {
		struct timespec until;

		if (w->all.next == &w->all) { /* nobody there: sleep without a limit */
			pthread_cond_wait(&w->change, &w->lock);
			continue;
		}
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec++;
		if (pthread_cond_timedwait(&w->change, &w->lock, &until) == ETIMEDOUT)
			shut_overdue(w);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

struct watch *watch_new(void)
{
	struct watch *w = calloc(1, sizeof(*w));

	if (!w)
		abort();
	w->all.next = w->all.prev = &w->all;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->change, NULL);
	if (pthread_create(&w->thread, NULL, watch_main, w))
		abort();
	return w;
}

void watch_free(struct watch *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->ending = 1;
	pthread_cond_signal(&w->change);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->change);
	free(w);
}

struct watched *watch_add(struct watch *w, int fd, time_ms limit)
{
	struct watched *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	c->fd = fd;
	watch_set(c, limit);
	pthread_mutex_lock(&w->lock);
	if (w->all.next == &w->all)
		pthread_cond_signal(&w->change);
	c->next = w->all.next;
	c->prev = &w->all;
	c->next->prev = c->prev->next = c;
	pthread_mutex_unlock(&w->lock);
	return c;
}

void watch_set(struct watched *c, time_ms limit)
{
	atomic_store(&c->deadline, limit ? clock_monotonic() + limit : 0);
}

void watch_remove(struct watch *w, struct watched *c)
{
	pthread_mutex_lock(&w->lock);
	c->prev->next = c->next;
	c->next->prev = c->prev;
	pthread_mutex_unlock(&w->lock);
	free(c);
}
