#include "client/launch.h"
#include <stdlib.h>
#include "client/url.h"

void launch_done(struct launch *l)
{
	secret_free(l->ticket);
	l->ticket = NULL;
}

_Bool launch_wanted(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strncmp(argv[i], "--url", 5))
			return 1;
	return 0;
}

enum err launch_read(int argc, char **argv, struct arena *mem, struct launch *out, struct error *e)
{
	struct client_servers servers;
	const struct client_server *server;
	struct client_url u;
	enum err rc;

	if (argc != 3 || strcmp(argv[1], "--url") != 0)
		return error_set(e, ERR_INVALID, "--url takes one address and stands alone");
	rc = client_url_parse(argv[2], &u, e);
	secret_wipe(argv[2], strlen(argv[2])); /* every user of this computer can read it there */
	TRY(rc);
	out->ticket = secret_new(BYTES(u.ticket, sizeof(u.ticket)));
	secret_wipe(u.ticket, sizeof(u.ticket));
	TRY(client_servers_load(NULL, mem, &servers, e));
	TRY(client_servers_find(&servers, u.host, u.port, &server, e));
	out->server = server;
	return ERR_OK;
}

enum err launch_run(struct client_job job, struct arena *mem, const char **told_out,
		    struct error *e)
{
	AUTO(client_fetcher) struct fetcher *fetcher = client_fetcher_open(job.server);

	job.fetcher = fetcher;
	job.clock = clock_system();
	job.rng = rng_system();
	return client_run(&job, mem, told_out, e);
}

_Bool launch_japanese(const char *lang)
{
	const char *names[] = { getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG") };

	if (lang)
		return strcmp(lang, "en") != 0;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (names[i] && names[i][0])
			return !strncmp(names[i], "ja", 2) || !strcmp(names[i], "C") ||
			       !strncmp(names[i], "C.", 2) || !strcmp(names[i], "POSIX");
	return 1;
}
