/* Remote signing: which services there are, the beginning, and what all steps share. */
#include <unistd.h>
#include "api/input.h"
#include "api/remote.h"
#include "api/outside.h"
#include "field/paper.h"

enum { TRIES = 10, PAUSE_US = 20 * 1000 };

/* shared ----------------------------------------------------------------- */

const struct csc_service *remote_service(const struct app *a, const char *name)
{
	for (size_t i = 0; name && i < a->n_remote; i++)
		if (!strcmp(a->remote[i].name, name))
			return &a->remote[i];
	return NULL;
}

const char *remote_return_address(struct caller *c)
{
	return domain_printf(&c->d, "%s/r/remote", c->d.set->base_url);
}

enum err remote_patiently(struct caller *c, remote_step_fn *step, void *ctx, struct error *e)
{
	enum err rc = step(c, ctx, e);

	for (int i = 1; rc == ERR_BUSY && i < TRIES; i++) {
		db_rollback(c->d.repo.db);
		usleep(PAUSE_US);
		rc = step(c, ctx, e);
	}
	return rc == ERR_BUSY ? domain_refuse(&c->d, ERR_CONFLICT, "remote-again", e) : rc;
}

enum err remote_load(struct caller *c, struct remote *r, struct error *e)
{
	return remote_get(&c->d, &c->recipient, request_param(c->rq, "ticket_id"), &c->ticket, r,
			  e);
}

enum err remote_reload(struct caller *c, struct error *e)
{
	return ticket_of(&c->d, &c->recipient, c->ticket.id, &c->ticket, e);
}

enum err remote_failed(struct caller *c, const char *service, enum err rc, struct error *e)
{
	static const struct {
		enum err from, to;
		const char *text;
	} told[] = {
		{ ERR_UNAVAILABLE, ERR_UNAVAILABLE, "remote-unreachable" },
		{ ERR_TIMEOUT, ERR_TIMEOUT, "remote-unreachable" },
		{ ERR_REMOTE, ERR_REMOTE, "remote-garbage" },
		{ ERR_DENIED, ERR_CONFLICT, "remote-refused" },
	};

	log_event(c->app->log, LOG_INFO, "remote.failed", LF_STR("rq", c->rq->id),
		  LF_STR("host", service), LF_STR("code", err_slug(rc)),
		  LF_STR("error", e ? e->msg : ""));
	for (size_t i = 0; i < COUNT_OF(told); i++)
		if (told[i].from == rc)
			return domain_refuse(&c->d, told[i].to, told[i].text, e);
	return rc;
}

struct noting {
	enum err why;
	const char *refusal;
};
static enum err note(struct caller *c, void *ctx, struct error *e)
{
	const struct noting *n = ctx;

	TRY(remote_reload(c, e));
	c->d.refusal = n->refusal;
	return ticket_refuse(&c->d, &c->ticket, c->ticket.seq + 1, n->why, e);
}

enum err remote_note_refusal(struct caller *c, enum err rc, struct error *e)
{
	struct noting n = { rc, c->d.refusal };
	struct error own = { 0 };

	if (!agent_certificate_refused(rc))
		return rc;
	if (remote_patiently(c, note, &n, &own) != ERR_OK) {
		*e = own;
		return own.code;
	}
	c->d.refusal = n.refusal;
	return rc;
}

enum err remote_visit(struct caller *c, struct remote *r, const struct csc_authorization *a,
		      const char **url, struct error *e)
{
	const struct csc_service *s = remote_service(c->app, r->service);
	char state[CSC_SECRET_SIZE], verifier[CSC_SECRET_SIZE];
	struct csc_authorization all = *a;
	struct csc_call call;

	if (!s)
		return domain_refuse(&c->d, ERR_CONFLICT, "remote-gone", e);
	csc_secret(c->app->rng, state);
	csc_secret(c->app->rng, verifier);
	all.oauth2 = r->oauth2;
	all.redirect_uri = remote_return_address(c);
	all.state = state;
	all.verifier = verifier;
	call = csc_begin(s, c->app->remote_fetcher, c->rq->mem, c->lang);
	*url = csc_authorize_url(&call, &all);
	r->scope = a->credential ? "credential" : "service";
	r->verifier = domain_printf(&c->d, "%s", verifier);
	if (!*url)
		return error_set(e, ERR_TOO_LARGE, "the service's address does not fit");
	return remote_save(&c->d, &c->ticket, r, state, e);
}

/* services ---------------------------------------------------------------- */

static enum err services(struct caller *c, struct response *rs, struct error *e)
{
	json_t *items = json_array();

	(void)e;
	for (size_t i = 0; i < c->app->n_remote; i++)
		json_array_append_new(items, json_pack("{s:s}", "name", c->app->remote[i].name));
	rs->json = json_pack("{s:o}", "items", items);
	return ERR_OK;
}
API_HANDLER(remote_services_get, services)

/* beginning ----------------------------------------------------------------- */

static enum err look_at(struct caller *c, const struct csc_service *s, struct remote *r,
			struct error *e)
{
	struct csc_call call;
	struct csc_info info;
	enum err rc;

	TRY(outside_enter(c, OUTSIDE_AT_ONCE, e));
	call = csc_begin(s, c->app->remote_fetcher, c->rq->mem, c->lang);
	rc = csc_info(&call, &info, e);
	outside_leave(c);
	if (rc != ERR_OK)
		return remote_failed(c, s->name, rc, e);
	r->oauth2 = info.oauth2;
	r->issuer = info.issuer;
	return ERR_OK;
}

static enum err make(struct caller *c, const struct agree_input *in, const struct remote *r,
		     struct error *e)
{
	AUTO(field_paper) struct field_paper paper = { 0 };
	enum err rc;

	field_paper_init(&paper, c->app->blobs);
	c->d.drawing = &paper.drawing;
	rc = remote_begin(&c->d, &c->recipient, in, r, &c->ticket, e);
	c->d.drawing = NULL;
	return rc;
}

struct beginning {
	struct agree_input in;
	struct remote r;
	const char *url;
};
static enum err make_step(struct caller *c, void *ctx, struct error *e)
{
	struct beginning *b = ctx;

	return make(c, &b->in, &b->r, e);
}
static enum err visit_step(struct caller *c, void *ctx, struct error *e)
{
	struct beginning *b = ctx;

	return remote_visit(c, &b->r, &(struct csc_authorization){ 0 }, &b->url, e);
}

struct begin_input {
	const char *service;
};
static const struct input_rule begin_rules[] = { INPUT(begin_input, service, INPUT_TEXT, 1) };

/* The service is asked only for somebody who may sign, and once. */
static enum err begin(struct caller *c, struct response *rs, struct error *e)
{
	struct beginning b = { 0 };
	struct begin_input which = { 0 };
	const struct csc_service *s;

	TRY(input_body(c, begin_rules, COUNT_OF(begin_rules), &which, e));
	TRY(input_agree(c, &b.in, e));
	s = remote_service(c->app, which.service);
	if (!s)
		domain_field_error(&c->d, "service", "invalid");
	TRY(domain_fields_ok(&c->d, e));
	b.r.service = s->name;
	TRY(remote_may(&c->d, &c->recipient, e));
	TRY(look_at(c, s, &b.r, e));
	TRY(remote_patiently(c, make_step, &b, e));
	TRY(remote_patiently(c, visit_step, &b, e));
	rs->json = json_pack("{s:s, s:s}", "id", c->ticket.id, "url", b.url);
	return ERR_OK;
}
API_HANDLER(remote_signing_post, begin)
