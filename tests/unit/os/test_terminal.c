/* Questions on a terminal of the test's own. The session's leader outlives who asks, and looks at
 * what is left. */
#include "../test.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include "os/terminal.h"

#define PROMPT "question: "

enum { WAIT_MS = 10000, ECHO_LEFT_OFF = 100, ANSWERED = 101, NO_ANSWER = 102 };

struct talk {
	int master, go[2]; /* go: the question may be asked */
	pid_t leader;
	char seen[256];
};

static void ask(int go, _Bool hidden)
{
	char line[16], byte;

	if (read(go, &byte, 1) == 1 && terminal_ask(PROMPT, hidden, line, sizeof(line)) &&
	    !strcmp(line, "answer"))
		_exit(ANSWERED);
	_exit(NO_ANSWER);
}

/* What became of who asked: a signal, or an exit status. */
static void lead(const char *tty, int go, _Bool hidden)
{
	struct termios now;
	int fd, status;
	pid_t asks;

	if (setsid() < 0 || (fd = open(tty, O_RDWR)) < 0 || ioctl(fd, TIOCSCTTY, 0) != 0)
		_exit(NO_ANSWER);
	signal(SIGINT, SIG_IGN); /* typed, it is for all of the terminal */
	asks = fork();
	if (!asks) {
		signal(SIGINT, SIG_DFL);
		ask(go, hidden);
	}
	if (waitpid(asks, &status, 0) != asks || tcgetattr(fd, &now) != 0)
		_exit(NO_ANSWER);
	if (!(now.c_lflag & ECHO))
		_exit(ECHO_LEFT_OFF);
	_exit(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static void talk_start(struct talk *t, _Bool hidden)
{
	*t = (struct talk){ .master = posix_openpt(O_RDWR | O_NOCTTY) };
	assert_true(t->master >= 0 && grantpt(t->master) == 0 && unlockpt(t->master) == 0);
	assert_int_equal(pipe(t->go), 0);
	t->leader = fork();
	if (!t->leader)
		lead(ptsname(t->master), t->go[0], hidden);
}

static void type(struct talk *t, const char *text)
{
	assert_int_equal(write(t->master, text, strlen(text)), strlen(text));
}

static void wait_seen(struct talk *t, const char *text)
{
	struct pollfd p = { .fd = t->master, .events = POLLIN };

	while (!strstr(t->seen, text)) {
		size_t len = strlen(t->seen);
		ssize_t n = 0;

		assert_int_equal(poll(&p, 1, WAIT_MS), 1);
		n = read(t->master, t->seen + len, sizeof(t->seen) - 1 - len);
		assert_true(n > 0);
	}
}

static void may_ask(struct talk *t)
{
	assert_int_equal(write(t->go[1], "", 1), 1);
}

static int talk_end(struct talk *t)
{
	int status;

	assert_int_equal(waitpid(t->leader, &status, 0), t->leader);
	close(t->master);
	close(t->go[0]);
	close(t->go[1]);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void what_was_typed_before_the_question_is_no_answer(void **state)
{
	(void)state;
	for (int hidden = 0; hidden < 2; hidden++) {
		struct talk t;

		talk_start(&t, hidden);
		type(&t, "before\n");
		wait_seen(&t, "before"); /* echoed: it is in the queue */
		may_ask(&t);
		wait_seen(&t, PROMPT);
		type(&t, "answer\n");
		assert_int_equal(talk_end(&t), ANSWERED);
	}
}

static void a_hidden_answer_is_not_shown(void **state)
{
	struct talk t;

	(void)state;
	talk_start(&t, 1);
	may_ask(&t);
	wait_seen(&t, PROMPT);
	type(&t, "answer\n");
	wait_seen(&t, "\n");
	assert_null(strstr(t.seen, "answer"));
	assert_int_equal(talk_end(&t), ANSWERED);
}

static void who_interrupts_a_hidden_answer_gets_a_terminal_that_shows(void **state)
{
	struct talk t;

	(void)state;
	talk_start(&t, 1);
	may_ask(&t);
	wait_seen(&t, PROMPT);
	type(&t, "ans\x03");
	assert_int_equal(talk_end(&t), SIGINT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_typed_before_the_question_is_no_answer),
		cmocka_unit_test(a_hidden_answer_is_not_shown),
		cmocka_unit_test(who_interrupts_a_hidden_answer_gets_a_terminal_that_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
