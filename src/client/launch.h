/* How a browser starts the signing program, with a window or in a terminal: `--url skysign://…` and
 * nothing beside it. Whoever makes the address cannot add an option. */
#pragma once
#include "client/run.h"

struct launch {
	struct secret *ticket;
	const struct client_server *server; /* in mem */
};
void launch_done(struct launch *l);
DEFINE_AUTO_DONE(launch, struct launch)

/* An argument says --url: then launch_read alone decides, and no other argument is looked at. */
_Bool launch_wanted(int argc, char **argv);
/* The address, whose server stands on this PC's list; it is wiped where it stood. launch_done also
 * after a failure. ERR_INVALID, ERR_DENIED. */
enum err launch_read(int argc, char **argv, struct arena *mem, struct launch *out,
		     struct error *e) MUST_USE;

/* client_run with the system's network, clock and randomness. job.fetcher, clock and rng are
 * filled in here. */
enum err launch_run(struct client_job job, struct arena *mem, const char **told_out,
		    struct error *e) MUST_USE;

/* Japanese unless `lang` ("ja", "en", NULL) or else the environment speaks another language. */
_Bool launch_japanese(const char *lang);
