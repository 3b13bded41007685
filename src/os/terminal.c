#include "os/terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

/* A terminal gives a line at a time. */
static ssize_t exchange(int fd, const char *prompt, char *line, size_t size)
{
	ssize_t n;

	if (write(fd, prompt, strlen(prompt)) < 0)
		return -1;
	do {
		n = read(fd, line, size - 1);
	} while (n < 0 && errno == EINTR);
	return n;
}

static ssize_t exchange_hidden(int fd, const char *prompt, char *line, size_t size)
{
	struct termios before, quiet;
	ssize_t n;

	if (tcgetattr(fd, &before) != 0)
		return -1;
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(fd, TCSAFLUSH, &quiet);
	n = exchange(fd, prompt, line, size);
	tcsetattr(fd, TCSAFLUSH, &before);
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
