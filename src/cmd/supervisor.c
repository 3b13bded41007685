#include "cmd/supervisor.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "os/process.h"
#include "os/signals.h"

enum {
	YOUNG_MS = 1000, /* who dies younger is started again a little later each time */
	PAUSE_MIN_MS = 50,
	PAUSE_MAX_MS = 5000,
	END_MS = 10000,
	START_FAILURES_MAX =
		3, /* while the service starts; later a child is brought back for ever */
	ARGV_MAX = 160,
};

extern char **environ;

enum err supervisor_open(struct supervisor *s, struct error *e)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGCHLD, 0 };

	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	for (size_t i = 0; i < s->n; i++)
		s->children[i].ready_fd = -1;
	return signals_open(signals, &s->signal_fd, e);
}

static time_ms pause_after(unsigned failures)
{
	time_ms pause = PAUSE_MIN_MS;

	while (--failures && pause < PAUSE_MAX_MS)
		pause *= 2;
	return pause < PAUSE_MAX_MS ? pause : PAUSE_MAX_MS;
}

static void drop_ready_fd(struct supervised *c)
{
	if (c->ready_fd >= 0)
		close(c->ready_fd);
	c->ready_fd = -1;
}

static enum err launch(struct supervisor *s, struct supervised *c, int write_fd, struct error *e)
{
	const char *argv[ARGV_MAX] = { NULL };
	char fd[16];
	int keep[] = { write_fd, s->keep[0], -1 };
	struct process_spec p = {
		.argv = argv,
		.env = (const char *const *)(uintptr_t)environ,
		.in = -1,
		.out = STDERR_FILENO,
		.err = STDERR_FILENO,
		.keep = keep,
		.die_with_parent = SIGKILL,
		.program = "/proc/self/exe",
	};
	size_t n = 0;

	for (; c->argv[n] && n < ARGV_MAX - 3; n++)
		argv[n] = c->argv[n];
	snprintf(fd, sizeof(fd), "%d", write_fd);
	argv[n] = "--ready-fd";
	argv[n + 1] = fd;
	return process_start(&p, &c->pid, e);
}

static void start(struct supervisor *s, struct supervised *c)
{
	struct error e = { 0 };
	int fds[2];

	c->ready = 0;
	c->restart_at = 0;
	c->started = clock_monotonic();
	drop_ready_fd(c);
	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) || launch(s, c, fds[1], &e) != ERR_OK) {
		log_event(s->log, LOG_ERROR, "process.not_started", LF_STR("process", c->name),
			  LF_STR("error", e.msg));
		c->pid = 0;
		c->failures++;
		c->restart_at = clock_monotonic() + pause_after(c->failures);
		return;
	}
	close(fds[1]);
	c->ready_fd = fds[0];
	log_event(s->log, LOG_INFO, "process.started", LF_STR("process", c->name),
		  LF_INT("pid", c->pid));
}

static void died(struct supervisor *s, struct supervised *c, int status)
{
	_Bool young = clock_monotonic() - c->started < YOUNG_MS;
	char text[PROCESS_STATUS_SIZE];

	process_status_text(status, text);
	log_event(s->log, s->ending ? LOG_INFO : LOG_WARN, "process.ended",
		  LF_STR("process", c->name), LF_INT("pid", c->pid), LF_STR("status", text));
	process_kill_group(c->pid, SIGKILL); /* what it left behind */
	drop_ready_fd(c);
	c->pid = 0;
	c->ready = 0;
	c->failures = young ? c->failures + 1 : 1;
	c->restart_at = clock_monotonic() + (young ? pause_after(c->failures) : 0);
}

static void reap(struct supervisor *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < s->n; i++)
			if (s->children[i].pid == pid)
				died(s, &s->children[i], status);
}

static void hear(struct supervised *c)
{
	ssize_t n = read(c->ready_fd, c->line, sizeof(c->line) - 1);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n > 0) {
		c->line[n] = '\0';
		c->line[strcspn(c->line, "\n")] = '\0';
		c->ready = 1;
	}
	drop_ready_fd(c);
}

/* One round: waits at most limit_ms for something to happen, then starts whom it is time for. */
static void turn(struct supervisor *s, int limit_ms)
{
	struct pollfd p[SUPERVISED_MAX + 1] = { { .fd = s->signal_fd, .events = POLLIN } };
	time_ms now = clock_monotonic();
	int sig;

	for (size_t i = 0; i < s->n; i++) {
		struct supervised *c = &s->children[i];
		time_ms wait = c->restart_at ? c->restart_at - now : limit_ms;

		p[i + 1] = (struct pollfd){ .fd = c->ready_fd, .events = POLLIN };
		limit_ms = limit_ms < 0 || (wait >= 0 && wait < limit_ms) ? (int)wait : limit_ms;
	}
	poll(p, s->n + 1, limit_ms);
	while ((sig = signals_read(s->signal_fd)) != 0)
		s->ending = s->ending || sig != SIGCHLD;
	reap(s);
	now = clock_monotonic();
	for (size_t i = 0; i < s->n; i++) {
		struct supervised *c = &s->children[i];

		if (c->ready_fd >= 0)
			hear(c);
		if (!s->ending && c->restart_at && now >= c->restart_at)
			start(s, c);
	}
}

enum err supervisor_start(struct supervisor *s, struct supervised *c, int limit_ms, struct error *e)
{
	time_ms until = clock_monotonic() + limit_ms;

	start(s, c);
	while (!c->ready && !s->ending) {
		if (c->failures >= START_FAILURES_MAX)
			return error_set(e, ERR_UNAVAILABLE,
					 "%s ends while starting; its words are above", c->name);
		if (clock_monotonic() > until)
			return error_set(e, ERR_TIMEOUT, "%s does not become ready", c->name);
		turn(s, 1000);
	}
	return s->ending ? error_set(e, ERR_UNAVAILABLE, "asked to end") : ERR_OK;
}

void supervisor_run(struct supervisor *s)
{
	while (!s->ending)
		turn(s, -1);
}

static _Bool any_left(const struct supervisor *s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (s->children[i].pid)
			return 1;
	return 0;
}

static void end_some(struct supervisor *s, size_t from, size_t to, time_ms until)
{
	for (size_t i = from; i < to; i++)
		if (s->children[i].pid)
			kill(s->children[i].pid, SIGTERM);
	while (any_left(s, from, to) && clock_monotonic() < until)
		turn(s, 200);
}

void supervisor_end(struct supervisor *s)
{
	time_ms until = clock_monotonic() + END_MS;

	s->ending = 1;
	end_some(s, 1, s->n, until); /* who asks goes before who answers */
	end_some(s, 0, 1, until);
	for (size_t i = 0; i < s->n; i++)
		process_kill_group(s->children[i].pid, SIGKILL);
	while (any_left(s, 0, s->n))
		turn(s, 200);
}
