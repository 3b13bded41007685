/* Several requests under one consent, with a server of the test's own that does to each what its script says. The
 * proofs and the signatures are real; all requests have the same document. */
#include "../sig/pki.h"
#include "../test.h"
#include "base/buf.h"
#include "client/key_back.h"
#include "client/run.h"
#include "sig/cms/cms.h"
#include "sig/pades/sign.h"

#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

enum { MOST = 24, STATE_HEAD = 12, CHAIN = 32, NEVER = 1000000, PREPARE_MS = 60 * 1000 };

static const char document[] =
	"%PDF-1.7\n"
	"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
	"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
	"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n"
	"xref\n0 4\n"
	"0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \n"
	"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n186\n%%EOF\n";

struct request {
	unsigned ready_after; /* times that it is asked for in vain */
	unsigned waits;	      /* times that its signatures have to be made anew */
	_Bool refuses_again;  /* the second time, though the first was taken */
	/* what became of it */
	unsigned asked;
	_Bool taken;
};

struct server {
	struct fetcher fetcher; /* first */
	struct request requests[MOST];
	size_t n;
	const char *lose; /* answers to this call are lost */
	_Bool arrives;	  /* though what was asked is done */
	_Bool deaf;	  /* nothing is answered any more once the first answer was lost */
	unsigned lost;
	size_t prepares_before; /* the first signatures came */
	struct buf calls;
	struct arena *mem;
	const char *operation; /* printf: op, document */
};

static struct pki_cert party;
static struct server server;
static time_ms paused;

/* what is proved and signed --------------------------------------------------------- */

static const char *base64(struct bytes in, struct arena *mem)
{
	char *text = arena_alloc(mem, base64_size(in.len));

	base64_encode(in, text);
	return text;
}

static void prepare_update(struct pdf_source *src, struct arena *mem, struct pdf_tail *out)
{
	const struct pades_request rq = { .field = "S", .new_field = 1, .name = "甲", .time = 1795000000000 };
	struct pdf_update *u;
	struct pdf_doc *d;

	assert_ok(pdf_doc_open(src, mem, NULL, &d, NULL));
	assert_ok(pdf_update_begin(d, mem, &u, NULL));
	assert_ok(pades_prepare(u, &rq, out, NULL));
}

static const char *make_operation(struct arena *mem)
{
	struct bytes file = BYTES_LIT(document), all, attrs, message;
	struct pdf_source src = pdf_source_memory(file);
	unsigned char form[DIGEST_STATE_MAX], value[DIGEST_MAX];
	struct digest state;
	struct pdf_tail t;
	size_t n, hole;

	prepare_update(&src, mem, &t);
	assert_ok(pades_digest(&src, NULL, DIGEST_SHA256, &t, value, NULL));
	message = BYTES(value, CHAIN);
	assert_ok(cms_signed_attrs(DIGEST_SHA256, message, party.der, mem, &attrs, NULL));
	digest_init(&state, DIGEST_SHA256);
	digest_update(&state, file);
	n = digest_export(&state, form);
	all = BYTES(t.data, t.len);
	hole = (size_t)(t.hole_off - t.base);
	return arena_printf(
		mem,
		"{\"op\":\"op_%%zu\",\"document\":\"doc_%%zu\",\"digest_algorithm\":\"sha256\","
		"\"signature_algorithm\":\"ecdsa-p256-sha256\",\"signed_attrs\":\"%s\",\"message_digest\":\"%s\","
		"\"proof\":{\"shown_size\":%zu,\"midstate\":\"%s\",\"tail\":\"%s\",\"update\":[\"%s\",\"%s\"]}}",
		base64(attrs, mem), base64(message, mem), file.len, base64(BYTES(form + STATE_HEAD, CHAIN), mem),
		base64(BYTES(form + STATE_HEAD + CHAIN, n - STATE_HEAD - CHAIN), mem),
		base64(bytes_slice(all, 0, hole), mem), base64(bytes_slice(all, hole + t.hole_len, all.len), mem));
}

/* the key, in the place of those of this system ---------------------------------------- */

static enum err key_list(void *ctx, time_ms now, struct arena *mem, const struct key_cert **out, size_t *n,
			 struct error *e)
{
	struct key_cert *one = arena_alloc(mem, sizeof(*one));

	(void)ctx;
	(void)e;
	*one = (struct key_cert){ .chain = &party.der, .n_chain = 1, .place = "here" };
	cert_view_make(party.der, now, mem, &one->view);
	*out = one;
	*n = 1;
	return ERR_OK;
}

static enum err key_use(void *ctx, const struct key_cert *c, const char *pin, void **key_out, _Bool *pss,
			struct error *e)
{
	(void)ctx;
	(void)c;
	(void)pin;
	(void)pss;
	(void)e;
	*key_out = party.key;
	return ERR_OK;
}

static enum key_pin key_pin(const void *ctx)
{
	(void)ctx;
	return KEY_PIN_UNTRIED;
}

static enum err key_signs(void *key, struct sig_alg alg, struct bytes digest, struct arena *mem,
			  struct bytes *sig_out, struct error *e)
{
	return pkey_sign(key, alg, digest, mem, sig_out, e);
}

static void nothing(void *ctx)
{
	(void)ctx;
}

static void *key_new(const char *rest)
{
	(void)rest;
	return &party;
}

static const struct key_ops ops = { .token = "pkcs12", .list = key_list, .open = key_use, .pin = key_pin,
				    .sign = key_signs, .close = nothing, .free = nothing };
const struct key_kind key_kinds[] = { { "own:", 0, 1, &ops, key_new } };
const size_t key_kind_count = 1;
const char key_kind_names[] = "own:";
const char key_kind_default[] = "own:";

/* the server ------------------------------------------------------------------------- */

static void offer(struct buf *b)
{
	unsigned char value[DIGEST_MAX];
	char hex[3][2 * DIGEST_MAX + 1];

	for (size_t i = 0; i < 3; i++)
		hex_encode(digest_of((enum digest_alg)i, BYTES_LIT(document), value), hex[i]);
	buf_append_str(b, "{\"session\":\"" SECRET "\",\"confirm_code\":\"482913\",\"account\":{},"
			  "\"accept\":{\"signature_algorithms\":[\"ecdsa-p256-sha256\"]},\"requests\":[");
	for (size_t i = 0; i < server.n; i++)
		buf_printf(b,
			   "%s{\"id\":\"t_%zu\",\"request\":{\"id\":\"e\",\"title\":\"T\"},\"documents\":[{\"id\":\"doc_%zu\","
			   "\"name\":\"a.pdf\",\"pages\":1,\"size\":%zu,\"sha256\":\"%s\",\"sha384\":\"%s\",\"sha512\":\"%s\"}]}",
			   i ? "," : "", i, i, sizeof(document) - 1, hex[0], hex[1], hex[2]);
	buf_append_str(b, "]}");
}

static void certificate(struct buf *b)
{
	buf_append_str(b, "{\"subject\":\"S\",\"issuer\":\"I\",\"status\":\"good\",\"chosen\":\"ecdsa-p256-sha256\","
			  "\"requests\":[");
	for (size_t i = 0; i < server.n; i++)
		buf_printf(b, "%s{\"id\":\"t_%zu\",\"error\":null}", i ? "," : "", i);
	buf_append_str(b, "]}");
}

static _Bool names(struct bytes body, size_t at)
{
	const char *id = arena_printf(server.mem, "\"t_%zu\"", at);

	return bytes_find(body, bytes_of_str(id), 0) != SIZE_MAX;
}

static void state_of(struct buf *b, size_t at, const char *state, const char *problem)
{
	const char *comma = buf_bytes(b).data[buf_bytes(b).len - 1] == '[' ? "" : ",";

	buf_printf(b, "%s{\"id\":\"t_%zu\",\"state\":\"%s\",\"error\":", comma, at, state);
	if (problem)
		buf_printf(b, "{\"title\":\"%s\",\"detail\":\"\"},", problem);
	else
		buf_append_str(b, "null,");
}

static void prepare(struct buf *b, size_t at)
{
	struct request *r = &server.requests[at];

	if (r->taken) {
		state_of(b, at, "failed", "it is signed already");
		buf_append_str(b, "\"operations\":[]}");
		return;
	}
	if (r->asked++ < r->ready_after) {
		state_of(b, at, "working", NULL);
		buf_append_str(b, "\"operations\":[]}");
		return;
	}
	state_of(b, at, "ready", NULL);
	buf_append_str(b, "\"operations\":[");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	buf_printf(b, server.operation, at, at);
#pragma GCC diagnostic pop
	buf_append_str(b, "]}");
}

static void complete(struct buf *b, size_t at)
{
	struct request *r = &server.requests[at];
	_Bool again = r->taken && r->refuses_again;

	if (!r->taken && r->waits) {
		r->waits--;
		state_of(b, at, "waiting", "somebody was faster");
	} else {
		state_of(b, at, again ? "failed" : "working", again ? "it is signed already" : NULL);
		r->taken = 1;
	}
	buf_append_str(b, "\"documents\":[]}");
}

static void tell(struct buf *b, size_t at)
{
	state_of(b, at, server.requests[at].taken ? "done" : "waiting", NULL);
	buf_append_str(b, "\"documents\":[]}");
}

static void give_up(struct buf *b, size_t at)
{
	state_of(b, at, server.requests[at].taken ? "done" : "failed", NULL);
	buf_append_str(b, "\"documents\":[]}");
}

static const struct call {
	const char *name;
	void (*whole)(struct buf *b);
	void (*one)(struct buf *b, size_t at); /* of each request that is named, or of all */
	_Bool named;
} calls[] = {
	{ "redeem", offer, NULL, 0 },	 { "certificate", certificate, NULL, 0 }, { "prepare", NULL, prepare, 1 },
	{ "complete", NULL, complete, 1 }, { "status", NULL, tell, 0 },		 { "cancel", NULL, give_up, 0 },
};

static void answer(const struct call *c, struct bytes body, struct buf *b)
{
	if (c->whole) {
		c->whole(b);
		return;
	}
	buf_append_str(b, "{\"expires_in\":60,\"requests\":[");
	for (size_t i = 0; i < server.n; i++)
		if (!c->named || names(body, i))
			c->one(b, i);
	buf_append_str(b, "]}");
}

static const struct call *call_of(const char *url)
{
	const char *name = strrchr(url, '/') + 1;

	for (size_t i = 0; i < COUNT_OF(calls); i++)
		if (!strcmp(calls[i].name, name))
			return &calls[i];
	fail_msg("%s", url);
	return NULL;
}

static size_t count(const char *call)
{
	size_t n = 0;

	for (const char *at = buf_cstr(&server.calls); (at = strstr(at, call)); at++)
		n++;
	return n;
}

static enum err fetch(struct fetcher *f, const struct fetch_request *rq, struct arena *mem,
		      struct fetch_response *out, struct error *e)
{
	const struct call *c = call_of(rq->url);
	AUTO(buf) struct buf b = { 0 };
	_Bool lost = (server.deaf && server.lost) || (server.lose && !strcmp(c->name, server.lose));
	struct bytes body;

	(void)f;
	if (!strcmp(c->name, "complete") && !server.prepares_before)
		server.prepares_before = count("prepare");
	buf_printf(&server.calls, "%s ", c->name);
	if (!lost || server.arrives)
		answer(c, rq->body, &b);
	server.lost += lost;
	if (lost)
		return error_set(e, ERR_TIMEOUT, "no answer");
	assert_true(arena_copy(mem, buf_bytes(&b), &body));
	*out = (struct fetch_response){ 200, "application/json", body };
	return ERR_OK;
}

/* the person ----------------------------------------------------------------------------- */

static struct person {
	struct ui ui; /* first */
	size_t stops_after; /* requests that were begun; 0: never */
	size_t begun;
	enum client_state_of states[MOST];
	char problems[MOST][200];
	_Bool told;
} person;

static enum err looks(struct ui *ui, const struct client_offer *o, const char *origin, struct error *e)
{
	(void)ui;
	(void)origin;
	(void)e;
	assert_int_equal(o->n_requests, server.n);
	return ERR_OK;
}

static enum err chooses(struct ui *ui, const struct key_cert *certs, size_t n, size_t *out, struct error *e)
{
	(void)ui;
	(void)certs;
	(void)e;
	assert_int_equal(n, 1);
	*out = 0;
	return ERR_OK;
}

static enum err consents(struct ui *ui, const struct client_offer *o, const struct key_cert *c, struct error *e)
{
	(void)ui;
	(void)o;
	(void)c;
	(void)e;
	return ERR_OK;
}

static _Bool stops(struct ui *ui)
{
	(void)ui;
	return person.stops_after && person.begun >= person.stops_after;
}

static void sees_step(struct ui *ui, enum ui_step step)
{
	(void)ui;
	(void)step;
}

static void sees_note(struct ui *ui, enum ui_note note)
{
	(void)ui;
	(void)note;
}

static void sees_progress(struct ui *ui, const char *title, size_t at, size_t of)
{
	(void)ui;
	(void)title;
	assert_int_equal(of, server.n);
	person.begun = at;
}

static void is_told(struct ui *ui, const struct client_offer *o, const struct client_status *s)
{
	(void)ui;
	(void)o;
	person.told = 1;
	for (size_t i = 0; i < server.n; i++) {
		person.states[i] = s->outcomes[i].state;
		memcpy(person.problems[i], s->outcomes[i].problem, strnlen(s->outcomes[i].problem, 199));
	}
}

static void pauses(unsigned ms)
{
	paused += ms;
}

/* a signing ------------------------------------------------------------------------------ */

static int begin(void **state)
{
	*state = server.mem = arena_new(0);
	party = pki_make(PKI_SIGNER, "Party", PKEY_P256, NULL, server.mem);
	return 0;
}

static int end(void **state)
{
	pkey_free(party.key);
	arena_free(*state);
	return 0;
}

/* n requests, before whatever a test makes of them. */
static void open_server(struct arena *mem, size_t n)
{
	server = (struct server){ .fetcher = { fetch }, .n = n, .mem = mem, .operation = make_operation(mem) };
	person = (struct person){ 0 };
	paused = 0;
}

static enum err sign(const char **told, struct error *e)
{
	const struct client_server at = { .origin = "https://a.jp", .host = "a.jp", .port = 443 };
	AUTO(key_source) struct key_source *keys = NULL;
	struct client_job job = { .server = &at, .fetcher = &server.fetcher, .ticket = SECRET, .ui = &person.ui,
				  .clock = clock_system(), .rng = rng_system(), .pause = pauses };
	enum err rc;

	person.ui = (struct ui){ .offer = looks, .choose = chooses, .consent = consents, .stopped = stops,
				 .step = sees_step, .note = sees_note, .progress = sees_progress, .done = is_told };
	assert_ok(key_source_open("own:", &keys, e));
	job.keys = keys;
	rc = client_run(&job, server.mem, told, e);
	return rc;
}

static void assert_states(const enum client_state_of *wanted)
{
	assert_true(person.told);
	for (size_t i = 0; i < server.n; i++)
		if (person.states[i] != wanted[i])
			fail_msg("request %zu is %d, not %d (%s): %s", i, person.states[i], wanted[i],
				 person.problems[i], buf_cstr(&server.calls));
	buf_done(&server.calls);
}

static void all_are_signed_a_few_at_a_time(void **state)
{
	static const enum client_state_of wanted[MOST] = {
		CLIENT_DONE, CLIENT_DONE, CLIENT_DONE, CLIENT_DONE, CLIENT_DONE, CLIENT_DONE,
		CLIENT_DONE, CLIENT_DONE, CLIENT_DONE, CLIENT_DONE, CLIENT_DONE, CLIENT_DONE,
		CLIENT_DONE, CLIENT_DONE, CLIENT_DONE, CLIENT_DONE, CLIENT_DONE, CLIENT_DONE,
		CLIENT_DONE, CLIENT_DONE, CLIENT_DONE, CLIENT_DONE, CLIENT_DONE, CLIENT_DONE,
	};
	const char *told;
	struct error e;

	open_server(*state, MOST);
	assert_ok(sign(&told, &e));
	assert_int_equal(count("complete"), 3); /* ten, ten and four */
	assert_int_equal(count("cancel"), 0);
	assert_states(wanted);
}

static void one_that_is_never_ready_is_told_of_and_the_others_are_signed(void **state)
{
	static const enum client_state_of wanted[] = { CLIENT_DONE, CLIENT_FAILED, CLIENT_DONE };
	const char *told;
	struct error e;

	open_server(*state, 3);
	server.requests[1].ready_after = NEVER;
	assert_int_equal(sign(&told, &e), ERR_CONFLICT);
	assert_string_equal(e.msg, "1 of 3 requests were not signed");
	assert_non_null(strstr(person.problems[1], "did not prepare"));
	assert_true(paused <= PREPARE_MS);
	assert_int_equal(count("cancel"), 1);
	assert_states(wanted);
}

static void those_that_are_ready_wait_for_a_slow_one_no_longer_than_their_places_are_kept(void **state)
{
	static const enum client_state_of wanted[] = { CLIENT_DONE, CLIENT_DONE, CLIENT_DONE };
	const char *told;
	struct error e;

	open_server(*state, 3);
	server.requests[0].ready_after = 50;
	assert_ok(sign(&told, &e));
	assert_true(server.prepares_before <= 25);
	assert_states(wanted);
}

static void one_that_was_overtaken_or_met_a_busy_server_is_signed_anew(void **state)
{
	static const enum client_state_of wanted[] = { CLIENT_DONE, CLIENT_DONE, CLIENT_FAILED };
	const char *told;
	struct error e;

	open_server(*state, 3);
	server.requests[1].waits = 2;
	server.requests[2].waits = NEVER;
	assert_int_equal(sign(&told, &e), ERR_CONFLICT);
	assert_string_equal(person.problems[2], "somebody was faster");
	assert_states(wanted);
}

static void what_became_of_a_lost_answer_is_asked(void **state)
{
	static const enum client_state_of wanted[] = { CLIENT_DONE, CLIENT_DONE };
	const char *told;
	struct error e;

	open_server(*state, 2);
	server.lose = "complete";
	server.arrives = 1;
	assert_ok(sign(&told, &e));
	assert_true(server.lost > 1);
	assert_states(wanted);
}

/* The first answer is lost and the act done; what the second says is not the last word. */
static enum err fetch_losing_once(struct fetcher *f, const struct fetch_request *rq, struct arena *mem,
				  struct fetch_response *out, struct error *e)
{
	if (server.lost)
		server.lose = NULL;
	return fetch(f, rq, mem, out, e);
}

static void a_refusal_after_a_lost_answer_is_not_believed_before_the_status(void **state)
{
	static const enum client_state_of wanted[] = { CLIENT_DONE, CLIENT_DONE };
	const char *told;
	struct error e;

	open_server(*state, 2);
	server.fetcher.fetch = fetch_losing_once;
	server.lose = "complete";
	server.arrives = 1;
	server.requests[0].refuses_again = 1;
	assert_ok(sign(&told, &e));
	assert_int_equal(server.lost, 1);
	assert_states(wanted);
}

static void what_never_arrived_is_not_signed_once_the_session_is_over(void **state)
{
	static const enum client_state_of wanted[] = { CLIENT_FAILED, CLIENT_FAILED };
	const char *told;
	struct error e;

	open_server(*state, 2);
	server.lose = "complete";
	assert_int_equal(sign(&told, &e), ERR_TIMEOUT);
	assert_int_equal(count("cancel"), 1);
	assert_null(strstr(told, "Nothing is signed")); /* of a batch each is told */
	assert_states(wanted);
}

static void where_nothing_is_answered_any_more_nobody_claims_to_know(void **state)
{
	static const enum client_state_of wanted[] = { CLIENT_WORKING, CLIENT_WORKING };
	const char *told;
	struct error e;

	for (unsigned arrives = 0; arrives < 2; arrives++) {
		open_server(*state, 2);
		server.lose = "complete";
		server.arrives = (_Bool)arrives;
		server.deaf = 1;
		assert_int_equal(sign(&told, &e), ERR_COMMIT_UNKNOWN);
		assert_null(strstr(told, "Nothing is signed"));
		assert_states(wanted);
	}
}

static void who_stops_signs_no_more_and_what_was_signed_stays(void **state)
{
	enum client_state_of wanted[MOST];
	const char *told;
	struct error e;

	open_server(*state, MOST);
	for (size_t i = 0; i < MOST; i++)
		wanted[i] = i < 10 ? CLIENT_DONE : CLIENT_WAITING;
	person.stops_after = 11; /* in the second ten: none of them has been sent */
	assert_int_equal(sign(&told, &e), ERR_DENIED);
	assert_string_equal(e.msg, "you stopped; 10 of 24 requests were signed before");
	assert_int_equal(count("complete"), 1);
	assert_int_equal(count("cancel"), 1);
	assert_null(told);
	assert_states(wanted);
}

static void who_stops_before_anything_was_sent_has_signed_nothing(void **state)
{
	const char *told;
	struct error e;

	open_server(*state, 3);
	person.stops_after = 3;
	assert_int_equal(sign(&told, &e), ERR_DENIED);
	assert_string_equal(e.msg, "you stopped; nothing was signed");
	assert_int_equal(count("complete"), 0);
	assert_int_equal(count("cancel"), 1);
	assert_false(person.told);
	buf_done(&server.calls);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_are_signed_a_few_at_a_time),
		cmocka_unit_test(one_that_is_never_ready_is_told_of_and_the_others_are_signed),
		cmocka_unit_test(those_that_are_ready_wait_for_a_slow_one_no_longer_than_their_places_are_kept),
		cmocka_unit_test(one_that_was_overtaken_or_met_a_busy_server_is_signed_anew),
		cmocka_unit_test(what_became_of_a_lost_answer_is_asked),
		cmocka_unit_test(a_refusal_after_a_lost_answer_is_not_believed_before_the_status),
		cmocka_unit_test(what_never_arrived_is_not_signed_once_the_session_is_over),
		cmocka_unit_test(where_nothing_is_answered_any_more_nobody_claims_to_know),
		cmocka_unit_test(who_stops_signs_no_more_and_what_was_signed_stays),
		cmocka_unit_test(who_stops_before_anything_was_sent_has_signed_nothing),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
