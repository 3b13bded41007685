/* Time-stamp authorities of any age and evidence records of theirs, for the tests of sig/ers.
 * Everything aborts on failure. */
#pragma once
#include "pki_ca.h"
#include "sig/ers/make.h"
#include "sig/ers/verify.h"
#include "sig/signer.h"
#include "sig/tsp/authority.h"
#include "sig/tsp/tsa.h"

struct kit {
	struct arena *mem;
	struct trust *trust; /* the root alone */
	struct ca root;
	struct clock clock; /* moves with each time-stamp */
	struct rng rng;
};
void kit_init(struct kit *k);
void kit_done(struct kit *k);
time_ms kit_time(const char *rfc3339);

struct kit_tsa {
	struct ca cert;
	struct signer *signer;
	struct tsa tsa;
	struct tsp_authority authority;
};
/* Its address does not change afterwards. serial 0: random. */
void kit_tsa_init(struct kit *k, struct kit_tsa *t, const char *name, const char *from,
		  const char *to, long serial);
void kit_tsa_done(struct kit_tsa *t);
struct bytes kit_token(struct kit *k, struct kit_tsa *t, const struct ers_tree *tree,
		       const char *at);

/* A document is its text. */
struct ers_document kit_document(const char *text);
struct bytes kit_digest(struct kit *k, const char *text, enum digest_alg alg);
struct ers_tree kit_tree(struct kit *k, enum digest_alg alg, const char *const *texts, size_t n);
/* A tree of one leaf. */
struct ers_tree kit_tree_of(struct kit *k, const struct ers_leaf *leaf);
/* Renews alone, by a tree of its own. */
struct bytes kit_renew(struct kit *k, struct bytes record, const struct ers_renewal *r,
		       struct kit_tsa *t, const char *at);
struct ers_report kit_verify(struct kit *k, struct bytes record, const char *text, const char *at);
_Bool kit_found(const struct ers_report *r, enum ers_code code);
