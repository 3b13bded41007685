#include "api/outside.h"
#include <unistd.h>

enum { PAUSE_MS = 50 };

static _Bool place_taken(struct app *a)
{
	if (atomic_fetch_add(&a->outside_now, 1) < a->outside_most)
		return 1;
	atomic_fetch_sub(&a->outside_now, 1);
	return 0;
}

enum err outside_enter(struct caller *c, unsigned wait_ms, struct error *e)
{
	for (unsigned waited = 0; !place_taken(c->app); waited += PAUSE_MS) {
		if (waited >= wait_ms)
			return domain_refuse(&c->d, ERR_UNAVAILABLE, "remote-busy", e);
		usleep(PAUSE_MS * 1000);
	}
	return ERR_OK;
}

void outside_leave(struct caller *c)
{
	atomic_fetch_sub(&c->app->outside_now, 1);
}
