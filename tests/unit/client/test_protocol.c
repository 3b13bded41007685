#include "../test.h"
#include "client/protocol.h"

#define HEX32 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define DIGESTS                                                                                           \
	"\"sha256\":\"" HEX32 "\",\"sha384\":\"" HEX32 "e3b0c44298fc1c149afbf4c8996fb924" "\",\"sha512\":\"" HEX32 HEX32 "\""
#define STATE32 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define OFFER(documents)                                                                            \
	"{\"session\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\",\"expires_in\":600,"              \
	"\"confirm_code\":\"482913\",\"server_name\":\"SkySign\",\"min_agent\":\"1.0.0\","              \
	"\"account\":{\"name\":\"甲\\u202e山\",\"company\":\"株式会社甲\"},"                            \
	"\"request\":{\"id\":\"env_1\",\"title\":\"契約\\u0007書\",\"sender\":\"乙\",\"message\":null}," \
	"\"documents\":[" documents "],\"accept\":{\"signature_algorithms\":[\"rsa-pkcs1-sha256\","     \
	"\"dsa-sha1\",\"ecdsa-p256-sha256\"],\"issuers\":[\"MAA=\"],\"key_usage\":\"nonRepudiation\","  \
	"\"subject_hint\":\"甲\",\"jpki\":true},\"later\":[1]}"
#define DOCUMENT(id, more) \
	"{\"id\":\"" id "\",\"name\":\"契約書.pdf\",\"pages\":12,\"size\":3000001," DIGESTS more "}"
#define OPERATION(document, more)                                                            \
	"{\"op\":\"op_1\",\"document\":\"" document "\",\"digest_algorithm\":\"sha256\","         \
	"\"signature_algorithm\":\"rsa-pkcs1-sha256\",\"signed_attrs\":\"MQA=\","                 \
	"\"message_digest\":\"" STATE32 "\",\"proof\":{\"shown_size\":3000001,\"midstate\":\"" STATE32 \
	"\",\"tail\":\"QQ==\",\"update\":[\"QUI=\",\"Qw==\"]}" more "}"
#define READY(operations) "{\"state\":\"ready\",\"expires_in\":60,\"operations\":[" operations "]}"

static void an_offer_is_read_and_its_text_is_tamed(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct client_offer o;
	struct error e;

	(void)state;
	assert_ok(protocol_read_offer(BYTES_LIT(OFFER(DOCUMENT("doc_1", ""))), mem, &o, &e));
	assert_string_equal(o.account, "甲\xef\xbf\xbd山");
	assert_string_equal(o.title, "契約\xef\xbf\xbd書");
	assert_string_equal(o.message, "");
	assert_int_equal(o.algorithms, 1u << CLIENT_RSA_PKCS1_SHA256 | 1u << CLIENT_ECDSA_P256_SHA256);
	assert_int_equal(o.n_issuers, 1);
	assert_true(o.non_repudiation);
	assert_int_equal(o.n_documents, 1);
	assert_int_equal(o.documents[0].size, 3000001);
	assert_int_equal(o.documents[0].digest[DIGEST_SHA384][0], 0xe3);
}

static void offers_with_a_wrong_member_are_refused(void **state)
{
	static const char *const bad[] = {
		"", "[]", "{}", "null", OFFER(""), OFFER("1"), OFFER("{}"), OFFER("null"),
		OFFER(DOCUMENT("doc_1", "") "," DOCUMENT("doc_1", "")), OFFER(DOCUMENT("", "")),
		OFFER(DOCUMENT("doc/1", "")), OFFER(DOCUMENT("doc_1", ",\"sha384\":\"00\"")),
		OFFER(DOCUMENT("doc_1", ",\"pages\":1")), OFFER(DOCUMENT("doc_1", "")) "x",
		OFFER("{\"id\":\"doc_1\",\"name\":\"x\",\"pages\":-1,\"size\":1," DIGESTS "}"),
		OFFER("{\"id\":\"doc_1\",\"name\":\"x\",\"pages\":1,\"size\":1.5," DIGESTS "}"),
		OFFER("{\"id\":\"doc_1\",\"name\":7,\"pages\":1,\"size\":1," DIGESTS "}"),
		OFFER("{\"id\":\"doc_1\",\"name\":\"x\",\"pages\":1,\"size\":1}"),
		"{\"session\":[[[[[[[[[[[[]]]]]]]]]]]]}", "{\"session\":\"\\u0000\"}", "{\"session\":\"\xff\"}",
	};
	AUTO(arena) struct arena *mem = arena_new(0);
	struct client_offer o;
	struct error e;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (protocol_read_offer(bytes_of_str(bad[i]), mem, &o, &e) != ERR_INVALID)
			fail_msg("%zu was taken: %s", i, bad[i]);
}

static void what_was_prepared_is_each_shown_document_once(void **state)
{
	static const char *const bad[] = {
		READY(""), READY(OPERATION("doc_2", "")), READY(OPERATION("doc_1", "") "," OPERATION("doc_1", "")),
		"{\"state\":\"later\"}", "{\"state\":\"ready\"}",
	};
	AUTO(arena) struct arena *mem = arena_new(0);
	struct client_prepared p;
	struct client_offer o;
	struct error e;

	(void)state;
	assert_ok(protocol_read_offer(BYTES_LIT(OFFER(DOCUMENT("doc_1", ""))), mem, &o, &e));
	assert_ok(protocol_read_prepared(BYTES_LIT("{\"state\":\"working\"}"), &o, mem, &p, &e));
	assert_false(p.ready);
	assert_ok(protocol_read_prepared(BYTES_LIT(READY(OPERATION("doc_1", ""))), &o, mem, &p, &e));
	assert_true(p.ready);
	assert_string_equal(p.operations[0].op, "op_1");
	assert_int_equal(p.operations[0].proof.state.midstate.len, 32);
	assert_true(bytes_eq_str(p.operations[0].proof.update[0], "AB"));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (protocol_read_prepared(bytes_of_str(bad[i]), &o, mem, &p, &e) != ERR_INVALID)
			fail_msg("%s was taken", bad[i]);
}

static void the_rest_of_the_answers_is_read(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct client_accepted a;
	struct client_status s;
	struct error e;

	(void)state;
	assert_ok(protocol_read_accepted(BYTES_LIT("{\"subject\":\"甲\",\"issuer\":\"CA\",\"status\":\"unknown\","
						   "\"chosen\":\"ecdsa-p384-sha384\"}"), mem, &a, &e));
	assert_false(a.known_good);
	assert_int_equal(a.chosen, CLIENT_ECDSA_P384_SHA384);
	assert_int_equal(protocol_read_accepted(BYTES_LIT("{\"status\":\"good\",\"chosen\":\"md5\"}"), mem, &a, &e),
			 ERR_INVALID);
	assert_ok(protocol_read_status(BYTES_LIT("{\"state\":\"done\",\"error\":null,\"documents\":[{\"id\":\"doc_1\","
						 "\"sha256\":\"ab\",\"timestamp\":null}]}"), mem, &s, &e));
	assert_int_equal(s.n, 1);
	assert_string_equal(s.results[0].timestamp, "");
	assert_ok(protocol_read_status(BYTES_LIT("{\"state\":\"failed\",\"error\":{\"title\":\"t\",\"detail\":\"d\"}}"),
				       mem, &s, &e));
	assert_string_equal(s.problem, "t: d");
	assert_int_equal(protocol_read_status(BYTES_LIT("{\"state\":\"done\"}"), mem, &s, &e), ERR_INVALID);
}

#define ASKED(id, documents)                                                                            \
	"{\"id\":\"" id "\",\"request\":{\"id\":\"env_1\",\"title\":\"契約\",\"sender\":\"甲\","               \
	"\"message\":\"\",\"counterparty\":\"乙\"},\"documents\":[" documents "],\"subject_hint\":\"\"}"
#define BATCH(requests)                                                                                \
	"{\"session\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\",\"confirm_code\":\"482913\","          \
	"\"account\":{\"name\":\"甲\"},\"requests\":[" requests "],\"left_out\":[{\"id\":\"t_9\",\"title\":"     \
	"\"旧契約\",\"error\":{\"title\":\"t\",\"detail\":\"d\"}}],"                                        \
	"\"accept\":{\"signature_algorithms\":[\"rsa-pkcs1-sha256\"]}}"
#define TWO BATCH(ASKED("t_1", DOCUMENT("doc_1", "")) "," ASKED("t_2", DOCUMENT("doc_2", "") "," DOCUMENT("doc_3", "")))

static void a_batch_is_several_requests_with_their_documents(void **state)
{
	static const char *const bad[] = {
		BATCH(""), BATCH("1"), BATCH(ASKED("t_1", "")),
		BATCH(ASKED("t_1", DOCUMENT("doc_1", "")) "," ASKED("t_1", DOCUMENT("doc_2", ""))),
		BATCH(ASKED("t_1", DOCUMENT("doc_1", "")) "," ASKED("t_2", DOCUMENT("doc_1", ""))),
	};
	AUTO(arena) struct arena *mem = arena_new(0);
	struct client_offer o;
	struct error e;

	(void)state;
	assert_ok(protocol_read_offer(BYTES_LIT(TWO), mem, &o, &e));
	assert_true(o.batch);
	assert_int_equal(o.n_requests, 2);
	assert_int_equal(o.n_documents, 3);
	assert_int_equal(o.requests[1].first, 1);
	assert_int_equal(o.requests[1].n, 2);
	assert_string_equal(o.requests[1].counterparty, "乙");
	assert_string_equal(o.left_out[0].problem, "t: d");
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (protocol_read_offer(bytes_of_str(bad[i]), mem, &o, &e) != ERR_INVALID)
			fail_msg("%zu was taken: %s", i, bad[i]);
}

#define ANSWERED(list) "{\"expires_in\":60,\"requests\":[" list "]}"
#define ONE_READY "{\"id\":\"t_1\",\"state\":\"ready\",\"error\":null,\"operations\":[" OPERATION("doc_1", "") "]}"

static void what_a_batch_is_answered_is_of_its_requests_each_once(void **state)
{
	static const char *const bad[] = {
		ANSWERED("{\"id\":\"t_3\",\"state\":\"working\"}"), ANSWERED(ONE_READY "," ONE_READY),
		ANSWERED("{\"id\":\"t_1\",\"state\":\"later\"}"), ANSWERED("{\"id\":\"t_1\",\"state\":\"ready\"}"),
		ANSWERED("{\"id\":\"t_2\",\"state\":\"ready\",\"operations\":[" OPERATION("doc_1", "") "]}"), "{}",
	};
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct client_batch_prepared *p;
	const struct client_batch_state *s;
	const struct client_fit *fits;
	struct client_accepted a;
	struct client_offer o;
	struct error e;
	size_t n;

	(void)state;
	assert_ok(protocol_read_offer(BYTES_LIT(TWO), mem, &o, &e));
	assert_ok(protocol_read_batch_prepared(
		BYTES_LIT(ANSWERED(ONE_READY ",{\"id\":\"t_2\",\"state\":\"failed\",\"error\":null}")), &o, mem, &p, &n, &e));
	assert_int_equal(n, 2);
	assert_true(p[0].prepared.ready);
	assert_int_equal(p[0].prepared.operations[0].document, 0);
	assert_string_not_equal(p[1].problem, "");
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (protocol_read_batch_prepared(bytes_of_str(bad[i]), &o, mem, &p, &n, &e) != ERR_INVALID)
			fail_msg("%zu was taken: %s", i, bad[i]);
	assert_ok(protocol_read_batch_states(BYTES_LIT("{\"requests\":[{\"id\":\"t_2\",\"state\":\"done\",\"error\":null,"
						       "\"documents\":[{\"id\":\"doc_2\",\"sha256\":\"ab\",\"timestamp\":null}]}]}"),
					     &o, mem, &s, &n, &e));
	assert_int_equal(s[0].at, 1);
	assert_int_equal(s[0].outcome.state, CLIENT_DONE);
	assert_int_equal(s[0].outcome.n, 1);
	assert_ok(protocol_read_fits(BYTES_LIT("{\"subject\":\"甲\",\"issuer\":\"CA\",\"status\":\"good\",\"chosen\":"
					       "\"rsa-pkcs1-sha256\",\"requests\":[{\"id\":\"t_1\",\"error\":{\"title\":\"x\"}}]}"),
				     &o, mem, &a, &fits, &n, &e));
	assert_true(a.known_good);
	assert_string_equal(fits[0].problem, "x");
}

static void problems_say_what_to_do_in_both_languages(void **state)
{
	static const struct {
		int status;
		const char *body, *ja;
		enum err code;
	} rows[] = {
		{ 410, "{\"type\":\"/problems/ticket-invalid\"}", "もう一度始めて", ERR_LINK_EXPIRED },
		{ 410, "{\"type\":\"ticket_invalid\"}", "署名のコード", ERR_LINK_EXPIRED },
		{ 422, "{\"type\":\"/problems/cert-revoked\",\"detail\":\"失効日 1\\u202e\"}", "失効日 1\xef\xbf\xbd", ERR_CERT },
		{ 409, "{\"type\":\"/problems/revision-changed\"}", "他の署名", ERR_STALE },
		{ 429, "", "しばらく待って", ERR_RATE_LIMITED },
		{ 503, "<html>", "しばらく待って", ERR_UNAVAILABLE },
		{ 418, "{\"type\":7}", "もう一度始めて", ERR_CONFLICT },
	};
	AUTO(arena) struct arena *mem = arena_new(0);
	const char *text;
	struct error e;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(protocol_problem(rows[i].status, bytes_of_str(rows[i].body), 1, mem, &text, &e),
				 rows[i].code);
		if (!strstr(text, rows[i].ja))
			fail_msg("%d: %s", rows[i].status, text);
		assert_int_equal(protocol_problem(rows[i].status, bytes_of_str(rows[i].body), 0, mem, &text, &e),
				 rows[i].code);
		assert_true(text[0] < 0x7f && strlen(text) > 20);
	}
}

static void requests_are_written(void **state)
{
	static const unsigned char nonce[16] = { 0 };
	const struct bytes chain[] = { BYTES_LIT("A"), BYTES_LIT("B") };
	const struct client_offered_cert c = { 1, chain, 2, 1u << CLIENT_RSA_PSS_SHA512, "pkcs12" };
	const struct client_operation op = { .op = "op_1" };
	AUTO(arena) struct arena *mem = arena_new(0);

	(void)state;
	assert_true(bytes_eq_str(protocol_certificate(&c, mem),
				 "{\"seq\":1,\"certificate\":\"QQ==\",\"chain\":[\"Qg==\"],"
				 "\"algorithms\":[\"rsa-pss-sha512\"],\"token\":\"pkcs12\"}"));
	assert_true(bytes_eq_str(protocol_seq(2, mem), "{\"seq\":2}"));
	assert_true(bytes_eq_str(protocol_complete(3, &op, chain, 1, mem),
				 "{\"seq\":3,\"signatures\":[{\"op\":\"op_1\",\"signature\":\"QQ==\"}]}"));
	assert_true(bytes_eq_str(protocol_cancel(4, "user", mem), "{\"seq\":4,\"reason\":\"user\"}"));
	assert_int_not_equal(bytes_find(protocol_redeem("T", nonce, 1, mem), BYTES_LIT("\"ticket\":\"T\""), 0), SIZE_MAX);
	assert_int_not_equal(bytes_find(protocol_redeem("T", nonce, 1, mem), BYTES_LIT("\"can\":[\"batch\"]"), 0), SIZE_MAX);
	assert_int_not_equal(bytes_find(protocol_redeem("T", nonce, 0, mem), BYTES_LIT("\"can\":[]"), 0), SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_offer_is_read_and_its_text_is_tamed),
		cmocka_unit_test(offers_with_a_wrong_member_are_refused),
		cmocka_unit_test(what_was_prepared_is_each_shown_document_once),
		cmocka_unit_test(the_rest_of_the_answers_is_read),
		cmocka_unit_test(a_batch_is_several_requests_with_their_documents),
		cmocka_unit_test(what_a_batch_is_answered_is_of_its_requests_each_once),
		cmocka_unit_test(problems_say_what_to_do_in_both_languages),
		cmocka_unit_test(requests_are_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
