/* From B-B to B-LTA and on, with a small authority whose servers are a function: what a document
 * then holds suffices, offline, decades later. */
#include "../test.h"
#include <stdlib.h>
#include "pki.h"
#include "sig/pades/extend.h"
#include "sig/pades/sign.h"
#include "sig/trust/cache.h"
#include "sig/trust/ocsp_responder.h"
#include "sig/tsp/tsa.h"

static const char document[] =
	"%PDF-1.7\n"
	"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
	"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
	"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n"
	"xref\n0 4\n"
	"0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \n"
	"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n186\n%%EOF\n";

enum { DAY = 24 * 3600, YEAR_DAYS = 365 };
static const time_ms begin = 1795000000000; /* 2026-11-18 */

struct world {
	struct fetcher port; /* first */
	struct arena *mem;
	struct clock clock;
	struct rng *rng;
	struct pkey *root_key, *ocsp_key, *signer_key, *tsa_key;
	struct local_ca ca;
	struct bytes ocsp_cert, signer_cert, tsa_cert;
	struct ca_revoked revoked;
	size_t n_revoked;
	_Bool ocsp_down, crl_down, tsa_down;
	time_ms crl_age;	/* by which the list is older than now */
	struct signer *signer;
	struct tsa tsa;
	struct tsp_authority authority;
	struct tsp_authorities authorities;
	struct trust *trust;
	struct trust_online online;
};

static enum err status(void *ctx, struct bytes serial, struct ocsp_status *out, struct error *e)
{
	struct world *w = ctx;

	(void)e;
	*out = (struct ocsp_status){ .state = OCSP_GOOD };
	if (w->n_revoked && bytes_eq(serial, w->revoked.serial))
		*out = (struct ocsp_status){ OCSP_REVOKED, w->revoked.at, w->revoked.reason };
	return ERR_OK;
}

static enum err fetch(struct fetcher *f, const struct fetch_request *rq, struct arena *mem,
		      struct fetch_response *out, struct error *e)
{
	struct world *w = (struct world *)f;
	struct clock issued = clock_fixed(w->clock.fixed - w->crl_age);
	struct local_ca ca = w->ca;
	struct ocsp_responder r = { .key = w->ocsp_key, .cert = w->ocsp_cert, .issuer = w->ca.cert,
				    .clock = &w->clock, .valid_ms = 3600 * 1000, .status = status,
				    .ctx = w };

	*out = (struct fetch_response){ 200, "", { NULL, 0 } };
	if (!strcmp(rq->url, "http://ca.test/ocsp") && !w->ocsp_down)
		return ocsp_answer(&r, rq->body, mem, &out->body, e);
	ca.clock = &issued;
	if (!strcmp(rq->url, "http://ca.test/ca/crl") && !w->crl_down)
		return local_ca_crl(&ca, &(struct ca_crl){ &w->revoked, w->n_revoked, 1, 7U * DAY * 1000 },
				    mem, &out->body, e);
	return error_set(e, ERR_UNAVAILABLE, "%s: connection refused", rq->url);
}

static enum err stamp(void *ctx, struct bytes query, struct arena *mem, struct bytes *reply_out,
		      struct error *e)
{
	struct world *w = ctx;

	if (w->tsa_down)
		return error_set(e, ERR_UNAVAILABLE, "connection refused");
	return tsa_answer(&w->tsa, query, mem, reply_out, e);
}

static struct pkey *new_key(void)
{
	struct pkey *k;

	assert_ok(pkey_generate(PKEY_P256, &k, NULL));
	return k;
}

static struct bytes issue(struct world *w, enum ca_kind kind, const char *name, struct pkey *key,
			  unsigned days, struct bytes *serial)
{
	struct bytes der, ignored;

	assert_ok(local_ca_issue(&w->ca, &(struct ca_subject){ kind, name, NULL, key, days }, w->mem,
				 &der, serial ? serial : &ignored, NULL));
	return der;
}

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	struct sig_alg alg = { SIG_ECDSA, DIGEST_SHA256 };
	struct pkey *tsa_key;

	w->mem = arena_new(0);
	w->rng = rng_system();
	w->clock = clock_fixed(begin);
	w->root_key = new_key();
	w->ca = (struct local_ca){ .key = w->root_key, .base_url = "http://ca.test", .clock = &w->clock,
				   .rng = w->rng };
	assert_ok(local_ca_root(&w->ca, "Root", w->mem, &w->ca.cert, NULL));
	w->ocsp_key = new_key();
	w->ocsp_cert = issue(w, CA_OCSP, "Responder", w->ocsp_key, 7300, NULL);
	w->signer_key = new_key();
	w->signer_cert = issue(w, CA_SIGNER, "Signer", w->signer_key, 2 * YEAR_DAYS, &w->revoked.serial);
	assert_ok(signer_file_new(w->signer_key, alg, &w->signer_cert, 1, &w->signer, NULL));
	tsa_key = new_key();
	w->tsa_cert = issue(w, CA_TSA, "TSA one", tsa_key, 6 * YEAR_DAYS, NULL);
	w->tsa = (struct tsa){ .clock = &w->clock, .rng = w->rng, .policy = "2.5.29.32.0" };
	assert_ok(signer_file_new(tsa_key, alg, &w->tsa_cert, 1, &w->tsa.signer, NULL));
	w->authority = (struct tsp_authority){ .name = "one", .request = stamp, .ctx = w };
	w->authorities = (struct tsp_authorities){ .list = &w->authority, .n = 1, .clock = &w->clock,
						   .rng = w->rng };
	w->trust = trust_new();
	assert_ok(trust_add(w->trust, TRUST_ALL, w->ca.cert, NULL));
	w->port.fetch = fetch;
	w->online = (struct trust_online){ .fetcher = &w->port, .clock = &w->clock };
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	trust_free(w->trust);
	signer_free(w->tsa.signer);
	signer_free(w->signer);
	pkey_free(w->ocsp_key);
	pkey_free(w->root_key);
	arena_free(w->mem);
	free(w);
	return 0;
}

static struct bytes joined(struct world *w, struct bytes file, const struct pdf_tail *t)
{
	unsigned char *all = arena_alloc(w->mem, file.len + t->len);

	memcpy(all, file.data, file.len);
	if (t->len)
		memcpy(all + file.len, t->data, t->len);
	return BYTES(all, file.len + t->len);
}

static struct bytes sign(struct world *w, struct bytes file, const char *field, _Bool timestamp,
			 int certify)
{
	struct pades_request rq = { .field = field, .new_field = 1, .time = w->clock.fixed,
				    .certify = certify };
	struct pdf_source src = pdf_source_memory(file);
	struct pades_signed result;
	struct pdf_update *u;
	struct pdf_doc *d;
	struct pdf_tail t;

	assert_ok(pdf_doc_open(&src, w->mem, NULL, &d, NULL));
	assert_ok(pdf_update_begin(d, w->mem, &u, NULL));
	assert_ok(pades_sign(u, &rq, w->signer, timestamp ? &w->authorities : NULL, w->mem, &t,
			     &result, NULL));
	return joined(w, file, &t);
}

static struct pades_extend_request to_level(struct world *w, enum pades_level level)
{
	return (struct pades_extend_request){
		.gather = { .trust = w->trust, .online = &w->online, .at = w->clock.fixed },
		.level = level,
		.authorities = &w->authorities,
		.digest = DIGEST_SHA256,
	};
}

static enum err extend(struct world *w, struct bytes file, const struct pades_extend_request *rq,
		       struct bytes *out, struct pades_extended *result, struct error *e)
{
	struct pdf_source src = pdf_source_memory(file);
	struct pdf_tail t;
	enum err rc = pades_extend(&src, rq, w->mem, &t, result, e);

	if (rc == ERR_OK)
		*out = joined(w, file, &t);
	return rc;
}

static struct bytes extended(struct world *w, struct bytes file, enum pades_level level, _Bool renew)
{
	struct pades_extend_request rq = to_level(w, level);
	struct pades_extended result;
	struct error e = { 0 };
	struct bytes out;

	rq.renew = renew;
	if (extend(w, file, &rq, &out, &result, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	assert_int_equal(result.after.level, level);
	return out;
}

static struct validate_report judged(struct world *w, struct bytes file, time_ms at)
{
	struct pdf_source src = pdf_source_memory(file);

	return validate_file(&src, &(struct validate_options){ .trust = w->trust, .at = at }, w->mem);
}

static enum pades_level level_of(struct world *w, struct bytes file, time_ms at)
{
	struct validate_report r = judged(w, file, at);

	assert_int_equal(r.verdict, VERDICT_PASSED);
	return pades_standing(&r, 0, w->mem).level;
}

static void a_document_reaches_b_lt_with_data_alone(void **state)
{
	struct world *w = *state;
	struct bytes file = sign(w, BYTES_LIT(document), "S", 1, 0);

	assert_int_equal(level_of(w, file, begin), LEVEL_B_T);
	file = extended(w, file, LEVEL_B_LT, 0);
	assert_int_equal(level_of(w, file, begin), LEVEL_B_LT);
	assert_int_not_equal(bytes_find(file, BYTES_LIT("/ESIC"), 0), SIZE_MAX);
}

static void a_document_reaches_b_lta_in_one_increment(void **state)
{
	struct world *w = *state;
	struct bytes file = extended(w, sign(w, BYTES_LIT(document), "S", 1, 0), LEVEL_B_LTA, 0);
	struct validate_report r = judged(w, file, begin);

	assert_int_equal(r.revisions, 3);
	assert_int_equal(pades_standing(&r, 0, w->mem).level, LEVEL_B_LTA);
}

static void a_signature_without_time_stamp_gets_one_first(void **state)
{
	struct world *w = *state;
	struct bytes file = sign(w, BYTES_LIT(document), "S", 0, 0);

	assert_int_equal(level_of(w, file, begin), LEVEL_B_B);
	assert_int_equal(level_of(w, extended(w, file, LEVEL_B_LTA, 0), begin), LEVEL_B_LTA);
}

static void what_is_reached_already_costs_nothing(void **state)
{
	struct world *w = *state;
	struct bytes file = extended(w, sign(w, BYTES_LIT(document), "S", 1, 0), LEVEL_B_LTA, 0);

	w->tsa_down = w->ocsp_down = w->crl_down = 1;
	assert_int_equal(extended(w, file, LEVEL_B_LTA, 0).len, file.len);
}

static void a_certified_document_that_forbids_changes_is_extended_all_the_same(void **state)
{
	struct world *w = *state;
	struct bytes file = extended(w, sign(w, BYTES_LIT(document), "S", 1, 1), LEVEL_B_LTA, 0);

	assert_int_equal(level_of(w, file, begin), LEVEL_B_LTA);
	assert_int_equal(level_of(w, extended(w, file, LEVEL_B_LTA, 1), begin), LEVEL_B_LTA);
}

static void a_list_serves_when_the_responder_is_down(void **state)
{
	struct world *w = *state;
	struct bytes file = sign(w, BYTES_LIT(document), "S", 1, 0);

	w->ocsp_down = 1;
	assert_int_equal(level_of(w, extended(w, file, LEVEL_B_LTA, 0), begin), LEVEL_B_LTA);
}

static void without_revocation_data_the_level_is_refused_and_said_why(void **state)
{
	struct world *w = *state;
	struct bytes file = sign(w, BYTES_LIT(document), "S", 1, 0), out;
	struct pades_extend_request rq = to_level(w, LEVEL_B_LTA);
	struct pades_extended result;
	struct error e = { 0 };

	w->ocsp_down = w->crl_down = 1;
	assert_int_equal(extend(w, file, &rq, &out, &result, &e), ERR_LEVEL);
	assert_non_null(strstr(e.msg, "connection refused"));
	assert_non_null(strstr(e.msg, "try again later"));
	rq.allow_lower = 1;
	assert_ok(extend(w, file, &rq, &out, &result, &e));
	assert_int_equal(result.after.level, LEVEL_B_T);
	assert_false(result.material.complete);
}

static void a_dead_authority_leaves_nothing_half_done(void **state)
{
	struct world *w = *state;
	struct bytes file = sign(w, BYTES_LIT(document), "S", 1, 0), out;
	struct pades_extend_request rq = to_level(w, LEVEL_B_LTA);
	struct pades_extended result;
	struct error e = { 0 };

	w->tsa_down = 1;
	assert_int_not_equal(extend(w, file, &rq, &out, &result, &e), ERR_OK);
	w->tsa_down = 0;
	assert_int_equal(level_of(w, extended(w, file, LEVEL_B_LTA, 0), begin), LEVEL_B_LTA);
}

static void a_signer_revoked_before_is_refused_and_one_revoked_later_is_kept(void **state)
{
	struct world *w = *state;
	struct bytes file = sign(w, BYTES_LIT(document), "S", 1, 0), out;
	struct pades_extend_request rq = to_level(w, LEVEL_B_LTA);
	struct pades_extended result;
	struct error e = { 0 };

	w->revoked.at = begin - DAY * 1000LL;
	w->revoked.reason = REVOKE_KEY_COMPROMISE;
	w->n_revoked = 1;
	assert_int_not_equal(extend(w, file, &rq, &out, &result, &e), ERR_OK);
	w->revoked.at = begin + DAY * 1000LL;
	w->clock.fixed = rq.gather.at = begin + 2LL * DAY * 1000;
	if (extend(w, file, &rq, &out, &result, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	assert_int_equal(level_of(w, out, w->clock.fixed), LEVEL_B_LTA);
}

static void older_data_says_when_newer_comes(void **state)
{
	struct world *w = *state;
	struct bytes file = sign(w, BYTES_LIT(document), "S", 1, 0);
	struct pades_gather_options o = to_level(w, LEVEL_B_LT).gather;
	struct pdf_source src = pdf_source_memory(file);
	struct pades_material m;

	assert_ok(pades_gather(&src, &o, w->mem, &m, NULL));
	assert_true(m.complete);
	assert_int_equal(m.newer_at, 0);
	w->ocsp_down = 1;
	w->crl_age = DAY * 1000;
	assert_ok(pades_gather(&src, &o, w->mem, &m, NULL));
	assert_true(m.complete);
	assert_int_equal(m.newer_at / 1000, begin / 1000 + 6 * DAY);
}

static void renewed_in_time_it_is_proved_decades_later(void **state)
{
	struct world *w = *state;
	struct sig_alg alg = { SIG_ECDSA, DIGEST_SHA256 };
	struct bytes file = extended(w, sign(w, BYTES_LIT(document), "S", 1, 0), LEVEL_B_LTA, 0), old = file;
	struct validate_report r;

	for (int year = 5; year <= 15; year += 5) {
		struct pkey *key = new_key();

		w->clock.fixed = begin + year * 365LL * DAY * 1000;
		signer_free(w->tsa.signer);
		w->tsa_cert = issue(w, CA_TSA, "TSA later", key, 6 * YEAR_DAYS, NULL);
		assert_ok(signer_file_new(key, alg, &w->tsa_cert, 1, &w->tsa.signer, NULL));
		file = extended(w, file, LEVEL_B_LTA, 1);
		assert_int_equal(level_of(w, file, w->clock.fixed), LEVEL_B_LTA);
	}
	w->clock.fixed += 365LL * DAY * 1000;
	assert_int_equal(level_of(w, file, w->clock.fixed), LEVEL_B_LTA);
	r = judged(w, old, w->clock.fixed);
	assert_int_not_equal(r.verdict, VERDICT_PASSED);
}

/* Nobody will ever tell of the last time-stamp: another one goes over it, when that is allowed. */
static void a_document_is_renewed_past_an_authority_that_is_silent_for_good(void **state)
{
	struct world *w = *state;
	struct sig_alg alg = { SIG_ECDSA, DIGEST_SHA256 };
	struct bytes file = extended(w, sign(w, BYTES_LIT(document), "S", 1, 0), LEVEL_B_LTA, 0), out;
	struct pades_extended result;
	struct error e = { 0 };

	w->ocsp_down = w->crl_down = 1;
	for (int year = 5; year <= 15; year += 5) {
		struct pades_extend_request rq;
		struct pkey *key = new_key();

		w->clock.fixed = begin + year * 365LL * DAY * 1000;
		signer_free(w->tsa.signer);
		w->tsa_cert = issue(w, CA_TSA, "TSA later", key, 6 * YEAR_DAYS, NULL);
		assert_ok(signer_file_new(key, alg, &w->tsa_cert, 1, &w->tsa.signer, NULL));
		rq = to_level(w, LEVEL_B_LTA);
		rq.renew = 1;
		assert_int_equal(extend(w, file, &rq, &out, &result, &e), ERR_LEVEL);
		rq.allow_lower = 1;
		assert_ok(extend(w, file, &rq, &out, &result, &e));
		assert_true(result.timestamped);
		assert_true(result.material.missing[0] != '\0');
		assert_int_equal(result.after.level, LEVEL_B_LTA);
		assert_true(result.after.good_until > w->clock.fixed + 5 * 365LL * DAY * 1000);
		file = out;
	}
	assert_int_equal(level_of(w, file, w->clock.fixed), LEVEL_B_LTA);
}

/* Another root, responder and time-stamp authority take over; the document is renewed while the old
 * ones still answer, and by the new one's time-stamp. */
static struct bytes taken_over(struct world *w, struct bytes file)
{
	struct sig_alg alg = { SIG_ECDSA, DIGEST_SHA256 };
	struct local_ca old = w->ca, new;
	struct bytes new_cert;
	struct pkey *old_key = w->ocsp_key, *new_ocsp = new_key(), *key = new_key();

	w->ca.key = new_key();
	assert_ok(local_ca_root(&w->ca, "Root of its decade", w->mem, &w->ca.cert, NULL));
	assert_ok(trust_add(w->trust, TRUST_ALL, w->ca.cert, NULL));
	new = w->ca;
	new_cert = issue(w, CA_OCSP, "Responder", new_ocsp, 7300, NULL);
	w->tsa_cert = issue(w, CA_TSA, "TSA", key, 6 * YEAR_DAYS, NULL);
	signer_free(w->tsa.signer);
	assert_ok(signer_file_new(key, alg, &w->tsa_cert, 1, &w->tsa.signer, NULL));
	w->ca = old;
	file = extended(w, file, LEVEL_B_LTA, 1);
	w->ca = new;
	w->ocsp_cert = new_cert;
	w->ocsp_key = new_ocsp;
	pkey_free(old_key);
	pkey_free(w->root_key);
	w->root_key = w->ca.key;
	return file;
}

static void sixty_years_of_renewals_fit(void **state)
{
	struct world *w = *state;
	struct bytes file = extended(w, sign(w, BYTES_LIT(document), "S", 1, 0), LEVEL_B_LTA, 0);
	struct validate_report r;

	for (int year = 2; year <= 60; year += 2) {
		w->clock.fixed = begin + year * 365LL * DAY * 1000;
		file = year % 4 ? extended(w, file, LEVEL_B_LTA, 1) : taken_over(w, file);
	}
	r = judged(w, file, w->clock.fixed);
	assert_int_equal(r.verdict, VERDICT_PASSED);
	assert_int_equal(r.n, 32);
	assert_int_equal(pades_standing(&r, 0, w->mem).level, LEVEL_B_LTA);
}

static void signatures_that_came_with_the_upload_are_not_demanded(void **state)
{
	struct world *w = *state, *other;
	struct bytes file, ours, out;
	struct pades_extend_request rq;
	struct pades_extended result;
	struct error e = { 0 };

	assert_int_equal(set_up((void **)&other), 0); /* an authority that nobody trusts here */
	file = sign(other, BYTES_LIT(document), "Foreign", 1, 0);
	ours = sign(w, file, "Ours", 1, 0);
	rq = to_level(w, LEVEL_B_LTA);
	assert_int_equal(extend(w, ours, &rq, &out, &result, &e), ERR_LEVEL);
	rq.gather.foreign_end = file.len;
	if (extend(w, ours, &rq, &out, &result, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	assert_int_equal(result.after.level, LEVEL_B_LTA);
	tear_down((void **)&other);
}

int main(void)
{
#define CASE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_document_reaches_b_lt_with_data_alone),
		CASE(a_document_reaches_b_lta_in_one_increment),
		CASE(a_signature_without_time_stamp_gets_one_first),
		CASE(what_is_reached_already_costs_nothing),
		CASE(a_certified_document_that_forbids_changes_is_extended_all_the_same),
		CASE(a_list_serves_when_the_responder_is_down),
		CASE(without_revocation_data_the_level_is_refused_and_said_why),
		CASE(a_dead_authority_leaves_nothing_half_done),
		CASE(a_signer_revoked_before_is_refused_and_one_revoked_later_is_kept),
		CASE(older_data_says_when_newer_comes),
		CASE(renewed_in_time_it_is_proved_decades_later),
		CASE(a_document_is_renewed_past_an_authority_that_is_silent_for_good),
		CASE(sixty_years_of_renewals_fit),
		CASE(signatures_that_came_with_the_upload_are_not_demanded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
