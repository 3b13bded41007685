/* Where each act's record begins: a hash table of 16 bytes an act. */
#pragma once
#include "base/attr.h"
#include <stddef.h>
#include <stdint.h>

struct reg_index {
	struct reg_slot *slots;
	size_t cap, n;
};

/* Calls same(ctx, offset) for the records whose act may be this one; the offset of the first for which
 * it is true, or -1. */
typedef _Bool reg_same_fn(void *ctx, int64_t offset);
int64_t reg_index_find(const struct reg_index *x, const char *act, reg_same_fn *same, void *ctx);
void reg_index_add(struct reg_index *x, const char *act, int64_t offset);
void reg_index_done(struct reg_index *x);
DEFINE_AUTO_DONE(reg_index, struct reg_index)
