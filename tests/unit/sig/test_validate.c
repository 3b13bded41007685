/* What a validation may be told from outside, and what it tells of the end of its proofs. Whole files
 * of every kind are judged by the scenarios. */
#include "../test.h"
#include <stdlib.h>
#include "pki.h"
#include "sig/pades/sign.h"
#include "sig/tsp/tsa.h"
#include "sig/validate/validate.h"

#define LONG_AFTER "2055-01-01T00:00:00Z" /* the certificates of pki.c end with 2048 */

static const char document[] =
	"%PDF-1.7\n"
	"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
	"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
	"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n"
	"xref\n0 4\n"
	"0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \n"
	"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n186\n%%EOF\n";

struct fixture {
	struct arena *mem;
	struct pki_cert root, own, stamps;
	struct signer *signer, *tsa_signer;
	struct clock clock;
	struct rng rng;
	struct tsa tsa;
	struct trust *trust;
	struct bytes file; /* signed and time-stamped at clock */
};

static time_ms when(const char *text)
{
	time_ms t;

	assert_true(time_parse_rfc3339(text, &t));
	return t;
}

static struct signer *signer_of(const struct pki_cert *c, const struct pki_cert *issuer)
{
	struct bytes chain[] = { c->der, issuer->der };
	struct signer *s;

	assert_ok(signer_file_new(c->key, (struct sig_alg){ SIG_ECDSA, DIGEST_SHA256 }, chain, 2, &s, NULL));
	return s;
}

static enum err stamp(void *ctx, struct bytes query, struct arena *mem, struct bytes *reply, struct error *e)
{
	return tsa_answer(ctx, query, mem, reply, e);
}

static void sign(struct fixture *f)
{
	struct tsp_authority a = { .name = "TSA", .request = stamp, .ctx = &f->tsa };
	struct tsp_authorities all = { .list = &a, .n = 1, .clock = &f->clock, .rng = &f->rng };
	struct pades_request rq = { .field = "S", .new_field = 1, .time = f->clock.fixed };
	struct pdf_source src = pdf_source_memory(BYTES_LIT(document));
	struct pades_signed result;
	struct pdf_update *u;
	struct pdf_doc *d;
	struct pdf_tail t;
	unsigned char *out;

	assert_ok(pdf_doc_open(&src, f->mem, NULL, &d, NULL));
	assert_ok(pdf_update_begin(d, f->mem, &u, NULL));
	assert_ok(pades_sign(u, &rq, f->signer, &all, f->mem, &t, &result, NULL));
	out = arena_alloc(f->mem, src.size + t.len);
	memcpy(out, document, src.size);
	memcpy(out + src.size, t.data, t.len);
	f->file = BYTES(out, src.size + t.len);
}

static int make(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->mem = arena_new(0);
	f->root = pki_make(PKI_ROOT, "Root", PKEY_P256, NULL, f->mem);
	f->own = pki_make(PKI_SIGNER, "Signer", PKEY_P256, &f->root, f->mem);
	f->stamps = pki_make(PKI_TSA, "Stamps", PKEY_P256, &f->root, f->mem);
	f->signer = signer_of(&f->own, &f->root);
	f->tsa_signer = signer_of(&f->stamps, &f->root);
	f->clock = clock_fixed(when("2027-01-01T00:00:00Z"));
	f->rng = rng_test(7);
	f->tsa = (struct tsa){ f->tsa_signer, &f->clock, &f->rng, "1.2.3", 1000 };
	f->trust = trust_new();
	assert_ok(trust_add(f->trust, TRUST_ALL, f->root.der, NULL));
	sign(f);
	*state = f;
	return 0;
}

static int drop(void **state)
{
	struct fixture *f = *state;

	signer_free(f->signer);
	signer_free(f->tsa_signer);
	pkey_free(f->root.key);
	trust_free(f->trust);
	arena_free(f->mem);
	free(f);
	return 0;
}

static struct validate_report judge(struct fixture *f, const char *at, const char *policy,
				    const struct validate_existence *x, size_t n)
{
	struct pdf_source src = pdf_source_memory(f->file);
	struct validate_options o = { .trust = f->trust, .at = when(at), .existence = x, .n_existence = n };

	if (policy)
		assert_ok(algo_policy_parse(bytes_of_str(policy), f->mem, &o.algorithms, NULL));
	return validate_file(&src, &o, f->mem);
}

static void a_proof_from_outside_outlasts_the_time_stamps_authority(void **state)
{
	struct fixture *f = *state;
	struct validate_existence x = { when("2048-01-01T00:00:00Z"), "record 7" };
	struct validate_report r = judge(f, "2030-01-01T00:00:00Z", NULL, NULL, 0);
	const struct sig_report *s;

	assert_int_equal(r.verdict, VERDICT_PASSED);
	r = judge(f, LONG_AFTER, NULL, NULL, 0);
	assert_int_equal(r.verdict, VERDICT_INDETERMINATE);
	assert_int_equal(r.signatures[0].sub, SUB_OUT_OF_BOUNDS_NO_POE);
	r = judge(f, LONG_AFTER, NULL, &x, 1);
	s = &r.signatures[0];
	assert_int_equal(r.verdict, VERDICT_PASSED);
	assert_int_equal(s->n_proofs, 1);
	assert_string_equal(s->proofs[0].by, "record 7");
	assert_true(s->proofs[0].outside);
	assert_string_equal(s->best->by, PROOF_BY_SIGNATURE_TOKEN); /* which it keeps alive */
	assert_int_equal(s->level, LEVEL_B_T);
}

static void a_proof_from_after_the_authoritys_end_comes_too_late(void **state)
{
	struct validate_existence x = { when("2050-01-01T00:00:00Z"), "late" };
	struct validate_report r = judge(*state, LONG_AFTER, NULL, &x, 1);

	assert_int_equal(r.verdict, VERDICT_INDETERMINATE);
}

static void a_proof_older_than_what_it_proves_is_a_contradiction(void **state)
{
	struct validate_existence x[] = { { when("2026-01-01T00:00:00Z"), "early" } };
	struct validate_report r = judge(*state, "2030-01-01T00:00:00Z", NULL, x, 1);

	assert_int_equal(r.verdict, VERDICT_INDETERMINATE);
	assert_true(findings_have(&r.signatures[0].findings, FINDING_TIME_ORDER));
}

static void the_first_end_is_told_with_what_ends(void **state)
{
	static const struct {
		const char *policy, *until, *ends;
	} cases[] = {
		{ "name none\n", "2049-01-01T00:00:00Z", "certificate Signer ends" },
		{ "digest sha256 2040-05-31\n", "2040-05-31T23:59:59.999Z", "digest sha256 ends" },
		{ "digest sha256 2040-05-31\nkey ec 255 2039-12-31\n", "2039-12-31T23:59:59.999Z",
		  "key EC P-256 ends" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct validate_report r = judge(f, "2030-01-01T00:00:00Z", cases[i].policy, NULL, 0);
		const struct sig_report *s = &r.signatures[0];

		assert_int_equal(r.verdict, VERDICT_PASSED);
		assert_int_equal(s->signer.good_until, when(cases[i].until));
		assert_string_equal(s->signer.ends, cases[i].ends);
		assert_int_equal(s->timestamp.authority.good_until, when(cases[i].until));
	}
	trust_free(f->trust);
	f->trust = trust_new();
	assert_null(judge(f, "2030-01-01T00:00:00Z", NULL, NULL, 0).signatures[0].signer.ends);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_proof_from_outside_outlasts_the_time_stamps_authority),
		cmocka_unit_test(a_proof_from_after_the_authoritys_end_comes_too_late),
		cmocka_unit_test(a_proof_older_than_what_it_proves_is_a_contradiction),
		cmocka_unit_test(the_first_end_is_told_with_what_ends),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
