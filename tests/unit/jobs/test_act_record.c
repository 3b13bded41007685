#include "../test.h"
#include "jobs/act_record.h"

static const struct act_record agreed = {
	.kind = "agree", .act_id = "act_1", .envelope_id = "env_1", .document_id = "doc_1",
	.title = "業務委託契約書", .organisation = "青空商事株式会社", .name = "山田 太郎",
	.company = "山田製作所", .job_title = "部長", .email = "taro@example.jp",
	.factors = "[{\"kind\":\"link\",\"channel\":\"mail\"}]", .statement_version = "2026-11",
	.shown_sha256 = "ab", .event_hash = "cd", .at = 1790000000000, .trial = 1,
};

static void the_record_is_canonical_and_says_what_was_declared(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	(void)state;

	assert_string_equal(act_record_json(&agreed, mem),
		"{\"act\":\"act_1\",\"at\":\"2026-09-21T14:13:20.000Z\",\"declared\":{\"company\":\"山田製作所\","
		"\"name\":\"山田 太郎\",\"title\":\"部長\"},\"document\":\"doc_1\",\"envelope\":\"env_1\","
		"\"event_sha256\":\"cd\",\"factors\":[{\"channel\":\"mail\",\"kind\":\"link\"}],\"kind\":\"agree\","
		"\"mail\":\"taro@example.jp\",\"organisation\":\"青空商事株式会社\",\"shown_sha256\":\"ab\","
		"\"statement\":\"2026-11\",\"trial\":true}");
}

static void the_reason_names_person_and_act(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct act_record sent = agreed;
	(void)state;

	assert_string_equal(act_record_reason(&agreed, mem),
		"【試用】同意：山田製作所 山田 太郎 様（業務委託契約書、taro@example.jp宛に送付）");
	sent.kind = "approve";
	assert_non_null(strstr(act_record_reason(&sent, mem), "承認：山田製作所 山田 太郎"));
	sent.kind = "send";
	sent.name = NULL;
	sent.trial = 0;
	assert_string_equal(act_record_reason(&sent, mem), "送信：業務委託契約書（青空商事株式会社）");
}

static void an_approval_is_called_so_and_names_the_digest_of_what_was_filled_in(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct act_record approved = agreed;
	(void)state;

	approved.kind = "approve";
	approved.values_sha256 = "ef";
	assert_non_null(strstr(act_record_reason(&approved, mem), "承認：山田製作所 山田 太郎 様"));
	assert_non_null(strstr(act_record_json(&approved, mem), "\"kind\":\"approve\""));
	assert_non_null(strstr(act_record_json(&approved, mem), "\"values_sha256\":\"ef\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_record_is_canonical_and_says_what_was_declared),
		cmocka_unit_test(the_reason_names_person_and_act),
		cmocka_unit_test(an_approval_is_called_so_and_names_the_digest_of_what_was_filled_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
