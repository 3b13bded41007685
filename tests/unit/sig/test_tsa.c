/* OpenSSL asks, and judges what we answer. */
#include "../test.h"
#include <openssl/err.h>
#include <openssl/ts.h>
#include <stdlib.h>
#include "base/buf.h"
#include "pki.h"
#include "sig/tsp/tsa.h"

#define POLICY "1.2.3.4.5"
static const char data[] = "what is stamped";

struct fixture {
	struct arena *mem;
	struct pki_cert root, cert;
	struct signer *signer;
	struct clock clock;
	struct rng rng;
	struct tsa tsa;
};

static int make(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct pkey *copy = NULL;
	struct bytes der, chain[2];

	f->mem = arena_new(0);
	f->root = pki_make(PKI_ROOT, "Root", PKEY_P256, NULL, f->mem);
	f->cert = pki_make(PKI_TSA, "TSA", PKEY_P256, &f->root, f->mem);
	chain[0] = f->cert.der;
	chain[1] = f->root.der;
	assert_ok(pkey_export(f->cert.key, f->mem, &der, NULL));
	assert_ok(pkey_load(der, NULL, &copy, NULL));
	assert_ok(signer_file_new(copy, (struct sig_alg){ SIG_ECDSA, DIGEST_SHA256 }, chain, 2,
				  &f->signer, NULL));
	f->clock = clock_fixed(1795000000120);
	f->rng = rng_test(7);
	f->tsa = (struct tsa){ f->signer, &f->clock, &f->rng, POLICY, 1500 };
	*state = f;
	return 0;
}

static int drop(void **state)
{
	struct fixture *f = *state;

	signer_free(f->signer);
	pkey_free(f->root.key);
	pkey_free(f->cert.key);
	arena_free(f->mem);
	free(f);
	return 0;
}

struct ask {
	const char *policy;
	int nonce; /* 0: none */
	_Bool certs;
	int digest_nid; /* 0: SHA-256 */
	int version;
};

static struct bytes query(struct fixture *f, struct ask a)
{
	TS_REQ *rq = TS_REQ_new();
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	X509_ALGOR *alg = X509_ALGOR_new();
	ASN1_INTEGER *nonce = ASN1_INTEGER_new();
	ASN1_OBJECT *policy = a.policy ? OBJ_txt2obj(a.policy, 1) : NULL;
	unsigned char hash[DIGEST_MAX] = { 0 }, *der = NULL;
	struct bytes out;
	int n;

	digest_of(DIGEST_SHA256, BYTES_LIT(data), hash);
	X509_ALGOR_set0(alg, OBJ_nid2obj(a.digest_nid ? a.digest_nid : NID_sha256), V_ASN1_NULL, NULL);
	TS_MSG_IMPRINT_set_algo(imprint, alg);
	TS_MSG_IMPRINT_set_msg(imprint, hash, a.digest_nid == NID_sha1 ? 20 : 32);
	TS_REQ_set_version(rq, a.version ? a.version : 1);
	TS_REQ_set_msg_imprint(rq, imprint);
	ASN1_INTEGER_set(nonce, a.nonce);
	if (a.nonce)
		TS_REQ_set_nonce(rq, nonce);
	if (policy)
		TS_REQ_set_policy_id(rq, policy); /* copies */
	TS_REQ_set_cert_req(rq, a.certs);
	n = i2d_TS_REQ(rq, &der);
	assert_true(arena_copy(f->mem, BYTES(der, (size_t)n), &out));
	OPENSSL_free(der);
	ASN1_OBJECT_free(policy);
	ASN1_INTEGER_free(nonce);
	X509_ALGOR_free(alg);
	TS_MSG_IMPRINT_free(imprint);
	TS_REQ_free(rq);
	return out;
}

static TS_RESP *reply_to(struct fixture *f, struct bytes q)
{
	struct bytes reply;
	const unsigned char *at;
	TS_RESP *rs;

	assert_ok(tsa_answer(&f->tsa, q, f->mem, &reply, NULL));
	at = reply.data;
	rs = d2i_TS_RESP(NULL, &at, (long)reply.len);
	assert_non_null(rs);
	assert_ptr_equal(at, reply.data + reply.len);
	return rs;
}

static X509 *cert_of(struct bytes der)
{
	const unsigned char *at = der.data;

	return d2i_X509(NULL, &at, (long)der.len);
}

static int openssl_accepts(struct fixture *f, struct bytes q, TS_RESP *rs, X509 *extra)
{
	const unsigned char *at = q.data;
	TS_REQ *rq = d2i_TS_REQ(NULL, &at, (long)q.len);
	TS_VERIFY_CTX *ctx = TS_REQ_to_TS_VERIFY_CTX(rq, NULL);
	X509_STORE *store = X509_STORE_new();
	X509 *root = cert_of(f->root.der);
	int ok;

	X509_STORE_add_cert(store, root);
	TS_VERIFY_CTX_add_flags(ctx, TS_VFY_SIGNATURE);
	TS_VERIFY_CTX_set_store(ctx, store);
	if (extra) {
		STACK_OF(X509) *certs = sk_X509_new_null();

		sk_X509_push(certs, extra);
		TS_VERIFY_CTX_set_certs(ctx, certs);
	}
	ok = TS_RESP_verify_response(ctx, rs);
	TS_VERIFY_CTX_free(ctx);
	X509_free(root);
	TS_REQ_free(rq);
	return ok;
}

static void openssl_accepts_the_answer(void **state)
{
	struct fixture *f = *state;
	struct bytes q = query(f, (struct ask){ .nonce = 123456789, .certs = 1, .policy = POLICY });
	TS_RESP *rs = reply_to(f, q);
	TS_TST_INFO *info = TS_RESP_get_tst_info(rs);

	assert_int_equal(openssl_accepts(f, q, rs, NULL), 1);
	assert_string_equal((const char *)TS_TST_INFO_get_time(info)->data, "20261118110640.12Z");
	assert_int_equal(ASN1_INTEGER_get(TS_ACCURACY_get_seconds(TS_TST_INFO_get_accuracy(info))), 1);
	assert_int_equal(ASN1_INTEGER_get(TS_ACCURACY_get_millis(TS_TST_INFO_get_accuracy(info))), 500);
	assert_int_equal(ASN1_INTEGER_get(TS_TST_INFO_get_nonce(info)), 123456789);
	assert_true(TS_TST_INFO_get_serial(info)->length >= 15);
	TS_RESP_free(rs);
}

static void certificates_come_only_when_asked_for(void **state)
{
	struct fixture *f = *state;
	struct bytes q = query(f, (struct ask){ .nonce = 1 });
	TS_RESP *rs = reply_to(f, q);
	PKCS7 *token = TS_RESP_get_token(rs);

	assert_true(sk_X509_num(token->d.sign->cert) <= 0);
	assert_int_equal(openssl_accepts(f, q, rs, NULL), 0);
	assert_int_equal(openssl_accepts(f, q, rs, cert_of(f->cert.der)), 1);
	ERR_clear_error();
	TS_RESP_free(rs);
}

static void two_answers_differ_in_their_serial(void **state)
{
	struct fixture *f = *state;
	struct bytes q = query(f, (struct ask){ .certs = 1 });
	TS_RESP *a = reply_to(f, q), *b = reply_to(f, q);

	assert_int_not_equal(ASN1_INTEGER_cmp(TS_TST_INFO_get_serial(TS_RESP_get_tst_info(a)),
					      TS_TST_INFO_get_serial(TS_RESP_get_tst_info(b))), 0);
	assert_null(TS_TST_INFO_get_nonce(TS_RESP_get_tst_info(a)));
	TS_RESP_free(a);
	TS_RESP_free(b);
}

/* Rejected with exactly this bit of PKIFailureInfo set. */
static void assert_refused(struct fixture *f, struct bytes q, int bit)
{
	TS_RESP *rs = reply_to(f, q);
	TS_STATUS_INFO *status = TS_RESP_get_status_info(rs);
	const ASN1_BIT_STRING *bits = TS_STATUS_INFO_get0_failure_info(status);

	assert_int_equal(ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(status)), 2);
	for (int i = 0; i < 26; i++)
		assert_int_equal(ASN1_BIT_STRING_get_bit(bits, i), i == bit);
	assert_null(TS_RESP_get_token(rs));
	TS_RESP_free(rs);
}

static void what_cannot_be_stamped_is_refused_with_its_reason(void **state)
{
	struct fixture *f = *state;
	struct bytes good = query(f, (struct ask){ .nonce = 5, .certs = 1 });
	struct bytes copy;

	assert_refused(f, query(f, (struct ask){ .digest_nid = NID_sha1 }), 0);
	assert_refused(f, query(f, (struct ask){ .digest_nid = NID_md5 }), 0);
	assert_refused(f, query(f, (struct ask){ .digest_nid = NID_sha512 }), 5);
	assert_refused(f, query(f, (struct ask){ .version = 2 }), 2);
	assert_refused(f, query(f, (struct ask){ .policy = "1.2.3.4.6" }), 15);
	assert_refused(f, BYTES_LIT(""), 5);
	assert_refused(f, BYTES_LIT("hello"), 5);
	for (size_t n = 0; n < good.len; n++)
		assert_refused(f, bytes_slice(good, 0, n), 5);
	assert_true(arena_copy(f->mem, good, &copy));
	((unsigned char *)(uintptr_t)copy.data)[copy.len - 1] = 0; /* certReq FALSE is no DER */
	assert_refused(f, copy, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openssl_accepts_the_answer),
		cmocka_unit_test(certificates_come_only_when_asked_for),
		cmocka_unit_test(two_answers_differ_in_their_serial),
		cmocka_unit_test(what_cannot_be_stamped_is_refused_with_its_reason),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
