/* Keeps child processes running: starts them in order, brings a dead one back at
 * once (with growing pauses when it dies young again and again), ends all together. */
#pragma once
#include <sys/types.h>
#include "base/error.h"
#include "base/log.h"

enum { SUPERVISED_MAX = 4 };

struct supervised {
	const char *const *argv; /* of the executable that runs now; "--ready-fd N" is added */
	const char *name;	 /* ready is told by its first line on that descriptor */
	/* its own */
	pid_t pid;
	int ready_fd;
	unsigned failures;
	time_ms started, restart_at;
	_Bool ready;
	char line[128]; /* what it said when it was ready */
};

struct supervisor {
	struct supervised *children;
	size_t n;
	const struct log *log;
	int signal_fd;
	_Bool ending;
	int keep[2]; /* descriptor that children inherit (the lock), -1 at the end */
};

/* Opens the signals. */
enum err supervisor_open(struct supervisor *s, struct error *e) MUST_USE;
/* Starts this child and serves events until it is ready. ERR_TIMEOUT after limit_ms;
 * ERR_UNAVAILABLE when it ends again and again, or a signal asked for the end meanwhile. */
enum err supervisor_start(struct supervisor *s, struct supervised *c, int limit_ms,
			  struct error *e) MUST_USE;
void supervisor_run(struct supervisor *s); /* until SIGTERM or SIGINT */
void supervisor_end(struct supervisor *s); /* SIGTERM, the first child last; SIGKILL after 10 s */
