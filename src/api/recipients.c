/* The recipient's side. A GET never marks, consumes or sends anything (practice 2). */
#include "api/input.h"
#include "api/output.h"
#include "field/paper.h"

enum { BROWSER_SECONDS = 400 * 24 * 3600 }; /* what browsers keep at most (RFC 6265bis §5.5) */

struct link_input {
	const char *token;
};
static const struct input_rule link_rules[] = { INPUT(link_input, token, INPUT_TEXT, 1) };

static enum err follow_link(struct caller *c, struct recipient_ref *ref, struct error *e)
{
	struct link_input in = { 0 };

	TRY(input_body(c, link_rules, COUNT_OF(link_rules), &in, e));
	return recipient_find(&c->d, in.token, ref, e);
}

static enum err load_party(struct caller *c, const struct recipient_ref *ref, struct dossier *x,
			   struct recipient **r, struct error *e)
{
	TRY(dossier_load(&c->d, ref->envelope_id, x, e));
	*r = dossier_recipient(x, ref->recipient_id);
	return *r ? ERR_OK : error_set(e, ERR_NOT_FOUND, "no such recipient");
}

static enum err landing(struct caller *c, struct response *rs, struct error *e)
{
	struct recipient_ref ref;
	struct recipient *r;
	struct dossier x;

	TRY(follow_link(c, &ref, e));
	TRY(load_party(c, &ref, &x, &r, e));
	return landing_json(c, &x, r, recipient_landing(&c->d, &x, r, ref.expires_at), &rs->json, e);
}
API_HANDLER(recipient_landing_route, landing)

static enum err answer_view(struct caller *c, const struct recipient_ref *ref, struct response *rs,
			    struct error *e)
{
	struct recipient *r;
	struct dossier x;

	TRY(load_party(c, ref, &x, &r, e));
	return view_json(c, &x, r, &rs->json, e);
}

/* A browser without the cookie gets one: it may be known by it the next time. */
static enum err know_browser(struct caller *c, struct recipient_ref *ref, struct response *rs, struct error *e)
{
	struct link_token t = link_token_new(c->app->rng);
	const char *cookie = request_cookie(c->rq, COOKIE_BROWSER);
	unsigned char hash[TOKEN_HASH_SIZE];

	if (!cookie || !token_hash(cookie, hash)) {
		cookie = domain_printf(&c->d, "%s", t.text);
		if (!arena_copy(c->rq->mem, link_hash(&t), &ref->browser))
			return error_set(e, ERR_TOO_LARGE, "the request exceeds the memory limit");
	} else {
		caller_browser(c, ref);
	}
	response_cookie_strict(c->rq, rs, COOKIE_BROWSER, cookie, BROWSER_SECONDS);
	return ERR_OK;
}

static enum err open_link(struct caller *c, struct response *rs, struct error *e)
{
	struct recipient_ref ref;
	struct link_token t;

	TRY(follow_link(c, &ref, e));
	TRY(know_browser(c, &ref, rs, e));
	TRY(recipient_open(&c->d, &ref, &t, e));
	c->cookie = domain_printf(&c->d, "%s", t.text);
	response_cookie_strict(c->rq, rs, COOKIE_RECIPIENT, c->cookie,
			       (long)(c->app->settings->recipient_session_ttl / 1000));
	TRY(recipient_session(&c->d, c->cookie, &c->recipient, e));
	return answer_view(c, &c->recipient, rs, e);
}
API_HANDLER(recipient_open_route, open_link)

static enum err view(struct caller *c, struct response *rs, struct error *e)
{
	return answer_view(c, &c->recipient, rs, e);
}
API_HANDLER(recipient_envelope, view)

static enum err agree(struct caller *c, struct response *rs, struct error *e)
{
	AUTO(field_paper) struct field_paper paper = { 0 };
	struct agree_input in = { 0 };
	enum err rc;

	TRY(input_agree(c, &in, e));
	field_paper_init(&paper, c->app->blobs);
	c->d.drawing = &paper.drawing;
	rc = recipient_agree(&c->d, &c->recipient, &in, e);
	c->d.drawing = NULL;
	TRY(rc);
	return answer_view(c, &c->recipient, rs, e);
}
API_HANDLER(recipient_agree_route, agree)

struct decline_input {
	const char *reason;
};
static const struct input_rule decline_rules[] = { INPUT(decline_input, reason, INPUT_TEXT, 1) };

static enum err decline(struct caller *c, struct response *rs, struct error *e)
{
	struct decline_input in = { 0 };

	TRY(input_body(c, decline_rules, COUNT_OF(decline_rules), &in, e));
	TRY(recipient_decline(&c->d, &c->recipient, in.reason, e));
	return answer_view(c, &c->recipient, rs, e);
}
API_HANDLER(recipient_decline_route, decline)
