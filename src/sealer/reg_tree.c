#include "sealer/reg_tree.h"
#include <assert.h>
#include "crypto/digest.h"

void reg_tree_join(const unsigned char a[RECORD_HASH], const unsigned char b[RECORD_HASH],
		   unsigned char out[RECORD_HASH])
{
	unsigned char full[DIGEST_MAX];
	_Bool swap = memcmp(a, b, RECORD_HASH) > 0;
	struct digest d;

	digest_init(&d, DIGEST_SHA256);
	digest_update(&d, BYTES(swap ? b : a, RECORD_HASH));
	digest_update(&d, BYTES(swap ? a : b, RECORD_HASH));
	digest_final(&d, full);
	memcpy(out, full, RECORD_HASH);
}

static const unsigned char *node(const struct reg_tree *t, unsigned level, uint64_t i)
{
	return t->level[level].data + i * RECORD_HASH;
}

void reg_tree_add(struct reg_tree *t, const unsigned char hash[RECORD_HASH])
{
	unsigned char up[RECORD_HASH];

	memcpy(up, hash, RECORD_HASH);
	buf_append(&t->level[0], BYTES(up, RECORD_HASH));
	t->n++;
	for (unsigned l = 0; l + 1 < REG_LEVELS_MAX && t->n % (2ull << l) == 0; l++) {
		uint64_t last = (t->n >> l) - 1;

		reg_tree_join(node(t, l, last - 1), node(t, l, last), up);
		buf_append(&t->level[l + 1], BYTES(up, RECORD_HASH));
	}
}

const unsigned char *reg_tree_leaf(const struct reg_tree *t, uint64_t no)
{
	return node(t, 0, no - 1);
}

/* How many nodes a level has when the tree is of this size, the unfinished one at its end too. */
static uint64_t width(uint64_t size, unsigned level)
{
	return (size + (1ull << level) - 1) >> level;
}

/* Node i of a level of the tree of this size: a whole subtree, or what is carried up at the end. */
static void value(const struct reg_tree *t, uint64_t size, unsigned level, uint64_t i,
		  unsigned char out[RECORD_HASH])
{
	unsigned l = level;

	/* down to the lowest level on which the right edge is whole */
	while (l && ((i << (level - l)) + 1) << l > size)
		l--;
	memcpy(out, node(t, l, i << (level - l)), RECORD_HASH);
	/* and up again, joining what lies to the right of it */
	for (; l < level; l++) {
		uint64_t at = i << (level - l);
		unsigned char right[RECORD_HASH];

		if (at + 1 >= width(size, l))
			continue;
		value(t, size, l, at + 1, right);
		reg_tree_join(out, right, out);
	}
}

static unsigned top(uint64_t size)
{
	unsigned level = 0;

	while (width(size, level) > 1)
		level++;
	return level;
}

void reg_tree_root(const struct reg_tree *t, uint64_t size, unsigned char out[RECORD_HASH])
{
	assert(size && size <= t->n);
	value(t, size, top(size), 0, out);
}

size_t reg_tree_path(const struct reg_tree *t, uint64_t no, uint64_t size,
		     unsigned char out[REG_LEVELS_MAX][RECORD_HASH])
{
	size_t n = 0;

	assert(no && no <= size && size <= t->n);
	for (unsigned l = 0; width(size, l) > 1; l++) {
		uint64_t other = ((no - 1) >> l) ^ 1;

		if (other < width(size, l))
			value(t, size, l, other, out[n++]);
	}
	return n;
}

void reg_tree_done(struct reg_tree *t)
{
	for (unsigned l = 0; l < REG_LEVELS_MAX; l++)
		buf_done(&t->level[l]);
	*t = (struct reg_tree){ .n = 0 };
}
