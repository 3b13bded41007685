#include "sig/trust/revocation.h"
#include <openssl/err.h>
#include "sig/trust/jpki.h"
#include "sig/trust/search.h"
#include "sig/trust/session_ask.h"
#include "sig/trust/trust_store.h"

void problems_add(struct problem_list *p, struct arena *mem, enum err code, const char *url,
		  const char *text)
{
	const char *kept_url, *kept;
	size_t n = strlen(url);

	if (!p->list || p->n == SESSION_PROBLEMS_MAX)
		return;
	if (!strncmp(text, url, n) && !strncmp(text + n, ": ", 2))
		text += n + 2;
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->list[i].url, url))
			return;
	kept_url = arena_strdup(mem, url);
	kept = arena_strdup(mem, text);
	if (kept_url && kept)
		p->list[p->n++] = (struct fetch_problem){ code, kept_url, kept };
}

_Bool status_is_final(const struct cert_status *c)
{
	return c->state == CERT_REVOKED && c->reason != REASON_HOLD;
}

/* Is b better to go by than a? A revocation beats all but an earlier one; else the fresher. */
static _Bool is_better(const struct cert_status *b, const struct cert_status *a)
{
	if (status_is_final(a) || status_is_final(b))
		return status_is_final(b) && (!status_is_final(a) || b->revoked_at < a->revoked_at);
	if (a->state == CERT_UNKNOWN || b->state == CERT_UNKNOWN)
		return b->state != CERT_UNKNOWN || (a->kind == STATUS_BY_NOTHING && !a->why[0]);
	return b->this_update > a->this_update;
}

/* Keeps what is known of the certificate itself. */
void search_merge(struct answer *best, const struct answer *one)
{
	const struct cert_status *was = &best->status;
	struct answer next = *one;

	if (!is_better(&one->status, was))
		return;
	next.status.anchor = was->anchor;
	next.status.no_check = was->no_check;
	next.status.names_crl = was->names_crl;
	next.status.names_ocsp = was->names_ocsp;
	next.status.expected = was->expected;
	next.status.closed = was->closed;
	if (next.status.state != CERT_UNKNOWN || !next.status.why)
		next.status.why = "";
	*best = next;
}

/* What the document holds beside the best: proofs of existence may favour another (poe_past.c). */
static void keep_good(struct search *x, const struct cert_status *c)
{
	if (x->depth > 0 || c->state != CERT_GOOD || x->n_goods == GOODS_MAX)
		return;
	if (!x->goods)
		x->goods = arena_alloc_n(x->q->mem, GOODS_MAX, sizeof(*x->goods));
	if (x->goods)
		x->goods[x->n_goods++] =
			(struct good_data){ c->this_update, c->next_update, c->data };
}

_Bool search_judge(struct search *x, const struct item *i, struct bytes der,
		   enum status_source source, struct answer *best, const char **why)
{
	struct answer one;
	const char *refused = NULL;

	*why = "the answer is not about this certificate";
	if (i->kind == ITEM_CRL ? !crl_judge(i, &x->s, &one) : !ocsp_judge(i, &x->s, &one))
		return 0;
	one.status.source = source;
	one.status.data = der;
	if (one.status.state != CERT_UNKNOWN)
		refused = voice_refused(x, &one);
	if (refused) {
		one.status.state = CERT_UNKNOWN;
		one.status.why = refused;
	}
	if (source == STATUS_FROM_DOCUMENT)
		keep_good(x, &one.status);
	*why = one.status.why;
	search_merge(best, &one);
	return one.status.state != CERT_UNKNOWN;
}

void search_document(struct search *x)
{
	const struct revocation_data *d = &x->q->rq->revocation;
	const char *why;

	for (size_t i = 0; i < d->n_crls + d->n_ocsps; i++) {
		_Bool crl = i < d->n_crls;
		struct bytes der = crl ? d->crls[i] : d->ocsps[i - d->n_crls];
		struct item *one = session_item(x->q->rq->session, crl ? ITEM_CRL : ITEM_OCSP, der);

		if (one)
			(void)!search_judge(x, one, der, STATUS_FROM_DOCUMENT, &x->best, &why);
	}
}

void search_given(struct search *x)
{
	const struct trust *t = x->q->rq->trust;
	const char *why;

	for (size_t i = 0; t && i < t->n_given; i++)
		(void)!search_judge(x, t->given[i], t->given[i]->der, STATUS_FROM_GIVEN, &x->best,
				    &why);
}

static void ask_provider(struct search *x, const struct cert_facts *facts)
{
	const struct revocation_query *q = x->q;
	const struct trust_online *w = session_world(q->rq->session);

	for (size_t i = 0; i < w->n_providers; i++) {
		const struct revocation_provider *p = &w->providers[i];
		struct answer one = { .status = { .reason = REASON_NONE } };
		struct cert_status *c = &one.status;
		struct error e = { 0 };
		enum err rc;

		if (!p->covers(p->ctx, x->s.cert, facts))
			continue;
		rc = p->ask(p->ctx, x->s.cert, x->s.issuer, x->s.at, c, &e);
		if (rc != ERR_OK) {
			problems_add(q->problems, q->mem, rc, p->name, e.msg);
			continue;
		}
		c->kind = STATUS_BY_PROVIDER;
		c->source = STATUS_FROM_PROVIDER;
		c->why = c->state == CERT_UNKNOWN ? "the revocation provider does not know" : "";
		search_merge(&x->best, &one);
	}
}

static struct cert_status describe(X509 *x, const struct cert_endpoints *at)
{
	struct cert_status c = {
		.reason = REASON_NONE,
		.why = "",
		.no_check = X509_get_ext_by_NID(x, NID_id_pkix_OCSP_noCheck, -1) >= 0,
		.names_crl = at->crls.any,
		.names_ocsp = at->ocsp.any,
		.closed = jpki_is_issuer_of(x),
	};

	c.expected = !c.no_check && (c.names_crl || c.names_ocsp);
	return c;
}

void search_begin(struct search *x, const struct revocation_query *q, const struct subject *s,
		  unsigned depth)
{
	*x = (struct search){ .q = q, .s = *s, .depth = depth };
	endpoints_read(s->cert, q->mem, &x->at);
	x->bare = describe(s->cert, &x->at);
	x->best.status = x->bare;
}

void search_explain(struct search *x)
{
	struct cert_status *c = &x->best.status;

	if (c->state != CERT_UNKNOWN)
		return;
	if (x->failed)
		c->why = x->failed;
	if (c->why[0])
		return;
	if (c->closed)
		c->why =
			"revocation data of JPKI is closed by law to anyone but approved verifiers";
	else if (!session_online(x->q->rq->session))
		c->why = "there is no revocation data at hand, and nothing is fetched";
	else
		c->why = c->expected ? "no answer was to be had"
				     : "the certificate does not name where to ask";
}

/* What was fetched lives with the session only. */
static void settle(struct search *x, const struct answer *document, struct cert_status *out)
{
	const struct revocation_query *q = x->q;

	*out = x->best.status;
	out->held = document->status.held;
	out->goods = x->goods;
	out->n_goods = x->n_goods;
	if ((out->source == STATUS_FROM_CACHE || out->source == STATUS_FROM_NETWORK) &&
	    !arena_copy(q->mem, out->data, &out->data))
		out->data = BYTES(NULL, 0);
}

/* One round; again when it taught that somebody is not to be believed. */
static _Bool look(struct search *x, const struct cert_facts *facts, struct answer *document)
{
	const char *refused;

	x->best = (struct answer){ .status = x->bare };
	x->n_goods = 0;
	search_document(x);
	*document = x->best;
	answer_vouch(x, document, 1);
	search_given(x);
	ask_provider(x, facts);
	search_world(x);
	answer_vouch(x, &x->best, 0);
	refused = x->best.status.state != CERT_UNKNOWN ? voice_refused(x, &x->best) : NULL;
	if (refused)
		x->best = (struct answer){ .status = x->bare };
	x->best.status.why = refused ? refused : x->best.status.why;
	return !refused;
}

void revocation_find(const struct revocation_query *q, size_t i, const struct cert_facts *facts,
		     struct cert_status *out)
{
	enum { ROUNDS_MAX = 3 };
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
	struct answer document = { 0 };
	struct search x;

	search_begin(&x, q, &s, 0);
	for (int round = 0; round < ROUNDS_MAX && !look(&x, facts, &document); round++)
		;
	search_explain(&x);
	settle(&x, &document, out);
	ERR_clear_error();
}
