#include "sealer/reg_index.h"
#include <stdlib.h>

struct reg_slot {
	uint64_t hash;	/* of the act id; ids are ours and random, nobody chooses collisions */
	int64_t next;	/* offset + 1; 0: empty */
};

static uint64_t hash_of(const char *s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3u;
	return h;
}

static void place(struct reg_index *x, uint64_t hash, int64_t next)
{
	size_t i = hash & (x->cap - 1);

	while (x->slots[i].next)
		i = (i + 1) & (x->cap - 1);
	x->slots[i] = (struct reg_slot){ hash, next };
	x->n++;
}

static void grow(struct reg_index *x)
{
	struct reg_index bigger = { .cap = x->cap ? 2 * x->cap : 64 };

	bigger.slots = calloc(bigger.cap, sizeof(*bigger.slots));
	if (!bigger.slots)
		abort();
	for (size_t i = 0; i < x->cap; i++)
		if (x->slots[i].next)
			place(&bigger, x->slots[i].hash, x->slots[i].next);
	free(x->slots);
	*x = bigger;
}

void reg_index_add(struct reg_index *x, const char *act, int64_t offset)
{
	if (x->n >= x->cap / 4 * 3)
		grow(x);
	place(x, hash_of(act), offset + 1);
}

int64_t reg_index_find(const struct reg_index *x, const char *act, reg_same_fn *same, void *ctx)
{
	uint64_t hash = hash_of(act);

	if (!x->cap)
		return -1;
	for (size_t i = hash & (x->cap - 1); x->slots[i].next; i = (i + 1) & (x->cap - 1))
		if (x->slots[i].hash == hash && same(ctx, x->slots[i].next - 1))
			return x->slots[i].next - 1;
	return -1;
}

void reg_index_done(struct reg_index *x)
{
	free(x->slots);
	*x = (struct reg_index){ 0 };
}
