#include "cmd/api_tables.h"
#include <stdlib.h>
#include "api/routes.h"
#include "cmd/doctor.h"
#include "http/json.h"
#include "http/openapi.h"
#include "sig/trust/trust.h"

/* Schemas of the routes that are not of src/api. */
static const char system_schemas[] =
	"{\"Health\":{\"type\":\"object\",\"properties\":{\"alive\":{\"type\":\"boolean\"}}},"
	"\"Readiness\":{\"type\":\"object\",\"properties\":{\"ready\":{\"type\":\"boolean\"},"
	"\"parts\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"boolean\"}}}}}";

static void tables_fill(struct api_tables *a, const struct route_table *api,
			struct web_system *system)
{
	a->tables[0] = *api;
	a->tables[1] = (struct route_table){ .routes = web_system_routes,
					     .n = web_system_route_count,
					     .app = system };
	a->n = API_TABLES_MAX;
}

/* The schemas of src/api and ours as one text. */
static enum err schemas_join(char **out, struct error *e)
{
	json_t *all, *more;
	enum err rc;

	TRY(json_load_strict(app_schemas(), &all, e));
	rc = json_load_strict(BYTES_LIT(system_schemas), &more, e);
	if (rc == ERR_OK) {
		json_object_update(all, more);
		json_decref(more);
		*out = json_dumps(all, JSON_COMPACT);
	}
	json_decref(all);
	return rc;
}

static enum err describe(const struct api_tables *a, char **out, struct error *e)
{
	char *schemas = NULL;
	json_t *j = NULL;
	enum err rc = schemas_join(&schemas, e);

	if (rc == ERR_OK)
		rc = openapi_make(a->tables, a->n,
				  &(struct openapi_words){ bytes_of_str(schemas), app_examples(),
							   SKYSIGN_VERSION },
				  &j, e);
	free(schemas);
	if (rc != ERR_OK)
		return rc;
	*out = json_dumps(j, JSON_INDENT(1) | JSON_SORT_KEYS);
	json_decref(j);
	return *out ? ERR_OK : error_set(e, ERR_INTERNAL, "the description is no JSON");
}

enum err api_describe(char **out, struct error *e)
{
	const struct route_table api = { .routes = api_routes, .n = api_route_count };
	struct api_tables a = { 0 };

	tables_fill(&a, &api, NULL);
	return describe(&a, out, e);
}

static enum err look(void *ctx, const char *lang, struct arena *mem, const struct api_finding **out,
		     size_t *n, struct error *e)
{
	const struct doctor_finding *found;
	size_t count = doctor_look(ctx, lang, mem, &found);
	struct api_finding *list = arena_alloc_n(mem, count + 1, sizeof(*list));

	if (!list || !count)
		return error_set(e, ERR_TOO_LARGE, "no room for the findings");
	for (size_t i = 0; i < count; i++)
		list[i] = (struct api_finding){ found[i].code, found[i].text, found[i].fix,
						found[i].ok };
	*out = list;
	*n = count;
	return ERR_OK;
}

static struct app app_of(const struct service *s, struct api_tables *a)
{
	return (struct app){
		.database = s->database,
		.clock = clock_system(),
		.rng = rng_system(),
		.master = a->parts.master,
		.blobs = a->parts.blobs,
		.settings = &a->parts.settings,
		.log = &s->log,
		.version = SKYSIGN_VERSION,
		.temp_dir = s->tmp_dir,
		.data_dir = s->data_dir,
		.worker_socket = s->worker_socket,
		.upload_max = config_num(s->config, SETTING_upload_max),
		.repair_max = config_num(s->config, SETTING_repair_max),
		.office = config_str(s->config, SETTING_office),
		.authority = authority_port(a->authority),
		.algorithms = a->parts.algorithms,
		.trust = a->parts.trust,
		.n_trust = a->parts.n_trust,
		.online = verify_world_online(a->world),
		.signers_online = verify_world_online(a->signers),
		.remote = a->parts.remote,
		.n_remote = a->parts.n_remote,
		.remote_fetcher = a->parts.remote_fetcher,
		.outside_most = ((unsigned)config_num(s->config, SETTING_web_threads) + 1) / 2,
		.doctor = { .ctx = (void *)(uintptr_t)s, .look = look },
	};
}

static enum err open_world(const struct service *s, struct api_tables *a, struct error *e)
{
	const char *provider = config_str(s->config, SETTING_verify_revocation_provider);
	struct verify_world_options o = {
		.online = config_num(s->config, SETTING_verify_online) != 0,
		.allow_private = config_num(s->config, SETTING_verify_allow_private) != 0,
		.provider = *provider ? provider : NULL,
	};

	TRY(verify_world_open(&o, &a->world, e));
	/* who signs is known: its certificate is always asked about */
	o.online = 1;
	o.allow_private = config_num(s->config, SETTING_revocation_allow_private) != 0;
	return verify_world_open(&o, &a->signers, e);
}

enum err api_tables_open(const struct service *s, struct web_system *system, struct api_tables *out,
			 struct error *e)
{
	TRY(parts_open(s, &out->parts, e));
	TRY(parts_remote(s, &out->parts, e));
	out->authority = authority_new(s);
	TRY(open_world(s, out, e));
	out->app = app_of(s, out);
	TRY(app_start(&out->app, e));
	out->started = 1;
	tables_fill(out, app_routes(&out->app), system);
	return describe(out, &out->openapi, e);
}

void api_tables_close(struct api_tables *a)
{
	if (a->started)
		app_stop(&a->app);
	authority_free(a->authority);
	verify_world_free(a->world);
	verify_world_free(a->signers);
	parts_done(&a->parts);
	free(a->openapi);
}
