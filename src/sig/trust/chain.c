#include "sig/trust/chain.h"
#include <openssl/err.h>
#include <stdlib.h>
#include "sig/trust/revocation.h"
#include "sig/trust/trust_store.h"

enum { DEPTH_MAX = 10 };

X509_OWNED(store, X509_STORE, X509_STORE_free)
X509_OWNED(store_ctx, X509_STORE_CTX, X509_STORE_CTX_free)

/* OpenSSL's verdicts in our words; what is not listed breaks the chain. */
static const struct {
	int code;
	enum chain_status status;
} verdicts[] = {
	{ X509_V_OK, CHAIN_OK },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, CHAIN_NONE },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, CHAIN_NONE },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, CHAIN_NONE },
	{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, CHAIN_NONE },
	{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, CHAIN_NONE },
	{ X509_V_ERR_CERT_UNTRUSTED, CHAIN_NONE },
	{ X509_V_ERR_CERT_REJECTED, CHAIN_NONE },
	{ X509_V_ERR_EE_KEY_TOO_SMALL, CHAIN_WEAK },
	{ X509_V_ERR_CA_KEY_TOO_SMALL, CHAIN_WEAK },
	{ X509_V_ERR_CA_MD_TOO_WEAK, CHAIN_WEAK },
	{ X509_V_ERR_INVALID_CA, CHAIN_RULES },
	{ X509_V_ERR_INVALID_NON_CA, CHAIN_RULES },
	{ X509_V_ERR_PATH_LENGTH_EXCEEDED, CHAIN_RULES },
	{ X509_V_ERR_CERT_CHAIN_TOO_LONG, CHAIN_RULES },
	{ X509_V_ERR_INVALID_PURPOSE, CHAIN_RULES },
	{ X509_V_ERR_KEYUSAGE_NO_CERTSIGN, CHAIN_RULES },
	{ X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, CHAIN_RULES },
	{ X509_V_ERR_INVALID_EXTENSION, CHAIN_RULES },
	{ X509_V_ERR_PERMITTED_VIOLATION, CHAIN_RULES },
	{ X509_V_ERR_EXCLUDED_VIOLATION, CHAIN_RULES },
	{ X509_V_ERR_SUBTREE_MINMAX, CHAIN_RULES },
	{ X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, CHAIN_RULES },
	{ X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, CHAIN_RULES },
	{ X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, CHAIN_RULES },
	{ X509_V_ERR_PATH_LOOP, CHAIN_RULES },
	{ X509_V_ERR_INVALID_POLICY_EXTENSION, CHAIN_RULES },
};

static enum chain_status status_of(int code)
{
	for (size_t i = 0; i < COUNT_OF(verdicts); i++)
		if (verdicts[i].code == code)
			return verdicts[i].status;
	return CHAIN_BROKEN;
}

/* What the working steps hand to each other. */
struct walk {
	const struct chain_request *rq;
	struct arena *mem;
	STACK_OF(X509) *chain; /* borrowed from the store context */
	STACK_OF(X509_CRL) *crls;
	const struct bytes *crl_data;
	struct chain_result *out;
};

static void fail(struct walk *w, enum chain_status status, const char *detail)
{
	if (w->out->status != CHAIN_OK)
		return;
	w->out->status = status;
	w->out->detail = detail ? detail : "";
}

static enum err describe(struct walk *w, struct error *e)
{
	size_t n = (size_t)sk_X509_num(w->chain);
	struct cert_facts *facts = arena_alloc_n(w->mem, n, sizeof(*facts));

	w->out->statuses = arena_alloc_n(w->mem, n, sizeof(*w->out->statuses));
	if (!facts || !w->out->statuses)
		return error_set(e, ERR_TOO_LARGE, "no room for the certificates");
	for (size_t i = 0; i < n; i++)
		TRY(x509_facts(sk_X509_value(w->chain, (int)i), w->mem, &facts[i], e));
	for (size_t i = 0; i < n; i++)
		w->out->statuses[i] = (struct cert_status){ .reason = REASON_NONE, .why = "" };
	w->out->certs = facts;
	w->out->n = n;
	return ERR_OK;
}

static const char *with_name(struct walk *w, size_t i, const char *what)
{
	return arena_printf(w->mem, "%s: %s", w->out->certs[i].subject, what);
}

static void check_times(struct walk *w)
{
	/* an anchor is trusted by decision, not by its dates (EN 319 102-1 §5.2.6.4) */
	size_t n = w->out->anchored && w->out->n > 1 ? w->out->n - 1 : w->out->n;

	for (size_t i = 0; i < n; i++) {
		const struct cert_facts *c = &w->out->certs[i];

		if (w->rq->at > c->not_after)
			fail(w, CHAIN_EXPIRED, with_name(w, i, "expired"));
		else if (w->rq->at < c->not_before)
			fail(w, CHAIN_EARLY, with_name(w, i, "not valid yet"));
	}
}

/* RFC 3161 §2.3: the extended key usage is critical and holds timeStamping alone. */
static _Bool is_tsa(X509 *x)
{
	int critical = 0;
	EXTENDED_KEY_USAGE *uses = X509_get_ext_d2i(x, NID_ext_key_usage, &critical, NULL);
	_Bool ok = critical == 1 && sk_ASN1_OBJECT_num(uses) == 1 &&
		   OBJ_obj2nid(sk_ASN1_OBJECT_value(uses, 0)) == NID_time_stamp;

	EXTENDED_KEY_USAGE_free(uses);
	return ok;
}

static void check_purpose(struct walk *w)
{
	uint32_t usage = X509_get_key_usage(w->rq->leaf); /* UINT32_MAX when absent */

	if (!(usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)))
		fail(w, CHAIN_PURPOSE, "key usage has neither digitalSignature nor nonRepudiation");
	if (w->rq->purpose == CHAIN_FOR_TIMESTAMP && !is_tsa(w->rq->leaf))
		fail(w, CHAIN_PURPOSE, "extended key usage is not timeStamping, critical and alone");
}

static void judge_one(struct walk *w, size_t i, const struct cert_status *status)
{
	enum revocation_state s = status->state;
	time_ms when = status->revoked_at;

	w->out->statuses[i] = *status;
	if (i == 0) {
		w->out->revocation = s;
		w->out->revoked_at = when;
	} else if (s == CERT_UNKNOWN && w->out->revocation == CERT_GOOD) {
		w->out->revocation = CERT_UNKNOWN;
	}
	if (s == CERT_REVOKED && when <= w->rq->at)
		fail(w, i == 0 ? CHAIN_REVOKED : CHAIN_REVOKED_CA, with_name(w, i, "revoked"));
}

static void check_revocation(struct walk *w)
{
	struct revocation_sources from = { w->crls, w->crl_data, w->rq->revocation.ocsps,
					   w->rq->revocation.n_ocsps };

	for (size_t i = 0; i + 1 < w->out->n; i++) {
		struct cert_status s =
			revocation_of(sk_X509_value(w->chain, (int)i),
				      sk_X509_value(w->chain, (int)i + 1), &from, w->rq->at);

		judge_one(w, i, &s);
	}
	if (w->out->anchored)
		w->out->statuses[w->out->n - 1].anchor = 1;
}

static X509_STORE_CTX *context(const struct chain_request *rq)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *param;

	if (!ctx || X509_STORE_CTX_init(ctx, NULL, rq->leaf, rq->others) != 1) {
		X509_STORE_CTX_free(ctx);
		return NULL;
	}
	param = X509_STORE_CTX_get0_param(ctx);
	/* times, revocation and the strength of algorithms are ours to judge */
	X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
	X509_VERIFY_PARAM_set_depth(param, DEPTH_MAX);
	X509_VERIFY_PARAM_set_auth_level(param, 0);
	if (rq->trust)
		X509_STORE_CTX_set0_trusted_stack(ctx, rq->trust->anchors);
	return ctx;
}

static STACK_OF(X509_CRL) *gather_crls(const struct chain_request *rq, struct bytes *data)
{
	STACK_OF(X509_CRL) *all = sk_X509_CRL_new_null();
	int given = rq->trust ? sk_X509_CRL_num(rq->trust->crls) : 0;

	for (int i = 0; all && i < given; i++) {
		X509_CRL *crl = sk_X509_CRL_value(rq->trust->crls, i);

		if (sk_X509_CRL_push(all, crl))
			X509_CRL_up_ref(crl);
	}
	for (size_t i = 0; all && i < rq->revocation.n_crls; i++) {
		X509_CRL *crl = x509_crl_parse(rq->revocation.crls[i]);
		int at = sk_X509_CRL_num(all);

		if (crl && !sk_X509_CRL_push(all, crl))
			X509_CRL_free(crl);
		else if (crl)
			data[at] = rq->revocation.crls[i];
	}
	return all;
}

static enum err judge(struct walk *w, X509_STORE_CTX *ctx, int code, struct error *e)
{
	w->chain = X509_STORE_CTX_get0_chain(ctx);
	TRY(describe(w, e));
	if (status_of(code) != CHAIN_OK)
		fail(w, status_of(code), X509_verify_cert_error_string(code));
	w->out->anchored = w->out->status != CHAIN_NONE && w->out->status != CHAIN_BROKEN;
	check_purpose(w);
	check_times(w);
	check_revocation(w);
	return ERR_OK;
}

enum err chain_validate(const struct chain_request *rq, struct arena *mem, struct chain_result *out,
			struct error *e)
{
	AUTO(store_ctx) X509_STORE_CTX *ctx = NULL;
	size_t given = rq->trust ? (size_t)sk_X509_CRL_num(rq->trust->crls) : 0;
	struct bytes *data = arena_alloc_n(mem, given + rq->revocation.n_crls + 1, sizeof(*data));
	AUTO(crl_stack) STACK_OF(X509_CRL) *crls = data ? gather_crls(rq, data) : NULL;
	AUTO(x509_stack) STACK_OF(X509) *nothing = sk_X509_new_null();
	struct chain_result result = { .status = CHAIN_OK, .detail = "" };
	struct walk w = { rq, mem, NULL, crls, data, &result };
	int ok, code;

	ctx = crls && nothing ? context(rq) : NULL;
	if (!ctx)
		return error_set(e, ERR_INTERNAL, "the certificate check cannot be set up");
	if (!rq->trust)
		X509_STORE_CTX_set0_trusted_stack(ctx, nothing);
	ok = X509_verify_cert(ctx);
	code = X509_STORE_CTX_get_error(ctx);
	ERR_clear_error();
	if (ok == 1)
		code = X509_V_OK;
	else if (code == X509_V_OK || sk_X509_num(X509_STORE_CTX_get0_chain(ctx)) < 1)
		return error_set(e, ERR_CERT, "the certificate cannot be judged");
	TRY(judge(&w, ctx, code, e));
	*out = result;
	return ERR_OK;
}
