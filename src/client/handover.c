#include "client/handover.h"
#include <pthread.h>
#include <stdlib.h>

struct handover {
	pthread_mutex_t lock;
	pthread_cond_t answered;
	void (*wake)(void *window);
	void *window;
	handover_show_fn *show; /* not yet shown; NULL: nothing is */
	void *what;
	_Bool waiting, question; /* the worker waits; for an answer that stopping is one to */
	_Bool stopped;
	enum err answer;
};

struct handover *handover_new(void (*wake)(void *window), void *window)
{
	struct handover *h = calloc(1, sizeof(*h));

	if (!h)
		abort();
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->answered, NULL);
	h->wake = wake;
	h->window = window;
	return h;
}

void handover_free(struct handover *h)
{
	if (!h)
		return;
	pthread_cond_destroy(&h->answered);
	pthread_mutex_destroy(&h->lock);
	free(h);
}

/* Under the lock. */
static void answer(struct handover *h, enum err with)
{
	if (!h->waiting)
		return;
	h->waiting = 0;
	h->show = NULL;
	h->answer = with;
	pthread_cond_signal(&h->answered);
}

static enum err hand(struct handover *h, handover_show_fn *show, void *what, _Bool question)
{
	enum err rc = ERR_DENIED;

	pthread_mutex_lock(&h->lock);
	if (!question || !h->stopped) {
		h->show = show;
		h->what = what;
		h->question = question;
		h->waiting = 1;
		h->wake(h->window);
		while (h->waiting)
			pthread_cond_wait(&h->answered, &h->lock);
		rc = h->answer;
	}
	pthread_mutex_unlock(&h->lock);
	return rc;
}

enum err handover_ask(struct handover *h, handover_show_fn *show, void *what, struct error *e)
{
	enum err rc = hand(h, show, what, 1);

	if (rc == ERR_OK)
		return rc;
	return error_set(e, rc, "%s", rc == ERR_DENIED ? "you stopped; nothing was signed" : "");
}

void handover_tell(struct handover *h, handover_show_fn *show, void *what)
{
	hand(h, show, what, 0);
}

_Bool handover_stopped(struct handover *h)
{
	_Bool stopped;

	pthread_mutex_lock(&h->lock);
	stopped = h->stopped;
	pthread_mutex_unlock(&h->lock);
	return stopped;
}

/* What is told is answered by being shown. */
void handover_serve(struct handover *h)
{
	handover_show_fn *show;
	_Bool question;
	void *what;

	pthread_mutex_lock(&h->lock);
	show = h->waiting ? h->show : NULL;
	what = h->what;
	question = h->question;
	h->show = NULL;
	pthread_mutex_unlock(&h->lock);
	if (!show)
		return;
	show(h->window, what);
	if (!question)
		handover_answer(h, ERR_OK);
}

void handover_answer(struct handover *h, enum err with)
{
	pthread_mutex_lock(&h->lock);
	answer(h, with);
	pthread_mutex_unlock(&h->lock);
}

void handover_stop(struct handover *h)
{
	pthread_mutex_lock(&h->lock);
	h->stopped = 1;
	if (h->question)
		answer(h, ERR_DENIED);
	pthread_mutex_unlock(&h->lock);
}
