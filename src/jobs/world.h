/* Whom the worker believes and what it may ask when it extends a document: the anchors of the
 * installation and its local authority, and the network. The local authority's own addresses are
 * answered by the sealer, without a detour through the network; they need not be reachable. */
#pragma once
#include "jobs/env.h"
#include "sig/trust/session.h"
#include "sig/trust/trust.h"

struct jobs_world;

/* Belongs to one thread, as t does, and ends before it. */
enum err jobs_world_open(const struct jobs_env *env, const struct jobs_thread *t,
			 struct jobs_world **out, struct error *e) MUST_USE;
void jobs_world_free(struct jobs_world *w); /* NULL is fine */
DEFINE_AUTO(jobs_world, struct jobs_world *)
const struct trust *jobs_world_trust(const struct jobs_world *w);
const struct trust_online *jobs_world_online(const struct jobs_world *w);
