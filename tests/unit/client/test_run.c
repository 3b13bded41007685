/* The order of a signing, with a server that answers from a list and a person who answers from another. That real
 * signatures come out of it is the scenario client-sign's. */
#include "../test.h"
#include "base/buf.h"
#include "client/run.h"

#define TICKET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define OFFER                                                                                          \
	"{\"session\":\"" TICKET "\",\"confirm_code\":\"482913\",\"account\":{},\"request\":{},"           \
	"\"documents\":[{\"id\":\"doc_1\",\"name\":\"a.pdf\",\"pages\":1,\"size\":1,\"sha256\":"          \
	"\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}],"                         \
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

static void person_offer(struct ui *ui, const struct client_offer *o, const char *origin)
{
	(void)ui;
	(void)o;
	(void)origin;
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

static enum err run(struct world *w, const struct answer *answers, const char **told, struct error *e,
		    struct arena *mem)
{
	const struct client_server server = { .origin = "https://a.jp", .host = "a.jp", .port = 443 };
	struct ui ui = { .offer = person_offer, .secret = person_secret, .step = person_step };
	AUTO(key_source) struct key_source *keys = NULL;
	struct client_job job = { .server = &server, .fetcher = &w->fetcher, .ticket = TICKET, .ui = &ui,
				  .clock = clock_system(), .rng = rng_system(), .ja = 1 };

	*w = (struct world){ .fetcher = { fetch }, .answers = answers };
	assert_ok(key_source_open("p12:/nonexistent", &keys, e));
	job.keys = keys;
	return client_run(&job, mem, told, e);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_person_who_goes_away_is_told_to_the_server),
		cmocka_unit_test(answers_of_another_kind_end_it_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
