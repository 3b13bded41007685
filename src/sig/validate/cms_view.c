#include "sig/validate/cms_view.h"
#include <openssl/err.h>
#include "sig/asn1/der.h"
#include "sig/validate/ber.h"
#include "sig/validate/cms_split.h"

void cms_view_done(struct cms_view *v)
{
	CMS_ContentInfo_free(v->cms);
	x509_stack_free(v->certs);
	*v = (struct cms_view){ 0 };
}

static struct bytes of_string(const ASN1_STRING *s)
{
	if (!s)
		return (struct bytes){ 0 };
	return BYTES(ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s));
}

static void push(struct cms_view *v, X509 *x)
{
	if (x && (sk_X509_num(v->certs) >= CMS_CERTS_MAX || !sk_X509_push(v->certs, x)))
		X509_free(x);
}

/* The CMS and its certificates; DER is taken apart first, BER is left to OpenSSL as a whole. */
static CMS_ContentInfo *decode(struct cms_view *v, struct bytes whole, struct cert_cache *cache,
			       struct arena *mem)
{
	const unsigned char *at = whole.data, *end = whole.data + whole.len;
	struct cms_split split = { .n = 0 };
	_Bool apart = cms_split_read(whole, CMS_CERTS_MAX, mem, &split, NULL) == ERR_OK;

	if (apart) {
		at = split.rest.data;
		end = at + split.rest.len;
	}
	v->cms = d2i_CMS_ContentInfo(NULL, &at, end - at);
	if (!v->cms || at != end || OBJ_obj2nid(CMS_get0_type(v->cms)) != NID_pkcs7_signed)
		return NULL;
	v->certs = apart ? sk_X509_new_null() : CMS_get1_certs(v->cms);
	if (!v->certs)
		v->certs = sk_X509_new_null();
	for (size_t i = 0; v->certs && i < split.n; i++)
		push(v, cert_cache_get(cache, split.certs[i]));
	return v->certs ? v->cms : NULL;
}

static _Bool parse(struct cms_view *v, struct bytes contents, struct cert_cache *cache,
		   struct findings *f)
{
	size_t len = contents.len <= CMS_BYTES_MAX ? ber_element(contents) : 0;

	if (len == 0) {
		findings_add(f, FINDING_CMS_SYNTAX, "no whole BER element of at most %d bytes",
			     CMS_BYTES_MAX);
		return 0;
	}
	if (!ber_padding(bytes_slice(contents, len, contents.len)))
		findings_add(f, FINDING_CMS_TRAILING, "after byte %zu", len);
	if (!decode(v, bytes_slice(contents, 0, len), cache, f->mem)) {
		findings_add(f, FINDING_CMS_SYNTAX, "not a SignedData");
		return 0;
	}
	return 1;
}

static _Bool check_content(struct cms_view *v, enum cms_expect expect, struct findings *f)
{
	int want = expect == CMS_EXPECT_TST_INFO ? NID_id_smime_ct_TSTInfo : NID_pkcs7_data;
	ASN1_OCTET_STRING **content = CMS_get0_content(v->cms);

	if (OBJ_obj2nid(CMS_get0_eContentType(v->cms)) != want) {
		findings_add(f, FINDING_CMS_CONTENT_TYPE, "%s", OBJ_nid2sn(want));
		return 0;
	}
	if (content && *content)
		v->content = of_string(*content);
	if (expect <= CMS_EXPECT_ADOBE && content && *content)
		findings_add(f, FINDING_CMS_CONTENT, "%zu bytes", v->content.len);
	if (expect == CMS_EXPECT_TST_INFO && v->content.len == 0) {
		findings_add(f, FINDING_TOKEN_SYNTAX, "no content");
		return 0;
	}
	if (expect == CMS_EXPECT_ENCLOSED && v->content.len != digest_size(DIGEST_SHA1)) {
		findings_add(f, FINDING_CMS_CONTENT, "%zu bytes, no SHA-1 digest", v->content.len);
		return 0;
	}
	return 1;
}

static CMS_SignerInfo *signer_info(const struct cms_view *v, int i)
{
	return sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(v->cms), i);
}

static void add_certs(struct cms_view *v, STACK_OF(X509) * from)
{
	for (int i = 0; i < sk_X509_num(from) && i < CMS_EXTRA_MAX; i++) {
		X509 *x = sk_X509_value(from, i);

		if (sk_X509_push(v->certs, x))
			X509_up_ref(x);
	}
}

/* One signer; where several are allowed, several signatures by one certificate (some producers sign
 * with two digests). */
static _Bool find_signer(struct cms_view *v, _Bool several, STACK_OF(X509) * extra,
			 struct findings *f)
{
	STACK_OF(CMS_SignerInfo) *all = CMS_get0_SignerInfos(v->cms);

	v->n_signatures = all ? sk_CMS_SignerInfo_num(all) : 0;
	if (v->n_signatures < 1 || v->n_signatures > (several ? CMS_SIGNATURES_MAX : 1)) {
		findings_add(f, FINDING_CMS_SIGNERS, "%d signers", v->n_signatures);
		return 0;
	}
	v->n_own = sk_X509_num(v->certs);
	add_certs(v, extra);
	for (int i = 0; i < sk_X509_num(v->certs) && !v->signer; i++)
		if (CMS_SignerInfo_cert_cmp(signer_info(v, 0), sk_X509_value(v->certs, i)) == 0)
			v->signer = sk_X509_value(v->certs, i);
	if (!v->signer)
		findings_add(f, FINDING_CMS_NO_CERT, "%d certificates given",
			     sk_X509_num(v->certs));
	for (int i = 1; v->signer && i < v->n_signatures; i++)
		if (CMS_SignerInfo_cert_cmp(signer_info(v, i), v->signer) != 0) {
			findings_add(f, FINDING_CMS_SIGNERS, "%d different signers",
				     v->n_signatures);
			return 0;
		}
	return v->signer != NULL;
}

static const struct {
	int nid;
	enum digest_alg alg;
	const char *name;
} digests[] = {
	{ NID_sha1, DIGEST_SHA1, "SHA-1" },
	{ NID_sha256, DIGEST_SHA256, "SHA-256" },
	{ NID_sha384, DIGEST_SHA384, "SHA-384" },
	{ NID_sha512, DIGEST_SHA512, "SHA-512" },
};

const char *cms_algorithm_name(int digest, int signature)
{
	static const char *const names[][4] = {
		{ "RSA with SHA-1", "RSA with SHA-256", "RSA with SHA-384", "RSA with SHA-512" },
		{ "RSA-PSS with SHA-1", "RSA-PSS with SHA-256", "RSA-PSS with SHA-384",
		  "RSA-PSS with SHA-512" },
		{ "ECDSA with SHA-1", "ECDSA with SHA-256", "ECDSA with SHA-384",
		  "ECDSA with SHA-512" },
	};
	int pkey = signature;
	size_t row;

	OBJ_find_sigid_algs(signature, NULL, &pkey);
	if (signature == NID_rsassaPss)
		row = 1;
	else if (pkey == NID_rsaEncryption)
		row = 0;
	else if (pkey == NID_X9_62_id_ecPublicKey)
		row = 2;
	else
		return "";
	for (size_t i = 0; i < COUNT_OF(digests); i++)
		if (digests[i].nid == digest)
			return names[row][i];
	return "";
}

static void read_algorithms(struct cms_view *v, struct findings *f)
{
	X509_ALGOR *digest = NULL, *signature = NULL;
	const ASN1_OBJECT *d, *s;

	CMS_SignerInfo_get0_algs(v->si, NULL, NULL, &digest, &signature);
	X509_ALGOR_get0(&d, NULL, NULL, digest);
	X509_ALGOR_get0(&s, NULL, NULL, signature);
	for (size_t i = 0; i < COUNT_OF(digests); i++) {
		if (digests[i].nid != OBJ_obj2nid(d))
			continue;
		v->digest = digests[i].alg;
		v->digest_known = 1;
	}
	v->algorithm = cms_algorithm_name(OBJ_obj2nid(d), OBJ_obj2nid(s));
	if (!v->digest_known)
		findings_add(f, FINDING_ALGORITHM, "digest %s", OBJ_nid2sn(OBJ_obj2nid(d)));
}

static void *attribute(const struct cms_view *v, int nid, int type)
{
	/* -3: the attribute stands once and has one value */
	return CMS_signed_get0_data_by_OBJ(v->si, OBJ_nid2obj(nid), -3, type);
}

static _Bool check_attributes(struct cms_view *v, struct findings *f)
{
	ASN1_OBJECT *type;

	if (CMS_signed_get_attr_count(v->si) <= 0) {
		findings_add(f, FINDING_CMS_NO_ATTRS, NULL);
		v->no_attrs = 1;
		return 1;
	}
	type = attribute(v, NID_pkcs9_contentType, V_ASN1_OBJECT);
	if (!type || OBJ_cmp(type, CMS_get0_eContentType(v->cms)) != 0)
		findings_add(f, FINDING_CMS_ATTR_TYPE, NULL);
	v->message_digest = of_string(attribute(v, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING));
	v->signing_time = CMS_signed_get_attr_by_NID(v->si, NID_pkcs9_signingTime, -1) >= 0;
	if (v->message_digest.len > 0)
		return 1;
	findings_add(f, FINDING_CMS_NO_DIGEST, NULL);
	return 0;
}

/* ESSCertID (RFC 2634 §5.4.1) or ESSCertIDv2 (RFC 5035 §4), the first of the list. */
static enum err read_ess(struct bytes attr, _Bool v2, enum digest_alg *alg, struct bytes *hash,
			 struct error *e)
{
	struct der r = der_reader(attr), outer, list, id;
	struct bytes oid, parameters;
	struct der_item item;

	TRY(der_enter(&r, DER_SEQUENCE, &outer, e));
	TRY(der_enter(&outer, DER_SEQUENCE, &list, e));
	TRY(der_enter(&list, DER_SEQUENCE, &id, e));
	*alg = v2 ? DIGEST_SHA256 : DIGEST_SHA1;
	if (v2 && der_peek(&id, DER_SEQUENCE)) {
		TRY(der_get_algorithm(&id, &oid, &parameters, e));
		if (!oid_digest(oid, alg))
			return error_set(e, ERR_UNSUPPORTED, "digest of the signing certificate");
	}
	TRY(der_expect(&id, DER_OCTET_STRING, &item, e));
	*hash = item.content;
	return ERR_OK;
}

static _Bool ess_matches(const struct cms_view *v, struct bytes attr, _Bool v2)
{
	unsigned char own[DIGEST_MAX];
	unsigned char *der = NULL;
	enum digest_alg alg;
	struct bytes hash;
	int n = i2d_X509(v->signer, &der);
	_Bool same = n > 0 && read_ess(attr, v2, &alg, &hash, NULL) == ERR_OK &&
		     bytes_eq(digest_of(alg, BYTES(der, (size_t)n), own), hash);

	OPENSSL_free(der);
	return same;
}

static void check_ess(struct cms_view *v, struct findings *f)
{
	static const struct {
		int nid;
		_Bool v2;
	} kinds[] = { { NID_id_smime_aa_signingCertificateV2, 1 },
		      { NID_id_smime_aa_signingCertificate, 0 } };

	for (size_t i = 0; v->signer && i < COUNT_OF(kinds); i++) {
		ASN1_STRING *s = attribute(v, kinds[i].nid, V_ASN1_SEQUENCE);

		if (CMS_signed_get_attr_by_NID(v->si, kinds[i].nid, -1) < 0)
			continue;
		v->ess = s && ess_matches(v, of_string(s), kinds[i].v2);
		if (!v->ess) {
			findings_add(f, FINDING_CMS_CERT_OTHER, NULL);
			return;
		}
	}
}

_Bool cms_view_select(struct cms_view *v, int i, struct findings *f)
{
	v->si = signer_info(v, i);
	v->signature = of_string(CMS_SignerInfo_get0_signature(v->si));
	v->digest_known = v->no_attrs = v->ess = v->signing_time = 0;
	v->message_digest = (struct bytes){ 0 };
	read_algorithms(v, f);
	if (!check_attributes(v, f) || !v->digest_known)
		return 0;
	check_ess(v, f);
	return 1;
}

_Bool cms_view_open(struct cms_view *v, struct bytes contents, enum cms_expect expect,
		    const struct cms_given *given, struct findings *f)
{
	_Bool ok;

	*v = (struct cms_view){ .algorithm = "" };
	ok = parse(v, contents, given->cache, f) && check_content(v, expect, f) &&
	     find_signer(v, expect == CMS_EXPECT_ADOBE, given->certs, f) &&
	     cms_view_select(v, 0, f);
	ERR_clear_error();
	return ok;
}

/* RFC 5652 §5.4: without attributes the signature is over the content itself. */
static _Bool verify_content(struct cms_view *v, struct bytes digest, struct findings *f)
{
	X509_ALGOR *signature = NULL;
	const ASN1_OBJECT *oid;
	int key = 0;

	CMS_SignerInfo_get0_algs(v->si, NULL, NULL, NULL, &signature);
	X509_ALGOR_get0(&oid, NULL, NULL, signature);
	if (!OBJ_find_sigid_algs(OBJ_obj2nid(oid), NULL, &key))
		key = OBJ_obj2nid(oid);
	if ((key == NID_rsaEncryption &&
	     cms_view_verify_raw(v, SIG_RSA_PKCS1, v->digest, digest)) ||
	    (key == NID_X9_62_id_ecPublicKey &&
	     cms_view_verify_raw(v, SIG_ECDSA, v->digest, digest)))
		return 1;
	findings_add(f, FINDING_HASH, "or the signature value; there are no signed attributes");
	return 0;
}

_Bool cms_view_verify(struct cms_view *v, struct bytes digest, struct findings *f)
{
	_Bool same = bytes_eq(digest, v->message_digest), signed_right;

	if (v->no_attrs)
		return verify_content(v, digest, f);
	if (!same)
		findings_add(f, FINDING_HASH, NULL);
	CMS_SignerInfo_set1_signer_cert(v->si, v->signer);
	signed_right =
		x509_key_bounded(X509_get0_pubkey(v->signer)) && CMS_SignerInfo_verify(v->si) == 1;
	if (!signed_right)
		findings_add(f, FINDING_SIGNATURE, NULL);
	ERR_clear_error();
	return same && signed_right;
}

struct bytes cms_view_timestamp(const struct cms_view *v)
{
	int at = v->si ? CMS_unsigned_get_attr_by_NID(v->si, NID_id_smime_aa_timeStampToken, -1)
		       : -1;
	X509_ATTRIBUTE *attr = at < 0 ? NULL : CMS_unsigned_get_attr(v->si, at);

	return of_string(attr ? X509_ATTRIBUTE_get0_data(attr, 0, V_ASN1_SEQUENCE, NULL) : NULL);
}

static enum err crl_der(X509_CRL *crl, struct arena *mem, struct bytes *out, struct error *e)
{
	int n = i2d_X509_CRL(crl, NULL);
	unsigned char *p = n > 0 ? arena_alloc(mem, (size_t)n) : NULL;

	if (!p)
		return error_set(e, ERR_TOO_LARGE, "no room for a CRL");
	*out = BYTES(p, (size_t)n);
	i2d_X509_CRL(crl, &p);
	return ERR_OK;
}

enum err cms_view_crls(const struct cms_view *v, struct arena *mem, struct bytes **out, size_t *n,
		       struct error *e)
{
	AUTO(crl_stack) STACK_OF(X509_CRL) *crls = v->cms ? CMS_get1_crls(v->cms) : NULL;
	size_t count = crls ? (size_t)sk_X509_CRL_num(crls) : 0;
	struct bytes *list = arena_alloc_n(mem, count + 1, sizeof(*list));

	ERR_clear_error();
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "no room for CRLs");
	for (size_t i = 0; i < count; i++)
		TRY(crl_der(sk_X509_CRL_value(crls, (int)i), mem, &list[i], e));
	*out = list;
	*n = count;
	return ERR_OK;
}
