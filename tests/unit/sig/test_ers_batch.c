/* Records of one leaf, made of what is kept of a whole batch; batches renewed together. */
#include "../test.h"
#include <stdlib.h>
#include "ers_kit.h"
#include "sig/ers/batch.h"

static const char *const first[] = { "a1", "a2", "a3", "a4", "a5" };
static const char *const second[] = { "b1" };

struct side {
	const char *const *texts;
	size_t n;
	struct kit *kit;
	struct ers_stage stages[3];
	struct ers_batch batch;
};
struct world {
	struct kit kit;
	struct kit_tsa a, b, c;
	struct side sides[2];
};

static enum err digest_text(void *ctx, size_t i, enum digest_alg alg, unsigned char out[DIGEST_MAX],
			    struct error *e)
{
	const struct side *s = ctx;

	(void)e;
	digest_of(alg, bytes_of_str(s->texts[i]), out);
	return ERR_OK;
}

static void begin(struct world *w, struct side *s, const char *const *texts, size_t n)
{
	struct ers_tree t = kit_tree(&w->kit, DIGEST_SHA256, texts, n);

	*s = (struct side){ .texts = texts, .n = n, .kit = &w->kit };
	s->stages[0] = (struct ers_stage){
		.alg = DIGEST_SHA256,
		.leaves = BYTES(t.level[0], n * 32),
		.token = kit_token(&w->kit, &w->a, &t, "2026-11-26T10:00:00Z"),
	};
	s->batch = (struct ers_batch){ s->stages, 1, digest_text, s };
}

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	kit_init(&w->kit);
	kit_tsa_init(&w->kit, &w->a, "TSA A", "2025-01-01T00:00:00Z", "2035-01-01T00:00:00Z", 7);
	kit_tsa_init(&w->kit, &w->b, "TSA B", "2033-01-01T00:00:00Z", "2044-01-01T00:00:00Z", 8);
	kit_tsa_init(&w->kit, &w->c, "TSA C", "2042-01-01T00:00:00Z", "2058-01-01T00:00:00Z", 9);
	begin(w, &w->sides[0], first, COUNT_OF(first));
	begin(w, &w->sides[1], second, COUNT_OF(second));
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	kit_tsa_done(&w->a);
	kit_tsa_done(&w->b);
	kit_tsa_done(&w->c);
	kit_done(&w->kit);
	free(w);
	return 0;
}

static void go_on(struct side *s, const struct ers_renewal *r, const struct ers_tree *own,
		  const struct ers_tree *shared, size_t i, struct bytes token)
{
	struct bytes brothers[ERS_LEVELS_MAX], all = { 0 };
	_Bool hashes = r->kind == ERS_RENEW_HASH_TREE;

	if (ers_tree_path(shared, i, brothers))
		all = brothers[0]; /* two batches: one brother */
	s->stages[s->batch.n++] = (struct ers_stage){
		.kind = r->kind,
		.alg = own->alg,
		.leaves = hashes ? BYTES(own->level[0], own->n * digest_size(own->alg))
				 : BYTES(NULL, 0),
		.brothers = all,
		.token = token,
	};
}

/* Both sides under one time-stamp. */
static void renew(struct world *w, const struct ers_renewal *r, struct kit_tsa *t, const char *at)
{
	unsigned char leaves[2 * DIGEST_MAX];
	struct ers_tree own[2], shared;
	struct bytes token;
	size_t size = 0;

	for (size_t i = 0; i < 2; i++) {
		assert_ok(ers_batch_renewal(&w->sides[i].batch, r, w->kit.mem, &own[i], NULL));
		size = digest_size(own[i].alg);
		memcpy(leaves + i * size, ers_tree_root(&own[i]).data, size);
	}
	assert_ok(ers_tree_build(own[0].alg, BYTES(leaves, 2 * size), w->kit.mem, &shared, NULL));
	token = kit_token(&w->kit, t, &shared, at);
	for (size_t i = 0; i < 2; i++)
		go_on(&w->sides[i], r, &own[i], &shared, i, token);
}

static void assert_proved(struct world *w, const char *at, size_t stamps)
{
	for (size_t s = 0; s < 2; s++) {
		for (size_t i = 0; i < w->sides[s].n; i++) {
			struct ers_report r;
			struct bytes record;

			assert_ok(
				ers_batch_record(&w->sides[s].batch, i, w->kit.mem, &record, NULL));
			r = kit_verify(&w->kit, record, w->sides[s].texts[i], at);
			assert_int_equal(r.verdict, ERS_PASSED);
			assert_int_equal(r.proved, kit_time("2026-11-26T10:00:00Z"));
			assert_int_equal(r.n, stamps);
			r = kit_verify(&w->kit, record, "another", at);
			assert_int_equal(r.verdict, ERS_FAILED);
		}
	}
}

static void a_record_of_a_batch_is_the_one_that_is_made_alone(void **state)
{
	struct world *w = *state;
	struct ers_tree t = kit_tree(&w->kit, DIGEST_SHA256, first, COUNT_OF(first));
	struct bytes alone, of_batch;

	for (size_t i = 0; i < COUNT_OF(first); i++) {
		assert_ok(ers_make(&t, i, w->sides[0].stages[0].token, w->kit.mem, &alone, NULL));
		assert_ok(ers_batch_record(&w->sides[0].batch, i, w->kit.mem, &of_batch, NULL));
		assert_true(bytes_eq(alone, of_batch));
	}
	assert_int_equal(
		ers_batch_record(&w->sides[0].batch, COUNT_OF(first), w->kit.mem, &of_batch, NULL),
		ERR_INVALID);
}

static void batches_renewed_by_one_time_stamp_prove_every_leaf(void **state)
{
	struct world *w = *state;
	const struct ers_renewal stamp = { .kind = ERS_RENEW_TIMESTAMP };

	assert_proved(w, "2027-01-01T00:00:00Z", 1);
	renew(w, &stamp, &w->b, "2034-06-01T00:00:00Z");
	assert_proved(w, "2036-01-01T00:00:00Z", 2);
	renew(w, &stamp, &w->c, "2043-06-01T00:00:00Z");
	assert_proved(w, "2050-01-01T00:00:00Z", 3);
}

static void another_hash_algorithm_goes_over_every_leaf_again(void **state)
{
	struct world *w = *state;
	const struct ers_renewal stamp = { .kind = ERS_RENEW_TIMESTAMP };
	const struct ers_renewal tree = { .kind = ERS_RENEW_HASH_TREE, .alg = DIGEST_SHA512 };

	renew(w, &tree, &w->b, "2034-06-01T00:00:00Z");
	assert_proved(w, "2036-01-01T00:00:00Z", 2);
	renew(w, &stamp, &w->c, "2043-06-01T00:00:00Z");
	assert_proved(w, "2050-01-01T00:00:00Z", 3);
}

static void stages_that_do_not_fit_give_no_record(void **state)
{
	struct world *w = *state;
	const struct ers_renewal stamp = { .kind = ERS_RENEW_TIMESTAMP };
	struct bytes record, was;
	struct side *s = &w->sides[0];

	renew(w, &stamp, &w->b, "2034-06-01T00:00:00Z");
	was = s->stages[1].brothers;
	s->stages[1].brothers = BYTES(NULL, 0);
	assert_int_equal(ers_batch_record(&s->batch, 0, w->kit.mem, &record, NULL), ERR_CONFLICT);
	s->stages[1].brothers = BYTES(was.data, was.len - 1);
	assert_int_equal(ers_batch_record(&s->batch, 0, w->kit.mem, &record, NULL), ERR_INVALID);
	s->stages[1].brothers = was;
	s->stages[0].token = s->stages[1].token;
	assert_int_equal(ers_batch_record(&s->batch, 0, w->kit.mem, &record, NULL), ERR_CONFLICT);
}

#define WITH(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(a_record_of_a_batch_is_the_one_that_is_made_alone),
		WITH(batches_renewed_by_one_time_stamp_prove_every_leaf),
		WITH(another_hash_algorithm_goes_over_every_leaf_again),
		WITH(stages_that_do_not_fit_give_no_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
