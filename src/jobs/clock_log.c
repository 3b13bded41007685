#include "jobs/clock_log.h"
#include <sys/timex.h>
#include <unistd.h>
#include "store/repo/evidence.h"

enum { HOUR_MS = 3600 * 1000, HOST_SIZE = 65, MEMORY = 64 * 1024 };

static enum err insert(struct repo *any, const struct clock_state *v, struct error *e)
{
	AUTO(tx) struct tx tx = { any->db };

	TRY(db_begin(tx.db, e));
	TRY(clock_state_insert(any, v, e));
	return db_commit(tx.db, e);
}

enum err clock_log_note(struct db *db, const struct clock *clock, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(MEMORY);
	struct repo any = { db, mem, NULL };
	char host[HOST_SIZE] = "";
	struct timex x = { .modes = 0 }; /* reads only */
	time_ms now = clock_now(clock), last;
	int state;

	if (gethostname(host, sizeof(host) - 1) != 0 || !*host)
		memcpy(host, "unknown", sizeof("unknown"));
	TRY(clock_state_last(&any, host, &last, e));
	if (last && now < last + HOUR_MS && now >= last)
		return ERR_OK;
	state = adjtimex(&x);
	if (state < 0)
		return ERR_OK; /* a sandbox may forbid it: then there is nothing to tell */
	return insert(&any,
		      &(struct clock_state){
			      .at = now,
			      .host = host,
			      .synchronised = state != TIME_ERROR && !(x.status & STA_UNSYNC),
			      .offset_us = x.status & STA_NANO ? x.offset / 1000 : x.offset,
			      .error_max_us = x.maxerror,
			      .error_us = x.esterror },
		      e);
}
