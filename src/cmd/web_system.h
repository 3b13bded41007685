/* Routes of the web process that belong to no domain: is it alive, is it ready, what
 * does it count, what can it do. */
#pragma once
#include "cmd/service.h"
#include "http/metrics.h"
#include "http/route.h"

/* One dependency of readiness: NULL when it is fine, else why not (in mem). */
struct web_check {
	const char *name;
	const char *(*run)(const struct service *s, struct arena *mem);
};

struct web_system {
	const struct service *service;
	const struct web_check *checks;
	size_t n_checks;
	struct metrics *metrics;
	const char *openapi; /* text */
};

extern const struct route web_system_routes[];
extern const size_t web_system_route_count;
