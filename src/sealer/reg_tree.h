/* The hash tree over the register: its leaves are the HASH fields of the lines in their order, two
 * neighbours are sorted, concatenated and hashed (SHA-256), an odd one out is carried up. It only
 * grows at its end, so a line can be proved to be in the register as it was at any earlier size.
 * Memory: 64 bytes a line. docs/decisions/0421 */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "sealer/record.h"

enum { REG_LEVELS_MAX = 48 };

struct reg_tree {
	struct buf level[REG_LEVELS_MAX]; /* hashes of whole subtrees; level 0: the lines */
	uint64_t n;			  /* lines */
};

void reg_tree_add(struct reg_tree *t, const unsigned char hash[RECORD_HASH]);
/* HASH of line `no`, from 1. */
const unsigned char *reg_tree_leaf(const struct reg_tree *t, uint64_t no);
/* The root over the first `size` lines, 1 to n. */
void reg_tree_root(const struct reg_tree *t, uint64_t size, unsigned char out[RECORD_HASH]);
/* What line `no` meets on its way up to that root, lowest first: at most REG_LEVELS_MAX hashes. */
size_t reg_tree_path(const struct reg_tree *t, uint64_t no, uint64_t size,
		     unsigned char out[REG_LEVELS_MAX][RECORD_HASH]);
/* Whoever has line and path gets the root this way. */
void reg_tree_join(const unsigned char a[RECORD_HASH], const unsigned char b[RECORD_HASH],
		   unsigned char out[RECORD_HASH]);
void reg_tree_done(struct reg_tree *t);
