/* Chains: how a path is found and what rules it keeps. Certificates are made by OpenSSL. */
#include "../fast_dir.h"
#include "../test.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "pki_ca.h"
#include "sig/trust/chain.h"

enum { OTHERS = 8 };

struct world {
	struct arena *mem;
	struct trust *trust;
	struct ca root;
	STACK_OF(X509) *others;
	struct chain_result out;
};

static time_ms when(const char *text)
{
	time_ms t;

	assert_true(time_parse_rfc3339(text, &t));
	return t;
}

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	w->mem = arena_new(0);
	w->trust = trust_new();
	w->others = sk_X509_new_null();
	w->root = ca_make((struct ca_spec){ .name = "Root", .ext = ca_root_ext });
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	ca_done(&w->root);
	sk_X509_free(w->others);
	trust_free(w->trust);
	arena_free(w->mem);
	free(w);
	return 0;
}

static void trust_for(struct world *w, enum trust_use use, const struct ca *c)
{
	assert_ok(trust_add(w->trust, use, ca_der(c->x, w->mem), NULL));
}

static void bring(struct world *w, const struct ca *c)
{
	assert_true(sk_X509_push(w->others, c->x));
}

static struct chain_request request(const struct world *w, const struct ca *leaf)
{
	return (struct chain_request){ .leaf = leaf->x, .others = w->others, .trust = w->trust,
				       .at = when("2026-06-01T00:00:00Z"),
				       .purpose = CHAIN_FOR_SIGNATURE };
}

static enum chain_status judge(struct world *w, const struct chain_request *rq)
{
	assert_ok(chain_validate(rq, w->mem, &w->out, NULL));
	assert_true(w->out.n >= 1);
	assert_non_null(w->out.statuses);
	return w->out.status;
}

static enum chain_status status_of(struct world *w, const struct ca *leaf)
{
	struct chain_request rq = request(w, leaf);

	return judge(w, &rq);
}

static enum chain_status status_of_ext(struct world *w, const char *const *ext)
{
	struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &w->root, .ext = ext });
	enum chain_status s = status_of(w, &leaf);

	ca_done(&leaf);
	return s;
}

static void anchors_count_for_their_purpose_only(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &w->root, .ext = ca_signer_ext });
	AUTO(ca) struct ca tsa = ca_make((struct ca_spec){ .name = "Tsa", .issuer = &w->root, .ext = ca_tsa_ext });
	struct chain_request rq = request(w, &tsa);

	rq.purpose = CHAIN_FOR_TIMESTAMP;
	assert_int_equal(status_of(w, &leaf), CHAIN_NONE);
	assert_false(w->out.anchored);
	trust_for(w, TRUST_TIMESTAMP, &w->root);
	assert_int_equal(trust_count(w->trust), 1);
	assert_int_equal(status_of(w, &leaf), CHAIN_NONE);
	assert_int_equal(judge(w, &rq), CHAIN_OK);
	trust_for(w, TRUST_SIGNATURE, &w->root);
	assert_int_equal(status_of(w, &leaf), CHAIN_OK);
	assert_int_equal(w->out.n, 2);
	assert_true(w->out.statuses[1].anchor);
}

static void a_certificate_may_itself_be_the_anchor(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &w->root, .ext = ca_signer_ext });

	trust_for(w, TRUST_ALL, &leaf);
	assert_int_equal(status_of(w, &leaf), CHAIN_OK);
	assert_int_equal(w->out.n, 1);
	assert_true(w->out.statuses[0].anchor);
	assert_false(w->out.statuses[0].expected);
}

static void of_anchors_with_one_name_the_right_key_is_found(void **state)
{
	static const char *const plain[] = { "basicConstraints=critical,CA:TRUE", NULL };
	struct world *w = *state;
	struct ca keys[3];
	AUTO(ca) struct ca leaf = { 0 };

	for (size_t i = 0; i < 3; i++) {
		keys[i] = ca_make((struct ca_spec){ .name = "Rollover", .ext = plain });
		trust_for(w, TRUST_ALL, &keys[i]);
	}
	leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &keys[2] });
	assert_int_equal(status_of(w, &leaf), CHAIN_OK);
	for (size_t i = 0; i < 3; i++)
		ca_done(&keys[i]);
}

static void a_self_signed_look_alike_in_the_file_shadows_no_anchor(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca fake = ca_make((struct ca_spec){ .name = "Root", .ext = ca_root_ext });
	AUTO(ca) struct ca again = ca_make((struct ca_spec){ .name = "Root", .same_key = &w->root, .ext = ca_root_ext });
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &w->root, .ext = ca_signer_ext });

	bring(w, &fake);
	bring(w, &again);
	bring(w, &w->root);
	assert_int_equal(status_of(w, &leaf), CHAIN_NONE);
	trust_for(w, TRUST_ALL, &w->root);
	assert_int_equal(status_of(w, &leaf), CHAIN_OK);
	assert_int_equal(w->out.n, 2);
}

static void a_signer_of_the_look_alike_is_not_trusted(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca fake = ca_make((struct ca_spec){ .name = "Root", .ext = ca_root_ext });
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &fake, .ext = ca_signer_ext });

	bring(w, &fake);
	trust_for(w, TRUST_ALL, &w->root);
	assert_int_equal(status_of(w, &leaf), CHAIN_NONE);
	assert_string_equal(w->out.certs[w->out.n - 1].common_name, "Root");
}

static void order_and_expired_look_alikes_do_no_harm(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca one = ca_make((struct ca_spec){ .name = "One", .issuer = &w->root, .ext = ca_root_ext });
	AUTO(ca) struct ca two = ca_make((struct ca_spec){ .name = "Two", .issuer = &one, .ext = ca_root_ext });
	AUTO(ca) struct ca old = ca_make((struct ca_spec){ .name = "Two", .issuer = &one, .same_key = &two, .ext = ca_root_ext,
							    .to = "2020-01-01T00:00:00Z" });
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &two, .ext = ca_signer_ext });

	trust_for(w, TRUST_ALL, &w->root);
	bring(w, &old);
	bring(w, &w->root);
	bring(w, &leaf);
	bring(w, &two);
	bring(w, &one);
	assert_int_equal(status_of(w, &leaf), CHAIN_OK);
	assert_int_equal(w->out.n, 4);
}

static void a_cross_certificate_is_taken_when_it_leads_to_an_anchor(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca own = ca_make((struct ca_spec){ .name = "Registry", .ext = ca_root_ext });
	AUTO(ca) struct ca cross = ca_make((struct ca_spec){ .name = "Registry", .issuer = &w->root, .same_key = &own, .ext = ca_root_ext });
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &own, .ext = ca_signer_ext });

	trust_for(w, TRUST_ALL, &w->root);
	bring(w, &own);
	assert_int_equal(status_of(w, &leaf), CHAIN_NONE);
	bring(w, &cross);
	assert_int_equal(status_of(w, &leaf), CHAIN_OK);
	assert_int_equal(w->out.n, 3);
}

static void cross_certificates_in_a_circle_come_to_an_end(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca a = ca_make((struct ca_spec){ .name = "A", .ext = ca_root_ext });
	AUTO(ca) struct ca b = ca_make((struct ca_spec){ .name = "B", .ext = ca_root_ext });
	AUTO(ca) struct ca ab = ca_make((struct ca_spec){ .name = "A", .issuer = &b, .same_key = &a, .ext = ca_root_ext });
	AUTO(ca) struct ca ba = ca_make((struct ca_spec){ .name = "B", .issuer = &a, .same_key = &b, .ext = ca_root_ext });
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &a, .ext = ca_signer_ext });

	bring(w, &a);
	bring(w, &ab);
	bring(w, &ba);
	bring(w, &b);
	assert_int_equal(status_of(w, &leaf), CHAIN_NONE);
}

static void helpers_help_but_are_not_trusted(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca between = ca_make((struct ca_spec){ .name = "Between", .issuer = &w->root, .ext = ca_root_ext });
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &between, .ext = ca_signer_ext });

	trust_for(w, TRUST_HELP, &between);
	assert_int_equal(trust_count(w->trust), 0);
	assert_int_equal(status_of(w, &leaf), CHAIN_NONE);
	trust_for(w, TRUST_ALL, &w->root);
	assert_int_equal(status_of(w, &leaf), CHAIN_OK);
}

static void a_signature_by_another_key_than_named_breaks_the_chain(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca thief = ca_make((struct ca_spec){ .name = "Thief", .ext = ca_root_ext });
	struct ca mixed = { w->root.x, thief.key };
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &mixed, .ext = ca_signer_ext });

	trust_for(w, TRUST_ALL, &w->root);
	assert_int_equal(status_of(w, &leaf), CHAIN_BROKEN);
	assert_false(w->out.anchored);
}

static void many_look_alikes_are_no_endless_work(void **state)
{
	enum { MANY = 300 };
	static const char *const plain[] = { "basicConstraints=critical,CA:TRUE", NULL };
	struct world *w = *state;
	struct ca *all = calloc(MANY, sizeof(*all));
	AUTO(ca) struct ca key = ca_make((struct ca_spec){ .name = "Root", .ext = plain });
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &w->root });

	for (int i = 0; i < MANY; i++) {
		all[i] = ca_make((struct ca_spec){ .name = "Root", .same_key = &key, .ext = plain });
		bring(w, &all[i]);
	}
	trust_for(w, TRUST_ALL, &w->root);
	assert_int_equal(status_of(w, &leaf), CHAIN_OK);
	for (int i = 0; i < MANY; i++)
		ca_done(&all[i]);
	free(all);
}

static void critical_extensions_are_refused_unless_understood(void **state)
{
	static const struct {
		const char *ext[3];
		enum chain_status status;
	} cases[] = {
		{ { "1.2.392.100300.1.1.1=critical,DER:3000" }, CHAIN_OK },
		{ { "1.2.392.100300.1.1.2=critical,ASN1:UTF8String:registrar" }, CHAIN_OK },
		{ { "1.2.392.100300.1.1.3=critical,DER:3000" }, CHAIN_OK },
		{ { "1.2.392.100300.1.1.4=critical,DER:3000" }, CHAIN_RULES },
		{ { "1.2.3.4=critical,DER:0500" }, CHAIN_RULES },
		{ { "1.2.3.4=DER:0500" }, CHAIN_OK },
		{ { "1.2.3.4=DER:0500", "1.2.3.4=DER:0500" }, CHAIN_RULES },
		{ { "1.3.6.1.5.5.7.1.14=critical,DER:300C300A06082B06010505071501" }, CHAIN_NONE }, /* a proxy */
	};
	struct world *w = *state;

	trust_for(w, TRUST_ALL, &w->root);
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(status_of_ext(w, cases[i].ext), cases[i].status);
}

static void who_is_no_authority_issues_nothing(void **state)
{
	static const char *const silent[] = { "subjectKeyIdentifier=hash", NULL };
	struct world *w = *state;
	AUTO(ca) struct ca user = ca_make((struct ca_spec){ .name = "User", .issuer = &w->root, .ext = silent });
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &user, .ext = ca_signer_ext });

	trust_for(w, TRUST_ALL, &w->root);
	bring(w, &user);
	assert_int_equal(status_of(w, &leaf), CHAIN_RULES);
}

static void path_length_counts(void **state)
{
	static const char *const none_below[] = { "basicConstraints=critical,CA:TRUE,pathlen:0",
						  "keyUsage=critical,keyCertSign", "subjectKeyIdentifier=hash", NULL };
	struct world *w = *state;
	AUTO(ca) struct ca one = ca_make((struct ca_spec){ .name = "One", .issuer = &w->root, .ext = none_below });
	AUTO(ca) struct ca two = ca_make((struct ca_spec){ .name = "Two", .issuer = &one, .ext = ca_root_ext });
	AUTO(ca) struct ca near = ca_make((struct ca_spec){ .name = "Near", .issuer = &one, .ext = ca_signer_ext });
	AUTO(ca) struct ca far = ca_make((struct ca_spec){ .name = "Far", .issuer = &two, .ext = ca_signer_ext });

	trust_for(w, TRUST_ALL, &w->root);
	bring(w, &one);
	bring(w, &two);
	assert_int_equal(status_of(w, &near), CHAIN_OK);
	assert_int_equal(status_of(w, &far), CHAIN_RULES);
}

static void name_constraints_hold(void **state)
{
	/* permittedSubtrees [0] { base [4] { O=Good } } */
	static const char *const good_only[] = {
		"basicConstraints=critical,CA:TRUE",
		"nameConstraints=critical,DER:3017a0153013a411300f310d300b060355040a0c04476f6f64",
		"subjectKeyIdentifier=hash", NULL
	};
	struct world *w = *state;
	AUTO(ca) struct ca one = ca_make((struct ca_spec){ .name = "One", .issuer = &w->root, .ext = good_only });
	AUTO(ca) struct ca good = ca_make((struct ca_spec){ .name = "O=Good/CN=x", .issuer = &one, .ext = ca_signer_ext });
	AUTO(ca) struct ca bad = ca_make((struct ca_spec){ .name = "O=Bad/CN=x", .issuer = &one, .ext = ca_signer_ext });

	trust_for(w, TRUST_ALL, &w->root);
	bring(w, &one);
	assert_int_equal(status_of(w, &good), CHAIN_OK);
	assert_int_equal(status_of(w, &bad), CHAIN_RULES);
}

static void policies_are_demanded_when_asked_for(void **state)
{
	static const char *const ext[] = { "certificatePolicies=1.2.3.4", NULL };
	static const char *const wanted[] = { "1.2.3.5", "1.2.3.4" };
	struct world *w = *state;
	AUTO(ca) struct ca with = ca_make((struct ca_spec){ .name = "With", .issuer = &w->root, .ext = ext });
	AUTO(ca) struct ca without = ca_make((struct ca_spec){ .name = "Without", .issuer = &w->root });
	struct chain_request rq = request(w, &with);

	trust_for(w, TRUST_ALL, &w->root);
	rq.policies = wanted;
	rq.n_policies = 1;
	assert_int_equal(judge(w, &rq), CHAIN_POLICY);
	rq.n_policies = 2;
	assert_int_equal(judge(w, &rq), CHAIN_OK);
	rq.leaf = without.x;
	assert_int_equal(judge(w, &rq), CHAIN_POLICY);
	rq.n_policies = 0;
	assert_int_equal(judge(w, &rq), CHAIN_OK);
}

static void an_authority_may_require_a_policy(void **state)
{
	static const char *const strict[] = { "basicConstraints=critical,CA:TRUE", "certificatePolicies=1.2.3.4",
					      "policyConstraints=critical,requireExplicitPolicy:0", NULL };
	static const char *const any[] = { "basicConstraints=critical,CA:TRUE", "certificatePolicies=2.5.29.32.0",
					   "policyConstraints=critical,requireExplicitPolicy:0", "inhibitAnyPolicy=critical,0",
					   NULL };
	static const char *const same[] = { "certificatePolicies=1.2.3.4", NULL };
	static const char *const whatever[] = { "certificatePolicies=2.5.29.32.0", NULL };
	struct world *w = *state;
	AUTO(ca) struct ca one = ca_make((struct ca_spec){ .name = "One", .issuer = &w->root, .ext = strict });
	AUTO(ca) struct ca two = ca_make((struct ca_spec){ .name = "Two", .issuer = &w->root, .ext = any });
	AUTO(ca) struct ca good = ca_make((struct ca_spec){ .name = "Good", .issuer = &one, .ext = same });
	AUTO(ca) struct ca bad = ca_make((struct ca_spec){ .name = "Bad", .issuer = &one });
	AUTO(ca) struct ca inhibited = ca_make((struct ca_spec){ .name = "Inhibited", .issuer = &two, .ext = whatever });

	trust_for(w, TRUST_ALL, &w->root);
	bring(w, &one);
	bring(w, &two);
	assert_int_equal(status_of(w, &good), CHAIN_OK);
	assert_int_equal(status_of(w, &bad), CHAIN_RULES);
	assert_int_equal(status_of(w, &inhibited), CHAIN_RULES);
}

static void uses_of_the_key_are_those_of_documents(void **state)
{
	static const struct {
		const char *ext[2];
		enum chain_status status;
	} cases[] = {
		{ { NULL }, CHAIN_OK }, /* registry certificates before March 2026 */
		{ { "keyUsage=digitalSignature" }, CHAIN_OK },
		{ { "keyUsage=nonRepudiation" }, CHAIN_OK },
		{ { "keyUsage=critical,keyEncipherment" }, CHAIN_PURPOSE },
		{ { "extendedKeyUsage=anyExtendedKeyUsage" }, CHAIN_OK },
		{ { "extendedKeyUsage=emailProtection" }, CHAIN_OK },
		{ { "extendedKeyUsage=clientAuth" }, CHAIN_OK },
		{ { "extendedKeyUsage=1.3.6.1.5.5.7.3.36" }, CHAIN_OK },
		{ { "extendedKeyUsage=critical,1.2.840.113583.1.1.5" }, CHAIN_OK },
		{ { "extendedKeyUsage=1.3.6.1.4.1.311.10.3.12" }, CHAIN_OK },
		{ { "extendedKeyUsage=serverAuth,clientAuth" }, CHAIN_OK },
		{ { "extendedKeyUsage=serverAuth" }, CHAIN_PURPOSE },
		{ { "extendedKeyUsage=codeSigning" }, CHAIN_PURPOSE },
		{ { "extendedKeyUsage=critical,timeStamping" }, CHAIN_PURPOSE },
		{ { "extendedKeyUsage=OCSPSigning,serverAuth" }, CHAIN_PURPOSE },
	};
	struct world *w = *state;

	trust_for(w, TRUST_ALL, &w->root);
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(status_of_ext(w, cases[i].ext), cases[i].status);
}

static void validity_is_judged_at_the_time_asked_for(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca root = ca_make((struct ca_spec){ .name = "Old root", .ext = ca_root_ext, .to = "2021-01-01T00:00:00Z" });
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &root, .ext = ca_signer_ext,
							     .from = "2020-01-01T00:00:00Z", .to = "2024-01-01T00:00:00Z" });
	struct chain_request rq = request(w, &leaf);

	trust_for(w, TRUST_ALL, &root);
	assert_int_equal(judge(w, &rq), CHAIN_EXPIRED);
	rq.at = when("2019-06-01T00:00:00Z");
	assert_int_equal(judge(w, &rq), CHAIN_EARLY);
	rq.at = when("2023-06-01T00:00:00Z"); /* after the anchor's end, which does not count */
	assert_int_equal(judge(w, &rq), CHAIN_OK);
}

static void the_strength_of_algorithms_is_not_judged_here(void **state)
{
	struct world *w = *state;
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &w->root, .ext = ca_signer_ext, .md = EVP_sha1() });

	trust_for(w, TRUST_ALL, &w->root);
	assert_int_equal(status_of(w, &leaf), CHAIN_OK);
	assert_string_equal(w->out.certs[0].digest, "SHA1");
}

static void write_cert(const char *folder, const char *sub, const char *name, X509 *x, struct arena *mem)
{
	char *path = NULL, *dir = NULL;
	struct bytes der = ca_der(x, mem);
	FILE *f;

	assert_true(asprintf(&dir, "%s/%s", folder, sub) > 0);
	(void)!mkdir(dir, 0700);
	assert_true(asprintf(&path, "%s/%s", dir, name) > 0);
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(der.data, 1, der.len, f), der.len);
	fclose(f);
	free(path);
	free(dir);
}

static void a_folder_says_what_its_certificates_are_for(void **state)
{
	struct world *w = *state;
	char folder[FAST_DIR_SIZE], *command = NULL;
	AUTO(ca) struct ca stamps = ca_make((struct ca_spec){ .name = "Stamps", .ext = ca_root_ext });
	AUTO(ca) struct ca between = ca_make((struct ca_spec){ .name = "Between", .issuer = &w->root, .ext = ca_root_ext });
	AUTO(ca) struct ca leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &between, .ext = ca_signer_ext });
	AUTO(ca) struct ca other = ca_make((struct ca_spec){ .name = "Other", .issuer = &stamps, .ext = ca_signer_ext });

	assert_true(fast_dir(folder));
	assert_int_equal(trust_add_path(w->trust, TRUST_ALL, folder, NULL), ERR_CERT);
	write_cert(folder, "signature", "a.cer", w->root.x, w->mem);
	write_cert(folder, "timestamp", "b.cer", stamps.x, w->mem);
	write_cert(folder, "intermediate", "c.cer", between.x, w->mem);
	write_cert(folder, "unknown", "d.cer", stamps.x, w->mem);
	assert_ok(trust_add_path(w->trust, TRUST_ALL, folder, NULL));
	assert_int_equal(trust_count(w->trust), 2);
	assert_int_equal(status_of(w, &leaf), CHAIN_OK);
	assert_int_equal(status_of(w, &other), CHAIN_NONE);
	assert_true(asprintf(&command, "rm -rf '%s'", folder) > 0);
	assert_ok(system(command));
	free(command);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(anchors_count_for_their_purpose_only),
		T(a_certificate_may_itself_be_the_anchor),
		T(of_anchors_with_one_name_the_right_key_is_found),
		T(a_self_signed_look_alike_in_the_file_shadows_no_anchor),
		T(a_signer_of_the_look_alike_is_not_trusted),
		T(order_and_expired_look_alikes_do_no_harm),
		T(a_cross_certificate_is_taken_when_it_leads_to_an_anchor),
		T(cross_certificates_in_a_circle_come_to_an_end),
		T(helpers_help_but_are_not_trusted),
		T(a_signature_by_another_key_than_named_breaks_the_chain),
		T(many_look_alikes_are_no_endless_work),
		T(critical_extensions_are_refused_unless_understood),
		T(who_is_no_authority_issues_nothing),
		T(path_length_counts),
		T(name_constraints_hold),
		T(policies_are_demanded_when_asked_for),
		T(an_authority_may_require_a_policy),
		T(uses_of_the_key_are_those_of_documents),
		T(validity_is_judged_at_the_time_asked_for),
		T(the_strength_of_algorithms_is_not_judged_here),
		T(a_folder_says_what_its_certificates_are_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
