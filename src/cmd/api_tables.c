#include "cmd/api_tables.h"
#include <stdlib.h>
#include "http/openapi.h"

/* Schemas of the routes that are not of src/api. */
static const char schemas[] =
	"{\"Health\":{\"type\":\"object\",\"properties\":{\"alive\":{\"type\":\"boolean\"}}},"
	"\"Readiness\":{\"type\":\"object\",\"properties\":{\"ready\":{\"type\":\"boolean\"},"
	"\"parts\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"boolean\"}}}}}";

static size_t tables_fill(struct route_table out[API_TABLES_MAX], struct web_system *system)
{
	out[0] = (struct route_table){ .routes = web_system_routes,
				       .n = web_system_route_count,
				       .app = system };
	return 1;
}

static enum err describe(const struct route_table *tables, size_t n, char **out, struct error *e)
{
	json_t *j;

	TRY(openapi_make(tables, n, bytes_of_str(schemas), SKYSIGN_VERSION, &j, e));
	*out = json_dumps(j, JSON_INDENT(1) | JSON_SORT_KEYS);
	json_decref(j);
	return *out ? ERR_OK : error_set(e, ERR_INTERNAL, "the description is no JSON");
}

enum err api_describe(char **out, struct error *e)
{
	struct route_table tables[API_TABLES_MAX];
	size_t n = tables_fill(tables, NULL);

	return describe(tables, n, out, e);
}

enum err api_tables_open(const struct service *s, struct web_system *system, struct api_tables *out,
			 struct error *e)
{
	(void)s;
	out->n = tables_fill(out->tables, system);
	return describe(out->tables, out->n, &out->openapi, e);
}

void api_tables_close(struct api_tables *a)
{
	free(a->openapi);
}
