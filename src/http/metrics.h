/* Counters of the web process in Prometheus text format (version 0.0.4):
 * requests by route pattern and status, durations as a histogram. Lock-free. */
#pragma once
#include "base/buf.h"
#include "http/route.h"

struct metrics;

/* Rows for every route of the tables (which must outlive it), one more for what has none. */
struct metrics *metrics_new(const struct route_table *tables, size_t n_tables);
void metrics_free(struct metrics *m);
/* route NULL: static files and unknown paths. */
void metrics_count(struct metrics *m, const struct route *route, int status, int64_t micros);
void metrics_in_flight(struct metrics *m, int delta);
void metrics_render(struct metrics *m, struct buf *out);
