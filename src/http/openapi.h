/* The OpenAPI 3.1 description, made from the route tables and a file of schemas;
 * nothing about an endpoint is written twice. */
#pragma once
#include "http/route.h"

/* What the description says of the shapes and of the calls. */
struct openapi_words {
	struct bytes schemas, examples;
	const char *version;
};
/* schemas: JSON object, name → JSON Schema (src/api/schemas.json). A "$ref" in it may be the bare
 * name of another schema. examples: JSON object, operation id → {"request", "response"}, null for
 * none; empty: no examples. ERR_INVALID when a row names a schema that is missing, an example has no
 * operation, or a text is no such object. The caller owns *out. */
enum err openapi_make(const struct route_table *tables, size_t n_tables, const struct openapi_words *words,
		      json_t **out, struct error *e) MUST_USE;
