/* Child processes: no shell, no inherited files but those named, one group each. */
#pragma once
#include <sys/types.h>
#include "base/clock.h"
#include "base/error.h"

struct process_spec {
	const char *const *argv; /* argv[0] is a path, or a name looked up in /usr/bin:/bin */
	const char *program; /* what is run instead of argv[0]; NULL: argv[0] */
	const char *const *env;	 /* NULL: empty environment */
	const char *dir;	 /* NULL: as the parent */
	int in, out, err;	 /* file descriptors; -1: /dev/null */
	const int *keep;	 /* more descriptors that stay open, -1 at the end; NULL: none */
	int die_with_parent; /* signal that the child gets when its parent thread ends; 0: none */
	void (*prepare)(void *ctx); /* runs in the child before exec; async-signal-safe work only */
	void *ctx;
};

/* The child leads a group of its own. ERR_UNAVAILABLE when it cannot be started. */
enum err process_start(const struct process_spec *spec, pid_t *out, struct error *e) MUST_USE;
/* Waits at most limit_ms (-1: for ever). *status_out as of waitpid(2). ERR_TIMEOUT: still running.
 */
enum err process_wait(pid_t pid, int limit_ms, int *status_out, struct error *e) MUST_USE;
void process_kill_group(pid_t pid, int sig);
/* "exit 3", "signal 9": for messages. */
enum { PROCESS_STATUS_SIZE = 24 };
void process_status_text(int status, char out[PROCESS_STATUS_SIZE]);
