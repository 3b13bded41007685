/* Who signed, in words for the court: nothing that was not put on the documents is said to be. */
#include "../test.h"
#include "evidence/bundle_work.h"

enum { PARTIES = 2 };

static const char *told(struct arena *mem, const char *first, const char *second, _Bool asked,
			enum bundle_fields fields, _Bool ja)
{
	struct recipient list[PARTIES] = {
		{ RECIPIENT_BLANK, .id = "a", .state = "completed", .role = "signer" },
		{ RECIPIENT_BLANK, .id = "b", .state = "completed", .role = "signer" },
	};
	const struct dossier x = { .v.certify = asked, .recipients = list, .n_recipients = PARTIES };
	struct domain d = { .repo.mem = mem };
	const struct bundle_work b = { .d = &d, .x = &x, .fields = fields };

	list[0].method = first;
	list[1].method = second;
	return bundle_signing(&b, ja);
}

static _Bool says(const char *text, const char *what)
{
	return strstr(text, what) != NULL;
}

static void every_kind_of_contract_has_its_words(void **state)
{
	static const char own[] = "own_certificate", service[] = "provider";
	AUTO(arena) struct arena *mem = arena_new(0);
	const enum bundle_fields all = BUNDLE_FIELDS_IN_ALL;

	(void)state;
	assert_true(says(told(mem, service, service, 0, all, 1), "「同意する」を押します。サービス提供者は、"));
	assert_false(says(told(mem, service, service, 0, all, 0), "certificate of its own"));
	assert_true(says(told(mem, own, service, 0, all, 0), "signs the documents itself instead"));
	assert_true(says(told(mem, own, own, 1, all, 1), "締結の完了を証する自らの電子署名"));
	assert_true(says(told(mem, own, own, 1, all, 0), "has put signatures of its own"));
	assert_true(says(told(mem, own, own, 0, all, 1), "自らの電子署名を付していません"));
}

static void what_the_service_put_on_the_parties_documents_is_told(void **state)
{
	static const struct {
		enum bundle_fields fields;
		const char *ja, *en;
		_Bool some; /* of the documents got a field */
	} rows[] = {
		{ BUNDLE_FIELDS_IN_ALL, "付したのは、署名欄、タイムスタンプおよび検証情報です。送信の事実",
		  "but signature fields, time-stamps and validation data. That they were sent", 1 },
		{ BUNDLE_FIELDS_IN_SOME, "署名のない状態で受け取った書類に限り署名欄です。送信の事実",
		  "signature fields in those documents that had come unsigned. That", 1 },
		{ BUNDLE_FIELDS_IN_NONE, "付したのは、タイムスタンプおよび検証情報です。送信の事実",
		  "but time-stamps and validation data. That they were sent", 0 },
	};
	AUTO(arena) struct arena *mem = arena_new(0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *own = "own_certificate";
		const char *ja = told(mem, own, own, 0, rows[i].fields, 1);
		const char *en = told(mem, own, own, 0, rows[i].fields, 0);

		assert_true(says(ja, rows[i].ja));
		assert_true(says(en, rows[i].en));
		assert_int_equal(says(ja, "署名欄"), rows[i].some);
		assert_int_equal(says(en, "signature field"), rows[i].some);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_contract_has_its_words),
		cmocka_unit_test(what_the_service_put_on_the_parties_documents_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
