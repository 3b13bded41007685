#include "cmd/sign_key.h"
#include <stdlib.h>
#include "crypto/pkcs12.h"
#include "crypto/secret_read.h"
#include "os/file.h"
#include "sig/asn1/cert.h"

enum { KEY_FILE_MAX = 1024 * 1024 };

struct wanted_secret {
	const char *file, *variable, *prompt;
};

static enum err secret_get(const struct wanted_secret *w, struct secret **out, struct error *e)
{
	const char *value = getenv(w->variable);

	if (w->file)
		return secret_read_file(w->file, out, e);
	if (value)
		*out = secret_first_line(bytes_of_str(value));
	return ERR_OK;
}

static enum err file_load(const char *path, struct arena *mem, struct bytes *out, struct error *e)
{
	AUTO(wiped) struct buf content = { 0 };

	TRY(file_read(path, KEY_FILE_MAX, &content, e));
	if (!arena_copy(mem, buf_bytes(&content), out))
		return error_set(e, ERR_TOO_LARGE, "%s: too large", path);
	return ERR_OK;
}

enum err sign_certs_read(const char *path, struct arena *mem, const struct bytes **out, size_t *n,
			 struct error *e)
{
	struct bytes file;
	enum err rc;

	TRY(file_load(path, mem, &file, e));
	rc = cert_load(file, mem, out, n, e);
	return rc == ERR_OK ? rc : error_wrap(e, rc, path);
}

struct certs {
	struct bytes *list;
	size_t n;
};

static enum err certs_add(struct certs *c, const struct bytes *more, size_t n, struct arena *mem,
			  struct error *e)
{
	struct bytes *all = arena_alloc_n(mem, c->n + n, sizeof(*all));

	if (!all)
		return error_set(e, ERR_TOO_LARGE, "too many certificates");
	if (c->n)
		memcpy(all, c->list, c->n * sizeof(*all));
	if (n)
		memcpy(all + c->n, more, n * sizeof(*all));
	*c = (struct certs){ all, c->n + n };
	return ERR_OK;
}

/* --cert and --chain, in this order. */
static enum err certs_given(const struct sign_options *o, struct arena *mem, struct certs *c,
			    struct error *e)
{
	const char *const files[] = { o->cert, o->chain };

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		const struct bytes *list;
		size_t n;

		if (!files[i])
			continue;
		TRY(sign_certs_read(files[i], mem, &list, &n, e));
		TRY(certs_add(c, list, n, mem, e));
	}
	return ERR_OK;
}

static enum err alg_for(const struct sign_options *o, const struct pkey *key, struct sig_alg *alg,
			struct error *e)
{
	*alg = o->alg;
	if (pkey_is_rsa(key))
		return ERR_OK;
	if (o->pss)
		return error_set(e, ERR_INVALID, "--pss needs an RSA key");
	alg->scheme = SIG_ECDSA;
	if (!o->digest_given && pkey_bits(key) > 256)
		alg->digest = DIGEST_SHA384;
	return ERR_OK;
}

/* Takes ownership of key. */
static enum err signer_make(const struct sign_options *o, struct pkey *key, struct certs *c,
			    struct signer **out, struct error *e)
{
	AUTO(pkey) struct pkey *owned = key;
	struct sig_alg alg;
	size_t n = c->n ? cert_order(c->list[0], c->list, c->n) : 0;

	TRY(alg_for(o, key, &alg, e));
	return signer_file_new(TAKE_PTR(owned), alg, c->list, n, out, e);
}

static enum err key_try(const struct sign_options *o, struct bytes file, const char *password,
			struct arena *mem, struct pkey **key, struct certs *c, struct error *e)
{
	struct pkcs12 p;

	if (o->key)
		return pkey_load(file, password, key, e);
	TRY(pkcs12_load(file, password, mem, &p, e));
	*key = p.key;
	return certs_add(c, p.certs, p.n, mem, e);
}

static enum err key_file_open(const struct sign_options *o, struct arena *mem,
			      struct signer **out, struct error *e)
{
	const char *path = o->key ? o->key : o->p12;
	const struct wanted_secret w = { o->password_file, "SKYSIGN_PASSWORD", "Password of the key: " };
	AUTO(secret) struct secret *password = NULL;
	struct pkey *key = NULL;
	struct certs c = { 0 };
	struct bytes file;
	enum err rc;

	TRY(secret_get(&w, &password, e));
	TRY(file_load(path, mem, &file, e));
	rc = key_try(o, file, secret_text(password), mem, &key, &c, e);
	if (rc == ERR_KEY && !password && (password = secret_read_terminal(w.prompt)))
		rc = key_try(o, file, secret_text(password), mem, &key, &c, e);
	secret_wipe((void *)(uintptr_t)file.data, file.len);
	if (rc != ERR_OK)
		return error_wrap(e, rc, path);
	rc = certs_given(o, mem, &c, e);
	if (rc == ERR_OK)
		return signer_make(o, key, &c, out, e);
	pkey_free(key);
	return rc;
}

static enum err token_open(const struct sign_options *o, struct arena *mem, struct signer **out,
			   struct error *e)
{
	const struct wanted_secret w = { o->pin_file, "SKYSIGN_PIN", "PIN of the token: " };
	AUTO(secret) struct secret *pin = NULL;
	struct pkcs11_request rq = { .uri = o->pkcs11, .alg = o->alg };
	struct certs c = { 0 };
	enum err rc;

	TRY(secret_get(&w, &pin, e));
	TRY(certs_given(o, mem, &c, e));
	rq.certs = c.list;
	rq.n_certs = c.n;
	rq.pin = secret_text(pin);
	rc = signer_pkcs11_open(&rq, out, e);
	if (rc != ERR_KEY || pin || !(pin = secret_read_terminal(w.prompt)))
		return rc;
	rq.pin = secret_text(pin);
	return signer_pkcs11_open(&rq, out, e);
}

enum err sign_key_open(const struct sign_options *o, struct arena *mem, struct signer **out,
		       struct error *e)
{
	return o->pkcs11 ? token_open(o, mem, out, e) : key_file_open(o, mem, out, e);
}
