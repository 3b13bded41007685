#include "http/openapi_schemas.h"
#include <stdlib.h>
#include <string.h>
#include "base/buf.h"
#include "http/problem.h"

/* "$ref": "Name" becomes a whole reference, wherever it stands. */
static enum err refs_expand(const json_t *schemas, json_t *v, struct error *e)
{
	const char *key, *name = json_string_value(json_object_get(v, "$ref"));
	json_t *child;
	size_t i;

	if (name && name[0] != '#') {
		if (!json_object_get(schemas, name))
			return error_set(e, ERR_INVALID,
					 "schemas: \"%s\" is referred to and missing", name);
		json_object_set_new(v, "$ref", json_sprintf("#/components/schemas/%s", name));
	}
	json_object_foreach(v, key, child) TRY(refs_expand(schemas, child, e));
	json_array_foreach(v, i, child) TRY(refs_expand(schemas, child, e));
	return ERR_OK;
}

static const char *name_of(const json_t *schema)
{
	const char *ref = json_string_value(json_object_get(schema, "$ref")), *slash;

	slash = ref ? strrchr(ref, '/') : NULL;
	return slash ? slash + 1 : NULL;
}

/* Everything that clients send: a schema named by a request, and what it refers to. */
static void mark_sent(const json_t *schemas, const json_t *v, json_t *sent)
{
	const char *key, *name = name_of(v);
	json_t *child;
	size_t i;

	if (name && !json_object_get(sent, name)) {
		json_object_set_new(sent, name, json_true());
		mark_sent(schemas, json_object_get(schemas, name), sent);
	}
	json_object_foreach((json_t *)v, key, child) mark_sent(schemas, child, sent);
	json_array_foreach(v, i, child) mark_sent(schemas, child, sent);
}

static _Bool names_it(const json_t *list, const char *name)
{
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item) {
		if (!strcmp(json_string_value(item), name))
			return 1;
	}
	return 0;
}

/* Members but those of "x-optional", which is for this file alone. */
static json_t *required_of(json_t *properties, const json_t *optional)
{
	json_t *names = json_array(), *child;
	const char *key;

	json_object_foreach(properties, key, child) {
		if (!names_it(optional, key))
			json_array_append_new(names, json_string(key));
	}
	return names;
}

static void require_all(json_t *v)
{
	json_t *properties = json_object_get(v, "properties"), *child;
	const char *key;
	size_t i;

	if (json_is_object(properties) && !json_object_get(v, "required"))
		json_object_set_new(v, "required", required_of(properties, json_object_get(v, "x-optional")));
	json_object_del(v, "x-optional");
	json_object_foreach(v, key, child) require_all(child);
	json_array_foreach(v, i, child) require_all(child);
}

static void require(const struct route_table *tables, size_t n_tables, json_t *schemas)
{
	json_t *sent = json_object(), *schema;
	const char *name;

	for (size_t t = 0; t < n_tables; t++) {
		for (size_t i = 0; i < tables[t].n; i++) {
			const char *request = tables[t].routes[i].request;
			json_t *ref = request ? json_pack("{s:s+}", "$ref", "#/components/schemas/",
							  request)
					      : NULL;

			if (ref)
				mark_sent(schemas, ref, sent);
			json_decref(ref);
		}
	}
	json_object_foreach(schemas, name, schema) if (!json_object_get(sent, name))
		require_all(schema);
	json_decref(sent);
}

/* "/problems/…" of every kind, and what each means. */
static void problem_kinds(json_t *type)
{
	json_t *kinds = json_array();
	struct buf text = { 0 };

	buf_append_str(&text, "Says what kind of problem it is:\n");
	for (unsigned i = 1; i < ERR_COUNT_; i++) {
		enum err code = (enum err)i;

		json_array_append_new(kinds, json_sprintf("/problems/%s", err_slug(code)));
		buf_printf(&text, "- `/problems/%s` (%d): %s. %s\n", err_slug(code),
			   err_http_status(code), err_text(code), problem_hint(code, "en"));
	}
	json_object_set_new(type, "enum", kinds);
	json_object_set_new(type, "description", json_string(buf_cstr(&text)));
	buf_done(&text);
}

static json_t *problem_schema(void)
{
	json_t *j = json_pack("{s:s,s:[s,s,s,s],s:{s:{s:s},s:{s:s},s:{s:s},s:{s:s},s:{s:s},s:{s:s},"
			      "s:{s:s,s:{s:s,s:[s,s,s],s:{s:{s:s},s:{s:s},s:{s:s}}}}}}",
			      "type", "object", "required", "type", "title", "status", "instance",
			      "properties", "type", "type", "string", "title", "type", "string",
			      "status", "type", "integer", "detail", "type", "string", "instance",
			      "type", "string", "cause", "type", "string", "errors", "type",
			      "array", "items", "type", "object", "required", "field", "code",
			      "message", "properties", "field", "type", "string", "code", "type",
			      "string", "message", "type", "string");

	problem_kinds(json_object_get(json_object_get(j, "properties"), "type"));
	return j;
}

enum err openapi_schemas(const struct route_table *tables, size_t n_tables, json_t *schemas,
			 struct error *e)
{
	json_object_set_new(schemas, "Problem", problem_schema());
	TRY(refs_expand(schemas, schemas, e));
	require(tables, n_tables, schemas);
	return ERR_OK;
}
