/* Evidence records over decades: made, renewed, verified, and refused. */
#include "../test.h"
#include <stdlib.h>
#include "ers_kit.h"
#include "sig/ers/token_parts.h"

#define MADE  "2026-11-26T10:00:00Z"
#define LATER "2027-01-01T00:00:00Z"

static const char *const texts[] = { "first contract", "second contract", "third contract",
				     "fourth contract", "fifth contract" };

struct world {
	struct kit kit;
	struct kit_tsa a, b, c;
};

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	kit_init(&w->kit);
	kit_tsa_init(&w->kit, &w->a, "TSA A", "2025-01-01T00:00:00Z", "2035-01-01T00:00:00Z", 7);
	kit_tsa_init(&w->kit, &w->b, "TSA B", "2033-01-01T00:00:00Z", "2044-01-01T00:00:00Z", 8);
	kit_tsa_init(&w->kit, &w->c, "TSA C", "2042-01-01T00:00:00Z", "2058-01-01T00:00:00Z", 9);
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	kit_tsa_done(&w->a);
	kit_tsa_done(&w->b);
	kit_tsa_done(&w->c);
	kit_done(&w->kit);
	free(w);
	return 0;
}

/* The record of text i of n that are stamped together. */
static struct bytes record_of(struct world *w, size_t i, size_t n)
{
	struct ers_tree t = kit_tree(&w->kit, DIGEST_SHA256, texts, n);
	struct bytes out;

	assert_ok(ers_make(&t, i, kit_token(&w->kit, &w->a, &t, MADE), w->kit.mem, &out, NULL));
	return out;
}

static struct ers_renewal timestamp_renewal(void)
{
	return (struct ers_renewal){ .kind = ERS_RENEW_TIMESTAMP };
}

static struct ers_renewal tree_renewal(struct world *w, const char *text)
{
	return (struct ers_renewal){ .kind = ERS_RENEW_HASH_TREE,
				     .alg = DIGEST_SHA512,
				     .digest = kit_digest(&w->kit, text, DIGEST_SHA512) };
}

static struct bytes renewed(struct world *w, struct bytes record)
{
	struct ers_renewal r = timestamp_renewal();

	return kit_renew(&w->kit, record, &r, &w->b, "2034-06-01T00:00:00Z");
}

static struct bytes rehashed(struct world *w, struct bytes record, const char *text)
{
	struct ers_renewal r = tree_renewal(w, text);

	return kit_renew(&w->kit, record, &r, &w->c, "2043-06-01T00:00:00Z");
}

static void assert_verdict(struct ers_report r, enum ers_verdict v)
{
	if (r.verdict != v)
		for (size_t i = 0; i < r.n_findings; i++)
			print_message("%s: %s\n", ers_slug(r.findings[i].code),
				      r.findings[i].detail);
	assert_int_equal(r.verdict, v);
}

static void assert_refused(struct ers_report r, enum ers_verdict v, enum ers_code code)
{
	assert_verdict(r, v);
	assert_true(kit_found(&r, code));
	assert_int_equal(r.proved, 0);
}

static void a_record_of_one_document_is_a_time_stamp_without_a_tree(void **state)
{
	struct world *w = *state;
	struct bytes record = record_of(w, 0, 1);
	struct ers_report r = kit_verify(&w->kit, record, texts[0], LATER);
	struct ers_record read;

	assert_verdict(r, ERS_PASSED);
	assert_int_equal(r.proved, kit_time(MADE));
	assert_string_equal(r.authority, "TSA A");
	assert_int_equal(r.n, 1);
	assert_int_equal(r.stamps[0].lists, 0);
	assert_int_equal(r.tree_until, INT64_MAX);
	assert_int_equal(r.good_until, kit_time("2035-01-01T00:00:00Z"));
	assert_int_equal(ers_existence(&r).time, r.proved);
	assert_ok(ers_record_read(record, w->kit.mem, &read, NULL));
	assert_int_equal(read.n_digests, 1);
}

static void each_document_of_a_day_is_proved_by_its_own_record_alone(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct bytes record = record_of(w, i, COUNT_OF(texts));

		for (size_t k = 0; k < COUNT_OF(texts); k++) {
			struct ers_report r = kit_verify(&w->kit, record, texts[k], LATER);

			/* the brother of a leaf stands in its first list: RFC 4998 §4.2 */
			if (k == i || (k / 2 == i / 2 && k < 4))
				assert_verdict(r, ERS_PASSED);
			else
				assert_refused(r, ERS_FAILED, ERS_DOCUMENT);
		}
		assert_refused(kit_verify(&w->kit, record, "another", LATER), ERS_FAILED,
			       ERS_DOCUMENT);
	}
}

static void a_time_stamp_of_another_tree_is_not_taken(void **state)
{
	struct world *w = *state;
	struct ers_tree mine = kit_tree(&w->kit, DIGEST_SHA256, texts, 3);
	struct ers_tree other = kit_tree(&w->kit, DIGEST_SHA256, texts, 4);
	struct bytes out, token = kit_token(&w->kit, &w->a, &other, MADE);
	struct error e;

	assert_int_equal(ers_make(&mine, 0, token, w->kit.mem, &out, &e), ERR_CONFLICT);
	assert_int_equal(ers_make(&other, 4, token, w->kit.mem, &out, &e), ERR_INVALID);
	assert_ok(ers_make(&other, 3, token, w->kit.mem, &out, &e));
}

static void the_last_time_stamp_must_hold_at_the_time_of_verification(void **state)
{
	struct world *w = *state;
	struct bytes record = record_of(w, 0, 3);

	assert_refused(kit_verify(&w->kit, record, texts[0], "2036-01-01T00:00:00Z"),
		       ERS_INDETERMINATE, ERS_LAST);
	/* and cannot lie in the future */
	assert_refused(kit_verify(&w->kit, record, texts[0], "2026-01-01T00:00:00Z"),
		       ERS_INDETERMINATE, ERS_LAST);
	assert_verdict(kit_verify(&w->kit, renewed(w, record), texts[0], "2036-01-01T00:00:00Z"),
		       ERS_PASSED);
}

static void a_record_lasts_thirty_years_through_both_kinds_of_renewal(void **state)
{
	struct world *w = *state;
	struct bytes record = rehashed(w, renewed(w, record_of(w, 1, 5)), texts[1]);
	struct ers_renewal again = timestamp_renewal();
	struct ers_report r = kit_verify(&w->kit, record, texts[1], "2056-11-26T00:00:00Z");
	struct ers_last last;

	assert_verdict(r, ERS_PASSED);
	assert_int_equal(r.proved, kit_time(MADE));
	assert_int_equal(r.n, 3);
	assert_string_equal(r.stamps[1].tree_digest, "sha256");
	assert_string_equal(r.stamps[2].tree_digest, "sha512");
	assert_int_equal(r.stamps[2].chain, 1);
	assert_int_equal(r.stamps[0].judged_at, kit_time("2034-06-01T00:00:00Z"));
	assert_int_equal(r.good_until, kit_time("2058-01-01T00:00:00Z"));
	assert_refused(kit_verify(&w->kit, record, texts[2], "2056-11-26T00:00:00Z"), ERS_FAILED,
		       ERS_DOCUMENT);
	record = kit_renew(&w->kit, record, &again, &w->c, "2057-01-01T00:00:00Z");
	record = kit_renew(&w->kit, record, &again, &w->c, "2057-02-01T00:00:00Z");
	assert_verdict(kit_verify(&w->kit, record, texts[1], "2057-11-26T00:00:00Z"), ERS_PASSED);
	assert_ok(ers_last(record, w->kit.mem, &last, NULL));
	assert_int_equal(last.alg, DIGEST_SHA512);
	assert_int_equal(last.time, kit_time("2057-02-01T00:00:00Z"));
}

static void a_renewal_that_came_too_late_is_told(void **state)
{
	struct world *w = *state;
	struct ers_renewal r = timestamp_renewal();
	struct bytes record =
		kit_renew(&w->kit, record_of(w, 0, 2), &r, &w->b, "2035-06-01T00:00:00Z");

	assert_refused(kit_verify(&w->kit, record, texts[0], "2036-01-01T00:00:00Z"),
		       ERS_INDETERMINATE, ERS_UNTRUSTED);
}

static void one_time_stamp_renews_many_records(void **state)
{
	struct world *w = *state;
	struct ers_renewal r = timestamp_renewal();
	struct bytes day1[] = { record_of(w, 0, 2), record_of(w, 3, 5) }, out;
	AUTO(buf) struct buf leaves = { 0 };
	struct ers_tree t;
	struct bytes token;

	for (size_t i = 0; i < 2; i++) {
		struct ers_leaf leaf;

		assert_ok(ers_renewal_leaf(day1[i], &r, w->kit.mem, &leaf, NULL));
		buf_append(&leaves, BYTES(leaf.hash, leaf.len));
	}
	assert_ok(ers_tree_build(DIGEST_SHA256, buf_bytes(&leaves), w->kit.mem, &t, NULL));
	token = kit_token(&w->kit, &w->b, &t, "2034-06-01T00:00:00Z");
	for (size_t i = 0; i < 2; i++) {
		assert_ok(ers_renew(day1[i], &r, &t, i, token, w->kit.mem, &out, NULL));
		assert_verdict(kit_verify(&w->kit, out, texts[i ? 3 : 0], "2040-01-01T00:00:00Z"),
			       ERS_PASSED);
		assert_int_equal(ers_renew(day1[i], &r, &t, 1 - i, token, w->kit.mem, &out, NULL),
				 ERR_CONFLICT);
	}
}

static void records_of_one_batch_share_the_leaf_of_their_renewal(void **state)
{
	struct world *w = *state;
	struct ers_tree t = kit_tree(&w->kit, DIGEST_SHA256, texts, 5);
	struct bytes token = kit_token(&w->kit, &w->a, &t, MADE), record[2];
	struct ers_renewal r = timestamp_renewal();
	struct ers_last last[2];
	struct ers_leaf leaf[2];

	for (size_t i = 0; i < 2; i++) {
		assert_ok(ers_make(&t, i * 3, token, w->kit.mem, &record[i], NULL));
		assert_ok(ers_last(record[i], w->kit.mem, &last[i], NULL));
		assert_ok(ers_renewal_leaf(record[i], &r, w->kit.mem, &leaf[i], NULL));
	}
	assert_true(bytes_eq(last[0].group, last[1].group));
	assert_true(bytes_eq(last[0].token, token));
	assert_memory_equal(leaf[0].hash, leaf[1].hash, 32);
	assert_ok(ers_last(record_of(w, 0, 2), w->kit.mem, &last[1], NULL));
	assert_false(bytes_eq(last[0].group, last[1].group));
}

static void a_hash_tree_is_renewed_with_another_digest_and_later_only(void **state)
{
	struct world *w = *state;
	struct ers_renewal r = tree_renewal(w, texts[0]);
	struct bytes record = renewed(w, record_of(w, 0, 2)), out;
	struct ers_renewal t = timestamp_renewal();
	struct ers_leaf leaf;
	struct ers_tree tree;
	struct error e;

	r.alg = DIGEST_SHA256;
	r.digest = kit_digest(&w->kit, texts[0], DIGEST_SHA256);
	assert_int_equal(ers_renewal_leaf(record, &r, w->kit.mem, &leaf, &e), ERR_CONFLICT);
	r.alg = DIGEST_SHA512;
	assert_int_equal(ers_renewal_leaf(record, &r, w->kit.mem, &leaf, &e), ERR_INVALID);
	assert_ok(ers_renewal_leaf(record, &t, w->kit.mem, &leaf, &e));
	tree = kit_tree_of(&w->kit, &leaf);
	assert_int_equal(ers_renew(record, &t, &tree, 0,
				   kit_token(&w->kit, &w->b, &tree, "2034-06-01T00:00:00Z"),
				   w->kit.mem, &out, &e),
			 ERR_CONFLICT);
	assert_non_null(strstr(e.msg, "younger"));
}

/* CRLs that are at hand at the time of the renewal, but not at that of verification. */
static struct ers_completion completed(struct world *w, struct bytes record,
				       const struct crl_spec *crl, const char *at)
{
	AUTO(trust) struct trust *full = trust_new();
	struct ers_world world = { .trust = full };
	struct ers_completion out;
	struct ers_last last;

	assert_ok(trust_add(full, TRUST_ALL, ca_der(w->kit.root.x, w->kit.mem), NULL));
	if (crl)
		assert_ok(trust_add(full, TRUST_ALL, ca_crl(*crl, w->kit.mem), NULL));
	assert_ok(ers_last(record, w->kit.mem, &last, NULL));
	assert_ok(ers_token_complete(last.token, &world, kit_time(at), w->kit.mem, &out, NULL));
	return out;
}

static void a_token_is_completed_without_touching_its_signature(void **state)
{
	struct world *w = *state;
	struct crl_spec crl = { .by = &w->kit.root,
				.issued = "2034-05-01T00:00:00Z",
				.next = "2034-07-01T00:00:00Z",
				.reason = -1 };
	struct bytes record = record_of(w, 0, 2);
	struct ers_completion c = completed(w, record, &crl, "2034-05-31T00:00:00Z");
	struct ers_renewal r = timestamp_renewal();
	AUTO(trust) struct trust *today = trust_new();
	struct ers_world strict = { .trust = today, .require_revocation = 1 };
	struct ers_document document = kit_document(texts[0]);
	struct ers_report report;

	assert_ok(trust_add(today, TRUST_ALL, ca_der(w->kit.root.x, w->kit.mem), NULL));
	assert_true(c.complete);
	assert_int_equal(c.crls, 1);
	r.completed = c.token;
	record = kit_renew(&w->kit, record, &r, &w->b, "2034-06-01T00:00:00Z");
	assert_ok(ers_verify(record, &document, &strict, kit_time("2040-01-01T00:00:00Z"),
			     w->kit.mem, &report, NULL));
	assert_refused(report, ERS_INDETERMINATE, ERS_LAST); /* it has no list yet */
	crl.issued = "2039-12-01T00:00:00Z";
	crl.next = "2040-02-01T00:00:00Z";
	assert_ok(trust_add(today, TRUST_ALL, ca_crl(crl, w->kit.mem), NULL));
	assert_ok(ers_verify(record, &document, &strict, kit_time("2040-01-01T00:00:00Z"),
			     w->kit.mem, &report, NULL));
	assert_verdict(report, ERS_PASSED);
	assert_true(report.stamps[0].token.trusted);
	assert_string_equal(report.stamps[0].token.authority.states[0].source, "document");
	assert_verdict(kit_verify(&w->kit, record, texts[0], "2040-01-01T00:00:00Z"), ERS_PASSED);
}

static void what_a_token_lacks_is_told(void **state)
{
	struct world *w = *state;
	struct ers_completion c = completed(w, record_of(w, 0, 2), NULL, "2034-05-31T00:00:00Z");
	struct ers_world world = { .trust = w->kit.trust };
	struct error e;

	assert_false(c.complete);
	assert_non_null(strstr(c.missing, "TSA A"));
	assert_int_equal(ers_token_complete(c.token, &world, kit_time("2035-06-01T00:00:00Z"),
					    w->kit.mem, &c, &e),
			 ERR_CERT);
}

static void a_token_revoked_after_its_renewal_still_counts_and_before_it_does_not(void **state)
{
	struct world *w = *state;
	struct crl_spec crl = { .by = &w->kit.root,
				.revoked = w->a.cert.x,
				.reason = 1,
				.issued = "2034-05-01T00:00:00Z",
				.next = "2035-07-01T00:00:00Z" };
	struct bytes record = record_of(w, 0, 2);
	struct ers_renewal r = timestamp_renewal();
	struct ers_completion c;

	crl.revoked_at = "2034-08-01T00:00:00Z"; /* after the renewal */
	c = completed(w, record, &crl, "2034-05-31T00:00:00Z");
	r.completed = c.token;
	assert_verdict(kit_verify(&w->kit,
				  kit_renew(&w->kit, record, &r, &w->b, "2034-06-01T00:00:00Z"),
				  texts[0], "2040-01-01T00:00:00Z"),
		       ERS_PASSED);
	assert_refused(kit_verify(&w->kit,
				  kit_renew(&w->kit, record, &r, &w->b, "2034-09-01T00:00:00Z"),
				  texts[0], "2040-01-01T00:00:00Z"),
		       ERS_INDETERMINATE, ERS_UNTRUSTED);
}

static void an_ocsp_response_in_a_token_is_used(void **state)
{
	struct world *w = *state;
	struct ocsp_spec ocsp = { .cert = w->a.cert.x,
				  .issuer = w->kit.root.x,
				  .by = &w->kit.root,
				  .status = V_OCSP_CERTSTATUS_GOOD,
				  .issued = "2034-05-01T00:00:00Z",
				  .next = "2034-07-01T00:00:00Z" };
	struct bytes record = record_of(w, 0, 2), basic;
	struct ers_renewal r = timestamp_renewal();
	struct ers_report report;
	struct ers_parts parts;
	struct ers_last last;
	_Bool added;

	assert_ok(ers_last(record, w->kit.mem, &last, NULL));
	assert_ok(ers_parts_read(last.token, w->kit.mem, &parts, NULL));
	assert_ok(ers_ocsp_basic(ca_ocsp(ocsp, w->kit.mem), &basic, NULL));
	assert_ok(ers_items_add(&parts.ocsps, basic, w->kit.mem, &added, NULL));
	assert_ok(ers_parts_write(&parts, w->kit.mem, &r.completed, NULL));
	record = kit_renew(&w->kit, record, &r, &w->b, "2034-06-01T00:00:00Z");
	report = kit_verify(&w->kit, record, texts[0], "2040-01-01T00:00:00Z");
	assert_verdict(report, ERS_PASSED);
	assert_int_equal(report.stamps[0].token.authority.revocation, REVOCATION_GOOD);
	assert_ok(ers_parts_read(r.completed, w->kit.mem, &parts, NULL));
	assert_int_equal(parts.ocsps.n, 1);
}

static void a_foreign_token_is_no_completion(void **state)
{
	struct world *w = *state;
	struct ers_renewal r = timestamp_renewal();
	struct ers_tree t = kit_tree(&w->kit, DIGEST_SHA256, texts, 2);
	struct ers_leaf leaf;

	r.completed = kit_token(&w->kit, &w->a, &t, "2026-11-26T11:00:00Z");
	assert_int_equal(ers_renewal_leaf(record_of(w, 0, 2), &r, w->kit.mem, &leaf, NULL),
			 ERR_CONFLICT);
}

/* A record with the chains given instead of its own. */
static struct bytes with_chains(struct world *w, const struct ers_chain *chains, size_t n)
{
	AUTO(der_writer) struct der_writer d = der_writer_make(4096);
	struct bytes out;

	der_begin(&d, DER_SEQUENCE);
	der_put_uint(&d, 1);
	der_begin(&d, DER_SEQUENCE);
	for (int i = 0; i < 2; i++) {
		der_begin(&d, DER_SEQUENCE);
		der_put_oid(&d, i ? OID_SHA512 : OID_SHA256);
		der_end(&d);
	}
	der_end(&d);
	der_begin(&d, DER_SEQUENCE);
	for (size_t c = 0; c < n; c++) {
		der_begin(&d, DER_SEQUENCE);
		for (size_t i = 0; i < chains[c].n; i++)
			der_put_raw(&d, chains[c].stamps[i].whole);
		der_end(&d);
	}
	der_end(&d);
	der_end(&d);
	assert_ok(der_take(&d, w->kit.mem, &out, NULL));
	return out;
}

static void chains_that_were_reordered_cut_or_mixed_are_refused(void **state)
{
	struct world *w = *state;
	struct bytes whole = rehashed(w, renewed(w, record_of(w, 1, 5)), texts[1]);
	struct bytes fresh = rehashed(w, record_of(w, 1, 5), texts[1]);
	struct ers_stamp swapped[2];
	struct ers_record r, f;
	struct ers_chain c[2];
	const char *at = "2056-01-01T00:00:00Z";

	assert_ok(ers_record_read(whole, w->kit.mem, &r, NULL));
	assert_ok(ers_record_read(fresh, w->kit.mem, &f, NULL));
	assert_verdict(kit_verify(&w->kit, with_chains(w, r.chains, 2), texts[1], at), ERS_PASSED);
	swapped[0] = r.chains[0].stamps[1];
	swapped[1] = r.chains[0].stamps[0];
	c[0] = (struct ers_chain){ swapped, 2, { 0 } };
	c[1] = r.chains[1];
	assert_refused(kit_verify(&w->kit, with_chains(w, c, 2), texts[1], at), ERS_FAILED,
		       ERS_ORDER);
	c[0] = r.chains[1];
	c[1] = r.chains[0];
	assert_refused(kit_verify(&w->kit, with_chains(w, c, 2), texts[1], at), ERS_FAILED,
		       ERS_DOCUMENT);
	/* the first chain without its renewal: the new hash tree covers both */
	c[0] = (struct ers_chain){ r.chains[0].stamps, 1, { 0 } };
	c[1] = r.chains[1];
	assert_refused(kit_verify(&w->kit, with_chains(w, c, 2), texts[1], at), ERS_FAILED,
		       ERS_CHAINS);
	/* the new chain of another record of the same document */
	c[0] = r.chains[0];
	c[1] = f.chains[1];
	assert_refused(kit_verify(&w->kit, with_chains(w, c, 2), texts[1], at), ERS_FAILED,
		       ERS_CHAINS);
	/* the renewal alone: it does not name the document */
	c[0] = (struct ers_chain){ r.chains[0].stamps + 1, 1, { 0 } };
	assert_refused(kit_verify(&w->kit, with_chains(w, c, 1), texts[1], at), ERS_FAILED,
		       ERS_DOCUMENT);
}

/* A hash tree over the document alone is no renewal. */
static void a_new_hash_tree_without_the_former_chains_is_refused(void **state)
{
	struct world *w = *state;
	struct bytes old = record_of(w, 0, 2), record;
	struct ers_tree t = kit_tree(&w->kit, DIGEST_SHA512, texts, 2);
	struct ers_record r, n;
	struct ers_chain c[2];

	assert_ok(ers_make(&t, 0, kit_token(&w->kit, &w->b, &t, "2034-01-01T00:00:00Z"), w->kit.mem,
			   &record, NULL));
	assert_ok(ers_record_read(old, w->kit.mem, &r, NULL));
	assert_ok(ers_record_read(record, w->kit.mem, &n, NULL));
	c[0] = r.chains[0];
	c[1] = n.chains[0];
	assert_refused(kit_verify(&w->kit, with_chains(w, c, 2), texts[0], "2040-01-01T00:00:00Z"),
		       ERS_FAILED, ERS_CHAINS);
	/* nor do two algorithms make one chain */
	{
		struct ers_stamp both[] = { r.chains[0].stamps[0], n.chains[0].stamps[0] };
		struct ers_chain one = { both, 2, { 0 } };

		assert_refused(kit_verify(&w->kit, with_chains(w, &one, 1), texts[0],
					  "2040-01-01T00:00:00Z"),
			       ERS_FAILED, ERS_CHAIN_DIGEST);
	}
}

static void a_digest_that_lost_its_strength_must_have_been_renewed_before(void **state)
{
	static const char policy_text[] = "name test\ndigest sha256 2040-12-31\n";
	struct world *w = *state;
	struct bytes record = renewed(w, record_of(w, 0, 2)), late, early;
	struct ers_renewal r = tree_renewal(w, texts[0]);
	struct ers_document document = kit_document(texts[0]);
	struct ers_world world = { .trust = w->kit.trust };
	struct ers_report report;
	time_ms at = kit_time("2043-12-01T00:00:00Z");

	assert_ok(algo_policy_parse(BYTES_LIT(policy_text), w->kit.mem, &world.algorithms, NULL));
	assert_ok(ers_verify(record, &document, &world, kit_time("2039-01-01T00:00:00Z"),
			     w->kit.mem, &report, NULL));
	assert_verdict(report, ERS_PASSED);
	assert_string_equal(report.ends, "digest sha256 ends");
	assert_int_equal(report.tree_until / 1000, kit_time("2040-12-31T23:59:59Z") / 1000);
	assert_int_equal(report.good_until, report.tree_until);
	assert_ok(ers_verify(record, &document, &world, at, w->kit.mem, &report, NULL));
	assert_refused(report, ERS_INDETERMINATE, ERS_DIGEST_ENDED);
	late = kit_renew(&w->kit, record, &r, &w->b, "2041-06-01T00:00:00Z");
	assert_ok(ers_verify(late, &document, &world, at, w->kit.mem, &report, NULL));
	assert_refused(report, ERS_INDETERMINATE, ERS_DIGEST_ENDED);
	early = kit_renew(&w->kit, record, &r, &w->b, "2040-06-01T00:00:00Z");
	assert_ok(ers_verify(early, &document, &world, at, w->kit.mem, &report, NULL));
	assert_false(kit_found(&report, ERS_DIGEST_ENDED));
}

/* Versions, the list of digest algorithms and the name of the signature algorithm are signed by
 * nobody and prove nothing (RFC 5652 §5). */
static _Bool is_unsigned(const struct ers_parts *p, const unsigned char *at)
{
	struct der signer = der_reader(p->signer);
	struct der_item item;

	if (at >= p->head[0].data && at < p->head[2].data)
		return 1;
	for (int i = 0; der_more(&signer); i++) {
		assert_ok(der_next(&signer, &item, NULL));
		if ((i == 0 || i == 4) && at >= item.whole.data &&
		    at < item.whole.data + item.whole.len)
			return 1;
	}
	return 0;
}

static void no_flipped_byte_goes_unseen(void **state)
{
	struct world *w = *state;
	struct bytes record = record_of(w, 2, 5);
	struct ers_record read;
	struct ers_parts parts;

	assert_ok(ers_record_read(record, w->kit.mem, &read, NULL));
	assert_ok(ers_parts_read(ers_record_last(&read)->token, w->kit.mem, &parts, NULL));
	for (size_t i = 0; i < record.len; i++) {
		AUTO(arena) struct arena *mem = arena_new(0);
		struct ers_document document = kit_document(texts[2]);
		struct ers_world world = { .trust = w->kit.trust };
		struct ers_report r;
		struct bytes copy;
		unsigned char *at;

		assert_true(arena_copy(mem, record, &copy));
		at = arena_alloc(mem, copy.len);
		memcpy(at, copy.data, copy.len);
		at[i] ^= 0x01;
		assert_ok(ers_verify(BYTES(at, copy.len), &document, &world, kit_time(LATER), mem,
				     &r, NULL));
		if (r.verdict == ERS_PASSED) {
			assert_true(is_unsigned(&parts, record.data + i));
			assert_int_equal(r.proved, kit_time(MADE));
		}
	}
}

static void no_flipped_byte_under_a_renewal_goes_unseen(void **state)
{
	struct world *w = *state;
	struct bytes record = rehashed(w, renewed(w, record_of(w, 2, 5)), texts[2]);
	struct ers_record read;
	size_t last;

	assert_ok(ers_record_read(record, w->kit.mem, &read, NULL));
	last = (size_t)(ers_record_last(&read)->token.data - record.data);
	for (size_t i = 0; i < last; i += 3) {
		AUTO(arena) struct arena *mem = arena_new(0);
		unsigned char *at = arena_alloc(mem, record.len);
		struct ers_document document = kit_document(texts[2]);
		struct ers_world world = { .trust = w->kit.trust };
		struct ers_report r;

		memcpy(at, record.data, record.len);
		at[i] ^= 0x80;
		assert_ok(ers_verify(BYTES(at, record.len), &document, &world,
				     kit_time("2050-01-01T00:00:00Z"), mem, &r, NULL));
		assert_int_not_equal(r.verdict, ERS_PASSED);
	}
}

static void what_is_no_record_is_told_so(void **state)
{
	struct world *w = *state;
	struct bytes record = record_of(w, 0, 2);
	static const char *const none[] = { "", "0", "\x30\x80\x02\x01\x01", "%PDF-1.7" };

	for (size_t i = 0; i < COUNT_OF(none); i++)
		assert_refused(kit_verify(&w->kit, bytes_of_str(none[i]), texts[0], LATER),
			       ERS_FAILED, ERS_FORMAT);
	for (size_t n = 0; n < record.len; n += 7)
		assert_refused(kit_verify(&w->kit, bytes_slice(record, 0, n), texts[0], LATER),
			       ERS_FAILED, ERS_FORMAT);
}

static void a_stranger_time_stamp_proves_nothing(void **state)
{
	struct world *w = *state;
	AUTO(trust) struct trust *nobody = trust_new();
	struct ers_world world = { .trust = nobody };
	struct ers_document document = kit_document(texts[0]);
	struct ers_report r;

	assert_ok(ers_verify(record_of(w, 0, 2), &document, &world, kit_time(LATER), w->kit.mem, &r,
			     NULL));
	assert_refused(r, ERS_INDETERMINATE, ERS_LAST);
}

static void a_report_is_told_in_both_languages_and_as_json(void **state)
{
	struct world *w = *state;
	struct ers_report good = kit_verify(&w->kit, record_of(w, 0, 2), texts[0], LATER);
	struct ers_report bad = kit_verify(&w->kit, record_of(w, 0, 2), "other", LATER);
	AUTO(buf) struct buf out = { 0 };
	json_t *j = ers_report_json(&good);

	assert_string_equal(json_string_value(json_object_get(j, "verdict")), "passed");
	assert_string_equal(json_string_value(json_object_get(j, "proved_at")),
			    "2026-11-26T10:00:00.000Z");
	json_decref(j);
	j = ers_report_json(&bad);
	assert_string_equal(json_string_value(json_object_get(j, "verdict")), "failed");
	assert_true(json_is_null(json_object_get(j, "proved_at")));
	json_decref(j);
	ers_report_text(&good, 0, &out);
	assert_non_null(strstr(buf_cstr(&out), "proved to exist at: 2026-11-26T10:00:00.000Z"));
	ers_report_text(&bad, 1, &out);
	assert_non_null(strstr(buf_cstr(&out), "[document-differs]"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_record_of_one_document_is_a_time_stamp_without_a_tree),
		T(each_document_of_a_day_is_proved_by_its_own_record_alone),
		T(a_time_stamp_of_another_tree_is_not_taken),
		T(the_last_time_stamp_must_hold_at_the_time_of_verification),
		T(a_record_lasts_thirty_years_through_both_kinds_of_renewal),
		T(a_renewal_that_came_too_late_is_told),
		T(one_time_stamp_renews_many_records),
		T(records_of_one_batch_share_the_leaf_of_their_renewal),
		T(a_hash_tree_is_renewed_with_another_digest_and_later_only),
		T(a_token_is_completed_without_touching_its_signature),
		T(what_a_token_lacks_is_told),
		T(a_token_revoked_after_its_renewal_still_counts_and_before_it_does_not),
		T(an_ocsp_response_in_a_token_is_used),
		T(a_foreign_token_is_no_completion),
		T(chains_that_were_reordered_cut_or_mixed_are_refused),
		T(a_new_hash_tree_without_the_former_chains_is_refused),
		T(a_digest_that_lost_its_strength_must_have_been_renewed_before),
		T(no_flipped_byte_goes_unseen),
		T(no_flipped_byte_under_a_renewal_goes_unseen),
		T(what_is_no_record_is_told_so),
		T(a_stranger_time_stamp_proves_nothing),
		T(a_report_is_told_in_both_languages_and_as_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
