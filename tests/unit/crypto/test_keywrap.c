#include "../test.h"
#include "crypto/keywrap.h"

static unsigned char wrapped[KEYWRAP_SIZE];
static struct secret *kek, *key;

static int wrap_one(void **state)
{
	struct rng r = rng_test(1);

	(void)state;
	kek = secret_random(&r, KEYWRAP_KEY);
	key = secret_random(&r, KEYWRAP_KEY);
	keywrap_wrap(kek, key, "blob:1", &r, wrapped);
	return 0;
}

static int forget(void **state)
{
	(void)state;
	secret_free(kek);
	secret_free(key);
	return 0;
}

static void a_wrapped_key_comes_back(void **state)
{
	AUTO(secret) struct secret *back = NULL;

	(void)state;
	assert_ok(keywrap_unwrap(kek, BYTES(wrapped, KEYWRAP_SIZE), "blob:1", &back, NULL));
	assert_true(bytes_eq(secret_bytes(back), secret_bytes(key)));
}

static void it_does_not_come_back_for_another_owner_or_key(void **state)
{
	struct secret *back = NULL;
	struct error e;

	(void)state;
	assert_int_equal(keywrap_unwrap(kek, BYTES(wrapped, KEYWRAP_SIZE), "blob:2", &back, &e),
			 ERR_IO);
	assert_int_equal(keywrap_unwrap(key, BYTES(wrapped, KEYWRAP_SIZE), "blob:1", &back, &e),
			 ERR_IO);
	assert_null(back);
}

static void an_altered_one_is_refused(void **state)
{
	struct secret *back = NULL;

	(void)state;
	for (size_t i = 0; i < KEYWRAP_SIZE; i++) {
		wrapped[i] ^= 0x10;
		assert_int_equal(keywrap_unwrap(kek, BYTES(wrapped, KEYWRAP_SIZE), "blob:1", &back,
						NULL), ERR_IO);
		wrapped[i] ^= 0x10;
	}
	assert_int_equal(keywrap_unwrap(kek, BYTES(wrapped, KEYWRAP_SIZE - 1), "blob:1", &back,
					NULL), ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_wrapped_key_comes_back, wrap_one, forget),
		cmocka_unit_test_setup_teardown(it_does_not_come_back_for_another_owner_or_key,
						wrap_one, forget),
		cmocka_unit_test_setup_teardown(an_altered_one_is_refused, wrap_one, forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
