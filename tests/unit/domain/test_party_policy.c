/* What an organisation accepts of parties' certificates: what can be set, and what fits it. */
#include "../sig/pki_ca.h"
#include "domain/party_policy.h"
#include "fixture.h"
#include "sig/algorithm.h"

static const char *const any_rsa[] = { "rsa-pkcs1-sha256", "rsa-pss-sha256", "ecdsa-p256-sha256" };

static enum err judge(struct domain *d, const struct party_policy *p, struct bytes der)
{
	struct error e = { 0 };

	d->refusal = NULL;
	return party_policy_judge(d, p, der, any_rsa, COUNT_OF(any_rsa), &e);
}

static struct ca issue(const struct ca *by, const char *name, const char *policies)
{
	const char *const ext[] = { "keyUsage=critical,digitalSignature,nonRepudiation",
				    policies ? policies : "basicConstraints=CA:FALSE", NULL };

	return ca_make((struct ca_spec){ .name = name, .issuer = by, .ext = ext });
}

static void nothing_set_accepts_all_but_jpki(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	AUTO(ca)
	struct ca root = ca_make((struct ca_spec){ .name = "O=甲/CN=Root", .ext = ca_root_ext });
	AUTO(ca) struct ca leaf = issue(&root, "O=乙/CN=Leaf", NULL);
	AUTO(ca)
	struct ca card = issue(&root, "CN=Card", "certificatePolicies=1.2.392.200149.8.5.1.1.20");
	AUTO(ca)
	struct ca jpki = ca_make((struct ca_spec){ .name = "O=JPKI/CN=Test", .ext = ca_root_ext });
	AUTO(ca) struct ca named = issue(&jpki, "CN=Named", NULL);
	struct party_policy p;

	assert_ok(party_policy_get(&d, &p, &f->e));
	assert_int_equal(p.version, 0);
	assert_string_equal(p.sub_filter, "ETSI.CAdES.detached");
	for (size_t i = 0; sig_algorithm_name(i); i++)
		assert_string_equal(p.algorithms[i], sig_algorithm_name(i));
	assert_ok(judge(&d, &p, ca_der(leaf.x, f->mem)));
	assert_int_equal(judge(&d, &p, ca_der(card.x, f->mem)), ERR_CERT_REFUSED);
	assert_string_equal(d.refusal, "party-jpki");
	assert_int_equal(judge(&d, &p, ca_der(named.x, f->mem)), ERR_CERT_REFUSED);
	assert_string_equal(d.refusal, "party-jpki");
	p.jpki = 1;
	assert_ok(judge(&d, &p, ca_der(card.x, f->mem)));
	assert_ok(judge(&d, &p, ca_der(named.x, f->mem)));
	assert_int_equal(judge(&d, &p, BYTES_LIT("\x30\x03\x02\x01\x00")), ERR_CERT_REFUSED);
}

static void the_issuer_counts_by_its_name_and_only_the_direct_one(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	AUTO(ca)
	struct ca root = ca_make((struct ca_spec){ .name = "CN=Root", .ext = ca_root_ext });
	AUTO(ca)
	struct ca next = ca_make((struct ca_spec){ .name = "CN=Root", .ext = ca_root_ext });
	AUTO(ca)
	struct ca below = ca_make(
		(struct ca_spec){ .name = "CN=Below", .issuer = &root, .ext = ca_root_ext });
	AUTO(ca) struct ca direct = issue(&root, "CN=Direct", NULL);
	AUTO(ca) struct ca renewed = issue(&next, "CN=Renewed", NULL);
	AUTO(ca) struct ca far = issue(&below, "CN=Far", NULL);
	struct party_policy p;

	assert_ok(party_policy_get(&d, &p, &f->e));
	party_policy_add_issuers(&d, "issuers[0]", ca_der(root.x, f->mem), &p);
	assert_int_equal(d.n_errors, 0);
	assert_int_equal(p.n_issuers, 1);
	assert_ok(judge(&d, &p, ca_der(direct.x, f->mem)));
	assert_ok(judge(&d, &p, ca_der(renewed.x, f->mem)));
	assert_int_equal(judge(&d, &p, ca_der(far.x, f->mem)), ERR_CERT_REFUSED);
	assert_string_equal(d.refusal, "party-issuer");
	party_policy_add_issuers(&d, "issuers[1]", ca_der(below.x, f->mem), &p);
	assert_ok(judge(&d, &p, ca_der(far.x, f->mem)));
	party_policy_add_issuers(&d, "issuers[2]", ca_der(below.x, f->mem), &p);
	assert_int_equal(p.n_issuers, 2);
	party_policy_add_issuers(&d, "issuers[3]", ca_der(direct.x, f->mem), &p);
	assert_string_equal(d.errors[0].code, "no-authority");
	party_policy_add_issuers(&d, "issuers[4]", BYTES_LIT("-----BEGIN PRIVATE KEY-----"), &p);
	assert_string_equal(d.errors[1].code, "private-key-given");
	party_policy_add_issuers(&d, "issuers[5]", BYTES_LIT("x"), &p);
	assert_string_equal(d.errors[2].code, "no-certificate");
}

static void policies_and_algorithms_bound_what_fits(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	AUTO(ca)
	struct ca root = ca_make((struct ca_spec){ .name = "CN=Root", .ext = ca_root_ext });
	AUTO(ca) struct ca none = issue(&root, "CN=None", NULL);
	AUTO(ca) struct ca two = issue(&root, "CN=Two", "certificatePolicies=1.2.3.4,1.2.3.5");
	AUTO(ca) struct ca any = issue(&root, "CN=Any", "certificatePolicies=2.5.29.32.0");
	struct party_policy p;

	assert_ok(party_policy_get(&d, &p, &f->e));
	p.policies[p.n_policies++] = "1.2.3.5";
	assert_ok(judge(&d, &p, ca_der(two.x, f->mem)));
	assert_int_equal(judge(&d, &p, ca_der(none.x, f->mem)), ERR_CERT_REFUSED);
	assert_string_equal(d.refusal, "party-certificate-policy");
	assert_int_equal(judge(&d, &p, ca_der(any.x, f->mem)), ERR_CERT_REFUSED);
	p.n_policies = 0;
	/* the keys of these certificates are P-256 */
	p.algorithms[0] = "ecdsa-p384-sha384";
	p.n_algorithms = 1;
	assert_int_equal(judge(&d, &p, ca_der(two.x, f->mem)), ERR_CERT_ALGORITHM);
	assert_string_equal(d.refusal, "party-algorithm");
	/* what the program does not offer is no matter of the organisation */
	p.algorithms[0] = "ecdsa-p256-sha256";
	assert_ok(judge(&d, &p, ca_der(two.x, f->mem)));
}

static enum err set(struct fixture *f, const struct party_policy *p)
{
	struct domain d = as(f, &f->owner);

	return party_policy_set(&d, p, &f->e);
}

static void it_is_kept_under_its_version_by_organisation(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner), theirs = as(f, &f->stranger);
	AUTO(ca)
	struct ca root = ca_make((struct ca_spec){ .name = "CN=Root", .ext = ca_root_ext });
	struct party_policy p, now;

	assert_ok(party_policy_get(&d, &p, &f->e));
	party_policy_add_issuers(&d, "issuers[0]", ca_der(root.x, f->mem), &p);
	p.policies[p.n_policies++] = "1.2.3";
	p.algorithms[0] = "ecdsa-p256-sha256";
	p.algorithms[1] = "rsa-pkcs1-sha256";
	p.n_algorithms = 2;
	p.sub_filter = PARTY_SUB_FILTER_OLD;
	p.jpki = 1;
	assert_ok(set(f, &p));
	assert_int_equal(set(f, &p), ERR_STALE);
	assert_ok(party_policy_get(&d, &now, &f->e));
	assert_int_equal(now.version, 1);
	assert_int_equal(now.n_issuers, 1);
	assert_true(bytes_eq(now.issuers[0], p.issuers[0]));
	assert_string_equal(now.policies[0], "1.2.3");
	assert_string_equal(now.algorithms[0], "ecdsa-p256-sha256");
	assert_int_equal(now.n_algorithms, 2);
	assert_string_equal(now.sub_filter, PARTY_SUB_FILTER_OLD);
	assert_true(now.jpki);
	now.n_issuers = 0;
	assert_ok(set(f, &now));
	assert_ok(party_policy_get(&d, &now, &f->e));
	assert_int_equal(now.version, 2);
	assert_int_equal(now.n_issuers, 0);
	assert_ok(party_policy_get(&theirs, &p, &f->e));
	assert_int_equal(p.version, 0);
}

static void what_is_no_policy_cannot_be_set(void **state)
{
	static const struct {
		const char *oid;
		_Bool good;
	} oids[] = {
		{ "1.2.392.200127.8.4.1", 1 },
		{ "2.999.1", 1 },
		{ "0.39", 1 },
		{ "2.16.840.0", 1 },
		{ "", 0 },
		{ "1", 0 },
		{ "3.1", 0 },
		{ "1.40", 0 },
		{ "1..2", 0 },
		{ "1.2.", 0 },
		{ ".1.2", 0 },
		{ "1.2.03", 0 },
		{ "1.2 ", 0 },
		{ "1.2.x", 0 },
		{ "1.2.1234567890123456789", 0 },
		{ "1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20.21.22.23.24.25.26", 0 },
	};
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	struct party_policy p;

	for (size_t i = 0; i < COUNT_OF(oids); i++) {
		assert_ok(party_policy_get(&d, &p, &f->e));
		p.policies[p.n_policies++] = oids[i].oid;
		if ((set(f, &p) == ERR_OK) != oids[i].good)
			fail_msg("%s", oids[i].oid);
	}
	assert_ok(party_policy_get(&d, &p, &f->e));
	p.n_algorithms = 0;
	assert_int_equal(set(f, &p), ERR_INVALID);
	p.algorithms[0] = p.algorithms[1] = "rsa-pkcs1-sha256";
	p.n_algorithms = 2;
	assert_int_equal(set(f, &p), ERR_INVALID);
	p.n_algorithms = 1;
	p.sub_filter = "adbe.pkcs7.sha1";
	assert_int_equal(set(f, &p), ERR_INVALID);
	p.sub_filter = PARTY_SUB_FILTER;
	assert_ok(set(f, &p));
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FIXTURE(nothing_set_accepts_all_but_jpki),
		WITH_FIXTURE(the_issuer_counts_by_its_name_and_only_the_direct_one),
		WITH_FIXTURE(policies_and_algorithms_bound_what_fits),
		WITH_FIXTURE(it_is_kept_under_its_version_by_organisation),
		WITH_FIXTURE(what_is_no_policy_cannot_be_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
