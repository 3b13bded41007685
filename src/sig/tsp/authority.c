#include "sig/tsp/authority.h"
#include <strings.h>
#include "base/buf.h"
#include "sig/asn1/oid.h"
#include "sig/tsp/reply.h"

enum { SKEW_MS = 5 * 60 * 1000, HTTP_OK = 200 };

static const char query_type[] = "application/timestamp-query";
static const char reply_type[] = "application/timestamp-reply";

/* Random, but the first octet is 01 to 7f, so that it is a positive minimal INTEGER. */
static struct bytes nonce_make(struct rng *rng, unsigned char out[TSP_NONCE_SIZE])
{
	rng_fill(rng, out, TSP_NONCE_SIZE);
	out[0] = (unsigned char)((out[0] & 0x7f) | 0x01);
	return BYTES(out, TSP_NONCE_SIZE);
}

static _Bool is_reply_type(const char *type)
{
	size_t n = sizeof(reply_type) - 1;

	return !strncasecmp(type, reply_type, n) && (!type[n] || type[n] == ';' || type[n] == ' ');
}

static enum err over_http(const struct tsp_authorities *a, const struct tsp_authority *ta,
			  struct bytes query, struct arena *mem, struct bytes *reply,
			  struct error *e)
{
	struct fetch_request rq = {
		.url = ta->url,
		.method = "POST",
		.content_type = query_type,
		.accept = reply_type,
		.body = query,
		.user = ta->user,
		.password = ta->password,
		.timeout_ms = ta->timeout_ms,
		.max_bytes = TSP_REPLY_MAX,
		.allow_private = ta->allow_private,
	};
	struct fetch_response rs;
	enum err rc;

	if (!a->fetcher)
		return error_set(e, ERR_INTERNAL, "no way to reach the network");
	rc = fetcher_fetch(a->fetcher, &rq, mem, &rs, e);
	if (rc == ERR_TOO_LARGE) /* theirs, not what the caller gave */
		return error_wrap(e, ERR_TSP, "the reply is refused");
	TRY(rc);
	if (rs.status != HTTP_OK)
		return error_set(e, ERR_TSP, "HTTP status %d", rs.status);
	if (!is_reply_type(rs.content_type))
		return error_set(e, ERR_TSP, "the answer is no time-stamp reply (%.60s)",
				 rs.content_type);
	*reply = rs.body;
	return ERR_OK;
}

static enum err time_check(const struct tsp_authority *ta, time_ms gen_time, time_ms asked,
			   time_ms answered, struct error *e)
{
	time_ms skew = ta->skew_ms ? ta->skew_ms : SKEW_MS;
	char theirs[TIME_RFC3339_SIZE], ours[TIME_RFC3339_SIZE];

	if (gen_time >= asked - skew && gen_time <= answered + skew)
		return ERR_OK;
	time_rfc3339(gen_time, theirs);
	time_rfc3339(answered, ours);
	return error_set(e, ERR_TSP, "its clock says %s, ours %s", theirs, ours);
}

static enum err reply_get(const struct tsp_authorities *a, const struct tsp_authority *ta,
			  struct bytes query, struct arena *mem, struct bytes *reply,
			  struct error *e)
{
	if (ta->url)
		return over_http(a, ta, query, mem, reply, e);
	TRY(ta->request(ta->ctx, query, mem, reply, e));
	if (reply->len > TSP_REPLY_MAX)
		return error_set(e, ERR_TSP, "the reply is too large");
	return ERR_OK;
}

static enum err stamp_with(const struct tsp_authorities *a, const struct tsp_authority *ta,
			   struct tsp_query *q, struct arena *mem, struct tsp_token *out,
			   struct error *e)
{
	unsigned char nonce[TSP_NONCE_SIZE];
	struct bytes query, reply, token;
	struct tsp_token_info info;
	time_ms asked = clock_now(a->clock);

	q->nonce = nonce_make(a->rng, nonce);
	q->policy = BYTES(NULL, 0);
	if (ta->policy)
		TRY(oid_parse(ta->policy, mem, &q->policy, e));
	TRY(tsp_query_write(q, mem, &query, e));
	TRY(reply_get(a, ta, query, mem, &reply, e));
	TRY(tsp_reply_check(reply, q, mem, &token, &info, e));
	TRY(time_check(ta, info.tst.gen_time, asked, clock_now(a->clock), e));
	if (ta->n_anchors)
		TRY(tsp_token_trusted(&info, ta->anchors, ta->n_anchors, e));
	*out = (struct tsp_token){ token, info.tst.serial, info.tst.gen_time, ta->name };
	return ERR_OK;
}

/* What is fetched says its address itself, which may be the name. */
static const char *without_name(const char *text, const char *name)
{
	size_t n = strlen(name);

	return !strncmp(text, name, n) && !strncmp(text + n, ": ", 2) ? text + n + 2 : text;
}

enum err tsp_stamp(const struct tsp_authorities *a, enum digest_alg alg, struct bytes imprint,
		   struct arena *mem, struct tsp_token *out, struct error *e)
{
	struct tsp_query q = { .alg = alg, .imprint = imprint, .cert_req = 1 };
	AUTO(buf) struct buf why = { .limit = sizeof(e->msg) };
	enum err rc = ERR_TSP;

	for (size_t i = 0; i < a->n; i++) {
		struct error each = { 0 };

		rc = stamp_with(a, &a->list[i], &q, mem, out, &each);
		if (rc == ERR_OK)
			return ERR_OK;
		buf_printf(&why, "%s%s: %s", i ? "; " : "", a->list[i].name,
			   without_name(each.msg, a->list[i].name));
	}
	if (!a->n)
		return error_set(e, ERR_TSP, "no time-stamp authority is set");
	return error_set(e, a->n == 1 ? rc : ERR_TSP, "%s", buf_cstr(&why));
}
