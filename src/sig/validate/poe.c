#include "sig/validate/poe.h"
#include "crypto/digest.h"

void poe_init(struct poe_set *s, struct arena *mem, time_ms now)
{
	*s = (struct poe_set){ .mem = mem, .now = now };
}

/* Room for one more element, up to max of them. */
static void *grow(struct poe_set *s, void *list, size_t n, size_t *cap, size_t size, size_t max)
{
	return n < max ? arena_grow(s->mem, list, n, cap, size) : NULL;
}

void poe_accept(struct poe_set *s, const struct proof *p)
{
	struct proof *list = grow(s, s->proofs, s->n, &s->cap, sizeof(*list), POE_PROOFS_MAX);

	if (!list)
		return;
	s->proofs = list;
	s->proofs[s->n++] = *p;
}

/* The slot of an object, or the empty one where it belongs. */
static uint32_t *slot_of(const struct poe_set *s, const unsigned char id[32])
{
	uint32_t i;

	memcpy(&i, id, sizeof(i));
	i %= POE_SLOTS;
	while (s->slots[i] && memcmp(s->objects[s->slots[i] - 1].id, id, 32) != 0)
		i = (i + 1) % POE_SLOTS;
	return &s->slots[i];
}

static struct poe_object *find(const struct poe_set *s, const unsigned char id[32])
{
	uint32_t at = s->slots ? *slot_of(s, id) : 0;

	return at ? &s->objects[at - 1] : NULL;
}

static void add_new(struct poe_set *s, const unsigned char id[32], const struct proof *by)
{
	struct poe_object *list;

	if (!s->slots)
		s->slots = arena_alloc_n(s->mem, POE_SLOTS, sizeof(*s->slots));
	if (!s->slots)
		return;
	list = grow(s, s->objects, s->n_objects, &s->cap_objects, sizeof(*list), POE_OBJECTS_MAX);
	if (!list)
		return;
	s->objects = list;
	*slot_of(s, id) = (uint32_t)s->n_objects + 1;
	memcpy(list[s->n_objects].id, id, 32);
	list[s->n_objects].time = by->time;
	list[s->n_objects++].stamped = !by->outside;
}

void poe_add(struct poe_set *s, const unsigned char id[32])
{
	const struct proof *last = s->n ? &s->proofs[s->n - 1] : NULL;
	struct poe_object *known = find(s, id);

	if (last && known) {
		if (last->time < known->time)
			known->time = last->time;
		known->stamped |= !last->outside;
	} else if (last) {
		add_new(s, id, last);
	}
}

const struct proof *poe_of_bytes(const struct poe_set *s, uint64_t end)
{
	const struct proof *best = NULL;

	for (size_t i = 0; i < s->n; i++)
		if (s->proofs[i].end > end && (!best || s->proofs[i].time <= best->time))
			best = &s->proofs[i];
	return best;
}

time_ms poe_of_id(const struct poe_set *s, const unsigned char id[32])
{
	const struct poe_object *known = find(s, id);

	return known && known->time < s->now ? known->time : s->now;
}

time_ms poe_of_object(const struct poe_set *s, struct bytes object)
{
	unsigned char id[32];

	if (object.len == 0 || s->n_objects == 0)
		return s->now;
	digest_sha256(object, id);
	return poe_of_id(s, id);
}

_Bool poe_stamped(const struct poe_set *s, struct bytes object)
{
	unsigned char id[32];
	const struct poe_object *known;

	if (object.len == 0 || s->n_objects == 0)
		return 0;
	digest_sha256(object, id);
	known = find(s, id);
	return known && known->stamped;
}

const struct proof *poe_proofs(const struct poe_set *s, uint64_t end, size_t *n_out)
{
	size_t n = s->n;

	while (n > 0 && s->proofs[n - 1].end <= end)
		n--;
	*n_out = n > PROOFS_MAX ? PROOFS_MAX : n;
	return n ? s->proofs + (n - *n_out) : NULL;
}
