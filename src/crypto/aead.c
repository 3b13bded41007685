#include "crypto/aead.h"
#include <limits.h>
#include <stdlib.h>
#include <openssl/evp.h>
#include "crypto/openssl_error.h"
#include "crypto/secret.h"

struct aead {
	EVP_CIPHER_CTX *seal, *open; /* keyed; a message sets its nonce only */
};

struct aead *aead_new(const unsigned char key[AEAD_KEY])
{
	struct aead *a = calloc(1, sizeof(*a));

	if (!a)
		abort();
	a->seal = EVP_CIPHER_CTX_new();
	a->open = EVP_CIPHER_CTX_new();
	if (!a->seal || !a->open || !EVP_EncryptInit_ex(a->seal, EVP_aes_256_gcm(), NULL, key, NULL) ||
	    !EVP_DecryptInit_ex(a->open, EVP_aes_256_gcm(), NULL, key, NULL))
		abort();
	return a;
}

void aead_free(struct aead *a)
{
	if (!a)
		return;
	EVP_CIPHER_CTX_free(a->seal);
	EVP_CIPHER_CTX_free(a->open);
	free(a);
}

static enum err check_length(const struct aead_message *m, struct error *e)
{
	if (m->in.len > INT_MAX || m->ad.len > INT_MAX)
		return error_set(e, ERR_TOO_LARGE, "aead: message too long");
	return ERR_OK;
}

enum err aead_seal(struct aead *a, const struct aead_message *m, unsigned char *out,
		   struct error *e)
{
	int n, ok;

	TRY(check_length(m, e));
	ok = EVP_EncryptInit_ex(a->seal, NULL, NULL, NULL, m->nonce) &&
	     EVP_EncryptUpdate(a->seal, NULL, &n, m->ad.data, (int)m->ad.len) &&
	     (!m->in.len || EVP_EncryptUpdate(a->seal, out, &n, m->in.data, (int)m->in.len)) &&
	     EVP_EncryptFinal_ex(a->seal, out + m->in.len, &n) &&
	     EVP_CIPHER_CTX_ctrl(a->seal, EVP_CTRL_AEAD_GET_TAG, AEAD_TAG, out + m->in.len);
	return ok ? ERR_OK : openssl_error(e, ERR_INTERNAL, "aead: seal");
}

enum err aead_open(struct aead *a, const struct aead_message *m, unsigned char *out,
		   struct error *e)
{
	unsigned char tag[AEAD_TAG];
	size_t len;
	int n, ok;

	TRY(check_length(m, e));
	if (m->in.len < AEAD_TAG)
		return error_set(e, ERR_IO, "aead: too short");
	len = m->in.len - AEAD_TAG;
	memcpy(tag, m->in.data + len, AEAD_TAG);
	ok = EVP_DecryptInit_ex(a->open, NULL, NULL, NULL, m->nonce) &&
	     EVP_CIPHER_CTX_ctrl(a->open, EVP_CTRL_AEAD_SET_TAG, AEAD_TAG, tag) &&
	     EVP_DecryptUpdate(a->open, NULL, &n, m->ad.data, (int)m->ad.len) &&
	     (!len || EVP_DecryptUpdate(a->open, out, &n, m->in.data, (int)len)) &&
	     EVP_DecryptFinal_ex(a->open, tag, &n) > 0;
	if (ok)
		return ERR_OK;
	secret_wipe(out, len);
	return openssl_error(e, ERR_IO, "aead: altered, or another key");
}
