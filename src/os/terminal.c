#include "os/terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

/* A terminal gives a line at a time. What was typed before the question is no answer to it. */
static ssize_t exchange(int fd, const char *prompt, char *line, size_t size)
{
	ssize_t n;

	tcflush(fd, TCIFLUSH);
	if (write(fd, prompt, strlen(prompt)) < 0)
		return -1;
	do {
		n = read(fd, line, size - 1);
	} while (n < 0 && errno == EINTR);
	return n;
}

/* Of the terminal while it hides what is typed; one question is asked at a time. */
static struct {
	int fd;
	struct termios before;
} shown;

static const int enders[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

/* The signal waits while it is handled, and then does what it would have done: SA_RESETHAND. */
static void show_and_end(int sig)
{
	tcsetattr(shown.fd, TCSAFLUSH, &shown.before);
	raise(sig);
}

/* Where a signal would end the program: what handles it in another way, or ignores it, stays. */
static void enders_replace(void (*from)(int), void (*to)(int))
{
	struct sigaction now, next = { .sa_handler = to, .sa_flags = (int)SA_RESETHAND };

	sigemptyset(&next.sa_mask);
	for (size_t i = 0; i < sizeof(enders) / sizeof(enders[0]); i++)
		if (sigaction(enders[i], NULL, &now) == 0 && now.sa_handler == from)
			sigaction(enders[i], &next, NULL);
}

static ssize_t exchange_hidden(int fd, const char *prompt, char *line, size_t size)
{
	struct termios quiet;
	ssize_t n;

	shown.fd = fd;
	if (tcgetattr(fd, &shown.before) != 0)
		return -1;
	quiet = shown.before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	enders_replace(SIG_DFL, show_and_end);
	tcsetattr(fd, TCSAFLUSH, &quiet);
	n = exchange(fd, prompt, line, size);
	tcsetattr(fd, TCSAFLUSH, &shown.before);
	enders_replace(show_and_end, SIG_DFL);
	if (write(fd, "\n", 1) < 0)
		return -1;
	return n;
}

_Bool terminal_ask(const char *prompt, _Bool hidden, char *line, size_t size)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	ssize_t n;

	if (fd < 0)
		return 0;
	n = (hidden ? exchange_hidden : exchange)(fd, prompt, line, size);
	close(fd);
	if (n <= 0)
		return 0;
	line[n] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	return 1;
}
