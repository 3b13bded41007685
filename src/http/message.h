/* One HTTP request and its response, as a handler sees them; knows no endpoint.
 *
 * Everything a request carries was copied into its arena before the handler
 * runs, so a handler may run in any thread. */
#pragma once
#include <jansson.h>
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

struct route;

struct field {
	const char *name, *value;
};

struct fields { /* in the request's arena */
	struct field *items;
	size_t n, cap;
};

/* One row of the problem's "errors": which input is wrong and how. */
struct problem_field {
	const char *field, *code, *message;
	struct problem_field *next;
};

struct request {
	struct arena *mem; /* lives as long as the request */
	const struct route *route;
	const char *method, *path, *id; /* id: request id, also in X-Request-Id and in problems */
	const char *remote;		/* address of the client, proxies honoured as configured */
	const char *lang;		/* "ja" or "en" by ?lang, cookie, Accept-Language */
	json_t *json; /* parsed body when the content type is JSON; owned by the request */
	struct body_stream *stream; /* never NULL for a route with `accepts`, also when the body is empty */
	void *app;		    /* struct app of src/api: store, domain, clock … */
	void *principal;	    /* set by the authenticator: member or recipient */
	void *conn;		    /* server's own */

	_Bool secure;		 /* the browser talks TLS (to us or to the proxy) */
	const char *origin;	 /* "https://host" this request was sent to */
	uint64_t content_length; /* of the body; UINT64_MAX: not announced */
	struct fields headers, query, cookies, params;
	const char *detail; /* see request_problem_detail */
	struct problem_field *problems;
};

const char *request_header(const struct request *rq, const char *name); /* NULL: absent */
const char *request_cookie(const struct request *rq, const char *name);
const char *request_query(const struct request *rq, const char *name); /* decoded; NULL: absent */
const char *request_param(const struct request *rq, const char *name); /* {name} of the path */

/* What the person can do about the failure that the handler is about to return,
 * in rq->lang; copied. Without it the problem carries a sentence by its kind. */
void request_problem_detail(struct request *rq, const char *text);
/* Names a wrong input ("recipients[0].email"); all three are copied. */
void request_problem_field(struct request *rq, const char *field, const char *code,
			   const char *message);

/* A body that is produced piece by piece; ranges are honoured by the server. */
struct body_source {
	uint64_t size;
	enum err (*read)(void *ctx, uint64_t off, unsigned char *out, size_t len, struct error *e);
	void (*free)(void *ctx);
	void *ctx;
};

struct response {
	int status;	   /* 0: 200 */
	json_t *json;	   /* taken over; NULL: none */
	struct bytes body; /* in the request's arena */
	const char *content_type;
	struct body_source *source; /* copied; supports Range, If-None-Match with etag */
	const char *etag;	    /* with its quotes: "\"abc\"" */
	const char *download_name;  /* Content-Disposition (RFC 6266), UTF-8 */
	struct fields headers;	    /* filled by response_header and response_cookie */
};

/* A value with a control character would split the header: such a header is
 * left out (and never sent half). */
void response_header(struct request *rq, struct response *rs, const char *name, const char *value);
/* max_age 0: until the browser ends; < 0: deletes it. */
void response_cookie(struct request *rq, struct response *rs, const char *name, const char *value,
		     long max_age,
		     _Bool http_only); /* Secure when served behind TLS; SameSite=Lax; Path=/ */
/* As response_cookie with SameSite=Strict. */
void response_cookie_strict(struct request *rq, struct response *rs, const char *name,
			    const char *value, long max_age);

/* The streamed upload: reads what has arrived; *n 0 at the end. ERR_TIMEOUT when
 * nothing came for a while, ERR_INVALID when the client went away, ERR_TOO_LARGE past the route's
 * body_max. */
enum err body_read(struct body_stream *s, unsigned char *out, size_t cap, size_t *n,
		   struct error *e) MUST_USE;

/* Every piece that body_read gives is also shown to fn, in order. */
typedef void body_seen_fn(void *ctx, struct bytes piece);
void body_observe(struct body_stream *s, body_seen_fn *fn, void *ctx);

/* For the server and its parsers. False when the arena's limit is reached. */
_Bool fields_add(struct arena *mem, struct fields *f, const char *name, const char *value) MUST_USE;
const char *fields_find(const struct fields *f, const char *name, _Bool fold_case);
/* Content-Disposition: attachment with an ASCII fallback and filename* (RFC 6266 §4.3). */
char *disposition_value(struct arena *mem, const char *utf8_name);
