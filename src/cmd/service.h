/* What every process of the service begins with: settings, log, the places in the data directory.
 */
#pragma once
#include "base/config.h"
#include "base/log.h"

struct service {
	struct config *config;
	struct log log;
	int ready_fd; /* --ready-fd: where readiness is told once; -1: nobody asked */
	/* owned strings */
	char *data_dir, *database, *sealer_socket, *sealer_auth, *worker_socket, *keys_dir, *blobs_dir, *tmp_dir;
	char *authority_url; /* our address, which certificates of the local authority name: base_url, or
			      * where we listen */
};

/* Reads --set name=value … and --ready-fd N, then the settings. process: "web", "worker" … */
enum err service_open(int argc, char **argv, const char *process, struct service *out,
		      struct error *e) MUST_USE;
void service_done(struct service *s);
DEFINE_AUTO_DONE(service, struct service)

/* The data directory and the folders in it, 0700. */
enum err service_make_dirs(const struct service *s, struct error *e) MUST_USE;
/* Writes the line and closes the descriptor; once. */
void service_ready(struct service *s, const char *line);
/* No core dumps (they would hold keys and documents); ends by SIGTERM and SIGINT are the caller's.
 */
void service_harden(void);
/* Is everything marked 試用? Without an outside address or mail, it is. */
_Bool service_trial(const struct service *s);

/* Prints "skysign COMMAND: message" and gives the exit status of the error. */
int command_failed(const char *command, enum err rc, const struct error *e);
