/* Routes as data. One row holds behaviour and documentation: the dispatcher, openapi.json, the
 * permission test and the TypeScript types all come from the table in src/api/routes.c. */
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
	AUTH_AGENT,	/* a signing program: Authorization: Bearer, got for a signing ticket */
	AUTH_AGENT_BATCH, /* the same, for several tickets at once */
};

/* How far a recipient's session must have come; the first is what a route has that says nothing. */
enum route_gate {
	ROUTE_GATE_ALL,	   /* authenticated, terms, statutory consent */
	ROUTE_GATE_PERSON, /* authenticated */
	ROUTE_GATE_NONE,
};

typedef enum err handler_fn(struct request *rq, struct response *rs, struct error *e);

/* A row names what it needs; fields left out at its end are zero on purpose. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

struct route {
	const char *method, *path; /* "/api/v1/envelopes/{id}" */
	enum route_auth auth;
	const char *permission; /* of the role × permission table; NULL: none */
	uint64_t body_max;	/* bytes; 0: no body */
	handler_fn *run;
	const char *doc;		/* one line */
	const char *request, *response; /* names of schemas in src/api/schemas.json; NULL: none */
	/* Content type of the body. NULL: application/json, parsed into rq->json before
	 * the handler runs (the whole body is kept: body_max stays small). Else exactly
	 * this type (two stars: any type, or none) is accepted and handed over as rq->stream. */
	const char *accepts;
	const char *also_accepts; /* another type of the stream; NULL: none */
	const char *produces; /* content type of the answer; NULL: JSON */
	const char *also_produces; /* what Accept may ask for instead; NULL: nothing */
	unsigned per_minute;  /* requests of one remote address a minute; 0: no limit */
	enum route_gate gate; /* AUTH_RECIPIENT: what comes before it */
	int success;	      /* status of the good answer for the documents; 0: 200 */
	_Bool slow;	      /* copies files between its transactions */
	_Bool secret;	      /* the answer holds a link or a code: it is kept nowhere */
};

/* A table, the context of its handlers and who lets callers in. */
struct route_table {
	const struct route *routes;
	size_t n;
	void *app; /* becomes rq->app */
	/* Sets rq->principal or refuses (ERR_UNAUTHENTICATED, ERR_DENIED, ERR_CSRF). Called
	 * for every route, AUTH_NONE too, in the handler's thread. NULL: anyone may call. */
	enum err (*authenticate)(struct request *rq, struct error *e);
	const uint64_t *body_max; /* replaces the body_max of rows with UINT64_MAX (a setting) */
};

struct route_match {
	const struct route *route; /* NULL: none */
	const struct route_table *table;
	const char *allow;    /* when the path exists for other methods only: "GET, POST" */
	struct fields params; /* decoded */
};

/* Finds the route of a raw path (still percent-encoded). ERR_INVALID: the path is
 * not well formed (bad escape, NUL, not UTF-8); ERR_NOT_FOUND: a dot segment or an encoded slash. HEAD finds GET.
 */
enum err route_find(const struct route_table *tables, size_t n_tables, const char *method,
		    const char *path, struct arena *mem, struct route_match *out,
		    struct error *e) MUST_USE;

/* Tells of the first row that is wrong (duplicate, path not starting with /, no
 * handler, unnamed or repeated parameter, body_max without a method that has a body). */
enum err route_check(const struct route_table *tables, size_t n_tables, struct error *e) MUST_USE;
uint64_t route_body_max(const struct route_table *t, const struct route *r);
