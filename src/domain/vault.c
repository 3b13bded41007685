#include "domain/vault.h"
#include "crypto/aead.h"
#include "store/repo/document.h"
#include "store/repo/organisation.h"

enum err vault_key(struct domain *d, struct secret **out, struct error *e)
{
	struct organisation o;

	TRY(organisation_get(&d->repo, &o, e));
	return org_key_unwrap(d->master, o.id, o.wrapped_key, out, e);
}

static enum err small_aead(struct domain *d, struct aead **out, struct error *e)
{
	AUTO(secret) struct secret *key = NULL;

	TRY(vault_key(d, &key, e));
	*out = aead_new(key->data);
	return ERR_OK;
}

enum err vault_encrypt(struct domain *d, const char *id, struct bytes plain, struct bytes *out,
		       struct error *e)
{
	AUTO(aead) struct aead *a = NULL;
	size_t size = AEAD_NONCE + plain.len + AEAD_TAG;
	unsigned char *sealed = arena_alloc(d->repo.mem, size);
	struct aead_message m = { .nonce = sealed, .ad = bytes_of_str(id), .in = plain };

	if (!sealed)
		return error_set(e, ERR_TOO_LARGE, "encrypting exceeds the memory limit");
	TRY(small_aead(d, &a, e));
	rng_fill(d->rng, sealed, AEAD_NONCE);
	TRY(aead_seal(a, &m, sealed + AEAD_NONCE, e));
	*out = BYTES(sealed, size);
	return ERR_OK;
}

enum err vault_decrypt(struct domain *d, const char *id, struct bytes sealed, struct bytes *out,
		       struct error *e)
{
	AUTO(aead) struct aead *a = NULL;
	struct aead_message m = { .nonce = sealed.data, .ad = bytes_of_str(id),
				  .in = bytes_slice(sealed, AEAD_NONCE, sealed.len) };
	unsigned char *plain;

	if (sealed.len < AEAD_NONCE + AEAD_TAG)
		return error_set(e, ERR_IO, "an encrypted value is too short");
	plain = arena_alloc(d->repo.mem, sealed.len);
	if (!plain)
		return error_set(e, ERR_TOO_LARGE, "decrypting exceeds the memory limit");
	TRY(small_aead(d, &a, e));
	TRY(aead_open(a, &m, plain, e));
	*out = BYTES(plain, sealed.len - AEAD_NONCE - AEAD_TAG);
	return ERR_OK;
}

enum err vault_open_revision(struct domain *d, struct blob_store *blobs, const char *document, int64_t no,
			     struct blob_chain **out, struct error *e)
{
	AUTO(secret) struct secret *key = NULL;
	const struct revision_part *list;
	struct blob_part *parts;
	size_t n;

	TRY(vault_key(d, &key, e));
	TRY(revision_parts(&d->repo, document, no, &list, &n, e));
	parts = arena_alloc_n(d->repo.mem, n, sizeof(*parts));
	if (!parts)
		return error_set(e, ERR_TOO_LARGE, "a revision exceeds the memory limit");
	for (size_t i = 0; i < n; i++)
		parts[i] = (struct blob_part){ list[i].blob_id, list[i].wrapped_key,
					       (uint64_t)list[i].size };
	return blob_chain_open(blobs, key, parts, n, out, e);
}

enum err vault_open_blob(struct domain *d, struct blob_store *blobs, const char *blob,
			 struct blob_chain **out, struct error *e)
{
	AUTO(secret) struct secret *key = NULL;
	struct blob_part part;
	struct blob_row row;

	TRY(vault_key(d, &key, e));
	TRY(blob_row_get(&d->repo, blob, &row, e));
	part = (struct blob_part){ .id = row.id, .wrapped_key = row.wrapped_key };
	return blob_chain_open(blobs, key, &part, 1, out, e);
}
