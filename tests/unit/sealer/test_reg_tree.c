#include "../test.h"
#include "../fast_dir.h"
#include <stdio.h>
#include <stdlib.h>
#include "crypto/digest.h"
#include "os/file.h"
#include "sealer/register.h"

enum { MANY = 70 };

static void leaf(unsigned i, unsigned char out[RECORD_HASH])
{
	unsigned char full[DIGEST_MAX];

	digest_of(DIGEST_SHA256, BYTES(&i, sizeof(i)), full);
	memcpy(out, full, RECORD_HASH);
}

/* The rule itself, level by level: pairs are joined, an odd one out is carried up. */
static void root_by_the_rule(unsigned n, unsigned char out[RECORD_HASH])
{
	unsigned char row[MANY][RECORD_HASH];

	for (unsigned i = 0; i < n; i++)
		leaf(i, row[i]);
	for (; n > 1; n = (n + 1) / 2) {
		for (unsigned i = 0; i + 1 < n; i += 2)
			reg_tree_join(row[i], row[i + 1], row[i / 2]);
		if (n % 2)
			memmove(row[n / 2], row[n - 1], RECORD_HASH);
	}
	memcpy(out, row[0], RECORD_HASH);
}

static void every_line_leads_to_the_root_of_every_size(void **state)
{
	unsigned char path[REG_LEVELS_MAX][RECORD_HASH], want[RECORD_HASH], got[RECORD_HASH];
	struct reg_tree t = { .n = 0 };

	(void)state;
	for (unsigned i = 0; i < MANY; i++) {
		leaf(i, got);
		reg_tree_add(&t, got);
	}
	for (unsigned size = 1; size <= MANY; size++) {
		root_by_the_rule(size, want);
		reg_tree_root(&t, size, got);
		assert_memory_equal(got, want, RECORD_HASH);
		for (unsigned no = 1; no <= size; no++) {
			size_t n = reg_tree_path(&t, no, size, path);

			memcpy(got, reg_tree_leaf(&t, no), RECORD_HASH);
			for (size_t k = 0; k < n; k++)
				reg_tree_join(got, path[k], got);
			assert_memory_equal(got, want, RECORD_HASH);
		}
	}
	reg_tree_done(&t);
}

static struct reg *filled(const char *path, const struct clock *clock, struct arena *mem)
{
	struct reg *g = NULL;

	assert_ok(reg_open(path, clock, &g, NULL));
	for (unsigned i = 1; i <= 5; i++) {
		struct record r = { .kind = "agree",
				    .key = "key_1",
				    .attrs = BYTES_LIT("attrs"),
				    .digest = BYTES_LIT("0123456789abcdef0123456789abcdef"),
				    .signature = BYTES_LIT("signature") };

		snprintf(r.act, sizeof(r.act), "act_%u", i);
		assert_ok(reg_append(g, &r, mem, NULL));
	}
	return g;
}

static void assert_proved(const struct reg_proof *p, struct arena *mem)
{
	struct record r;

	assert_int_equal(p->line.data[p->line.len - 1], '\n');
	assert_ok(record_read(bytes_slice(p->line, 0, p->line.len - 1), mem, &r, NULL));
	assert_string_equal(r.act, "act_3");
	for (size_t k = 0; k < p->n_path; k++)
		reg_tree_join(r.hash, p->path[k], r.hash);
	assert_memory_equal(r.hash, p->root, RECORD_HASH);
}

static void a_line_is_proved_at_the_size_that_is_asked_for(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct clock clock = clock_fixed(1000);
	struct reg_proof now, then, again;
	char dir[40], path[64];
	struct reg *g;

	(void)state;
	assert_true(fast_dir(dir));
	snprintf(path, sizeof(path), "%s/register", dir);
	g = filled(path, &clock, mem);
	assert_ok(reg_prove(g, "act_3", 0, mem, &now, NULL));
	assert_int_equal(now.size, 5);
	assert_proved(&now, mem);
	assert_ok(reg_prove(g, "act_3", 3, mem, &then, NULL));
	assert_int_equal(then.size, 3);
	assert_proved(&then, mem);
	assert_int_equal(reg_prove(g, "act_3", 2, mem, &then, NULL), ERR_RANGE);
	assert_int_equal(reg_prove(g, "act_3", 6, mem, &then, NULL), ERR_RANGE);
	assert_int_equal(reg_prove(g, "act_9", 0, mem, &then, NULL), ERR_NOT_FOUND);
	reg_free(g);

	/* after a restart the tree is the same */
	assert_ok(reg_open(path, &clock, &g, NULL));
	assert_ok(reg_prove(g, "act_3", 5, mem, &again, NULL));
	assert_memory_equal(again.root, now.root, RECORD_HASH);
	assert_memory_equal(again.head, now.head, RECORD_HASH);
	reg_free(g);
	dir_remove_all(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_leads_to_the_root_of_every_size),
		cmocka_unit_test(a_line_is_proved_at_the_size_that_is_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
