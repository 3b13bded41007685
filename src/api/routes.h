/* The table of all endpoints, as it is in routes.def. */
#pragma once
#include "http/route.h"

extern const struct route api_routes[];
extern const size_t api_route_count;
