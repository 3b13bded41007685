/* A certificate authority in a folder; OpenSSL judges what it issues. */
#include "../test.h"
#include <fcntl.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sig/trust/ca_folder.h"
#include "sig/trust/chain.h"

struct world {
	char path[64];
	struct arena *mem;
	struct clock clock;
	struct rng rng;
	struct ca_setup setup;
};

/* Keys are kept with every bit turned round: the folder must ask for it both ways. */
static enum err invert(void *ctx, const char *name, struct bytes in, struct arena *mem,
		       struct bytes *out, struct error *e)
{
	unsigned char *p = arena_alloc(mem, in.len);

	(void)ctx;
	(void)name;
	(void)e;
	for (size_t i = 0; i < in.len; i++)
		p[i] = (unsigned char)~in.data[i];
	*out = BYTES(p, in.len);
	return ERR_OK;
}

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	strcpy(w->path, "/tmp/ca_folder.XXXXXX");
	assert_non_null(mkdtemp(w->path));
	w->mem = arena_new(0);
	w->clock = clock_fixed(1795000000000);
	w->rng = rng_test(3);
	w->setup = (struct ca_setup){ .path = w->path, .base_url = "http://ca.example",
				      .key = PKEY_P256, .keeping = { NULL, invert, invert },
				      .clock = &w->clock, .rng = &w->rng };
	assert_ok(ca_folder_init(&w->setup, NULL));
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;
	char *command = NULL;

	assert_true(asprintf(&command, "rm -rf '%s'", w->path) > 0);
	assert_ok(system(command));
	free(command);
	arena_free(w->mem);
	free(w);
	return 0;
}

static struct bytes issue(struct world *w, struct ca_folder *f, enum ca_kind kind)
{
	struct ca_subject s = { .kind = kind, .name = "試験 太郎", .days = 365 };
	AUTO(pkey) struct pkey *key = NULL;
	struct bytes der;

	assert_ok(pkey_generate(PKEY_P256, &key, NULL));
	s.key = key;
	assert_ok(ca_folder_issue(f, &s, w->mem, &der, NULL));
	return der;
}

static struct chain_result judge(struct world *w, struct bytes root, struct bytes cert,
				 struct bytes crl, enum chain_purpose purpose, time_ms at)
{
	AUTO(trust) struct trust *t = trust_new();
	AUTO(x509) X509 *leaf = x509_parse(cert);
	struct chain_request rq = { .leaf = leaf, .trust = t, .at = at, .purpose = purpose };
	struct chain_result out;

	assert_ok(trust_add(t, TRUST_ALL, root, NULL));
	if (crl.len)
		assert_ok(trust_add(t, TRUST_ALL, crl, NULL));
	assert_ok(chain_validate(&rq, w->mem, &out, NULL));
	return out;
}

static void issued_certificates_chain_to_the_root(void **state)
{
	struct world *w = *state;
	AUTO(ca_folder) struct ca_folder *f = NULL;
	struct bytes root, signer, tsa, none = { 0 };
	time_ms now = w->clock.fixed;

	assert_ok(ca_folder_open(&w->setup, &f, NULL));
	root = ca_folder_root(f);
	signer = issue(w, f, CA_SIGNER);
	tsa = issue(w, f, CA_TSA);
	assert_int_equal(judge(w, root, signer, none, CHAIN_FOR_SIGNATURE, now).status, CHAIN_OK);
	assert_int_equal(judge(w, root, tsa, none, CHAIN_FOR_TIMESTAMP, now).status, CHAIN_OK);
	assert_int_equal(judge(w, root, signer, none, CHAIN_FOR_TIMESTAMP, now).status, CHAIN_PURPOSE);
	assert_int_equal(judge(w, signer, tsa, none, CHAIN_FOR_TIMESTAMP, now).status, CHAIN_NONE);
	assert_int_equal(judge(w, root, signer, none, CHAIN_FOR_SIGNATURE, now - 1000).status, CHAIN_EARLY);
	assert_int_equal(judge(w, root, signer, none, CHAIN_FOR_SIGNATURE, now + 400LL * 86400000).status,
			 CHAIN_EXPIRED);
}

static void a_revoked_certificate_is_on_the_list_and_older_signatures_stand(void **state)
{
	struct world *w = *state;
	AUTO(ca_folder) struct ca_folder *f = NULL;
	struct cert_facts facts;
	struct chain_result r;
	struct bytes cert, crl;
	time_ms before = w->clock.fixed;

	assert_ok(ca_folder_open(&w->setup, &f, NULL));
	cert = issue(w, f, CA_SIGNER);
	assert_ok(cert_facts_read(cert, w->mem, &facts, NULL));
	assert_string_equal(facts.common_name, "試験 太郎");
	w->clock.fixed += 3600000;
	assert_ok(ca_folder_revoke(f, facts.serial, REVOKE_KEY_COMPROMISE, NULL));
	assert_int_equal(ca_folder_revoke(f, facts.serial, REVOKE_SUPERSEDED, NULL), ERR_CONFLICT);
	assert_int_equal(ca_folder_revoke(f, "00", REVOKE_SUPERSEDED, NULL), ERR_NOT_FOUND);
	assert_ok(ca_folder_crl(f, 86400000, w->mem, &crl, NULL));
	r = judge(w, ca_folder_root(f), cert, crl, CHAIN_FOR_SIGNATURE, w->clock.fixed + 1000);
	assert_int_equal(r.status, CHAIN_REVOKED);
	assert_int_equal(r.revoked_at, w->clock.fixed);
	r = judge(w, ca_folder_root(f), cert, crl, CHAIN_FOR_SIGNATURE, before + 1000);
	assert_int_equal(r.status, CHAIN_OK);
	assert_int_equal(r.revocation, CERT_REVOKED);
}

static int ocsp_status(struct world *w, struct ca_folder *f, struct bytes cert, struct bytes *reply)
{
	AUTO(x509) X509 *leaf = x509_parse(cert);
	AUTO(x509) X509 *root = x509_parse(ca_folder_root(f));
	OCSP_REQUEST *rq = OCSP_REQUEST_new();
	unsigned char *der = NULL;
	int n, status = -1;
	OCSP_RESPONSE *rs;
	OCSP_BASICRESP *basic;
	const unsigned char *at;

	OCSP_request_add0_id(rq, OCSP_cert_to_id(NULL, leaf, root));
	OCSP_request_add1_nonce(rq, NULL, 16);
	n = i2d_OCSP_REQUEST(rq, &der);
	assert_ok(ca_folder_ocsp(f, BYTES(der, (size_t)n), w->mem, reply, NULL));
	at = reply->data;
	rs = d2i_OCSP_RESPONSE(NULL, &at, (long)reply->len);
	assert_int_equal(OCSP_response_status(rs), OCSP_RESPONSE_STATUS_SUCCESSFUL);
	basic = OCSP_response_get1_basic(rs);
	assert_int_equal(OCSP_check_nonce(rq, basic), 1);
	status = OCSP_single_get0_status(OCSP_resp_get0(basic, 0), NULL, NULL, NULL, NULL);
	OCSP_BASICRESP_free(basic);
	OCSP_RESPONSE_free(rs);
	OCSP_REQUEST_free(rq);
	OPENSSL_free(der);
	return status;
}

static void the_responder_says_good_then_revoked_and_the_chain_believes_it(void **state)
{
	struct world *w = *state;
	AUTO(ca_folder) struct ca_folder *f = NULL;
	AUTO(trust) struct trust *t = trust_new();
	struct chain_request rq = { .trust = t, .purpose = CHAIN_FOR_SIGNATURE };
	struct chain_result out;
	struct cert_facts facts;
	struct bytes cert, reply;

	assert_ok(ca_folder_open(&w->setup, &f, NULL));
	assert_ok(trust_add(t, TRUST_ALL, ca_folder_root(f), NULL));
	cert = issue(w, f, CA_SIGNER);
	AUTO(x509) X509 *leaf = x509_parse(cert);
	rq.leaf = leaf;
	rq.at = w->clock.fixed;
	rq.revocation = (struct revocation_data){ NULL, &reply, 0, 1 };
	assert_int_equal(ocsp_status(w, f, cert, &reply), V_OCSP_CERTSTATUS_GOOD);
	assert_ok(chain_validate(&rq, w->mem, &out, NULL));
	assert_int_equal(out.revocation, CERT_GOOD);
	assert_ok(cert_facts_read(cert, w->mem, &facts, NULL));
	assert_ok(ca_folder_revoke(f, facts.serial, REVOKE_UNSPECIFIED, NULL));
	assert_int_equal(ocsp_status(w, f, cert, &reply), V_OCSP_CERTSTATUS_REVOKED);
	assert_ok(chain_validate(&rq, w->mem, &out, NULL));
	assert_int_equal(out.status, CHAIN_REVOKED);
	((unsigned char *)(uintptr_t)reply.data)[reply.len / 2] ^= 1;
	assert_ok(chain_validate(&rq, w->mem, &out, NULL));
	assert_int_equal(out.revocation, CERT_UNKNOWN);
	ERR_clear_error();
}

static void what_is_no_request_gets_the_status_for_it(void **state)
{
	struct world *w = *state;
	AUTO(ca_folder) struct ca_folder *f = NULL;
	struct bytes reply;

	assert_ok(ca_folder_open(&w->setup, &f, NULL));
	assert_ok(ca_folder_ocsp(f, BYTES_LIT("\x30\x00"), w->mem, &reply, NULL));
	assert_true(bytes_eq(reply, BYTES_LIT("\x30\x03\x0a\x01\x01")));
}

static void the_index_survives_a_crash_and_refuses_damage(void **state)
{
	struct world *w = *state;
	struct cert_facts facts;
	struct ca_folder *f = NULL;
	char *path = NULL;
	int fd;

	assert_ok(ca_folder_open(&w->setup, &f, NULL));
	assert_ok(cert_facts_read(issue(w, f, CA_SIGNER), w->mem, &facts, NULL));
	ca_folder_free(f);
	f = NULL;
	assert_true(asprintf(&path, "%s/index", w->path) > 0);
	fd = open(path, O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "revoked ", 8), 8); /* a crash in the middle of a line */
	assert_ok(ca_folder_open(&w->setup, &f, NULL));
	assert_ok(ca_folder_revoke(f, facts.serial, REVOKE_SUPERSEDED, NULL));
	ca_folder_free(f);
	f = NULL;
	assert_int_equal(write(fd, "nonsense\n", 9), 9);
	close(fd);
	assert_int_equal(ca_folder_open(&w->setup, &f, NULL), ERR_IO);
	free(path);
}

static void there_is_one_owner_and_keys_are_kept_as_asked(void **state)
{
	struct world *w = *state;
	AUTO(ca_folder) struct ca_folder *f = NULL;
	struct ca_folder *second = NULL;
	AUTO(pkey) struct pkey *key = NULL;
	struct ca_setup plain = w->setup;
	char *path = NULL;
	struct stat st;

	assert_ok(ca_folder_open(&w->setup, &f, NULL));
	assert_int_equal(ca_folder_open(&w->setup, &second, NULL), ERR_BUSY);
	assert_int_equal(ca_folder_init(&w->setup, NULL), ERR_CONFLICT);
	assert_int_equal(ca_folder_get_key(f, "tsa", &key, NULL), ERR_NOT_FOUND);
	assert_int_equal(ca_folder_get_key(f, "../root", &key, NULL), ERR_INVALID);
	assert_true(asprintf(&path, "%s/root.key", w->path) > 0);
	assert_ok(stat(path, &st));
	assert_int_equal(st.st_mode & 0777, 0600);
	free(path);
	ca_folder_free(f);
	f = NULL;
	plain.keeping = (struct ca_keeping){ 0 };
	assert_int_equal(ca_folder_open(&plain, &second, NULL), ERR_KEY);
}

#define WITH_CA(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_CA(issued_certificates_chain_to_the_root),
		WITH_CA(a_revoked_certificate_is_on_the_list_and_older_signatures_stand),
		WITH_CA(the_responder_says_good_then_revoked_and_the_chain_believes_it),
		WITH_CA(what_is_no_request_gets_the_status_for_it),
		WITH_CA(the_index_survives_a_crash_and_refuses_damage),
		WITH_CA(there_is_one_owner_and_keys_are_kept_as_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
