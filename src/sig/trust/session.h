/* One validation (of one file): what it may ask of the world, how often, and what it has
 * read already, so that nothing is parsed or fetched twice. Used by one thread; the things
 * that struct trust_online names are shared by all. */
#pragma once
#include "base/clock.h"
#include "base/fetcher.h"
#include "sig/trust/provider.h"

struct trust_cache;
struct trust_session;

struct trust_online {
	struct fetcher *fetcher;   /* NULL: nothing is fetched */
	struct trust_cache *cache; /* NULL: none */
	const struct clock *clock; /* NULL: the system's */
	_Bool allow_private;	   /* addresses inside may be asked: tests, intranets */
	unsigned timeout_ms;	   /* of one fetch; 0: 5 s */
	unsigned budget_ms;	   /* of all of one session; 0: 20 s */
	_Bool prefer_newer;	   /* what the cache holds is asked for again when it is older than
				    * the time it is to speak of */
	const struct revocation_provider *providers;
	size_t n_providers;
};

enum { SESSION_FETCHES_MAX = 16 };

/* online NULL: nothing beyond the data at hand. It must outlive the session. */
struct trust_session *trust_session_new(const struct trust_online *online);
/* How much of a document's revocation data is parsed at most; parsed it takes some 15 times that. */
void trust_session_bound(struct trust_session *s, size_t bytes);
_Bool trust_session_left_out(const struct trust_session *s); /* some was, for that bound */
void trust_session_free(struct trust_session *s); /* NULL is fine */
DEFINE_AUTO(trust_session, struct trust_session *)
