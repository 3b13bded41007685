/* One HTTP request and its response, as a handler sees them; knows no endpoint. */
#pragma once
#include <jansson.h>
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

struct route;

struct request {
	struct arena *mem;		/* lives as long as the request */
	const struct route *route;
	const char *method, *path, *id;	/* id: request id, also in X-Request-Id and in problems */
	const char *remote;		/* address of the client, proxies honoured as configured */
	const char *lang;		/* "ja" or "en" by ?lang, cookie, Accept-Language */
	json_t *json;			/* parsed body when the content type is JSON; owned by the request */
	struct body_stream *stream;	/* streamed body (uploads); NULL otherwise */
	void *app;			/* struct app of src/api: store, domain, clock … */
	void *principal;		/* set by the authenticator: member or recipient */
	void *conn;			/* server's own */
};

const char *request_header(const struct request *rq, const char *name); /* NULL: absent */
const char *request_cookie(const struct request *rq, const char *name);
const char *request_query(const struct request *rq, const char *name);	/* decoded; NULL: absent */
const char *request_param(const struct request *rq, const char *name);	/* {name} of the path */

/* A body that is produced piece by piece; ranges are honoured by the server. */
struct body_source {
	uint64_t size;
	enum err (*read)(void *ctx, uint64_t off, unsigned char *out, size_t len, struct error *e);
	void (*free)(void *ctx);
	void *ctx;
};

struct response {
	int status;			/* 0: 200 */
	json_t *json;			/* taken over; NULL: none */
	struct bytes body;		/* in the request's arena */
	const char *content_type;
	struct body_source *source;	/* copied; supports Range, If-None-Match with etag */
	const char *etag;
	const char *download_name;	/* Content-Disposition (RFC 6266), UTF-8 */
};
void response_header(struct request *rq, struct response *rs, const char *name, const char *value);
void response_cookie(struct request *rq, struct response *rs, const char *name, const char *value, long max_age,
		     _Bool http_only); /* Secure when served behind TLS; SameSite=Lax; Path=/ */

/* The streamed upload: reads what has arrived; *n 0 at the end. */
enum err body_read(struct body_stream *s, unsigned char *out, size_t cap, size_t *n, struct error *e) MUST_USE;
