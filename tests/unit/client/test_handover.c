/* Two threads: one that works and asks, one that owns the window and answers. */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include "../test.h"
#include "client/handover.h"

struct stage {
	struct handover *h;
	sem_t woken;
	pthread_t owner;
	unsigned shown, wrong_thread;
	enum err answer; /* ERR_COUNT_: not at once */
	enum err got, got_later;
	_Bool told;
};

static void wake(void *window)
{
	sem_post(&((struct stage *)window)->woken);
}

static void show(void *window, void *what)
{
	struct stage *s = window;

	s->shown += *(unsigned *)what;
	s->wrong_thread += !pthread_equal(pthread_self(), s->owner);
	if (s->answer != ERR_COUNT_)
		handover_answer(s->h, s->answer);
}

static void stage_init(struct stage *s, enum err answer)
{
	*s = (struct stage){ .owner = pthread_self(), .answer = answer };
	sem_init(&s->woken, 0, 0);
	s->h = handover_new(wake, s);
}

static void *asks_twice(void *data)
{
	struct stage *s = data;
	unsigned first = 1, second = 10;

	s->got = handover_ask(s->h, show, &first, NULL);
	s->got_later = handover_ask(s->h, show, &second, NULL);
	return NULL;
}

static void serve(struct stage *s)
{
	sem_wait(&s->woken);
	handover_serve(s->h);
}

static void a_question_is_answered_in_the_windows_thread(void **state)
{
	struct stage s;
	pthread_t worker;

	(void)state;
	stage_init(&s, ERR_OK);
	pthread_create(&worker, NULL, asks_twice, &s);
	serve(&s);
	s.answer = ERR_NOT_FOUND;
	serve(&s);
	pthread_join(worker, NULL);
	assert_int_equal(s.got, ERR_OK);
	assert_int_equal(s.got_later, ERR_NOT_FOUND);
	assert_int_equal(s.shown, 11);
	assert_int_equal(s.wrong_thread, 0);
	handover_free(s.h);
}

static void *asks_once(void *data)
{
	struct stage *s = data;
	unsigned what = 1;

	s->got = handover_ask(s->h, show, &what, NULL);
	return NULL;
}

static void a_second_click_answers_nothing(void **state)
{
	struct stage s;
	pthread_t worker;

	(void)state;
	stage_init(&s, ERR_COUNT_);
	handover_answer(s.h, ERR_CERT); /* before anything is asked */
	handover_serve(s.h);
	assert_int_equal(s.shown, 0);
	pthread_create(&worker, NULL, asks_once, &s);
	serve(&s);
	handover_serve(s.h); /* shown once, however often the window wakes up */
	assert_int_equal(s.shown, 1);
	handover_answer(s.h, ERR_OK);
	handover_answer(s.h, ERR_CERT);
	pthread_join(worker, NULL);
	assert_int_equal(s.got, ERR_OK);
	handover_free(s.h);
}

static void who_has_stopped_is_asked_nothing_more(void **state)
{
	struct stage s;
	pthread_t worker;

	(void)state;
	stage_init(&s, ERR_COUNT_);
	pthread_create(&worker, NULL, asks_twice, &s);
	serve(&s);
	assert_false(handover_stopped(s.h));
	handover_stop(s.h);
	pthread_join(worker, NULL);
	assert_int_equal(s.got, ERR_DENIED);
	assert_int_equal(s.got_later, ERR_DENIED);
	assert_int_equal(s.shown, 1); /* the second was never shown */
	assert_true(handover_stopped(s.h));
	handover_free(s.h);
}

static void *tells(void *data)
{
	struct stage *s = data;
	unsigned what = 1;

	handover_tell(s->h, show, &what);
	s->told = s->shown == 1;
	return NULL;
}

static void what_is_told_is_shown_even_then(void **state)
{
	struct stage s;
	pthread_t worker;

	(void)state;
	stage_init(&s, ERR_COUNT_);
	handover_stop(s.h);
	pthread_create(&worker, NULL, tells, &s);
	handover_stop(s.h); /* is no answer to it */
	serve(&s);
	pthread_join(worker, NULL);
	assert_true(s.told);
	handover_free(s.h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_is_answered_in_the_windows_thread),
		cmocka_unit_test(a_second_click_answers_nothing),
		cmocka_unit_test(who_has_stopped_is_asked_nothing_more),
		cmocka_unit_test(what_is_told_is_shown_even_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
