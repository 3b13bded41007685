#include "api/api.h"
#include "api/idempotency.h"
#include "intake/intake.h"
#include <unistd.h>
#include "api/routes.h"
#include "os/wake.h"

static void close_connection(void *db)
{
	db_close(db);
}

enum err app_start(struct app *a, struct error *e)
{
	if (pthread_key_create(&a->db_key, close_connection))
		return error_set(e, ERR_INTERNAL, "no room for a thread's connection");
	if (a->temp_dir)
		TRY(intake_clear(a->temp_dir, e));
	a->table = (struct route_table){ .routes = api_routes,
					 .n = api_route_count,
					 .app = a,
					 .authenticate = caller_authenticate,
					 .body_max = &a->upload_max };
	return route_check(&a->table, 1, e);
}

void app_stop(struct app *a)
{
	db_close(pthread_getspecific(a->db_key));
	pthread_key_delete(a->db_key);
}

const struct route_table *app_routes(const struct app *a)
{
	return &a->table;
}

void api_report_refusal(struct caller *c)
{
	struct domain *d = &c->d;

	if (d->refusal)
		request_problem_detail(c->rq, text_of(c->lang, d->refusal));
	for (size_t i = 0; i < d->n_errors; i++)
		request_problem_field(c->rq, d->errors[i].field, d->errors[i].code,
				      text_of(c->lang, d->errors[i].code));
}

static void log_failure(const struct caller *c, enum err rc, const struct error *e)
{
	enum log_level level = err_http_status(rc) >= 500 ? LOG_ERROR : LOG_INFO;

	log_event(c->app->log, level, "api.refused", LF_STR("rq", c->rq->id),
		  LF_STR("route", c->rq->route->path), LF_STR("code", err_slug(rc)),
		  LF_STR("error", err_http_status(rc) >= 500 && e ? e->msg : ""));
}

enum { BUSY_TRIES = 10, BUSY_PAUSE_MS = 30 };

/* Two transactions met and ours was rolled back whole: as if it had not begun. Not for uploads,
 * whose body is read already. */
static _Bool begin_again(struct caller *c, struct actor was, struct response *rs, enum err rc,
			 int tries)
{
	if (rc != ERR_BUSY || c->rq->stream || tries >= BUSY_TRIES)
		return 0;
	db_rollback(c->d.repo.db);
	c->d.actor = was; /* an act makes its party the actor */
	c->d.refusal = NULL;
	c->d.n_errors = 0;
	json_decref(rs->json);
	*rs = (struct response){ 0 };
	usleep(1000 * (1 + rng_below(c->app->rng, BUSY_PAUSE_MS)));
	return 1;
}

static enum err run_once(struct caller *c, struct response *rs, api_fn *fn, struct idempotency *k,
			 struct error *e)
{
	enum err rc;

	if (k->held && !c->rq->stream && !c->rq->route->slow)
		idempotency_join(c);
	rc = fn(c, rs, e);
	if (rc == ERR_OK && !rs->status && c->rq->route->success)
		rs->status = c->rq->route->success;
	return idempotency_end(c, k, rs, rc, e);
}

static enum err run(struct caller *c, struct response *rs, api_fn *fn, struct error *e)
{
	const struct actor was = c->d.actor;
	struct idempotency k = { 0 };
	enum err rc;

	TRY(idempotency_begin(c, &k, rs, e));
	if (k.replayed)
		return ERR_OK;
	rc = run_once(c, rs, fn, &k, e);
	for (int tries = 1; begin_again(c, was, rs, rc, tries); tries++)
		rc = run_once(c, rs, fn, &k, e);
	return rc == ERR_BUSY ? idempotency_give_up(c, &k, rc) : rc;
}

enum err api_run(struct request *rq, struct response *rs, api_fn *fn, struct error *e)
{
	struct caller *c = rq->principal;
	enum err rc = run(c, rs, fn, e);

	if (rc != ERR_OK) {
		api_report_refusal(c);
		log_failure(c, rc, e);
		return rc;
	}
	if (c->app->worker_socket && strcmp(rq->route->method, "GET") != 0)
		wake_send(c->app->worker_socket);
	return ERR_OK;
}
