/* skysign web: the HTTP process. Holds no signing key. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "cmd/api_tables.h"
#include "cmd/checks.h"
#include "cmd/command.h"
#include "cmd/embedded.h"
#include "cmd/service.h"
#include "cmd/web_system.h"
#include "http/server.h"
#include "os/signals.h"

/* Addresses that are screens of the application; what is below them too where it ends in '/'. */
static const struct page_rule pages[] = {
	{ "/", "/index.html" },
	{ "/envelopes", "/index.html" },
	{ "/envelopes/", "/index.html" },
	{ "/outbox", "/index.html" },
	{ "/outbox/", "/index.html" },
	{ "/members", "/index.html" },
	{ "/account", "/index.html" },
	{ "/system", "/index.html" },
	{ "/verify", "/index.html" },
	{ "/sign-in", "/index.html" },
	{ "/setup", "/index.html" },
	{ "/invite", "/index.html" },
	{ "/preservation", "/index.html" },
	{ "/timestamps", "/index.html" },
	{ "/signing", "/index.html" },
	{ "/authentication", "/index.html" },
	{ "/party", "/index.html" },
	{ "/r/", "/r/index.html" },
	{ "/r", "/r/index.html" },
};

static const struct web_check checks[] = {
	{ "database", check_database },
	{ "sealer", check_sealer },
	{ "worker", check_worker },
	{ "disk", check_disk },
};

struct web {
	struct service service;
	struct web_system system;
	struct static_files files;
	struct api_tables api;
	struct http_server *server;
	int signals;
};

static void files_of(struct web *w)
{
	const char *dir = config_str(w->service.config, SETTING_web_dir);

	w->files = (struct static_files){
		.files = embedded_files,
		.n = embedded_file_count,
		.dir = *dir ? dir : NULL,
		.pages = pages,
		.n_pages = COUNT_OF(pages),
	};
}

static struct http_config config_of(struct web *w)
{
	const struct config *c = w->service.config;

	return (struct http_config){
		.listen = config_str(c, SETTING_listen),
		.base_url = config_str(c, SETTING_base_url),
		.trusted_proxies = config_str(c, SETTING_trusted_proxies),
		.lang = config_str(c, SETTING_language),
		.tables = w->api.tables,
		.n_tables = w->api.n,
		.files = &w->files,
		.log = &w->service.log,
		.metrics = w->system.metrics,
		.threads = (unsigned)config_num(c, SETTING_web_threads),
		.streams = (unsigned)config_num(c, SETTING_web_uploads),
		.connections = (unsigned)config_num(c, SETTING_web_connections),
		.connections_per_ip = (unsigned)config_num(c, SETTING_web_connections_per_ip),
	};
}

static void tell_ready(struct web *w)
{
	const char *listen = config_str(w->service.config, SETTING_listen);
	const char *colon = strrchr(listen, ':');
	char line[128];

	snprintf(line, sizeof(line), "http://%.*s:%u", colon ? (int)(colon - listen) : 0, listen,
		 http_server_port(w->server));
	log_event(&w->service.log, LOG_INFO, "web.listening", LF_STR("address", line));
	service_ready(&w->service, line);
}

static enum err run(struct web *w, struct error *e)
{
	static const int ends[] = { SIGTERM, SIGINT, 0 };
	struct http_config c;

	TRY(service_make_dirs(&w->service, e));
	TRY(signals_open(ends, &w->signals, e));
	w->system = (struct web_system){ .service = &w->service,
					 .checks = checks,
					 .n_checks = COUNT_OF(checks) };
	TRY(api_tables_open(&w->service, &w->system, &w->api, e));
	w->system.openapi = w->api.openapi;
	w->system.metrics = metrics_new(w->api.tables, w->api.n);
	files_of(w);
	c = config_of(w);
	TRY(http_server_start(&c, &w->server, e));
	tell_ready(w);
	signals_wait(w->signals);
	return ERR_OK;
}

int cmd_web(int argc, char **argv)
{
	struct web w = { .service = { .ready_fd = -1 }, .signals = -1 };
	struct error e = { 0 };
	enum err rc;

	service_harden();
	signal(SIGPIPE, SIG_IGN);
	rc = service_open(argc, argv, "web", &w.service, &e);
	if (rc == ERR_OK)
		rc = run(&w, &e);
	http_server_free(w.server);
	metrics_free(w.system.metrics);
	api_tables_close(&w.api);
	service_done(&w.service);
	return rc == ERR_OK ? 0 : command_failed("web", rc, &e);
}
