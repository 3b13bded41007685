/* skysign-client: signs on the signer's own PC what a SkySign server asks for. */
#include "client/main.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/options.h"
#include "client/launch.h"
#include "client/own_key.h"
#include "client/ui_terminal.h"
#include "client/unlock.h"
#include "client/url.h"
#include "crypto/secret_read.h"

enum { EXIT_USAGE = 4, ARENA_MAX = 256 * 1024 * 1024 };

static const char usage_text[] =
	"usage: skysign-client sign --server URL (--ticket-fd N | --ticket-stdin) [--key KEY]\n"
	"                           [--pin-fd N] [--yes] [--servers FILE] [--lang ja|en]\n"
	"       skysign-client certificates [--key KEY] [--pin-fd N] [--lang ja|en]\n"
	"       skysign-client --url skysign://sign/…    (as a browser starts it)\n"
	"       skysign-client --help | --version\n"
	"\n"
	"KEY: %s.\n"
	"See the manual skysign-client(1).\n";

struct options {
	const char *server, *ticket_fd, *key, *pin_fd, *servers, *lang;
	_Bool ticket_stdin, yes;
};

struct command {
	struct options o;
	struct ui_terminal ui;
	struct arena *mem;
	struct key_source *keys;
	struct secret *ticket;
	const struct client_server *server;
	const char *told;
};

static void command_done(struct command *c)
{
	key_source_free(c->keys);
	secret_free(c->ticket);
	arena_free(c->mem);
}
DEFINE_AUTO_DONE(command, struct command)

static enum err fd_parse(const char *text, int *out, struct error *e)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end || v > 1023)
		return error_set(e, ERR_INVALID, "\"%s\" is no file descriptor", text);
	*out = (int)v;
	return ERR_OK;
}

static enum err options_read(struct command *c, int argc, char **argv, struct error *e)
{
	struct options *o = &c->o;
	const struct option known[] = {
		{ "--server", OPTION_TEXT, &o->server },
		{ "--ticket-fd", OPTION_TEXT, &o->ticket_fd },
		{ "--key", OPTION_TEXT, &o->key },
		{ "--pin-fd", OPTION_TEXT, &o->pin_fd },
		{ "--servers", OPTION_TEXT, &o->servers },
		{ "--lang", OPTION_TEXT, &o->lang },
		{ "--yes", OPTION_FLAG, &o->yes },
		{ "--ticket-stdin", OPTION_FLAG, &o->ticket_stdin },
	};
	int left;

	TRY(options_parse(known, COUNT_OF(known), argc, argv, &left, e));
	ui_terminal_init(&c->ui, launch_japanese(o->lang));
	if (left)
		return error_set(e, ERR_INVALID,
				 "\"%s\" is not understood; see skysign-client --help", argv[1]);
	if (o->lang && strcmp(o->lang, "ja") != 0 && strcmp(o->lang, "en") != 0)
		return error_set(e, ERR_INVALID, "--lang is ja or en");
	c->ui.yes = o->yes;
	return o->pin_fd ? fd_parse(o->pin_fd, &c->ui.pin_fd, e) : ERR_OK;
}

static enum err server_choose(struct command *c, struct error *e)
{
	struct client_servers servers;

	TRY(client_servers_load(c->o.servers, c->mem, &servers, e));
	return client_servers_find_url(&servers, c->o.server, &c->server, e);
}

static enum err ticket_read(struct command *c, struct error *e)
{
	int fd = 0;

	if (c->o.ticket_stdin == (c->o.ticket_fd != NULL))
		return error_set(e, ERR_INVALID,
				 "the ticket comes by --ticket-stdin or by --ticket-fd N");
	if (c->o.ticket_fd)
		TRY(fd_parse(c->o.ticket_fd, &fd, e));
	TRY(secret_read_fd(fd, &c->ticket, e));
	if (!client_ticket_ok(secret_text(c->ticket)))
		return error_set(
			e, ERR_INVALID,
			"the ticket is not 43 characters of base64url; copy it whole from the "
			"page in the browser");
	return ERR_OK;
}

static enum err run(struct command *c, const struct client_server *server,
		    const struct secret *ticket, struct error *e)
{
	return launch_run((struct client_job){ .server = server,
					       .ticket = secret_text(ticket),
					       .keys = c->keys,
					       .ui = &c->ui.ui,
					       .ja = c->ui.ja },
			  c->mem, &c->told, e);
}

static int finish(struct command *c, enum err rc, const struct error *e)
{
	if (rc == ERR_OK)
		return 0;
	ui_terminal_failed(&c->ui, rc, c->told, e);
	return err_exit_status(rc);
}

static enum err sign(struct command *c, struct error *e)
{
	if (!c->o.server)
		return error_set(e, ERR_INVALID, "--server is needed; see skysign-client --help");
	TRY(server_choose(c, e));
	if (c->o.key)
		TRY(key_source_open(c->o.key, &c->keys, e));
	else
		TRY(client_own_key(clock_now(clock_system()), &c->keys, e));
	TRY(ticket_read(c, e));
	return run(c, c->server, c->ticket, e);
}

static enum err certificates(struct command *c, struct error *e)
{
	const struct key_cert *certs;
	enum err rc;
	size_t n;

	TRY(key_source_open(c->o.key ? c->o.key : key_kind_default, &c->keys, e));
	rc = client_unlock(c->keys, &c->ui.ui, c->ui.ja, c->mem, e);
	if (rc == ERR_OK)
		rc = key_source_list(c->keys, clock_now(clock_system()), c->mem, &certs, &n, e);
	if (rc == ERR_OK)
		ui_terminal_list(&c->ui, certs, n);
	else
		c->told = key_source_told(c->keys, c->ui.ja, c->mem);
	return rc;
}

static enum err by_url(struct command *c, int argc, char **argv, struct error *e)
{
	AUTO(launch) struct launch l = { 0 };

	TRY(launch_read(argc, argv, c->mem, &l, e));
	TRY(client_own_key(clock_now(clock_system()), &c->keys, e));
	return run(c, l.server, l.ticket, e);
}

static const struct {
	const char *name;
	enum err (*run)(struct command *c, struct error *e);
} commands[] = { { "sign", sign }, { "certificates", certificates } };

static void usage(FILE *to)
{
	fprintf(to, usage_text, key_kind_names);
}

static int named(int argc, char **argv)
{
	AUTO(command) struct command c = { .mem = arena_new(ARENA_MAX) };
	struct error e = { 0 };
	enum err rc;

	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		rc = options_read(&c, argc - 1, argv + 1, &e);
		if (rc == ERR_OK)
			rc = commands[i].run(&c, &e);
		return finish(&c, rc, &e);
	}
	usage(stderr);
	return EXIT_USAGE;
}

static int started_by_browser(int argc, char **argv)
{
	AUTO(command) struct command c = { .mem = arena_new(ARENA_MAX) };
	struct error e = { 0 };
	enum err rc;

	ui_terminal_init(&c.ui, launch_japanese(NULL));
	rc = by_url(&c, argc, argv, &e);
	return finish(&c, rc, &e);
}

int client_main(int argc, char **argv)
{
	if (launch_wanted(argc, argv))
		return started_by_browser(argc, argv);
	if (argc == 2 && !strcmp(argv[1], "--help")) {
		usage(stdout);
		return 0;
	}
	if (argc == 2 && !strcmp(argv[1], "--version")) {
		puts("skysign-client " CLIENT_VERSION " (SkySign " SKYSIGN_VERSION ")");
		return 0;
	}
	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	return named(argc, argv);
}
