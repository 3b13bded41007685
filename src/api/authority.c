/* The local authority's public side: certificate, revocation list, OCSP, time-stamps. */
#include "api/api.h"

enum { QUERY_MAX = 16 * 1024 };

typedef enum err fetch_fn(void *ctx, struct arena *mem, struct bytes *der_out, struct error *e);
typedef enum err reply_fn(void *ctx, struct bytes query, struct arena *mem, struct bytes *reply_out,
			  struct error *e);

static enum err give(struct caller *c, fetch_fn *fetch, const char *type, struct response *rs,
		     struct error *e)
{
	if (!fetch)
		return error_set(e, ERR_NOT_FOUND, "this installation has no local authority");
	TRY(fetch(c->app->authority.ctx, c->rq->mem, &rs->body, e));
	rs->content_type = type;
	return ERR_OK;
}

static enum err certificate(struct caller *c, struct response *rs, struct error *e)
{
	return give(c, c->app->authority.ca_certificate, "application/pkix-cert", rs, e);
}
API_HANDLER(ca_certificate, certificate)

static enum err crl(struct caller *c, struct response *rs, struct error *e)
{
	return give(c, c->app->authority.ca_crl, "application/pkix-crl", rs, e);
}
API_HANDLER(ca_crl, crl)

static enum err read_query(struct caller *c, struct bytes *out, struct error *e)
{
	unsigned char *data = arena_alloc(c->rq->mem, QUERY_MAX);
	size_t used = 0, n = 1;

	if (!data || !c->rq->stream)
		return error_set(e, ERR_INVALID, "there is no query in the body");
	while (n && used < QUERY_MAX) {
		TRY(body_read(c->rq->stream, data + used, QUERY_MAX - used, &n, e));
		used += n;
	}
	if (used == QUERY_MAX)
		return error_set(e, ERR_TOO_LARGE, "the query is longer than 16 KiB");
	*out = BYTES(data, used);
	return ERR_OK;
}

static enum err reply(struct caller *c, reply_fn *ask, const char *type, struct response *rs,
		      struct error *e)
{
	struct bytes query;

	if (!ask)
		return error_set(e, ERR_NOT_FOUND, "this installation has no local authority");
	TRY(read_query(c, &query, e));
	TRY(ask(c->app->authority.ctx, query, c->rq->mem, &rs->body, e));
	rs->content_type = type;
	return ERR_OK;
}

static enum err ocsp(struct caller *c, struct response *rs, struct error *e)
{
	return reply(c, c->app->authority.ocsp, "application/ocsp-response", rs, e);
}
API_HANDLER(ocsp_post, ocsp)

static enum err stamp(struct caller *c, struct response *rs, struct error *e)
{
	return reply(c, c->app->authority.stamp, "application/timestamp-reply", rs, e);
}
API_HANDLER(tsa_post, stamp)
