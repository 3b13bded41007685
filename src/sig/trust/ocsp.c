/* OCSP responses by RFC 6960 §3.2 and §4.2.2. */
#include <limits.h>
#include <openssl/err.h>
#include "sig/trust/judge.h"

X509_OWNED(ocsp_id, OCSP_CERTID, OCSP_CERTID_free)
X509_OWNED(uses, EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free)

_Bool signature_is_strong(int signature_nid)
{
	int digest = NID_undef, key = NID_undef;

	if (OBJ_find_sigid_algs(signature_nid, &digest, &key) != 1)
		return 0;
	return digest != NID_sha1 && digest != NID_md5 && digest != NID_md4 && digest != NID_md2 &&
	       digest != NID_md5_sha1 && digest != NID_ripemd160;
}

_Bool judge_speaks_of(const struct cert_status *c, time_ms at)
{
	return c->this_update >= at || (c->next_update && c->next_update >= at);
}

/* The response names a certificate by hashes of its own choice of algorithm. */
static _Bool names_cert(const OCSP_CERTID *id, const struct subject *s)
{
	ASN1_INTEGER *serial = NULL;
	ASN1_OBJECT *alg = NULL;
	const EVP_MD *md;
	AUTO(ocsp_id) OCSP_CERTID *own = NULL;

	OCSP_id_get0_info(NULL, &alg, NULL, &serial, (OCSP_CERTID *)(uintptr_t)id);
	if (!serial || ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(s->cert)) != 0)
		return 0;
	md = alg ? EVP_get_digestbyobj(alg) : NULL;
	own = md ? OCSP_cert_to_id(md, s->cert, s->issuer) : NULL;
	return own && OCSP_id_cmp(own, id) == 0;
}

static _Bool is_responder(X509 *x, const ASN1_OCTET_STRING *key, const X509_NAME *name)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (name)
		return X509_NAME_cmp(X509_get_subject_name(x), name) == 0;
	return key && X509_pubkey_digest(x, EVP_sha1(), hash, &n) == 1 &&
	       bytes_eq(BYTES(hash, n),
			BYTES(ASN1_STRING_get0_data(key), (size_t)ASN1_STRING_length(key)));
}

static _Bool may_answer(X509 *x)
{
	AUTO(uses) EXTENDED_KEY_USAGE *uses = X509_get_ext_d2i(x, NID_ext_key_usage, NULL, NULL);

	for (int i = 0; i < sk_ASN1_OBJECT_num(uses); i++)
		if (OBJ_obj2nid(sk_ASN1_OBJECT_value(uses, i)) == NID_OCSP_sign)
			return (X509_get_key_usage(x) & KU_DIGITAL_SIGNATURE) != 0;
	return 0;
}

/* §4.2.2.2: certified by the very authority, for this use, and valid when it answered. */
static _Bool is_delegate(X509 *x, const struct subject *s, time_ms produced)
{
	time_ms from, to;

	return x509_time(X509_get0_notBefore(x), &from) && x509_time(X509_get0_notAfter(x), &to) &&
	       produced >= from && produced <= to &&
	       X509_NAME_cmp(X509_get_issuer_name(x), X509_get_subject_name(s->issuer)) == 0 &&
	       may_answer(x) && signature_is_strong(X509_get_signature_nid(x)) &&
	       memo_issued(s->memo, x, s->issuer);
}

static _Bool signed_by(const struct item *i, X509 *x, struct memo *memo)
{
	const X509_ALGOR *alg = OCSP_resp_get0_tbs_sigalg(i->ocsp);
	const ASN1_OBJECT *oid = NULL;
	unsigned char key[MEMO_ID];
	EVP_PKEY *public = X509_get0_pubkey(x);
	_Bool known = memo && x509_id(x, key), right;

	if (known && memo_get(memo, i->id, key, &right))
		return right;
	X509_ALGOR_get0(&oid, NULL, NULL, alg);
	right = public && x509_key_bounded(public) && oid &&
		signature_is_strong(OBJ_obj2nid(oid)) &&
		ASN1_item_verify(ASN1_ITEM_rptr(OCSP_RESPDATA), alg,
				 OCSP_resp_get0_signature(i->ocsp),
				 OCSP_resp_get0_respdata(i->ocsp), public) == 1;
	ERR_clear_error();
	if (known)
		memo_put(memo, i->id, key, right);
	return right;
}

enum { POOL_TRIES_MAX = 8 };

struct responder {
	const ASN1_OCTET_STRING *key;
	const X509_NAME *name;
	time_ms produced;
};

/* Looks for the delegate that signed; *tries bounds the signatures that are verified. */
static X509 *find_delegate(const struct item *i, const struct subject *s, const struct responder *r,
			   const STACK_OF(X509) * from, int *tries)
{
	for (int k = 0; k < sk_X509_num(from) && *tries > 0; k++) {
		X509 *x = sk_X509_value(from, k);

		if (!is_responder(x, r->key, r->name) || !is_delegate(x, s, r->produced))
			continue;
		--*tries;
		if (signed_by(i, x, s->memo))
			return x;
	}
	return NULL;
}

static const char *not_authentic(const struct item *i, const struct subject *s, time_ms produced,
				 struct voice *by)
{
	struct responder r = { .produced = produced };
	int within = INT_MAX, tries = POOL_TRIES_MAX;

	*by = (struct voice){ 0 };
	if (OCSP_resp_get0_id(i->ocsp, &r.key, &r.name) != 1)
		return "the OCSP response does not say who answered";
	if (is_responder(s->issuer, r.key, r.name) && signed_by(i, s->issuer, s->memo))
		return NULL;
	*by = (struct voice){ .issuer = s->issuer, .above = s->above, .n_above = s->n_above };
	by->cert = find_delegate(i, s, &r, OCSP_resp_get0_certs(i->ocsp), &within);
	by->enclosed = by->cert != NULL;
	for (size_t p = 0; p < s->n_pools && !by->cert; p++)
		by->cert = find_delegate(i, s, &r, s->pools[p], &tries);
	if (by->cert)
		return NULL;
	return within < INT_MAX || tries < POOL_TRIES_MAX
		       ? "the OCSP response's signature does not verify"
		       : "the OCSP responder is not authorised by the certificate's issuer";
}

/* Critical extensions: of the response only the nonce is known, of an answer none. */
static _Bool odd_extension(OCSP_BASICRESP *basic, OCSP_SINGLERESP *single)
{
	for (int i = 0; i < OCSP_BASICRESP_get_ext_count(basic); i++) {
		X509_EXTENSION *x = OCSP_BASICRESP_get_ext(basic, i);

		if (X509_EXTENSION_get_critical(x) &&
		    OBJ_obj2nid(X509_EXTENSION_get_object(x)) != NID_id_pkix_OCSP_Nonce)
			return 1;
	}
	return OCSP_SINGLERESP_get_ext_by_critical(single, 1, -1) >= 0;
}

/* archiveCutoff (§4.4.4): the responder knows certificates that ended since then. */
static _Bool remembers(OCSP_SINGLERESP *single, time_ms not_after)
{
	ASN1_GENERALIZEDTIME *cutoff =
		OCSP_SINGLERESP_get1_ext_d2i(single, NID_id_pkix_OCSP_archiveCutoff, NULL, NULL);
	time_ms since = 0;
	_Bool yes = cutoff && x509_time(cutoff, &since) && since <= not_after;

	ASN1_GENERALIZEDTIME_free(cutoff);
	return yes;
}

static const char *not_good(OCSP_SINGLERESP *single, const struct subject *s,
			    const struct cert_status *out)
{
	if (out->this_update > s->not_after && !remembers(single, s->not_after))
		return "the OCSP answer was given after the certificate's end";
	return judge_speaks_of(out, s->at) ? NULL : "the OCSP answer is too old";
}

static _Bool read_times(OCSP_SINGLERESP *single, struct cert_status *out, int *status)
{
	ASN1_GENERALIZEDTIME *revoked = NULL, *from = NULL, *to = NULL;

	*status = OCSP_single_get0_status(single, &out->reason, &revoked, &from, &to);
	if (*status != V_OCSP_CERTSTATUS_REVOKED)
		out->reason = REASON_NONE;
	else if (!x509_time(revoked, &out->revoked_at))
		out->revoked_at = 0;
	return x509_time(from, &out->this_update) && (!to || x509_time(to, &out->next_update));
}

static void read_answer(OCSP_SINGLERESP *single, const struct subject *s, struct cert_status *out)
{
	int status = -1;

	if (!read_times(single, out, &status)) {
		out->why = "the OCSP answer's dates are malformed";
	} else if (status == V_OCSP_CERTSTATUS_REVOKED) {
		out->state = CERT_REVOKED;
	} else if (status == V_OCSP_CERTSTATUS_GOOD) {
		out->why = not_good(single, s, out);
		out->state = out->why ? CERT_UNKNOWN : CERT_GOOD;
	} else {
		out->why = "the OCSP responder does not know the certificate";
	}
}

static _Bool worth_more(const struct cert_status *a, const struct cert_status *b)
{
	return a->state > b->state || (a->state == b->state && a->this_update > b->this_update);
}

static const char *not_believed(const struct item *i, const struct subject *s, time_ms *produced,
				struct voice *by)
{
	if (!x509_time(OCSP_resp_get0_produced_at(i->ocsp), produced))
		return "the OCSP response's date is malformed";
	return not_authentic(i, s, *produced, by);
}

_Bool ocsp_judge(const struct item *i, const struct subject *s, struct answer *out)
{
	struct cert_status best = { .kind = STATUS_BY_NOTHING };
	struct voice by = { 0 };
	const char *forged = NULL;
	time_ms produced = 0;
	_Bool checked = 0;

	for (int k = 0; k < OCSP_resp_count(i->ocsp); k++) {
		OCSP_SINGLERESP *single = OCSP_resp_get0(i->ocsp, k);
		struct cert_status one = { .kind = STATUS_BY_OCSP,
					   .data = i->der,
					   .reason = REASON_NONE };

		if (!names_cert(OCSP_SINGLERESP_get0_id(single), s))
			continue;
		if (!checked)
			forged = not_believed(i, s, &produced, &by);
		checked = 1;
		one.produced_at = produced;
		one.why = forged;
		if (!forged && odd_extension(i->ocsp, single))
			one.why = "the OCSP answer has a critical extension that is not understood";
		if (!one.why)
			read_answer(single, s, &one);
		if (best.kind == STATUS_BY_NOTHING || worth_more(&one, &best))
			best = one;
	}
	ERR_clear_error();
	if (best.kind != STATUS_BY_NOTHING)
		*out = (struct answer){ best, by };
	return best.kind != STATUS_BY_NOTHING;
}
