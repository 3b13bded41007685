#include "api/routes.h"
#include "api/api.h"

const struct route api_routes[] = {
#define ROUTE(method, path, auth, permission, body, run, doc, ...) \
	{ method, path, auth, permission, body, run, doc __VA_OPT__(, ) __VA_ARGS__ },
#include "api/routes.def"
#undef ROUTE
};
const size_t api_route_count = COUNT_OF(api_routes);
