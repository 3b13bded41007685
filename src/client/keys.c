#include "client/keys.h"
#include <stdlib.h>
#include "client/key_back.h"
#include "crypto/secret_read.h"
#include "sig/asn1/cert.h"

struct key_source {
	const struct key_ops *ops;
	void *ctx;
	char *place;
	_Bool unlocked;
};

struct key {
	const struct key_ops *ops;
	void *back;
	struct pkey *public; /* of the certificate */
	unsigned algorithms;
};

enum err key_source_open(const char *text, struct key_source **out, struct error *e)
{
	const struct key_kind *kind = key_kinds, *end = key_kinds + key_kind_count;
	struct key_source *s;

	while (kind < end && strncmp(text, kind->prefix, strlen(kind->prefix)) != 0)
		kind++;
	if (kind == end || (!kind->bare && !text[kind->drop]))
		return error_set(e, ERR_INVALID, "a key is named as %s", key_kind_names);
	s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->ops = kind->ops;
	s->place = strdup(text + kind->drop);
	s->ctx = kind->make(text + kind->drop);
	*out = s;
	return ERR_OK;
}

void key_source_free(struct key_source *s)
{
	if (!s)
		return;
	s->ops->free(s->ctx);
	free(s->place);
	free(s);
}

const char *key_source_token(const struct key_source *s)
{
	return s->ops->token;
}

const char *key_source_place(const struct key_source *s)
{
	return s->ops->place ? s->ops->place(s->ctx) : s->place;
}

enum key_secret key_source_secret(const struct key_source *s)
{
	return s->ops->secret;
}

_Bool key_source_locked(const struct key_source *s)
{
	return s->ops->locked && !s->unlocked;
}

enum err key_source_ready(struct key_source *s, unsigned *tries_out, struct error *e)
{
	*tries_out = 0;
	return s->ops->ready ? s->ops->ready(s->ctx, tries_out, e) : ERR_OK;
}

enum err key_source_unlock(struct key_source *s, const struct secret *password,
			   struct key_stop stop, struct error *e)
{
	if (!key_source_locked(s))
		return ERR_OK;
	TRY(s->ops->unlock(s->ctx, secret_text(password), stop, e));
	s->unlocked = 1;
	return ERR_OK;
}

enum err key_source_list(struct key_source *s, time_ms now, struct arena *mem,
			 const struct key_cert **out, size_t *n_out, struct error *e)
{
	return s->ops->list(s->ctx, now, mem, out, n_out, e);
}

static enum err public_of(struct bytes der, struct pkey **out, struct error *e)
{
	struct cert c;

	TRY(cert_read(der, &c, e));
	return pkey_public(c.spki, out, e);
}

enum err key_open(struct key_source *s, const struct key_cert *c, const struct secret *pin,
		  struct key **out, struct error *e)
{
	AUTO(key) struct key *k = calloc(1, sizeof(*k));
	_Bool pss = 0;

	if (!k)
		abort();
	k->ops = s->ops;
	TRY(public_of(c->chain[0], &k->public, e));
	TRY(s->ops->open(s->ctx, c, secret_text(pin), &k->back, &pss, e));
	k->algorithms = client_algs_of_key(c->view.key, pss);
	*out = TAKE_PTR(k);
	return ERR_OK;
}

void key_free(struct key *k)
{
	if (!k)
		return;
	if (k->back)
		k->ops->close(k->back);
	pkey_free(k->public);
	free(k);
}

enum key_pin key_source_pin(const struct key_source *s)
{
	return s->ops->pin(s->ctx);
}

const char *key_source_told(const struct key_source *s, _Bool ja, struct arena *mem)
{
	return s->ops->told ? s->ops->told(s->ctx, ja, mem) : NULL;
}

unsigned key_algorithms(const struct key *k)
{
	return k->algorithms;
}

enum err key_sign(struct key *k, enum client_alg alg, struct bytes attrs, struct arena *mem,
		  struct bytes *sig_out, struct error *e)
{
	struct sig_alg use = client_alg_use(alg);
	unsigned char room[DIGEST_MAX];
	struct bytes digest = digest_of(use.digest, attrs, room), sig;

	if (!(k->algorithms & 1u << alg))
		return error_set(e, ERR_KEY, "the key cannot sign with %s", client_alg_name(alg));
	TRY(k->ops->sign(k->back, use, digest, mem, &sig, e));
	if (pkey_verify(k->public, use, digest, sig, NULL) != ERR_OK)
		return error_set(
			e, ERR_KEY,
			"the signature does not fit the certificate: the key belongs to another "
			"one; nothing was sent");
	*sig_out = sig;
	return ERR_OK;
}
