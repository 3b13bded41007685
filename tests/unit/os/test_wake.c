#include "../test.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/clock.h"
#include "os/wake.h"

enum { LONG_MS = 20000, SHORT_MS = 30 };
static char path[64];

static int make_path(void **state)
{
	char dir[] = "/tmp/wake-XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/worker.sock", dir);
	return 0;
}

static int remove_path(void **state)
{
	(void)state;
	unlink(path);
	*strrchr(path, '/') = '\0';
	return rmdir(path);
}

static void *say(void *arg)
{
	(void)arg;
	usleep(SHORT_MS * 1000);
	wake_send(path);
	return NULL;
}

static void a_word_ends_the_waiting(void **state)
{
	time_ms start = clock_monotonic();
	pthread_t thread;
	int fd;

	(void)state;
	assert_int_equal(wake_open(path, &fd, NULL), ERR_OK);
	assert_int_equal(pthread_create(&thread, NULL, say, NULL), 0);
	wake_wait(fd, LONG_MS);
	assert_true(clock_monotonic() - start < LONG_MS / 2);
	pthread_join(thread, NULL);
	close(fd);
}

static void a_word_said_before_the_waiting_is_heard_once(void **state)
{
	time_ms start = clock_monotonic();
	int fd;

	(void)state;
	assert_int_equal(wake_open(path, &fd, NULL), ERR_OK);
	wake_send(path);
	wake_wait(fd, LONG_MS);
	assert_true(clock_monotonic() - start < LONG_MS / 2);
	start = clock_monotonic();
	wake_wait(fd, SHORT_MS);
	assert_true(clock_monotonic() - start >= SHORT_MS - 2);
	close(fd);
}

static void a_speaker_never_waits_though_nobody_hears(void **state)
{
	int fd;

	(void)state;
	wake_send("/nowhere/at/all");
	assert_int_equal(wake_open(path, &fd, NULL), ERR_OK);
	for (int i = 0; i < 5000; i++) /* more than the socket holds */
		wake_send(path);
	close(fd);
	wake_send(path);
}

static void a_path_that_cannot_be_is_refused(void **state)
{
	char longer[200];
	int fd;

	(void)state;
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(wake_open(longer, &fd, NULL), ERR_INVALID);
	assert_int_equal(wake_open("/nowhere/at/all", &fd, NULL), ERR_UNAVAILABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_ends_the_waiting),
		cmocka_unit_test(a_word_said_before_the_waiting_is_heard_once),
		cmocka_unit_test(a_speaker_never_waits_though_nobody_hears),
		cmocka_unit_test(a_path_that_cannot_be_is_refused),
	};

	return cmocka_run_group_tests(tests, make_path, remove_path);
}
