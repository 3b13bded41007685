/* Who vouches for those who issue revocation data on an authority's behalf: their own revocation,
 * by the data at hand, and what is to be kept with a document so that it can be judged again. */
#include "sig/trust/search.h"
#include "sig/trust/session_ask.h"

/* RFC 6960 §4.2.2.2.1: an authority may say that its responder is to be trusted while it lives. */
static _Bool needs_judging(const struct answer *a)
{
	return a->by.cert && a->by.issuer &&
	       !(a->status.kind == STATUS_BY_OCSP &&
		 X509_get_ext_by_NID(a->by.cert, NID_id_pkix_OCSP_noCheck, -1) >= 0);
}

/* The search about the voice itself, at the time when it spoke. */
static void begin(struct search *inner, const struct search *x, const struct answer *a,
		  unsigned depth)
{
	struct subject s = x->s;
	time_ms end = INT64_MAX;

	(void)!x509_time(X509_get0_notAfter(a->by.cert), &end);
	s.cert = a->by.cert;
	s.issuer = a->by.issuer;
	s.above = a->by.above;
	s.n_above = a->by.n_above;
	s.at = a->status.produced_at;
	s.not_after = end;
	search_begin(inner, x->q, &s, depth);
	/* one that names no list is in the list of those of whom it speaks */
	if (!inner->at.ocsp.any && !inner->at.crls.any && a->by.issuer == x->s.issuer)
		inner->at.crls = x->at.crls;
}

/* NULL: there are too many. */
static struct known_voice *known(struct search *x, const struct answer *a)
{
	struct search inner;

	for (size_t i = 0; i < x->n_voices; i++)
		if (X509_cmp(x->voices[i].cert, a->by.cert) == 0)
			return &x->voices[i];
	if (x->n_voices == VOICES_MAX)
		return NULL;
	begin(&inner, x, a, VOUCH_DEPTH);
	search_document(&inner);
	search_given(&inner);
	x->voices[x->n_voices] = (struct known_voice){ a->by.cert, inner.best.status };
	return &x->voices[x->n_voices++];
}

/* Nobody else can have used the key: what it signed before stays good. */
static _Bool is_harmless(int reason)
{
	return reason == REASON_MOVED || reason == REASON_SUPERSEDED || reason == REASON_CEASED ||
	       reason == REASON_HOLD;
}

/* A key in wrong hands dates its answers as it likes; only a proof of existence tells. */
static _Bool spoke_before(const struct search *x, const struct answer *a, time_ms end, int reason)
{
	const struct chain_request *rq = x->q->rq;

	if (a->status.produced_at >= end)
		return 0;
	return is_harmless(reason) ||
	       (rq->existed && rq->existed(rq->existed_ctx, a->status.data) < end);
}

const char *voice_refused(struct search *x, const struct answer *a)
{
	const struct known_voice *v;
	const struct cert_status *c;

	/* an authority's new key signs the list that its own certificate is in */
	if (a->by.cert && (x->depth > 0 || a->status.kind == STATUS_BY_OCSP) &&
	    X509_cmp(a->by.cert, x->s.cert) == 0)
		return "whoever issued the data speaks of itself";
	if (!needs_judging(a) || x->depth >= VOUCH_DEPTH)
		return NULL;
	v = known(x, a);
	if (!v)
		return "there are too many different OCSP responders";
	c = &v->status;
	if (c->state != CERT_REVOKED || spoke_before(x, a, c->revoked_at, c->reason))
		return NULL;
	return a->status.kind == STATUS_BY_OCSP ? "the OCSP responder's certificate is revoked"
						: "the certificate of the CRL's issuer is revoked";
}

static _Bool in_request(const struct search *x, X509 *cert)
{
	STACK_OF(X509) *all = x->q->rq->others;

	for (int i = 0; i < sk_X509_num(all); i++)
		if (X509_cmp(sk_X509_value(all, i), cert) == 0)
			return 1;
	return 0;
}

/* A list of one more. Nothing is lost but the piece when memory is full: then the document is not
 * complete. */
static _Bool append(struct search *x, const struct bytes **list, size_t *n, struct bytes der)
{
	struct bytes *longer = arena_alloc_n(x->q->mem, *n + 1, sizeof(*longer));

	if (!longer || !arena_copy(x->q->mem, der, &longer[*n]))
		return 0;
	if (*n)
		memcpy(longer, *list, *n * sizeof(*longer));
	*list = longer;
	++*n;
	return 1;
}

static _Bool append_all(struct search *x, const struct bytes **list, size_t *n,
			const struct bytes *more, size_t n_more)
{
	_Bool all = 1;

	for (size_t i = 0; i < n_more; i++)
		all &= append(x, list, n, more[i]);
	return all;
}

static _Bool take(struct search *x, struct cert_status *to, const struct cert_status *from)
{
	_Bool all = 1;

	if (from->kind == STATUS_BY_CRL)
		all &= append(x, &to->issuer_crls, &to->n_issuer_crls, from->data);
	else if (from->kind == STATUS_BY_OCSP)
		all &= append(x, &to->issuer_ocsps, &to->n_issuer_ocsps, from->data);
	all &= append_all(x, &to->issuers, &to->n_issuers, from->issuers, from->n_issuers);
	all &= append_all(x, &to->issuer_crls, &to->n_issuer_crls, from->issuer_crls,
			  from->n_issuer_crls);
	return all && append_all(x, &to->issuer_ocsps, &to->n_issuer_ocsps, from->issuer_ocsps,
				 from->n_issuer_ocsps);
}

/* What was learned may make the voice one that is not believed. */
static void learn(struct search *x, const struct answer *a, const struct cert_status *c)
{
	struct known_voice *v = c->state == CERT_REVOKED ? known(x, a) : NULL;

	if (v)
		v->status = *c;
}

static void judge_voice(struct search *x, struct answer *a, _Bool document_only)
{
	struct search inner;
	struct cert_status *theirs = &inner.best.status;

	begin(&inner, x, a, x->depth + 1);
	search_document(&inner);
	if (!document_only) {
		search_given(&inner);
		search_world(&inner);
		search_explain(&inner);
	}
	answer_vouch(&inner, &inner.best, document_only);
	learn(x, a, theirs);
	if (theirs->state == CERT_UNKNOWN)
		a->status.doubt =
			arena_printf(x->q->mem, "of who issued the data: %s", theirs->why);
	else if (!take(x, &a->status, theirs))
		a->status.held = 0;
	a->status.held &= theirs->held;
}

void answer_vouch(struct search *x, struct answer *a, _Bool document_only)
{
	struct cert_status *c = &a->status;
	struct bytes der;

	c->held = c->state != CERT_UNKNOWN && c->source == STATUS_FROM_DOCUMENT;
	if (c->state == CERT_UNKNOWN || !a->by.cert || !a->by.issuer)
		return;
	if (x509_der(a->by.cert, x->q->mem, &der, NULL) != ERR_OK ||
	    !append(x, &c->issuers, &c->n_issuers, der))
		c->held = 0;
	c->held &= a->by.enclosed || in_request(x, a->by.cert);
	if (!needs_judging(a))
		return;
	if (x->depth < VOUCH_DEPTH)
		judge_voice(x, a, document_only);
	else
		c->held = 0;
}
