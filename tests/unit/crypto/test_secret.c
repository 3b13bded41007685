#include "../test.h"
#include "crypto/secret.h"

static void a_secret_is_a_copy(void **state)
{
	unsigned char in[] = { 1, 2, 3 };
	AUTO(secret) struct secret *s = secret_new(BYTES(in, sizeof(in)));

	(void)state;
	in[0] = 9;
	assert_true(bytes_eq(secret_bytes(s), BYTES("\1\2\3", 3)));
}

static void random_secrets_come_from_the_given_source(void **state)
{
	struct rng one = rng_test(7), two = rng_test(7);
	AUTO(secret) struct secret *a = secret_random(&one, 32);
	AUTO(secret) struct secret *b = secret_random(&two, 32);
	AUTO(secret) struct secret *c = secret_random(&two, 32);

	(void)state;
	assert_true(bytes_eq(secret_bytes(a), secret_bytes(b)));
	assert_false(bytes_eq(secret_bytes(a), secret_bytes(c)));
}

static void wiping_leaves_zeros(void **state)
{
	char text[] = "secret";

	(void)state;
	secret_wipe(text, sizeof(text));
	assert_memory_equal(text, "\0\0\0\0\0\0\0", sizeof(text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_secret_is_a_copy),
		cmocka_unit_test(random_secrets_come_from_the_given_source),
		cmocka_unit_test(wiping_leaves_zeros),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
