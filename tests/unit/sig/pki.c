#include "pki.h"
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#define MUST(x)                \
	do {                   \
		if (!(x))      \
			abort(); \
	} while (0)

static EVP_PKEY *openssl_key(struct pkey *k, struct arena *mem)
{
	struct bytes der;
	const unsigned char *at;
	EVP_PKEY *evp;

	MUST(pkey_export(k, mem, &der, NULL) == ERR_OK);
	at = der.data;
	evp = d2i_AutoPrivateKey(NULL, &at, (long)der.len);
	MUST(evp);
	return evp;
}

static void extend(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *ext;

	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	MUST(ext && X509_add_ext(x, ext, -1));
	X509_EXTENSION_free(ext);
}

static const char *const eku[] = {
	[PKI_ROOT] = NULL,
	[PKI_SIGNER] = NULL,
	[PKI_TSA] = "critical,timeStamping",
	[PKI_TSA_NOT_CRITICAL] = "timeStamping",
	[PKI_TSA_TWO_PURPOSES] = "critical,timeStamping,emailProtection",
	[PKI_TSA_EXPIRED] = "critical,timeStamping",
};

static void extensions(X509 *x, X509 *issuer, enum pki_role role)
{
	if (role == PKI_ROOT) {
		extend(x, issuer, NID_basic_constraints, "critical,CA:TRUE");
		extend(x, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
	} else {
		extend(x, issuer, NID_basic_constraints, "critical,CA:FALSE");
		extend(x, issuer, NID_key_usage, "critical,digitalSignature,nonRepudiation");
	}
	if (eku[role])
		extend(x, issuer, NID_ext_key_usage, eku[role]);
	extend(x, issuer, NID_subject_key_identifier, "hash");
	extend(x, issuer, NID_authority_key_identifier, "keyid");
}

static void validity(X509 *x, enum pki_role role)
{
	MUST(ASN1_TIME_set_string(X509_getm_notBefore(x), "20190101000000Z"));
	MUST(ASN1_TIME_set_string(X509_getm_notAfter(x),
				  role == PKI_TSA_EXPIRED ? "20200101000000Z" : "20490101000000Z"));
}

static void name_set(X509_NAME *n, const char *cn)
{
	MUST(X509_NAME_add_entry_by_txt(n, "C", MBSTRING_UTF8, (const unsigned char *)"JP", -1, -1, 0));
	MUST(X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8, (const unsigned char *)cn, -1, -1, 0));
}

static X509 *parse(struct bytes der)
{
	const unsigned char *at = der.data;
	X509 *x = d2i_X509(NULL, &at, (long)der.len);

	MUST(x);
	return x;
}

struct pki_cert pki_make(enum pki_role role, const char *name, enum pkey_kind kind,
			 const struct pki_cert *issuer, struct arena *mem)
{
	struct pki_cert out = { 0 };
	unsigned char serial[9] = { 0x40 }, *der = NULL;
	EVP_PKEY *own, *by;
	X509 *x = X509_new(), *from = issuer ? parse(issuer->der) : NULL;
	BIGNUM *bn;
	int len;

	MUST(pkey_generate(kind, &out.key, NULL) == ERR_OK);
	own = openssl_key(out.key, mem);
	by = openssl_key(issuer ? issuer->key : out.key, mem);
	MUST(x && X509_set_version(x, 2) && RAND_bytes(serial + 1, sizeof(serial) - 1));
	bn = BN_bin2bn(serial, sizeof(serial), NULL);
	MUST(BN_to_ASN1_INTEGER(bn, X509_get_serialNumber(x)));
	name_set(X509_get_subject_name(x), name);
	MUST(X509_set_issuer_name(x, X509_get_subject_name(from ? from : x)));
	validity(x, role);
	MUST(X509_set_pubkey(x, own));
	extensions(x, from ? from : x, role);
	MUST(X509_sign(x, by, EVP_sha256()));
	len = i2d_X509(x, &der);
	MUST(len > 0 && arena_copy(mem, BYTES(der, (size_t)len), &out.der));
	OPENSSL_free(der);
	BN_free(bn);
	X509_free(x);
	X509_free(from);
	EVP_PKEY_free(own);
	EVP_PKEY_free(by);
	return out;
}
