/* What CRLs and OCSP responses say, and when they say nothing. */
#include "../test.h"
#include <stdlib.h>
#include "pki_ca.h"
#include "sig/trust/chain.h"
#include "sig/trust/jpki.h"

#define AT "2026-06-01T00:00:00Z"
#define BEFORE "2026-01-01T00:00:00Z"
#define AFTER "2026-09-01T00:00:00Z"
#define LONG_AFTER "2030-01-01T00:00:00Z"

struct world {
	struct arena *mem;
	struct trust *trust;
	struct ca root, leaf;
	struct chain_request rq;
	struct chain_result out;
	struct bytes data; /* of the one CRL or response */
};

static time_ms when(const char *text)
{
	time_ms t;

	assert_true(time_parse_rfc3339(text, &t));
	return t;
}

static int set_up(void **state)
{
	static const char *const ext[] = { "keyUsage=critical,digitalSignature", "subjectKeyIdentifier=hash",
					   "authorityKeyIdentifier=keyid",
					   "crlDistributionPoints=URI:http://crl.example/a.crl", NULL };
	struct world *w = calloc(1, sizeof(*w));

	w->mem = arena_new(0);
	w->trust = trust_new();
	w->root = ca_make((struct ca_spec){ .name = "Root", .ext = ca_root_ext });
	w->leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &w->root, .ext = ext });
	assert_ok(trust_add(w->trust, TRUST_ALL, ca_der(w->root.x, w->mem), NULL));
	w->rq = (struct chain_request){ .leaf = w->leaf.x, .trust = w->trust, .at = when(AT),
					.purpose = CHAIN_FOR_SIGNATURE };
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	ca_done(&w->root);
	ca_done(&w->leaf);
	trust_free(w->trust);
	arena_free(w->mem);
	free(w);
	return 0;
}

static const struct cert_status *judge(struct world *w)
{
	assert_ok(chain_validate(&w->rq, w->mem, &w->out, NULL));
	return &w->out.statuses[0];
}

static enum revocation_state with_crl(struct world *w, struct crl_spec s)
{
	if (!s.by)
		s.by = &w->root;
	w->data = ca_crl(s, w->mem);
	w->rq.revocation = (struct revocation_data){ .crls = &w->data, .n_crls = 1 };
	return judge(w)->state;
}

static enum revocation_state with_ocsp(struct world *w, struct ocsp_spec s)
{
	s.cert = s.cert ? s.cert : w->rq.leaf;
	s.issuer = s.issuer ? s.issuer : w->root.x;
	s.by = s.by ? s.by : &w->root;
	w->data = ca_ocsp(s, w->mem);
	w->rq.revocation = (struct revocation_data){ .ocsps = &w->data, .n_ocsps = 1 };
	return judge(w)->state;
}

static void without_data_the_state_is_unknown_and_data_was_to_be_expected(void **state)
{
	struct world *w = *state;
	const struct cert_status *c = judge(w);

	assert_int_equal(w->out.status, CHAIN_OK);
	assert_int_equal(c->state, CERT_UNKNOWN);
	assert_true(c->expected && c->names_crl);
	assert_false(c->names_ocsp || c->anchor || c->no_check || c->closed);
	assert_true(c->why[0] != '\0');
	assert_false(w->out.statuses[1].expected);
}

static void a_crl_counts_when_it_speaks_of_the_time(void **state)
{
	struct world *w = *state;

	assert_int_equal(with_crl(w, (struct crl_spec){ .issued = BEFORE, .next = AFTER }), CERT_GOOD);
	assert_int_equal(w->out.revocation, CERT_GOOD);
	assert_int_equal(w->out.statuses[0].kind, STATUS_BY_CRL);
	assert_int_equal(w->out.statuses[0].source, STATUS_FROM_DOCUMENT);
	assert_int_equal(w->out.statuses[0].this_update, when(BEFORE));
	assert_int_equal(w->out.statuses[0].next_update, when(AFTER));
	assert_int_equal(with_crl(w, (struct crl_spec){ .issued = AFTER }), CERT_GOOD);
	assert_int_equal(with_crl(w, (struct crl_spec){ .issued = BEFORE }), CERT_UNKNOWN);
	assert_int_equal(with_crl(w, (struct crl_spec){ .issued = "2025-01-01T00:00:00Z", .next = BEFORE }), CERT_UNKNOWN);
}

static void a_revocation_counts_from_its_time_on(void **state)
{
	struct world *w = *state;
	struct crl_spec s = { .revoked = w->leaf.x, .revoked_at = "2026-05-31T00:00:00Z", .reason = 1, .issued = BEFORE };

	assert_int_equal(with_crl(w, s), CERT_REVOKED); /* stale, yet */
	assert_int_equal(w->out.status, CHAIN_REVOKED);
	assert_int_equal(w->out.statuses[0].reason, 1);
	assert_int_equal(w->out.revoked_at, when("2026-05-31T00:00:00Z"));
	s.revoked_at = "2026-06-02T00:00:00Z";
	assert_int_equal(with_crl(w, s), CERT_REVOKED);
	assert_int_equal(w->out.status, CHAIN_OK);
	s.reason = REASON_HOLD;
	s.revoked_at = "2026-05-31T00:00:00Z";
	assert_int_equal(with_crl(w, s), CERT_REVOKED);
	assert_int_equal(w->out.statuses[0].reason, REASON_HOLD);
	s.reason = 8; /* removeFromCRL */
	assert_int_equal(with_crl(w, s), CERT_UNKNOWN);
}

static void a_later_good_ends_a_suspension_but_no_revocation(void **state)
{
	static const int reasons[] = { REASON_HOLD, 1 };
	static const enum revocation_state states[] = { CERT_GOOD, CERT_REVOKED };
	struct world *w = *state;
	struct bytes both[2] = { { 0 } };

	for (size_t i = 0; i < 2; i++) {
		both[0] = ca_crl((struct crl_spec){ .by = &w->root, .revoked = w->leaf.x, .reason = reasons[i],
						    .issued = BEFORE }, w->mem);
		both[1] = ca_crl((struct crl_spec){ .by = &w->root, .issued = AFTER }, w->mem);
		w->rq.revocation = (struct revocation_data){ .crls = both, .n_crls = 2 };
		assert_int_equal(judge(w)->state, states[i]);
	}
}

static void only_the_issuers_key_signs_its_crls(void **state)
{
	static const char *const no_crls[] = { "basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign", NULL };
	struct world *w = *state;
	AUTO(ca) struct ca other = ca_make((struct ca_spec){ .name = "Root", .ext = ca_root_ext });
	AUTO(ca) struct ca mute = ca_make((struct ca_spec){ .name = "Mute", .ext = no_crls });
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &mute });

	assert_int_equal(with_crl(w, (struct crl_spec){ .by = &other, .issued = AFTER }), CERT_UNKNOWN);
	assert_int_equal(with_crl(w, (struct crl_spec){ .by = &other, .revoked = w->leaf.x, .reason = 1 }), CERT_UNKNOWN);
	assert_int_equal(w->out.status, CHAIN_OK);
	assert_int_equal(with_crl(w, (struct crl_spec){ .issued = AFTER, .md = EVP_sha1() }), CERT_UNKNOWN);
	assert_ok(trust_add(w->trust, TRUST_ALL, ca_der(mute.x, w->mem), NULL));
	w->rq.leaf = leaf.x;
	assert_int_equal(with_crl(w, (struct crl_spec){ .by = &mute, .issued = AFTER }), CERT_UNKNOWN);
}

static void after_a_change_of_key_the_authority_still_signs_its_crls(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca fresh = ca_make((struct ca_spec){ .name = "Root", .ext = ca_root_ext });
	AUTO(ca) struct ca linked = ca_make((struct ca_spec){ .name = "Root", .issuer = &w->root, .same_key = &fresh, .ext = ca_root_ext });
	STACK_OF(X509) *others = sk_X509_new_null();

	w->rq.others = others;
	assert_true(sk_X509_push(others, fresh.x));
	assert_int_equal(with_crl(w, (struct crl_spec){ .by = &fresh, .issued = AFTER }), CERT_UNKNOWN);
	assert_true(sk_X509_push(others, linked.x));
	assert_int_equal(with_crl(w, (struct crl_spec){ .by = &fresh, .issued = AFTER }), CERT_GOOD);
	sk_X509_free(others);
	w->rq.others = NULL;
	assert_ok(trust_add(w->trust, TRUST_ALL, ca_der(fresh.x, w->mem), NULL));
	assert_int_equal(with_crl(w, (struct crl_spec){ .by = &fresh, .issued = AFTER }), CERT_GOOD);
}

static void scope_and_odd_extensions_of_a_crl_are_minded(void **state)
{
	/* IssuingDistributionPoint by hand: flags [1] user [2] CA [3] reasons [4] indirect [5] attribute */
	static const struct {
		const char *ext[2], *entry[2];
		enum revocation_state state;
	} cases[] = {
		{ { "issuingDistributionPoint=critical,DER:30038101ff" }, { NULL }, CERT_GOOD },
		{ { "issuingDistributionPoint=critical,DER:30038201ff" }, { NULL }, CERT_UNKNOWN },
		{ { "issuingDistributionPoint=critical,DER:300483020780" }, { NULL }, CERT_UNKNOWN },
		{ { "issuingDistributionPoint=critical,DER:30038401ff" }, { NULL }, CERT_UNKNOWN },
		{ { "issuingDistributionPoint=critical,DER:30038501ff" }, { NULL }, CERT_UNKNOWN },
		{ { "issuingDistributionPoint=critical,DER:0500" }, { NULL }, CERT_UNKNOWN },
		/* fullName http://crl.example/a.crl, and …/b.crl */
		{ { "issuingDistributionPoint=critical,DER:301ea01ca01a8618687474703a2f2f63726c2e6578616d706c652f612e63726c" },
		  { NULL }, CERT_GOOD },
		{ { "issuingDistributionPoint=critical,DER:301ea01ca01a8618687474703a2f2f63726c2e6578616d706c652f622e63726c" },
		  { NULL }, CERT_UNKNOWN },
		{ { "crlNumber=DER:020107" }, { NULL }, CERT_GOOD },
		{ { "deltaCRL=critical,DER:020107" }, { NULL }, CERT_UNKNOWN },
		{ { "1.2.3.4=critical,DER:0500" }, { NULL }, CERT_UNKNOWN },
		{ { "1.2.3.4=DER:0500" }, { NULL }, CERT_GOOD },
		{ { NULL }, { "1.2.3.4=critical,DER:0500" }, CERT_UNKNOWN },
		{ { NULL }, { "1.2.3.4=DER:0500" }, CERT_GOOD },
	};
	struct world *w = *state;
	AUTO(ca) struct ca else_one = ca_make((struct ca_spec){ .name = "Else", .issuer = &w->root });

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct crl_spec s = { .issued = AFTER, .ext = cases[i].ext, .reason = 1,
				      .revoked = else_one.x, .entry_ext = cases[i].entry };

		if (with_crl(w, s) != cases[i].state)
			fail_msg("%zu: %s", i, w->out.statuses[0].why);
	}
}

static void a_crl_from_after_the_certificates_end_says_nothing_good(void **state)
{
	static const char *const keeps[] = { "2.5.29.60=ASN1:GENERALIZEDTIME:20200101000000Z", NULL };
	static const char *const late[] = { "2.5.29.60=ASN1:GENERALIZEDTIME:20280101000000Z", NULL };
	struct world *w = *state;
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Ends", .issuer = &w->root, .to = AFTER });

	w->rq.leaf = leaf.x;
	assert_int_equal(with_crl(w, (struct crl_spec){ .issued = LONG_AFTER }), CERT_UNKNOWN);
	assert_int_equal(with_crl(w, (struct crl_spec){ .issued = LONG_AFTER, .ext = keeps }), CERT_GOOD);
	assert_int_equal(with_crl(w, (struct crl_spec){ .issued = LONG_AFTER, .ext = late }), CERT_UNKNOWN);
	assert_int_equal(with_ocsp(w, (struct ocsp_spec){ .issued = LONG_AFTER }), CERT_UNKNOWN);
	assert_int_equal(with_ocsp(w, (struct ocsp_spec){ .issued = LONG_AFTER, .cutoff = BEFORE }), CERT_GOOD);
	assert_int_equal(with_ocsp(w, (struct ocsp_spec){ .issued = LONG_AFTER, .cutoff = LONG_AFTER }), CERT_UNKNOWN);
}

static void an_ocsp_answer_is_read(void **state)
{
	struct world *w = *state;

	assert_int_equal(with_ocsp(w, (struct ocsp_spec){ .issued = BEFORE, .next = AFTER }), CERT_GOOD);
	assert_int_equal(w->out.statuses[0].kind, STATUS_BY_OCSP);
	assert_true(w->out.statuses[0].produced_at > when("2020-01-01T00:00:00Z"));
	assert_int_equal(with_ocsp(w, (struct ocsp_spec){ .issued = BEFORE }), CERT_UNKNOWN);
	assert_int_equal(with_ocsp(w, (struct ocsp_spec){ .issued = AFTER, .id_md = EVP_sha384(), .by_key = 1 }), CERT_GOOD);
	assert_int_equal(with_ocsp(w, (struct ocsp_spec){ .issued = AFTER, .status = V_OCSP_CERTSTATUS_UNKNOWN }), CERT_UNKNOWN);
	assert_int_equal(with_ocsp(w, (struct ocsp_spec){ .status = V_OCSP_CERTSTATUS_REVOKED, .reason = 4 }), CERT_REVOKED);
	assert_int_equal(w->out.statuses[0].reason, 4);
	assert_int_equal(w->out.status, CHAIN_REVOKED);
	assert_int_equal(with_ocsp(w, (struct ocsp_spec){ .issued = AFTER, .cert = w->root.x }), CERT_UNKNOWN);
}

static void an_ocsp_delegate_is_certified_by_the_authority_for_it(void **state)
{
	static const char *const ocsp_ext[] = { "extendedKeyUsage=OCSPSigning", "noCheck=yes", NULL };
	static const char *const mail_ext[] = { "extendedKeyUsage=emailProtection", NULL };
	static const char *const no_ku[] = { "extendedKeyUsage=OCSPSigning", "keyUsage=critical,keyEncipherment", NULL };
	struct world *w = *state;
	AUTO(ca) struct ca fake = ca_make((struct ca_spec){ .name = "Root", .ext = ca_root_ext });
	struct {
		struct ca ca;
		enum revocation_state state;
	} cases[] = {
		{ ca_make((struct ca_spec){ .name = "R", .issuer = &w->root, .ext = ocsp_ext }), CERT_GOOD },
		{ ca_make((struct ca_spec){ .name = "R", .issuer = &w->root, .ext = mail_ext }), CERT_UNKNOWN },
		{ ca_make((struct ca_spec){ .name = "R", .issuer = &w->root, .ext = no_ku }), CERT_UNKNOWN },
		{ ca_make((struct ca_spec){ .name = "R", .issuer = &w->root }), CERT_UNKNOWN },
		{ ca_make((struct ca_spec){ .name = "R", .issuer = &fake, .ext = ocsp_ext }), CERT_UNKNOWN },
		{ ca_make((struct ca_spec){ .name = "R", .issuer = &w->root, .ext = ocsp_ext, .to = "2020-01-01T00:00:00Z" }), CERT_UNKNOWN },
		{ ca_make((struct ca_spec){ .name = "R", .issuer = &w->root, .ext = ocsp_ext, .md = EVP_sha1() }), CERT_UNKNOWN },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_int_equal(with_ocsp(w, (struct ocsp_spec){ .issued = AFTER, .by = &cases[i].ca }), cases[i].state);
		assert_int_equal(with_ocsp(w, (struct ocsp_spec){ .issued = AFTER, .by = &cases[i].ca, .by_key = 1 }), cases[i].state);
		ca_done(&cases[i].ca);
	}
	assert_int_equal(with_ocsp(w, (struct ocsp_spec){ .issued = AFTER, .by = &fake }), CERT_UNKNOWN);
}

/* An answer by a delegate who may be asked about, and what else the document holds. OpenSSL dates an
 * answer by the clock: producedAt is now. */
struct delegated {
	struct ca by;
	struct bytes answer, crl;
	STACK_OF(X509) *others;
};

static struct delegated delegate(struct world *w, _Bool enclosed)
{
	static const char *const ext[] = { "extendedKeyUsage=OCSPSigning", "keyUsage=digitalSignature", NULL };
	struct delegated d = { .by = ca_make((struct ca_spec){ .name = "R", .issuer = &w->root, .ext = ext }) };

	d.answer = ca_ocsp((struct ocsp_spec){ .cert = w->leaf.x, .issuer = w->root.x, .by = &d.by,
					       .issued = AFTER, .alone = !enclosed }, w->mem);
	d.others = sk_X509_new_null();
	w->rq.others = d.others;
	return d;
}

static void delegate_done(struct world *w, struct delegated *d)
{
	sk_X509_free(d->others);
	w->rq.others = NULL;
	ca_done(&d->by);
}

/* With a CRL of the authority that speaks of the delegate as s says. */
static const struct cert_status *judge_delegated(struct world *w, struct delegated *d, struct crl_spec s)
{
	s.by = &w->root;
	s.issued = s.issued ? s.issued : BEFORE;
	s.next = LONG_AFTER;
	d->crl = ca_crl(s, w->mem);
	w->rq.revocation = (struct revocation_data){ .ocsps = &d->answer, .n_ocsps = 1, .crls = &d->crl, .n_crls = 1 };
	return judge(w);
}

static void of_a_delegate_nothing_may_be_known_and_that_is_told(void **state)
{
	struct world *w = *state;
	struct delegated d = delegate(w, 1);
	const struct cert_status *c;

	w->rq.revocation = (struct revocation_data){ .ocsps = &d.answer, .n_ocsps = 1 };
	c = judge(w);
	assert_int_equal(c->state, CERT_GOOD);
	assert_non_null(c->doubt);
	assert_false(c->held);
	assert_int_equal(c->n_issuers, 1);
	assert_true(bytes_eq(c->issuers[0], ca_der(d.by.x, w->mem)));
	delegate_done(w, &d);
}

static void what_judges_a_delegate_is_told_and_belongs_into_the_document(void **state)
{
	struct world *w = *state;

	for (int enclosed = 1; enclosed >= 0; enclosed--) {
		struct delegated d = delegate(w, enclosed);
		const struct cert_status *c;

		assert_true(enclosed || sk_X509_push(d.others, d.by.x));
		c = judge_delegated(w, &d, (struct crl_spec){ .reason = -1 });
		assert_int_equal(c->state, CERT_GOOD);
		assert_int_equal(c->kind, STATUS_BY_OCSP);
		assert_null(c->doubt);
		assert_true(c->held);
		assert_int_equal(c->n_issuers, 1);
		assert_int_equal(c->n_issuer_crls, 1);
		assert_int_equal(c->n_issuer_ocsps, 0);
		assert_true(bytes_eq(c->issuer_crls[0], d.crl));
		assert_int_equal(c->n_goods, 2);
		assert_ok(trust_add(w->trust, TRUST_HELP, d.crl, NULL));
		w->rq.revocation.n_crls = 0; /* given beside it is not in it */
		c = judge(w);
		assert_null(c->doubt);
		assert_false(c->held);
		delegate_done(w, &d);
	}
}

static void a_delegate_that_cannot_be_found_is_not_believed(void **state)
{
	struct world *w = *state;
	struct delegated d = delegate(w, 0);

	w->rq.revocation = (struct revocation_data){ .ocsps = &d.answer, .n_ocsps = 1 };
	assert_int_equal(judge(w)->state, CERT_UNKNOWN);
	delegate_done(w, &d);
}

static time_ms proved(const void *ctx, struct bytes der)
{
	(void)der;
	return *(const time_ms *)ctx;
}

static void a_revoked_delegate_is_believed_for_what_it_said_before(void **state)
{
	/* producedAt is the clock's; the proof lies before 2090 when there is one */
	static const struct {
		const char *revoked_at;
		int reason;
		const char *proved;
		enum revocation_state state;
	} cases[] = {
		{ "2026-03-01T00:00:00Z", 4, NULL, CERT_UNKNOWN },
		{ "2026-03-01T00:00:00Z", 1, "2026-02-01T00:00:00Z", CERT_UNKNOWN }, /* dated after its end */
		{ "2090-01-01T00:00:00Z", 4, NULL, CERT_GOOD },
		{ "2090-01-01T00:00:00Z", 1, NULL, CERT_UNKNOWN },
		{ "2090-01-01T00:00:00Z", -1, NULL, CERT_UNKNOWN },
		{ "2090-01-01T00:00:00Z", 1, "2089-01-01T00:00:00Z", CERT_GOOD },
		{ "2090-01-01T00:00:00Z", 1, "2091-01-01T00:00:00Z", CERT_UNKNOWN },
	};
	struct world *w = *state;
	struct delegated d = delegate(w, 1);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		/* the CRL says nothing of the leaf at the time asked about */
		struct crl_spec s = { .revoked = d.by.x, .revoked_at = cases[i].revoked_at,
				      .reason = cases[i].reason, .issued = "2025-01-01T00:00:00Z" };
		time_ms t = cases[i].proved ? when(cases[i].proved) : 0;

		w->rq.existed = cases[i].proved ? proved : NULL;
		w->rq.existed_ctx = &t;
		w->data = ca_crl((struct crl_spec){ .by = &w->root, .revoked = s.revoked, .revoked_at = s.revoked_at,
						    .reason = s.reason, .issued = s.issued, .next = BEFORE }, w->mem);
		w->rq.revocation = (struct revocation_data){ .ocsps = &d.answer, .n_ocsps = 1, .crls = &w->data, .n_crls = 1 };
		if (judge(w)->state != cases[i].state)
			fail_msg("%zu: %s", i, w->out.statuses[0].why);
	}
	w->rq.existed = NULL;
	delegate_done(w, &d);
}

static void a_delegates_delegate_is_judged_and_no_one_speaks_for_themselves(void **state)
{
	static const char *const ext[] = { "extendedKeyUsage=OCSPSigning", "keyUsage=digitalSignature", NULL };
	struct world *w = *state;
	struct delegated d = delegate(w, 1);
	AUTO(ca) struct ca second = ca_make((struct ca_spec){ .name = "R2", .issuer = &w->root, .ext = ext });
	struct bytes all[2] = { d.answer };
	const struct cert_status *c;

	all[1] = ca_ocsp((struct ocsp_spec){ .cert = d.by.x, .issuer = w->root.x, .by = &d.by, .issued = LONG_AFTER }, w->mem);
	w->rq.revocation = (struct revocation_data){ .ocsps = all, .n_ocsps = 2 };
	c = judge(w);
	assert_int_equal(c->state, CERT_GOOD);
	assert_non_null(c->doubt);
	assert_int_equal(c->n_issuer_ocsps, 0);
	all[1] = ca_ocsp((struct ocsp_spec){ .cert = d.by.x, .issuer = w->root.x, .by = &second, .issued = LONG_AFTER }, w->mem);
	c = judge(w);
	assert_null(c->doubt);
	assert_int_equal(c->n_issuer_ocsps, 1);
	assert_int_equal(c->n_issuers, 2);
	assert_false(c->held); /* of the second nothing is known */
	delegate_done(w, &d);
}

static void the_key_that_signs_an_authoritys_crls_is_judged_too(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca fresh = ca_make((struct ca_spec){ .name = "Root", .issuer = &w->root, .ext = ca_root_ext });
	STACK_OF(X509) *others = sk_X509_new_null();
	struct bytes both[2];
	const struct cert_status *c;

	assert_true(sk_X509_push(others, fresh.x));
	w->rq.others = others;
	both[0] = ca_crl((struct crl_spec){ .by = &fresh, .issued = AFTER }, w->mem);
	both[1] = ca_crl((struct crl_spec){ .by = &w->root, .issued = BEFORE, .next = LONG_AFTER }, w->mem);
	w->rq.revocation = (struct revocation_data){ .crls = both, .n_crls = 2 };
	c = judge(w);
	assert_int_equal(c->state, CERT_GOOD);
	assert_int_equal(c->n_issuers, 1);
	assert_true(bytes_eq(c->issuers[0], ca_der(fresh.x, w->mem)));
	assert_true(c->n_issuer_crls == 1 && c->held && !c->doubt);
	both[1] = ca_crl((struct crl_spec){ .by = &w->root, .revoked = fresh.x, .revoked_at = BEFORE, .reason = 4,
					    .issued = BEFORE, .next = BEFORE }, w->mem);
	assert_int_equal(judge(w)->state, CERT_UNKNOWN);
	sk_X509_free(others);
	w->rq.others = NULL;
}

static void changed_data_is_no_data(void **state)
{
	struct world *w = *state;
	unsigned char *copy;

	assert_int_equal(with_ocsp(w, (struct ocsp_spec){ .issued = AFTER }), CERT_GOOD);
	copy = (unsigned char *)(uintptr_t)w->data.data;
	for (size_t i = 0; i < w->data.len; i += 7) {
		copy[i] ^= 1;
		(void)judge(w)->state; /* no crash; padding of the signature aside nothing is good */
		copy[i] ^= 1;
	}
	assert_int_equal(judge(w)->state, CERT_GOOD);
	w->data.len--;
	assert_int_equal(judge(w)->state, CERT_UNKNOWN);
}

static void a_revoked_authority_breaks_the_chain(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca sub = ca_make((struct ca_spec){ .name = "Sub", .issuer = &w->root, .ext = ca_root_ext });
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &sub });
	STACK_OF(X509) *others = sk_X509_new_null();
	struct bytes both[2];

	assert_true(sk_X509_push(others, sub.x));
	w->rq.leaf = leaf.x;
	w->rq.others = others;
	both[0] = ca_crl((struct crl_spec){ .by = &sub, .issued = AFTER }, w->mem);
	both[1] = ca_crl((struct crl_spec){ .by = &w->root, .issued = AFTER }, w->mem);
	w->rq.revocation = (struct revocation_data){ .crls = both, .n_crls = 1 };
	assert_int_equal(judge(w)->state, CERT_GOOD);
	assert_int_equal(w->out.revocation, CERT_UNKNOWN); /* nothing is known of the authority */
	w->rq.revocation.n_crls = 2;
	judge(w);
	assert_int_equal(w->out.revocation, CERT_GOOD);
	both[1] = ca_crl((struct crl_spec){ .by = &w->root, .revoked = sub.x, .reason = 2, .issued = AFTER }, w->mem);
	judge(w);
	assert_int_equal(w->out.status, CHAIN_REVOKED_CA);
	sk_X509_free(others);
}

static void of_two_cross_certificates_the_one_not_revoked_is_taken(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca sub = ca_make((struct ca_spec){ .name = "Sub", .issuer = &w->root, .ext = ca_root_ext });
	AUTO(ca) struct ca again = ca_make((struct ca_spec){ .name = "Sub", .issuer = &w->root, .same_key = &sub, .ext = ca_root_ext });
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &sub });
	STACK_OF(X509) *others = sk_X509_new_null();

	assert_true(sk_X509_push(others, sub.x) && sk_X509_push(others, again.x));
	w->rq.leaf = leaf.x;
	w->rq.others = others;
	with_crl(w, (struct crl_spec){ .revoked = sub.x, .reason = 4, .issued = AFTER });
	assert_int_equal(w->out.status, CHAIN_OK);
	sk_X509_free(others);
}

static enum err tell(void *ctx, X509 *cert, X509 *issuer, time_ms at, struct cert_status *out, struct error *e)
{
	(void)cert;
	(void)issuer;
	(void)at;
	if (!ctx)
		return error_set(e, ERR_UNAVAILABLE, "the line is down");
	out->state = *(enum revocation_state *)ctx;
	out->revoked_at = when(BEFORE);
	return ERR_OK;
}

static _Bool covers(void *ctx, X509 *cert, const struct cert_facts *facts)
{
	(void)ctx;
	(void)facts;
	return jpki_is_issuer_of(cert);
}

static void jpki_is_closed_but_to_a_provider(void **state)
{
	static const char *const ext[] = { "certificatePolicies=1.2.392.200149.8.5.1.1.20", NULL };
	struct world *w = *state;
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Citizen", .issuer = &w->root, .ext = ext });
	enum revocation_state answer = CERT_GOOD;
	struct revocation_provider p = { "test", &answer, covers, tell };
	struct trust_online online = { .providers = &p, .n_providers = 1 };

	w->rq.leaf = leaf.x;
	assert_int_equal(judge(w)->state, CERT_UNKNOWN);
	assert_true(w->out.closed_revocation);
	assert_int_equal(w->out.status, CHAIN_OK);
	w->rq.session = trust_session_new(&online);
	assert_int_equal(judge(w)->state, CERT_GOOD);
	assert_int_equal(w->out.statuses[0].source, STATUS_FROM_PROVIDER);
	assert_false(w->out.closed_revocation);
	answer = CERT_REVOKED;
	assert_int_equal(judge(w)->state, CERT_REVOKED);
	assert_int_equal(w->out.status, CHAIN_REVOKED);
	trust_session_free(w->rq.session);
	p.ctx = NULL;
	w->rq.session = trust_session_new(&online);
	assert_int_equal(judge(w)->state, CERT_UNKNOWN);
	assert_true(w->out.closed_revocation);
	assert_int_equal(w->out.n_problems, 1);
	trust_session_free(w->rq.session);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(without_data_the_state_is_unknown_and_data_was_to_be_expected),
		T(a_crl_counts_when_it_speaks_of_the_time),
		T(a_revocation_counts_from_its_time_on),
		T(a_later_good_ends_a_suspension_but_no_revocation),
		T(only_the_issuers_key_signs_its_crls),
		T(after_a_change_of_key_the_authority_still_signs_its_crls),
		T(scope_and_odd_extensions_of_a_crl_are_minded),
		T(a_crl_from_after_the_certificates_end_says_nothing_good),
		T(an_ocsp_answer_is_read),
		T(an_ocsp_delegate_is_certified_by_the_authority_for_it),
		T(of_a_delegate_nothing_may_be_known_and_that_is_told),
		T(what_judges_a_delegate_is_told_and_belongs_into_the_document),
		T(a_delegate_that_cannot_be_found_is_not_believed),
		T(a_revoked_delegate_is_believed_for_what_it_said_before),
		T(a_delegates_delegate_is_judged_and_no_one_speaks_for_themselves),
		T(the_key_that_signs_an_authoritys_crls_is_judged_too),
		T(changed_data_is_no_data),
		T(a_revoked_authority_breaks_the_chain),
		T(of_two_cross_certificates_the_one_not_revoked_is_taken),
		T(jpki_is_closed_but_to_a_provider),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
