/* The hash tree of many hashes (RFC 4998 §4.2): pairs, sorted, concatenated and hashed up to one
 * root, which a single time-stamp covers. The same leaves in the same order give the same tree, so
 * that it need not be stored: leaves and token suffice. Memory: twice the leaves. */
#pragma once
#include "sig/ers/record.h"

/* 21 levels of a full tree; joined under others there are more. */
enum { ERS_LEAVES_MAX = 1 << 20, ERS_LEVELS_MAX = 42 };

struct ers_tree {
	enum digest_alg alg;
	size_t n;				    /* leaves */
	unsigned levels;			    /* the leaves' own is 0 */
	const unsigned char *level[ERS_LEVELS_MAX]; /* hashes one behind the other */
	size_t width[ERS_LEVELS_MAX];
};

/* leaves: n * digest_size(alg) bytes, copied. ERR_INVALID: none, or no whole number of them;
 * ERR_TOO_LARGE. */
enum err ers_tree_build(enum digest_alg alg, struct bytes leaves, struct arena *mem,
			struct ers_tree *out, struct error *e) MUST_USE;
/* own as a branch of a greater tree, of which only the brothers are known that its root meets on
 * its way up (hashes one behind the other, lowest first; none: it is the whole). Leaves keep their
 * numbers. Shares own's memory. */
enum err ers_tree_join(const struct ers_tree *own, struct bytes brothers, struct arena *mem,
		       struct ers_tree *out, struct error *e) MUST_USE;
struct bytes ers_tree_root(const struct ers_tree *t);
struct bytes ers_tree_leaf(const struct ers_tree *t, size_t i);
/* The brothers that leaf i meets on its way up, at most ERS_LEVELS_MAX. Gives their number. */
size_t ers_tree_path(const struct ers_tree *t, size_t i, struct bytes brothers[ERS_LEVELS_MAX]);

/* H over all the hashes, sorted (§4.2 step 4). Reorders hashes. */
void ers_hash_list(enum digest_alg alg, struct bytes *hashes, size_t n,
		   unsigned char out[DIGEST_MAX]);
