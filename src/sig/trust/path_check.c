#include "sig/trust/path_check.h"
#include <openssl/err.h>
#include "sig/trust/judge.h"

enum { EXTENSIONS_MAX = 64 };

X509_OWNED(store_ctx, X509_STORE_CTX, X509_STORE_CTX_free)
X509_OWNED(uses, EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free)

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
	{ X509_V_ERR_NO_EXPLICIT_POLICY, CHAIN_POLICY },
};

static enum chain_status status_of(int code)
{
	for (size_t i = 0; i < COUNT_OF(verdicts); i++)
		if (verdicts[i].code == code)
			return verdicts[i].status;
	return CHAIN_BROKEN;
}

static void fail(struct path_verdict *v, enum chain_status status, size_t cert, const char *text)
{
	if (v->status == CHAIN_OK)
		*v = (struct path_verdict){ status, text, cert };
}

/* Extensions that are honoured here or by OpenSSL's path validation, and so may be critical
 * (RFC 5280 §4.2). Those of the Ministry of Justice describe the company's registration and set
 * no condition on the use of the certificate. */
static const char *const understood[] = {
	"2.5.29.15",		/* keyUsage */
	"2.5.29.17",		/* subjectAltName */
	"2.5.29.19",		/* basicConstraints */
	"2.5.29.30",		/* nameConstraints */
	"2.5.29.31",		/* cRLDistributionPoints */
	"2.5.29.32",		/* certificatePolicies */
	"2.5.29.33",		/* policyMappings */
	"2.5.29.36",		/* policyConstraints */
	"2.5.29.37",		/* extKeyUsage */
	"2.5.29.54",		/* inhibitAnyPolicy */
	"1.3.6.1.5.5.7.48.1.5", /* ocsp-nocheck */
	"1.2.392.100300.1.1.1", /* jCertificatePolicies */
	"1.2.392.100300.1.1.2", /* registrar */
	"1.2.392.100300.1.1.3", /* registeredCorporationInfo */
};

static _Bool is_understood(const X509_EXTENSION *x)
{
	char dotted[64];

	if (OBJ_obj2txt(dotted, sizeof(dotted),
			X509_EXTENSION_get_object((X509_EXTENSION *)(uintptr_t)x), 1) <= 0)
		return 0;
	for (size_t i = 0; i < COUNT_OF(understood); i++)
		if (!strcmp(understood[i], dotted))
			return 1;
	return 0;
}

static _Bool is_repeated(X509 *x, int at)
{
	const ASN1_OBJECT *oid = X509_EXTENSION_get_object(X509_get_ext(x, at));

	return X509_get_ext_by_OBJ(x, oid, at) >= 0;
}

static void check_extensions(const struct path *p, size_t n, struct path_verdict *v)
{
	for (size_t i = 0; i < n; i++) {
		X509 *x = p->certs[i];
		int count = X509_get_ext_count(x);

		if (count > EXTENSIONS_MAX)
			fail(v, CHAIN_RULES, i, "there are too many extensions");
		for (int k = 0; k < count && k < EXTENSIONS_MAX; k++) {
			X509_EXTENSION *ext = X509_get_ext(x, k);

			if (X509_EXTENSION_get_critical(ext) && !is_understood(ext))
				fail(v, CHAIN_RULES, i, "a critical extension is not understood");
			if (is_repeated(x, k))
				fail(v, CHAIN_RULES, i, "an extension occurs twice");
		}
	}
}

/* Below the anchor an authority says so in basicConstraints (§6.1.4 (k)). */
static void check_authorities(const struct path *p, size_t n, struct path_verdict *v)
{
	for (size_t i = 1; i < n; i++) {
		if (X509_check_ca(p->certs[i]) != 1)
			fail(v, CHAIN_RULES, i, "this is not an authority's certificate");
		if (!(X509_get_key_usage(p->certs[i]) & KU_KEY_CERT_SIGN))
			fail(v, CHAIN_RULES, i, "its key usage lacks keyCertSign");
	}
}

static void check_times(const struct path *p, size_t n, time_ms at, struct path_verdict *v)
{
	for (size_t i = 0; i < n; i++) {
		time_ms from = 0, to = 0;

		if (!x509_time(X509_get0_notBefore(p->certs[i]), &from) ||
		    !x509_time(X509_get0_notAfter(p->certs[i]), &to))
			fail(v, CHAIN_BROKEN, i, "the validity is malformed");
		else if (at > to)
			fail(v, CHAIN_EXPIRED, i, "expired");
		else if (at < from)
			fail(v, CHAIN_EARLY, i, "not valid yet");
	}
}

/* RFC 3161 §2.3: the extended key usage is critical and holds timeStamping alone. */
static _Bool is_tsa(const EXTENDED_KEY_USAGE *uses, int critical)
{
	return critical == 1 && sk_ASN1_OBJECT_num(uses) == 1 &&
	       OBJ_obj2nid(sk_ASN1_OBJECT_value(uses, 0)) == NID_time_stamp;
}

/* Meant for servers, code, time-stamps or OCSP alone? Any other use may well be a person's. */
static _Bool is_machines(const EXTENDED_KEY_USAGE *uses)
{
	static const int machines[] = { NID_server_auth, NID_code_sign, NID_time_stamp,
					NID_OCSP_sign };
	int n = 0;

	for (int i = 0; i < sk_ASN1_OBJECT_num(uses); i++)
		for (size_t k = 0; k < COUNT_OF(machines); k++)
			n += OBJ_obj2nid(sk_ASN1_OBJECT_value(uses, i)) == machines[k];
	return uses && n == sk_ASN1_OBJECT_num(uses);
}

static void check_purpose(X509 *leaf, enum chain_purpose purpose, struct path_verdict *v)
{
	uint32_t usage = X509_get_key_usage(leaf); /* all bits when absent */
	int critical = -1;
	AUTO(uses)
	EXTENDED_KEY_USAGE *uses = X509_get_ext_d2i(leaf, NID_ext_key_usage, &critical, NULL);

	if (!(usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)))
		fail(v, CHAIN_PURPOSE, 0,
		     "key usage has neither digitalSignature nor nonRepudiation");
	if (!uses && critical != -1)
		fail(v, CHAIN_RULES, 0, "the extended key usage is malformed");
	else if (purpose == CHAIN_FOR_TIMESTAMP && !is_tsa(uses, critical))
		fail(v, CHAIN_PURPOSE, 0,
		     "extended key usage is not timeStamping, critical and alone");
	else if (purpose == CHAIN_FOR_SIGNATURE && is_machines(uses))
		fail(v, CHAIN_PURPOSE, 0, "extended key usage is not for documents");
}

/* OpenSSL's step that verifies signatures: path_find has verified them, of exactly these. */
static int signatures_known(X509_STORE_CTX *ctx)
{
	const struct path *p = X509_STORE_CTX_get_app_data(ctx);
	STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(ctx);

	for (int i = 0; i < sk_X509_num(chain); i++) {
		if ((size_t)i < p->n && sk_X509_value(chain, i) == p->certs[i])
			continue;
		X509_STORE_CTX_set_error(ctx, X509_V_ERR_CERT_UNTRUSTED);
		return 0;
	}
	return 1;
}

/* Policies take time: they are looked at when somebody asks or a certificate sets conditions. */
static _Bool policies_matter(const struct path *p, const struct chain_request *rq)
{
	static const int nids[] = { NID_policy_constraints, NID_inhibit_any_policy };

	if (rq->n_policies)
		return 1;
	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < COUNT_OF(nids); k++)
			if (X509_get_ext_by_NID(p->certs[i], nids[k], -1) >= 0)
				return 1;
	return 0;
}

static _Bool add_policy(X509_VERIFY_PARAM *param, const char *dotted)
{
	ASN1_OBJECT *oid = OBJ_txt2obj(dotted, 1);

	if (oid && X509_VERIFY_PARAM_add0_policy(param, oid) == 1)
		return 1;
	ASN1_OBJECT_free(oid);
	return 0;
}

static _Bool set_policies(X509_VERIFY_PARAM *param, const struct chain_request *rq)
{
	/* §6.1.1 (c): any policy is acceptable; OpenSSL wants it said */
	if (!rq->n_policies)
		return add_policy(param, "2.5.29.32.0");
	for (size_t i = 0; i < rq->n_policies; i++)
		if (!add_policy(param, rq->policies[i]))
			return 0;
	return X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_EXPLICIT_POLICY) == 1;
}

static _Bool set_up(X509_STORE_CTX *ctx, const struct path *p, const struct chain_request *rq)
{
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
	/* times, critical extensions, revocation and the strength of algorithms are ours to judge */
	unsigned long flags =
		X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_IGNORE_CRITICAL;
	_Bool policies = policies_matter(p, rq);

	if (policies)
		flags |= X509_V_FLAG_POLICY_CHECK;
	X509_VERIFY_PARAM_set_flags(param, flags);
	X509_VERIFY_PARAM_set_depth(param, PATH_CERTS_MAX);
	X509_VERIFY_PARAM_set_auth_level(param, 0);
	X509_STORE_CTX_set_verify(ctx, signatures_known);
	return X509_STORE_CTX_set_app_data(ctx, (void *)(uintptr_t)p) == 1 &&
	       (!policies || set_policies(param, rq));
}

static _Bool push_all(STACK_OF(X509) * to, const struct path *p, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		if (!sk_X509_push(to, p->certs[i]))
			return 0;
	return 1;
}

/* OpenSSL sees this path and no other certificate. */
static int openssl_code(const struct path *p, const struct chain_request *rq)
{
	AUTO(store_ctx) X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *anchor = sk_X509_new_null(), *between = sk_X509_new_null();
	int code = X509_V_ERR_OUT_OF_MEM;

	if (ctx && anchor && between && push_all(anchor, p, p->n - 1, p->n) &&
	    push_all(between, p, 1, p->n - 1) &&
	    X509_STORE_CTX_init(ctx, NULL, p->certs[0], between) == 1 && set_up(ctx, p, rq)) {
		X509_STORE_CTX_set0_trusted_stack(ctx, anchor);
		code = X509_verify_cert(ctx) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(ctx);
	}
	X509_STORE_CTX_free(TAKE_PTR(ctx));
	sk_X509_free(anchor);
	sk_X509_free(between);
	ERR_clear_error();
	return code;
}

enum err path_check(const struct path *p, const struct chain_request *rq, struct path_verdict *out,
		    struct error *e)
{
	struct path_verdict v = { CHAIN_OK, "", 0 };
	/* an anchor is trusted by decision, not by what it says (EN 319 102-1 §5.2.6.4) */
	size_t below = p->n > 1 ? p->n - 1 : p->n;
	int code = openssl_code(p, rq);
	enum chain_status status = status_of(code);

	if (code == X509_V_ERR_OUT_OF_MEM)
		return error_set(e, ERR_INTERNAL, "the certificate check cannot be set up");
	if (status == CHAIN_POLICY && !rq->n_policies)
		status = CHAIN_RULES;
	if (status != CHAIN_OK)
		fail(&v, status, 0, X509_verify_cert_error_string(code));
	check_extensions(p, below, &v);
	check_authorities(p, below, &v);
	check_purpose(p->certs[0], rq->purpose, &v);
	check_times(p, below, rq->at, &v);
	*out = v;
	return ERR_OK;
}
