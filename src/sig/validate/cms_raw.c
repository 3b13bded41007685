/* Signature values that no attributes surround: adbe.x509.rsa_sha1, and CMS without signed
 * attributes. */
#include <openssl/err.h>
#include "sig/validate/cms_view.h"

static const int digest_nids[DIGEST_COUNT_] = { [DIGEST_SHA1] = NID_sha1,
						[DIGEST_SHA256] = NID_sha256,
						[DIGEST_SHA384] = NID_sha384,
						[DIGEST_SHA512] = NID_sha512 };

static enum err public_key(X509 *x, struct pkey **out, struct error *e)
{
	unsigned char *der = NULL;
	int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);
	enum err rc = ERR_CERT;

	if (n > 0)
		rc = pkey_public(BYTES(der, (size_t)n), out, e);
	OPENSSL_free(der);
	return rc;
}

_Bool cms_view_verify_raw(struct cms_view *v, enum sig_scheme scheme, enum digest_alg alg,
			  struct bytes digest)
{
	AUTO(pkey) struct pkey *key = NULL;
	struct sig_alg how = { scheme, alg };

	if (public_key(v->signer, &key, NULL) != ERR_OK ||
	    pkey_verify(key, how, digest, v->signature, NULL) != ERR_OK) {
		ERR_clear_error();
		return 0;
	}
	v->digest = alg;
	v->digest_known = 1;
	v->algorithm =
		cms_algorithm_name(digest_nids[alg], scheme == SIG_ECDSA ? NID_X9_62_id_ecPublicKey
									 : NID_rsaEncryption);
	return 1;
}

static void add(struct cms_view *v, const struct pdf_obj *o)
{
	X509 *x = o->kind == PDF_STRING ? x509_parse(o->u.text) : NULL;

	if (x && (sk_X509_num(v->certs) >= CMS_CERTS_MAX || !sk_X509_push(v->certs, x)))
		X509_free(x);
}

/* /Cert is one certificate or a list of them, the signer's first (ISO 32000-1 table 252). */
_Bool cms_view_raw(struct cms_view *v, struct pdf_doc *d, const struct pdf_obj *dict,
		   struct bytes value, struct findings *f)
{
	const struct pdf_obj *cert, *item;

	*v = (struct cms_view){
		.algorithm = "", .signature = value, .certs = sk_X509_new_null(), .no_attrs = 1
	};
	if (!v->certs || pdf_doc_get(d, dict, "Cert", &cert, NULL) != ERR_OK)
		return 0;
	add(v, cert);
	for (size_t i = 0; cert->kind == PDF_ARRAY && i < cert->u.array.n && i < CMS_CERTS_MAX; i++)
		if (pdf_doc_resolve(d, &cert->u.array.items[i], &item, NULL) == ERR_OK)
			add(v, item);
	ERR_clear_error();
	v->signer = sk_X509_value(v->certs, 0);
	if (!v->signer)
		findings_add(f, FINDING_CMS_NO_CERT, "/Cert of the signature dictionary");
	return v->signer != NULL;
}
