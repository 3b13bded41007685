#include "base/arena.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_MIN = 16 * 1024, BLOCK_MAX = 1024 * 1024, ALIGN = 16 };

struct block {
	struct block *next;
	size_t size, used;
	_Alignas(ALIGN) unsigned char data[];
};

struct arena {
	struct arena *parent; /* whose limit counts too; NULL: none */
	struct block *head;
	size_t limit, used, next_size;
};

static void *must(void *p)
{
	if (!p)
		abort(); /* servers end when memory is out */
	return p;
}

struct arena *arena_new(size_t limit)
{
	struct arena *a = must(calloc(1, sizeof(*a)));

	a->limit = limit;
	a->next_size = BLOCK_MIN;
	return a;
}

struct arena *arena_new_within(struct arena *parent)
{
	struct arena *a = arena_new(0);

	a->parent = parent;
	return a;
}

/* The parent gets back what was taken. */
static void give_back(struct arena *a)
{
	for (struct arena *p = a->parent; p; p = p->parent)
		p->used -= a->used;
	a->used = 0;
}

static void blocks_free(struct block *b)
{
	while (b) {
		struct block *next = b->next;

		free(b);
		b = next;
	}
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	give_back(a);
	blocks_free(a->head);
	free(a);
}

void arena_reset(struct arena *a)
{
	give_back(a);
	if (a->head && a->head->size > BLOCK_MAX) { /* too large to be kept idle */
		blocks_free(a->head);
		a->head = NULL;
	}
	if (!a->head)
		return;
	blocks_free(a->head->next);
	a->head->next = NULL;
	a->head->used = 0;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}

size_t arena_left(const struct arena *a)
{
	size_t own = a->limit ? a->limit - a->used : SIZE_MAX, above = SIZE_MAX;

	if (a->parent)
		above = arena_left(a->parent);
	return own < above ? own : above;
}

static struct block *block_add(struct arena *a, size_t need)
{
	size_t size = need > a->next_size ? need : a->next_size;
	struct block *b = must(malloc(sizeof(*b) + size));

	b->size = size;
	b->used = 0;
	b->next = a->head;
	a->head = b;
	if (a->next_size < BLOCK_MAX)
		a->next_size *= 2;
	return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
	size_t need = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	struct block *b = a->head;
	void *p;

	if (need < size || need > arena_left(a))
		return NULL;
	if (!b || b->size - b->used < need)
		b = block_add(a, need);
	p = b->data + b->used;
	b->used += need;
	for (struct arena *up = a; up; up = up->parent)
		up->used += need;
	return memset(p, 0, need);
}

void *arena_alloc_n(struct arena *a, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		return NULL;
	return arena_alloc(a, total);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = n < SIZE_MAX ? arena_alloc(a, n + 1) : NULL;

	return p ? memcpy(p, s, n) : NULL;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	int n;
	char *p;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return NULL;
	p = arena_alloc(a, (size_t)n + 1);
	if (!p)
		return NULL;
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

_Bool arena_copy(struct arena *a, struct bytes b, struct bytes *out)
{
	unsigned char *p = arena_alloc(a, b.len);

	if (!p)
		return 0;
	if (b.len)
		memcpy(p, b.data, b.len);
	*out = (struct bytes){ p, b.len };
	return 1;
}

void *arena_grow(struct arena *a, void *list, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap ? 2 * *cap : 16;
	void *moved;

	if (n < *cap)
		return list;
	moved = arena_alloc_n(a, more, size);
	if (!moved)
		return NULL;
	if (n)
		memcpy(moved, list, n * size);
	*cap = more;
	return moved;
}
