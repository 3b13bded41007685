/* What no service would write: the verification of strange files. Forged ones of a real service are
 * in tests/scenario/audit-trail.test.mjs. */
#include "../test.h"
#include "evidence/trail.h"
#include "evidence/trail_verify.h"

static struct trail_report verify(struct arena *mem, const char *text)
{
	struct ers_world world = { .trust = NULL };
	struct trail_report r;

	assert_ok(trail_verify(bytes_of_str(text), &world, 1000, mem, &r, NULL));
	return r;
}

#define REST                                                                                       \
	"\"days\":[],\"acts\":[],\"keys\":[],\"register\":[],\"view\":\"full\","                   \
	"\"envelope\":\"env_1\",\"organisation\":\"org_1\"}"
#define HEAD "{\"format\":\"skysign-audit-trail\",\"version\":1,"

static void what_is_no_trail_is_refused_in_words(void **state)
{
	static const char *const texts[] = {
		"",
		"{",
		"[]",
		"{}",
		"{\"a\":1,\"a\":2}",
		"{\"format\":\"skysign-audit-trail\",\"version\":2}",
		HEAD "\"events\":{}," REST,
		HEAD "\"events\":[{}]," REST,
		HEAD "\"events\":[{\"seq\":\"1\"}]," REST,
		HEAD "\"events\":[{\"seq\":1,\"hash\":\"00\"}]," REST,
	};
	AUTO(arena) struct arena *mem = arena_new(0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct trail_report r = verify(mem, texts[i]);
		AUTO(buf) struct buf out = { 0 };

		assert_int_equal(r.verdict, ERS_FAILED);
		assert_string_equal(trail_slug(r.findings[0].code), "trail-format");
		trail_report_text(&r, 1, &out);
		json_decref(trail_report_json(&r));
	}
}

static void an_empty_trail_proves_nothing(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct trail_report r = verify(mem, HEAD "\"events\":[]," REST);

	(void)state;
	assert_int_equal(r.verdict, ERS_FAILED);
	assert_string_equal(trail_slug(r.findings[0].code), "event-missing");
}

static void what_not_all_parties_may_see_is_known_by_its_place_and_kind(void **state)
{
	static const struct {
		const char *kind;
		_Bool own;
	} events[] = {
		{ "envelope.created", 1 },    { "envelope.sent", 1 },
		{ "register.recorded", 0 },   { "recipient.sent_back", 1 },
		{ "document.removed", 1 },    { "envelope.sent", 0 },
		{ "approval.approved", 1 },   { "recipient.agreed", 0 },
		{ "recipient.asked", 1 },     { "question.answered", 1 },
		{ "recipient.sent_back", 0 }, { "document.added", 1 },
	};
	struct trail_curtain c = { .last_sent = 5 }, draft = { .last_sent = SIZE_MAX };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(events); i++)
		assert_int_equal(trail_is_internal(&c, events[i].kind), events[i].own);
	assert_true(trail_is_internal(&draft, "envelope.created"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_trail_is_refused_in_words),
		cmocka_unit_test(an_empty_trail_proves_nothing),
		cmocka_unit_test(what_not_all_parties_may_see_is_known_by_its_place_and_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
