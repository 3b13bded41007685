/* OpenSSL judges what we write. */
#include "../test.h"
#include <stdlib.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include "pki.h"
#include "sig/asn1/cert.h"
#include "sig/cms/cms.h"
#include "sig/signer.h"

static const char content[] = "what is signed";

struct fixture {
	struct arena *mem;
	struct pki_cert root, rsa, p256, p384;
};

static int make(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->mem = arena_new(0);
	f->root = pki_make(PKI_ROOT, "Root", PKEY_P256, NULL, f->mem);
	f->rsa = pki_make(PKI_SIGNER, "株式会社スカイ", PKEY_RSA_2048, &f->root, f->mem);
	f->p256 = pki_make(PKI_SIGNER, "P-256", PKEY_P256, &f->root, f->mem);
	f->p384 = pki_make(PKI_SIGNER, "P-384", PKEY_P384, &f->root, f->mem);
	*state = f;
	return 0;
}

static int drop(void **state)
{
	struct fixture *f = *state;

	pkey_free(f->root.key);
	pkey_free(f->rsa.key);
	pkey_free(f->p256.key);
	pkey_free(f->p384.key);
	arena_free(f->mem);
	free(f);
	return 0;
}

static struct pkey *copy_key(struct fixture *f, struct pkey *k)
{
	struct pkey *copy = NULL;
	struct bytes der;

	assert_ok(pkey_export(k, f->mem, &der, NULL));
	assert_ok(pkey_load(der, NULL, &copy, NULL));
	return copy;
}

static struct bytes signed_by(struct fixture *f, struct pki_cert *who, struct sig_alg alg,
			      struct bytes timestamp)
{
	struct bytes chain[] = { who->der, f->root.der };
	AUTO(signer) struct signer *s = NULL;
	unsigned char hash[DIGEST_MAX];
	struct cms_parts p = { .alg = alg, .chain = chain, .n_chain = 2, .timestamp = timestamp };
	struct bytes out;

	assert_ok(signer_file_new(copy_key(f, who->key), alg, chain, 2, &s, NULL));
	assert_ok(cms_signed_attrs(alg.digest, digest_of(alg.digest, bytes_of_str(content), hash),
				   who->der, f->mem, &p.signed_attrs, NULL));
	assert_ok(signer_sign(s, p.signed_attrs, f->mem, &p.signature, NULL));
	assert_true(p.signature.len <= signer_signature_max(s));
	assert_ok(cms_assemble(&p, f->mem, &out, NULL));
	assert_true(out.len <= cms_size_max(chain, 2, p.signature.len, timestamp.len));
	return out;
}

static CMS_ContentInfo *parsed(struct bytes der)
{
	const unsigned char *at = der.data;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)der.len);

	assert_non_null(cms);
	assert_ptr_equal(at, der.data + der.len);
	return cms;
}

static int verifies(struct fixture *f, struct bytes der, const char *text)
{
	CMS_ContentInfo *cms = parsed(der);
	BIO *data = BIO_new_mem_buf(text, -1);
	X509_STORE *store = X509_STORE_new();
	const unsigned char *at = f->root.der.data;
	X509 *root = d2i_X509(NULL, &at, (long)f->root.der.len);
	int ok;

	X509_STORE_add_cert(store, root);
	X509_STORE_set_purpose(store, X509_PURPOSE_ANY);
	ok = CMS_verify(cms, NULL, store, data, NULL, CMS_BINARY | CMS_CADES);
	X509_free(root);
	X509_STORE_free(store);
	BIO_free(data);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return ok;
}

static void assert_good(struct fixture *f, struct pki_cert *who, struct sig_alg alg)
{
	struct bytes der = signed_by(f, who, alg, BYTES(NULL, 0));

	assert_int_equal(verifies(f, der, content), 1);
	assert_int_equal(verifies(f, der, "something else"), 0);
	assert_ok(der_check(der, NULL));
}

static void openssl_verifies_every_algorithm_as_cades(void **state)
{
	struct fixture *f = *state;

	for (unsigned d = DIGEST_SHA256; d <= DIGEST_SHA512; d++) {
		enum digest_alg digest = (enum digest_alg)d;

		assert_good(f, &f->rsa, (struct sig_alg){ SIG_RSA_PKCS1, digest });
		assert_good(f, &f->rsa, (struct sig_alg){ SIG_RSA_PSS, digest });
		assert_good(f, &f->p256, (struct sig_alg){ SIG_ECDSA, digest });
		assert_good(f, &f->p384, (struct sig_alg){ SIG_ECDSA, digest });
	}
}

/* Re-encoding by OpenSSL changes nothing when what we wrote is DER. */
static void the_encoding_is_der(void **state)
{
	struct fixture *f = *state;
	struct sig_alg algs[] = { { SIG_RSA_PKCS1, DIGEST_SHA256 }, { SIG_RSA_PSS, DIGEST_SHA512 } };

	for (size_t i = 0; i < COUNT_OF(algs); i++) {
		struct bytes der = signed_by(f, &f->rsa, algs[i], BYTES(NULL, 0));
		CMS_ContentInfo *cms = parsed(der);
		unsigned char *again = NULL;
		int len = i2d_CMS_ContentInfo(cms, &again);

		assert_int_equal(len, der.len);
		assert_memory_equal(again, der.data, der.len);
		OPENSSL_free(again);
		CMS_ContentInfo_free(cms);
	}
}

/* EN 319 142-1 §6.3: signing-time is not in the CMS, /M says it. */
static void there_are_exactly_the_three_attributes(void **state)
{
	struct fixture *f = *state;
	struct sig_alg alg = { SIG_ECDSA, DIGEST_SHA256 };
	CMS_ContentInfo *cms = parsed(signed_by(f, &f->p256, alg, BYTES(NULL, 0)));
	CMS_SignerInfo *si = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);

	assert_int_equal(CMS_signed_get_attr_count(si), 3);
	assert_int_equal(CMS_unsigned_get_attr_count(si), -1);
	assert_true(CMS_signed_get_attr_by_NID(si, NID_pkcs9_contentType, -1) >= 0);
	assert_true(CMS_signed_get_attr_by_NID(si, NID_pkcs9_messageDigest, -1) >= 0);
	assert_true(CMS_signed_get_attr_by_NID(si, NID_id_smime_aa_signingCertificateV2, -1) >= 0);
	assert_true(CMS_signed_get_attr_by_NID(si, NID_pkcs9_signingTime, -1) < 0);
	CMS_ContentInfo_free(cms);
}

static void a_timestamp_becomes_an_unsigned_attribute(void **state)
{
	struct fixture *f = *state;
	struct sig_alg alg = { SIG_RSA_PKCS1, DIGEST_SHA256 };
	struct bytes token = BYTES_LIT("\x30\x03\x02\x01\x07");
	struct bytes der = signed_by(f, &f->rsa, alg, token);
	CMS_ContentInfo *cms = parsed(der);
	CMS_SignerInfo *si = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);

	assert_int_equal(CMS_unsigned_get_attr_count(si), 1);
	assert_true(CMS_unsigned_get_attr_by_NID(si, NID_id_smime_aa_timeStampToken, -1) >= 0);
	CMS_ContentInfo_free(cms);
	assert_int_equal(verifies(f, der, content), 1);
}

static void a_key_that_is_not_the_certificates_is_refused(void **state)
{
	struct fixture *f = *state;
	struct sig_alg ec = { SIG_ECDSA, DIGEST_SHA256 }, rsa = { SIG_RSA_PSS, DIGEST_SHA256 };
	struct signer *s = NULL;
	struct error err;

	assert_int_equal(signer_file_new(copy_key(f, f->p256.key), ec, &f->p384.der, 1, &s, &err),
			 ERR_KEY);
	assert_non_null(strstr(err.msg, "does not belong"));
	assert_int_equal(signer_file_new(copy_key(f, f->p256.key), rsa, &f->p256.der, 1, &s, &err),
			 ERR_KEY);
	assert_int_equal(signer_file_new(copy_key(f, f->p256.key), ec, NULL, 0, &s, &err), ERR_CERT);
	assert_null(s);
}

static void wrong_parts_are_refused(void **state)
{
	struct fixture *f = *state;
	struct bytes sig = BYTES_LIT("x"), out = { 0 };
	struct bytes set = BYTES_LIT("\x31\x00");
	struct cms_parts no_chain = { .signed_attrs = set, .signature = sig };
	struct cms_parts no_sig = { .signed_attrs = set, .chain = &f->rsa.der, .n_chain = 1 };
	struct cms_parts bad_set = { .signed_attrs = sig, .signature = sig, .chain = &f->rsa.der,
				     .n_chain = 1 };
	unsigned char hash[DIGEST_MAX] = { 0 };

	assert_int_equal(cms_assemble(&no_chain, f->mem, &out, NULL), ERR_INVALID);
	assert_int_equal(cms_assemble(&no_sig, f->mem, &out, NULL), ERR_INVALID);
	assert_int_equal(cms_assemble(&bad_set, f->mem, &out, NULL), ERR_BAD_DER);
	assert_int_equal(cms_signed_attrs(DIGEST_SHA256, BYTES(hash, 20), f->rsa.der, f->mem, &out,
					  NULL), ERR_INVALID);
	assert_int_equal(cms_signed_attrs(DIGEST_SHA256, BYTES(hash, 32), BYTES_LIT("no"), f->mem,
					  &out, NULL), ERR_CERT);
	assert_null(out.data);
}

static void certificates_are_read_and_ordered(void **state)
{
	struct fixture *f = *state;
	struct bytes certs[] = { f->root.der, f->p384.der, f->rsa.der };
	struct cert c;
	struct error err;

	assert_ok(cert_read(f->rsa.der, &c, NULL));
	assert_int_equal(time_to_civil(c.not_after).year, 2049);
	assert_int_equal(cert_valid_at(&c, c.not_after + 1, &err), ERR_CERT);
	assert_non_null(strstr(err.msg, "expired on 2049-01-01"));
	assert_int_equal(cert_valid_at(&c, c.not_before - 1, &err), ERR_CERT);
	assert_ok(cert_valid_at(&c, c.not_before, &err));
	assert_int_equal(cert_order(f->rsa.der, certs, 3), 2);
	assert_true(bytes_eq(certs[0], f->rsa.der));
	assert_true(bytes_eq(certs[1], f->root.der));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openssl_verifies_every_algorithm_as_cades),
		cmocka_unit_test(the_encoding_is_der),
		cmocka_unit_test(there_are_exactly_the_three_attributes),
		cmocka_unit_test(a_timestamp_becomes_an_unsigned_attribute),
		cmocka_unit_test(a_key_that_is_not_the_certificates_is_refused),
		cmocka_unit_test(wrong_parts_are_refused),
		cmocka_unit_test(certificates_are_read_and_ordered),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
