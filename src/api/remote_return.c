/* Remote signing: the browser is back from the service, with a code or an error. */
#include "api/input.h"
#include "api/remote.h"
#include "api/outside.h"

enum { CODE_MAX = 4096 };

struct return_input {
	const char *state, *code, *error, *iss;
};
static const struct input_rule return_rules[] = {
	INPUT(return_input, state, INPUT_TEXT, 1),
	INPUT(return_input, code, INPUT_TEXT, 0),
	INPUT(return_input, error, INPUT_TEXT, 0),
	INPUT(return_input, iss, INPUT_TEXT, 0),
};

static struct csc_authorization visit_of(struct caller *c, const struct remote *r)
{
	return (struct csc_authorization){ .oauth2 = r->oauth2,
					   .redirect_uri = remote_return_address(c),
					   .verifier = r->verifier };
}

/* signing in there ---------------------------------------------------------- */

static enum err fetch_credentials(struct caller *c, const struct csc_call *call, const char *code,
				  struct remote *r, struct error *e)
{
	struct csc_authorization a = visit_of(c, r);
	struct csc_token token;

	TRY(csc_token(call, &a, code, &token, e));
	if (token.sad)
		return error_set(e, ERR_REMOTE, "the token is none of the scope service");
	TRY(csc_credentials(call, token.value, &r->credentials, e));
	r->token = token.value;
	r->verifier = NULL;
	return ERR_OK;
}

static enum err save(struct caller *c, void *ctx, struct error *e)
{
	return remote_save(&c->d, &c->ticket, ctx, NULL, e);
}

/* authorised ------------------------------------------------------------------ */

struct signing {
	const struct remote *r;
	struct remote_hash *hashes;
	struct bytes *values, *signatures;
	struct ticket_signature *list;
	size_t n;
	int64_t seq;
};

static enum err load_hashes(struct caller *c, struct signing *s, struct error *e)
{
	TRY(remote_hashes(&c->d, &c->ticket, &s->hashes, &s->n, e));
	s->values = arena_alloc_n(c->rq->mem, s->n, sizeof(*s->values));
	s->signatures = arena_alloc_n(c->rq->mem, s->n, sizeof(*s->signatures));
	s->list = arena_alloc_n(c->rq->mem, s->n, sizeof(*s->list));
	if (!s->values || !s->signatures || !s->list)
		return error_set(e, ERR_TOO_LARGE, "the signatures exceed the memory limit");
	for (size_t i = 0; i < s->n; i++)
		s->values[i] = s->hashes[i].value;
	/* what was authorised is what is there now */
	return s->r->hashes && !strcmp(remote_hashes_text(c, s->hashes, s->n), s->r->hashes)
		       ? ERR_OK
		       : error_set(e, ERR_REVISION, "it was prepared anew meanwhile");
}

static enum err fetch_signatures(struct caller *c, const struct csc_call *call, const char *code,
				 struct signing *s, struct error *e)
{
	struct csc_authorization a = visit_of(c, s->r);
	struct csc_signing rq = {
		.credential = s->r->credential,
		.algorithm = c->ticket.algorithm,
		.hashes = s->values,
		.n = s->n,
		.token = s->r->token,
	};

	TRY(csc_token(call, &a, code, &rq.activation, e));
	TRY(csc_sign_hashes(call, &rq, s->signatures, e));
	for (size_t i = 0; i < s->n; i++)
		s->list[i] = (struct ticket_signature){ s->hashes[i].op, s->signatures[i] };
	return ERR_OK;
}

/* The number of this call, which others of the same page may have overtaken meanwhile. */
static enum err look_again(struct caller *c, void *ctx, struct error *e)
{
	struct signing *s = ctx;

	TRY(remote_reload(c, e));
	s->seq = c->ticket.seq + 1;
	return ERR_OK;
}

static enum err judge(struct caller *c, void *ctx, struct error *e)
{
	(void)ctx;
	return agent_certificate_again(c, e);
}

static enum err complete(struct caller *c, void *ctx, struct error *e)
{
	struct signing *s = ctx;

	return agent_complete_ticket(c, s->seq, s->list, s->n, e);
}

/* Between the state that was taken and the act there is nothing that could not be begun anew. */
static enum err sign(struct caller *c, const struct csc_service *service, const struct remote *r,
		     const char *code, struct error *e)
{
	struct csc_call call = csc_begin(service, c->app->remote_fetcher, c->rq->mem, c->lang);
	struct signing s = { .r = r };
	enum err rc;

	TRY(load_hashes(c, &s, e));
	TRY(outside_enter(c, OUTSIDE_AT_ONCE, e));
	rc = fetch_signatures(c, &call, code, &s, e);
	outside_leave(c);
	if (rc != ERR_OK)
		return remote_failed(c, service->name, rc, e);
	TRY(remote_patiently(c, look_again, &s, e));
	rc = remote_patiently(c, judge, &s, e); /* revoked since it was chosen? */
	if (rc == ERR_OK)
		rc = remote_patiently(c, complete, &s, e);
	return rc == ERR_OK ? rc : remote_note_refusal(c, rc, e);
}

static enum err list(struct caller *c, const struct csc_service *service, struct remote *r,
		     const char *code, struct error *e)
{
	struct csc_call call = csc_begin(service, c->app->remote_fetcher, c->rq->mem, c->lang);
	enum err rc;

	TRY(outside_enter(c, OUTSIDE_AT_ONCE, e));
	rc = fetch_credentials(c, &call, code, r, e);
	outside_leave(c);
	if (rc != ERR_OK)
		return remote_failed(c, service->name, rc, e);
	return remote_patiently(c, save, r, e);
}

/* ------------------------------------------------------------------------------- */

static enum err check(struct caller *c, const struct return_input *in, struct error *e)
{
	if (!in->code == !in->error)
		domain_field_error(&c->d, "code", in->code ? "invalid" : "required");
	else if (in->code && (!*in->code || strlen(in->code) > CODE_MAX))
		domain_field_error(&c->d, "code", "invalid");
	return domain_fields_ok(&c->d, e);
}

/* RFC 6749 §4.1.2.1: what came with the browser is nobody's word; only whether it was a person's
 * "no" is told apart. */
static enum err refused(struct caller *c, const struct return_input *in, struct error *e)
{
	return domain_refuse(
		&c->d, ERR_CONFLICT,
		strcmp(in->error, "access_denied") ? "remote-refused" : "remote-denied", e);
}

/* RFC 9207 §2.4: an answer that says it is another service's goes nowhere, its code least of all to the service that
 * this ticket is at (mix-up, RFC 9700 §4.4). One that does not say it is held by our secret at the service alone. */
static enum err check_issuer(struct caller *c, const struct return_input *in, const struct remote *r,
			     struct error *e)
{
	if (!in->iss || (r->issuer && csc_issuer_is(r->issuer, in->iss)))
		return ERR_OK;
	log_event(c->app->log, LOG_WARN, "remote.mixed", LF_STR("rq", c->rq->id),
		  LF_STR("host", r->service));
	return domain_refuse(&c->d, ERR_CONFLICT, "remote-mixed", e);
}

static enum err go_on(struct caller *c, const struct return_input *in, struct remote *r,
		      struct error *e)
{
	const struct csc_service *service = remote_service(c->app, r->service);
	enum ticket_state now = ticket_state_now(&c->d, &c->ticket);

	if (now == TICKET_SIGNING || now == TICKET_DONE)
		return ERR_OK; /* whatever the service says now, it is signed */
	if (!service)
		return domain_refuse(&c->d, ERR_CONFLICT, "remote-gone", e);
	if (now == TICKET_EXPIRED || now == TICKET_CANCELLED || now == TICKET_FAILED)
		return domain_refuse(&c->d, ERR_TICKET, "remote-over", e);
	TRY(check_issuer(c, in, r, e));
	if (in->error)
		return refused(c, in, e);
	return strcmp(r->scope, "credential") ? list(c, service, r, in->code, e)
					      : sign(c, service, r, in->code, e);
}

static enum err reload(struct caller *c, void *ctx, struct error *e)
{
	(void)ctx;
	return remote_reload(c, e);
}

static enum err come_back(struct caller *c, struct response *rs, struct error *e)
{
	struct return_input in = { 0 };
	struct remote r;
	enum err rc;

	TRY(input_body(c, return_rules, COUNT_OF(return_rules), &in, e));
	TRY(check(c, &in, e));
	TRY(remote_take(&c->d, &c->recipient, in.state, &c->ticket, &r, e));
	rc = go_on(c, &in, &r, e);
	if (rc == ERR_BUSY) /* the state is taken: this request is not one to be run once more */
		return domain_refuse(&c->d, ERR_CONFLICT, "remote-again", e);
	TRY(rc);
	TRY(remote_patiently(c, reload, NULL, e));
	return remote_json(c, &r, &rs->json, e);
}
API_HANDLER(remote_return_post, come_back)
