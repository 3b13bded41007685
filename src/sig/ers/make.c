#include "sig/ers/make.h"
#include "sig/ers/token_parts.h"

/* What a new ArchiveTimeStamp keeps of its tree. */
struct branch {
	enum digest_alg alg;
	struct ers_list first; /* the leaf, or the group that it is the hash of */
	struct bytes brothers[ERS_LEVELS_MAX];
	size_t n; /* of brothers; those that stand in first are left out */
};

static enum err no_room(struct error *e)
{
	return error_set(e, ERR_TOO_LARGE, "no room for the evidence record");
}

static void put_algorithm(struct der_writer *w, unsigned char tag, enum digest_alg alg)
{
	der_begin(w, tag);
	der_put_oid(w, oid_of_digest(alg)); /* RFC 5754 §2: no parameters */
	der_end(w);
}

static void put_list(struct der_writer *w, const struct bytes *hashes, size_t n)
{
	der_begin(w, DER_SEQUENCE);
	for (size_t i = 0; i < n; i++)
		der_put(w, DER_OCTET_STRING, hashes[i]);
	der_end(w);
}

static void put_stamp(struct der_writer *w, const struct branch *b, struct bytes token)
{
	der_begin(w, DER_SEQUENCE);
	put_algorithm(w, DER_CONTEXT_CONS(0), b->alg);
	if (b->first.n > 1 || b->n) {
		der_begin(w, DER_CONTEXT_CONS(2));
		put_list(w, b->first.hashes, b->first.n);
		for (size_t i = 0; i < b->n; i++)
			put_list(w, &b->brothers[i], 1);
		der_end(w);
	}
	der_put_raw(w, token);
	der_end(w);
}

/* RFC 4998 §4.2, reduction: a leaf stands in the first list with its brother; a group stands alone
 * there, and the hash over it meets its brothers above. pair: room for two. */
static void branch_make(const struct ers_tree *t, size_t i, const struct ers_list *group,
			struct bytes pair[2], struct branch *out)
{
	struct bytes brothers[ERS_LEVELS_MAX];
	size_t n = ers_tree_path(t, i, brothers), from = 0;

	*out = (struct branch){ .alg = t->alg };
	if (group->n > 1) {
		out->first = *group;
	} else {
		pair[0] = ers_tree_leaf(t, i);
		out->first = (struct ers_list){ pair, 1 };
		if (n) {
			pair[1] = brothers[from++];
			out->first.n = 2;
			if (bytes_cmp(pair[0], pair[1]) > 0) {
				pair[1] = pair[0];
				pair[0] = brothers[0];
			}
		}
	}
	for (; from < n; from++)
		out->brothers[out->n++] = brothers[from];
}

/* The token is over the root. */
static enum err check_token(const struct ers_tree *t, struct bytes token, struct arena *mem,
			    time_ms *time, struct error *e)
{
	struct ers_parts parts;

	TRY(ers_parts_read(token, mem, &parts, e));
	if (parts.tst.alg != t->alg || !bytes_eq(parts.tst.imprint, ers_tree_root(t)))
		return error_set(e, ERR_CONFLICT, "the time-stamp is not for this hash tree");
	*time = parts.tst.gen_time;
	return ERR_OK;
}

enum err ers_make(const struct ers_tree *t, size_t i, struct bytes token, struct arena *mem,
		  struct bytes *record_out, struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(token.len + 2048);
	static const struct ers_list none = { 0 };
	struct bytes pair[2];
	struct branch b;
	time_ms time;

	if (i >= t->n)
		return error_set(e, ERR_INVALID, "the hash tree has no leaf %zu", i);
	TRY(check_token(t, token, mem, &time, e));
	branch_make(t, i, &none, pair, &b);
	der_begin(&w, DER_SEQUENCE);
	der_put_uint(&w, 1);
	der_begin(&w, DER_SEQUENCE);
	put_algorithm(&w, DER_SEQUENCE, t->alg);
	der_end(&w);
	der_begin(&w, DER_SEQUENCE);
	der_begin(&w, DER_SEQUENCE);
	put_stamp(&w, &b, token);
	for (unsigned k = 0; k < 3; k++)
		der_end(&w);
	return der_take(&w, mem, record_out, e);
}

enum err ers_last(struct bytes record, struct arena *mem, struct ers_last *out, struct error *e)
{
	const struct ers_chain *chain;
	const struct ers_stamp *last;
	struct ers_record r;
	unsigned char id[32], all[DIGEST_MAX];
	struct digest d;
	struct bytes group;

	TRY(ers_record_read(record, mem, &r, e));
	chain = &r.chains[r.n - 1];
	last = ers_record_last(&r);
	digest_init(&d, DIGEST_SHA256);
	for (size_t i = 0; i < chain->n; i++) {
		digest_sha256(chain->stamps[i].token, id);
		digest_update(&d, BYTES(id, sizeof(id)));
	}
	digest_final(&d, all);
	if (!arena_copy(mem, BYTES(all, digest_size(DIGEST_SHA256)), &group))
		return no_room(e);
	*out = (struct ers_last){ last->token, last->alg, last->time, group };
	return ERR_OK;
}

/* A record that is to be renewed. */
struct renewing {
	struct ers_record record;
	const struct ers_renewal *r;
	struct bytes token;  /* the last one, completed where that was done */
	enum digest_alg alg; /* of the new tree */
};

static enum err check_completed(struct renewing *x, struct arena *mem, struct error *e)
{
	const struct ers_stamp *last = ers_record_last(&x->record);
	struct ers_parts was, is;

	x->token = last->token;
	if (!x->r->completed.len)
		return ERR_OK;
	TRY(ers_parts_read(last->token, mem, &was, e));
	TRY(ers_parts_read(x->r->completed, mem, &is, e));
	if (!ers_parts_same(&was, &is))
		return error_set(e, ERR_CONFLICT,
				 "the completed time-stamp is not the last one of this record");
	x->token = x->r->completed;
	return ERR_OK;
}

static enum err check_digest(struct renewing *x, struct error *e)
{
	const struct ers_renewal *r = x->r;

	x->alg = ers_record_last(&x->record)->alg;
	if (x->alg == DIGEST_COUNT_)
		return error_set(e, ERR_UNSUPPORTED,
				 "the record's hash algorithm is not supported");
	if (r->kind == ERS_RENEW_TIMESTAMP)
		return ERR_OK;
	if (r->alg == x->alg || r->alg == DIGEST_SHA1)
		return error_set(e, ERR_CONFLICT,
				 "the hash tree is renewed with another hash algorithm than %s",
				 digest_name(r->alg));
	if (r->digest.len != digest_size(r->alg))
		return error_set(e, ERR_INVALID, "the document's digest is not a %s",
				 digest_name(r->alg));
	x->alg = r->alg;
	return ERR_OK;
}

static enum err renewing_begin(struct bytes record, const struct ers_renewal *r, struct arena *mem,
			       struct renewing *x, struct error *e)
{
	*x = (struct renewing){ .r = r };
	TRY(ers_record_read(record, mem, &x->record, e));
	TRY(check_completed(x, mem, e));
	return check_digest(x, e);
}

/* The last stamp with its completed token: all of it that stands before the token stays. */
static void put_completed(struct der_writer *w, const struct renewing *x, const struct ers_stamp *s)
{
	struct der r = der_reader(s->whole);
	struct der_item item;

	if (der_next(&r, &item, NULL) != ERR_OK)
		return; /* it was read before */
	der_begin(w, DER_SEQUENCE);
	der_put_raw(w, BYTES(item.content.data, (size_t)(s->token.data - item.content.data)));
	der_put_raw(w, x->token);
	der_end(w);
}

/* The chains as they were; the last one may get another stamp. */
static void put_chains(struct der_writer *w, const struct renewing *x, const struct branch *more,
		       struct bytes token)
{
	const struct ers_chain *last = &x->record.chains[x->record.n - 1];

	for (size_t i = 0; i + 1 < x->record.n; i++)
		der_put_raw(w, x->record.chains[i].whole);
	der_begin(w, DER_SEQUENCE);
	for (size_t i = 0; i + 1 < last->n; i++)
		der_put_raw(w, last->stamps[i].whole);
	put_completed(w, x, &last->stamps[last->n - 1]);
	if (more)
		put_stamp(w, more, token);
	der_end(w);
}

/* §5.2, hash-tree renewal, steps 2 to 4: H(H(document) | H(ArchiveTimeStampSequence)) */
static enum err tree_leaf(const struct renewing *x, struct arena *mem,
			  unsigned char out[DIGEST_MAX], struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(16384);
	unsigned char hash[DIGEST_MAX];
	struct bytes sequence;
	struct digest d;

	der_begin(&w, DER_SEQUENCE);
	put_chains(&w, x, NULL, BYTES(NULL, 0));
	der_end(&w);
	TRY(der_take(&w, mem, &sequence, e));
	digest_init(&d, x->alg);
	digest_update(&d, x->r->digest);
	digest_update(&d, digest_of(x->alg, sequence, hash));
	digest_final(&d, out);
	return ERR_OK;
}

/* The hashes of all time-stamps of the chain: §5.3 asks for the one before alone, but some
 * verifiers look for every one in the newest. */
static enum err chain_group(const struct renewing *x, struct arena *mem, struct ers_list *out,
			    struct error *e)
{
	const struct ers_chain *chain = &x->record.chains[x->record.n - 1];
	struct bytes *hashes = arena_alloc_n(mem, chain->n, sizeof(*hashes));
	unsigned char hash[DIGEST_MAX];

	if (!hashes)
		return no_room(e);
	for (size_t i = 0; i < chain->n; i++) {
		_Bool last = i + 1 == chain->n;
		struct bytes token = last ? x->token : chain->stamps[i].token;

		if (!arena_copy(mem, digest_of(x->alg, token, hash), &hashes[i]))
			return no_room(e);
	}
	*out = (struct ers_list){ hashes, chain->n };
	return ERR_OK;
}

static enum err leaf_make(const struct renewing *x, struct arena *mem, struct ers_list *group,
			  struct ers_leaf *out, struct error *e)
{
	struct ers_leaf leaf = { .alg = x->alg, .len = digest_size(x->alg) };
	struct ers_list hashes = { 0 };

	if (x->r->kind == ERS_RENEW_HASH_TREE) {
		TRY(tree_leaf(x, mem, leaf.hash, e));
	} else {
		TRY(chain_group(x, mem, &hashes, e));
		if (hashes.n > 1)
			ers_hash_list(x->alg, (struct bytes *)hashes.hashes, hashes.n, leaf.hash);
		else
			memcpy(leaf.hash, hashes.hashes[0].data, leaf.len);
	}
	*group = hashes;
	*out = leaf;
	return ERR_OK;
}

enum err ers_renewal_leaf(struct bytes record, const struct ers_renewal *r, struct arena *mem,
			  struct ers_leaf *out, struct error *e)
{
	struct ers_list group;
	struct renewing x;

	TRY(renewing_begin(record, r, mem, &x, e));
	return leaf_make(&x, mem, &group, out, e);
}

static void put_digests(struct der_writer *w, const struct renewing *x)
{
	_Bool known = 0;

	der_begin(w, DER_SEQUENCE);
	for (size_t i = 0; i < x->record.n_digests; i++) {
		struct der r = der_reader(x->record.digests[i]);
		struct bytes oid, parameters;

		der_put_raw(w, x->record.digests[i]);
		if (der_get_algorithm(&r, &oid, &parameters, NULL) == ERR_OK)
			known |= oid_is(oid, oid_of_digest(x->alg));
	}
	if (!known)
		put_algorithm(w, DER_SEQUENCE, x->alg);
	der_end(w);
}

static enum err put_renewed(const struct renewing *x, const struct branch *b, struct bytes token,
			    struct arena *mem, struct bytes *out, struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(16384);
	_Bool chain = x->r->kind == ERS_RENEW_HASH_TREE;

	der_begin(&w, DER_SEQUENCE);
	der_put_uint(&w, 1);
	put_digests(&w, x);
	der_put_raw(&w, x->record.crypto_infos);
	der_put_raw(&w, x->record.encryption_info);
	der_begin(&w, DER_SEQUENCE);
	put_chains(&w, x, chain ? NULL : b, token);
	if (chain) {
		der_begin(&w, DER_SEQUENCE);
		put_stamp(&w, b, token);
		der_end(&w);
	}
	der_end(&w);
	der_end(&w);
	return der_take(&w, mem, out, e);
}

enum err ers_renew(struct bytes record, const struct ers_renewal *r, const struct ers_tree *t,
		   size_t i, struct bytes token, struct arena *mem, struct bytes *record_out,
		   struct error *e)
{
	struct ers_list group;
	struct ers_leaf leaf;
	struct bytes pair[2];
	struct renewing x;
	struct branch b;
	time_ms time;

	TRY(renewing_begin(record, r, mem, &x, e));
	TRY(leaf_make(&x, mem, &group, &leaf, e));
	if (i >= t->n || t->alg != leaf.alg ||
	    !bytes_eq(ers_tree_leaf(t, i), BYTES(leaf.hash, leaf.len)))
		return error_set(e, ERR_CONFLICT, "leaf %zu of the hash tree is not this record's",
				 i);
	TRY(check_token(t, token, mem, &time, e));
	if (time <= ers_record_last(&x.record)->time)
		return error_set(e, ERR_CONFLICT,
				 "the new time-stamp is not younger than the one it renews");
	branch_make(t, i, &group, pair, &b);
	return put_renewed(&x, &b, token, mem, record_out, e);
}
