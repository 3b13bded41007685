/* A sealer in a process of its own, for tests of the client. */
#pragma once
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../fast_dir.h"
#include "os/signals.h"
#include "sealer/client.h"
#include "sealer/server.h"

struct running {
	char dir[40], socket[64], auth[64];
	pid_t pid;
};

static inline UNUSED _Noreturn void running_child(const struct running *r)
{
	const struct sealer_setup setup = { .data_dir = r->dir, .clock = clock_system(),
					    .rng = rng_system() };
	struct sealer_server sv = { .path = r->socket, .log = NULL, .rng = rng_system() };
	struct error e = { 0 };

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that aborts leaves nothing behind */
	if (signals_open((const int[]){ SIGTERM, 0 }, &sv.stop_fd, &e) ||
	    sealer_open(&setup, &sv.sealer, &e)) {
		fprintf(stderr, "sealer: %s\n", e.msg);
		_exit(1);
	}
	if (sealer_serve(&sv, &e))
		_exit(2);
	sealer_free(sv.sealer);
	_exit(0);
}

static inline UNUSED void running_start(struct running *r)
{
	r->pid = fork();
	if (!r->pid)
		running_child(r);
}

static inline UNUSED int running_init(struct running *r)
{
	if (!fast_dir(r->dir))
		return -1;
	snprintf(r->socket, sizeof(r->socket), "%s/sealer.sock", r->dir);
	snprintf(r->auth, sizeof(r->auth), "%s/keys/sealer-auth", r->dir);
	running_start(r);
	return 0;
}

/* Asks until the sealer answers; at most some seconds. */
static inline UNUSED enum err running_wait(struct sealer_client *c)
{
	enum err rc = ERR_UNAVAILABLE;

	for (int i = 0; i < 1000 && rc == ERR_UNAVAILABLE; i++) {
		rc = sealer_health(c, NULL);
		if (rc == ERR_UNAVAILABLE)
			usleep(5000);
	}
	return rc;
}

static inline UNUSED int running_end(struct running *r, int sig)
{
	int status;

	kill(r->pid, sig);
	waitpid(r->pid, &status, 0);
	return status;
}
