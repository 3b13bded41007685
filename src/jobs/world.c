#include "jobs/world.h"
#include <stdlib.h>

enum { LOCAL_MEMORY = 4 * 1024 * 1024 };

struct jobs_world {
	struct fetcher port; /* first: what the session calls */
	const struct jobs_env *env;
	const struct jobs_thread *thread;
	struct trust *trust;
	struct trust_online online;
};

/* What follows our own address in a URL; NULL: it is another's. Certificates that were made on trial
 * name the place where we listened then: nobody else is asked at a loopback address. */
static const char *own_path(const struct jobs_world *w, const char *url)
{
	static const char loopback[] = "http://127.0.0.1:";
	size_t len = strlen(w->env->authority_url);

	if (!strncmp(url, w->env->authority_url, len) && url[len] == '/')
		return url + len;
	if (!w->env->allow_private && !strncmp(url, loopback, sizeof(loopback) - 1))
		return strchr(url + sizeof(loopback) - 1, '/');
	return NULL;
}

static enum err answer(struct jobs_world *w, const char *path, const struct fetch_request *rq,
		       struct arena *mem, struct bytes *out, struct error *e)
{
	if (!strcmp(path, "/ocsp"))
		return sealer_ocsp(w->thread->sealer, rq->body, mem, out, e);
	if (!strcmp(path, "/ca/crl"))
		return sealer_ca_crl(w->thread->sealer, mem, out, e);
	if (!strcmp(path, "/ca/ca.cer"))
		return sealer_ca_certificate(w->thread->sealer, mem, out, e);
	return error_set(e, ERR_NOT_FOUND, "%s: there is nothing to fetch", rq->url);
}

static enum err fetch(struct fetcher *f, const struct fetch_request *rq, struct arena *mem,
		      struct fetch_response *out, struct error *e)
{
	struct jobs_world *w = (struct jobs_world *)f;
	const char *path = own_path(w, rq->url);
	struct bytes body;
	enum err rc;

	if (!path)
		return fetcher_fetch(w->thread->fetcher, rq, mem, out, e);
	rc = answer(w, path, rq, mem, &body, e);
	if (rc == ERR_UNAVAILABLE || rc == ERR_TIMEOUT)
		return error_wrap(e, ERR_BUSY, rq->url); /* it is back in a moment: not to be remembered */
	TRY(rc);
	*out = (struct fetch_response){ .status = 200, .content_type = "", .body = body };
	return ERR_OK;
}

/* The local authority, while there is one. */
static enum err trust_local(struct jobs_world *w, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(LOCAL_MEMORY);
	struct bytes root;
	enum err rc = sealer_ca_certificate(w->thread->sealer, mem, &root, e);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	return trust_add(w->trust, TRUST_ALL, root, e);
}

/* Whom the time-stamp authorities of the setting tsa chain to. */
static enum err trust_authorities(struct jobs_world *w, struct error *e)
{
	for (size_t i = 0; i < w->env->n_authorities; i++) {
		const struct tsp_authority *a = &w->env->authorities[i].a;

		for (size_t k = 0; k < a->n_anchors; k++)
			TRY(trust_add(w->trust, TRUST_TIMESTAMP, a->anchors[k], e));
	}
	return ERR_OK;
}

enum err jobs_world_open(const struct jobs_env *env, const struct jobs_thread *t,
			 struct jobs_world **out, struct error *e)
{
	AUTO(jobs_world) struct jobs_world *w = calloc(1, sizeof(*w));

	if (!w)
		abort();
	w->port.fetch = fetch;
	w->env = env;
	w->thread = t;
	w->trust = trust_new();
	for (size_t i = 0; i < env->n_trust; i++)
		TRY(trust_add_path(w->trust, TRUST_ALL, env->trust[i], e));
	TRY(trust_local(w, e));
	TRY(trust_authorities(w, e));
	w->online = (struct trust_online){ .fetcher = &w->port,
					   .cache = env->cache,
					   .clock = env->clock,
					   .allow_private = env->allow_private };
	*out = TAKE_PTR(w);
	return ERR_OK;
}

void jobs_world_free(struct jobs_world *w)
{
	if (!w)
		return;
	trust_free(w->trust);
	free(w);
}

const struct trust *jobs_world_trust(const struct jobs_world *w)
{
	return w->trust;
}

const struct trust_online *jobs_world_online(const struct jobs_world *w)
{
	return &w->online;
}
