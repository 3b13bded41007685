/* What can be known of the PKCS#11 signer without a token; the scenario cli-sign has one. */
#include "../test.h"
#include "pki.h"
#include "sig/asn1/cert.h"
#include "sig/signer.h"
#include "sig/signers/ecdsa_raw.h"

static void raw_ecdsa_signatures_become_der(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct bytes out;

	(void)state;
	assert_ok(ecdsa_raw_to_der(BYTES_LIT("\x00\x7f\x80\x01"), mem, &out, NULL));
	assert_true(bytes_eq(out, BYTES_LIT("\x30\x08\x02\x01\x7f\x02\x03\x00\x80\x01")));
	assert_int_equal(ecdsa_raw_to_der(BYTES_LIT("abc"), mem, &out, NULL), ERR_KEY);
	assert_int_equal(ecdsa_raw_to_der(BYTES(NULL, 0), mem, &out, NULL), ERR_KEY);
}

static void uris_with_a_pin_or_nonsense_are_refused(void **state)
{
	static const struct {
		const char *uri, *message;
	} bad[] = {
		{ "pkcs11:token=x?pin-value=1234", "PIN does not belong" },
		{ "pkcs11:token=x?pin-source=file:/x", "PIN does not belong" },
		{ "pkcs11:surprise=x", "not known" },
		{ "file:x", "PKCS#11 URI" },
		{ "pkcs11:token=x?module-path=/nonexistent.so", "cannot be loaded" },
	};
	struct sig_alg alg = { SIG_ECDSA, DIGEST_SHA256 };
	struct signer *s = NULL;
	struct error err;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_int_not_equal(signer_pkcs11_new(bad[i].uri, "1", alg, &s, &err), ERR_OK);
		if (!strstr(err.msg, bad[i].message))
			fail_msg("\"%s\" where \"%s\" is expected", err.msg, bad[i].message);
	}
	assert_null(s);
}

static void certificates_are_read_as_they_were_written(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(buf) struct buf pem = { 0 };
	struct pki_cert made[3];
	const struct bytes *list;
	struct bytes text;
	size_t n;

	(void)state;
	/* of lengths that fill the last line, or do not */
	for (size_t i = 0; i < COUNT_OF(made); i++) {
		made[i] = pki_make(PKI_SIGNER, &"xxx"[i], PKEY_P256, NULL, mem);
		cert_put_pem(made[i].der, &pem);
	}
	text = buf_bytes(&pem);
	assert_ok(cert_load(text, mem, &list, &n, NULL));
	assert_int_equal(n, COUNT_OF(made));
	for (size_t i = 0; i < n; i++) {
		assert_true(bytes_eq(list[i], made[i].der));
		pkey_free(made[i].key);
	}
	for (size_t at = 0, end; at < text.len; at = end + 1) { /* RFC 7468: 64 to a line */
		end = bytes_find(text, BYTES_LIT("\n"), at);
		assert_true(end != SIZE_MAX && end > at && end - at <= 64);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(certificates_are_read_as_they_were_written),
		cmocka_unit_test(raw_ecdsa_signatures_become_der),
		cmocka_unit_test(uris_with_a_pin_or_nonsense_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
