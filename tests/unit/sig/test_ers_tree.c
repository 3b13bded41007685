/* The hash tree of RFC 4998 §4.2. */
#include "../test.h"
#include "base/buf.h"
#include "sig/ers/tree.h"

static struct bytes some_leaves(struct buf *b, size_t n)
{
	unsigned char hash[DIGEST_MAX];

	for (size_t i = 0; i < n; i++)
		buf_append(b, digest_of(DIGEST_SHA256, BYTES(&i, sizeof(i)), hash));
	return buf_bytes(b);
}

/* By hand: sorted, concatenated, hashed. */
static void pair(const unsigned char *a, const unsigned char *b, unsigned char out[32])
{
	unsigned char both[64];
	_Bool first = memcmp(a, b, 32) <= 0;

	memcpy(both, first ? a : b, 32);
	memcpy(both + 32, first ? b : a, 32);
	digest_sha256(BYTES(both, 64), out);
}

static void every_leaf_leads_to_the_root(void **state)
{
	(void)state;
	for (size_t n = 1; n <= 40; n++) {
		AUTO(arena) struct arena *mem = arena_new(0);
		AUTO(buf) struct buf b = { 0 };
		struct bytes brothers[ERS_LEVELS_MAX];
		struct ers_tree t;

		assert_ok(ers_tree_build(DIGEST_SHA256, some_leaves(&b, n), mem, &t, NULL));
		for (size_t i = 0; i < n; i++) {
			size_t steps = ers_tree_path(&t, i, brothers);
			unsigned char node[32], up[32];

			memcpy(node, ers_tree_leaf(&t, i).data, 32);
			for (size_t k = 0; k < steps; k++) {
				pair(node, brothers[k].data, up);
				memcpy(node, up, 32);
			}
			assert_memory_equal(node, ers_tree_root(&t).data, 32);
			assert_true(steps <= 6);
		}
	}
}

static void the_tree_of_three_is_the_one_of_the_standards_figure(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(buf) struct buf b = { 0 };
	struct bytes leaves = some_leaves(&b, 3), brothers[ERS_LEVELS_MAX];
	unsigned char h12[32], root[32];
	struct ers_tree t;

	(void)state;
	assert_ok(ers_tree_build(DIGEST_SHA256, leaves, mem, &t, NULL));
	pair(leaves.data, leaves.data + 32, h12);
	pair(h12, leaves.data + 64, root);
	assert_memory_equal(ers_tree_root(&t).data, root, 32);
	assert_int_equal(ers_tree_path(&t, 0, brothers), 2);
	assert_int_equal(ers_tree_path(&t, 2, brothers), 1); /* carried up alone */
	assert_memory_equal(brothers[0].data, h12, 32);
}

static void the_same_leaves_give_the_same_root_and_others_another(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(buf) struct buf b = { 0 };
	struct bytes leaves = some_leaves(&b, 101);
	struct ers_tree one, two, other;

	(void)state;
	assert_ok(ers_tree_build(DIGEST_SHA256, leaves, mem, &one, NULL));
	assert_ok(ers_tree_build(DIGEST_SHA256, leaves, mem, &two, NULL));
	b.data[100 * 32 + 5] ^= 1;
	assert_ok(ers_tree_build(DIGEST_SHA256, leaves, mem, &other, NULL));
	assert_true(bytes_eq(ers_tree_root(&one), ers_tree_root(&two)));
	assert_false(bytes_eq(ers_tree_root(&one), ers_tree_root(&other)));
}

static void many_leaves_take_twice_their_memory_and_short_branches(void **state)
{
	enum { MANY = 100001 };
	AUTO(arena) struct arena *mem = arena_new((size_t)MANY * 32 * 5 / 2);
	AUTO(buf) struct buf b = { 0 };
	struct bytes brothers[ERS_LEVELS_MAX];
	struct ers_tree t;

	(void)state;
	assert_ok(ers_tree_build(DIGEST_SHA256, some_leaves(&b, MANY), mem, &t, NULL));
	assert_int_equal(ers_tree_path(&t, 0, brothers), 17);
	assert_int_equal(ers_tree_path(&t, MANY - 1, brothers), 6);
}

static void nothing_a_part_of_a_hash_or_too_much_is_refused(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(buf) struct buf b = { 0 };
	struct error e;
	struct ers_tree t;

	(void)state;
	assert_int_equal(ers_tree_build(DIGEST_SHA256, BYTES(NULL, 0), mem, &t, &e), ERR_INVALID);
	assert_int_equal(ers_tree_build(DIGEST_SHA512, some_leaves(&b, 3), mem, &t, &e),
			 ERR_INVALID);
	buf_fill(&b, 0, (size_t)ERS_LEAVES_MAX * 32);
	assert_int_equal(ers_tree_build(DIGEST_SHA256, buf_bytes(&b), mem, &t, &e), ERR_TOO_LARGE);
	assert_non_null(strstr(e.msg, "1048576"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_leaf_leads_to_the_root),
		cmocka_unit_test(the_tree_of_three_is_the_one_of_the_standards_figure),
		cmocka_unit_test(the_same_leaves_give_the_same_root_and_others_another),
		cmocka_unit_test(many_leaves_take_twice_their_memory_and_short_branches),
		cmocka_unit_test(nothing_a_part_of_a_hash_or_too_much_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
