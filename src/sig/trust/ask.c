/* Asking the world about one certificate's revocation. */
#include <openssl/err.h>
#include "crypto/digest.h"
#include "sig/trust/search.h"
#include "sig/trust/session_ask.h"

X509_OWNED(ocsp_request, OCSP_REQUEST, OCSP_REQUEST_free)

static void failed(struct search *x, enum err rc, const char *url, const char *text)
{
	size_t n = strlen(url);
	_Bool named = !strncmp(text, url, n);

	problems_add(x->q->problems, x->q->mem, rc, url, text);
	if (!x->failed)
		x->failed = arena_printf(x->q->mem, "%s%s%s", named ? "" : url, named ? "" : ": ",
					 text);
}

/* Fetches and judges; what is of use is kept for others. */
static void ask(struct search *x, const struct ask *a, struct answer *best)
{
	struct trust_session *session = x->q->rq->session;
	enum status_source source = STATUS_FROM_NOWHERE;
	struct error e = { 0 };
	struct item *item;
	const char *why;
	enum err rc = session_ask(session, a, &item, &source, &e);

	if (rc != ERR_OK) {
		failed(x, rc, a->url, e.msg);
	} else if (search_judge(x, item, item->der, source, best, &why)) {
		session_keep(session, a, item, best->status.next_update);
	} else {
		error_set(&e, ERR_CERT, "%s: %s", a->url, why ? why : "no use");
		failed(x, ERR_CERT, a->url, e.msg);
		/* a list that is of no use for this certificate may be good for others of the address */
		if (item->kind != ITEM_CRL || item->crl.unusable)
			session_distrust(session, a, e.msg);
	}
}

/* SHA-1 as every responder knows it; it only names the certificate. No nonce: answers that
 * were made beforehand are what most responders give (RFC 5019). */
static _Bool make_request(const struct subject *s, struct arena *mem, struct bytes *body)
{
	AUTO(ocsp_request) OCSP_REQUEST *rq = OCSP_REQUEST_new();
	OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha1(), s->cert, s->issuer);
	unsigned char *der = NULL;
	_Bool ok;
	int n;

	if (!rq || !id || !OCSP_request_add0_id(rq, id)) {
		OCSP_CERTID_free(id);
		return 0;
	}
	n = i2d_OCSP_REQUEST(rq, &der);
	ok = n > 0 && arena_copy(mem, BYTES(der, (size_t)n), body);
	OPENSSL_free(der);
	return ok;
}

static void ask_ocsp(struct search *x, struct answer *best)
{
	const struct endpoints *at = &x->at.ocsp;
	struct arena *mem = x->q->mem;
	struct ask a = { .kind = ITEM_OCSP, .at = x->s.at };
	unsigned char id[DIGEST_MAX];
	char hex[2 * DIGEST_MAX + 1];

	if (at->n == 0 || !make_request(&x->s, mem, &a.body))
		return;
	hex_encode(digest_of(DIGEST_SHA256, a.body, id), hex);
	for (size_t i = 0; i < at->n; i++) {
		a.url = at->urls[i];
		a.key = arena_printf(mem, "ocsp:%s:%s", hex, a.url);
		if (a.key)
			ask(x, &a, best);
		if (best->status.source >= STATUS_FROM_CACHE && best->status.kind == STATUS_BY_OCSP)
			return;
	}
}

static void ask_crls(struct search *x, struct answer *best)
{
	const struct endpoints *at = &x->at.crls;

	for (size_t i = 0; i < at->n && best->status.state == CERT_UNKNOWN; i++) {
		struct ask a = { .kind = ITEM_CRL, .url = at->urls[i], .at = x->s.at };

		a.key = arena_printf(x->q->mem, "crl:%s", a.url);
		if (a.key)
			ask(x, &a, best);
	}
}

/* Data issued before `at` may have been overtaken: who is online asks anew. Of who issued data any
 * that speaks of the time will do. */
static _Bool is_settled(const struct search *x)
{
	const struct cert_status *c = &x->best.status;

	if (c->state == CERT_UNKNOWN)
		return c->closed;
	return x->depth > 0 || c->closed || status_is_final(c) || c->this_update >= x->s.at ||
	       c->kind == STATUS_BY_PROVIDER;
}

void search_world(struct search *x)
{
	struct answer fresh = { .status = { .reason = REASON_NONE, .why = "" } };

	if (!session_online(x->q->rq->session) || is_settled(x))
		return;
	ask_ocsp(x, &fresh);
	if (fresh.status.state == CERT_UNKNOWN)
		ask_crls(x, &fresh);
	if (fresh.status.kind != STATUS_BY_NOTHING)
		search_merge(&x->best, &fresh);
}
