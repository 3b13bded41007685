/* Tokens made by OpenSSL's TS library are accepted; tokens with one thing wrong,
 * each built for that purpose, are refused for that reason. */
#include "../test.h"
#include <stdlib.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ts.h>
#include "pki.h"
#include "sig/asn1/cert.h"
#include "sig/tsp/authority.h"
#include "sig/tsp/reply.h"

static const char policy[] = "1.3.6.1.4.1.99999.1";
static const time_ms now = 1795000000000;
enum { ROLES = PKI_TSA_EXPIRED + 1 };

struct fixture {
	struct arena *mem;
	struct pki_cert root, tsa[ROLES];
	unsigned char hash[DIGEST_MAX], nonce[TSP_NONCE_SIZE];
	struct tsp_query q;
};

static int make(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct rng rng = rng_test(7);

	f->mem = arena_new(0);
	f->root = pki_make(PKI_ROOT, "Root", PKEY_P256, NULL, f->mem);
	for (int role = PKI_SIGNER; role < ROLES; role++)
		f->tsa[role] = pki_make((enum pki_role)role, "TSA", PKEY_P256, &f->root, f->mem);
	rng_fill(&rng, f->nonce, sizeof(f->nonce));
	f->nonce[0] = 0x35;
	f->q = (struct tsp_query){ .alg = DIGEST_SHA256, .cert_req = 1,
				   .imprint = digest_of(DIGEST_SHA256, BYTES_LIT("x"), f->hash),
				   .nonce = BYTES(f->nonce, sizeof(f->nonce)) };
	*state = f;
	return 0;
}

static int drop(void **state)
{
	struct fixture *f = *state;

	pkey_free(f->root.key);
	for (int role = PKI_SIGNER; role < ROLES; role++)
		pkey_free(f->tsa[role].key);
	arena_free(f->mem);
	free(f);
	return 0;
}

static X509 *x509(struct bytes der)
{
	const unsigned char *at = der.data;

	return d2i_X509(NULL, &at, (long)der.len);
}

static EVP_PKEY *evp(struct fixture *f, struct pkey *k)
{
	struct bytes der;
	const unsigned char *at;

	assert_ok(pkey_export(k, f->mem, &der, NULL));
	at = der.data;
	return d2i_AutoPrivateKey(NULL, &at, (long)der.len);
}

static ASN1_INTEGER *serial_number(TS_RESP_CTX *ctx, void *arg)
{
	ASN1_INTEGER *n = ASN1_INTEGER_new();

	(void)ctx, (void)arg;
	ASN1_INTEGER_set(n, 4711);
	return n;
}

/* An authority that is not ours: the reply of OpenSSL's TS library. */
static struct bytes openssl_reply(struct fixture *f, struct bytes query)
{
	TS_RESP_CTX *ctx = TS_RESP_CTX_new();
	X509 *cert = x509(f->tsa[PKI_TSA].der);
	EVP_PKEY *key = evp(f, f->tsa[PKI_TSA].key);
	ASN1_OBJECT *oid = OBJ_txt2obj(policy, 1);
	BIO *in = BIO_new_mem_buf(query.data, (int)query.len);
	TS_RESP *resp;
	struct bytes out;
	unsigned char *der = NULL;
	int len;

	TS_RESP_CTX_set_serial_cb(ctx, serial_number, NULL);
	assert_true(TS_RESP_CTX_set_signer_cert(ctx, cert) && TS_RESP_CTX_set_signer_key(ctx, key) &&
		    TS_RESP_CTX_set_signer_digest(ctx, EVP_sha256()) &&
		    TS_RESP_CTX_set_def_policy(ctx, oid) && TS_RESP_CTX_add_md(ctx, EVP_sha256()) &&
		    TS_RESP_CTX_set_accuracy(ctx, 1, 500, 0));
	resp = TS_RESP_create_response(ctx, in);
	assert_non_null(resp);
	len = i2d_TS_RESP(resp, &der);
	assert_true(arena_copy(f->mem, BYTES(der, (size_t)len), &out));
	OPENSSL_free(der);
	TS_RESP_free(resp);
	TS_RESP_CTX_free(ctx);
	ASN1_OBJECT_free(oid);
	X509_free(cert);
	EVP_PKEY_free(key);
	BIO_free(in);
	ERR_clear_error();
	return out;
}

/* A token with what a test wants to be wrong. */
struct recipe {
	enum pki_role role;
	time_ms gen_time;
	unsigned version;
	_Bool no_cert, no_ess, other_ess, wrong_type, attribute_cert, two_signers, flip, trailing;
	_Bool reply_trailing, no_nonce, sha1;
	int status;
	const char *policy;
	const char *imprint;	/* instead of "x" */
};

static struct bytes tst_info(struct fixture *f, const struct recipe *r)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(0);
	unsigned char hash[DIGEST_MAX];
	struct bytes oid, out;

	assert_ok(oid_parse(r->policy ? r->policy : policy, f->mem, &oid, NULL));
	der_begin(&w, DER_SEQUENCE);
	der_put_uint(&w, r->version ? r->version : 1);
	der_put(&w, DER_OID, oid);
	der_begin(&w, DER_SEQUENCE);
	der_begin(&w, DER_SEQUENCE);
	der_put_oid(&w, OID_SHA256);
	der_end(&w);
	der_put(&w, DER_OCTET_STRING,
		digest_of(DIGEST_SHA256, bytes_of_str(r->imprint ? r->imprint : "x"), hash));
	der_end(&w);
	der_put_uint(&w, 99);
	der_put_time(&w, r->gen_time ? r->gen_time : now);
	if (!r->no_nonce)
		der_put(&w, DER_INTEGER, f->q.nonce);
	der_end(&w);
	assert_ok(der_take(&w, f->mem, &out, NULL));
	return out;
}

static void ess_add(CMS_SignerInfo *si, struct bytes cert)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(0);
	unsigned char hash[DIGEST_MAX];

	for (int i = 0; i < 3; i++)
		der_begin(&w, DER_SEQUENCE);
	der_put(&w, DER_OCTET_STRING, digest_of(DIGEST_SHA256, cert, hash));
	for (int i = 0; i < 3; i++)
		der_end(&w);
	assert_true(CMS_signed_add1_attr_by_NID(si, NID_id_smime_aa_signingCertificateV2,
						V_ASN1_SEQUENCE, w.out.data, (int)w.out.len));
}

static void signer_add(struct fixture *f, CMS_ContentInfo *cms, const struct recipe *r,
		       _Bool with_cert)
{
	struct pki_cert *who = &f->tsa[r->role ? r->role : PKI_TSA];
	X509 *cert = x509(who->der);
	EVP_PKEY *key = evp(f, who->key);
	CMS_SignerInfo *si = CMS_add1_signer(cms, cert, key, r->sha1 ? EVP_sha1() : EVP_sha256(),
					     CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL |
						     (with_cert ? 0 : CMS_NOCERTS));

	assert_non_null(si);
	if (!r->no_ess)
		ess_add(si, r->other_ess ? f->root.der : who->der);
	X509_free(cert);
	EVP_PKEY_free(key);
}

/* Adds [2] IMPLICIT SEQUENCE, a v2 attribute certificate, to the certificates of a token. */
static struct bytes with_attribute_cert(struct fixture *f, struct bytes token)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(0);
	struct der r = der_reader(token), ci, zero, sd;
	struct der_item item, head;
	struct bytes out;

	assert_ok(der_enter(&r, DER_SEQUENCE, &ci, NULL));
	assert_ok(der_next(&ci, &head, NULL));
	assert_ok(der_enter(&ci, DER_CONTEXT_CONS(0), &zero, NULL));
	assert_ok(der_enter(&zero, DER_SEQUENCE, &sd, NULL));
	der_begin(&w, DER_SEQUENCE);
	der_put_raw(&w, head.whole);
	der_begin(&w, DER_CONTEXT_CONS(0));
	der_begin(&w, DER_SEQUENCE);
	while (der_more(&sd)) {
		assert_ok(der_next(&sd, &item, NULL));
		if (item.tag != DER_CONTEXT_CONS(0)) {
			der_put_raw(&w, item.whole);
			continue;
		}
		der_begin(&w, item.tag);
		der_put_raw(&w, item.content);
		der_put(&w, DER_CONTEXT_CONS(2), BYTES_LIT("\x02\x01\x01"));
		der_end(&w);
	}
	der_end(&w);
	der_end(&w);
	der_end(&w);
	assert_ok(der_take(&w, f->mem, &out, NULL));
	return out;
}

static struct bytes token_made(struct fixture *f, const struct recipe *r)
{
	struct bytes info = tst_info(f, r), out;
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, CMS_PARTIAL | CMS_BINARY);
	BIO *in = BIO_new_mem_buf(info.data, (int)info.len);
	unsigned char *der = NULL;
	int len;

	assert_true(CMS_set_detached(cms, 0));
	if (!r->wrong_type)
		assert_true(CMS_set1_eContentType(cms, OBJ_nid2obj(NID_id_smime_ct_TSTInfo)));
	for (int i = 0; i < 1 + r->two_signers; i++)
		signer_add(f, cms, r, !i && !r->no_cert);
	assert_true(CMS_final(cms, in, NULL, CMS_BINARY));
	len = i2d_CMS_ContentInfo(cms, &der);
	if (r->flip)
		der[len - 1] ^= 1;
	assert_true(arena_copy(f->mem, BYTES(der, (size_t)len), &out));
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	BIO_free(in);
	ERR_clear_error();
	return r->attribute_cert ? with_attribute_cert(f, out) : out;
}

static struct bytes reply_made(struct fixture *f, const struct recipe *r)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(0);
	struct bytes out;

	der_begin(&w, DER_SEQUENCE);
	der_begin(&w, DER_SEQUENCE);
	der_put_uint(&w, (uint64_t)r->status);
	if (r->status > 1) {
		der_begin(&w, DER_SEQUENCE);
		der_put(&w, DER_UTF8, BYTES_LIT("closed\n today"));
		der_end(&w);
		der_put(&w, DER_BIT_STRING, BYTES_LIT("\x01\x00\x02"));
	}
	der_end(&w);
	if (r->status <= 1)
		der_put_raw(&w, token_made(f, r));
	if (r->trailing)
		der_put_null(&w);
	der_end(&w);
	if (r->reply_trailing)
		der_put_null(&w);
	assert_ok(der_take(&w, f->mem, &out, NULL));
	return out;
}

static void a_reply_of_openssl_is_accepted(void **state)
{
	struct fixture *f = *state;
	struct bytes query, token;
	struct tsp_token_info info;

	assert_ok(tsp_query_write(&f->q, f->mem, &query, NULL));
	assert_ok(tsp_reply_check(openssl_reply(f, query), &f->q, f->mem, &token, &info, NULL));
	assert_int_equal(info.tst.accuracy_us, 1500000);
	assert_true(bytes_eq(info.signer, f->tsa[PKI_TSA].der));
	assert_ok(tsp_token_trusted(&info, &f->root.der, 1, NULL));
	assert_int_equal(tsp_token_trusted(&info, &f->tsa[PKI_SIGNER].der, 1, NULL), ERR_TSP);
}

static void a_query_reads_back_as_written(void **state)
{
	struct fixture *f = *state;
	struct tsp_query with = f->q, back;
	struct bytes der;

	assert_ok(oid_parse(policy, f->mem, &with.policy, NULL));
	assert_ok(tsp_query_write(&with, f->mem, &der, NULL));
	assert_ok(tsp_query_read(der, &back, NULL));
	assert_int_equal(back.alg, DIGEST_SHA256);
	assert_true(back.cert_req);
	assert_true(bytes_eq(back.imprint, with.imprint));
	assert_true(bytes_eq(back.nonce, with.nonce));
	assert_true(bytes_eq(back.policy, with.policy));
	assert_int_equal(tsp_query_read(bytes_slice(der, 0, der.len - 1), &back, NULL), ERR_BAD_DER);
}

static void good_tokens_are_accepted(void **state)
{
	static const struct recipe good[] = {
		{ 0 },
		{ .status = 1 },
		{ .attribute_cert = 1 },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(good); i++) {
		struct tsp_token_info info;
		struct bytes token;

		assert_ok(tsp_reply_check(reply_made(f, &good[i]), &f->q, f->mem, &token, &info, NULL));
		assert_int_equal(info.tst.gen_time, now);
	}
}

static void each_fault_is_refused_by_its_own_message(void **state)
{
	static const struct {
		struct recipe r;
		const char *message;
	} faults[] = {
		{ { .status = 2 }, "status is rejected: its time source is not available: closed today" },
		{ { .status = 3 }, "status is waiting" },
		{ { .imprint = "y" }, "another imprint" },
		{ { .no_nonce = 1 }, "has no nonce" },
		{ { .policy = "1.2.3" }, "another policy" },
		{ { .version = 2 }, "another version" },
		{ { .sha1 = 1 }, "SHA-1" },
		{ { .role = PKI_SIGNER }, "not for time-stamping" },
		{ { .role = PKI_TSA_TWO_PURPOSES }, "not for time-stamping alone" },
		{ { .role = PKI_TSA_NOT_CRITICAL }, "not critical" },
		{ { .role = PKI_TSA_EXPIRED }, "expired on 2020-01-01" },
		{ { .gen_time = 1500000000000 }, "valid from 2019-01-01" },
		{ { .no_cert = 1 }, "is not in the token" },
		{ { .no_ess = 1 }, "no ESSCertID" },
		{ { .other_ess = 1 }, "another certificate" },
		{ { .wrong_type = 1 }, "not a TSTInfo" },
		{ { .two_signers = 1 }, "exactly one signer" },
		{ { .flip = 1 }, "does not verify" },
		{ { .trailing = 1 }, "bytes follow the token" },
		{ { .reply_trailing = 1 }, "bytes follow the reply" },
	};
	struct fixture *f = *state;
	struct tsp_query q = f->q;

	assert_ok(oid_parse(policy, f->mem, &q.policy, NULL));
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		struct bytes token = { 0 };
		struct tsp_token_info info;
		struct error err = { 0 };

		assert_int_equal(tsp_reply_check(reply_made(f, &faults[i].r), &q, f->mem, &token, &info,
						 &err), ERR_TSP);
		if (!strstr(err.msg, faults[i].message))
			fail_msg("\"%s\" where \"%s\" is expected", err.msg, faults[i].message);
		assert_null(token.data);
	}
}

static void a_token_without_its_certificate_is_read_with_one_from_elsewhere(void **state)
{
	struct fixture *f = *state;
	struct recipe r = { .no_cert = 1 };
	struct bytes token = token_made(f, &r);
	struct tsp_token_info info;

	assert_int_equal(tsp_token_read(token, &f->root.der, 1, f->mem, &info, NULL), ERR_TSP);
	assert_ok(tsp_token_read(token, &f->tsa[PKI_TSA].der, 1, f->mem, &info, NULL));
}

static void a_reply_cut_anywhere_is_refused(void **state)
{
	struct fixture *f = *state;
	struct recipe r = { 0 };
	struct bytes reply = reply_made(f, &r), token;
	struct tsp_token_info info;

	for (size_t n = 0; n < reply.len; n += 1 + n / 64)
		assert_int_equal(tsp_reply_check(bytes_slice(reply, 0, n), &f->q, f->mem, &token, &info,
						 NULL), ERR_TSP);
}

/* Authorities in process: what each does is its recipe; NULL: down. */
struct asked {
	struct fixture *f;
	const struct recipe *r;
	unsigned count;
};

static enum err answer(void *ctx, struct bytes query, struct arena *mem, struct bytes *out,
		       struct error *e)
{
	struct asked *a = ctx;
	struct tsp_query q;

	(void)mem;
	a->count++;
	if (!a->r)
		return error_set(e, ERR_TIMEOUT, "no answer in 10 s");
	assert_ok(tsp_query_read(query, &q, NULL));
	a->f->q.nonce = q.nonce;
	*out = reply_made(a->f, a->r);
	return ERR_OK;
}

static enum err stamp(struct asked *asked, size_t n, struct tsp_token *out, struct error *e)
{
	static const char *const names[] = { "first", "second", "third" };
	struct tsp_authority list[3] = { 0 };
	struct clock clock = clock_fixed(now + 1000);
	struct rng rng = rng_test(1);
	struct tsp_authorities a = { .list = list, .n = n, .clock = &clock, .rng = &rng };
	struct bytes saved = asked->f->q.nonce;
	enum err rc;

	for (size_t i = 0; i < n; i++)
		list[i] = (struct tsp_authority){ .name = names[i], .request = answer, .ctx = &asked[i],
						  .anchors = &asked->f->root.der, .n_anchors = 1 };
	rc = tsp_stamp(&a, DIGEST_SHA256, asked->f->q.imprint, asked->f->mem, out, e);
	asked->f->q.nonce = saved;
	return rc;
}

static void the_next_authority_is_asked_when_one_fails(void **state)
{
	static const struct recipe good = { 0 }, bad = { .imprint = "y" };
	struct fixture *f = *state;
	struct asked asked[] = { { f, NULL, 0 }, { f, &bad, 0 }, { f, &good, 0 } };
	struct tsp_token token;

	assert_ok(stamp(asked, 3, &token, NULL));
	assert_string_equal(token.authority, "third");
	assert_int_equal(token.gen_time, now);
	assert_int_equal(asked[0].count + asked[1].count + asked[2].count, 3);
	asked[0].r = &good;
	assert_ok(stamp(asked, 3, &token, NULL));
	assert_string_equal(token.authority, "first");
	assert_int_equal(asked[1].count, 1);
}

static void a_failure_names_every_authority_and_why(void **state)
{
	static const struct recipe bad = { .imprint = "y" }, late = { .gen_time = 1795001000000 };
	struct fixture *f = *state;
	struct asked asked[] = { { f, NULL, 0 }, { f, &bad, 0 }, { f, &late, 0 } };
	struct tsp_token token = { 0 };
	struct error err;

	assert_int_equal(stamp(asked, 3, &token, &err), ERR_TSP);
	assert_string_equal(err.msg, "first: no answer in 10 s; second: the token stamps another imprint; "
				     "third: its clock says 2026-11-18T11:23:20.000Z, ours "
				     "2026-11-18T11:06:41.000Z");
	assert_int_equal(stamp(asked, 1, &token, &err), ERR_TIMEOUT);
	assert_int_equal(stamp(asked, 0, &token, &err), ERR_TSP);
	assert_null(token.der.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reply_of_openssl_is_accepted),
		cmocka_unit_test(a_query_reads_back_as_written),
		cmocka_unit_test(good_tokens_are_accepted),
		cmocka_unit_test(each_fault_is_refused_by_its_own_message),
		cmocka_unit_test(a_token_without_its_certificate_is_read_with_one_from_elsewhere),
		cmocka_unit_test(a_reply_cut_anywhere_is_refused),
		cmocka_unit_test(the_next_authority_is_asked_when_one_fails),
		cmocka_unit_test(a_failure_names_every_authority_and_why),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
