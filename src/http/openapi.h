/* The OpenAPI 3.1 description, made from the route tables and a file of schemas;
 * nothing about an endpoint is written twice. */
#pragma once
#include "http/route.h"

/* schemas: JSON object, name → JSON Schema (src/api/schemas.json). A "$ref" in it may be the bare
 * name of another schema. ERR_INVALID when a row
 * names a schema that is missing or the text is no such object. The caller owns *out. */
enum err openapi_make(const struct route_table *tables, size_t n_tables, struct bytes schemas,
		      const char *version, json_t **out, struct error *e) MUST_USE;
