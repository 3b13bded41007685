/* CRLs by RFC 5280 §5 and §6.3.3, complete ones of the certificate's own issuer only. */
#include <openssl/err.h>
#include "sig/trust/judge.h"

X509_OWNED(dist_points, CRL_DIST_POINTS, CRL_DIST_POINTS_free)
X509_OWNED(object, ASN1_OBJECT, ASN1_OBJECT_free)

static _Bool is_known(int nid, const int *known, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (known[i] == nid)
			return 1;
	return 0;
}

/* "MUST NOT use that CRL" (§5.2, §5.3) */
static _Bool odd_extension(X509_CRL *crl)
{
	static const int known[] = { NID_authority_key_identifier, NID_crl_number,
				     NID_issuing_distribution_point };

	for (int i = 0; i < X509_CRL_get_ext_count(crl); i++) {
		X509_EXTENSION *x = X509_CRL_get_ext(crl, i);
		int nid = OBJ_obj2nid(X509_EXTENSION_get_object(x));

		if (X509_EXTENSION_get_critical(x) && !is_known(nid, known, COUNT_OF(known)))
			return 1;
	}
	return 0;
}

static _Bool odd_entry(X509_CRL *crl)
{
	static const int known[] = { NID_crl_reason, NID_invalidity_date };
	STACK_OF(X509_REVOKED) *all = X509_CRL_get_REVOKED(crl);

	for (int i = 0; i < sk_X509_REVOKED_num(all); i++) {
		const X509_REVOKED *r = sk_X509_REVOKED_value(all, i);

		for (int k = 0; k < X509_REVOKED_get_ext_count(r); k++) {
			X509_EXTENSION *x = X509_REVOKED_get_ext(r, k);
			int nid = OBJ_obj2nid(X509_EXTENSION_get_object(x));

			if (nid == NID_certificate_issuer ||
			    (X509_EXTENSION_get_critical(x) &&
			     !is_known(nid, known, COUNT_OF(known))))
				return 1;
		}
	}
	return 0;
}

/* Sets *unusable when the scope is one that we do not use. */
static void read_scope(X509_CRL *crl, struct crl_item *out)
{
	int critical = -1;

	out->idp = X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, &critical, NULL);
	if (!out->idp) {
		if (critical != -1)
			out->unusable = "the CRL's issuing distribution point is malformed";
		return;
	}
	if (out->idp->indirectCRL > 0)
		out->unusable = "the CRL is an indirect one";
	else if (out->idp->onlyattr > 0)
		out->unusable = "the CRL is about attribute certificates";
	out->some_reasons = out->idp->onlysomereasons != NULL;
	if (out->idp->distpoint &&
	    !DIST_POINT_set_dpname(out->idp->distpoint, X509_CRL_get_issuer(crl)))
		out->unusable = "the CRL's distribution point is malformed";
}

/* expiredCertsOnCRL (X.509 §9.5.2.8): entries stay after the certificate's end, since then. */
static void read_expired(X509_CRL *crl, struct crl_item *out)
{
	AUTO(object) ASN1_OBJECT *oid = OBJ_txt2obj("2.5.29.60", 1);
	int at = oid ? X509_CRL_get_ext_by_OBJ(crl, oid, -1) : -1;
	const ASN1_OCTET_STRING *raw;
	ASN1_GENERALIZEDTIME *t;
	const unsigned char *p;

	if (at < 0)
		return;
	raw = X509_EXTENSION_get_data(X509_CRL_get_ext(crl, at));
	p = ASN1_STRING_get0_data(raw);
	t = d2i_ASN1_GENERALIZEDTIME(NULL, &p, ASN1_STRING_length(raw));
	out->keeps_expired = x509_time(t, &out->keeps_since);
	ASN1_GENERALIZEDTIME_free(t);
}

void crl_item_read(X509_CRL *crl, struct crl_item *out)
{
	const ASN1_TIME *next = X509_CRL_get0_nextUpdate(crl);

	if (!x509_time(X509_CRL_get0_lastUpdate(crl), &out->this_update) ||
	    (next && !x509_time(next, &out->next_update)))
		out->unusable = "the CRL's dates are malformed";
	else if (X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) >= 0)
		out->unusable = "the CRL is a delta CRL";
	else if (odd_extension(crl) || odd_entry(crl))
		out->unusable = "the CRL has a critical extension that is not understood";
	else if (!signature_is_strong(X509_CRL_get_signature_nid(crl)))
		out->unusable = "the CRL's signature algorithm is too weak";
	if (!out->unusable)
		read_scope(crl, out);
	if (!out->unusable)
		read_expired(crl, out);
}

static _Bool same_name(const GENERAL_NAMES *names, const X509_NAME *directory)
{
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *g = sk_GENERAL_NAME_value(names, i);

		if (g->type == GEN_DIRNAME && X509_NAME_cmp(g->d.directoryName, directory) == 0)
			return 1;
	}
	return 0;
}

static _Bool names_meet(const DIST_POINT_NAME *a, const DIST_POINT_NAME *b)
{
	if (a->type == 1 && b->type == 1)
		return a->dpname && b->dpname && X509_NAME_cmp(a->dpname, b->dpname) == 0;
	if (a->type == 1)
		return a->dpname && same_name(b->name.fullname, a->dpname);
	if (b->type == 1)
		return b->dpname && same_name(a->name.fullname, b->dpname);
	for (int i = 0; i < sk_GENERAL_NAME_num(a->name.fullname); i++)
		for (int k = 0; k < sk_GENERAL_NAME_num(b->name.fullname); k++)
			if (GENERAL_NAME_cmp(sk_GENERAL_NAME_value(a->name.fullname, i),
					     sk_GENERAL_NAME_value(b->name.fullname, k)) == 0)
				return 1;
	return 0;
}

/* A CRL for one distribution point is about the certificates that name it (§6.3.3 (b) (2)). */
static _Bool same_point(const struct crl_item *c, X509 *cert, _Bool *some_reasons)
{
	AUTO(dist_points)
	CRL_DIST_POINTS *points = X509_get_ext_d2i(cert, NID_crl_distribution_points, NULL, NULL);

	for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
		DIST_POINT *p = sk_DIST_POINT_value(points, i);

		if (!p->distpoint || p->CRLissuer ||
		    !DIST_POINT_set_dpname(p->distpoint, X509_get_issuer_name(cert)) ||
		    !names_meet(c->idp->distpoint, p->distpoint))
			continue;
		*some_reasons |= p->reasons != NULL;
		return 1;
	}
	return 0;
}

static const char *out_of_scope(const struct crl_item *c, X509 *cert, _Bool *some_reasons)
{
	_Bool ca = X509_check_ca(cert) == 1;

	*some_reasons = c->some_reasons;
	if (!c->idp)
		return NULL;
	if (c->idp->onlyuser > 0 && ca)
		return "the CRL is about users' certificates only";
	if (c->idp->onlyCA > 0 && !ca)
		return "the CRL is about authorities' certificates only";
	if (c->idp->distpoint && !same_point(c, cert, some_reasons))
		return "the CRL is of another distribution point";
	return NULL;
}

static _Bool may_sign_crls(X509 *ca)
{
	return (X509_get_key_usage(ca) & KU_CRL_SIGN) != 0; /* all bits when absent */
}

static _Bool signed_by(const struct item *i, X509 *ca, struct memo *memo)
{
	unsigned char key[MEMO_ID];
	EVP_PKEY *public = X509_get0_pubkey(ca);
	_Bool known = memo && x509_id(ca, key), right;

	if (!may_sign_crls(ca))
		return 0;
	if (known && memo_get(memo, i->id, key, &right))
		return right;
	right = public && x509_key_bounded(public) && X509_CRL_verify(i->crl.crl, public) == 1;
	ERR_clear_error();
	if (known)
		memo_put(memo, i->id, key, right);
	return right;
}

static _Bool in_stack(STACK_OF(X509) * all, X509 *x)
{
	for (int i = 0; i < sk_X509_num(all); i++)
		if (X509_cmp(sk_X509_value(all, i), x) == 0)
			return 1;
	return 0;
}

static _Bool certified(const struct subject *s, X509 *ca, X509 *by)
{
	return X509_check_issued(by, ca) == X509_V_OK && memo_issued(s->memo, ca, by);
}

/* Another certificate of the same authority, after a change of key: under the same anchor. */
static _Bool is_sister(const struct subject *s, X509 *ca, time_ms issued, struct voice *by)
{
	time_ms from, to;

	*by = (struct voice){ .cert = ca };
	if (in_stack(s->anchors, ca))
		return 1;
	if (X509_check_ca(ca) != 1 || !x509_time(X509_get0_notBefore(ca), &from) ||
	    !x509_time(X509_get0_notAfter(ca), &to) || issued < from || issued > to ||
	    !signature_is_strong(X509_get_signature_nid(ca)))
		return 0;
	*by = (struct voice){ ca, s->issuer, s->above, s->n_above, 0 };
	if (certified(s, ca, s->issuer))
		return 1;
	for (size_t i = 0; i < s->n_above; i++) {
		*by = (struct voice){ ca, s->above[i], s->above + i + 1, s->n_above - i - 1, 0 };
		if (certified(s, ca, s->above[i]))
			return 1;
	}
	return 0;
}

static _Bool sister_signed(const struct item *i, const struct subject *s, struct voice *by)
{
	enum { TRIES_MAX = 8 };
	int tries = 0;

	for (size_t p = 0; p < s->n_pools; p++) {
		for (int k = 0; k < sk_X509_num(s->pools[p]) && tries < TRIES_MAX; k++) {
			X509 *ca = sk_X509_value(s->pools[p], k);

			if (X509_NAME_cmp(X509_get_subject_name(ca),
					  X509_get_subject_name(s->issuer)) != 0 ||
			    X509_cmp(ca, s->issuer) == 0)
				continue;
			tries++;
			if (is_sister(s, ca, i->crl.this_update, by) && signed_by(i, ca, s->memo))
				return 1;
		}
	}
	return 0;
}

/* By the issuer's name, key and usage; else by the same authority under another key. */
static _Bool authentic(const struct item *i, const struct subject *s, struct voice *by)
{
	*by = (struct voice){ 0 };
	return signed_by(i, s->issuer, s->memo) || sister_signed(i, s, by);
}

static void read_entry(const X509_REVOKED *entry, struct cert_status *out)
{
	ASN1_ENUMERATED *reason = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, NULL, NULL);

	if (reason)
		out->reason = (int)ASN1_ENUMERATED_get(reason);
	ASN1_ENUMERATED_free(reason);
	out->state = CERT_REVOKED;
	if (!x509_time(X509_REVOKED_get0_revocationDate(entry), &out->revoked_at))
		out->revoked_at = 0;
}

static const char *not_good(const struct crl_item *c, const struct subject *s, _Bool some_reasons,
			    const struct cert_status *out)
{
	if (some_reasons)
		return "the CRL is about some reasons of revocation only";
	if (c->this_update > s->not_after && !(c->keeps_expired && c->keeps_since <= s->not_after))
		return "the CRL was issued after the certificate's end";
	return judge_speaks_of(out, s->at) ? NULL : "the CRL is too old";
}

static void look_up(const struct crl_item *c, const struct subject *s, _Bool some_reasons,
		    struct cert_status *out)
{
	X509_REVOKED *entry = NULL;
	int found = X509_CRL_get0_by_cert(c->crl, &entry, s->cert);

	if (found == 1) {
		read_entry(entry, out);
	} else if (found == 2) { /* removeFromCRL belongs into delta CRLs only */
		out->why = "the CRL's entry is removeFromCRL";
	} else {
		out->why = not_good(c, s, some_reasons, out);
		out->state = out->why ? CERT_UNKNOWN : CERT_GOOD;
	}
}

_Bool crl_judge(const struct item *i, const struct subject *s, struct answer *answer)
{
	const struct crl_item *c = &i->crl;
	struct cert_status *out = &answer->status;
	_Bool some_reasons = 0;

	if (X509_NAME_cmp(X509_CRL_get_issuer(c->crl), X509_get_issuer_name(s->cert)) != 0)
		return 0;
	*answer = (struct answer){ .status = { .kind = STATUS_BY_CRL,
					       .this_update = c->this_update,
					       .next_update = c->next_update,
					       .data = i->der,
					       .produced_at = c->this_update,
					       .reason = REASON_NONE } };
	out->why = c->unusable ? c->unusable : out_of_scope(c, s->cert, &some_reasons);
	if (!out->why && !authentic(i, s, &answer->by))
		out->why = "the CRL is not signed by the certificate's issuer";
	if (!out->why)
		look_up(c, s, some_reasons, out);
	return 1;
}
