/* GET /api/v1/system: what the doctor says, for the administrator. */
#include "api/api.h"

static enum err look(struct caller *c, struct response *rs, struct error *e)
{
	const struct api_finding *found;
	json_t *items = json_array();
	size_t n;
	enum err rc = c->app->doctor.look(c->app->doctor.ctx, c->lang, c->rq->mem, &found, &n, e);

	if (rc != ERR_OK) {
		json_decref(items);
		return rc;
	}
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, json_pack("{s:s, s:b, s:s, s:s}", "code", found[i].code,
						       "ok", found[i].ok, "text", found[i].text,
						       "fix", found[i].fix ? found[i].fix : ""));
	rs->json = json_pack("{s:b, s:o}", "trial", c->app->settings->trial, "items", items);
	return ERR_OK;
}
API_HANDLER(system_get, look)
