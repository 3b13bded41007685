#include "os/signals.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum err signals_open(const int *signals, int *fd_out, struct error *e)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	for (; *signals; signals++)
		sigaddset(&set, *signals);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return error_set(e, ERR_INTERNAL, "sigprocmask: %s", strerror(errno));
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		return error_set(e, ERR_INTERNAL, "signalfd: %s", strerror(errno));
	*fd_out = fd;
	return ERR_OK;
}

int signals_read(int fd)
{
	struct signalfd_siginfo info;

	return read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info) ? (int)info.ssi_signo : 0;
}

void signals_wait(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	while (!signals_read(fd))
		poll(&p, 1, -1);
}

int signals_wait_ms(int fd, int limit_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, limit_ms) > 0 ? signals_read(fd) : 0;
}
