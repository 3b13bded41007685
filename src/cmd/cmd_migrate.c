/* skysign migrate: brings the database up to date. `skysign serve` runs it at each start. */
#include "cmd/command.h"
#include "cmd/service.h"
#include "store/db.h"

static enum err migrate(const struct service *s, struct error *e)
{
	AUTO(db) struct db *db = NULL;

	TRY(service_make_dirs(s, e));
	TRY(db_open(s->database, &db, e));
	return db_migrate(db, e);
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
