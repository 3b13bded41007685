/* skysign organisation data-end ID DAY|none: the day on which everything of a customer who leaves
 * is deleted. */
#include <stdio.h>
#include "cmd/command.h"
#include "cmd/parts.h"
#include "domain/data_end.h"

enum { EXIT_USAGE = 4, ARGUMENTS = 4, MEMORY = 1 << 20 };

static enum err read_day(const char *text, time_ms *out, struct error *e)
{
	char whole[TIME_RFC3339_SIZE + 8];

	*out = 0;
	if (!strcmp(text, "none"))
		return ERR_OK;
	snprintf(whole, sizeof(whole), "%sT00:00:00+09:00", text);
	if (strlen(text) != 10 || !time_parse_rfc3339(whole, out))
		return error_set(e, ERR_INVALID,
				 "\"%s\" is no day such as 2027-03-31 (of Japan), nor none", text);
	return ERR_OK;
}

static enum err set_day(const struct service *s, const char *org, time_ms day, struct error *e)
{
	AUTO(parts) struct parts p = { 0 };
	AUTO(arena) struct arena *mem = arena_new(MEMORY);
	AUTO(db) struct db *db = NULL;
	struct domain d = { .repo = { .mem = mem, .org = org },
			    .clock = clock_system(),
			    .rng = rng_system() };

	TRY(parts_open(s, &p, e));
	TRY(db_open(s->database, &db, e));
	d.repo.db = db;
	d.set = &p.settings;
	d.master = p.master;
	return data_end_set_day(&d, day, e);
}

int cmd_organisation(int argc, char **argv)
{
	AUTO(service) struct service s = { .ready_fd = -1 };
	struct error e = { 0 };
	time_ms day;
	enum err rc;

	if (argc < ARGUMENTS || strcmp(argv[1], "data-end") != 0) {
		fputs("usage: skysign organisation data-end ID DAY|none [--set name=value]...\n",
		      stderr);
		return EXIT_USAGE;
	}
	rc = read_day(argv[3], &day, &e);
	if (rc == ERR_OK)
		rc = service_open(argc - 3, argv + 3, "organisation", &s, &e);
	if (rc == ERR_OK)
		rc = set_day(&s, argv[2], day, &e);
	return rc == ERR_OK ? 0 : command_failed("organisation", rc, &e);
}
