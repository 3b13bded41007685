#include "sig/trust/memo.h"
#include <openssl/err.h>
#include <pthread.h>
#include <stdlib.h>
#include "base/rng.h"

enum { SETS = 512, WAYS = 8, PAIR = 2 * MEMO_ID };

struct known {
	unsigned char pair[PAIR];
	_Bool used, right;
};

struct memo {
	pthread_mutex_t lock;
	uint64_t salt; /* nobody can choose what lands in one set */
	unsigned char next[SETS]; /* the way that the next new pair takes */
	struct known sets[SETS][WAYS];
};

struct memo *memo_new(void)
{
	struct memo *m = calloc(1, sizeof(*m));

	if (!m || pthread_mutex_init(&m->lock, NULL) != 0)
		abort();
	rng_fill(rng_system(), (unsigned char *)&m->salt, sizeof(m->salt));
	m->salt |= 1;
	return m;
}

void memo_free(struct memo *m)
{
	if (!m)
		return;
	pthread_mutex_destroy(&m->lock);
	free(m);
}

static size_t set_of(const struct memo *m, const unsigned char pair[PAIR])
{
	uint64_t mixed = 0;

	for (size_t i = 0; i < PAIR; i += sizeof(uint64_t)) {
		uint64_t part;

		memcpy(&part, pair + i, sizeof(part));
		mixed = (mixed ^ part) * m->salt;
		mixed ^= mixed >> 32;
	}
	return mixed % SETS;
}

static struct known *find(struct memo *m, size_t set, const unsigned char pair[PAIR])
{
	for (size_t i = 0; i < WAYS; i++)
		if (m->sets[set][i].used && !memcmp(m->sets[set][i].pair, pair, PAIR))
			return &m->sets[set][i];
	return NULL;
}

static void join(const unsigned char what[MEMO_ID], const unsigned char key[MEMO_ID],
		 unsigned char pair[PAIR])
{
	memcpy(pair, what, MEMO_ID);
	memcpy(pair + MEMO_ID, key, MEMO_ID);
}

_Bool memo_get(struct memo *m, const unsigned char what[MEMO_ID], const unsigned char key[MEMO_ID],
	       _Bool *right)
{
	unsigned char pair[PAIR];
	const struct known *k;

	join(what, key, pair);
	pthread_mutex_lock(&m->lock);
	k = find(m, set_of(m, pair), pair);
	*right = k && k->right;
	pthread_mutex_unlock(&m->lock);
	return k != NULL;
}

void memo_put(struct memo *m, const unsigned char what[MEMO_ID], const unsigned char key[MEMO_ID],
	      _Bool right)
{
	unsigned char pair[PAIR];
	struct known *k;
	size_t set;

	join(what, key, pair);
	set = set_of(m, pair);
	pthread_mutex_lock(&m->lock);
	k = find(m, set, pair);
	if (!k)
		k = &m->sets[set][m->next[set]++ % WAYS];
	memcpy(k->pair, pair, PAIR);
	k->used = 1;
	k->right = right;
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

	if (known && memo_get(m, what, key, &right))
		return right;
	right = public && x509_key_bounded(public) && X509_verify(x, public) == 1;
	ERR_clear_error();
	if (known)
		memo_put(m, what, key, right);
	return right;
}
