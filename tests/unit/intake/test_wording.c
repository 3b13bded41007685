#include "../test.h"
#include "domain/text.h"
#include "intake/wording.h"
#include "page_kit.h"

static struct wording_list find(const struct placed *words, size_t n, struct arena *mem)
{
	AUTO(arena) struct arena *scratch = arena_new(16 << 20);
	struct stream st = page_of(words, n, scratch);
	struct wording_list l = { 0 };

	assert_ok(wording_find(&st, 0, mem, scratch, &l, NULL));
	return l;
}

static struct wording_list in(const char *text, struct arena *mem)
{
	const struct placed words[] = { { 50, 100, text } };

	return find(words, 1, mem);
}

#define WITH(mem) AUTO(arena) struct arena *mem = arena_new(8 << 20)

static void words_of_paper_are_found_with_their_sentence(void **state)
{
	WITH(mem);
	struct wording_list l = in("本契約の成立を証するため本書２通を作成し、甲乙記名押印のうえ、各１通を保有する。", mem);
	(void)state;

	assert_int_equal(l.n, 3);
	assert_string_equal(l.items[0].code, "wording-copies");
	assert_string_equal(l.items[0].words, "本書２通");
	assert_string_equal(l.items[1].code, "wording-name-and-seal");
	assert_string_equal(l.items[1].words, "記名押印");
	assert_string_equal(l.items[2].words, "各１通を保有");
	assert_non_null(strstr(l.items[2].excerpt, "甲乙記名押印のうえ、各１通を保有する。"));
	assert_true(l.items[0].box.x0 == 50 + 120);
}

static void numbers_may_be_kanji_and_lines_may_break(void **state)
{
	WITH(mem);
	const struct placed words[] = { { 50, 100, "各自壱" }, { 50, 112, "通を保有し、収⼊" }, { 50, 124, "印紙を貼付" } };
	struct wording_list l = find(words, COUNT_OF(words), mem);
	(void)state;

	assert_int_equal(l.n, 2);
	assert_string_equal(l.items[0].code, "wording-copies");
	assert_string_equal(l.items[1].code, "wording-stamp-tax");
}

static void english_is_found_whatever_the_case(void **state)
{
	WITH(mem);
	const struct placed words[] = { { 50, 100, "executed" }, { 92, 100, "IN" }, { 104, 100, "Duplicate" } };
	struct wording_list l = find(words, COUNT_OF(words), mem);
	(void)state;

	assert_int_equal(l.n, 1);
	assert_string_equal(l.items[0].words, "IN Duplicate");
}

static void an_electronic_contract_s_words_are_left_alone(void **state)
{
	WITH(mem);
	(void)state;

	assert_int_equal(in("本契約の成立を証するため、本電磁的記録を作成し、甲乙それぞれ電子署名を付し保管する。", mem).n, 0);
	assert_int_equal(in("通知は書面により行う。印刷通販", mem).n, 0);
}

static void of_one_code_only_some_are_kept(void **state)
{
	WITH(mem);
	struct wording_list l = in("割印割印割印割印割印割印割印割印割印割印割印割印実印", mem);
	(void)state;

	assert_int_equal(l.n, WORDINGS_PER_CODE + 1);
	assert_true(l.cut);
}

static void every_code_has_its_texts(void **state)
{
	static const char *const codes[] = {
#define WORDING(code, pattern) code,
#include "intake/wording.def"
#undef WORDING
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		WITH(mem);
		const char *instead = arena_printf(mem, "%s-instead", codes[i]);

		assert_non_null(text_of("ja", codes[i]));
		assert_non_null(text_of("en", instead));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_paper_are_found_with_their_sentence),
		cmocka_unit_test(numbers_may_be_kanji_and_lines_may_break),
		cmocka_unit_test(english_is_found_whatever_the_case),
		cmocka_unit_test(an_electronic_contract_s_words_are_left_alone),
		cmocka_unit_test(of_one_code_only_some_are_kept),
		cmocka_unit_test(every_code_has_its_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
