#include "../test.h"
#include "../sig/pki.h"
#include "client/attributes.h"
#include "sig/cms/cms.h"

static const enum pkey_kind kinds[] = { PKEY_RSA_2048, PKEY_P256, PKEY_P384 };
static const enum digest_alg algs[] = { DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512 };

struct sample {
	struct arena *mem;
	struct bytes cert, digest, attrs;
	enum digest_alg alg;
};

static struct sample sample_make(const struct pki_cert *cert, enum digest_alg alg, struct arena *mem)
{
	unsigned char *room = arena_alloc(mem, DIGEST_MAX);
	struct sample s = { .mem = mem, .cert = cert->der, .alg = alg };

	s.digest = digest_of(alg, BYTES_LIT("what is signed"), room);
	assert_ok(cms_signed_attrs(alg, s.digest, s.cert, mem, &s.attrs, NULL));
	return s;
}

static enum err check(const struct sample *s, struct bytes attrs)
{
	return client_attributes_check(attrs, s->alg, s->digest, s->cert, NULL);
}

/* The tag that goes into the CMS ([0]) is no better than any other flip. */
static void every_bit_refuses(const struct sample *s)
{
	unsigned char *copy = arena_alloc(s->mem, s->attrs.len);

	memcpy(copy, s->attrs.data, s->attrs.len);
	for (size_t i = 0; i < 8 * s->attrs.len; i++) {
		copy[i / 8] ^= (unsigned char)(1 << i % 8);
		if (check(s, BYTES(copy, s->attrs.len)) != ERR_BAD_SIG)
			fail_msg("a change of bit %zu is taken", i);
		copy[i / 8] ^= (unsigned char)(1 << i % 8);
	}
	assert_ok(check(s, BYTES(copy, s->attrs.len)));
}

static void every_changed_bit_is_refused(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT_OF(kinds); k++) {
		AUTO(arena) struct arena *mem = arena_new(0);
		struct pki_cert cert = pki_make(PKI_SIGNER, "Signer", kinds[k], NULL, mem);

		for (size_t a = 0; a < COUNT_OF(algs); a++) {
			struct sample s = sample_make(&cert, algs[a], mem);

			every_bit_refuses(&s);
			for (size_t n = 0; n < s.attrs.len; n++)
				assert_int_equal(check(&s, bytes_slice(s.attrs, 0, n)), ERR_BAD_SIG);
		}
		pkey_free(cert.key);
	}
}

static void another_document_or_certificate_is_refused(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct pki_cert mine = pki_make(PKI_SIGNER, "Signer", PKEY_P256, NULL, mem);
	struct pki_cert other = pki_make(PKI_SIGNER, "Signer", PKEY_P256, NULL, mem);
	struct sample s = sample_make(&mine, DIGEST_SHA256, mem), x = sample_make(&other, DIGEST_SHA256, mem);
	unsigned char room[DIGEST_MAX];
	struct bytes attrs;

	(void)state;
	assert_int_equal(check(&s, x.attrs), ERR_BAD_SIG);
	assert_ok(cms_signed_attrs(DIGEST_SHA256, digest_of(DIGEST_SHA256, BYTES_LIT("another"), room), s.cert, mem,
				   &attrs, NULL));
	assert_int_equal(check(&s, attrs), ERR_BAD_SIG);
	/* of a time-stamp token, of a bare hash */
	assert_ok(cms_signed_attrs_of(OID_TST_INFO, DIGEST_SHA256, s.digest, s.cert, mem, &attrs, NULL));
	assert_int_equal(check(&s, attrs), ERR_BAD_SIG);
	assert_int_equal(check(&s, s.digest), ERR_BAD_SIG);
	pkey_free(mine.key);
	pkey_free(other.key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_changed_bit_is_refused),
		cmocka_unit_test(another_document_or_certificate_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
