#include "os/process.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static _Bool kept(const int *keep, int fd)
{
	for (; keep && *keep >= 0; keep++)
		if (*keep == fd)
			return 1;
	return 0;
}

/* The report descriptor closes itself at exec: its end says that exec worked. */
static void close_others(const int *keep, int report)
{
	int from = report + 1;

	for (const int *k = keep; k && *k >= 0; k++) {
		fcntl(*k, F_SETFD, 0);
		from = *k >= from ? *k + 1 : from;
	}
	for (int fd = 3; fd < from; fd++)
		if (fd != report && !kept(keep, fd))
			close(fd);
	syscall(SYS_close_range, (unsigned)from, ~0u, 0u);
}

/* Descriptors are moved out of the way first, so that none is overwritten. */
static void set_standard(const struct process_spec *s)
{
	int wanted[3] = { s->in, s->out, s->err };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int i = 0; i < 3; i++)
		wanted[i] = fcntl(wanted[i] >= 0 ? wanted[i] : null, F_DUPFD_CLOEXEC, 10);
	for (int i = 0; i < 3; i++)
		dup2(wanted[i], i);
}

static void signals_default(void)
{
	sigset_t none;

	for (int sig = 1; sig < 32; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void child(const struct process_spec *s, pid_t parent, int report)
{
	static const char *const nothing[] = { NULL };
	const char *const *env = s->env ? s->env : nothing;
	const char *program = s->program ? s->program : s->argv[0];
	int why;

	setpgid(0, 0);
	signals_default();
	if (s->die_with_parent) {
		prctl(PR_SET_PDEATHSIG, s->die_with_parent);
		if (getppid() != parent)
			_exit(127);
	}
	set_standard(s);
	if (s->dir && chdir(s->dir))
		goto fail;
	if (s->prepare)
		s->prepare(s->ctx);
	close_others(s->keep, report);
	if (strchr(program, '/')) {
		execve(program, (char *const *)(uintptr_t)s->argv,
		       (char *const *)(uintptr_t)env);
	} else {
		char path[256];

		snprintf(path, sizeof(path), "/usr/bin/%s", program);
		execve(path, (char *const *)(uintptr_t)s->argv, (char *const *)(uintptr_t)env);
	}
fail:
	why = errno;
	if (write(report, &why, sizeof(why)) < 0)
		_exit(126);
	_exit(127);
}

enum err process_start(const struct process_spec *spec, pid_t *out, struct error *e)
{
	pid_t parent = getpid(), pid;
	int report[2], why = 0;
	ssize_t n;

	if (pipe2(report, O_CLOEXEC))
		return error_set(e, ERR_UNAVAILABLE, "pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0) {
		close(report[0]);
		close(report[1]);
		return error_set(e, ERR_UNAVAILABLE, "fork: %s", strerror(errno));
	}
	if (!pid)
		child(spec, parent, report[1]);
	close(report[1]);
	setpgid(pid, pid);
	do {
		n = read(report[0], &why, sizeof(why));
	} while (n < 0 && errno == EINTR);
	close(report[0]);
	if (n > 0) {
		waitpid(pid, NULL, 0);
		return error_set(e, ERR_UNAVAILABLE, "cannot start %s: %s", spec->argv[0],
				 strerror(why));
	}
	*out = pid;
	return ERR_OK;
}

enum err process_wait(pid_t pid, int limit_ms, int *status_out, struct error *e)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0u), ready = 1;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	time_ms until = clock_monotonic() + limit_ms;
	pid_t got;

	if (fd >= 0) {
		do {
			time_ms left = until - clock_monotonic();

			ready = poll(&p, 1, limit_ms < 0 ? -1 : left > 0 ? (int)left : 0);
		} while (ready < 0 && errno == EINTR);
		close(fd);
	}
	if (!ready)
		return error_set(e, ERR_TIMEOUT, "still running after %d ms", limit_ms);
	do {
		got = waitpid(pid, status_out, 0);
	} while (got < 0 && errno == EINTR);
	return got == pid ? ERR_OK : error_set(e, ERR_INTERNAL, "waitpid: %s", strerror(errno));
}

void process_kill_group(pid_t pid, int sig)
{
	if (pid > 0)
		kill(-pid, sig);
}

void process_status_text(int status, char out[PROCESS_STATUS_SIZE])
{
	if (WIFSIGNALED(status))
		snprintf(out, PROCESS_STATUS_SIZE, "signal %d", WTERMSIG(status));
	else
		snprintf(out, PROCESS_STATUS_SIZE, "exit %d", WEXITSTATUS(status));
}
