#include "sig/trust/x509_sign.h"

_Bool x509_sign_announce(const X509_ALGOR *in_tbs, const struct pkey *key)
{
	X509_ALGOR *alg = (X509_ALGOR *)(uintptr_t)in_tbs; /* OpenSSL has no setter for it */

	if (pkey_is_rsa(key))
		return X509_ALGOR_set0(alg, OBJ_nid2obj(NID_sha256WithRSAEncryption), V_ASN1_NULL,
				       NULL) == 1;
	return X509_ALGOR_set0(alg, OBJ_nid2obj(NID_ecdsa_with_SHA256), V_ASN1_UNDEF, NULL) == 1;
}

void x509_sign_put_algorithm(struct der_writer *w, const struct pkey *key)
{
	der_begin(w, DER_SEQUENCE);
	if (pkey_is_rsa(key)) {
		der_put_oid(w, OID_SHA256_RSA);
		der_put_null(w);
	} else {
		der_put_oid(w, OID_ECDSA_SHA256);
	}
	der_end(w);
}

enum err x509_sign_put(struct der_writer *w, struct bytes tbs, struct pkey *key, struct arena *mem,
		       struct error *e)
{
	struct sig_alg alg = { pkey_is_rsa(key) ? SIG_RSA_PKCS1 : SIG_ECDSA, DIGEST_SHA256 };
	unsigned char hash[DIGEST_MAX], no_unused_bits = 0;
	struct bytes sig;

	TRY(pkey_sign(key, alg, digest_of(DIGEST_SHA256, tbs, hash), mem, &sig, e));
	der_put_raw(w, tbs);
	x509_sign_put_algorithm(w, key);
	der_begin(w, DER_BIT_STRING);
	buf_append(&w->out, BYTES(&no_unused_bits, 1));
	buf_append(&w->out, sig);
	der_end(w);
	return ERR_OK;
}

enum err x509_sign(struct bytes tbs, struct pkey *key, struct arena *mem, struct bytes *out,
		   struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(tbs.len + 600);

	der_begin(&w, DER_SEQUENCE);
	TRY(x509_sign_put(&w, tbs, key, mem, e));
	der_end(&w);
	return der_take(&w, mem, out, e);
}
