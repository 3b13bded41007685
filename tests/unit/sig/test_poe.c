#include "../test.h"
#include "crypto/digest.h"
#include "sig/validate/poe.h"

enum { NOW = 1000 };

static void accept(struct poe_set *s, time_ms time, const char *by, uint64_t end, unsigned covers)
{
	poe_accept(s, &(struct proof){ .time = time, .by = by, .end = end, .covers = covers });
}

static void add(struct poe_set *s, struct bytes object)
{
	unsigned char id[32];

	digest_sha256(object, id);
	poe_add(s, id);
}

static void without_time_stamps_everything_exists_now(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct poe_set s;
	size_t n;

	(void)state;
	poe_init(&s, mem, NOW);
	assert_null(poe_of_bytes(&s, 10));
	assert_int_equal(poe_of_object(&s, bytes_of_str("crl")), NOW);
	assert_null(poe_proofs(&s, 10, &n));
	assert_int_equal(n, 0);
	add(&s, bytes_of_str("crl")); /* covered by nothing */
	assert_false(poe_stamped(&s, bytes_of_str("crl")));
}

static void the_earliest_time_stamp_that_covers_the_bytes_counts(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct poe_set s;

	(void)state;
	poe_init(&s, mem, NOW);
	accept(&s, 900, "outer", 300, PROOF_SIGNATURE);
	accept(&s, 500, "inner", 200, PROOF_SIGNATURE);
	assert_string_equal(poe_of_bytes(&s, 100)->by, "inner");
	assert_string_equal(poe_of_bytes(&s, 200)->by, "outer"); /* not over itself */
	assert_null(poe_of_bytes(&s, 300));
}

/* Clocks of two authorities may differ: the minimum is taken, not the nearest. */
static void an_outer_time_stamp_with_an_earlier_time_counts(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct poe_set s;

	(void)state;
	poe_init(&s, mem, NOW);
	accept(&s, 499, "outer", 300, PROOF_SIGNATURE);
	accept(&s, 500, "inner", 200, PROOF_SIGNATURE);
	assert_string_equal(poe_of_bytes(&s, 100)->by, "outer");
}

static void an_object_is_proved_by_the_earliest_that_covers_it(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct poe_set s;

	(void)state;
	poe_init(&s, mem, NOW);
	accept(&s, 900, "outer", 300, PROOF_REVOCATION);
	add(&s, bytes_of_str("crl 1"));
	add(&s, bytes_of_str("crl 2"));
	accept(&s, 500, "inner", 200, PROOF_REVOCATION);
	add(&s, bytes_of_str("crl 1"));
	assert_int_equal(poe_of_object(&s, bytes_of_str("crl 1")), 500);
	assert_int_equal(poe_of_object(&s, bytes_of_str("crl 2")), 900);
	assert_int_equal(poe_of_object(&s, bytes_of_str("crl 3")), NOW);
	assert_int_equal(poe_of_object(&s, (struct bytes){ 0 }), NOW);
	assert_true(poe_stamped(&s, bytes_of_str("crl 2")));
	assert_false(poe_stamped(&s, bytes_of_str("crl 3")));
}

static void a_proof_later_than_now_proves_no_more_than_now(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct poe_set s;

	(void)state;
	poe_init(&s, mem, NOW);
	accept(&s, NOW + 5, "fast clock", 300, PROOF_REVOCATION);
	add(&s, bytes_of_str("crl"));
	assert_int_equal(poe_of_object(&s, bytes_of_str("crl")), NOW);
}

static void the_nearest_proofs_are_told_and_no_more_than_the_limit(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct poe_set s;
	const struct proof *list;
	size_t n;

	(void)state;
	poe_init(&s, mem, NOW);
	for (unsigned i = 0; i < 2 * PROOFS_MAX; i++)
		accept(&s, 900 - i, "x", 1000 - 10 * i, PROOF_SIGNATURE);
	list = poe_proofs(&s, 0, &n);
	assert_int_equal(n, PROOFS_MAX);
	assert_int_equal(list[n - 1].end, 1000 - 10 * (2 * PROOFS_MAX - 1));
	list = poe_proofs(&s, 985, &n);
	assert_int_equal(n, 2);
	assert_int_equal(list[0].end, 1000);
}

static void a_proof_from_outside_is_over_all_and_no_time_stamp(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct poe_set s;

	(void)state;
	poe_init(&s, mem, NOW);
	poe_accept(&s, &(struct proof){ .time = 700, .by = "record", .end = UINT64_MAX, .outside = 1 });
	add(&s, bytes_of_str("crl"));
	assert_string_equal(poe_of_bytes(&s, UINT64_MAX - 1)->by, "record");
	assert_int_equal(poe_of_object(&s, bytes_of_str("crl")), 700);
	assert_false(poe_stamped(&s, bytes_of_str("crl")));
	accept(&s, 800, "stamp", 100, PROOF_REVOCATION);
	add(&s, bytes_of_str("crl"));
	assert_int_equal(poe_of_object(&s, bytes_of_str("crl")), 700);
	assert_true(poe_stamped(&s, bytes_of_str("crl")));
}

static void what_passes_the_limits_proves_nothing(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct poe_set s;

	(void)state;
	poe_init(&s, mem, NOW);
	for (unsigned i = 0; i < POE_PROOFS_MAX + 50; i++)
		accept(&s, 900, "x", 100000 - i, PROOF_SIGNATURE);
	assert_int_equal(s.n, POE_PROOFS_MAX);
	for (unsigned i = 0; i < POE_OBJECTS_MAX + 5; i++)
		add(&s, BYTES((const unsigned char *)&i, sizeof(i)));
	assert_int_equal(s.n_objects, POE_OBJECTS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_time_stamps_everything_exists_now),
		cmocka_unit_test(the_earliest_time_stamp_that_covers_the_bytes_counts),
		cmocka_unit_test(an_outer_time_stamp_with_an_earlier_time_counts),
		cmocka_unit_test(an_object_is_proved_by_the_earliest_that_covers_it),
		cmocka_unit_test(a_proof_later_than_now_proves_no_more_than_now),
		cmocka_unit_test(the_nearest_proofs_are_told_and_no_more_than_the_limit),
		cmocka_unit_test(a_proof_from_outside_is_over_all_and_no_time_stamp),
		cmocka_unit_test(what_passes_the_limits_proves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
