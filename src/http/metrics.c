#include "http/metrics.h"
#include <stdatomic.h>
#include <stdlib.h>

static const int statuses[] = { 200, 201, 202, 204, 206, 304, 400, 401, 403, 404, 405, 409, 410,
				413, 415, 416, 421, 422, 429, 500, 502, 503, 504, 507, 0 };
enum { STATUS_N = COUNT_OF(statuses) };
static const int64_t bounds_us[] = { 1000,   5000,   10000,   25000,   50000,	100000,
				     250000, 500000, 1000000, 2500000, 10000000 };
enum { BOUND_N = COUNT_OF(bounds_us) };

struct metrics {
	size_t n; /* routes; row n is "no route" */
	const struct route **routes;
	_Atomic uint64_t *by_status;		       /* [n + 1][STATUS_N] */
	_Atomic uint64_t buckets[BOUND_N + 1], micros; /* of all routes together */
	_Atomic int64_t in_flight;
};

struct metrics *metrics_new(const struct route_table *tables, size_t n_tables)
{
	struct metrics *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	for (size_t t = 0; t < n_tables; t++)
		m->n += tables[t].n;
	m->routes = calloc(m->n + 1, sizeof(const struct route *));
	m->by_status = calloc((m->n + 1) * STATUS_N, sizeof(*m->by_status));
	if (!m->routes || !m->by_status)
		abort();
	for (size_t t = 0, k = 0; t < n_tables; t++)
		for (size_t i = 0; i < tables[t].n; i++)
			m->routes[k++] = &tables[t].routes[i];
	return m;
}

void metrics_free(struct metrics *m)
{
	if (!m)
		return;
	free(m->routes);
	free(m->by_status);
	free(m);
}

static size_t row_of(const struct metrics *m, const struct route *route)
{
	size_t i = 0;

	while (i < m->n && m->routes[i] != route)
		i++;
	return i;
}

static size_t status_of(int status)
{
	size_t i = 0;

	while (statuses[i] && statuses[i] != status)
		i++;
	return i;
}

void metrics_count(struct metrics *m, const struct route *route, int status, int64_t micros)
{
	size_t b = 0;

	while (b < BOUND_N && micros > bounds_us[b])
		b++;
	atomic_fetch_add(&m->by_status[row_of(m, route) * STATUS_N + status_of(status)], 1);
	atomic_fetch_add(&m->buckets[b], 1);
	atomic_fetch_add(&m->micros, (uint64_t)(micros > 0 ? micros : 0));
}

void metrics_in_flight(struct metrics *m, int delta)
{
	atomic_fetch_add(&m->in_flight, delta);
}

static void render_requests(struct metrics *m, struct buf *out)
{
	buf_append_str(out, "# HELP skysign_http_requests_total Requests by route and status.\n"
			    "# TYPE skysign_http_requests_total counter\n");
	for (size_t r = 0; r <= m->n; r++)
		for (size_t s = 0; s < STATUS_N; s++) {
			uint64_t v = atomic_load(&m->by_status[r * STATUS_N + s]);

			if (v)
				buf_printf(out,
					   "skysign_http_requests_total{method=\"%s\",route=\"%s\","
					   "status=\"%d\"} %llu\n",
					   r < m->n ? m->routes[r]->method : "-",
					   r < m->n ? m->routes[r]->path : "-", statuses[s],
					   (unsigned long long)v);
		}
}

static void render_durations(struct metrics *m, struct buf *out)
{
	uint64_t sum = 0;

	buf_append_str(
		out,
		"# HELP skysign_http_request_duration_seconds Time from headers to last byte.\n"
		"# TYPE skysign_http_request_duration_seconds histogram\n");
	for (size_t i = 0; i < BOUND_N; i++) {
		sum += atomic_load(&m->buckets[i]);
		buf_printf(out, "skysign_http_request_duration_seconds_bucket{le=\"%g\"} %llu\n",
			   (double)bounds_us[i] / 1e6, (unsigned long long)sum);
	}
	sum += atomic_load(&m->buckets[BOUND_N]);
	buf_printf(out,
		   "skysign_http_request_duration_seconds_bucket{le=\"+Inf\"} %llu\n"
		   "skysign_http_request_duration_seconds_sum %.6f\n"
		   "skysign_http_request_duration_seconds_count %llu\n",
		   (unsigned long long)sum, (double)atomic_load(&m->micros) / 1e6,
		   (unsigned long long)sum);
}

void metrics_render(struct metrics *m, struct buf *out)
{
	render_requests(m, out);
	render_durations(m, out);
	buf_printf(out,
		   "# HELP skysign_http_requests_in_flight Requests being answered.\n"
		   "# TYPE skysign_http_requests_in_flight gauge\n"
		   "skysign_http_requests_in_flight %lld\n",
		   (long long)atomic_load(&m->in_flight));
}
