#include "sig/tsp/token.h"
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include "crypto/openssl_error.h"
#include "sig/asn1/cert.h"

/* OpenSSL's objects under our scope-bound cleanup. */
static inline void cms_free(CMS_ContentInfo *c)
{
	CMS_ContentInfo_free(c);
}
DEFINE_AUTO(cms, CMS_ContentInfo *)

static inline void x509_list_free(STACK_OF(X509) *s)
{
	sk_X509_pop_free(s, X509_free);
}
DEFINE_AUTO(x509_list, STACK_OF(X509) *)

static inline void x509_free(X509 *x)
{
	X509_free(x);
}
DEFINE_AUTO(x509, X509 *)

static inline void store_free(X509_STORE *s)
{
	X509_STORE_free(s);
}
DEFINE_AUTO(store, X509_STORE *)

static inline void store_ctx_free(X509_STORE_CTX *c)
{
	X509_STORE_CTX_free(c);
}
DEFINE_AUTO(store_ctx, X509_STORE_CTX *)

static X509 *x509_parse(struct bytes der)
{
	const unsigned char *at = der.data;
	X509 *x = d2i_X509(NULL, &at, (long)der.len);

	ERR_clear_error();
	if (x && at == der.data + der.len)
		return x;
	X509_free(x);
	return NULL;
}

static enum err x509_der(X509 *x, struct arena *mem, struct bytes *out, struct error *e)
{
	unsigned char *der = NULL;
	int len = i2d_X509(x, &der);
	_Bool ok = len > 0 && arena_copy(mem, BYTES(der, (size_t)len), out);

	OPENSSL_free(der);
	return ok ? ERR_OK : error_set(e, ERR_TSP, "a certificate of the token cannot be encoded");
}

static enum err x509_list(const struct bytes *ders, size_t n, STACK_OF(X509) **out,
			  struct error *e)
{
	AUTO(x509_list) STACK_OF(X509) *list = sk_X509_new_null();

	for (size_t i = 0; i < n; i++) {
		AUTO(x509) X509 *x = x509_parse(ders[i]);

		if (!x)
			return error_set(e, ERR_TSP, "certificate %zu cannot be read", i);
		if (!sk_X509_push(list, x))
			return openssl_error(e, ERR_TSP, "collecting certificates");
		TAKE_PTR(x);
	}
	*out = TAKE_PTR(list);
	return ERR_OK;
}

static enum err token_parse(struct bytes der, CMS_ContentInfo **out, struct error *e)
{
	const unsigned char *at = der.data;
	AUTO(cms) CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)der.len);

	if (!cms)
		return openssl_error(e, ERR_TSP, "the token is no CMS");
	if (at != der.data + der.len)
		return error_set(e, ERR_TSP, "bytes follow the token");
	if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed)
		return error_set(e, ERR_TSP, "the token is not signed data");
	if (OBJ_obj2nid(CMS_get0_eContentType(cms)) != NID_id_smime_ct_TSTInfo)
		return error_set(e, ERR_TSP, "the token's content is not a TSTInfo");
	if (sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(cms)) != 1)
		return error_set(e, ERR_TSP, "the token has not exactly one signer");
	*out = TAKE_PTR(cms);
	return ERR_OK;
}

static enum err content_read(CMS_ContentInfo *cms, struct arena *mem, struct tst_info *out,
			     struct error *e)
{
	ASN1_OCTET_STRING **content = CMS_get0_content(cms);
	struct bytes der;

	if (!content || !*content)
		return error_set(e, ERR_TSP, "the token has no content");
	if (!arena_copy(mem, BYTES(ASN1_STRING_get0_data(*content),
				   (size_t)ASN1_STRING_length(*content)), &der))
		return error_set(e, ERR_TSP, "the token's content is too large");
	return tst_info_read(der, out, e);
}

static enum err signer_find(CMS_SignerInfo *si, STACK_OF(X509) *certs, X509 **out,
			    struct error *e)
{
	for (int i = 0; i < sk_X509_num(certs); i++)
		if (!CMS_SignerInfo_cert_cmp(si, sk_X509_value(certs, i))) {
			*out = sk_X509_value(certs, i);
			return ERR_OK;
		}
	return error_set(e, ERR_TSP, "the authority's certificate is not in the token");
}

/* RFC 3161 §2.3: exactly one purpose, and the extension critical. */
static enum err purpose_check(X509 *x, struct error *e)
{
	int critical = -1;
	EXTENDED_KEY_USAGE *eku = X509_get_ext_d2i(x, NID_ext_key_usage, &critical, NULL);
	_Bool alone = eku && sk_ASN1_OBJECT_num(eku) == 1 &&
		      OBJ_obj2nid(sk_ASN1_OBJECT_value(eku, 0)) == NID_time_stamp;

	sk_ASN1_OBJECT_pop_free(eku, ASN1_OBJECT_free);
	ERR_clear_error();
	if (!eku)
		return error_set(e, ERR_TSP, "the authority's certificate is not for time-stamping");
	if (!alone)
		return error_set(e, ERR_TSP, "the authority's certificate is not for time-stamping alone");
	if (critical != 1)
		return error_set(e, ERR_TSP, "the authority's extended key usage is not critical");
	return ERR_OK;
}

/* Names are compared as X.501 wants it: authorities re-encode them at times. */
static _Bool same_name(struct bytes a, struct bytes b)
{
	const unsigned char *at_a = a.data, *at_b = b.data;
	X509_NAME *x = d2i_X509_NAME(NULL, &at_a, (long)a.len);
	X509_NAME *y = d2i_X509_NAME(NULL, &at_b, (long)b.len);
	_Bool same = x && y && !X509_NAME_cmp(x, y);

	X509_NAME_free(x);
	X509_NAME_free(y);
	ERR_clear_error();
	return same;
}

/* IssuerSerial ::= SEQUENCE { GeneralNames, serial }: when present it must agree. */
static _Bool issuer_serial_fits(struct der *id, const struct cert *c)
{
	struct der is, names;
	struct der_item name, serial;

	if (!der_peek(id, DER_SEQUENCE))
		return 1;
	return der_enter(id, DER_SEQUENCE, &is, NULL) == ERR_OK &&
	       der_enter(&is, DER_SEQUENCE, &names, NULL) == ERR_OK &&
	       der_expect(&names, DER_CONTEXT_CONS(4), &name, NULL) == ERR_OK &&
	       der_expect(&is, DER_INTEGER, &serial, NULL) == ERR_OK &&
	       same_name(name.content, c->issuer) && bytes_eq(serial.whole, c->serial);
}

/* The first ESSCertID(v2) of SigningCertificate(V2) is the signer's (RFC 5035 §5.4). */
static _Bool ess_fits(struct bytes attr, _Bool v2, const struct cert *c)
{
	struct der in = der_reader(attr), sc, list, id;
	enum digest_alg alg = v2 ? DIGEST_SHA256 : DIGEST_SHA1;
	unsigned char hash[DIGEST_MAX];
	struct bytes oid, parameters;
	struct der_item want;

	if (der_enter(&in, DER_SEQUENCE, &sc, NULL) != ERR_OK ||
	    der_enter(&sc, DER_SEQUENCE, &list, NULL) != ERR_OK ||
	    der_enter(&list, DER_SEQUENCE, &id, NULL) != ERR_OK)
		return 0;
	if (v2 && der_peek(&id, DER_SEQUENCE) &&
	    (der_get_algorithm(&id, &oid, &parameters, NULL) != ERR_OK || !oid_digest(oid, &alg)))
		return 0;
	return der_expect(&id, DER_OCTET_STRING, &want, NULL) == ERR_OK &&
	       bytes_eq(want.content, digest_of(alg, c->whole, hash)) &&
	       issuer_serial_fits(&id, c);
}

static const ASN1_STRING *attribute(CMS_SignerInfo *si, int nid, int type)
{
	/* -3: present exactly once, with exactly one value */
	return CMS_signed_get0_data_by_OBJ(si, OBJ_nid2obj(nid), -3, type);
}

static enum err ess_check(CMS_SignerInfo *si, const struct cert *c, struct error *e)
{
	static const struct {
		int nid;
		_Bool v2;
	} kinds[] = { { NID_id_smime_aa_signingCertificate, 0 },
		      { NID_id_smime_aa_signingCertificateV2, 1 } };
	unsigned found = 0;

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		const ASN1_STRING *s;

		if (CMS_signed_get_attr_by_NID(si, kinds[i].nid, -1) < 0)
			continue;
		s = attribute(si, kinds[i].nid, V_ASN1_SEQUENCE);
		if (!s || !ess_fits(BYTES(ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s)),
				    kinds[i].v2, c))
			return error_set(e, ERR_TSP, "the token's ESSCertID names another certificate");
		found++;
	}
	ERR_clear_error();
	return found ? ERR_OK : error_set(e, ERR_TSP, "the token has no ESSCertID");
}

static enum err attributes_check(CMS_SignerInfo *si, const struct cert *c, struct error *e)
{
	const ASN1_OBJECT *type;

	if (CMS_signed_get_attr_count(si) <= 0)
		return error_set(e, ERR_TSP, "the token has no signed attributes");
	type = (const void *)attribute(si, NID_pkcs9_contentType, V_ASN1_OBJECT);
	if (!type || OBJ_obj2nid(type) != NID_id_smime_ct_TSTInfo)
		return error_set(e, ERR_TSP, "the token's content-type attribute is wrong");
	return ess_check(si, c, e);
}

static enum err signature_check(CMS_ContentInfo *cms, STACK_OF(X509) *certs, struct error *e)
{
	if (CMS_verify(cms, certs, NULL, NULL, NULL, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) != 1)
		return openssl_error(e, ERR_TSP, "the token's signature does not verify");
	return ERR_OK;
}

static enum err digest_check(CMS_SignerInfo *si, enum digest_alg *out, struct error *e)
{
	X509_ALGOR *alg = NULL;
	const ASN1_OBJECT *oid;

	CMS_SignerInfo_get0_algs(si, NULL, NULL, &alg, NULL);
	X509_ALGOR_get0(&oid, NULL, NULL, alg);
	if (!oid_digest(BYTES(OBJ_get0_data(oid), OBJ_length(oid)), out))
		return error_set(e, ERR_TSP, "the token is signed with an unknown digest");
	return ERR_OK;
}

static enum err certs_copy(STACK_OF(X509) *certs, struct arena *mem, struct tsp_token_info *t,
			   struct error *e)
{
	size_t n = (size_t)sk_X509_num(certs);
	struct bytes *list = arena_alloc_n(mem, n, sizeof(*list));

	if (!list)
		return error_set(e, ERR_TSP, "the token has too many certificates");
	for (size_t i = 0; i < n; i++)
		TRY(x509_der(sk_X509_value(certs, (int)i), mem, &list[i], e));
	t->certs = list;
	t->n_certs = n;
	return ERR_OK;
}

static enum err signer_check(CMS_ContentInfo *cms, STACK_OF(X509) *certs, struct arena *mem,
			     struct tsp_token_info *t, struct error *e)
{
	CMS_SignerInfo *si = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
	X509 *x = NULL;
	struct cert c;

	TRY(digest_check(si, &t->signature_digest, e));
	TRY(signer_find(si, certs, &x, e));
	TRY(x509_der(x, mem, &t->signer, e));
	if (cert_read(t->signer, &c, e) != ERR_OK)
		return error_wrap(e, ERR_TSP, "the authority's");
	TRY(purpose_check(x, e));
	TRY(attributes_check(si, &c, e));
	TRY(signature_check(cms, certs, e));
	if (cert_valid_at(&c, t->tst.gen_time, e) != ERR_OK)
		return error_wrap(e, ERR_TSP, "the authority's certificate at the time stamped");
	return ERR_OK;
}

enum err tsp_token_read(struct bytes der, const struct bytes *extra, size_t n_extra,
			struct arena *mem, struct tsp_token_info *out, struct error *e)
{
	AUTO(cms) CMS_ContentInfo *cms = NULL;
	AUTO(x509_list) STACK_OF(X509) *certs = NULL;
	AUTO(x509_list) STACK_OF(X509) *own = NULL;
	struct tsp_token_info t = { 0 };

	TRY(token_parse(der, &cms, e));
	TRY(content_read(cms, mem, &t.tst, e));
	TRY(x509_list(extra, n_extra, &certs, e));
	own = CMS_get1_certs(cms); /* attribute certificates are not among them */
	while (own && sk_X509_num(own))
		if (!sk_X509_push(certs, sk_X509_shift(own)))
			return openssl_error(e, ERR_TSP, "collecting certificates");
	TRY(certs_copy(certs, mem, &t, e));
	TRY(signer_check(cms, certs, mem, &t, e));
	*out = t;
	return ERR_OK;
}

static enum err anchors_store(const struct bytes *anchors, size_t n, X509_STORE **out,
			      struct error *e)
{
	AUTO(store) X509_STORE *store = X509_STORE_new();

	for (size_t i = 0; i < n; i++) {
		AUTO(x509) X509 *x = x509_parse(anchors[i]);

		if (!x || !X509_STORE_add_cert(store, x))
			return openssl_error(e, ERR_TSP, "a trust anchor cannot be read");
	}
	*out = TAKE_PTR(store);
	return ERR_OK;
}

enum err tsp_token_trusted(const struct tsp_token_info *t, const struct bytes *anchors, size_t n,
			   struct error *e)
{
	AUTO(store) X509_STORE *store = NULL;
	AUTO(x509_list) STACK_OF(X509) *certs = NULL;
	AUTO(x509) X509 *signer = x509_parse(t->signer);
	AUTO(store_ctx) X509_STORE_CTX *ctx = X509_STORE_CTX_new();

	TRY(anchors_store(anchors, n, &store, e));
	TRY(x509_list(t->certs, t->n_certs, &certs, e));
	if (!ctx || !signer || !X509_STORE_CTX_init(ctx, store, signer, certs))
		return openssl_error(e, ERR_TSP, "checking the authority's chain");
	X509_STORE_CTX_set_time(ctx, 0, (time_t)(t->tst.gen_time / 1000));
	X509_STORE_CTX_set_purpose(ctx, X509_PURPOSE_TIMESTAMP_SIGN);
	X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_PARTIAL_CHAIN);
	if (X509_verify_cert(ctx) == 1)
		return ERR_OK;
	ERR_clear_error();
	return error_set(e, ERR_TSP, "the authority's certificate is not trusted: %s",
			 X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
}
