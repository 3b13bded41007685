/* Routes as data. One row holds behaviour and documentation: the dispatcher, openapi.json, the permission test and the
 * TypeScript types all come from the table in src/api/routes.c. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "http/message.h"

enum { KIB = 1024, MIB = 1024 * 1024 };

/* Who may call. The session, recipient link or nothing is checked before the handler runs. */
enum route_auth {
	AUTH_NONE,	/* anyone */
	AUTH_MEMBER,	/* session cookie of a member; permission below is checked too */
	AUTH_RECIPIENT, /* recipient session (cookie made by POST on the link) */
};

typedef enum err handler_fn(struct request *rq, struct response *rs, struct error *e);

struct route {
	const char *method, *path;	/* "/api/v1/envelopes/{id}" */
	enum route_auth auth;
	const char *permission;		/* of the role × permission table; NULL: none */
	uint64_t body_max;		/* bytes; 0: no body */
	handler_fn *run;
	const char *doc;		/* one line */
	const char *request, *response;	/* names of schemas in src/api/schemas.json; NULL: none */
};
