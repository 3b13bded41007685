#include "sig/trust/revocation.h"
#include <openssl/err.h>
#include "crypto/digest.h"
#include "sig/trust/endpoints.h"
#include "sig/trust/jpki.h"
#include "sig/trust/session_ask.h"
#include "sig/trust/trust_store.h"

X509_OWNED(ocsp_request, OCSP_REQUEST, OCSP_REQUEST_free)

void problems_add(struct problem_list *p, struct arena *mem, enum err code, const char *url,
		  const char *text)
{
	const char *kept_url, *kept;

	if (!p->list || p->n == SESSION_PROBLEMS_MAX)
		return;
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->list[i].url, url))
			return;
	kept_url = arena_strdup(mem, url);
	kept = arena_strdup(mem, text);
	if (kept_url && kept)
		p->list[p->n++] = (struct fetch_problem){ code, kept_url, kept };
}

static _Bool is_final(const struct cert_status *c)
{
	return c->state == CERT_REVOKED && c->reason != REASON_HOLD;
}

/* Is b better to go by than a? A revocation beats all but an earlier one; else the fresher. */
static _Bool is_better(const struct cert_status *b, const struct cert_status *a)
{
	if (is_final(a) || is_final(b))
		return is_final(b) && (!is_final(a) || b->revoked_at < a->revoked_at);
	if (a->state == CERT_UNKNOWN || b->state == CERT_UNKNOWN)
		return b->state != CERT_UNKNOWN || (a->kind == STATUS_BY_NOTHING && !a->why[0]);
	return b->this_update > a->this_update;
}

/* Keeps what is known of the certificate itself. */
static void merge(struct cert_status *best, const struct cert_status *one)
{
	struct cert_status next = *one;

	if (!is_better(one, best))
		return;
	next.anchor = best->anchor;
	next.no_check = best->no_check;
	next.names_crl = best->names_crl;
	next.names_ocsp = best->names_ocsp;
	next.expected = best->expected;
	next.closed = best->closed;
	if (next.state != CERT_UNKNOWN || !next.why)
		next.why = "";
	*best = next;
}

/* Judges one piece; true when it was of use. *why: NULL, or what was wrong with it. der: where
 * its bytes lie for as long as the result does. */
static _Bool judge(const struct item *i, struct bytes der, const struct subject *s,
		   enum status_source source, struct cert_status *best, const char **why)
{
	struct cert_status one;
	_Bool speaks;

	*why = "the answer is not about this certificate";
	speaks = i->kind == ITEM_CRL ? crl_judge(i, s, &one) : ocsp_judge(i, s, &one);
	if (!speaks)
		return 0;
	one.source = source;
	one.data = der;
	*why = one.why;
	merge(best, &one);
	return one.state != CERT_UNKNOWN;
}

static void judge_document(const struct revocation_query *q, const struct subject *s,
			   struct cert_status *best)
{
	const struct revocation_data *d = &q->rq->revocation;
	const char *why;

	for (size_t i = 0; i < d->n_crls + d->n_ocsps; i++) {
		_Bool crl = i < d->n_crls;
		struct bytes der = crl ? d->crls[i] : d->ocsps[i - d->n_crls];
		struct item *x = session_item(q->rq->session, crl ? ITEM_CRL : ITEM_OCSP, der);

		if (x)
			(void)!judge(x, der, s, STATUS_FROM_DOCUMENT, best, &why);
	}
}

static void judge_given(const struct trust *t, const struct subject *s, struct cert_status *best)
{
	const char *why;

	for (size_t i = 0; t && i < t->n_given; i++)
		(void)!judge(t->given[i], t->given[i]->der, s, STATUS_FROM_GIVEN, best, &why);
}

static void ask_provider(const struct revocation_query *q, const struct subject *s,
			 const struct cert_facts *facts, struct cert_status *best)
{
	const struct trust_online *w = session_world(q->rq->session);

	for (size_t i = 0; i < w->n_providers; i++) {
		const struct revocation_provider *p = &w->providers[i];
		struct cert_status one = { .reason = REASON_NONE };
		struct error e = { 0 };
		enum err rc;

		if (!p->covers(p->ctx, s->cert, facts))
			continue;
		rc = p->ask(p->ctx, s->cert, s->issuer, s->at, &one, &e);
		if (rc != ERR_OK) {
			problems_add(q->problems, q->mem, rc, p->name, e.msg);
			continue;
		}
		one.kind = STATUS_BY_PROVIDER;
		one.source = STATUS_FROM_PROVIDER;
		one.why = one.state == CERT_UNKNOWN ? "the revocation provider does not know" : "";
		merge(best, &one);
	}
}

/* Fetches and judges; what is of use is kept for others. */
static void ask(const struct revocation_query *q, const struct ask *a, const struct subject *s,
		struct cert_status *best)
{
	struct trust_session *session = q->rq->session;
	enum status_source source = STATUS_FROM_NOWHERE;
	struct error e = { 0 };
	struct item *item;
	const char *why;
	enum err rc = session_ask(session, a, &item, &source, &e);

	if (rc != ERR_OK) {
		problems_add(q->problems, q->mem, rc, a->url, e.msg);
	} else if (judge(item, item->der, s, source, best, &why)) {
		session_keep(session, a, item, best->next_update);
	} else {
		error_set(&e, ERR_CERT, "%s: %s", a->url, why ? why : "no use");
		problems_add(q->problems, q->mem, ERR_CERT, a->url, e.msg);
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

static void ask_ocsp(const struct revocation_query *q, const struct endpoints *at,
		     const struct subject *s, struct cert_status *best)
{
	struct ask a = { .kind = ITEM_OCSP, .at = s->at };
	unsigned char id[DIGEST_MAX];
	char hex[2 * DIGEST_MAX + 1];

	if (at->n == 0 || !make_request(s, q->mem, &a.body))
		return;
	hex_encode(digest_of(DIGEST_SHA256, a.body, id), hex);
	for (size_t i = 0; i < at->n; i++) {
		a.url = at->urls[i];
		a.key = arena_printf(q->mem, "ocsp:%s:%s", hex, a.url);
		if (a.key)
			ask(q, &a, s, best);
		if (best->source >= STATUS_FROM_CACHE && best->kind == STATUS_BY_OCSP)
			return;
	}
}

static void ask_crls(const struct revocation_query *q, const struct endpoints *at,
		     const struct subject *s, struct cert_status *best)
{
	for (size_t i = 0; i < at->n && best->state == CERT_UNKNOWN; i++) {
		struct ask a = { .kind = ITEM_CRL, .url = at->urls[i], .at = s->at };

		a.key = arena_printf(q->mem, "crl:%s", a.url);
		if (a.key)
			ask(q, &a, s, best);
	}
}

/* Data issued before `at` may have been overtaken: who is online asks anew. */
static _Bool is_settled(const struct cert_status *c, time_ms at)
{
	return is_final(c) || (c->state != CERT_UNKNOWN && c->this_update >= at) ||
	       (c->state != CERT_UNKNOWN && c->kind == STATUS_BY_PROVIDER);
}

static void ask_world(const struct revocation_query *q, const struct cert_endpoints *at,
		      const struct subject *s, struct cert_status *best)
{
	struct cert_status fresh = { .reason = REASON_NONE, .why = "" };

	if (!session_online(q->rq->session) || is_settled(best, s->at) || best->closed)
		return;
	ask_ocsp(q, &at->ocsp, s, &fresh);
	if (fresh.state == CERT_UNKNOWN)
		ask_crls(q, &at->crls, s, &fresh);
	if (fresh.kind != STATUS_BY_NOTHING)
		merge(best, &fresh);
}

static void describe(X509 *x, const struct cert_endpoints *at, struct cert_status *out)
{
	*out = (struct cert_status){
		.reason = REASON_NONE,
		.why = "",
		.no_check = X509_get_ext_by_NID(x, NID_id_pkix_OCSP_noCheck, -1) >= 0,
		.names_crl = at->crls.any,
		.names_ocsp = at->ocsp.any,
		.closed = jpki_is_issuer_of(x),
	};
	out->expected = !out->no_check && (out->names_crl || out->names_ocsp);
}

static void explain(const struct revocation_query *q, struct cert_status *out)
{
	if (out->state != CERT_UNKNOWN || out->why[0])
		return;
	if (out->closed)
		out->why =
			"revocation data of JPKI is closed by law to anyone but approved verifiers";
	else if (!session_online(q->rq->session))
		out->why = "there is no revocation data at hand, and nothing is fetched";
	else
		out->why = out->expected ? "no answer was to be had"
					 : "the certificate does not name where to ask";
}

void revocation_find(const struct revocation_query *q, size_t i, const struct cert_facts *facts,
		     struct cert_status *out)
{
	const struct path *p = q->path;
	const struct trust *t = q->rq->trust;
	struct subject s = {
		.cert = p->certs[i],
		.issuer = p->certs[i + 1],
		.above = p->certs + i + 2,
		.n_above = p->n - i - 2,
		.pools = q->pools,
		.n_pools = q->n_pools,
		.anchors = t ? t->anchors[q->rq->purpose] : NULL,
		.memo = t ? t->memo : NULL,
		.at = q->rq->at,
		.not_after = facts->not_after,
	};
	struct cert_endpoints at;

	endpoints_read(s.cert, q->mem, &at);
	describe(s.cert, &at, out);
	judge_document(q, &s, out);
	judge_given(t, &s, out);
	ask_provider(q, &s, facts, out);
	ask_world(q, &at, &s, out);
	explain(q, out);
	/* what was fetched lives with the session only */
	if ((out->source == STATUS_FROM_CACHE || out->source == STATUS_FROM_NETWORK) &&
	    !arena_copy(q->mem, out->data, &out->data))
		out->data = BYTES(NULL, 0);
	ERR_clear_error();
}
