/* The order of a signing, with a server that answers from a list and a person who answers from another. That real
 * signatures come out of it is the scenario client-sign's. */
#include <stdio.h>
#include "../test.h"
#include "base/buf.h"
#include "client/run.h"

#define TICKET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define HEX32 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define OFFER                                                                                          \
	"{\"session\":\"" TICKET "\",\"confirm_code\":\"482913\",\"account\":{},\"request\":{},"           \
	"\"documents\":[{\"id\":\"doc_1\",\"name\":\"a.pdf\",\"pages\":1,\"size\":1,"                       \
	"\"sha256\":\"" HEX32 "\",\"sha384\":\"" HEX32 "e3b0c44298fc1c149afbf4c8996fb924\",\"sha512\":\"" HEX32 HEX32 "\"}],"  \
	"\"accept\":{\"signature_algorithms\":[\"rsa-pkcs1-sha256\"]}}"

struct answer {
	const char *call;
	int status;
	const char *type, *body;
	enum err err; /* no answer at all */
};

struct world {
	struct fetcher fetcher; /* first */
	const struct answer *answers;
	struct buf asked; /* the calls, one a line, with what was sent */
	_Bool bearer_early;
};

static enum err fetch(struct fetcher *f, const struct fetch_request *rq, struct arena *mem,
		      struct fetch_response *out, struct error *e)
{
	struct world *w = (struct world *)f;
	const char *call = strrchr(rq->url, '/') + 1;

	buf_printf(&w->asked, "%s %.*s\n", call, (int)rq->body.len, (const char *)rq->body.data);
	w->bearer_early |= !strcmp(call, "redeem") != !rq->bearer;
	assert_string_equal(rq->method, "POST");
	for (const struct answer *a = w->answers; a->call; a++) {
		if (strcmp(a->call, call) != 0)
			continue;
		if (a->err)
			return error_set(e, a->err, "no answer");
		*out = (struct fetch_response){ a->status, arena_strdup(mem, a->type), bytes_of_str(a->body) };
		return ERR_OK;
	}
	return error_set(e, ERR_UNAVAILABLE, "nobody there");
}

static enum err person_offer(struct ui *ui, const struct client_offer *o, const char *origin, struct error *e)
{
	(void)ui;
	(void)o;
	(void)origin;
	(void)e;
	return ERR_OK;
}

static enum err person_refuses(struct ui *ui, const struct client_offer *o, const char *origin, struct error *e)
{
	(void)ui;
	(void)o;
	(void)origin;
	return error_set(e, ERR_DENIED, "another number");
}

static enum err person_secret(struct ui *ui, const struct ui_secret_ask *ask, struct secret **out, struct error *e)
{
	(void)ui;
	(void)ask;
	(void)out;
	return error_set(e, ERR_DENIED, "the person went away");
}

static void person_step(struct ui *ui, enum ui_step step)
{
	(void)ui;
	(void)step;
}

static enum err run_as(struct world *w, struct ui *ui, struct key_source *keys, const char **told, struct error *e,
		       struct arena *mem)
{
	const struct client_server server = { .origin = "https://a.jp", .host = "a.jp", .port = 443 };
	const struct client_job job = { .server = &server, .fetcher = &w->fetcher, .ticket = TICKET, .ui = ui,
					.clock = clock_system(), .rng = rng_system(), .ja = 1, .keys = keys };

	return client_run(&job, mem, told, e);
}

static enum err run(struct world *w, const struct answer *answers, const char **told, struct error *e,
		    struct arena *mem)
{
	struct ui ui = { .offer = person_offer, .secret = person_secret, .step = person_step };
	AUTO(key_source) struct key_source *keys = NULL;

	*w = (struct world){ .fetcher = { fetch }, .answers = answers };
	assert_ok(key_source_open("p12:/dev/null", &keys, e));
	return run_as(w, &ui, keys, told, e, mem);
}

static void a_person_who_goes_away_is_told_to_the_server(void **state)
{
	static const struct answer answers[] = { { "redeem", 200, "application/json", OFFER, ERR_OK },
						 { "cancel", 204, "", "", ERR_OK },
						 { 0 } };
	AUTO(arena) struct arena *mem = arena_new(0);
	const char *told;
	struct world w;
	struct error e;

	(void)state;
	assert_int_equal(run(&w, answers, &told, &e, mem), ERR_DENIED);
	assert_non_null(strstr(buf_cstr(&w.asked), "cancel {\"seq\":1,\"reason\":\"user\"}"));
	assert_false(w.bearer_early);
	assert_null(told);
	buf_done(&w.asked);
}

static void answers_of_another_kind_end_it_at_once(void **state)
{
	static const struct {
		struct answer answer;
		enum err code;
	} rows[] = {
		{ { "redeem", 302, "text/html", "", ERR_OK }, ERR_UNAVAILABLE },
		{ { "redeem", 200, "text/html", OFFER, ERR_OK }, ERR_UNAVAILABLE },
		{ { "redeem", 201, "application/json", OFFER, ERR_OK }, ERR_UNAVAILABLE },
		{ { "redeem", 200, "application/json", "{", ERR_OK }, ERR_INVALID },
		{ { "redeem", 200, "application/jsonp", OFFER, ERR_OK }, ERR_UNAVAILABLE },
		{ { "redeem", 410, "application/problem+json", "{\"type\":\"/problems/ticket-invalid\"}", ERR_OK },
		  ERR_LINK_EXPIRED },
		{ { "redeem", 0, "", "", ERR_TOO_LARGE }, ERR_TOO_LARGE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct answer answers[] = { rows[i].answer, { 0 } };
		AUTO(arena) struct arena *mem = arena_new(0);
		const char *told;
		struct world w;
		struct error e;

		assert_int_equal(run(&w, answers, &told, &e, mem), rows[i].code);
		assert_int_equal(told != NULL, rows[i].code == ERR_LINK_EXPIRED || rows[i].code == ERR_UNAVAILABLE);
		if (rows[i].code == ERR_UNAVAILABLE)
			assert_non_null(strstr(told, "何も署名されていません"));
		/* the ticket went out once, and nothing after it */
		assert_null(strchr(strchr(buf_cstr(&w.asked), '\n') + 1, '\n'));
		buf_done(&w.asked);
	}
}

static const struct answer offered[] = { { "redeem", 200, "application/json", OFFER, ERR_OK },
					 { "cancel", 204, "", "", ERR_OK },
					 { 0 } };

struct seeker { /* names places until there are none left */
	struct ui ui; /* first */
	const char *const *places;
	size_t asked;
	char why[4][256];
	_Bool stop;
};

static enum err seeker_place(struct ui *ui, const char *why, struct key_source **out, struct error *e)
{
	struct seeker *s = (struct seeker *)ui;
	const char *key = s->places[s->asked];

	assert_true(s->asked < COUNT_OF(s->why));
	snprintf(s->why[s->asked++], sizeof(s->why[0]), "%s", why ? why : "-");
	return key ? key_source_open(key, out, e) : error_set(e, ERR_DENIED, "the person gives up");
}

static enum err seeker_secret(struct ui *ui, const struct ui_secret_ask *ask, struct secret **out, struct error *e)
{
	(void)ui;
	(void)ask;
	*out = secret_new(BYTES("x", 2));
	(void)e;
	return ERR_OK;
}

static _Bool seeker_stopped(struct ui *ui)
{
	return ((struct seeker *)ui)->stop;
}

static void a_place_without_a_key_leads_to_another_place(void **state)
{
	static const char *const places[] = { "p12:/nonexistent", "what:is this", NULL };
	AUTO(arena) struct arena *mem = arena_new(0);
	struct world w = { .fetcher = { fetch }, .answers = offered };
	struct seeker s = { .places = places };
	const char *told;
	struct error e;

	(void)state;
	s.ui = (struct ui){ .offer = person_offer, .place = seeker_place, .secret = seeker_secret,
			    .step = person_step };
	assert_int_equal(run_as(&w, &s.ui, NULL, &told, &e, mem), ERR_DENIED);
	assert_string_equal(s.why[0], "-");
	assert_non_null(strstr(s.why[1], "/nonexistent"));
	assert_non_null(strstr(s.why[2], "p12:FILE"));
	assert_int_equal(s.asked, 3);
	assert_string_equal(e.msg, "the person gives up");
	assert_non_null(strstr(buf_cstr(&w.asked), "cancel {\"seq\":1,\"reason\":\"user\"}"));
	buf_done(&w.asked);
}

static void who_stops_or_does_not_know_the_number_is_asked_nothing_more(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct seeker s = { .stop = 1 };
	struct world w;
	const char *told;
	struct error e;

	(void)state;
	s.ui = (struct ui){ .offer = person_refuses, .place = seeker_place, .stopped = seeker_stopped,
			    .step = person_step };
	for (unsigned i = 0; i < 2; i++) {
		w = (struct world){ .fetcher = { fetch }, .answers = offered };
		s.stop = !i;
		assert_int_equal(run_as(&w, &s.ui, NULL, &told, &e, mem), ERR_DENIED);
		assert_int_equal(s.asked, 0);
		/* stopped at once, the ticket is not even redeemed; later the server hears of it */
		assert_int_equal(w.asked.len == 0, i == 0);
		if (i)
			assert_non_null(strstr(buf_cstr(&w.asked), "\"reason\":\"user\""));
		buf_done(&w.asked);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_without_a_key_leads_to_another_place),
		cmocka_unit_test(who_stops_or_does_not_know_the_number_is_asked_nothing_more),
		cmocka_unit_test(a_person_who_goes_away_is_told_to_the_server),
		cmocka_unit_test(answers_of_another_kind_end_it_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
