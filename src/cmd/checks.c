#include "cmd/checks.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "sealer/client.h"
#include "store/db.h"

enum { DISK_FREE_MIN_MIB = 512 };

static enum err last_heartbeat(const struct service *s, struct arena *mem, time_ms *out,
			       struct error *e)
{
	AUTO(db) struct db *db = NULL;
	struct db_rows *rows;

	TRY(db_open(s->database, &db, e));
	TRY(db_query(db, SQL_meta_get, mem, &rows, e, DBT(WORKER_HEARTBEAT_KEY)));
	*out = db_count(rows) ? strtoll(db_str(rows, 0, "value"), NULL, 10) : 0;
	return ERR_OK;
}

static const char *words(struct arena *mem, const struct error *e)
{
	const char *s = arena_strdup(mem, e->msg);

	return s ? s : "failed";
}

const char *check_database(const struct service *s, struct arena *mem)
{
	struct error e;
	time_ms at;

	return last_heartbeat(s, mem, &at, &e) == ERR_OK ? NULL : words(mem, &e);
}

const char *check_worker(const struct service *s, struct arena *mem)
{
	time_ms at = 0, silent;
	struct error e;

	if (last_heartbeat(s, mem, &at, &e) != ERR_OK)
		return words(mem, &e);
	silent = clock_now(clock_system()) - at;
	return at && silent < 4 * HEARTBEAT_MS ? NULL : "the worker gives no sign of life";
}

/* Asks for the key that signs now: a socket that is there alone signs nothing. */
const char *check_sealer(const struct service *s, struct arena *mem)
{
	AUTO(sealer_client)
	struct sealer_client *c = sealer_client_new(s->sealer_socket, s->sealer_auth, rng_system());
	struct sealer_key key;
	struct error e;

	return sealer_current_key(c, mem, &key, &e) == ERR_OK ? NULL : words(mem, &e);
}

const char *check_disk(const struct service *s, struct arena *mem)
{
	struct statvfs v;
	unsigned long long free_mib;
	const char *why;

	if (statvfs(s->data_dir, &v)) {
		why = arena_printf(mem, "%s: %s", s->data_dir, strerror(errno));
		return why ? why : "failed";
	}
	free_mib = (unsigned long long)v.f_bavail * v.f_frsize >> 20;
	if (free_mib >= DISK_FREE_MIN_MIB)
		return NULL;
	why = arena_printf(mem, "%llu MiB free, at least %d are needed", free_mib,
			   DISK_FREE_MIN_MIB);
	return why ? why : "full";
}
