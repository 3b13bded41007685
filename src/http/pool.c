#include "http/pool.h"
#include <pthread.h>
#include <stdlib.h>

/* Handlers parse no PDF deeper than its own bounds; 1 MiB is ample and, untouched, costs nothing.
 */
enum { STACK_SIZE = 1024 * 1024 };

struct task {
	pool_fn *fn;
	void *arg;
};

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t more;
	pthread_t *threads;
	unsigned max, n, idle;
	struct task *queue; /* ring */
	unsigned queue_max, head, len;
	_Bool ending;
};

struct pool *pool_new(unsigned max, unsigned queue_max)
{
	struct pool *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->max = max ? max : 1;
	p->queue_max = queue_max ? queue_max : 1;
	p->threads = calloc(p->max, sizeof(*p->threads));
	p->queue = calloc(p->queue_max, sizeof(*p->queue));
	if (!p->threads || !p->queue)
		abort();
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->more, NULL);
	return p;
}

static void *thread_main(void *arg)
{
	struct pool *p = arg;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		struct task t;

		p->idle++;
		while (!p->len && !p->ending)
			pthread_cond_wait(&p->more, &p->lock);
		p->idle--;
		if (!p->len)
			break;
		t = p->queue[p->head];
		p->head = (p->head + 1) % p->queue_max;
		p->len--;
		pthread_mutex_unlock(&p->lock);
		t.fn(t.arg);
		pthread_mutex_lock(&p->lock);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

/* Called with the lock held. */
static void thread_add(struct pool *p)
{
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	if (!pthread_create(&p->threads[p->n], &attr, thread_main, p))
		p->n++;
	pthread_attr_destroy(&attr);
}

_Bool pool_submit(struct pool *p, pool_fn *fn, void *arg)
{
	_Bool ok = 0;

	pthread_mutex_lock(&p->lock);
	if (p->idle <= p->len && p->n < p->max)
		thread_add(p);
	if (p->n && p->len < p->queue_max && !p->ending) {
		p->queue[(p->head + p->len++) % p->queue_max] = (struct task){ fn, arg };
		pthread_cond_signal(&p->more);
		ok = 1;
	}
	pthread_mutex_unlock(&p->lock);
	return ok;
}

void pool_stop(struct pool *p)
{
	unsigned n;

	pthread_mutex_lock(&p->lock);
	p->ending = 1;
	n = p->n;
	p->n = p->max = 0;
	pthread_cond_broadcast(&p->more);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < n; i++)
		pthread_join(p->threads[i], NULL);
}

void pool_free(struct pool *p)
{
	if (!p)
		return;
	pool_stop(p);
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->more);
	free(p->threads);
	free(p->queue);
	free(p);
}
