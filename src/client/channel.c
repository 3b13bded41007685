#include "client/channel.h"
#include "client/protocol.h"

enum { TIMEOUT_MS = 30000 };

/* "application/json", parameters or not. */
static _Bool is_type(const char *type, const char *wanted)
{
	size_t n = strlen(wanted);

	return !strncmp(type, wanted, n) && (!type[n] || type[n] == ';' || type[n] == ' ');
}

static enum err answer_judge(struct client_channel *c, const struct fetch_response *rs,
			     struct arena *mem, struct error *e)
{
	_Bool problem = is_type(rs->content_type, "application/problem+json");

	if (rs->status == 204)
		return ERR_OK;
	if (rs->status >= 300 && rs->status < 400)
		return error_set(e, ERR_UNAVAILABLE,
				 "%s sends elsewhere (%d), and that is not followed: the "
				 "address in the list of servers may be an old one",
				 c->server->origin, rs->status);
	if ((rs->status == 200 || rs->status == 202) &&
	    is_type(rs->content_type, "application/json"))
		return ERR_OK;
	if (rs->status >= 400)
		return protocol_problem(rs->status, problem ? rs->body : BYTES(NULL, 0), c->ja, mem,
					&c->problem, e);
	return error_set(e, ERR_UNAVAILABLE,
			 "%s does not answer as a SkySign server does (status %d)",
			 c->server->origin, rs->status);
}

enum err client_post(struct client_channel *c, const char *call, struct bytes json,
		     size_t answer_max, struct arena *mem, struct bytes *answer_out,
		     struct error *e)
{
	struct fetch_request rq = {
		.url = arena_printf(mem, "%s/api/v1/agent/%s", c->server->origin, call),
		.method = "POST",
		.content_type = "application/json",
		.accept = "application/json",
		.language = c->ja ? "ja" : "en",
		.body = json,
		.bearer = c->session,
		.timeout_ms = TIMEOUT_MS,
		.max_bytes = answer_max,
		.allow_private = 1, /* the list of servers decides, and it is the owner's */
	};
	struct fetch_response rs;

	c->problem = NULL;
	if (!rq.url || !json.len)
		return error_set(e, ERR_TOO_LARGE, "no room for a request");
	TRY(fetcher_fetch(c->fetcher, &rq, mem, &rs, e));
	TRY(answer_judge(c, &rs, mem, e));
	*answer_out = rs.body;
	return ERR_OK;
}
