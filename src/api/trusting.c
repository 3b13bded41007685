#include "api/trusting.h"
#include "sig/validate/validate.h"

enum { MEMORY_MAX = 128 * 1024 * 1024, JUDGING_MAX = 4 };

enum err judging_begin(struct caller *c, struct error *e)
{
	if (atomic_fetch_add(&c->app->judging, 1) < JUDGING_MAX)
		return ERR_OK;
	return error_set(e, ERR_BUSY, "%d files are being judged already", JUDGING_MAX);
}

void judging_end(struct caller *c)
{
	atomic_fetch_sub(&c->app->judging, 1);
}

size_t judging_memory(uint64_t size)
{
	size_t memory = validate_memory(size);

	return memory < MEMORY_MAX ? memory : MEMORY_MAX;
}

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
