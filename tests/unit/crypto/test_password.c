#include "../test.h"
#include <time.h>
#include "crypto/password.h"

static void only_the_password_itself_verifies(void **state)
{
	char hash[PASSWORD_HASH_SIZE];

	(void)state;
	assert_ok(password_hash("正しい馬 battery staple", hash, NULL));
	assert_memory_equal(hash, "$argon2id$v=19$m=65536,t=2,p=1$", 31);
	assert_true(password_verify(hash, "正しい馬 battery staple"));
	assert_false(password_verify(hash, "正しい馬 battery stapl"));
	assert_false(password_needs_rehash(hash));
}

/* Filling 64 MiB twice cannot be done in 10 ms. */
static void without_an_account_it_is_false_after_the_same_work(void **state)
{
	clock_t start = clock();

	(void)state;
	assert_false(password_verify(NULL, ""));
	assert_true(clock() - start > CLOCKS_PER_SEC / 100);
}

static void a_hash_of_lower_cost_asks_for_another(void **state)
{
	(void)state;
	assert_true(password_needs_rehash("$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA"
					  "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
}

static void a_password_without_end_is_refused(void **state)
{
	char hash[PASSWORD_HASH_SIZE], longest[PASSWORD_MAX + 2];

	(void)state;
	memset(longest, 'a', sizeof(longest));
	longest[PASSWORD_MAX + 1] = '\0';
	assert_int_equal(password_hash(longest, hash, NULL), ERR_INVALID);
	assert_false(password_verify(NULL, longest));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_password_itself_verifies),
		cmocka_unit_test(without_an_account_it_is_false_after_the_same_work),
		cmocka_unit_test(a_hash_of_lower_cost_asks_for_another),
		cmocka_unit_test(a_password_without_end_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
