#include "sig/ers/batch.h"
#include "base/buf.h"

enum { ONE_MEMORY = 64 << 20 }; /* for the record of one leaf */

static size_t leaves_of(const struct ers_stage *s)
{
	return s->leaves.len / digest_size(s->alg);
}

static enum err digest_of_leaf(const struct ers_batch *b, size_t i, enum digest_alg alg,
			       unsigned char buffer[DIGEST_MAX], struct bytes *out, struct error *e)
{
	TRY(b->digest(b->ctx, i, alg, buffer, e));
	*out = BYTES(buffer, digest_size(alg));
	return ERR_OK;
}

/* The tree as the time-stamp of stage s saw it, as far as this batch knows it. */
static enum err whole_tree(const struct ers_stage *s, struct bytes leaves, struct arena *mem,
			   struct ers_tree *out, struct error *e)
{
	struct ers_tree own;

	TRY(ers_tree_build(s->alg, leaves, mem, &own, e));
	return ers_tree_join(&own, s->brothers, mem, out, e);
}

static _Bool has_leaves(const struct ers_batch *b, size_t k)
{
	return !k || b->stages[k].kind == ERS_RENEW_HASH_TREE;
}

/* The trees that belong to stages as a whole: planted once for all records. */
static enum err plant(const struct ers_batch *b, struct arena *mem, const struct ers_tree **out,
		      struct error *e)
{
	struct ers_tree *trees = arena_alloc_n(mem, b->n, sizeof(*trees));

	if (!trees)
		return error_set(e, ERR_TOO_LARGE, "no room for the hash trees");
	for (size_t k = 0; k < b->n; k++)
		if (has_leaves(b, k))
			TRY(whole_tree(&b->stages[k], b->stages[k].leaves, mem, &trees[k], e));
	*out = trees;
	return ERR_OK;
}

static enum err go_on(const struct ers_batch *b, size_t k, const struct ers_tree *tree, size_t i,
		      struct arena *mem, struct bytes *record, struct error *e)
{
	const struct ers_stage *s = &b->stages[k];
	struct ers_renewal r = { .kind = s->kind, .alg = s->alg };
	unsigned char hash[DIGEST_MAX];
	struct ers_leaf leaf;
	struct ers_tree t;

	if (has_leaves(b, k)) {
		TRY(digest_of_leaf(b, i, s->alg, hash, &r.digest, e));
		return ers_renew(*record, &r, tree, i, s->token, mem, record, e);
	}
	TRY(ers_renewal_leaf(*record, &r, mem, &leaf, e));
	TRY(whole_tree(s, BYTES(leaf.hash, leaf.len), mem, &t, e));
	return ers_renew(*record, &r, &t, 0, s->token, mem, record, e);
}

static enum err make(const struct ers_batch *b, const struct ers_tree *trees, size_t i,
		     struct arena *mem, struct bytes *record_out, struct error *e)
{
	struct bytes record;

	TRY(ers_make(&trees[0], i, b->stages[0].token, mem, &record, e));
	for (size_t k = 1; k < b->n; k++)
		TRY(go_on(b, k, &trees[k], i, mem, &record, e));
	*record_out = record;
	return ERR_OK;
}

enum err ers_batch_record(const struct ers_batch *b, size_t i, struct arena *mem,
			  struct bytes *record_out, struct error *e)
{
	const struct ers_tree *trees;

	TRY(plant(b, mem, &trees, e));
	return make(b, trees, i, mem, record_out, e);
}

struct renewal {
	const struct ers_batch *b;
	const struct ers_renewal *r;
	const struct ers_tree *trees;
	struct buf leaves;
};

static enum err add_leaf(struct renewal *x, size_t i, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(ONE_MEMORY);
	struct ers_renewal one = *x->r;
	unsigned char hash[DIGEST_MAX];
	struct ers_leaf leaf;
	struct bytes record;

	TRY(make(x->b, x->trees, i, mem, &record, e));
	if (one.kind == ERS_RENEW_HASH_TREE)
		TRY(digest_of_leaf(x->b, i, one.alg, hash, &one.digest, e));
	TRY(ers_renewal_leaf(record, &one, mem, &leaf, e));
	buf_append(&x->leaves, BYTES(leaf.hash, leaf.len));
	return ERR_OK;
}

/* A renewed time-stamp covers tokens alone: the same for every leaf (RFC 4998 §5.2). */
static enum err add_leaves(struct renewal *x, struct error *e)
{
	size_t n = x->r->kind == ERS_RENEW_HASH_TREE ? leaves_of(&x->b->stages[0]) : 1;

	for (size_t i = 0; i < n; i++)
		TRY(add_leaf(x, i, e));
	return ERR_OK;
}

enum err ers_batch_renewal(const struct ers_batch *b, const struct ers_renewal *r,
			   struct arena *mem, struct ers_tree *own_out, struct error *e)
{
	struct renewal x = { .b = b, .r = r };
	_Bool all = r->kind == ERS_RENEW_HASH_TREE;
	enum err rc;

	TRY(plant(b, mem, &x.trees, e));
	rc = add_leaves(&x, e);
	if (rc == ERR_OK)
		rc = ers_tree_build(all ? r->alg : b->stages[b->n - 1].alg, buf_bytes(&x.leaves),
				    mem, own_out, e);
	buf_done(&x.leaves);
	return rc;
}
