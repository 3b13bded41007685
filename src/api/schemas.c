/* The shapes of the API for openapi.json, made from schemas.def, and its examples, from examples.def. */
#include "api/api.h"

/* Twice, so that the short names of schemas.def are expanded before they become text. */
#define TEXT_OF(...) #__VA_ARGS__
#define SCHEMA_TEXT(...) TEXT_OF(__VA_ARGS__)
#define SCHEMA(name, ...) ",\"" #name "\":" SCHEMA_TEXT(__VA_ARGS__)

static const char schemas[] =
	"{\"Empty\":{\"type\":\"object\"}"
#include "api/schemas.def"
	"}";

struct bytes app_schemas(void)
{
	return BYTES(schemas, sizeof(schemas) - 1);
}

#define EXAMPLE(id, ...) ",\"" #id "\":" #__VA_ARGS__

static const char examples[] =
	"{\"get_healthz\":{\"request\":null,\"response\":{\"alive\":true}}"
#include "api/examples.def"
	"}";

struct bytes app_examples(void)
{
	return BYTES(examples, sizeof(examples) - 1);
}
