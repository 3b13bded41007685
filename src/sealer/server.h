/* The sealer's socket: a thread a connection, few at once, each proved to be one
 * of our own (same user, shared key) before it may ask. */
#pragma once
#include "base/log.h"
#include "sealer/sealer.h"

/* No core dump, no debugger, no new privileges for this process. */
void sealer_harden(void);

struct sealer_server {
	struct sealer *sealer;
	const char *path;	/* of the socket, mode 0600 */
	int stop_fd;		/* readable: finish what was asked, then return */
	const struct log *log;
	struct rng *rng;
	void (*ready)(void *ctx); /* called once when clients can connect; NULL: nobody waits */
	void *ctx;
};
enum err sealer_serve(const struct sealer_server *sv, struct error *e) MUST_USE;
