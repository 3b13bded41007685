/* skysign sealer: the process that holds the signing keys. */
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cmd/command.h"
#include "cmd/service.h"
#include "os/signals.h"
#include "sealer/server.h"

static void tell_ready(void *service)
{
	service_ready(service, "sealer");
}

static enum err serve(struct service *sv, struct error *e)
{
	const struct sealer_setup setup = { .data_dir = sv->data_dir, .base_url = sv->authority_url,
					    .clock = clock_system(), .rng = rng_system() };
	struct sealer_server server = { .path = sv->sealer_socket, .log = &sv->log,
					.rng = rng_system(), .ready = tell_ready, .ctx = sv };
	AUTO(sealer) struct sealer *s = NULL;
	enum err rc;

	TRY(service_make_dirs(sv, e));
	TRY(sealer_open(&setup, &s, e));
	TRY(signals_open((const int[]){ SIGTERM, SIGINT, 0 }, &server.stop_fd, e));
	server.sealer = s;
	rc = sealer_serve(&server, e);
	close(server.stop_fd);
	return rc;
}

int cmd_sealer(int argc, char **argv)
{
	AUTO(service) struct service sv = { .ready_fd = -1 };
	struct error e = { 0 };
	enum err rc;

	umask(077);
	sealer_harden();
	rc = service_open(argc, argv, "sealer", &sv, &e);
	if (rc == ERR_OK)
		rc = serve(&sv, &e);
	return rc == ERR_OK ? 0 : command_failed("sealer", rc, &e);
}
