#include "ers_kit.h"
#include <stdlib.h>

#define MUST(x)                                                                                    \
	do {                                                                                       \
		if (!(x))                                                                          \
			abort();                                                                   \
	} while (0)

time_ms kit_time(const char *rfc3339)
{
	time_ms t;

	MUST(time_parse_rfc3339(rfc3339, &t));
	return t;
}

void kit_init(struct kit *k)
{
	k->mem = arena_new(0);
	k->trust = trust_new();
	k->root = ca_make((struct ca_spec){
		.name = "Root", .ext = ca_root_ext, .to = "2099-01-01T00:00:00Z" });
	k->clock = clock_fixed(0);
	k->rng = rng_test(11);
	MUST(trust_add(k->trust, TRUST_ALL, ca_der(k->root.x, k->mem), NULL) == ERR_OK);
}

void kit_done(struct kit *k)
{
	ca_done(&k->root);
	trust_free(k->trust);
	arena_free(k->mem);
}

static enum err answer(void *ctx, struct bytes query, struct arena *mem, struct bytes *reply_out,
		       struct error *e)
{
	struct kit_tsa *t = ctx;

	return tsa_answer(&t->tsa, query, mem, reply_out, e);
}

static struct pkey *key_of(struct kit *k, EVP_PKEY *key)
{
	unsigned char *der = NULL;
	int n = i2d_PrivateKey(key, &der);
	struct pkey *out = NULL;

	(void)k;
	MUST(n > 0 && pkey_load(BYTES(der, (size_t)n), NULL, &out, NULL) == ERR_OK);
	OPENSSL_free(der);
	return out;
}

void kit_tsa_init(struct kit *k, struct kit_tsa *t, const char *name, const char *from,
		  const char *to, long serial)
{
	struct bytes chain[1];

	t->cert = ca_make((struct ca_spec){ .name = name,
					    .issuer = &k->root,
					    .ext = ca_tsa_ext,
					    .from = from,
					    .to = to,
					    .serial = serial });
	chain[0] = ca_der(t->cert.x, k->mem);
	MUST(signer_file_new(key_of(k, t->cert.key), (struct sig_alg){ SIG_ECDSA, DIGEST_SHA256 },
			     chain, 1, &t->signer, NULL) == ERR_OK);
	t->tsa = (struct tsa){ t->signer, &k->clock, &k->rng, "1.2.3.4.5", 0 };
	t->authority = (struct tsp_authority){ .name = name, .request = answer, .ctx = t };
}

void kit_tsa_done(struct kit_tsa *t)
{
	signer_free(t->signer);
	ca_done(&t->cert);
}

struct bytes kit_token(struct kit *k, struct kit_tsa *t, const struct ers_tree *tree,
		       const char *at)
{
	struct tsp_authorities a = {
		.list = &t->authority, .n = 1, .clock = &k->clock, .rng = &k->rng
	};
	struct tsp_token token;

	k->clock.fixed = kit_time(at);
	MUST(tsp_stamp(&a, tree->alg, ers_tree_root(tree), k->mem, &token, NULL) == ERR_OK);
	return token.der;
}

static enum err hash_text(void *ctx, enum digest_alg alg, unsigned char out[DIGEST_MAX],
			  struct error *e)
{
	(void)e;
	digest_of(alg, bytes_of_str(ctx), out);
	return ERR_OK;
}

struct ers_document kit_document(const char *text)
{
	union {
		const char *in;
		void *out;
	} u = { text };

	return (struct ers_document){ hash_text, u.out };
}

struct bytes kit_digest(struct kit *k, const char *text, enum digest_alg alg)
{
	unsigned char hash[DIGEST_MAX];
	struct bytes out;

	MUST(arena_copy(k->mem, digest_of(alg, bytes_of_str(text), hash), &out));
	return out;
}

struct ers_tree kit_tree(struct kit *k, enum digest_alg alg, const char *const *texts, size_t n)
{
	AUTO(buf) struct buf leaves = { 0 };
	struct ers_tree t;

	for (size_t i = 0; i < n; i++)
		buf_append(&leaves, kit_digest(k, texts[i], alg));
	MUST(ers_tree_build(alg, buf_bytes(&leaves), k->mem, &t, NULL) == ERR_OK);
	return t;
}

struct ers_tree kit_tree_of(struct kit *k, const struct ers_leaf *leaf)
{
	struct ers_tree t;

	MUST(ers_tree_build(leaf->alg, BYTES(leaf->hash, leaf->len), k->mem, &t, NULL) == ERR_OK);
	return t;
}

struct bytes kit_renew(struct kit *k, struct bytes record, const struct ers_renewal *r,
		       struct kit_tsa *t, const char *at)
{
	struct ers_leaf leaf;
	struct ers_tree tree;
	struct bytes out;

	MUST(ers_renewal_leaf(record, r, k->mem, &leaf, NULL) == ERR_OK);
	tree = kit_tree_of(k, &leaf);
	MUST(ers_renew(record, r, &tree, 0, kit_token(k, t, &tree, at), k->mem, &out, NULL) ==
	     ERR_OK);
	return out;
}

struct ers_report kit_verify(struct kit *k, struct bytes record, const char *text, const char *at)
{
	struct ers_document document = kit_document(text);
	struct ers_world world = { .trust = k->trust };
	struct ers_report r;

	MUST(ers_verify(record, &document, &world, kit_time(at), k->mem, &r, NULL) == ERR_OK);
	return r;
}

_Bool kit_found(const struct ers_report *r, enum ers_code code)
{
	for (size_t i = 0; i < r->n_findings; i++)
		if (r->findings[i].code == code)
			return 1;
	return 0;
}
