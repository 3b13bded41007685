#include "world.h"
#include <stdio.h>
#include "domain/link.h"

int world_open(void **state)
{
	struct world *w = test_calloc(1, sizeof(*w));
	void *f = NULL;
	char dir[96];

	fixture_open(&f);
	w->f = f;
	snprintf(dir, sizeof(dir), "%s/blobs", w->f->dir);
	assert_ok(blob_store_open(dir, &w->blobs, &w->f->e));
	w->app = (struct app){ .database = w->f->url, .clock = &w->f->clock, .rng = &w->f->rng,
			       .master = w->f->master, .blobs = w->blobs, .settings = &w->f->set,
			       .version = "0", .temp_dir = w->f->dir, .data_dir = w->f->dir,
			       .upload_max = 1 << 20, .repair_max = 1 << 20 };
	assert_ok(app_start(&w->app, &w->f->e));
	*state = w;
	return 0;
}

int world_close(void **state)
{
	struct world *w = *state;
	void *f = w->f;

	app_stop(&w->app);
	blob_store_free(w->blobs);
	fixture_close(&f);
	test_free(w);
	return 0;
}

struct asker member_browser(struct world *w, const struct person *p)
{
	struct domain d = as(w->f, p);
	struct link_token t = link_token_new(&w->f->rng);

	if (!p)
		return (struct asker){ 0 };
	assert_ok(db_begin(w->f->db, &w->f->e));
	assert_ok(session_insert(&d.repo, link_hash(&t), p->account, w->f->clock.fixed,
				 w->f->clock.fixed + w->f->set.session_ttl, &w->f->e));
	assert_ok(db_commit(w->f->db, &w->f->e));
	return (struct asker){ "skysign", arena_strdup(w->f->mem, t.text), 1 };
}

static struct asker press_button(struct world *w, const char *email, struct recipient_ref *session)
{
	struct domain d = as(w->f, NULL);
	struct recipient_ref ref;
	struct link_token t;

	assert_ok(recipient_find(&d, mailed_token(w->f, email), &ref, &w->f->e));
	assert_ok(recipient_open(&d, &ref, &t, &w->f->e));
	assert_ok(recipient_session(&d, t.text, session, &w->f->e));
	return (struct asker){ COOKIE_RECIPIENT, arena_strdup(w->f->mem, t.text), 1 };
}

struct asker recipient_browser_before_terms(struct world *w, const char *email)
{
	struct recipient_ref session;

	return press_button(w, email, &session);
}

struct asker recipient_browser(struct world *w, const char *email)
{
	struct recipient_ref session;
	struct asker a = press_button(w, email, &session);

	accept_terms(w->f, &session);
	return a;
}

/* The params of the path by their names, in order; missing ones are "x". */
static void set_params(struct request *rq, const char *path, const char *const *params)
{
	for (const char *p = strchr(path, '{'); p; p = strchr(p + 1, '{')) {
		size_t n = strcspn(p + 1, "}");
		const char *value = params && *params ? *params++ : "x";

		assert_true(fields_add(rq->mem, &rq->params, arena_strndup(rq->mem, p + 1, n), value));
	}
}

static void set_cookie(struct request *rq, const struct asker *who)
{
	char csrf[CSRF_SIZE];

	if (!who->cookie)
		return;
	assert_true(fields_add(rq->mem, &rq->cookies, who->cookie_name, who->cookie));
	csrf_of(who->cookie, csrf);
	if (who->csrf)
		assert_true(fields_add(rq->mem, &rq->headers, "X-CSRF-Token", arena_strdup(rq->mem, csrf)));
}

struct answer ask(struct world *w, const struct route *r, const struct asker *who,
		  const char *const *params, const char *body)
{
	struct request *rq = ARENA_NEW(w->f->mem, struct request);
	struct answer a = { .rq = rq };

	*rq = (struct request){ .mem = w->f->mem, .route = r, .method = r->method, .path = r->path,
				.id = "test", .remote = "192.0.2.7", .lang = "ja", .app = &w->app };
	set_params(rq, r->path, params);
	set_cookie(rq, who);
	if (body) {
		rq->json = json_loads(body, 0, NULL);
		assert_non_null(rq->json);
	}
	a.rc = caller_authenticate(rq, &a.e);
	a.admitted = a.rc == ERR_OK;
	if (a.admitted)
		a.rc = r->run(rq, &a.rs, &a.e);
	return a;
}

const struct route *find_route(const char *method, const char *path)
{
	for (size_t i = 0; i < api_route_count; i++)
		if (!strcmp(api_routes[i].method, method) && !strcmp(api_routes[i].path, path))
			return &api_routes[i];
	fail_msg("no route %s %s", method, path);
	return NULL;
}

struct answer ask_path(struct world *w, const char *method, const char *path, const struct asker *who,
		       const char *const *params, const char *body)
{
	return ask(w, find_route(method, path), who, params, body);
}

void answer_done(struct answer *a)
{
	json_decref(a->rs.json);
	json_decref(a->rq->json);
	if (a->rs.source && a->rs.source->free)
		a->rs.source->free(a->rs.source->ctx);
	*a = (struct answer){ 0 };
}
