/* What is fetched for a chain, how often, and what happens when it fails. The network is a
 * table of addresses; the real one is in tests/scenario/verify-trust.test.mjs. */
#include "../test.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/buf.h"
#include "pki_ca.h"
#include "sig/trust/cache.h"
#include "sig/trust/chain.h"

enum { PAGES = 4, FILES = 8 };

struct page {
	const char *url;
	struct bytes body;
	int status;	  /* 0: 200 */
	enum err failure; /* ERR_OK: none */
	unsigned asked;
};

struct web {
	struct fetcher port; /* first */
	struct page pages[PAGES];
	unsigned asked;
	size_t last_max;
	_Bool last_private;
};

/* A folder in memory. */
struct folder {
	struct cache_files port;
	char *names[FILES];
	struct buf contents[FILES];
	size_t n;
};

struct world {
	struct arena *mem;
	struct trust *trust;
	struct ca root, sub, leaf;
	struct web web;
	struct clock clock;
	struct trust_online online;
	struct chain_request rq;
	struct chain_result out;
};

static enum err fetch(struct fetcher *f, const struct fetch_request *rq, struct arena *mem,
		      struct fetch_response *out, struct error *e)
{
	struct web *web = (struct web *)f;

	web->asked++;
	web->last_max = rq->max_bytes;
	web->last_private = rq->allow_private;
	assert_int_equal(rq->body.len > 0, !strcmp(rq->method, "POST"));
	assert_true(rq->timeout_ms > 0 && rq->timeout_ms <= 5000);
	for (size_t i = 0; i < PAGES; i++) {
		struct page *p = &web->pages[i];

		if (!p->url || strcmp(p->url, rq->url) != 0)
			continue;
		p->asked++;
		if (p->failure)
			return error_set(e, p->failure, "%s: no luck", rq->url);
		*out = (struct fetch_response){ p->status ? p->status : 200, "", { NULL, 0 } };
		return arena_copy(mem, p->body, &out->body)
			       ? ERR_OK : error_set(e, ERR_TOO_LARGE, "too large");
	}
	return error_set(e, ERR_UNAVAILABLE, "%s: no such host", rq->url);
}

static time_ms when(const char *text)
{
	time_ms t;

	assert_true(time_parse_rfc3339(text, &t));
	return t;
}

static int set_up(void **state)
{
	static const char *const sub_ext[] = {
		"basicConstraints=critical,CA:TRUE", "subjectKeyIdentifier=hash",
		"crlDistributionPoints=URI:http://x/root.crl", NULL
	};
	static const char *const leaf_ext[] = {
		"authorityInfoAccess=caIssuers;URI:ldap://x/sub,caIssuers;URI:http://x/sub.cer,OCSP;URI:http://x/ocsp",
		"crlDistributionPoints=URI:ldap://x/crl,URI:http://x/sub.crl", NULL
	};
	struct world *w = calloc(1, sizeof(*w));

	w->mem = arena_new(0);
	w->trust = trust_new();
	w->root = ca_make((struct ca_spec){ .name = "Root", .ext = ca_root_ext });
	w->sub = ca_make((struct ca_spec){ .name = "Sub", .issuer = &w->root, .ext = sub_ext });
	w->leaf = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &w->sub, .ext = leaf_ext });
	assert_ok(trust_add(w->trust, TRUST_ALL, ca_der(w->root.x, w->mem), NULL));
	w->clock = clock_fixed(when("2026-06-01T00:00:00Z"));
	w->web.port.fetch = fetch;
	w->web.pages[0] = (struct page){ .url = "http://x/sub.cer", .body = ca_der(w->sub.x, w->mem) };
	w->web.pages[1] = (struct page){
		.url = "http://x/ocsp",
		.body = ca_ocsp((struct ocsp_spec){ .cert = w->leaf.x, .issuer = w->sub.x, .by = &w->sub,
						    .next = "2026-06-03T00:00:00Z" }, w->mem),
	};
	w->web.pages[2] = (struct page){
		.url = "http://x/root.crl",
		.body = ca_crl((struct crl_spec){ .by = &w->root, .next = "2026-06-03T00:00:00Z" }, w->mem),
	};
	w->web.pages[3] = (struct page){
		.url = "http://x/sub.crl",
		.body = ca_crl((struct crl_spec){ .by = &w->sub, .next = "2026-06-03T00:00:00Z" }, w->mem),
	};
	w->online = (struct trust_online){ .fetcher = &w->web.port, .clock = &w->clock };
	w->rq = (struct chain_request){ .leaf = w->leaf.x, .trust = w->trust, .at = w->clock.fixed,
					.purpose = CHAIN_FOR_SIGNATURE };
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	ca_done(&w->root);
	ca_done(&w->sub);
	ca_done(&w->leaf);
	trust_free(w->trust);
	arena_free(w->mem);
	free(w);
	return 0;
}

/* A session of its own, as each file has one. */
static enum chain_status judge(struct world *w)
{
	w->rq.session = trust_session_new(&w->online);
	assert_ok(chain_validate(&w->rq, w->mem, &w->out, NULL));
	trust_session_free(w->rq.session);
	w->rq.session = NULL;
	return w->out.status;
}

static void issuer_ocsp_and_crl_are_fetched(void **state)
{
	struct world *w = *state;

	assert_int_equal(judge(w), CHAIN_OK);
	assert_int_equal(w->out.n, 3);
	assert_int_equal(w->out.revocation, CERT_GOOD);
	assert_int_equal(w->out.statuses[0].kind, STATUS_BY_OCSP);
	assert_int_equal(w->out.statuses[0].source, STATUS_FROM_NETWORK);
	assert_int_equal(w->out.statuses[1].kind, STATUS_BY_CRL);
	assert_int_equal(w->web.asked, 3);
	assert_int_equal(w->out.n_problems, 0);
	assert_false(w->web.last_private);
}

static void nothing_is_fetched_offline(void **state)
{
	struct world *w = *state;

	w->online.fetcher = NULL;
	assert_int_equal(judge(w), CHAIN_NONE);
	assert_int_equal(w->web.asked, 0);
}

static void nothing_is_fetched_for_a_chain_that_is_not_trusted_but_its_issuers(void **state)
{
	struct world *w = *state;

	w->rq.trust = NULL;
	assert_int_equal(judge(w), CHAIN_NONE);
	assert_int_equal(w->web.pages[1].asked + w->web.pages[2].asked + w->web.pages[3].asked, 0);
}

static void a_crl_is_asked_when_ocsp_fails(void **state)
{
	struct world *w = *state;

	w->web.pages[1].failure = ERR_TIMEOUT;
	assert_int_equal(judge(w), CHAIN_OK);
	assert_int_equal(w->out.revocation, CERT_GOOD);
	assert_int_equal(w->out.statuses[0].kind, STATUS_BY_CRL);
	assert_int_equal(w->out.n_problems, 1);
	assert_int_equal(w->out.problems[0].code, ERR_TIMEOUT);
	assert_string_equal(w->out.problems[0].url, "http://x/ocsp");
}

static void who_answers_for_the_authority_is_asked_about_too(void **state)
{
	static const char *const ext[] = { "extendedKeyUsage=OCSPSigning", "crlDistributionPoints=URI:http://x/sub.crl", NULL };
	struct world *w = *state;
	AUTO(ca) struct ca by = ca_make((struct ca_spec){ .name = "R", .issuer = &w->sub, .ext = ext });
	const struct cert_status *c;

	w->web.pages[1].body = ca_ocsp((struct ocsp_spec){ .cert = w->leaf.x, .issuer = w->sub.x, .by = &by,
							    .next = "2026-06-03T00:00:00Z" }, w->mem);
	w->web.pages[3].body = ca_crl((struct crl_spec){ .by = &w->sub, .next = "2070-01-01T00:00:00Z" }, w->mem);
	judge(w);
	c = &w->out.statuses[0];
	assert_int_equal(c->kind, STATUS_BY_OCSP);
	assert_int_equal(c->n_issuers, 1);
	assert_int_equal(c->n_issuer_crls, 1);
	assert_null(c->doubt);
	assert_false(c->held);
	assert_int_equal(w->web.pages[3].asked, 1);
	/* revoked: the answer is of no use, and what else is named is asked */
	w->web.pages[3].body = ca_crl((struct crl_spec){ .by = &w->sub, .revoked = by.x, .reason = 1,
							  .next = "2070-01-01T00:00:00Z" }, w->mem);
	judge(w);
	c = &w->out.statuses[0];
	assert_int_equal(c->state, CERT_GOOD);
	assert_int_equal(c->kind, STATUS_BY_CRL);
	w->web.pages[3].failure = ERR_TIMEOUT;
	judge(w);
	c = &w->out.statuses[0];
	assert_int_equal(c->state, CERT_GOOD);
	assert_non_null(strstr(c->doubt, "http://x/sub.crl: no luck"));
	w->web.pages[1].failure = ERR_TIMEOUT;
	judge(w);
	assert_string_equal(w->out.statuses[0].why, "http://x/ocsp: no luck");
	assert_string_equal(w->out.problems[0].text, "no luck");
}

static void every_failure_is_a_reason_and_no_more(void **state)
{
	struct world *w = *state;
	const struct {
		struct page page;
		enum err code;
	} cases[] = {
		{ { .failure = ERR_UNAVAILABLE }, ERR_UNAVAILABLE },
		{ { .failure = ERR_TOO_LARGE }, ERR_TOO_LARGE },
		{ { .failure = ERR_DENIED }, ERR_DENIED },
		{ { .status = 302 }, ERR_UNAVAILABLE },
		{ { .status = 404 }, ERR_UNAVAILABLE },
		{ { .status = 200 }, ERR_CERT },
		{ { .body = BYTES_LIT("garbage") }, ERR_CERT },
		{ { .body = w->web.pages[2].body }, ERR_CERT }, /* of another kind or issuer */
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		for (size_t k = 1; k <= 3; k += 2) {
			const char *url = w->web.pages[k].url;

			w->web.pages[k] = cases[i].page;
			w->web.pages[k].url = url;
		}
		assert_int_equal(judge(w), CHAIN_OK);
		assert_int_equal(w->out.revocation, CERT_UNKNOWN);
		assert_int_equal(w->out.n_problems, 2);
		assert_int_equal(w->out.problems[0].code, cases[i].code);
		assert_true(w->out.problems[0].text[0] != '\0');
	}
}

static void good_answers_are_kept_until_their_next_update(void **state)
{
	struct world *w = *state;

	w->online.cache = trust_cache_new(NULL);
	assert_int_equal(judge(w), CHAIN_OK);
	assert_int_equal(judge(w), CHAIN_OK);
	assert_int_equal(w->web.asked, 3);
	assert_int_equal(w->out.statuses[0].source, STATUS_FROM_CACHE);
	assert_int_equal(w->out.revocation, CERT_GOOD);
	w->clock.fixed += CACHE_LONGEST_MS + 1; /* though nextUpdate is later */
	assert_int_equal(judge(w), CHAIN_OK);
	assert_int_equal(w->web.asked, 6);
	trust_cache_free(w->online.cache);
}

static struct bytes answer(struct world *w, const char *issued)
{
	return ca_ocsp((struct ocsp_spec){ .cert = w->leaf.x, .issuer = w->sub.x, .by = &w->sub, .issued = issued,
					   .next = "2026-06-03T00:00:00Z" }, w->mem);
}

/* With prefer_newer: what is older than the time it is to speak of is asked for again. */
static void data_of_the_cache_that_is_too_old_is_asked_for_again(void **state)
{
	struct world *w = *state;

	w->online.cache = trust_cache_new(NULL);
	w->web.pages[2].body = ca_crl((struct crl_spec){ .by = &w->root, .issued = "2026-07-01T00:00:00Z" }, w->mem);
	w->web.pages[1].body = answer(w, "2026-05-01T00:00:00Z");
	judge(w);
	judge(w);
	assert_int_equal(w->web.pages[1].asked, 1);
	w->online.prefer_newer = 1;
	w->web.pages[1].failure = ERR_TIMEOUT; /* what there is stays good enough */
	judge(w);
	assert_int_equal(w->web.pages[1].asked, 2);
	assert_int_equal(w->out.statuses[0].this_update, when("2026-05-01T00:00:00Z"));
	w->web.pages[1].failure = ERR_OK;
	w->web.pages[1].body = answer(w, "2026-04-01T00:00:00Z"); /* from a server that lags behind */
	judge(w);
	assert_int_equal(w->out.statuses[0].this_update, when("2026-05-01T00:00:00Z"));
	w->web.pages[1].body = answer(w, "2026-06-02T00:00:00Z");
	judge(w);
	assert_int_equal(w->out.statuses[0].this_update, when("2026-06-02T00:00:00Z"));
	assert_int_equal(w->out.statuses[0].source, STATUS_FROM_NETWORK);
	assert_int_equal(w->web.pages[1].asked, 4);
	judge(w); /* the cache has the newer one */
	assert_int_equal(w->web.pages[1].asked, 4);
	assert_int_equal(w->out.statuses[0].this_update, when("2026-06-02T00:00:00Z"));
	assert_int_equal(w->web.pages[2].asked, 1); /* young enough from the beginning */
	trust_cache_free(w->online.cache);
}

static void failures_are_kept_for_a_minute(void **state)
{
	struct world *w = *state;

	w->online.cache = trust_cache_new(NULL);
	w->web.pages[1].failure = w->web.pages[3].failure = ERR_TIMEOUT;
	judge(w);
	judge(w);
	assert_int_equal(w->out.n_problems, 2);
	assert_int_equal(w->web.pages[1].asked, 1);
	w->clock.fixed += CACHE_FAILURE_MS + 1;
	judge(w);
	assert_int_equal(w->web.pages[1].asked, 2);
	trust_cache_free(w->online.cache);
}

static void who_is_back_in_a_moment_is_asked_again_at_once(void **state)
{
	struct world *w = *state;

	w->online.cache = trust_cache_new(NULL);
	w->web.pages[1].failure = w->web.pages[3].failure = ERR_BUSY;
	judge(w);
	assert_int_equal(w->out.n_problems, 2);
	w->web.pages[1].failure = w->web.pages[3].failure = ERR_OK;
	judge(w);
	assert_int_equal(w->out.n_problems, 0);
	assert_int_equal(w->web.pages[1].asked, 2);
	trust_cache_free(w->online.cache);
}

static void an_answer_for_others_does_not_stay(void **state)
{
	struct world *w = *state;

	w->online.cache = trust_cache_new(NULL);
	w->web.pages[3].body = w->web.pages[2].body; /* the root's CRL, signed by the root */
	w->web.pages[1].status = 500;
	judge(w);
	assert_int_equal(w->out.revocation, CERT_UNKNOWN);
	w->web.pages[3].body = ca_crl((struct crl_spec){ .by = &w->sub, .next = "2026-06-03T00:00:00Z" }, w->mem);
	w->clock.fixed += CACHE_FAILURE_MS + 1;
	judge(w);
	assert_int_equal(w->out.revocation, CERT_GOOD);
	trust_cache_free(w->online.cache);
}

/* An ended certificate, or one that only claims the issuer, makes nobody else's list unusable. */
static void a_list_of_no_use_for_one_certificate_is_asked_for_by_others(void **state)
{
	static const char *const ext[] = { "crlDistributionPoints=URI:http://x/sub.crl", NULL };
	struct world *w = *state;
	AUTO(ca) struct ca ended = ca_make((struct ca_spec){ .name = "E", .issuer = &w->sub, .ext = ext,
							     .to = "2025-12-01T00:00:00Z" });
	AUTO(ca) struct ca young = ca_make((struct ca_spec){ .name = "Y", .issuer = &w->sub, .ext = ext });
	STACK_OF(X509) *others = sk_X509_new_null();

	assert_true(sk_X509_push(others, w->sub.x));
	w->online.cache = trust_cache_new(NULL);
	w->rq.others = others;
	w->rq.leaf = ended.x;
	w->rq.at = when("2025-06-01T00:00:00Z");
	judge(w);
	assert_int_equal(w->out.statuses[0].state, CERT_UNKNOWN);
	w->rq.leaf = young.x;
	w->rq.at = w->clock.fixed;
	judge(w);
	assert_int_equal(w->out.statuses[0].state, CERT_GOOD);
	sk_X509_free(others);
	trust_cache_free(w->online.cache);
}

static void data_issued_after_the_time_asked_about_needs_no_fetching(void **state)
{
	struct world *w = *state;
	struct bytes crls[2];
	STACK_OF(X509) *others = sk_X509_new_null();

	assert_true(sk_X509_push(others, w->sub.x));
	crls[0] = ca_crl((struct crl_spec){ .by = &w->sub, .issued = "2026-07-01T00:00:00Z" }, w->mem);
	crls[1] = ca_crl((struct crl_spec){ .by = &w->root, .issued = "2026-07-01T00:00:00Z" }, w->mem);
	w->rq.others = others;
	w->rq.revocation = (struct revocation_data){ .crls = crls, .n_crls = 2 };
	assert_int_equal(judge(w), CHAIN_OK);
	assert_int_equal(w->out.revocation, CERT_GOOD);
	assert_int_equal(w->web.asked, 0);
	sk_X509_free(others);
}

static void a_fresh_revocation_overrules_older_data_of_the_file(void **state)
{
	struct world *w = *state;
	struct bytes crl = ca_crl((struct crl_spec){ .by = &w->sub, .next = "2027-01-01T00:00:00Z" }, w->mem);

	w->web.pages[1].body = ca_ocsp((struct ocsp_spec){ .cert = w->leaf.x, .issuer = w->sub.x, .by = &w->sub,
							    .status = V_OCSP_CERTSTATUS_REVOKED, .reason = 1 }, w->mem);
	w->rq.revocation = (struct revocation_data){ .crls = &crl, .n_crls = 1 };
	assert_int_equal(judge(w), CHAIN_REVOKED);
	w->web.pages[1].failure = ERR_TIMEOUT; /* whoever cannot ask goes by what there is */
	w->web.pages[3].failure = ERR_TIMEOUT;
	assert_int_equal(judge(w), CHAIN_OK);
	assert_int_equal(w->out.statuses[0].source, STATUS_FROM_DOCUMENT);
	assert_int_equal(w->out.n_problems, 2);
}

static void requests_for_one_file_are_counted(void **state)
{
	struct world *w = *state;
	struct ca leaves[SESSION_FETCHES_MAX + 4];
	char url[64];

	w->rq.session = trust_session_new(&w->online);
	for (size_t i = 0; i < COUNT_OF(leaves); i++) {
		const char *ext[] = { url, NULL };

		snprintf(url, sizeof(url), "crlDistributionPoints=URI:http://nowhere/%zu", i);
		leaves[i] = ca_make((struct ca_spec){ .name = "Leaf", .issuer = &w->root, .ext = ext });
		w->rq.leaf = leaves[i].x;
		assert_ok(chain_validate(&w->rq, w->mem, &w->out, NULL));
		assert_int_equal(w->out.n_problems, 1);
		ca_done(&leaves[i]);
	}
	assert_int_equal(w->out.problems[0].code, ERR_BUSY);
	assert_int_equal(w->web.asked, SESSION_FETCHES_MAX);
	trust_session_free(w->rq.session);
}

static size_t folder_find(const struct folder *f, const char *name)
{
	size_t i = 0;

	while (i < f->n && strcmp(f->names[i], name) != 0)
		i++;
	return i;
}

static enum err folder_load(void *ctx, const char *name, struct buf *out, struct error *e)
{
	const struct folder *f = ctx;
	size_t i = folder_find(f, name);

	if (i == f->n)
		return error_set(e, ERR_NOT_FOUND, "no");
	buf_append(out, buf_bytes(&f->contents[i]));
	return ERR_OK;
}

static enum err folder_save(void *ctx, const char *name, struct bytes content, struct error *e)
{
	struct folder *f = ctx;
	size_t i = folder_find(f, name);

	(void)e;
	assert_true(i < FILES);
	if (i == f->n)
		f->names[f->n++] = strdup(name);
	buf_reset(&f->contents[i]);
	buf_append(&f->contents[i], content);
	return ERR_OK;
}

static void a_folder_keeps_answers_and_is_read_strictly(void **state)
{
	struct world *w = *state;
	struct folder f = { .port = { NULL, folder_load, folder_save } };

	f.port.ctx = &f;
	for (int round = 0; round < 3; round++) {
		w->online.cache = trust_cache_new(&f.port);
		assert_int_equal(judge(w), CHAIN_OK);
		assert_int_equal(w->out.revocation, CERT_GOOD);
		trust_cache_free(w->online.cache);
		assert_int_equal(w->web.asked, round == 2 ? 6 : 3);
		for (size_t i = 0; round == 1 && i < f.n; i++)
			buf_append_byte(&f.contents[i], 0);
	}
	assert_int_equal(f.n, 3);
	for (size_t i = 0; i < f.n; i++) {
		free(f.names[i]);
		buf_done(&f.contents[i]);
	}
}

static void the_cache_is_bounded(void **state)
{
	struct world *w = *state;
	struct trust_cache *c = trust_cache_new(NULL);
	struct cache_hit hit;
	struct item *item;
	char key[32];

	assert_ok(item_new(ITEM_CRL, w->web.pages[2].body, &item, NULL));
	for (int i = 0; i < CACHE_ENTRIES + 50; i++) {
		snprintf(key, sizeof(key), "crl:%d", i);
		trust_cache_put(c, key, item, 0, 1000);
		if (i > 0) {
			assert_true(trust_cache_get(c, "crl:0", ITEM_CRL, 0, &hit)); /* used, so it stays */
			item_free(hit.item);
		}
	}
	assert_false(trust_cache_get(c, "crl:1", ITEM_CRL, 0, &hit));
	assert_false(trust_cache_get(c, "crl:0", ITEM_CRL, 1000, &hit)); /* over */
	assert_false(trust_cache_get(c, "crl:0", ITEM_OCSP, 0, &hit));
	item_free(item);
	trust_cache_free(c);
}

static void issuers_may_come_in_a_cms(void **state)
{
	struct world *w = *state;
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, CMS_PARTIAL | CMS_DETACHED);
	unsigned char *der = NULL;
	int n;

	assert_non_null(cms);
	assert_int_equal(CMS_add1_cert(cms, w->root.x), 1);
	assert_int_equal(CMS_add1_cert(cms, w->sub.x), 1);
	n = i2d_CMS_ContentInfo(cms, &der);
	assert_true(n > 0);
	w->web.pages[0].body = BYTES(der, (size_t)n);
	assert_int_equal(judge(w), CHAIN_OK);
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(issuer_ocsp_and_crl_are_fetched),
		T(nothing_is_fetched_offline),
		T(nothing_is_fetched_for_a_chain_that_is_not_trusted_but_its_issuers),
		T(a_crl_is_asked_when_ocsp_fails),
		T(who_answers_for_the_authority_is_asked_about_too),
		T(every_failure_is_a_reason_and_no_more),
		T(good_answers_are_kept_until_their_next_update),
		T(data_of_the_cache_that_is_too_old_is_asked_for_again),
		T(failures_are_kept_for_a_minute),
		T(who_is_back_in_a_moment_is_asked_again_at_once),
		T(an_answer_for_others_does_not_stay),
		T(a_list_of_no_use_for_one_certificate_is_asked_for_by_others),
		T(data_issued_after_the_time_asked_about_needs_no_fetching),
		T(a_fresh_revocation_overrules_older_data_of_the_file),
		T(requests_for_one_file_are_counted),
		T(a_folder_keeps_answers_and_is_read_strictly),
		T(the_cache_is_bounded),
		T(issuers_may_come_in_a_cms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
