#include "api/trusting.h"

enum err caller_trust(struct caller *c, struct trust *t, struct error *e)
{
	const struct api_authority *a = &c->app->authority;
	struct bytes root;

	for (size_t i = 0; i < c->app->n_trust; i++)
		TRY(trust_add_path(t, TRUST_ALL, c->app->trust[i], e));
	if (a->ca_certificate && a->ca_certificate(a->ctx, c->rq->mem, &root, NULL) == ERR_OK)
		TRY(trust_add(t, TRUST_ALL, root, e));
	return ERR_OK;
}
