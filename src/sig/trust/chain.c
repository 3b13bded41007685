#include "sig/trust/chain.h"
#include <openssl/err.h>
#include "sig/trust/endpoints.h"
#include "sig/trust/path_check.h"
#include "sig/trust/revocation.h"
#include "sig/trust/session_ask.h"
#include "sig/trust/trust_store.h"

enum { ISSUER_ROUNDS_MAX = 4 };

/* How far a path came before it failed: of several the one that came furthest is told of. */
static const int came[] = {
	[CHAIN_NONE] = 0,    [CHAIN_BROKEN] = 1,     [CHAIN_WEAK] = 2,	  [CHAIN_RULES] = 3,
	[CHAIN_POLICY] = 4,  [CHAIN_PURPOSE] = 5,    [CHAIN_EXPIRED] = 6, [CHAIN_EARLY] = 6,
	[CHAIN_REVOKED] = 8, [CHAIN_REVOKED_CA] = 7, [CHAIN_OK] = 9,
};

struct walk {
	const struct chain_request *rq;
	struct arena *mem;
	struct path_search search;
	STACK_OF(X509) * fetched; /* issuers' certificates; borrowed from the session */
	const char *of_no_use;	  /* where certificates were had that led nowhere; NULL: nowhere */
	struct problem_list problems;
	struct chain_result out;
	struct path best;
	struct path_verdict verdict; /* of best */
	_Bool any, described;	     /* best is set; and out tells of it */
	enum err err;
	struct error *e;
};

static enum err describe(struct walk *w, const struct path *p, struct error *e)
{
	struct cert_facts *facts = arena_alloc_n(w->mem, p->n, sizeof(*facts));
	struct cert_status *statuses = arena_alloc_n(w->mem, p->n, sizeof(*statuses));

	if (!facts || !statuses)
		return error_set(e, ERR_TOO_LARGE, "no room for the certificates");
	for (size_t i = 0; i < p->n; i++) {
		TRY(x509_facts(p->certs[i], w->mem, &facts[i], e));
		statuses[i].reason = REASON_NONE;
		statuses[i].why = "";
	}
	statuses[p->n - 1].anchor = p->anchored;
	w->out.certs = facts;
	w->out.statuses = statuses;
	w->out.n = p->n;
	w->out.anchored = p->anchored;
	return ERR_OK;
}

/* RFC 3161 §4 1: an authority that ended in good order; without a reason all is lost. */
static _Bool is_bygone(const struct chain_request *rq, const struct cert_status *c)
{
	static const int ends[] = { REASON_UNSPECIFIED, REASON_MOVED, REASON_SUPERSEDED,
				    REASON_CEASED };

	if (rq->purpose != CHAIN_FOR_TIMESTAMP || !rq->made || c->state != CERT_REVOKED ||
	    rq->made >= c->revoked_at)
		return 0;
	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (c->reason == ends[i])
			return 1;
	return 0;
}

/* One certificate's status into the chain's. The first revoked certificate decides. */
static void count_status(struct walk *w, size_t i, struct path_verdict *v)
{
	struct cert_status *c = &w->out.statuses[i];

	c->bygone = i == 0 && is_bygone(w->rq, c);
	if (i == 0) {
		w->out.revocation = c->state;
		w->out.revoked_at = c->revoked_at;
	} else if (c->state != CERT_GOOD && w->out.revocation == CERT_GOOD) {
		w->out.revocation = CERT_UNKNOWN;
	}
	if (c->state == CERT_UNKNOWN && c->closed)
		w->out.closed_revocation = 1;
	if (c->state == CERT_REVOKED && !c->bygone && c->revoked_at <= w->rq->at &&
	    v->status == CHAIN_OK)
		*v = (struct path_verdict){ i == 0 ? CHAIN_REVOKED : CHAIN_REVOKED_CA,
					    c->reason == REASON_HOLD ? "suspended" : "revoked", i };
}

/* Facts and revocation of a path to an anchor. */
static enum err examine(struct walk *w, const struct path *p, struct path_verdict *v,
			struct error *e)
{
	STACK_OF(X509) * pools[] = { w->search.anchors, w->rq->others, w->fetched,
				     w->rq->trust ? w->rq->trust->helpers : NULL };
	struct revocation_query q = { w->rq, p, pools, COUNT_OF(pools), w->mem, &w->problems };

	TRY(describe(w, p, e));
	w->out.revocation = CERT_UNKNOWN;
	w->out.revoked_at = 0;
	w->out.closed_revocation = 0;
	for (size_t i = 0; i + 1 < p->n; i++) {
		revocation_find(&q, i, &w->out.certs[i], &w->out.statuses[i]);
		count_status(w, i, v);
	}
	return ERR_OK;
}

static void keep_best(struct walk *w, const struct path *p, const struct path_verdict *v,
		      _Bool described)
{
	w->best = *p;
	w->verdict = *v;
	w->any = 1;
	w->described = described;
}

static _Bool try_path(void *ctx, const struct path *p)
{
	struct walk *w = ctx;
	struct path_verdict v;
	_Bool good;

	w->err = path_check(p, w->rq, &v, w->e);
	good = w->err == ERR_OK && v.status == CHAIN_OK;
	if (good)
		w->err = examine(w, p, &v, w->e);
	if (w->err != ERR_OK)
		return 1;
	if (!w->any || came[v.status] > came[w->verdict.status])
		keep_best(w, p, &v, good);
	else if (good)
		w->described = 0; /* out tells of p, which is not the best */
	return v.status == CHAIN_OK;
}

static _Bool has(STACK_OF(X509) * all, X509 *x)
{
	for (int i = 0; i < sk_X509_num(all); i++)
		if (X509_cmp(sk_X509_value(all, i), x) == 0)
			return 1;
	return 0;
}

/* True when there is a certificate that was not known yet. */
static _Bool add_fetched(struct walk *w, const struct item *item)
{
	_Bool more = 0;

	for (int i = 0; i < sk_X509_num(item->certs); i++) {
		X509 *x = sk_X509_value(item->certs, i);

		if (!has(w->fetched, x) && !has(w->rq->others, x) && sk_X509_push(w->fetched, x))
			more = 1;
	}
	return more;
}

/* The issuer's certificate from where the certificate says that it lies. */
static _Bool fetch_issuer(struct walk *w, X509 *x)
{
	struct cert_endpoints at;
	_Bool more = 0;

	endpoints_read(x, w->mem, &at);
	for (size_t i = 0; i < at.issuers.n && !more; i++) {
		struct ask a = { .kind = ITEM_CERTS, .url = at.issuers.urls[i] };
		enum status_source source;
		struct error e = { 0 };
		struct item *item;
		enum err rc;

		a.key = arena_printf(w->mem, "certs:%s", a.url);
		if (!a.key)
			continue;
		rc = session_ask(w->rq->session, &a, &item, &source, &e);
		if (rc != ERR_OK) {
			problems_add(&w->problems, w->mem, rc, a.url, e.msg);
			continue;
		}
		session_keep(w->rq->session, &a, item,
			     clock_now(session_world(w->rq->session)->clock) + CACHE_LONGEST_MS);
		more = add_fetched(w, item);
		w->of_no_use = a.url;
	}
	return more;
}

static _Bool fetch_more(struct walk *w)
{
	const struct path *p = &w->search.longest;

	if (!session_online(w->rq->session))
		return 0;
	for (size_t i = p->n; i-- > 0;)
		if (fetch_issuer(w, p->certs[i]))
			return 1;
	return 0;
}

static void find(struct walk *w)
{
	for (int round = 0; round <= ISSUER_ROUNDS_MAX; round++) {
		if (path_find(&w->search) || w->search.tried)
			return;
		if (round == ISSUER_ROUNDS_MAX || !fetch_more(w))
			return;
	}
}

/* No path to an anchor: as far as it goes, and why it ends. */
static void set_none(struct walk *w)
{
	X509 *top = w->search.longest.certs[w->search.longest.n - 1];
	_Bool own = X509_NAME_cmp(X509_get_subject_name(top), X509_get_issuer_name(top)) == 0;

	if (w->of_no_use && !own) /* a root that nobody trusts is no failure of who sent it */
		problems_add(&w->problems, w->mem, ERR_CERT, w->of_no_use,
			     "what is there is not the issuer's certificate");
	w->best = w->search.longest;
	w->verdict =
		(struct path_verdict){ w->search.forged ? CHAIN_BROKEN : CHAIN_NONE,
				       w->search.forged
					       ? "its signature is not by the key that it names"
				       : own ? "self-signed and not trusted"
					     : "the issuer's certificate is not known",
				       w->search.longest.n - 1 };
}

static enum err conclude(struct walk *w, struct chain_result *out, struct error *e)
{
	struct path_verdict v;

	if (!w->any)
		set_none(w);
	v = w->verdict;
	if (!w->any)
		TRY(describe(w, &w->best, e));
	else if (!w->described)
		TRY(examine(w, &w->best, &v, e));
	w->out.status = w->verdict.status;
	w->out.detail = "";
	if (w->verdict.text[0])
		w->out.detail = arena_printf(
			w->mem, "%s: %s", w->out.certs[w->verdict.cert].subject, w->verdict.text);
	if (!w->out.detail)
		return error_set(e, ERR_TOO_LARGE, "no room for the certificates");
	w->out.problems = w->problems.list;
	w->out.n_problems = w->problems.n;
	*out = w->out;
	return ERR_OK;
}

static enum err validate(const struct chain_request *rq, struct arena *mem,
			 struct chain_result *out, struct error *e)
{
	const struct trust *t = rq->trust;
	STACK_OF(X509) *fetched = sk_X509_new_null();
	struct walk w = { .rq = rq, .mem = mem, .fetched = fetched, .e = e };
	enum err rc;

	w.problems.list = arena_alloc_n(mem, SESSION_PROBLEMS_MAX, sizeof(*w.problems.list));
	w.search = (struct path_search){
		.leaf = rq->leaf,
		.anchors = t ? t->anchors[rq->purpose] : NULL,
		.pools = { t ? t->helpers : NULL, rq->others, fetched },
		.memo = t ? t->memo : NULL,
		.at = rq->at,
		.try = try_path,
		.ctx = &w,
	};
	find(&w);
	rc = w.err;
	if (rc == ERR_OK)
		rc = conclude(&w, out, e);
	sk_X509_free(fetched);
	ERR_clear_error();
	return rc;
}

enum err chain_validate(const struct chain_request *rq, struct arena *mem, struct chain_result *out,
			struct error *e)
{
	AUTO(trust_session) struct trust_session *own = NULL;
	struct chain_request with = *rq;

	if (rq->session)
		return validate(rq, mem, out, e);
	own = trust_session_new(NULL);
	with.session = own;
	return validate(&with, mem, out, e);
}
