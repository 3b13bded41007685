#include "records.h"
#include <stdio.h>
#include "must.h"
#include "os/file.h"
#include "sig/ers/make.h"
#include "sig/ers/verify.h"

enum { GROUPS_MAX = 64, FILE_SIZE_MAX = 16 << 20 };

/* One document of a batch. */
struct kept {
	struct paper *paper;
	struct bytes record; /* empty: none yet */
	struct ers_renewal renewal;
	struct ers_leaf leaf;
	size_t at; /* which leaf of the tree */
};

struct batch {
	struct desk *desk;
	struct work work; /* its memory is that of the batch */
	struct ers_world world;
	enum digest_alg alg;
	struct kept *items;
	size_t n;
	struct bytes tokens[GROUPS_MAX], completed[GROUPS_MAX]; /* each last token once */
	size_t groups;
	struct buf leaves;
};

static struct ers_world world_of(struct desk *d, const struct work *w)
{
	return (struct ers_world){ .trust = d->cast.trust, .algorithms = w->algorithms };
}

static enum err file_digest(void *ctx, enum digest_alg alg, unsigned char out[DIGEST_MAX],
			    struct error *e)
{
	const struct bytes *file = ctx;

	(void)e;
	digest_of(alg, *file, out);
	return ERR_OK;
}

static struct bytes read_record(const struct desk *d, const struct paper *p, struct arena *mem)
{
	AUTO(buf) struct buf b = { 0 };
	char path[PATH_SIZE];
	struct bytes out;

	desk_path(d, p, "ers", path);
	MUST_OK(file_read(path, ERS_RECORD_MAX, &b, &error));
	MUST(arena_copy(mem, buf_bytes(&b), &out));
	return out;
}

struct proof_of {
	_Bool good;
	time_ms good_until;
	const char *why; /* static */
};

/* In memory of its own: a batch may be large. */
static struct proof_of verified(struct desk *d, const struct paper *p, struct bytes record)
{
	AUTO(work) struct work w = work_begin(d, p);
	struct ers_world world = world_of(d, &w);
	struct ers_document document = { file_digest, &w.file };
	struct ers_report r;

	work_load(&w);
	MUST_OK(ers_verify(record, &document, &world, clock_now(&d->clock), w.mem, &r, &error));
	return (struct proof_of){ r.verdict == ERS_PASSED, r.good_until,
				  r.n_findings ? ers_text(r.findings[0].code, 0) : "" };
}

_Bool record_proves(struct desk *d, struct work *w, const struct paper *p,
		    struct validate_existence *out)
{
	struct ers_document document = { file_digest, &w->file };
	struct ers_world world = world_of(d, w);
	struct ers_report r;

	MUST_OK(ers_verify(read_record(d, p, w->mem), &document, &world, clock_now(&d->clock),
			   w->mem, &r, &error));
	if (r.verdict != ERS_PASSED)
		return 0;
	*out = ers_existence(&r);
	return 1;
}

static void hash_file(const struct desk *d, const struct paper *p, enum digest_alg alg,
		      unsigned char out[DIGEST_MAX])
{
	AUTO(buf) struct buf b = { 0 };
	char path[PATH_SIZE];

	desk_path(d, p, "pdf", path);
	MUST_OK(file_read(path, FILE_SIZE_MAX, &b, &error));
	digest_of(alg, buf_bytes(&b), out);
}

/* The records of one batch share their last token: it is completed once. */
static enum err complete(struct batch *b, struct bytes token, struct bytes *out, struct error *e)
{
	struct ers_completion done;

	for (size_t i = 0; i < b->groups; i++) {
		if (!bytes_eq(b->tokens[i], token))
			continue;
		*out = b->completed[i];
		return ERR_OK;
	}
	MUST(b->groups < GROUPS_MAX);
	TRY(ers_token_complete(token, &b->world, clock_now(&b->desk->clock), b->work.mem, &done,
			       e));
	if (!done.complete)
		return error_set(e, ERR_LEVEL, "%s", done.missing);
	b->tokens[b->groups] = token;
	b->completed[b->groups++] = *out = done.token;
	return ERR_OK;
}

/* A tree of another algorithm goes over the document again. */
static enum err prepare_renewal(struct batch *b, struct kept *x, struct error *e)
{
	struct proof_of proof = verified(b->desk, x->paper, x->record);
	unsigned char hash[DIGEST_MAX];
	struct ers_last last;

	if (!proof.good)
		return error_set(e, ERR_BAD_SIG, "the record does not prove the file: %s",
				 proof.why);
	TRY(ers_last(x->record, b->work.mem, &last, e));
	TRY(complete(b, last.token, &x->renewal.completed, e));
	x->renewal.kind = last.alg == b->alg ? ERS_RENEW_TIMESTAMP : ERS_RENEW_HASH_TREE;
	x->renewal.alg = b->alg;
	hash_file(b->desk, x->paper, b->alg, hash);
	MUST(arena_copy(b->work.mem, BYTES(hash, digest_size(b->alg)), &x->renewal.digest));
	return ers_renewal_leaf(x->record, &x->renewal, b->work.mem, &x->leaf, e);
}

/* The document's own last time-stamp must be judged for ever by what the document holds; what a
 * silent authority does not tell is left out of one that is valid without it. */
static enum err prepare(struct batch *b, struct kept *x, struct error *e)
{
	struct desk_wish wish = { .data = 1 };
	enum err rc;

	if (x->paper->records) {
		x->record = read_record(b->desk, x->paper, b->work.mem);
		return prepare_renewal(b, x, e);
	}
	rc = desk_extend(b->desk, x->paper, wish, e);
	if (rc != ERR_OK && desk_judge(b->desk, x->paper, 0).verdict != VERDICT_PASSED)
		return rc;
	x->leaf = (struct ers_leaf){ .alg = b->alg, .len = digest_size(b->alg) };
	hash_file(b->desk, x->paper, b->alg, x->leaf.hash);
	return ERR_OK;
}

/* Records that are renewed by one leaf share it. */
static void place(struct batch *b, struct kept *x)
{
	size_t n = b->leaves.len / x->leaf.len;

	MUST(x->leaf.alg == b->alg);
	for (x->at = 0; x->at < n; x->at++)
		if (!memcmp(b->leaves.data + x->at * x->leaf.len, x->leaf.hash, x->leaf.len))
			return;
	buf_append(&b->leaves, BYTES(x->leaf.hash, x->leaf.len));
}

static void keep(struct batch *b, struct kept *x, struct bytes record)
{
	struct paper *p = x->paper;
	struct proof_of proof;
	char path[PATH_SIZE];

	desk_path(b->desk, p, "ers", path);
	MUST_OK(file_write_atomic(path, record, 0600, &error));
	p->records++;
	p->record_size = record.len;
	proof = verified(b->desk, p, record);
	p->good_until = proof.good ? proof.good_until : 0;
}

static size_t stamp(struct batch *b)
{
	struct tsp_token token;
	struct ers_tree tree;
	size_t added = 0;

	MUST_OK(ers_tree_build(b->alg, buf_bytes(&b->leaves), b->work.mem, &tree, &error));
	MUST_OK(tsp_stamp(&b->work.authorities, b->alg, ers_tree_root(&tree), b->work.mem, &token,
			  &error));
	for (size_t i = 0; i < b->n; i++) {
		struct kept *x = &b->items[i];
		struct bytes record;

		if (x->record.len)
			MUST_OK(ers_renew(x->record, &x->renewal, &tree, x->at, token.der,
					  b->work.mem, &record, &error));
		else
			MUST_OK(ers_make(&tree, x->at, token.der, b->work.mem, &record, &error));
		added += record.len - x->record.len;
		keep(b, x, record);
	}
	return added;
}

size_t records_renew(struct desk *d, struct paper *const *list, size_t n, struct refusal *refusals)
{
	AUTO(work) struct work w = work_begin(d, list[0]);
	struct batch b = { .desk = d, .alg = era_of(clock_now(&d->clock))->digest };
	size_t added;

	work_units(&w, d, list[0], 1);
	b.work = w;
	b.world = world_of(d, &w);
	b.world.online = &b.work.online;
	b.items = arena_alloc_n(w.mem, n, sizeof(*b.items));
	MUST(b.items);
	for (size_t i = 0; i < n; i++) {
		struct kept *x = &b.items[b.n];
		struct error e = { 0 };

		*x = (struct kept){ .paper = list[i] };
		refusals[i].refused = prepare(&b, x, &e) != ERR_OK;
		snprintf(refusals[i].why, sizeof(refusals[i].why), "%.150s", e.msg);
		if (refusals[i].refused)
			continue;
		place(&b, x);
		b.n++;
	}
	added = b.n ? stamp(&b) : 0;
	buf_done(&b.leaves);
	return added;
}
