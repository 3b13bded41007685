/* Records of many leaves that share their time-stamps, kept together: leaves, tokens and the way
 * up from the batch's own root suffice to make the record of any one leaf, at any time.
 *
 *   first time-stamp        leaves of the batch -> its own tree -> brothers -> root -> token
 *   renewed time-stamp      the last token      -> one leaf     -> brothers -> root -> token
 *   renewed hash tree       every leaf again    -> its own tree -> brothers -> root -> token
 *
 * A renewal that is shared by several batches has a leaf for each in its tree, which is the own
 * root of that batch; brothers are what that leaf meets on its way (ers_tree_path). */
#pragma once
#include "sig/ers/make.h"

struct ers_stage {
	enum ers_renewal_kind kind; /* of the first: not looked at */
	enum digest_alg alg;
	struct bytes leaves;   /* hashes one behind the other; of a renewed time-stamp: none */
	struct bytes brothers; /* likewise, lowest first; none: alone under its time-stamp */
	struct bytes token;    /* completed, once it was renewed */
};
struct ers_batch {
	const struct ers_stage *stages; /* oldest first, at least one */
	size_t n;
	/* the hash of what leaf i is over; asked when a hash tree was renewed */
	enum err (*digest)(void *ctx, size_t i, enum digest_alg alg, unsigned char out[DIGEST_MAX],
			   struct error *e);
	void *ctx;
};
/* The record of leaf i. ERR_CONFLICT: the stages do not fit each other. */
enum err ers_batch_record(const struct ers_batch *b, size_t i, struct arena *mem,
			  struct bytes *record_out, struct error *e) MUST_USE;
/* A renewal of the whole batch: its own tree in mem, whose root is the leaf for the shared one. Of
 * r, digest is not looked at. */
enum err ers_batch_renewal(const struct ers_batch *b, const struct ers_renewal *r,
			   struct arena *mem, struct ers_tree *own_out, struct error *e) MUST_USE;
