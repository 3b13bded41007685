#include "cmd/web_system.h"
#include "cmd/checks.h"
#include "cmd/metrics_timestamps.h"

static enum err healthz(struct request *rq, struct response *rs, struct error *e)
{
	(void)rq;
	(void)e;
	rs->json = json_pack("{s:b}", "alive", 1);
	return ERR_OK;
}

/* 503 with the names of what is missing; the reasons go to the log, not to strangers. */
static enum err readyz(struct request *rq, struct response *rs, struct error *e)
{
	struct web_system *w = rq->app;
	json_t *parts = json_object();
	_Bool all = 1;

	(void)e;
	for (size_t i = 0; i < w->n_checks; i++) {
		const char *why = w->checks[i].run(w->service, rq->mem);

		json_object_set_new(parts, w->checks[i].name, json_boolean(!why));
		all = all && !why;
		if (why)
			log_event(&w->service->log, LOG_WARN, "ready.not",
				  LF_STR("kind", w->checks[i].name), LF_STR("error", why));
	}
	rs->status = all ? 200 : 503;
	rs->json = json_pack("{s:b,s:o}", "ready", all, "parts", parts);
	return ERR_OK;
}

static enum err metrics(struct request *rq, struct response *rs, struct error *e)
{
	struct web_system *w = rq->app;
	AUTO(buf) struct buf b = { 0 };

	metrics_render(w->metrics, &b);
	metrics_timestamps(w->service, rq->mem, &b);
	preservation_metrics(w->service, rq->mem, &b);
	audit_day_metrics(w->service, rq->mem, &b);
	rs->content_type = "text/plain; version=0.0.4; charset=utf-8";
	if (!arena_copy(rq->mem, buf_bytes(&b), &rs->body))
		return error_set(e, ERR_INTERNAL, "no room for the metrics");
	return ERR_OK;
}

static enum err openapi(struct request *rq, struct response *rs, struct error *e)
{
	struct web_system *w = rq->app;

	(void)e;
	rs->content_type = "application/json";
	rs->body = bytes_of_str(w->openapi);
	return ERR_OK;
}

const struct route web_system_routes[] = {
	{ "GET", "/healthz", AUTH_NONE, NULL, 0, healthz, "Is the process alive?", NULL, "Health" },
	{ "GET", "/readyz", AUTH_NONE, NULL, 0, readyz,
	  "Can it work: database, sealer, worker, disk? 503 when not", NULL, "Readiness" },
	{ "GET", "/metrics", AUTH_NONE, NULL, 0, metrics, "Counters in Prometheus text format",
	  .produces = "text/plain" },
	{ "GET", "/api/v1/openapi.json", AUTH_NONE, NULL, 0, openapi, "This description",
	  .produces = "application/json" },
};
const size_t web_system_route_count = COUNT_OF(web_system_routes);
