/* From cookies to a caller: who asks, in which organisation, with which rights. */
#include "api/api.h"
#include "domain/gate.h"

enum { AGENT_MAX = 256 };

static enum err connection(struct app *a, struct db **out, struct error *e)
{
	struct db *db = pthread_getspecific(a->db_key);

	if (!db) {
		TRY(db_open(a->database, &db, e));
		if (pthread_setspecific(a->db_key, db)) {
			db_close(db);
			return error_set(e, ERR_INTERNAL, "no room for a thread's connection");
		}
	}
	*out = db;
	return ERR_OK;
}

const char *cookie_member(const struct request *rq)
{
	return rq->secure ? "__Host-skysign" : "skysign";
}

/* For the audit trail: what a browser calls itself, in printable ASCII and short. */
static const char *agent_of(struct request *rq)
{
	const char *agent = request_header(rq, "User-Agent");
	char *copy = agent ? arena_strndup(rq->mem, agent, strnlen(agent, AGENT_MAX)) : NULL;

	for (char *p = copy; p && *p; p++)
		if (*p < 0x20 || *p > 0x7e)
			*p = '?';
	return copy;
}

static enum err make_caller(struct request *rq, struct caller **out, struct error *e)
{
	struct app *a = rq->app;
	struct caller *c = ARENA_NEW(rq->mem, struct caller);

	if (!c)
		return error_set(e, ERR_TOO_LARGE, "the request exceeds the memory limit");
	c->app = a;
	c->rq = rq;
	c->lang = rq->lang && !strcmp(rq->lang, "en") ? "en" : "ja";
	c->d = (struct domain){
		.repo = { .mem = rq->mem }, .clock = a->clock, .rng = a->rng, .master = a->master,
		.set = a->settings,
		.actor = { .kind = ACTOR_SYSTEM, .ip = rq->remote,
			   .agent = agent_of(rq) },
	};
	TRY(connection(a, &c->d.repo.db, e));
	*out = c;
	return ERR_OK;
}

/* The member of the cookie; c stays anyone when there is none. */
static enum err load_member(struct caller *c, struct error *e)
{
	c->cookie = request_cookie(c->rq, cookie_member(c->rq));
	TRY(account_session(&c->d, c->cookie, &c->member, e));
	if (!role_parse(c->member.role, &c->role))
		return error_set(e, ERR_INTERNAL, "a member has an unknown role");
	c->d.repo.org = c->member.organisation_id;
	c->d.actor.kind = ACTOR_MEMBER;
	c->d.actor.id = c->member.account_id;
	c->d.actor.name = c->member.name;
	c->d.actor.email = c->member.email;
	c->d.actor.owner = c->role == ROLE_OWNER;
	return ERR_OK;
}

static _Bool changes(const struct request *rq)
{
	return strcmp(rq->method, "GET") != 0 && strcmp(rq->method, "HEAD") != 0;
}

/* The page that has the session knows the value; a page of somebody else does not. */
static enum err check_csrf(const struct caller *c, struct error *e)
{
	if (changes(c->rq) && !csrf_ok(c->cookie, request_header(c->rq, "X-CSRF-Token")))
		return error_set(e, ERR_CSRF, "X-CSRF-Token does not belong to the session");
	return ERR_OK;
}

static enum err admit_member(struct caller *c, struct error *e)
{
	const char *permission = c->rq->route->permission;

	TRY(load_member(c, e));
	TRY(check_csrf(c, e));
	c->kind = CALLER_MEMBER;
	if (permission && !role_may(c->role, permission))
		return error_set(e, ERR_DENIED, "the role %s lacks %s", role_name(c->role), permission);
	if (changes(c->rq) && strcmp(c->member.organisation_state, "active") != 0)
		return domain_refuse(&c->d, ERR_DENIED, "organisation-inactive", e);
	return ERR_OK;
}

static enum gate_need need_of(enum route_gate g)
{
	switch (g) {
	case ROUTE_GATE_NONE:
		return GATE_NEED_NOTHING;
	case ROUTE_GATE_PERSON:
		return GATE_NEED_PERSON;
	case ROUTE_GATE_ALL:
		break;
	}
	return GATE_NEED_ALL;
}

void caller_browser(struct caller *c, struct recipient_ref *ref)
{
	const char *cookie = request_cookie(c->rq, COOKIE_BROWSER);
	unsigned char *hash = arena_alloc(c->rq->mem, TOKEN_HASH_SIZE);

	if (cookie && hash && token_hash(cookie, hash))
		ref->browser = BYTES(hash, TOKEN_HASH_SIZE);
}

/* The one place where the gate of every recipient's route is kept. */
static enum err admit_recipient(struct caller *c, struct error *e)
{
	c->cookie = request_cookie(c->rq, COOKIE_RECIPIENT);
	TRY(recipient_session(&c->d, c->cookie, &c->recipient, e));
	TRY(check_csrf(c, e));
	caller_browser(c, &c->recipient);
	TRY(gate_require_session(&c->d, &c->recipient, need_of(c->rq->route->gate), e));
	c->kind = CALLER_RECIPIENT;
	return ERR_OK;
}

/* RFC 6750 §2.1. There is no cookie, so a page of somebody else can do nothing with it. */
static enum err read_bearer(struct caller *c, const char **out, struct error *e)
{
	static const char bearer[] = "Bearer ";
	const char *header = request_header(c->rq, "Authorization");

	if (!header || strncasecmp(header, bearer, sizeof(bearer) - 1) != 0)
		return error_set(e, ERR_UNAUTHENTICATED, "Authorization: Bearer is missing");
	*out = header + sizeof(bearer) - 1;
	return ERR_OK;
}

static enum err admit_agent(struct caller *c, struct error *e)
{
	const char *session;

	TRY(read_bearer(c, &session, e));
	TRY(ticket_session(&c->d, session, &c->ticket, e));
	c->kind = CALLER_AGENT;
	return ERR_OK;
}

static enum err admit_agent_batch(struct caller *c, struct error *e)
{
	const char *session;

	TRY(read_bearer(c, &session, e));
	TRY(batch_session(&c->d, session, &c->batch, e));
	c->kind = CALLER_AGENT;
	return ERR_OK;
}

/* Pages that anyone may ask still say who is signed in. */
static enum err admit_anyone(struct caller *c, struct error *e)
{
	enum err rc = load_member(c, e);

	return rc == ERR_UNAUTHENTICATED ? ERR_OK : rc;
}

static enum err admit(struct caller *c, struct error *e)
{
	switch (c->rq->route->auth) {
	case AUTH_MEMBER:
		return admit_member(c, e);
	case AUTH_RECIPIENT:
		return admit_recipient(c, e);
	case AUTH_AGENT:
		return admit_agent(c, e);
	case AUTH_AGENT_BATCH:
		return admit_agent_batch(c, e);
	case AUTH_NONE:
		break;
	}
	return admit_anyone(c, e);
}

enum err caller_authenticate(struct request *rq, struct error *e)
{
	struct caller *c;
	enum err rc;

	TRY(make_caller(rq, &c, e));
	rq->principal = c;
	rc = admit(c, e);
	if (rc != ERR_OK)
		api_report_refusal(c);
	return rc;
}

_Bool caller_may(const struct caller *c, const char *permission)
{
	return c->member.account_id && role_may(c->role, permission);
}

_Bool caller_is_sender(const struct caller *c, const struct dossier *x)
{
	return caller_may(c, "envelope.read_all") || !strcmp(x->v.created_by, c->member.account_id) ||
	       (x->v.sent_by && !strcmp(x->v.sent_by, c->member.account_id));
}

enum err caller_dossier(struct caller *c, struct dossier *out, struct error *e)
{
	return dossier_for_member(&c->d, request_param(c->rq, "id"), caller_may(c, "envelope.read_all"),
				  out, e);
}
