#include "../test.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include "crypto/pkey.h"

static const unsigned char zero[DIGEST_MAX];

static struct bytes some_digest(enum digest_alg alg)
{
	return BYTES(zero, digest_size(alg));
}

static struct pkey *made(enum pkey_kind kind)
{
	struct pkey *k = NULL;

	assert_ok(pkey_generate(kind, &k, NULL));
	return k;
}

static void round_trip(struct pkey *k, struct sig_alg alg)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(pkey) struct pkey *public = NULL;
	unsigned char other[DIGEST_MAX] = { 1 };
	struct bytes spki, sig;

	assert_ok(pkey_sign(k, alg, some_digest(alg.digest), mem, &sig, NULL));
	assert_ok(pkey_spki(k, mem, &spki, NULL));
	assert_ok(pkey_public(spki, &public, NULL));
	assert_ok(pkey_verify(public, alg, some_digest(alg.digest), sig, NULL));
	assert_int_equal(pkey_verify(public, alg, BYTES(other, digest_size(alg.digest)), sig, NULL),
			 ERR_BAD_SIG);
	((unsigned char *)sig.data)[sig.len - 1] ^= 1;
	assert_int_equal(pkey_verify(public, alg, some_digest(alg.digest), sig, NULL), ERR_BAD_SIG);
}

static void rsa_signs_in_both_schemes_and_every_digest(void **state)
{
	AUTO(pkey) struct pkey *k = made(PKEY_RSA_2048);

	(void)state;
	assert_true(pkey_is_rsa(k));
	assert_int_equal(pkey_bits(k), 2048);
	for (unsigned digest = DIGEST_SHA256; digest <= DIGEST_SHA512; digest++) {
		round_trip(k, (struct sig_alg){ SIG_RSA_PKCS1, (enum digest_alg)digest });
		round_trip(k, (struct sig_alg){ SIG_RSA_PSS, (enum digest_alg)digest });
		round_trip(k, (struct sig_alg){ SIG_RSA_PKCS1, (enum digest_alg)digest });
	}
}

static void ecdsa_signs_on_both_curves(void **state)
{
	AUTO(pkey) struct pkey *p256 = made(PKEY_P256);
	AUTO(pkey) struct pkey *p384 = made(PKEY_P384);

	(void)state;
	assert_false(pkey_is_rsa(p256));
	assert_int_equal(pkey_bits(p384), 384);
	for (unsigned digest = DIGEST_SHA256; digest <= DIGEST_SHA512; digest++) {
		round_trip(p256, (struct sig_alg){ SIG_ECDSA, (enum digest_alg)digest });
		round_trip(p384, (struct sig_alg){ SIG_ECDSA, (enum digest_alg)digest });
	}
}

static void the_wrong_kind_of_key_or_digest_is_refused(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(pkey) struct pkey *k = made(PKEY_P256);
	struct sig_alg rsa = { SIG_RSA_PSS, DIGEST_SHA256 }, ec = { SIG_ECDSA, DIGEST_SHA256 };
	struct bytes sig = { 0 };

	(void)state;
	assert_int_equal(pkey_sign(k, rsa, some_digest(DIGEST_SHA256), mem, &sig, NULL), ERR_KEY);
	assert_int_equal(pkey_sign(k, ec, some_digest(DIGEST_SHA384), mem, &sig, NULL), ERR_INVALID);
	assert_int_equal(sig.len, 0);
}

static void an_exported_key_loads_again(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(pkey) struct pkey *k = made(PKEY_P256);
	AUTO(pkey) struct pkey *again = NULL;
	struct bytes der, a, b;

	(void)state;
	assert_ok(pkey_export(k, mem, &der, NULL));
	assert_ok(pkey_load(der, NULL, &again, NULL));
	assert_ok(pkey_spki(k, mem, &a, NULL));
	assert_ok(pkey_spki(again, mem, &b, NULL));
	assert_true(bytes_eq(a, b));
}

/* What `openssl` writes: PEM, with and without a password, DER, old and new forms. */
static struct bytes written(struct arena *mem, const struct bytes *pkcs8, int form)
{
	const unsigned char *at = pkcs8->data;
	EVP_PKEY *evp = d2i_AutoPrivateKey(NULL, &at, (long)pkcs8->len);
	BIO *bio = BIO_new(BIO_s_mem());
	struct bytes out;
	char *data;
	int ok = 0;

	if (form == 0)
		ok = PEM_write_bio_PrivateKey(bio, evp, NULL, NULL, 0, NULL, NULL);
	else if (form == 1)
		ok = PEM_write_bio_PKCS8PrivateKey(bio, evp, EVP_aes_256_cbc(), "pass", 4, NULL, NULL);
	else if (form == 2)
		ok = PEM_write_bio_PrivateKey_traditional(bio, evp, NULL, NULL, 0, NULL, NULL);
	else if (form == 3)
		ok = PEM_write_bio_PrivateKey_traditional(bio, evp, EVP_aes_256_cbc(),
							  (const unsigned char *)"pass", 4, NULL, NULL);
	else if (form == 4)
		ok = i2d_PKCS8PrivateKey_bio(bio, evp, EVP_aes_256_cbc(), "pass", 4, NULL, NULL);
	else
		ok = i2d_PrivateKey_bio(bio, evp);
	assert_true(ok);
	out.len = (size_t)BIO_get_mem_data(bio, &data);
	assert_true(arena_copy(mem, BYTES(data, out.len), &out));
	BIO_free(bio);
	EVP_PKEY_free(evp);
	return out;
}

static void every_usual_form_of_a_key_file_is_read(void **state)
{
	static const _Bool encrypted[] = { 0, 1, 0, 1, 1, 0 };
	AUTO(arena) struct arena *mem = arena_new(0);

	(void)state;
	for (unsigned kind = PKEY_RSA_2048; kind <= PKEY_P256; kind += PKEY_P256 - PKEY_RSA_2048) {
		AUTO(pkey) struct pkey *k = made((enum pkey_kind)kind);
		struct bytes pkcs8;

		assert_ok(pkey_export(k, mem, &pkcs8, NULL));
		for (int form = 0; form < (int)COUNT_OF(encrypted); form++) {
			struct bytes file = written(mem, &pkcs8, form);
			AUTO(pkey) struct pkey *a = NULL, *b = NULL;
			struct error err;

			assert_ok(pkey_load(file, encrypted[form] ? "pass" : NULL, &a, NULL));
			if (!encrypted[form])
				continue;
			assert_int_equal(pkey_load(file, "wrong", &b, &err), ERR_KEY);
			assert_non_null(strstr(err.msg, "password"));
			assert_int_equal(pkey_load(file, NULL, &b, &err), ERR_KEY);
			assert_non_null(strstr(err.msg, "needs its password"));
		}
	}
}

static void what_is_no_key_is_refused(void **state)
{
	struct pkey *k = NULL;
	struct error err;

	(void)state;
	assert_int_equal(pkey_load(BYTES_LIT(""), NULL, &k, &err), ERR_KEY);
	assert_int_equal(pkey_load(BYTES_LIT("hello"), NULL, &k, &err), ERR_KEY);
	assert_non_null(strstr(err.msg, "no private key"));
	assert_int_equal(pkey_public(BYTES_LIT("\x30\x00"), &k, &err), ERR_KEY);
	assert_null(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rsa_signs_in_both_schemes_and_every_digest),
		cmocka_unit_test(ecdsa_signs_on_both_curves),
		cmocka_unit_test(the_wrong_kind_of_key_or_digest_is_refused),
		cmocka_unit_test(an_exported_key_loads_again),
		cmocka_unit_test(every_usual_form_of_a_key_file_is_read),
		cmocka_unit_test(what_is_no_key_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
