/* bench_evidence [LEAVES]: what an evidence record costs a document of a large batch, beside what
 * nothing can be faster than: hashing the document once. One line a figure; the last column is the
 * part of it that hashing a document of 100 kB takes. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "base/buf.h"
#include "../tests/unit/sig/pki.h"
#include "sig/ers/make.h"
#include "sig/ers/verify.h"
#include "sig/tsp/authority.h"
#include "sig/tsp/tsa.h"

enum { LEAVES = 100000, DOCUMENT = 100 * 1000, HASHES = 2000, VERIFIED = 500 };
#define MADE 1795000000000

struct bench {
	size_t n;
	struct arena *mem, *each; /* each: for one document */
	struct clock clock;
	struct rng rng;
	struct tsa tsa;
	struct trust *trust;
	struct buf leaves;
	struct ers_tree tree, renewal;
	struct bytes token, renewed, record; /* record: of the first document */
	double document_us;		     /* hashing one of 100 kB */
};

static void must(enum err rc, const struct error *e)
{
	if (rc == ERR_OK)
		return;
	fprintf(stderr, "bench_evidence: %s\n", e->msg);
	exit(1);
}

/* Of the processor, so that a busy machine disturbs little. */
static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double micros(double from, size_t n)
{
	return (now() - from) / (double)n;
}

static void report(const struct bench *b, const char *what, double us)
{
	printf("%-44s %10.2f us %8.3f\n", what, us, us / b->document_us);
}

static void leaf(size_t i, unsigned char out[DIGEST_MAX])
{
	digest_of(DIGEST_SHA256, BYTES(&i, sizeof(i)), out);
}

static void bench_hash(struct bench *b)
{
	unsigned char hash[DIGEST_MAX], *document = calloc(1, DOCUMENT);
	double from = now();

	if (!document)
		abort();
	for (size_t i = 0; i < HASHES; i++)
		digest_of(DIGEST_SHA256, BYTES(document, DOCUMENT), hash);
	b->document_us = micros(from, HASHES);
	report(b, "SHA-256 of a document of 100 kB", b->document_us);
	from = now();
	for (size_t i = 0; i < b->n; i++)
		digest_of(DIGEST_SHA256, BYTES(document, 64), hash);
	report(b, "SHA-256 of a pair of hashes", micros(from, b->n));
	free(document);
}

static enum err answer(void *ctx, struct bytes query, struct arena *mem, struct bytes *reply_out,
		       struct error *e)
{
	return tsa_answer(ctx, query, mem, reply_out, e);
}

static struct bytes stamp(struct bench *b, const struct ers_tree *t, time_ms at)
{
	struct tsp_authority a = { .name = "bench", .request = answer, .ctx = &b->tsa };
	struct tsp_authorities all = { .list = &a, .n = 1, .clock = &b->clock, .rng = &b->rng };
	struct tsp_token token;
	struct error e;

	b->clock.fixed = at;
	must(tsp_stamp(&all, t->alg, ers_tree_root(t), b->mem, &token, &e), &e);
	return token.der;
}

static void bench_tree(struct bench *b)
{
	unsigned char hash[DIGEST_MAX];
	double from;
	struct error e;

	for (size_t i = 0; i < b->n; i++) {
		leaf(i, hash);
		buf_append(&b->leaves, BYTES(hash, 32));
	}
	from = now();
	must(ers_tree_build(DIGEST_SHA256, buf_bytes(&b->leaves), b->mem, &b->tree, &e), &e);
	report(b, "hash tree, per document", micros(from, b->n));
	from = now();
	b->token = stamp(b, &b->tree, MADE);
	printf("%-44s %10.2f ms\n", "one time-stamp, in process, for all", micros(from, 1) / 1000);
}

static void bench_records(struct bench *b)
{
	double from = now();
	size_t bytes = 0;
	struct error e;

	for (size_t i = 0; i < b->n; i++) {
		struct bytes record;

		arena_reset(b->each);
		must(ers_make(&b->tree, i, b->token, b->each, &record, &e), &e);
		bytes += record.len;
	}
	report(b, "record, per document", micros(from, b->n));
	must(ers_make(&b->tree, 0, b->token, b->mem, &b->record, &e), &e);
	printf("%-44s %10zu bytes, of them the token %zu\n", "record", bytes / b->n, b->token.len);
}

static void bench_renewal(struct bench *b)
{
	struct ers_renewal r = { .kind = ERS_RENEW_TIMESTAMP };
	struct bytes record;
	struct ers_leaf one;
	struct error e;
	double from;

	must(ers_renewal_leaf(b->record, &r, b->mem, &one, &e), &e);
	must(ers_tree_build(one.alg, BYTES(one.hash, one.len), b->mem, &b->renewal, &e), &e);
	b->renewed = stamp(b, &b->renewal, MADE + 1000);
	from = now();
	for (size_t i = 0; i < b->n; i++) {
		arena_reset(b->each);
		must(ers_make(&b->tree, i, b->token, b->each, &record, &e), &e);
		must(ers_renew(record, &r, &b->renewal, 0, b->renewed, b->each, &record, &e), &e);
	}
	report(b, "record and its renewal, per document", micros(from, b->n));
}

static enum err first(void *ctx, enum digest_alg alg, unsigned char out[DIGEST_MAX],
		      struct error *e)
{
	(void)ctx;
	(void)alg;
	(void)e;
	leaf(0, out);
	return ERR_OK;
}

static void bench_verify(struct bench *b)
{
	const struct ers_document document = { first, NULL };
	const struct ers_world world = { .trust = b->trust };
	struct ers_report r;
	double from = now();
	struct error e;

	for (size_t i = 0; i < VERIFIED; i++) {
		arena_reset(b->each);
		must(ers_verify(b->record, &document, &world, MADE + 2000, b->each, &r, &e), &e);
		if (r.verdict != ERS_PASSED) {
			fprintf(stderr, "bench_evidence: the record does not pass\n");
			exit(1);
		}
	}
	report(b, "verification, without hashing the document", micros(from, VERIFIED));
}

int main(int argc, char **argv)
{
	struct bench b = { .n = argc > 1 ? strtoul(argv[1], NULL, 10) : LEAVES,
			   .mem = arena_new(0),
			   .each = arena_new(0),
			   .clock = clock_fixed(MADE),
			   .rng = rng_test(1),
			   .trust = trust_new() };
	struct pki_cert root = pki_make(PKI_ROOT, "Root", PKEY_P256, NULL, b.mem);
	struct pki_cert cert = pki_make(PKI_TSA, "TSA", PKEY_P256, &root, b.mem);
	struct error e;

	b.tsa = (struct tsa){ .clock = &b.clock, .rng = &b.rng, .policy = "1.2.3.4.5" };
	must(signer_file_new(cert.key, (struct sig_alg){ SIG_ECDSA, DIGEST_SHA256 }, &cert.der, 1,
			     &b.tsa.signer, &e),
	     &e);
	must(trust_add(b.trust, TRUST_ALL, root.der, &e), &e);
	printf("%zu documents under one time-stamp\n", b.n);
	bench_hash(&b);
	bench_tree(&b);
	bench_records(&b);
	bench_renewal(&b);
	bench_verify(&b);
	signer_free(b.tsa.signer);
	pkey_free(root.key);
	trust_free(b.trust);
	buf_done(&b.leaves);
	arena_free(b.each);
	arena_free(b.mem);
	return 0;
}
