#include "jobs/world.h"
#include "net/fetcher_curl.h"

enum err jobs_thread_open(const struct jobs_env *env, struct jobs_thread *out, struct error *e)
{
	struct jobs_thread t = { 0 };

	TRY(db_open(env->database, &t.db, e));
	t.sealer = sealer_client_new(env->sealer_socket, env->sealer_auth, env->rng);
	t.fetcher = fetcher_curl_new(NULL);
	*out = t;
	return ERR_OK;
}

void jobs_thread_close(struct jobs_thread *t)
{
	jobs_world_free(t->world);
	fetcher_curl_free(t->fetcher);
	sealer_client_free(t->sealer);
	db_close(t->db);
	*t = (struct jobs_thread){ 0 };
}
