#include "pdf/numset.h"

/* The slot of num: where it is, or where it would go. */
static size_t place(const struct numset *s, uint32_t num)
{
	size_t i = (num * UINT32_C(2654435761)) & (s->cap - 1);

	while (s->slots[i] && s->slots[i] != num)
		i = (i + 1) & (s->cap - 1);
	return i;
}

static _Bool grow(struct numset *s)
{
	struct numset bigger = { .mem = s->mem, .n = s->n, .cap = s->cap ? s->cap * 2 : 64 };
	size_t i;

	bigger.slots = arena_alloc_n(s->mem, bigger.cap, sizeof(*bigger.slots));
	if (!bigger.slots)
		return 0;
	for (i = 0; i < s->cap; i++)
		if (s->slots[i])
			bigger.slots[place(&bigger, s->slots[i])] = s->slots[i];
	*s = bigger;
	return 1;
}

enum numset_result numset_add(struct numset *s, uint32_t num)
{
	size_t i;

	if (s->n * 2 >= s->cap && !grow(s))
		return NUMSET_FULL;
	i = place(s, num);
	if (s->slots[i])
		return NUMSET_THERE;
	s->slots[i] = num;
	s->n++;
	return NUMSET_NEW;
}
