#include "../test.h"
#include <stdlib.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include "crypto/pkcs12.h"

static X509 *certificate(EVP_PKEY *key, const char *cn)
{
	X509 *x = X509_new();
	X509_NAME *n = X509_get_subject_name(x);

	ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600);
	X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8, (const unsigned char *)cn, -1, -1, 0);
	X509_set_issuer_name(x, n);
	X509_set_pubkey(x, key);
	assert_true(X509_sign(x, key, EVP_sha256()));
	return x;
}

struct fixture {
	EVP_PKEY *key, *ca_key;
	X509 *cert, *ca;
	struct arena *mem;
};

static int make(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->key = EVP_RSA_gen(2048);
	f->ca_key = EVP_EC_gen("P-256");
	f->cert = certificate(f->key, "own");
	f->ca = certificate(f->ca_key, "ca");
	f->mem = arena_new(0);
	*state = f;
	return 0;
}

static int drop(void **state)
{
	struct fixture *f = *state;

	EVP_PKEY_free(f->key);
	EVP_PKEY_free(f->ca_key);
	X509_free(f->cert);
	X509_free(f->ca);
	arena_free(f->mem);
	free(f);
	return 0;
}

struct form {
	const char *password;
	int key_pbe, cert_pbe; /* 0: today's AES-256 */
	_Bool no_key, no_cert, no_mac;
};

/* Made in a library context with the legacy provider, as old programs did. */
static struct bytes written(struct fixture *f, const struct form *form)
{
	OSSL_LIB_CTX *ctx = OSSL_LIB_CTX_new();
	OSSL_PROVIDER *def = OSSL_PROVIDER_load(ctx, "default");
	OSSL_PROVIDER *legacy = OSSL_PROVIDER_load(ctx, "legacy");
	STACK_OF(X509) *ca = sk_X509_new_null();
	unsigned char *der = NULL;
	struct bytes out = { NULL, 0 };
	PKCS12 *p;
	int len;

	sk_X509_push(ca, f->ca);
	p = PKCS12_create_ex(form->password, "name", form->no_key ? NULL : f->key,
			     form->no_cert ? NULL : f->cert, ca, form->key_pbe, form->cert_pbe, 0,
			     form->no_mac ? -1 : 0, 0, ctx, NULL);
	assert_non_null(p);
	len = i2d_PKCS12(p, &der);
	assert_true(len > 0 && arena_copy(f->mem, BYTES(der, (size_t)len), &out));
	OPENSSL_free(der);
	PKCS12_free(p);
	sk_X509_free(ca);
	OSSL_PROVIDER_unload(legacy);
	OSSL_PROVIDER_unload(def);
	OSSL_LIB_CTX_free(ctx);
	return out;
}

static void modern_and_legacy_files_are_read(void **state)
{
	static const struct form forms[] = {
		{ .password = "パス word" },
		{ .password = "pw", .key_pbe = NID_pbe_WithSHA1And3_Key_TripleDES_CBC,
		  .cert_pbe = NID_pbe_WithSHA1And40BitRC2_CBC },
		{ .password = "" },
		{ .password = NULL, .key_pbe = -1, .cert_pbe = -1, .no_mac = 1 },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		struct pkcs12 p = { 0 };
		struct bytes sig;
		unsigned char digest[32] = { 0 };
		struct sig_alg alg = { SIG_RSA_PKCS1, DIGEST_SHA256 };

		assert_ok(pkcs12_load(written(f, &forms[i]), forms[i].password, f->mem, &p, NULL));
		assert_int_equal(p.n, 2);
		assert_int_equal(i2d_X509(f->cert, NULL), p.certs[0].len);
		assert_ok(pkey_sign(p.key, alg, BYTES(digest, 32), f->mem, &sig, NULL));
		pkey_free(p.key);
	}
}

static void an_empty_password_is_found_without_asking(void **state)
{
	static const struct form form = { .password = "" };
	struct fixture *f = *state;
	struct pkcs12 p = { 0 };

	assert_ok(pkcs12_load(written(f, &form), NULL, f->mem, &p, NULL));
	pkey_free(p.key);
}

static void what_cannot_be_used_is_named(void **state)
{
	static const struct {
		struct form form;
		const char *password, *message;
		enum err code;
	} bad[] = {
		{ { .password = "right" }, "wrong", "password does not open", ERR_KEY },
		{ { .password = "right" }, NULL, "needs its password", ERR_KEY },
		{ { .password = "x", .no_key = 1 }, "x", "no key", ERR_KEY },
		{ { .password = "x", .no_cert = 1 }, "x", "no certificate for its key", ERR_CERT },
	};
	struct fixture *f = *state;
	struct pkcs12 p = { 0 };
	struct error err;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_int_equal(pkcs12_load(written(f, &bad[i].form), bad[i].password, f->mem, &p, &err),
				 bad[i].code);
		assert_non_null(strstr(err.msg, bad[i].message));
	}
	assert_int_equal(pkcs12_load(BYTES_LIT("no"), "x", f->mem, &p, &err), ERR_KEY);
	assert_non_null(strstr(err.msg, "no PKCS#12"));
	assert_null(p.key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modern_and_legacy_files_are_read),
		cmocka_unit_test(an_empty_password_is_found_without_asking),
		cmocka_unit_test(what_cannot_be_used_is_named),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
