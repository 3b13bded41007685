/* skysign migrate: brings the database up to date. `skysign serve` runs it at each start. */
#include <stdio.h>
#include <unistd.h>
#include "cmd/command.h"
#include "cmd/parts.h"
#include "domain/account.h"
#include "store/db.h"

/* As long as there is no organisation, a new set-up token at each start: "setup TOKEN" for the
 * program that asked, the link for a person at a terminal. */
static enum err bootstrap(const struct service *s, struct db *db, struct error *e)
{
	AUTO(parts) struct parts p = { 0 };
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	char token[TOKEN_TEXT_SIZE] = "";
	struct domain d = {
		.repo = { .db = db, .mem = mem },
		.clock = clock_system(),
		.rng = rng_system(),
	};

	TRY(parts_open(s, &p, e));
	d.set = &p.settings;
	d.master = p.master;
	TRY(account_bootstrap(&d, token, e));
	if (*token && isatty(STDOUT_FILENO))
		printf("Set up · 初期設定: %s/setup#%s\n", p.settings.base_url, token);
	else if (*token)
		printf("setup %s\n", token);
	return ERR_OK;
}

static enum err migrate(const struct service *s, struct error *e)
{
	AUTO(db) struct db *db = NULL;

	TRY(service_make_dirs(s, e));
	TRY(db_open(s->database, &db, e));
	TRY(db_migrate(db, e));
	if (isatty(STDOUT_FILENO))
		puts("The database is up to date.");
	return bootstrap(s, db, e);
}

int cmd_migrate(int argc, char **argv)
{
	AUTO(service) struct service s = { .ready_fd = -1 };
	struct error e = { 0 };
	enum err rc = service_open(argc, argv, "migrate", &s, &e);

	if (rc == ERR_OK)
		rc = migrate(&s, &e);
	return rc == ERR_OK ? 0 : command_failed("migrate", rc, &e);
}
