#include "http/exchange.h"
#include <stdlib.h>
#include <time.h>
#include "http/json.h"
#include "http/problem.h"

enum { LINGER_MAX_BYTES = 16 * 1024 * 1024, LINGER_MS = 5000 };

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct exchange *exchange_new(struct http_server *s, struct MHD_Connection *con, const char *uri)
{
	struct exchange *x = calloc(1, sizeof(*x));
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(con, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	if (!x)
		abort();
	x->server = s;
	x->con = con;
	x->watched = info ? info->socket_context : NULL;
	x->rq.mem = arena_new(s->config.memory_max);
	x->uri = arena_strdup(x->rq.mem, uri);
	x->began_us = now_us();
	x->refs = 1;
	pthread_mutex_init(&x->lock, NULL);
	pthread_cond_init(&x->stream.change, NULL);
	x->stream.x = x;
	if (s->config.metrics)
		metrics_in_flight(s->config.metrics, 1);
	return x;
}

static void exchange_free(struct exchange *x)
{
	json_decref(x->rq.json);
	json_decref(x->rs.json);
	if (x->rs.source && x->rs.source->free)
		x->rs.source->free(x->rs.source->ctx);
	buf_done(&x->body);
	free(x->stream.ring);
	pthread_mutex_destroy(&x->lock);
	pthread_cond_destroy(&x->stream.change);
	arena_free(x->rq.mem);
	free(x);
}

void exchange_unref(struct exchange *x)
{
	unsigned left;

	pthread_mutex_lock(&x->lock);
	left = --x->refs;
	pthread_mutex_unlock(&x->lock);
	if (!left)
		exchange_free(x);
}

static void tell(struct exchange *x)
{
	const struct http_config *c = &x->server->config;
	int64_t us = now_us() - x->began_us;

	if (c->metrics) {
		metrics_in_flight(c->metrics, -1);
		metrics_count(c->metrics, x->rq.route, x->status, us);
	}
	log_event(c->log, LOG_INFO, "http.request", LF_STR("rq", x->rq.id),
		  LF_STR("method", x->rq.method),
		  LF_STR("route", x->rq.route ? x->rq.route->path : "-"),
		  LF_INT("status", x->status), LF_INT("ms", us / 1000));
}

void exchange_gone(struct exchange *x)
{
	tell(x);
	pthread_mutex_lock(&x->lock);
	x->gone = 1;
	if (!x->stream.ended)
		x->stream.broken = 1;
	pthread_cond_signal(&x->stream.change);
	if (x->watched)
		watch_set(x->watched, (time_ms)x->server->config.header_seconds * 1000);
	pthread_mutex_unlock(&x->lock);
	exchange_unref(x);
}

void exchange_suspend(struct exchange *x)
{
	if (!x->suspended && !x->gone) {
		x->suspended = 1;
		MHD_suspend_connection(x->con);
	}
}

void exchange_resume(struct exchange *x)
{
	if (x->suspended && !x->gone) {
		x->suspended = 0;
		MHD_resume_connection(x->con);
	}
}

static enum err run_handler(struct exchange *x)
{
	TRY(x->rq.route->run(&x->rq, &x->rs, &x->error));
	return ERR_OK;
}

static enum err authenticate(struct exchange *x)
{
	return x->table->authenticate ? x->table->authenticate(&x->rq, &x->error) : ERR_OK;
}

/* In a pool's thread: the result is there. */
static void finish(struct exchange *x, enum err rc)
{
	if (rc != ERR_OK && err_http_status(rc) >= 500)
		log_event(x->server->config.log, LOG_ERROR, "http.failed", LF_STR("rq", x->rq.id),
			  LF_STR("route", x->rq.route->path), LF_STR("code", err_slug(rc)),
			  LF_STR("error", x->error.msg));
	pthread_mutex_lock(&x->lock);
	x->rc = rc;
	x->phase = PHASE_REPLY;
	exchange_resume(x);
	pthread_mutex_unlock(&x->lock);
	exchange_unref(x);
}

static void whole_task(void *arg)
{
	struct exchange *x = arg;
	enum err rc = authenticate(x);

	finish(x, rc == ERR_OK ? run_handler(x) : rc);
}

static void stream_task(void *arg)
{
	struct exchange *x = arg;
	enum err rc = authenticate(x);

	if (rc == ERR_OK) {
		pthread_mutex_lock(&x->lock);
		x->phase = PHASE_STREAM;
		exchange_resume(x);
		pthread_mutex_unlock(&x->lock);
		rc = run_handler(x);
	}
	finish(x, rc);
}

/* Hands the exchange to a pool; the connection sleeps meanwhile. */
static enum err dispatch(struct exchange *x, struct pool *pool, pool_fn *fn, enum phase phase)
{
	_Bool ok;

	pthread_mutex_lock(&x->lock);
	x->phase = phase;
	x->refs++;
	ok = pool_submit(pool, fn, x); /* its thread waits for the lock before it resumes */
	if (ok)
		exchange_suspend(x);
	else
		x->refs--;
	pthread_mutex_unlock(&x->lock);
	return ok ? ERR_OK : error_set(&x->error, ERR_BUSY, "every thread is busy");
}

static void body_limit(struct exchange *x)
{
	if (x->watched)
		watch_set(x->watched, (time_ms)x->server->config.body_seconds * 1000);
}

/* Refuses a request. One whose body is still to come gets its answer without the
 * body being read: RFC 9110 §15.5.14 lets the server close the connection. */
static enum MHD_Result refuse(struct exchange *x, enum err rc)
{
	_Bool expects = !x->past_headers && request_header(&x->rq, "Expect") != NULL;

	x->rc = rc;
	if (expects || (!x->has_body && x->past_headers)) {
		x->phase = PHASE_SENT;
		return exchange_reply(x) ? MHD_YES : MHD_NO;
	}
	body_limit(x);
	if (!x->has_body || (x->rq.content_length <= DRAIN_MAX && rc != ERR_TOO_LARGE)) {
		x->phase =
			PHASE_DRAIN; /* answered at its end, so the connection can be used again */
		return MHD_YES;
	}
	exchange_reply_raw(x);
	x->phase = PHASE_LINGER;
	if (x->watched)
		watch_set(x->watched, LINGER_MS);
	return MHD_YES;
}

static enum MHD_Result begin(struct exchange *x, const char *method)
{
	enum err rc = exchange_prepare(x, method, &x->error);

	if (rc != ERR_OK)
		return refuse(x, rc);
	if (!x->rq.route) { /* a static file */
		x->phase = PHASE_DRAIN;
		return MHD_YES;
	}
	body_limit(x);
	if (x->rq.route->accepts && x->has_body) {
		x->stream.max = route_body_max(x->table, x->rq.route);
		x->rq.stream = &x->stream;
		rc = dispatch(x, x->server->streams, stream_task, PHASE_AUTH);
		if (rc != ERR_OK)
			x->phase = PHASE_NEW;
		return rc == ERR_OK ? MHD_YES : refuse(x, rc);
	}
	if (x->rq.route->accepts) { /* an empty body is a stream that has ended */
		x->stream.ended = 1;
		x->rq.stream = &x->stream;
	}
	x->phase = PHASE_BODY;
	x->past_headers = 1;
	x->body.limit = route_body_max(x->table, x->rq.route);
	return MHD_YES;
}

static enum err body_parse(struct exchange *x)
{
	if (!x->has_body)
		return ERR_OK;
	return json_load_strict(buf_bytes(&x->body), &x->rq.json, &x->error);
}

static enum MHD_Result collect(struct exchange *x, const char *data, size_t *size)
{
	enum err rc;

	if (*size) {
		buf_append(&x->body, BYTES(data, *size));
		*size = 0;
		if (!x->body.overflow)
			return MHD_YES;
		return refuse(x, error_set(&x->error, ERR_TOO_LARGE,
					   "more than %zu bytes were sent", x->body.limit));
	}
	if (x->watched)
		watch_set(x->watched, 0);
	x->has_body = x->has_body && x->body.len;
	rc = body_parse(x);
	x->has_body = 0; /* all of it has been read */
	if (rc == ERR_OK)
		rc = dispatch(x, x->server->handlers, whole_task, PHASE_RUN);
	return rc == ERR_OK ? MHD_YES : refuse(x, rc);
}

/* With the lock held; the handler may finish at any time. */
static enum MHD_Result feed_locked(struct exchange *x, const char *data, size_t *size)
{
	struct body_stream *s = &x->stream;
	size_t n;

	if (!x->past_headers) { /* called once more after the authenticator let it pass */
		x->past_headers = 1;
		return MHD_YES;
	}
	if (!*size) {
		s->ended = 1;
		pthread_cond_signal(&s->change);
		if (x->watched)
			watch_set(x->watched, 0);
		exchange_suspend(x);
		return MHD_YES;
	}
	if (s->taken + s->len + *size > s->max) {
		s->over = 1;
		pthread_cond_signal(&s->change);
		exchange_suspend(x); /* until the handler has cleaned up and answered */
		return MHD_YES;
	}
	n = stream_put(s, data, *size);
	*size -= n;
	if (n)
		body_limit(x);
	if (*size) {
		exchange_suspend(x);
		if (x->watched)
			watch_set(x->watched, 0); /* now it is the handler that is slow */
	}
	return MHD_YES;
}

static enum MHD_Result linger(struct exchange *x, size_t *size)
{
	x->lingered += *size;
	if (!*size || x->lingered > LINGER_MAX_BYTES)
		return MHD_NO;
	*size = 0;
	return MHD_YES;
}

/* The handler has answered. While the body is still arriving the library cannot
 * send: a good answer waits for its end, a refusal goes straight to the socket. */
static enum MHD_Result reply(struct exchange *x, size_t *size)
{
	_Bool arriving = x->rq.stream && !x->stream.ended;

	if (arriving && x->past_headers && !*size)
		arriving = 0; /* this call says that the body is whole */
	if (arriving && x->rc != ERR_OK)
		return refuse(x, x->rc);
	if (arriving) {
		*size = 0;
		x->phase = PHASE_DRAIN;
		return MHD_YES;
	}
	x->phase = PHASE_SENT;
	return exchange_reply(x) ? MHD_YES : MHD_NO;
}

static enum MHD_Result drain(struct exchange *x, size_t *size)
{
	x->lingered += *size;
	if (x->lingered > LINGER_MAX_BYTES)
		return MHD_NO;
	if (*size) {
		*size = 0;
		return MHD_YES;
	}
	x->phase = PHASE_SENT;
	return exchange_reply(x) ? MHD_YES : MHD_NO;
}

enum MHD_Result exchange_step(struct exchange *x, const char *method, const char *data,
			      size_t *size)
{
	enum MHD_Result r = MHD_YES;
	enum phase phase;

	pthread_mutex_lock(&x->lock);
	phase = x->phase;
	if (phase == PHASE_STREAM)
		r = feed_locked(x, data, size);
	pthread_mutex_unlock(&x->lock);
	switch (phase) {
	case PHASE_NEW:
		return begin(x, method);
	case PHASE_BODY:
		return collect(x, data, size);
	case PHASE_REPLY:
		return reply(x, size);
	case PHASE_DRAIN:
		return drain(x, size);
	case PHASE_LINGER:
		return linger(x, size);
	case PHASE_AUTH:
	case PHASE_RUN:
	case PHASE_STREAM:
	case PHASE_SENT:
		break;
	}
	return r;
}
