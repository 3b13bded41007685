#include "../test.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "os/process.h"
#include "os/signals.h"
#include "os/socket.h"

static void *answer_once(void *arg)
{
	int listener = *(int *)arg, fd = -1;
	unsigned char in[4];
	uid_t uid = 12345;
	pid_t pid = 0;

	if (unix_accept(listener, 2000, &fd, NULL) != ERR_OK ||
	    socket_recv(fd, in, sizeof(in), NULL) != ERR_OK ||
	    socket_peer(fd, &uid, &pid, NULL) != ERR_OK || uid != getuid() || pid != getpid() ||
	    socket_send(fd, BYTES(in, sizeof(in)), NULL) != ERR_OK)
		return NULL;
	close(fd);
	return arg;
}

static void two_processes_talk_and_know_who_is_there(void **state)
{
	unsigned char back[4];
	pthread_t t;
	void *fine = NULL;
	char path[64];
	int listener, fd;
	struct error e;
	(void)state;

	snprintf(path, sizeof(path), "/tmp/skysign-sock-%d", (int)getpid());
	assert_ok(unix_listen(path, 0600, &listener, &e));
	assert_int_equal(pthread_create(&t, NULL, answer_once, &listener), 0);
	assert_ok(unix_connect(path, 2000, &fd, &e));
	assert_ok(socket_send(fd, BYTES_LIT("ping"), &e));
	assert_ok(socket_recv(fd, back, 4, &e));
	assert_memory_equal(back, "ping", 4);
	assert_int_equal(socket_recv(fd, back, 1, &e), ERR_UNAVAILABLE);
	pthread_join(t, &fine);
	assert_non_null(fine);
	close(fd);
	close(listener);
	assert_int_equal(unix_connect(path, 100, &fd, &e), ERR_UNAVAILABLE);
	unlink(path);
}

static void who_stays_silent_is_given_up_in_time(void **state)
{
	unsigned char c;
	char path[64];
	int listener, fd;
	struct error e;
	(void)state;

	snprintf(path, sizeof(path), "/tmp/skysign-sock2-%d", (int)getpid());
	assert_ok(unix_listen(path, 0600, &listener, &e));
	assert_ok(unix_connect(path, 50, &fd, &e));
	assert_int_equal(socket_recv(fd, &c, 1, &e), ERR_TIMEOUT);
	close(fd);
	close(listener);
	unlink(path);
}

static void a_child_is_waited_for_with_a_limit_and_ends_with_its_group(void **state)
{
	const char *argv[] = { "/bin/sleep", "30", NULL };
	struct process_spec s = { .argv = argv, .in = -1, .out = -1, .err = -1 };
	char text[PROCESS_STATUS_SIZE];
	pid_t pid;
	int status;
	struct error e;
	(void)state;

	assert_ok(process_start(&s, &pid, &e));
	assert_int_equal(process_wait(pid, 50, &status, &e), ERR_TIMEOUT);
	process_kill_group(pid, SIGTERM);
	assert_ok(process_wait(pid, 5000, &status, &e));
	process_status_text(status, text);
	assert_string_equal(text, "signal 15");
}

static void blocked_signals_are_read_as_events(void **state)
{
	int fd;
	struct error e;
	(void)state;

	assert_ok(signals_open((const int[]){ SIGUSR1, 0 }, &fd, &e));
	assert_int_equal(signals_read(fd), 0);
	raise(SIGUSR1);
	assert_int_equal(signals_read(fd), SIGUSR1);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_processes_talk_and_know_who_is_there),
		cmocka_unit_test(who_stays_silent_is_given_up_in_time),
		cmocka_unit_test(a_child_is_waited_for_with_a_limit_and_ends_with_its_group),
		cmocka_unit_test(blocked_signals_are_read_as_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
