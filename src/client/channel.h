/* One conversation with one allowed server: HTTPS only, TLS 1.2 or later, the chain (by the
 * system's roots or by those of the server's entry), the name and the pinned key verified before a
 * byte goes out; no redirect, no cookie, the system's proxy, bounded time and size. */
#pragma once
#include "base/fetcher.h"
#include "client/servers.h"

struct client_channel {
	struct fetcher *fetcher; /* not owned */
	const struct client_server *server;
	const char *session; /* NULL before a ticket is redeemed */
	_Bool ja;
	const char *problem; /* what the server said last, for the person; NULL: nothing */
};

/* The fetcher for this server, and for no other. */
struct fetcher *client_fetcher_open(const struct client_server *s);
void client_fetcher_free(struct fetcher *f); /* NULL is fine */
DEFINE_AUTO(client_fetcher, struct fetcher *)

/* POSTs JSON to /api/v1/agent/<call>. Only 200, 202 and 204 are successes; a problem document of
 * the server becomes c->problem and an error of its kind. */
enum err client_post(struct client_channel *c, const char *call, struct bytes json,
		     size_t answer_max, struct arena *mem, struct bytes *answer_out,
		     struct error *e) MUST_USE;
