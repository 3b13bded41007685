#include "cmd/authority.h"
#include <stdlib.h>
#include "sealer/client.h"

struct authority {
	pthread_mutex_t lock;
	struct sealer_client *client;
};

struct authority *authority_new(const struct service *s)
{
	struct authority *a = calloc(1, sizeof(*a));

	if (!a)
		abort();
	pthread_mutex_init(&a->lock, NULL);
	a->client = sealer_client_new(s->sealer_socket, s->sealer_auth, rng_system());
	return a;
}

void authority_free(struct authority *a)
{
	if (!a)
		return;
	sealer_client_free(a->client);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

static enum err locked_ca_certificate(void *ctx, struct arena *mem, struct bytes *out,
				      struct error *e)
{
	struct authority *a = ctx;
	enum err rc;

	pthread_mutex_lock(&a->lock);
	rc = sealer_ca_certificate(a->client, mem, out, e);
	pthread_mutex_unlock(&a->lock);
	return rc;
}

static enum err locked_ca_crl(void *ctx, struct arena *mem, struct bytes *out, struct error *e)
{
	struct authority *a = ctx;
	enum err rc;

	pthread_mutex_lock(&a->lock);
	rc = sealer_ca_crl(a->client, mem, out, e);
	pthread_mutex_unlock(&a->lock);
	return rc;
}

static enum err locked_ocsp(void *ctx, struct bytes query, struct arena *mem, struct bytes *out,
			    struct error *e)
{
	struct authority *a = ctx;
	enum err rc;

	pthread_mutex_lock(&a->lock);
	rc = sealer_ocsp(a->client, query, mem, out, e);
	pthread_mutex_unlock(&a->lock);
	return rc;
}

static enum err locked_stamp(void *ctx, struct bytes query, struct arena *mem, struct bytes *out,
			     struct error *e)
{
	struct authority *a = ctx;
	enum err rc;

	pthread_mutex_lock(&a->lock);
	rc = sealer_stamp(a->client, query, mem, out, e);
	pthread_mutex_unlock(&a->lock);
	return rc;
}

struct api_authority authority_port(struct authority *a)
{
	return (struct api_authority){
		.ctx = a,
		.ca_certificate = locked_ca_certificate,
		.ca_crl = locked_ca_crl,
		.ocsp = locked_ocsp,
		.stamp = locked_stamp,
	};
}
