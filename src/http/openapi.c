#include "http/openapi.h"
#include <ctype.h>
#include <string.h>
#include "http/json.h"
#include "http/openapi_schemas.h"

static json_t *ref(const char *schema)
{
	return json_pack("{s:s++}", "$ref", "#/components/schemas/", schema, "");
}

static json_t *content(const char *type, const char *schema)
{
	json_t *media = schema ? json_pack("{s:o}", "schema", ref(schema)) : json_object();

	return json_pack("{s:o}", type, media);
}

static json_t *parameters(const struct route *r)
{
	json_t *list = json_array();

	for (const char *p = strchr(r->path, '{'); p; p = strchr(p + 1, '{'))
		json_array_append_new(list, json_pack("{s:s%,s:s,s:b,s:{s:s}}", "name", p + 1,
						      strcspn(p + 1, "}"), "in", "path", "required",
						      1, "schema", "type", "string"));
	if (r->auth != AUTH_NONE && r->auth != AUTH_AGENT && r->auth != AUTH_AGENT_BATCH &&
	    strcmp(r->method, "GET") != 0)
		json_array_append_new(
			list, json_pack("{s:s}", "$ref", "#/components/parameters/IdempotencyKey"));
	return list;
}

static json_t *responses(const struct route *r)
{
	static const char *const default_status[] = { "200", "204" };
	char status[4] = { 0 };
	json_t *good = json_pack("{s:s}", "description", r->doc);
	json_t *all = json_object();
	_Bool empty = !r->response && !r->produces;

	if (!empty)
		json_object_set_new(
			good, "content",
			content(r->produces ? r->produces : "application/json", r->response));
	if (r->also_produces)
		json_object_update_new(json_object_get(good, "content"),
				       content(r->also_produces, NULL));
	memcpy(status, default_status[empty], 4);
	for (int i = 0, s = r->success; s && i < 3; i++, s /= 10)
		status[2 - i] = (char)('0' + s % 10);
	json_object_set_new(all, status, good);
	json_object_set_new(all, "default",
			    json_pack("{s:s,s:o}", "description", "A problem (RFC 9457)", "content",
				      content("application/problem+json", "Problem")));
	return all;
}

static json_t *security(const struct route *r)
{
	switch (r->auth) {
	case AUTH_MEMBER:
		return json_pack("[{s:[]}]", "member");
	case AUTH_RECIPIENT:
		return json_pack("[{s:[]}]", "recipient");
	case AUTH_AGENT:
	case AUTH_AGENT_BATCH:
		return json_pack("[{s:[]}]", "agent");
	case AUTH_NONE:
		break;
	}
	return json_array();
}

/* "post_envelopes_id_send" of POST /api/v1/envelopes/{id}/send */
static json_t *operation_id(const struct route *r)
{
	char id[160];
	size_t n = 0;
	const char *path = strncmp(r->path, "/api/v1", 7) ? r->path : r->path + 7;

	for (const char *s = r->method; *s && n < sizeof(id) - 1; s++)
		id[n++] = (char)tolower((unsigned char)*s);
	for (; *path && n < sizeof(id) - 1; path++)
		if (isalnum((unsigned char)*path))
			id[n++] = *path;
		else if (n && id[n - 1] != '_' && path[1])
			id[n++] = '_';
	while (n && id[n - 1] == '_')
		n--;
	return json_stringn(id, n);
}

static json_t *bodies(const struct route *r)
{
	json_t *o = content(r->accepts ? r->accepts : "application/json", r->request);

	if (r->also_accepts)
		json_object_update_new(o, content(r->also_accepts, NULL));
	return o;
}

static json_t *operation(const struct route *r)
{
	json_t *op = json_pack("{s:s,s:o,s:o,s:o,s:o}", "summary", r->doc, "operationId",
			       operation_id(r), "parameters", parameters(r), "responses",
			       responses(r), "security", security(r));

	if (r->body_max)
		json_object_set_new(op, "requestBody",
				    json_pack("{s:b,s:o}", "required", r->request || r->accepts,
					      "content", bodies(r)));
	if (r->permission)
		json_object_set_new(op, "x-permission", json_string(r->permission));
	return op;
}

static enum err schema_known(const json_t *schemas, const struct route *r, const char *name,
			     struct error *e)
{
	if (!name || json_object_get(schemas, name))
		return ERR_OK;
	return error_set(e, ERR_INVALID, "%s %s: there is no schema \"%s\"", r->method, r->path,
			 name);
}

static enum err path_add(json_t *paths, const json_t *schemas, const struct route *r,
			 struct error *e)
{
	json_t *item = json_object_get(paths, r->path);
	char method[16] = { 0 };

	TRY(schema_known(schemas, r, r->request, e));
	TRY(schema_known(schemas, r, r->response, e));
	for (size_t i = 0; i < sizeof(method) - 1 && r->method[i]; i++)
		method[i] = (char)tolower((unsigned char)r->method[i]);
	if (!item) {
		item = json_object();
		json_object_set_new(paths, r->path, item);
	}
	json_object_set_new(item, method, operation(r));
	return ERR_OK;
}

static json_t *idempotency_parameter(void)
{
	return json_pack("{s:s,s:s,s:b,s:{s:s,s:i,s:i},s:s}", "name", "Idempotency-Key", "in",
			 "header", "required", 0, "schema", "type", "string", "minLength", 1,
			 "maxLength", 255, "description",
			 "A fresh value such as a UUID. A request that is sent again with the same "
			 "key and the "
			 "same body within 24 hours is not carried out twice and gets the same "
			 "answer; refusals "
			 "are not kept.");
}

static json_t *components(json_t *schemas)
{
	return json_pack("{s:O,s:{s:o},s:{s:{s:s,s:s,s:s},s:{s:s,s:s,s:s},s:{s:s,s:s}}}", "schemas", schemas,
			 "parameters", "IdempotencyKey", idempotency_parameter(), "securitySchemes",
			 "member", "type", "apiKey", "in", "cookie", "name", "skysign", "recipient",
			 "type", "apiKey", "in", "cookie", "name", "skysign_r", "agent", "type",
			 "http", "scheme", "bearer");
}

static enum err paths_make(const struct route_table *tables, size_t n, const json_t *schemas,
			   json_t *paths, struct error *e)
{
	for (size_t t = 0; t < n; t++)
		for (size_t i = 0; i < tables[t].n; i++)
			TRY(path_add(paths, schemas, &tables[t].routes[i], e));
	return ERR_OK;
}

static void example_put(json_t *content, json_t *example)
{
	json_t *media = json_object_get(content, "application/json");

	if (media && example && !json_is_null(example))
		json_object_set(media, "example", example);
}

/* Moves the example of an operation from the list into it. */
static void example_add(json_t *op, json_t *examples)
{
	const char *id = json_string_value(json_object_get(op, "operationId")), *status;
	json_t *example = json_object_get(examples, id), *response;

	if (!example)
		return;
	example_put(json_object_get(json_object_get(op, "requestBody"), "content"),
		    json_object_get(example, "request"));
	json_object_foreach(json_object_get(op, "responses"), status, response)
	{
		if (strcmp(status, "default") != 0)
			example_put(json_object_get(response, "content"),
				    json_object_get(example, "response"));
	}
	json_object_del(examples, id);
}

static enum err examples_add(json_t *paths, struct bytes text, struct error *e)
{
	json_t *examples, *item, *op;
	const char *path, *method;
	enum err rc = ERR_OK;

	if (!text.len)
		return ERR_OK;
	TRY(json_load_strict(text, &examples, e));
	json_object_foreach(paths, path, item)
	{
		json_object_foreach(item, method, op) example_add(op, examples);
	}
	json_object_foreach(examples, path, item)
	{
		rc = error_set(e, ERR_INVALID, "examples: there is no operation \"%s\"", path);
	}
	json_decref(examples);
	return rc;
}

enum err openapi_make(const struct route_table *tables, size_t n_tables,
		      const struct openapi_words *words, json_t **out, struct error *e)
{
	json_t *known, *paths = json_object();
	enum err rc = json_load_strict(words->schemas, &known, e);

	if (rc != ERR_OK || !json_is_object(known)) {
		json_decref(paths);
		return rc != ERR_OK ? error_wrap(e, rc, "schemas")
				    : error_set(e, ERR_INVALID, "schemas: not an object");
	}
	rc = openapi_schemas(tables, n_tables, known, e);
	if (rc == ERR_OK)
		rc = paths_make(tables, n_tables, known, paths, e);
	if (rc == ERR_OK)
		rc = examples_add(paths, words->examples, e);
	if (rc == ERR_OK)
		*out = json_pack("{s:s,s:{s:s,s:s},s:O,s:o}", "openapi", "3.1.0", "info", "title",
				 "SkySign", "version", words->version, "paths", paths, "components",
				 components(known));
	json_decref(paths);
	json_decref(known);
	return rc;
}
