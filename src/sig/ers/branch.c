#include "sig/ers/branch.h"
#include "sig/ers/tree.h"

_Bool ers_branch_has(const struct ers_stamp *s, struct bytes leaf)
{
	if (!s->n_lists)
		return bytes_eq(s->imprint, leaf);
	for (size_t i = 0; i < s->lists[0].n; i++)
		if (bytes_eq(s->lists[0].hashes[i], leaf))
			return 1;
	return 0;
}

/* The hash of one list, below being the node that it carries up, if any. */
static enum err list_hash(const struct ers_stamp *s, const struct ers_list *l, struct bytes below,
			  struct arena *mem, unsigned char out[DIGEST_MAX], struct error *e)
{
	struct bytes *hashes = arena_alloc_n(mem, l->n + 1, sizeof(*hashes));
	size_t n = l->n;

	if (!hashes)
		return error_set(e, ERR_TOO_LARGE, "no room for the hash tree");
	memcpy(hashes, l->hashes, l->n * sizeof(*hashes));
	if (below.len)
		hashes[n++] = below;
	ers_hash_list(s->alg, hashes, n, out);
	return ERR_OK;
}

/* The root above a first node, by the lists from the second on. */
static enum err root(const struct ers_stamp *s, struct arena *mem, unsigned char node[DIGEST_MAX],
		     struct error *e)
{
	unsigned char up[DIGEST_MAX];

	for (size_t i = 1; i < s->n_lists; i++) {
		TRY(list_hash(s, &s->lists[i], BYTES(node, digest_size(s->alg)), mem, up, e));
		memcpy(node, up, sizeof(up));
	}
	return ERR_OK;
}

static _Bool matches(const struct ers_stamp *s, const unsigned char node[DIGEST_MAX])
{
	return bytes_eq(s->imprint, BYTES(node, digest_size(s->alg)));
}

enum err ers_branch_check(const struct ers_stamp *s, struct arena *mem, struct error *e)
{
	unsigned char node[DIGEST_MAX] = { 0 };

	if (s->imprint_alg != s->alg)
		return error_set(e, ERR_CONFLICT, "the time-stamp is by another hash algorithm");
	if (!s->n_lists)
		return ERR_OK;
	TRY(list_hash(s, &s->lists[0], BYTES(NULL, 0), mem, node, e));
	TRY(root(s, mem, node, e));
	if (matches(s, node))
		return ERR_OK;
	/* a hash that stands alone in the first list: §4.3 hashes it once more, others carry it up
	 */
	if (s->lists[0].n == 1) {
		memcpy(node, s->lists[0].hashes[0].data, s->lists[0].hashes[0].len);
		TRY(root(s, mem, node, e));
		if (matches(s, node))
			return ERR_OK;
	}
	return error_set(e, ERR_CONFLICT, "the time-stamp is over another root");
}
