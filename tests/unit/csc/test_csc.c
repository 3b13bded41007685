/* A remote signing service, asked and read: a fetcher that answers as told, and notes what it was
 * asked. */
#include "../test.h"
#include <stdio.h>
#include "csc/reply.h"
#include "crypto/digest.h"

#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" /* RFC 7636, appendix B */
#define VERIFIER  "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

struct service {
	struct fetcher port; /* first */
	int status;
	const char *type, *body;
	enum err fails;
	/* of the last question */
	char url[256], asked[1024], bearer[64];
	unsigned timeout_ms;
};

static enum err answer(struct fetcher *port, const struct fetch_request *rq, struct arena *mem,
		       struct fetch_response *out, struct error *e)
{
	struct service *s = (struct service *)port;

	snprintf(s->url, sizeof(s->url), "%s", rq->url);
	snprintf(s->asked, sizeof(s->asked), "%.*s", (int)rq->body.len,
		 (const char *)rq->body.data);
	snprintf(s->bearer, sizeof(s->bearer), "%s", rq->bearer ? rq->bearer : "");
	s->timeout_ms = rq->timeout_ms;
	assert_int_equal(rq->max_bytes, CSC_REPLY_MAX);
	if (s->fails)
		return error_set(e, s->fails, "told to fail");
	out->status = s->status ? s->status : 200;
	out->content_type = s->type ? s->type : "application/json";
	assert_true(arena_copy(mem, bytes_of_str(s->body), &out->body));
	return ERR_OK;
}

struct fixture {
	struct service s;
	struct csc_service at;
	struct arena *mem;
	struct csc_call call;
	struct error e;
};

static int begin(void **state)
{
	static struct fixture f;

	f = (struct fixture){ .s = { .port = { answer } },
			      .at = { "Service", "https://sign.example/csc/v2", "sky&sign", "s=1",
				      0 },
			      .mem = arena_new(1 << 20) };
	f.call = csc_begin(&f.at, &f.s.port, f.mem, "ja");
	*state = &f;
	return 0;
}

static int end(void **state)
{
	arena_free(((struct fixture *)*state)->mem);
	return 0;
}

static void an_address_has_the_challenge_and_nothing_unescaped(void **state)
{
	struct fixture *f = *state;
	const struct bytes hashes[] = { BYTES_LIT("\xff\xfe"), BYTES_LIT("\x00\x01") };
	struct csc_authorization a = { .oauth2 = "https://sign.example",
				       .redirect_uri = "https://we.example/r/remote",
				       .state = "st",
				       .verifier = VERIFIER };

	assert_string_equal(
		csc_authorize_url(&f->call, &a),
		"https://sign.example/oauth2/authorize?response_type=code&client_id=sky%26sign"
		"&redirect_uri=https%3A%2F%2Fwe.example%2Fr%2Fremote&scope=service&code_"
		"challenge=" CHALLENGE "&code_challenge_method=S256&state=st&lang=ja");
	a.credential = "a/b?&c";
	a.algorithm = "ecdsa-p384-sha384";
	a.hashes = hashes;
	a.n_hashes = 2;
	assert_non_null(
		strstr(csc_authorize_url(&f->call, &a),
		       "scope=credential&code_challenge=" CHALLENGE
		       "&code_challenge_method=S256&state=st&lang=ja&credentialID=a%2Fb%3F%26c"
		       "&numSignatures=2&hashes=__4,AAE&hashAlgorithmOID=2.16.840.1.101.3.4.2.2"));
}

static void a_code_is_asked_for_with_the_verifier_in_the_body(void **state)
{
	struct fixture *f = *state;
	const struct csc_authorization a = { .oauth2 = "https://sign.example",
					     .redirect_uri = "https://we.example/r/remote",
					     .verifier = VERIFIER };
	struct csc_token t;

	f->s.body = "{\"access_token\":\"abc\",\"token_type\":\"bearer\",\"expires_in\":3}";
	assert_ok(csc_token(&f->call, &a, "c&d", &t, &f->e));
	assert_string_equal(t.value, "abc");
	assert_false(t.sad);
	assert_string_equal(f->s.url, "https://sign.example/oauth2/token");
	assert_string_equal(
		f->s.asked,
		"grant_type=authorization_code&code=c%26d&client_id=sky%26sign&client_secret=s%3D1"
		"&redirect_uri=https%3A%2F%2Fwe.example%2Fr%2Fremote&code_verifier=" VERIFIER);
	f->s.status = 400;
	f->s.body = "{\"error\":\"invalid_grant\",\"error_description\":\"secret words\"}";
	assert_int_equal(csc_token(&f->call, &a, "c", &t, &f->e), ERR_DENIED);
	assert_string_equal(f->e.msg, "oauth2/token: invalid_grant");
}

static void tokens_of_another_kind_are_refused(void **state)
{
	static const char *const wrong[] = {
		"{}",
		"[]",
		"{\"access_token\":\"a\"}",
		"{\"access_token\":\"\",\"token_type\":\"Bearer\"}",
		"{\"access_token\":\"a b\",\"token_type\":\"Bearer\"}",
		"{\"access_token\":\"a\\r\\nX: y\",\"token_type\":\"Bearer\"}",
		"{\"access_token\":\"a\",\"token_type\":\"mac\"}",
		"{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":-1}",
		"{\"access_token\":\"a\",\"access_token\":\"b\",\"token_type\":\"Bearer\"}",
	};
	struct fixture *f = *state;
	struct csc_token t;

	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_int_equal(csc_read_token(bytes_of_str(wrong[i]), f->mem, &t, &f->e),
				 ERR_REMOTE);
}

static void activation_data_goes_beside_the_token_and_a_token_in_its_place(void **state)
{
	struct fixture *f = *state;
	const struct bytes hash = BYTES_LIT("\xff\xfe");
	struct csc_signing s = { .credential = "k",
				 .algorithm = "rsa-pkcs1-sha256",
				 .hashes = &hash,
				 .n = 1,
				 .token = "service",
				 .activation = { "act", 1, 0 } };
	struct bytes out;

	f->s.body = "{\"signatures\":[\"AAEC\"]}";
	assert_ok(csc_sign_hashes(&f->call, &s, &out, &f->e));
	assert_int_equal(out.len, 3);
	assert_string_equal(f->s.bearer, "service");
	assert_non_null(strstr(f->s.asked, "\"SAD\":\"act\""));
	assert_non_null(strstr(f->s.asked, "\"hashes\":[\"//4=\"]"));
	s.activation.sad = 0;
	assert_ok(csc_sign_hashes(&f->call, &s, &out, &f->e));
	assert_string_equal(f->s.bearer, "act");
	assert_null(strstr(f->s.asked, "SAD"));
	f->s.body = "{\"signatures\":[\"AAEC\",\"AAEC\"]}";
	assert_int_equal(csc_sign_hashes(&f->call, &s, &out, &f->e), ERR_REMOTE);
	s.algorithm = "rsa-pss-sha256";
	assert_int_equal(csc_sign_hashes(&f->call, &s, &out, &f->e), ERR_CERT_ALGORITHM);
}

static void the_calls_of_one_request_share_its_time(void **state)
{
	struct fixture *f = *state;
	struct csc_info info;

	f->s.body =
		"{\"authType\":[\"oauth2code\"],\"oauth2\":\"https://o.example//\","
		"\"methods\":[\"credentials/list\",\"credentials/info\",\"signatures/signHash\"]}";
	assert_ok(csc_info(&f->call, &info, &f->e));
	assert_string_equal(info.oauth2, "https://o.example");
	assert_true(f->s.timeout_ms <= CSC_CALLS_MS && f->s.timeout_ms > CSC_CALLS_MS - 5000);
	f->call.until -= CSC_CALLS_MS - 1000;
	assert_ok(csc_info(&f->call, &info, &f->e));
	assert_true(f->s.timeout_ms <= 1000);
	f->call.until -= 1000;
	assert_int_equal(csc_info(&f->call, &info, &f->e), ERR_TIMEOUT);
}

static void failures_are_told_apart(void **state)
{
	static const struct {
		int status;
		const char *type, *body;
		enum err fails, told;
	} cases[] = {
		{ 200, NULL, "{}", ERR_TIMEOUT, ERR_TIMEOUT },
		{ 200, NULL, "{}", ERR_UNAVAILABLE, ERR_UNAVAILABLE },
		{ 200, NULL, "{}", ERR_DENIED, ERR_UNAVAILABLE }, /* a private address */
		{ 200, NULL, "{}", ERR_TOO_LARGE, ERR_REMOTE },
		{ 200, "text/html", "{}", 0, ERR_REMOTE },
		{ 200, "application/jsonp", "{}", 0, ERR_REMOTE },
		{ 200, NULL, "{\"credentialIDs\":[1]}", 0, ERR_REMOTE },
		{ 302, NULL, "{}", 0, ERR_REMOTE },
		{ 400, NULL, "<p>", 0, ERR_REMOTE },
		{ 401, NULL, "{\"error\":\"invalid_token\"}", 0, ERR_DENIED },
		{ 400, NULL, "{\"error\":\"a b\"}", 0, ERR_REMOTE },
		{ 500, NULL, "{}", 0, ERR_UNAVAILABLE },
	};
	struct fixture *f = *state;
	const char *json;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		f->s.status = cases[i].status;
		f->s.type = cases[i].type;
		f->s.body = cases[i].body;
		f->s.fails = cases[i].fails;
		assert_int_equal(csc_credentials(&f->call, "token", &json, &f->e), cases[i].told);
	}
}

static enum err read_one(struct fixture *f, const char *json, struct csc_credential *out)
{
	json_t *o;
	enum err rc;

	assert_ok(csc_read_object(bytes_of_str(json), &o, &f->e));
	rc = csc_read_credential(o, "id", f->mem, out, &f->e);
	json_decref(o);
	return rc;
}

static void a_credential_without_a_certificate_cannot_be_chosen(void **state)
{
	struct fixture *f = *state;
	struct csc_credential k;

	assert_ok(read_one(f,
			   "{\"multisign\":3,\"key\":{\"status\":\"enabled\",\"algo\":[\"1.2.840."
			   "113549.1.1.1\"]},"
			   "\"auth\":{\"mode\":\"oauth2code\"},\"new\":1}",
			   &k));
	assert_string_equal(k.unusable, "remote-no-certificate");
	assert_int_equal(k.n_algorithms, 3);
	assert_int_equal(k.multisign, 3);
	assert_ok(read_one(
		f, "{\"multisign\":1,\"key\":{\"status\":\"disabled\",\"algo\":[]},\"auth\":{}}",
		&k));
	assert_string_equal(k.unusable, "remote-key-disabled");
	assert_int_equal(read_one(f, "{\"multisign\":0,\"key\":{\"algo\":[]},\"auth\":{}}", &k),
			 ERR_REMOTE);
	assert_int_equal(read_one(f, "{\"multisign\":1,\"key\":{},\"auth\":{}}", &k), ERR_REMOTE);
	assert_int_equal(read_one(f,
				  "{\"multisign\":1,\"key\":{\"algo\":[]},\"auth\":{},"
				  "\"description\":\"a\\nb\"}",
				  &k),
			 ERR_REMOTE);
	assert_int_equal(read_one(f,
				  "{\"multisign\":1,\"key\":{\"algo\":[]},\"auth\":{},\"cert\":{"
				  "\"certificates\":[\"AAEC\"]}}",
				  &k),
			 ERR_REMOTE);
}

#define METHODS "\"methods\":[\"credentials/list\",\"credentials/info\",\"signatures/signHash\"]}"
#define REST	"\"authType\":[\"oauth2code\"]," METHODS

static void an_offer_without_what_is_needed_is_refused(void **state)
{
	static const char *const wrong[] = {
		("{\"oauth2\":\"http://o.example\"," REST),
		("{\"oauth2\":\"javascript:alert(1)//\"," REST),
		("{" REST),
		("{\"oauth2\":\"https://o.example\",\"authType\":[\"basic\"]," METHODS),
		"{\"authType\":[\"oauth2code\"],\"methods\":[]}",
		("{\"oauth2\":\"https://o.example\",\"oauth2Issuer\":1," REST),
		("{\"oauth2\":\"https://o.example\",\"oauth2Issuer\":\"https://a@o.example\"," REST),
	};
	struct fixture *f = *state;
	struct csc_info i;

	for (size_t k = 0; k < COUNT_OF(wrong); k++)
		assert_int_equal(csc_read_info(bytes_of_str(wrong[k]), 0, f->mem, &i, &f->e),
				 ERR_REMOTE);
	assert_ok(csc_read_info(bytes_of_str(wrong[0]), 1, f->mem, &i, &f->e));
}

static void an_address_is_read_by_everybody_the_same(void **state)
{
	static const char *const wrong[] = {
		"https://", "https:///x", "http://o.example", "https://u@o.example", "https://u:p@o.example/x",
		"https://o.example/@x", "https://o.example#", "https://o.example/x#y", "https://o.example?x",
		"https://o.example/x?y", "https://o.example\\@evil.example", "https://o.example/\\x",
		"https://o.example/ x", "https://o.example/\tx", "https://o.example/\xe3\x81\x82", "https://o_example",
		"https://o.example:", "https://o.example:0", "https://o.example:65536", "https://o.example:8x",
		"https://[]", "https://[::1", "https://[::1]x", "HTTPS://o.example", "javascript:alert(1)//", "",
	};
	static const char *const right[] = {
		"https://o.example", "https://O-1.example:8443/csc/v2/", "https://192.0.2.1/x", "https://[2001:db8::1]:1/x",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		const char *json = arena_printf(f->mem, "{\"oauth2\":\"%s\"," REST, wrong[i]);
		struct csc_info out;

		assert_false(csc_address_ok(wrong[i], 0));
		assert_int_equal(csc_read_info(bytes_of_str(json), 0, f->mem, &out, &f->e), ERR_REMOTE);
	}
	for (size_t i = 0; i < COUNT_OF(right); i++)
		assert_true(csc_address_ok(right[i], 0));
	assert_true(csc_address_ok("http://127.0.0.1:1", 1));
	assert_false(csc_address_ok("http://u@127.0.0.1", 1));
}

/* RFC 9207 */
static void an_issuer_is_the_one_that_was_told_or_the_address_itself(void **state)
{
	struct fixture *f = *state;
	struct csc_info i;

	assert_ok(csc_read_info(bytes_of_str("{\"oauth2\":\"https://o.example/a/\"," REST), 0, f->mem,
				&i, &f->e));
	assert_string_equal(i.oauth2, "https://o.example/a");
	assert_true(csc_issuer_is(i.issuer, "https://o.example/a"));
	assert_true(csc_issuer_is(i.issuer, "https://o.example/a/"));
	assert_false(csc_issuer_is(i.issuer, "https://o.example/ab"));
	assert_false(csc_issuer_is(i.issuer, "https://o.example"));
	assert_false(csc_issuer_is(i.issuer, ""));
	assert_ok(csc_read_info(bytes_of_str("{\"oauth2\":\"https://o.example\",\"oauth2Issuer\":"
					     "\"https://i.example\"," REST),
				0, f->mem, &i, &f->e));
	assert_true(csc_issuer_is(i.issuer, "https://i.example"));
	assert_false(csc_issuer_is(i.issuer, "https://o.example"));
}

/* One answer after the other; the last one again and again. */
struct script {
	struct service s;
	const struct told {
		int status;
		const char *body;
		enum err fails;
	} *list;
	size_t n, at;
};
static enum err next_answer(struct fetcher *port, const struct fetch_request *rq, struct arena *mem,
			    struct fetch_response *out, struct error *e)
{
	struct script *s = (struct script *)port;
	const struct told *t = &s->list[s->at < s->n - 1 ? s->at++ : s->n - 1];

	s->s.status = t->status;
	s->s.body = t->body;
	s->s.fails = t->fails;
	return answer(port, rq, mem, out, e);
}

#define GOOD "{\"multisign\":1,\"key\":{\"status\":\"enabled\",\"algo\":[\"1.2.840.113549.1.1.1\"]},\"auth\":{\"mode\":\"oauth2code\"}}"

static void a_credential_that_cannot_be_read_leaves_the_others(void **state)
{
	static const struct told told[] = {
		{ 200, "{\"credentialIDs\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]}", 0 },
		{ 200, GOOD, 0 },
		{ 200, "{\"multisign\":1,\"key\":{\"algo\":[]},\"auth\":{},\"cert\":{\"certificates\":[\"AAEC\"]}}", 0 },
		{ 500, "{}", 0 },
		{ 404, "{\"error\":\"invalid_request\"}", 0 },
		{ 200, NULL, ERR_TIMEOUT },
		{ 200, GOOD, 0 },
	};
	static const char *const expected[][2] = {
		{ "a", "remote-no-certificate" }, { "f", "remote-no-certificate" }, { "b", CSC_UNREADABLE },
		{ "c", CSC_SILENT },		  { "d", CSC_UNREADABLE },	    { "e", CSC_SILENT },
	};
	struct fixture *f = *state;
	struct script s = { .s = { .port = { next_answer } }, .list = told, .n = COUNT_OF(told) };
	struct csc_call call = csc_begin(&f->at, &s.s.port, f->mem, "ja");
	struct csc_credential *list;
	const char *json;
	size_t n;

	assert_ok(csc_credentials(&call, "token", &json, &f->e));
	assert_ok(csc_credentials_read(bytes_of_str(json), f->mem, &list, &n, &f->e));
	assert_int_equal(n, COUNT_OF(expected));
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(list[i].id, expected[i][0]);
		assert_string_equal(list[i].unusable, expected[i][1]);
	}
	/* a service's own word for one is not taken for ours */
	assert_int_equal(csc_credentials_read(BYTES_LIT("{\"read\":[],\"unread\":[{\"credentialID\":\"a\","
							"\"reason\":\"x\"}]}"),
					      f->mem, &list, &n, &f->e),
			 ERR_REMOTE);
}

static void when_no_credential_can_be_read_the_first_failure_is_told(void **state)
{
	static const struct told told[] = {
		{ 200, "{\"credentialIDs\":[\"a\",\"b\"]}", 0 },
		{ 401, "{\"error\":\"invalid_token\"}", 0 },
		{ 500, "{}", 0 },
	};
	struct fixture *f = *state;
	struct script s = { .s = { .port = { next_answer } }, .list = told, .n = COUNT_OF(told) };
	struct csc_call call = csc_begin(&f->at, &s.s.port, f->mem, "ja");
	const char *json;

	assert_int_equal(csc_credentials(&call, "token", &json, &f->e), ERR_DENIED);
	assert_string_equal(f->e.msg, "credentials/info: invalid_token");
}

static void a_credential_is_not_longer_than_what_is_kept_of_one(void **state)
{
	struct fixture *f = *state;
	char *filler = arena_alloc(f->mem, CSC_CREDENTIAL_MAX + 1);
	struct told told[] = { { 200, "{\"credentialIDs\":[\"a\",\"b\"]}", 0 }, { 200, NULL, 0 }, { 200, GOOD, 0 } };
	struct script s = { .s = { .port = { next_answer } }, .list = told, .n = COUNT_OF(told) };
	struct csc_call call = csc_begin(&f->at, &s.s.port, f->mem, "ja");
	struct csc_credential *list;
	const char *json;
	size_t n;

	memset(filler, 'x', CSC_CREDENTIAL_MAX);
	filler[CSC_CREDENTIAL_MAX] = '\0';
	told[1].body = arena_printf(f->mem, "{\"more\":\"%s\",%s", filler, &GOOD[1]);
	assert_ok(csc_credentials(&call, "token", &json, &f->e));
	assert_true(strlen(json) < 1024);
	assert_ok(csc_credentials_read(bytes_of_str(json), f->mem, &list, &n, &f->e));
	assert_string_equal(list[1].id, "a");
	assert_string_equal(list[1].unusable, CSC_UNREADABLE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(an_address_has_the_challenge_and_nothing_unescaped),
		TEST(a_code_is_asked_for_with_the_verifier_in_the_body),
		TEST(tokens_of_another_kind_are_refused),
		TEST(activation_data_goes_beside_the_token_and_a_token_in_its_place),
		TEST(the_calls_of_one_request_share_its_time),
		TEST(failures_are_told_apart),
		TEST(a_credential_without_a_certificate_cannot_be_chosen),
		TEST(an_offer_without_what_is_needed_is_refused),
		TEST(an_address_is_read_by_everybody_the_same),
		TEST(an_issuer_is_the_one_that_was_told_or_the_address_itself),
		TEST(a_credential_that_cannot_be_read_leaves_the_others),
		TEST(when_no_credential_can_be_read_the_first_failure_is_told),
		TEST(a_credential_is_not_longer_than_what_is_kept_of_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
