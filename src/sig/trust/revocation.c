#include "sig/trust/revocation.h"
#include <openssl/err.h>

X509_OWNED(ocsp_response, OCSP_RESPONSE, OCSP_RESPONSE_free)
X509_OWNED(ocsp_basic, OCSP_BASICRESP, OCSP_BASICRESP_free)
X509_OWNED(ocsp_id, OCSP_CERTID, OCSP_CERTID_free)
X509_OWNED(x509_store, X509_STORE, X509_STORE_free)

/* Does data with this validity speak of time `at`? Without nextUpdate only data issued later does. */
static _Bool speaks_of(const ASN1_TIME *this_update, const ASN1_TIME *next_update, time_ms at)
{
	time_ms from, to;

	if (!x509_time(this_update, &from))
		return 0;
	return from >= at || (next_update && x509_time(next_update, &to) && to >= at);
}

/* Scopes that leave certificates out (RFC 5280 §5.2.5) and delta CRLs are not used. */
static _Bool complete(X509_CRL *crl)
{
	return X509_CRL_get_ext_by_NID(crl, NID_issuing_distribution_point, -1) < 0 &&
	       X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) < 0;
}

static struct cert_status by_crl(X509 *cert, X509 *issuer, X509_CRL *crl, time_ms at)
{
	struct cert_status s = { .reason = REASON_NONE, .kind = STATUS_BY_CRL, .why = "" };
	X509_REVOKED *entry = NULL;
	ASN1_ENUMERATED *reason;

	if (X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_issuer_name(cert)) != 0 ||
	    !complete(crl) || X509_CRL_verify(crl, X509_get0_pubkey(issuer)) != 1 ||
	    !x509_time(X509_CRL_get0_lastUpdate(crl), &s.this_update))
		return s;
	if (!x509_time(X509_CRL_get0_nextUpdate(crl), &s.next_update))
		s.next_update = 0;
	s.produced_at = s.this_update;
	if (X509_CRL_get0_by_cert(crl, &entry, cert) == 1) {
		s.state = CERT_REVOKED;
		if (!x509_time(X509_REVOKED_get0_revocationDate(entry), &s.revoked_at))
			s.revoked_at = 0;
		reason = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, NULL, NULL);
		if (reason)
			s.reason = (int)ASN1_ENUMERATED_get(reason);
		ASN1_ENUMERATED_free(reason);
	} else if (speaks_of(X509_CRL_get0_lastUpdate(crl), X509_CRL_get0_nextUpdate(crl), at)) {
		s.state = CERT_GOOD;
	}
	return s;
}

static OCSP_BASICRESP *basic_of(struct bytes der)
{
	const unsigned char *at = der.data;
	AUTO(ocsp_response) OCSP_RESPONSE *rs = d2i_OCSP_RESPONSE(NULL, &at, (long)der.len);

	if (rs && OCSP_response_status(rs) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
		return OCSP_response_get1_basic(rs);
	at = der.data;
	return rs ? NULL : d2i_OCSP_BASICRESP(NULL, &at, (long)der.len);
}

/* Signed by the issuer itself, or by a delegate that the issuer certified (RFC 6960 §4.2.2.2). */
static _Bool authentic(OCSP_BASICRESP *basic, X509 *issuer)
{
	AUTO(x509_store) X509_STORE *store = X509_STORE_new();
	STACK_OF(X509) *certs = sk_X509_new_null();
	_Bool ok = store && certs && sk_X509_push(certs, issuer) &&
		   X509_STORE_add_cert(store, issuer) == 1 &&
		   X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN |
						X509_V_FLAG_NO_CHECK_TIME) == 1 &&
		   OCSP_basic_verify(basic, certs, store, 0) == 1;

	sk_X509_free(certs);
	return ok;
}

/* The response names a certificate by hashes of its own choice of algorithm. */
static _Bool names_cert(const OCSP_CERTID *id, X509 *cert, X509 *issuer)
{
	ASN1_OBJECT *alg = NULL;
	const EVP_MD *md;
	AUTO(ocsp_id) OCSP_CERTID *own = NULL;

	OCSP_id_get0_info(NULL, &alg, NULL, NULL, (OCSP_CERTID *)(uintptr_t)id);
	md = alg ? EVP_get_digestbyobj(alg) : NULL;
	own = md ? OCSP_cert_to_id(md, cert, issuer) : NULL;
	return own && OCSP_id_cmp(own, id) == 0;
}

static struct cert_status by_single(OCSP_SINGLERESP *single, time_ms at)
{
	struct cert_status s = { .reason = REASON_NONE, .kind = STATUS_BY_OCSP, .why = "" };
	ASN1_GENERALIZEDTIME *revoked = NULL, *this_update = NULL, *next_update = NULL;
	int status = OCSP_single_get0_status(single, &s.reason, &revoked, &this_update, &next_update);

	if (!x509_time(this_update, &s.this_update))
		return s;
	if (!next_update || !x509_time(next_update, &s.next_update))
		s.next_update = 0;
	s.produced_at = s.this_update;
	if (status == V_OCSP_CERTSTATUS_REVOKED) {
		s.state = CERT_REVOKED;
		if (!x509_time(revoked, &s.revoked_at))
			s.revoked_at = 0;
	} else if (status == V_OCSP_CERTSTATUS_GOOD && speaks_of(this_update, next_update, at)) {
		s.state = CERT_GOOD;
	}
	return s;
}

/* Revoked beats good beats unknown; of several revocations the earliest date counts, of several
 * good answers the freshest. */
static void merge(struct cert_status *best, const struct cert_status *s)
{
	_Bool better = s->state > best->state;

	if (s->state == CERT_REVOKED && best->state == CERT_REVOKED)
		better = s->revoked_at < best->revoked_at;
	if (s->state == CERT_GOOD && best->state == CERT_GOOD)
		better = s->this_update > best->this_update;
	if (better)
		*best = *s;
}

static struct cert_status by_ocsp(X509 *cert, X509 *issuer, struct bytes der, time_ms at)
{
	AUTO(ocsp_basic) OCSP_BASICRESP *basic = basic_of(der);
	struct cert_status best = { .reason = REASON_NONE, .why = "" };

	if (!basic || !authentic(basic, issuer))
		return best;
	for (int i = 0; i < OCSP_resp_count(basic); i++) {
		OCSP_SINGLERESP *single = OCSP_resp_get0(basic, i);
		struct cert_status s;

		if (!names_cert(OCSP_SINGLERESP_get0_id(single), cert, issuer))
			continue;
		s = by_single(single, at);
		s.data = der;
		s.source = STATUS_FROM_DOCUMENT;
		merge(&best, &s);
	}
	return best;
}

struct cert_status revocation_of(X509 *cert, X509 *issuer, const struct revocation_sources *from,
				 time_ms at)
{
	struct cert_status best = { .reason = REASON_NONE, .why = "" };

	for (int i = 0; from->crls && i < sk_X509_CRL_num(from->crls); i++) {
		struct cert_status s = by_crl(cert, issuer, sk_X509_CRL_value(from->crls, i), at);

		s.data = from->crl_data[i];
		s.source = s.data.len ? STATUS_FROM_DOCUMENT : STATUS_FROM_GIVEN;
		merge(&best, &s);
	}
	for (size_t i = 0; i < from->n_ocsps; i++) {
		struct cert_status s = by_ocsp(cert, issuer, from->ocsps[i], at);

		merge(&best, &s);
	}
	ERR_clear_error();
	return best;
}
