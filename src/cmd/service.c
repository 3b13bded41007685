#include "cmd/service.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include "base/options.h"
#include "os/file.h"

extern char **environ;

static char *below(const char *dir, const char *name)
{
	char *s;

	if (asprintf(&s, "%s/%s", dir, name) < 0)
		abort();
	return s;
}

static char *copy(const char *s)
{
	char *c = strdup(s);

	if (!c)
		abort();
	return c;
}

static char *authority_url(const char *base_url, const char *listen)
{
	char *url = NULL;
	size_t len;

	if (asprintf(&url, "%s%s", *base_url ? base_url : "http://", *base_url ? "" : listen) < 0)
		abort();
	len = strlen(url);
	if (url[len - 1] == '/')
		url[len - 1] = '\0';
	return url;
}

static void places(struct service *s)
{
	const char *db = config_str(s->config, SETTING_database);
	const char *sock = config_str(s->config, SETTING_sealer_socket);

	s->authority_url = authority_url(config_str(s->config, SETTING_base_url),
					 config_str(s->config, SETTING_listen));
	s->data_dir = copy(config_str(s->config, SETTING_data_dir));
	s->keys_dir = below(s->data_dir, "keys");
	s->blobs_dir = below(s->data_dir, "blobs");
	s->tmp_dir = below(s->data_dir, "tmp");
	s->worker_socket = below(s->data_dir, "worker.sock");
	s->sealer_auth = below(s->keys_dir, "sealer-auth");
	s->sealer_socket = *sock ? copy(sock) : below(s->data_dir, "sealer.sock");
	if (*db)
		s->database = copy(db);
	else if (asprintf(&s->database, "sqlite:%s/skysign.db", s->data_dir) < 0)
		abort();
}

static enum log_level level_of(const char *name)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };

	for (unsigned i = 0; i < COUNT_OF(names); i++)
		if (!strcmp(names[i], name))
			return (enum log_level)i;
	return LOG_INFO;
}

static enum err options_read(int argc, char **argv, struct option_list *sets, int *ready_fd,
			     struct error *e)
{
	const char *fd = NULL;
	const struct option options[] = {
		{ "--set", OPTION_LIST, sets },
		{ "--ready-fd", OPTION_TEXT, &fd },
	};
	char *end;
	int left;

	TRY(options_parse(options, COUNT_OF(options), argc, argv, &left, e));
	if (left)
		return error_set(e, ERR_INVALID, "\"%s\" is not expected here", argv[1]);
	*ready_fd = fd ? (int)strtol(fd, &end, 10) : -1;
	return ERR_OK;
}

enum err service_open(int argc, char **argv, const char *process, struct service *out,
		      struct error *e)
{
	struct option_list sets = { 0 };
	const char *list[OPTION_LIST_MAX + 1] = { NULL };
	struct config_source src = { environ, list };
	struct service s = { 0 };

	TRY(options_read(argc, argv, &sets, &s.ready_fd, e));
	memcpy(list, sets.items, sets.n * sizeof(*list));
	TRY(config_load(&src, &s.config, e));
	places(&s);
	s.log = (struct log){
		.fd = STDERR_FILENO,
		.min = level_of(config_str(s.config, SETTING_log_level)),
		.clock = clock_system(),
		.process = process,
	};
	*out = s;
	return ERR_OK;
}

void service_done(struct service *s)
{
	char *owned[] = { s->data_dir, s->database,  s->sealer_socket, s->sealer_auth, s->worker_socket,
			  s->keys_dir, s->blobs_dir, s->tmp_dir, s->authority_url };

	for (size_t i = 0; i < COUNT_OF(owned); i++)
		free(owned[i]);
	config_free(s->config);
	*s = (struct service){ .ready_fd = -1 };
}

enum err service_make_dirs(const struct service *s, struct error *e)
{
	const char *dirs[] = { s->data_dir, s->keys_dir, s->blobs_dir, s->tmp_dir };

	for (size_t i = 0; i < COUNT_OF(dirs); i++)
		TRY(dir_make(dirs[i], 0700, e));
	return ERR_OK;
}

void service_ready(struct service *s, const char *line)
{
	if (s->ready_fd < 0)
		return;
	if (dprintf(s->ready_fd, "%s\n", line) < 0)
		log_event(&s->log, LOG_WARN, "service.unheard", LF_STR("error", "nobody waits"));
	close(s->ready_fd);
	s->ready_fd = -1;
}

void service_harden(void)
{
	struct rlimit none = { 0, 0 };

	if (setrlimit(RLIMIT_CORE, &none))
		abort();
}

_Bool service_trial(const struct service *s)
{
	return strncmp(config_str(s->config, SETTING_base_url), "https://", 8) != 0 ||
	       !*config_str(s->config, SETTING_smtp_url);
}

int command_failed(const char *command, enum err rc, const struct error *e)
{
	fprintf(stderr, "skysign %s: %s\n", command, e->msg);
	return err_exit_status(rc);
}
