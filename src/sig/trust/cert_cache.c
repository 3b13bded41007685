#include "sig/trust/cert_cache.h"
#include <openssl/err.h>
#include <pthread.h>
#include <stdlib.h>

enum { PLACES = 256, KEPT_BYTES_MAX = 8192 };

struct place {
	uint64_t hash;
	unsigned char *der;
	size_t len;
	X509 *cert;
};

struct cert_cache {
	pthread_mutex_t lock;
	struct place places[PLACES];
};

struct cert_cache *cert_cache_new(void)
{
	struct cert_cache *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	pthread_mutex_init(&c->lock, NULL);
	return c;
}

static void empty(struct place *p)
{
	X509_free(p->cert);
	free(p->der);
	*p = (struct place){ 0 };
}

void cert_cache_free(struct cert_cache *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < PLACES; i++)
		empty(&c->places[i]);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

/* FNV-1a over words; only a first look, the bytes are compared. */
static uint64_t hash_of(struct bytes der)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ der.len, word;
	size_t i = 0;

	for (; i + sizeof(word) <= der.len; i += sizeof(word)) {
		memcpy(&word, der.data + i, sizeof(word));
		h = (h ^ word) * UINT64_C(0x100000001b3);
		h ^= h >> 29;
	}
	for (; i < der.len; i++)
		h = (h ^ der.data[i]) * UINT64_C(0x100000001b3);
	return h ^ h >> 32;
}

static X509 *find(struct cert_cache *c, uint64_t hash, struct bytes der)
{
	struct place *p = &c->places[hash % PLACES];
	X509 *cert = NULL;

	pthread_mutex_lock(&c->lock);
	if (p->cert && p->hash == hash && bytes_eq(BYTES(p->der, p->len), der)) {
		cert = p->cert;
		X509_up_ref(cert);
	}
	pthread_mutex_unlock(&c->lock);
	return cert;
}

static void keep(struct cert_cache *c, uint64_t hash, struct bytes der, X509 *cert)
{
	struct place p = { hash, malloc(der.len), der.len, cert }, old;

	if (!p.der)
		abort();
	memcpy(p.der, der.data, der.len);
	X509_up_ref(cert);
	/* reads the extensions now, so that threads find them read */
	X509_check_purpose(cert, -1, 0);
	pthread_mutex_lock(&c->lock);
	old = c->places[hash % PLACES];
	c->places[hash % PLACES] = p;
	pthread_mutex_unlock(&c->lock);
	empty(&old);
}

X509 *cert_cache_get(struct cert_cache *c, struct bytes der)
{
	uint64_t hash;
	X509 *cert;

	if (!c || der.len == 0 || der.len > KEPT_BYTES_MAX)
		return x509_parse(der);
	hash = hash_of(der);
	cert = find(c, hash, der);
	if (cert)
		return cert;
	cert = x509_parse(der);
	if (cert)
		keep(c, hash, der, cert);
	ERR_clear_error();
	return cert;
}
