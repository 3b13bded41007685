/* The data directory's master key and what it wraps: the data key of each
 * organisation, under which the keys of its blobs are wrapped in turn.
 *
 * The file keys/master.key lies apart from the data and its backups. Wrapped
 * keys are stored in the database: an organisation is destroyed by deleting its
 * row, since without it no key of its blobs can be unwrapped any more. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "crypto/secret.h"

struct master_key;

/* Made at the first start (0600; the folder 0700); of processes that start at once one makes it.
 * ERR_DENIED: others than the owner may read it. ERR_KEY: the file is not one of ours. */
enum err master_key_open(const char *keys_dir, struct rng *r, struct master_key **out,
			 struct error *e) MUST_USE;
void master_key_free(struct master_key *m);

/* A new data key for an organisation; *wrapped_out lives in mem and goes to the database. */
enum err org_key_new(const struct master_key *m, const char *org_id, struct rng *r,
		     struct arena *mem, struct bytes *wrapped_out, struct error *e) MUST_USE;
/* ERR_IO: altered, another organisation's, or wrapped under a master key that is not in the file. */
enum err org_key_unwrap(const struct master_key *m, const char *org_id, struct bytes wrapped,
			struct secret **out, struct error *e) MUST_USE;
DEFINE_AUTO(master_key, struct master_key *)
