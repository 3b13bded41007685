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
	blocks_free(a->head);
	free(a);
}

void arena_reset(struct arena *a)
{
	if (a->head) {
		blocks_free(a->head->next);
		a->head->next = NULL;
		a->head->used = 0;
	}
	a->used = 0;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}

size_t arena_left(const struct arena *a)
{
	return a->limit ? a->limit - a->used : SIZE_MAX;
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

	if (need < size || (a->limit && need > a->limit - a->used))
		return NULL;
	if (!b || b->size - b->used < need)
		b = block_add(a, need);
	p = b->data + b->used;
	b->used += need;
	a->used += need;
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
