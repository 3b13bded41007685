/* What a validation may ask beyond the file and the data given: the network through
 * net/fetcher_curl, a cache in memory and maybe a folder, a revocation provider's program. */
#pragma once
#include "sig/trust/session.h"

struct verify_world_options {
	_Bool online, allow_private;
	const char *cache_dir; /* NULL: in memory only */
	const char *provider;  /* path of a program; NULL: none */
};

struct verify_world;
/* The strings must outlive it. ERR_INVALID, ERR_IO. */
enum err verify_world_open(const struct verify_world_options *o, struct verify_world **out,
			   struct error *e) MUST_USE;
void verify_world_free(struct verify_world *w); /* NULL is fine */
const struct trust_online *verify_world_online(const struct verify_world *w);
DEFINE_AUTO(verify_world, struct verify_world *)
