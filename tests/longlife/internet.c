#include "internet.h"
#include "must.h"
#include "sig/trust/ocsp_responder.h"
#include "sig/tsp/tsa.h"

enum { HOUR_MS = 3600 * 1000, OCSP_VALID_MS = 24 * HOUR_MS, CRL_VALID_MS = 7 * 24 * HOUR_MS };

struct call {
	struct internet *net;
	struct authority *authority;
	enum authority_id id;
	const char *path;
	const struct fetch_request *rq;
	struct arena *mem;
	struct fetch_response *out;
};

static enum err send_crl(const struct call *c, _Bool of_root, struct error *e)
{
	const struct party *by = of_root ? &c->authority->root : &c->authority->issuing;
	time_ms now = clock_now(c->net->cast->clock);
	struct ca_revoked revoked[MEMBERS];
	struct local_ca ca = {
		.key = by->key, .cert = by->der, .clock = c->net->cast->clock, .rng = rng_system()
	};
	struct ca_crl crl = { .list = revoked,
			      .n = of_root ? 0 : cast_revoked(c->net->cast, c->id, now, revoked),
			      .number = (uint64_t)now / 1000,
			      .valid_ms = CRL_VALID_MS };

	c->out->content_type = "application/pkix-crl";
	return local_ca_crl(&ca, &crl, c->mem, &c->out->body, e);
}

static enum err status_of(void *ctx, struct bytes serial, struct ocsp_status *out, struct error *e)
{
	const struct call *c = ctx;
	const struct member *m = cast_by_serial(c->net->cast, c->id, serial);
	time_ms now = clock_now(c->net->cast->clock);

	(void)e;
	*out = (struct ocsp_status){ .state = m && m->from <= now ? OCSP_GOOD : OCSP_UNKNOWN };
	if (m && m->row->known && day(m->row->known) <= now)
		*out = (struct ocsp_status){ OCSP_REVOKED, day(m->row->revoked), m->row->reason };
	return ERR_OK;
}

static enum err send_ocsp(struct call *c, struct error *e)
{
	const struct party *p = cast_responder(c->net->cast, c->authority);
	struct ocsp_responder r = { .key = p->key,
				    .cert = p->der,
				    .issuer = c->authority->issuing.der,
				    .clock = c->net->cast->clock,
				    .valid_ms = OCSP_VALID_MS,
				    .status = status_of,
				    .ctx = c };

	c->out->content_type = "application/ocsp-response";
	return ocsp_answer(&r, c->rq->body, c->mem, &c->out->body, e);
}

/* /tsa/N: the unit that is member N. One whose key is known to be lost stamps no more. */
static enum err send_token(const struct call *c, struct error *e)
{
	unsigned long n = strtoul(c->path + 5, NULL, 10);
	const struct member *m = n < MEMBERS ? &c->net->cast->members[n] : NULL;
	time_ms now = clock_now(c->net->cast->clock);
	struct tsa tsa = { .signer = m ? m->signer : NULL,
			   .clock = c->net->cast->clock,
			   .rng = rng_system(),
			   .policy = "1.2.392.200091.100.1",
			   .accuracy_ms = 500 };

	if (!m || m->row->by != c->id || m->row->kind != CA_TSA || now < m->from || now >= m->to ||
	    (m->row->known && day(m->row->known) <= now))
		return error_set(e, ERR_UNAVAILABLE, "this unit is out of service");
	c->out->content_type = "application/timestamp-reply";
	return tsa_answer(&tsa, c->rq->body, c->mem, &c->out->body, e);
}

static enum err answer(struct call *c, struct error *e)
{
	c->out->status = 200;
	if (!strcmp(c->path, "/ca/crl"))
		return send_crl(c, 0, e);
	if (!strcmp(c->path, "/root/crl"))
		return send_crl(c, 1, e);
	if (!strcmp(c->path, "/ocsp") && !c->authority->row->lists)
		return send_ocsp(c, e);
	if (!strncmp(c->path, "/tsa/", 5))
		return send_token(c, e);
	c->out->content_type = "application/pkix-cert";
	c->out->body = c->authority->issuing.der;
	if (strcmp(c->path, "/ca/ca.cer") != 0)
		*c->out = (struct fetch_response){ 404, "text/plain", BYTES_LIT("not here") };
	return ERR_OK;
}

static _Bool find_host(struct call *c, const char *host, size_t len)
{
	for (unsigned i = 0; i < AUTHORITIES; i++) {
		c->authority = &c->net->cast->authorities[i];
		c->id = (enum authority_id)i;
		if (bytes_eq_str(BYTES(host, len), c->authority->row->host))
			return 1;
	}
	return 0;
}

static enum err internet_fetch(struct fetcher *f, const struct fetch_request *rq, struct arena *mem,
			       struct fetch_response *out, struct error *e)
{
	struct internet *net = (struct internet *)f;
	struct call c = { .net = net, .rq = rq, .mem = mem, .out = out };
	const char *host = strncmp(rq->url, "http://", 7) ? "" : rq->url + 7;
	enum err rc;

	net->asked++;
	net->refused++; /* until it is answered */
	net->cast->clock->fixed += 1000;
	c.path = strchr(host, '/');
	if (!c.path || !find_host(&c, host, (size_t)(c.path - host)))
		return error_set(e, ERR_UNAVAILABLE, "%s: no such host", rq->url);
	if (!authority_alive(c.authority, clock_now(net->cast->clock)))
		return error_set(e, ERR_UNAVAILABLE, "%s: connection refused", rq->url);
	*out = (struct fetch_response){ 0 };
	rc = answer(&c, e);
	net->refused -= rc == ERR_OK;
	return rc;
}

struct internet internet_make(struct cast *c)
{
	return (struct internet){ .fetcher = { internet_fetch }, .cast = c };
}
