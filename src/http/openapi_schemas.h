/* Inside src/http only: the schemas of the description, finished. */
#pragma once
#include "http/route.h"

/* Makes bare references whole, adds the problem document with every kind of problem, and says of
 * each shape that only answers have that all its members are there: a row need list "required" only
 * for what clients send; what an answer may leave out is named by "x-optional". */
enum err openapi_schemas(const struct route_table *tables, size_t n_tables, json_t *schemas,
			 struct error *e) MUST_USE;
