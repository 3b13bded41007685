/* Signing tickets whose key is held by a remote signing service; the rules are domain/remote.h. */
#pragma once
#include "store/repo/repo.h"

struct remote_signing {
	const char *id; /* of the ticket */
	const char *remote_service;
	struct bytes remote_state; /* SHA-256 of the state the browser is away under; empty: none.
				      Not read */
	time_ms remote_state_ends_at;
	struct bytes remote_secrets; /* encrypted; empty: none */
};
/* ERR_NOT_FOUND: no such ticket, or a program's. */
enum err remote_signing_get(const struct repo *r, const char *ticket, struct remote_signing *out,
			    struct error *e) MUST_USE;
/* ERR_NOT_FOUND: no such ticket, or one that nobody can go on with. */
enum err remote_signing_put(const struct repo *r, const struct remote_signing *s,
			    struct error *e) MUST_USE;
/* The ticket that the state belongs to, for that recipient and browser. ERR_NOT_FOUND. */
enum err remote_signing_find(const struct repo *r, struct bytes state, const char *recipient,
			     struct bytes browser, const char **ticket, struct error *e) MUST_USE;
/* *done false: it was taken before, or its time is over. */
enum err remote_signing_take(const struct repo *r, const char *ticket, struct bytes state,
			     time_ms now, _Bool *done, struct error *e) MUST_USE;
/* State and secrets of a ticket that ends. Nothing happens to a program's. */
enum err remote_signing_erase(const struct repo *r, const char *ticket, struct error *e) MUST_USE;
/* Those of all sessions whose time ran out. */
enum err remote_signing_forget(struct db *db, time_ms now, struct error *e) MUST_USE;
