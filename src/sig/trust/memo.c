#include "sig/trust/memo.h"
#include <openssl/err.h>
#include <pthread.h>
#include <stdlib.h>

enum { SLOTS = 512, PAIR = 2 * MEMO_ID };

struct memo {
	pthread_mutex_t lock;
	_Bool used[SLOTS];
	unsigned char pairs[SLOTS][PAIR]; /* one a slot: the newer takes the older's place */
};

struct memo *memo_new(void)
{
	struct memo *m = calloc(1, sizeof(*m));

	if (!m || pthread_mutex_init(&m->lock, NULL) != 0)
		abort();
	return m;
}

void memo_free(struct memo *m)
{
	if (!m)
		return;
	pthread_mutex_destroy(&m->lock);
	free(m);
}

static size_t slot_of(const unsigned char what[MEMO_ID], const unsigned char key[MEMO_ID])
{
	return ((size_t)(what[0] ^ key[2]) << 8 | (size_t)(what[1] ^ key[3])) % SLOTS;
}

_Bool memo_has(struct memo *m, const unsigned char what[MEMO_ID], const unsigned char key[MEMO_ID])
{
	size_t i = slot_of(what, key);
	_Bool found;

	pthread_mutex_lock(&m->lock);
	found = m->used[i] && !memcmp(m->pairs[i], what, MEMO_ID) &&
		!memcmp(m->pairs[i] + MEMO_ID, key, MEMO_ID);
	pthread_mutex_unlock(&m->lock);
	return found;
}

void memo_put(struct memo *m, const unsigned char what[MEMO_ID], const unsigned char key[MEMO_ID])
{
	size_t i = slot_of(what, key);

	pthread_mutex_lock(&m->lock);
	m->used[i] = 1;
	memcpy(m->pairs[i], what, MEMO_ID);
	memcpy(m->pairs[i] + MEMO_ID, key, MEMO_ID);
	pthread_mutex_unlock(&m->lock);
}

_Bool x509_id(X509 *x, unsigned char out[MEMO_ID])
{
	unsigned n = 0;

	return X509_digest(x, EVP_sha256(), out, &n) == 1 && n == MEMO_ID;
}

_Bool memo_issued(struct memo *m, X509 *x, X509 *issuer)
{
	unsigned char what[MEMO_ID], key[MEMO_ID];
	EVP_PKEY *public = X509_get0_pubkey(issuer);
	_Bool known = m && x509_id(x, what) && x509_id(issuer, key);
	_Bool right;

	if (known && memo_has(m, what, key))
		return 1;
	right = public && X509_verify(x, public) == 1;
	ERR_clear_error();
	if (known && right)
		memo_put(m, what, key);
	return right;
}
