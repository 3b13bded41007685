#include "sealer/keys.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "base/id.h"
#include "crypto/secret.h"
#include "os/file.h"
#include "sig/asn1/cert.h"

enum { KEY_FILE_MAX = 16384, CHAIN_MAX = 8, CHAIN_FILE_MAX = 64 * 1024, KEYS_MAX = 64,
       LOAD_ARENA = 1024 * 1024, P256_BITS = 256 };

static char *path_of(const char *folder, const char *id, const char *suffix)
{
	char *out;

	if (asprintf(&out, "%s/%s%s", folder, id, suffix) < 0)
		abort();
	return out;
}

static enum err read_whole(const char *folder, const char *id, const char *suffix, size_t max,
			   struct buf *out, struct error *e)
{
	char *path = path_of(folder, id, suffix);
	enum err rc = file_read(path, max, out, e);

	free(path);
	return rc;
}

static enum err write_whole(const char *folder, const char *id, const char *suffix,
			    struct bytes content, struct error *e)
{
	char *path = path_of(folder, id, suffix);
	enum err rc = file_write_atomic(path, content, 0600, e);

	free(path);
	return rc;
}

static _Bool has(const char *folder, const char *id, const char *suffix)
{
	char *path = path_of(folder, id, suffix);
	_Bool there = file_exists(path);

	free(path);
	return there;
}

static enum err split_chain(struct bytes file, struct bytes out[CHAIN_MAX], size_t *n_out,
			    struct error *e)
{
	struct der r = der_reader(file);
	struct der_item item;
	size_t n = 0;

	while (der_more(&r)) {
		if (n == CHAIN_MAX)
			return error_set(e, ERR_KEY, "more than %d certificates", CHAIN_MAX);
		TRY(der_expect(&r, DER_SEQUENCE, &item, e));
		out[n++] = item.whole;
	}
	*n_out = n;
	return ERR_OK;
}

/* The hash as strong as the key: SHA-384 with P-384 only. */
static struct sig_alg alg_for(const struct pkey *k)
{
	if (pkey_is_rsa(k))
		return (struct sig_alg){ SIG_RSA_PKCS1, DIGEST_SHA256 };
	return (struct sig_alg){ SIG_ECDSA,
				 pkey_bits(k) > P256_BITS ? DIGEST_SHA384 : DIGEST_SHA256 };
}

static enum err load_key_file(const char *folder, const char *id, struct pkey **out,
			      struct error *e)
{
	AUTO(buf) struct buf file = { 0 };
	enum err rc;

	buf_reserve(&file, KEY_FILE_MAX + 1); /* does not move: one place to wipe */
	rc = read_whole(folder, id, ".key", KEY_FILE_MAX, &file, e);
	if (rc == ERR_OK)
		rc = pkey_load(buf_bytes(&file), NULL, out, e);
	secret_wipe(file.data, file.cap);
	return rc;
}

static enum err file_signer(const char *folder, const char *id, const struct bytes *chain,
			    size_t n_chain, struct signer **out, struct error *e)
{
	struct pkey *key = NULL;

	TRY(load_key_file(folder, id, &key, e));
	return signer_file_new(key, alg_for(key), chain, n_chain, out, e);
}

/* A token's key: the certificate in the chain file says of what kind it is. */
static enum err token_signer(const char *folder, const char *id, struct bytes cert,
			     struct signer **out, struct error *e)
{
	AUTO(buf) struct buf uri = { .limit = KEY_FILE_MAX };
	AUTO(pkey) struct pkey *public = NULL;
	struct cert c;
	char *text;

	TRY(read_whole(folder, id, ".pkcs11", KEY_FILE_MAX - 1, &uri, e));
	text = (char *)(uintptr_t)buf_cstr(&uri);
	text[strcspn(text, "\r\n")] = '\0';
	TRY(cert_read(cert, &c, e));
	TRY(pkey_public(c.spki, &public, e));
	return signer_pkcs11_new(text, NULL, alg_for(public), out, e);
}

static enum err load_entry(const char *folder, const char *id, struct sealer_key_entry *out,
			   struct error *e)
{
	AUTO(buf) struct buf file = { 0 };
	struct bytes chain[CHAIN_MAX];
	struct cert c;
	size_t n;

	TRY(read_whole(folder, id, ".chain", CHAIN_FILE_MAX, &file, e));
	TRY(split_chain(buf_bytes(&file), chain, &n, e));
	if (!n)
		return error_set(e, ERR_KEY, "no certificate");
	TRY(cert_read(chain[0], &c, e));
	snprintf(out->id, sizeof(out->id), "%s", id);
	out->valid_from = c.not_before;
	out->valid_to = c.not_after;
	if (has(folder, id, ".pkcs11"))
		return token_signer(folder, id, chain[0], &out->signer, e);
	return file_signer(folder, id, chain, n, &out->signer, e);
}

static enum err add_entry(struct sealer_keys *k, const char *folder, const char *id,
			  struct error *e)
{
	struct sealer_key_entry x = { 0 };
	enum err rc;

	if (k->n == KEYS_MAX)
		return error_set(e, ERR_KEY, "more than %d keys in %s", KEYS_MAX, folder);
	rc = load_entry(folder, id, &x, e);
	if (rc != ERR_OK)
		return error_wrap(e, ERR_KEY, id);
	k->list = realloc(k->list, (k->n + 1) * sizeof(*k->list));
	if (!k->list)
		abort();
	k->list[k->n++] = x;
	return ERR_OK;
}

/* "ID.chain": the id; false for every other file. */
static _Bool id_of_file(const char *name, char out[RECORD_NAME_MAX])
{
	const char *dot = strrchr(name, '.');

	if (!dot || strcmp(dot, ".chain") || dot - name >= RECORD_NAME_MAX)
		return 0;
	memcpy(out, name, (size_t)(dot - name));
	out[dot - name] = '\0';
	return record_name_valid(out, RECORD_NAME_MAX);
}

enum err sealer_keys_load(const char *folder, struct sealer_keys *out, struct error *e)
{
	AUTO(sealer_keys) struct sealer_keys k = { 0 };
	DIR *d = opendir(folder);
	const struct dirent *entry;
	char id[RECORD_NAME_MAX];
	enum err rc = ERR_OK;

	if (!d)
		return error_set(e, ERR_KEY, "%s: %s", folder, strerror(errno));
	while (rc == ERR_OK && (entry = readdir(d)))
		if (id_of_file(entry->d_name, id))
			rc = add_entry(&k, folder, id, e);
	closedir(d);
	if (rc != ERR_OK)
		return rc;
	*out = k;
	k = (struct sealer_keys){ 0 };
	return ERR_OK;
}

void sealer_keys_done(struct sealer_keys *k)
{
	for (size_t i = 0; i < k->n; i++)
		signer_free(k->list[i].signer);
	free(k->list);
	*k = (struct sealer_keys){ 0 };
}

const struct sealer_key_entry *sealer_keys_by_id(const struct sealer_keys *k, const char *id)
{
	for (size_t i = 0; i < k->n; i++)
		if (!strcmp(k->list[i].id, id))
			return &k->list[i];
	return NULL;
}

static _Bool newer(const struct sealer_key_entry *a, const struct sealer_key_entry *b)
{
	if (a->valid_from != b->valid_from)
		return a->valid_from > b->valid_from;
	return strcmp(a->id, b->id) > 0; /* ids sort by time of making */
}

const struct sealer_key_entry *sealer_keys_current(const struct sealer_keys *k, const char *prefix,
						   time_ms t)
{
	const struct sealer_key_entry *best = NULL;

	for (size_t i = 0; i < k->n; i++) {
		const struct sealer_key_entry *x = &k->list[i];

		if (strncmp(x->id, prefix, strlen(prefix)) || t < x->valid_from || t > x->valid_to)
			continue;
		if (!best || newer(x, best))
			best = x;
	}
	return best;
}

static enum err write_key(const char *folder, const char *id, const struct pkey *key,
			  struct arena *mem, struct error *e)
{
	struct bytes der;
	enum err rc;

	TRY(pkey_export(key, mem, &der, e));
	rc = write_whole(folder, id, ".key", der, e);
	secret_wipe((void *)(uintptr_t)der.data, der.len);
	return rc;
}

enum err sealer_keys_make(const char *folder, struct ca_folder *ca, const struct sealer_new_key *n,
			  const struct clock *clock, struct rng *r, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(LOAD_ARENA);
	AUTO(pkey) struct pkey *key = NULL;
	AUTO(buf) struct buf chain = { 0 };
	struct id id = id_new(n->prefix, clock, r);
	struct ca_subject subject = n->subject;
	struct bytes cert;

	TRY(pkey_generate(n->kind, &key, e));
	subject.key = key;
	TRY(ca_folder_issue(ca, &subject, mem, &cert, e));
	buf_append(&chain, cert);
	buf_append(&chain, ca_folder_root(ca));
	TRY(write_key(folder, id.s, key, mem, e));
	return write_whole(folder, id.s, ".chain", buf_bytes(&chain), e);
}
