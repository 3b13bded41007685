#include "sealer/sealer.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include "crypto/secret.h"
#include "os/file.h"
#include "sealer/auth.h"
#include "sealer/keys.h"
#include "sealer/register.h"
#include "sig/cms/cms.h"
#include "sig/tsp/tsa.h"

enum { KEY_DAYS = 825, CRL_VALID_MS = 7 * 86400000, CRL_RENEW_MS = 3600000, ACCURACY_MS = 1000 };
#define DAYS_MS(n) ((time_ms)(n) * 86400000)

/* Policy of our own TSA, for trial and private use; it claims no published policy. Under 2.25
 * (ITU-T X.667), which needs no registration; below 2^28: some readers keep short arcs only. */
#define TSA_POLICY "2.25.115105121"

struct sealer {
	const struct clock *clock;
	struct rng *rng;
	struct secret *shared;
	struct sealer_keys keys;
	struct reg *reg;
	pthread_mutex_t ca_lock; /* the folder is for one thread at a time */
	struct ca_folder *ca;
	struct arena *crl_mem;
	struct bytes crl;
	time_ms crl_at;
};

struct paths {
	char *top, *ca, *keys, *reg;
};

static void paths_done(struct paths *p)
{
	free(p->top);
	free(p->ca);
	free(p->keys);
	free(p->reg);
}
DEFINE_AUTO_DONE(paths, struct paths)

static struct paths paths_of(const char *data_dir)
{
	struct paths p;

	if (asprintf(&p.top, "%s/sealer", data_dir) < 0 || asprintf(&p.ca, "%s/ca", p.top) < 0 ||
	    asprintf(&p.keys, "%s/keys", p.top) < 0 || asprintf(&p.reg, "%s/register", p.top) < 0)
		abort();
	return p;
}

/* ---- opening ---- */

static enum err open_ca(struct sealer *s, const struct sealer_setup *setup, const char *folder,
			struct error *e)
{
	struct ca_setup ca = { .path = folder, .base_url = setup->base_url, .key = PKEY_P256,
			       .clock = setup->clock, .rng = setup->rng };
	char *root;
	_Bool fresh;

	if (asprintf(&root, "%s/root.cer", folder) < 0)
		abort();
	fresh = !file_exists(root);
	free(root);
	if (fresh)
		TRY(ca_folder_init(&ca, e));
	return ca_folder_open(&ca, &s->ca, e);
}

/* What must be there, and what is made when it is not or soon ends. */
static const struct need {
	const char *prefix;
	enum ca_kind kind;
	const char *name;
	time_ms before; /* its end another one is made */
} needs[] = {
	{ "key", CA_SIGNER, "SkySign 試用 電子署名 (trial signature)", DAYS_MS(30) },
	/* kept documents are renewed a year and a month before their time-stamp's end: it must lengthen */
	{ "tsa", CA_TSA, "SkySign 試用 タイムスタンプ (trial time-stamp)", DAYS_MS(455) },
};

static enum err make_missing(struct sealer *s, const struct sealer_setup *setup, const char *folder,
			     struct error *e)
{
	for (size_t i = 0; i < COUNT_OF(needs); i++) {
		const char *name = i == 0 && setup->name ? setup->name : needs[i].name;
		struct sealer_new_key n = { needs[i].prefix, PKEY_P256,
					    { .kind = needs[i].kind, .name = name,
					      .days = KEY_DAYS } };

		if (!sealer_keys_current(&s->keys, needs[i].prefix, clock_now(s->clock) + needs[i].before))
			TRY(sealer_keys_make(folder, s->ca, &n, s->clock, s->rng, e));
	}
	sealer_keys_done(&s->keys);
	return sealer_keys_load(folder, &s->keys, e);
}

static enum err open_parts(struct sealer *s, const struct sealer_setup *setup, struct error *e)
{
	AUTO(paths) struct paths p = paths_of(setup->data_dir);

	TRY(dir_make(p.top, 0700, e));
	TRY(dir_make(p.keys, 0700, e));
	TRY(reg_open(p.reg, s->clock, &s->reg, e)); /* first: it is the lock */
	TRY(open_ca(s, setup, p.ca, e));
	TRY(sealer_keys_load(p.keys, &s->keys, e));
	TRY(make_missing(s, setup, p.keys, e));
	return sealer_auth_make(setup->data_dir, s->rng, &s->shared, e);
}

enum err sealer_open(const struct sealer_setup *setup, struct sealer **out, struct error *e)
{
	AUTO(sealer) struct sealer *s = calloc(1, sizeof(*s));
	enum err rc;

	if (!s)
		abort();
	s->clock = setup->clock;
	s->rng = setup->rng;
	s->crl_mem = arena_new(0);
	pthread_mutex_init(&s->ca_lock, NULL);
	rc = open_parts(s, setup, e);
	if (rc != ERR_OK)
		return error_wrap(e, rc, "sealer");
	*out = TAKE_PTR(s);
	return ERR_OK;
}

void sealer_free(struct sealer *s)
{
	if (!s)
		return;
	sealer_keys_done(&s->keys);
	reg_free(s->reg);
	ca_folder_free(s->ca);
	secret_free(s->shared);
	arena_free(s->crl_mem);
	pthread_mutex_destroy(&s->ca_lock);
	free(s);
}

struct bytes sealer_shared_key(const struct sealer *s)
{
	return secret_bytes(s->shared);
}

/* ---- requests ---- */

static struct sealer_message bytes_reply(struct bytes b)
{
	return (struct sealer_message){ SEALER_BYTES, { b }, 1 };
}

static enum err answer_health(struct sealer *s, const struct sealer_message *rq, struct arena *mem,
			      struct sealer_message *reply, struct error *e)
{
	(void)rq;
	(void)mem;
	for (size_t i = 0; i < COUNT_OF(needs); i++)
		if (!sealer_keys_current(&s->keys, needs[i].prefix, clock_now(s->clock)))
			return error_set(e, ERR_KEY, "no valid %s key", needs[i].prefix);
	*reply = (struct sealer_message){ .kind = SEALER_DONE };
	return ERR_OK;
}

static struct bytes put_i64(struct arena *mem, int64_t v)
{
	unsigned char *p = arena_alloc(mem, 8);

	if (!p)
		abort(); /* the arena of a request is never that full */
	for (int i = 7; i >= 0; i--, v >>= 8)
		p[i] = (unsigned char)v;
	return BYTES(p, 8);
}

static enum err answer_key(struct sealer *s, const struct sealer_message *rq, struct arena *mem,
			   struct sealer_message *reply, struct error *e)
{
	const struct sealer_key_entry *k;
	char id[RECORD_NAME_MAX] = "";
	AUTO(buf) struct buf chain = { 0 };
	const struct bytes *certs;
	unsigned char alg[2];
	struct bytes alg_copy, chain_copy;
	size_t n;

	if (rq->fields[0].len && !sealer_text(rq->fields[0], id, sizeof(id)))
		return error_set(e, ERR_INVALID, "a malformed key id");
	k = *id ? sealer_keys_by_id(&s->keys, id)
		: sealer_keys_current(&s->keys, "key", clock_now(s->clock));
	if (!k)
		return error_set(e, *id ? ERR_NOT_FOUND : ERR_KEY, "no valid provider key %s", id);
	certs = signer_chain(k->signer, &n);
	for (size_t i = 0; i < n; i++)
		buf_append(&chain, certs[i]);
	alg[0] = (unsigned char)signer_alg(k->signer).scheme;
	alg[1] = (unsigned char)signer_alg(k->signer).digest;
	if (!arena_copy(mem, BYTES(alg, 2), &alg_copy) ||
	    !arena_copy(mem, buf_bytes(&chain), &chain_copy))
		return error_set(e, ERR_TOO_LARGE, "certificates too large");
	*reply = (struct sealer_message){ SEALER_KEY_INFO,
					  { bytes_of_str(k->id), alg_copy,
					    put_i64(mem, k->valid_from), put_i64(mem, k->valid_to),
					    chain_copy },
					  5 };
	return ERR_OK;
}

/* The attributes must be exactly those of this document and this key: content-type id-data,
 * message-digest, signing-certificate-v2, in the one way that DER has (EN 319 142-1 §6.3). */
static enum err check_attrs(const struct sealer_key_entry *k, const struct record *r,
			    struct arena *mem, struct error *e)
{
	struct sig_alg alg = signer_alg(k->signer);
	struct bytes want;
	size_t n;
	const struct bytes *chain = signer_chain(k->signer, &n);

	if (r->digest.len != digest_size(alg.digest))
		return error_set(e, ERR_DENIED, "the document digest is not a %s",
				 digest_name(alg.digest));
	TRY(cms_signed_attrs(alg.digest, r->digest, chain[0], mem, &want, e));
	if (!bytes_eq(want, r->attrs))
		return error_set(e, ERR_DENIED,
				 "the attributes are not those of this document and key");
	return ERR_OK;
}

static enum err read_act(const struct sealer_message *rq, struct record *r, struct error *e)
{
	*r = (struct record){ .digest = rq->fields[4], .attrs = rq->fields[5] };
	if (!sealer_text(rq->fields[0], r->key, sizeof(r->key)) ||
	    !sealer_text(rq->fields[1], r->act, sizeof(r->act)) ||
	    !sealer_text(rq->fields[2], r->kind, sizeof(r->kind)) ||
	    !record_name_valid(r->act, sizeof(r->act)) ||
	    !record_name_valid(r->kind, sizeof(r->kind)))
		return error_set(e, ERR_INVALID, "an id or kind of the act is malformed");
	memcpy(r->event, rq->fields[3].data, RECORD_HASH);
	return ERR_OK;
}

/* One act, one signature: what is in the register counts. */
static enum err same_act(const struct record *asked, const struct record *there, struct error *e)
{
	if (bytes_eq(asked->attrs, there->attrs) && bytes_eq(asked->digest, there->digest) &&
	    !strcmp(asked->key, there->key) && !strcmp(asked->kind, there->kind) &&
	    !memcmp(asked->event, there->event, RECORD_HASH))
		return ERR_OK;
	return error_set(e, ERR_CONFLICT, "act %s is signed already, with other attributes",
			 asked->act);
}

static enum err sign_and_record(struct sealer *s, const struct sealer_key_entry *k, struct record *r,
				struct arena *mem, struct error *e)
{
	time_ms now = clock_now(s->clock);

	if (now < k->valid_from || now > k->valid_to)
		return error_set(e, ERR_DENIED, "the certificate of key %s is not valid now", k->id);
	TRY(check_attrs(k, r, mem, e));
	TRY(signer_sign(k->signer, r->attrs, mem, &r->signature, e));
	return reg_append(s->reg, r, mem, e);
}

static enum err answer_seal(struct sealer *s, const struct sealer_message *rq, struct arena *mem,
			    struct sealer_message *reply, struct error *e)
{
	const struct sealer_key_entry *k;
	struct record asked, there;
	enum err rc;

	TRY(read_act(rq, &asked, e));
	rc = reg_find(s->reg, asked.act, mem, &there, e);
	if (rc == ERR_NOT_FOUND) {
		k = sealer_keys_by_id(&s->keys, asked.key);
		if (!k || strncmp(k->id, "key_", 4))
			return error_set(e, ERR_NOT_FOUND, "no signing key %s", asked.key);
		there = asked;
		rc = sign_and_record(s, k, &there, mem, e);
	}
	TRY(rc);
	TRY(same_act(&asked, &there, e));
	*reply = bytes_reply(there.signature);
	return ERR_OK;
}

static int64_t get_i64(struct bytes b)
{
	uint64_t v = 0;

	for (size_t i = 0; i < b.len; i++)
		v = v << 8 | b.data[i];
	return (int64_t)v;
}

/* One line of the register and its way up the tree: nothing is signed. */
static enum err answer_register(struct sealer *s, const struct sealer_message *rq,
				struct arena *mem, struct sealer_message *reply, struct error *e)
{
	struct reg_proof *p = ARENA_NEW(mem, struct reg_proof);
	char act[RECORD_NAME_MAX];

	if (!p)
		return error_set(e, ERR_TOO_LARGE, "no memory for the answer");
	if (!sealer_text(rq->fields[0], act, sizeof(act)) || !record_name_valid(act, sizeof(act)))
		return error_set(e, ERR_INVALID, "a malformed act id");
	TRY(reg_prove(s->reg, act, (uint64_t)get_i64(rq->fields[1]), mem, p, e));
	*reply = (struct sealer_message){ SEALER_PROOF,
					  { p->line, put_i64(mem, (int64_t)p->size),
					    BYTES(p->head, RECORD_HASH), BYTES(p->root, RECORD_HASH),
					    BYTES(p->path[0], p->n_path * RECORD_HASH) },
					  5 };
	return ERR_OK;
}

static enum err answer_stamp(struct sealer *s, const struct sealer_message *rq, struct arena *mem,
			     struct sealer_message *reply, struct error *e)
{
	const struct sealer_key_entry *k = sealer_keys_current(&s->keys, "tsa", clock_now(s->clock));
	struct tsa tsa = { .clock = s->clock, .rng = s->rng, .policy = TSA_POLICY,
			   .accuracy_ms = ACCURACY_MS };
	struct bytes out;

	if (!k)
		return error_set(e, ERR_KEY, "no valid time-stamp key");
	tsa.signer = k->signer;
	TRY(tsa_answer(&tsa, rq->fields[0], mem, &out, e));
	*reply = bytes_reply(out);
	return ERR_OK;
}

static enum err answer_ca_cert(struct sealer *s, const struct sealer_message *rq, struct arena *mem,
			       struct sealer_message *reply, struct error *e)
{
	(void)rq;
	(void)mem;
	(void)e;
	*reply = bytes_reply(ca_folder_root(s->ca));
	return ERR_OK;
}

/* One list serves an hour of requests: each new one is written to the disk. */
static enum err fresh_crl(struct sealer *s, struct error *e)
{
	time_ms now = clock_now(s->clock);

	if (s->crl.len && now >= s->crl_at && now - s->crl_at < CRL_RENEW_MS)
		return ERR_OK;
	arena_reset(s->crl_mem);
	s->crl = BYTES(NULL, 0);
	TRY(ca_folder_crl(s->ca, CRL_VALID_MS, s->crl_mem, &s->crl, e));
	s->crl_at = now;
	return ERR_OK;
}

static enum err answer_ca_crl(struct sealer *s, const struct sealer_message *rq, struct arena *mem,
			      struct sealer_message *reply, struct error *e)
{
	struct bytes out;
	enum err rc;

	(void)rq;
	pthread_mutex_lock(&s->ca_lock);
	rc = fresh_crl(s, e);
	if (rc == ERR_OK && !arena_copy(mem, s->crl, &out))
		rc = error_set(e, ERR_TOO_LARGE, "the list is too large");
	pthread_mutex_unlock(&s->ca_lock);
	if (rc == ERR_OK)
		*reply = bytes_reply(out);
	return rc;
}

static enum err answer_ocsp(struct sealer *s, const struct sealer_message *rq, struct arena *mem,
			    struct sealer_message *reply, struct error *e)
{
	struct bytes out;
	enum err rc;

	pthread_mutex_lock(&s->ca_lock);
	rc = ca_folder_ocsp(s->ca, rq->fields[0], mem, &out, e);
	pthread_mutex_unlock(&s->ca_lock);
	if (rc == ERR_OK)
		*reply = bytes_reply(out);
	return rc;
}

static enum err (*const answers[SEALER_KIND_END_])(struct sealer *, const struct sealer_message *,
						   struct arena *, struct sealer_message *,
						   struct error *) = {
	[SEALER_HEALTH] = answer_health,   [SEALER_KEY] = answer_key,
	[SEALER_SEAL] = answer_seal,	   [SEALER_STAMP] = answer_stamp,
	[SEALER_CA_CERT] = answer_ca_cert, [SEALER_CA_CRL] = answer_ca_crl,
	[SEALER_OCSP] = answer_ocsp,	   [SEALER_REGISTER] = answer_register,
};

enum err sealer_answer(struct sealer *s, const struct sealer_message *rq, struct arena *mem,
		       struct sealer_message *reply, struct error *e)
{
	if (!answers[rq->kind])
		return error_set(e, ERR_INVALID, "this is not a request");
	return answers[rq->kind](s, rq, mem, reply, e);
}
