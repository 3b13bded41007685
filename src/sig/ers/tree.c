#include "sig/ers/tree.h"
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	return bytes_cmp(*(const struct bytes *)a, *(const struct bytes *)b);
}

void ers_hash_list(enum digest_alg alg, struct bytes *hashes, size_t n,
		   unsigned char out[DIGEST_MAX])
{
	struct digest d;

	if (n == 2 && bytes_cmp(hashes[0], hashes[1]) > 0) {
		struct bytes first = hashes[1];

		hashes[1] = hashes[0];
		hashes[0] = first;
	} else if (n > 2) {
		qsort(hashes, n, sizeof(*hashes), compare);
	}
	digest_init(&d, alg);
	for (size_t i = 0; i < n; i++)
		digest_update(&d, hashes[i]);
	digest_final(&d, out);
}

/* The fathers of one level. An odd one out is carried up as it is: one list less in its branch. */
static void fathers(const struct ers_tree *t, const unsigned char *below, size_t n,
		    unsigned char *out)
{
	size_t size = digest_size(t->alg);
	unsigned char hash[DIGEST_MAX];

	for (size_t i = 0; i + 1 < n; i += 2) {
		struct bytes pair[] = { BYTES(below + i * size, size),
					BYTES(below + (i + 1) * size, size) };

		ers_hash_list(t->alg, pair, 2, hash);
		memcpy(out + i / 2 * size, hash, size);
	}
	if (n % 2)
		memcpy(out + n / 2 * size, below + (n - 1) * size, size);
}

enum err ers_tree_build(enum digest_alg alg, struct bytes leaves, struct arena *mem,
			struct ers_tree *out, struct error *e)
{
	size_t size = digest_size(alg);
	struct ers_tree t = { .alg = alg, .n = leaves.len / size };
	struct bytes own;

	if (t.n == 0 || leaves.len % size)
		return error_set(e, ERR_INVALID, "a hash tree needs whole hashes, at least one");
	if (t.n > ERS_LEAVES_MAX)
		return error_set(e, ERR_TOO_LARGE, "more than %d documents under one time-stamp",
				 ERS_LEAVES_MAX);
	if (!arena_copy(mem, leaves, &own))
		return error_set(e, ERR_TOO_LARGE, "no room for the hash tree");
	t.level[0] = own.data;
	t.width[0] = t.n;
	for (t.levels = 1; t.width[t.levels - 1] > 1; t.levels++) {
		size_t below = t.width[t.levels - 1], width = (below + 1) / 2;
		unsigned char *level = arena_alloc_n(mem, width, size);

		if (!level)
			return error_set(e, ERR_TOO_LARGE, "no room for the hash tree");
		fathers(&t, t.level[t.levels - 1], below, level);
		t.level[t.levels] = level;
		t.width[t.levels] = width;
	}
	*out = t;
	return ERR_OK;
}

/* One level more: the root so far and its brother, and the hash over both. */
static enum err join_one(struct ers_tree *t, struct bytes brother, struct arena *mem,
			 struct error *e)
{
	size_t size = digest_size(t->alg);
	unsigned char *pair = arena_alloc_n(mem, 2, size), *father = arena_alloc_n(mem, 1, size);

	if (!pair || !father || t->levels >= ERS_LEVELS_MAX)
		return error_set(e, ERR_TOO_LARGE, "no room for the hash tree");
	memcpy(pair, t->level[t->levels - 1], size);
	memcpy(pair + size, brother.data, size);
	fathers(t, pair, 2, father);
	t->level[t->levels - 1] = pair;
	t->width[t->levels - 1] = 2;
	t->level[t->levels] = father;
	t->width[t->levels++] = 1;
	return ERR_OK;
}

enum err ers_tree_join(const struct ers_tree *own, struct bytes brothers, struct arena *mem,
		       struct ers_tree *out, struct error *e)
{
	size_t size = digest_size(own->alg);
	struct ers_tree t = *own;

	if (brothers.len % size)
		return error_set(e, ERR_INVALID, "a way up the hash tree needs whole hashes");
	for (size_t at = 0; at < brothers.len; at += size)
		TRY(join_one(&t, BYTES(brothers.data + at, size), mem, e));
	*out = t;
	return ERR_OK;
}

static struct bytes node(const struct ers_tree *t, unsigned level, size_t i)
{
	size_t size = digest_size(t->alg);

	return BYTES(t->level[level] + i * size, size);
}

struct bytes ers_tree_root(const struct ers_tree *t)
{
	return node(t, t->levels - 1, 0);
}

struct bytes ers_tree_leaf(const struct ers_tree *t, size_t i)
{
	return node(t, 0, i);
}

size_t ers_tree_path(const struct ers_tree *t, size_t i, struct bytes brothers[ERS_LEVELS_MAX])
{
	size_t n = 0;

	for (unsigned level = 0; level + 1 < t->levels; level++, i /= 2)
		if ((i ^ 1) < t->width[level])
			brothers[n++] = node(t, level, i ^ 1);
	return n;
}
