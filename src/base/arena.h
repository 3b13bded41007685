/* Arena: memory that lives exactly as long as one request, job or document.
 *
 * There is no free for a single object. arena_new aborts when memory is out;
 * arena_alloc returns NULL only when the arena's own limit is reached, which
 * is how a hostile PDF is stopped. Memory is zeroed and aligned for any type.
 */
#pragma once
#include <stddef.h>
#include "base/attr.h"
#include "base/bytes.h"

struct arena;

struct arena *arena_new(size_t limit); /* bytes handed out at most; 0: no limit */
/* One that counts against the limit of another as well, until it is reset or freed. */
struct arena *arena_new_within(struct arena *parent);
void arena_free(struct arena *a);      /* NULL is fine */
void arena_reset(struct arena *a);     /* forgets everything, keeps one block */
size_t arena_used(const struct arena *a);
size_t arena_left(const struct arena *a); /* SIZE_MAX when there is no limit */

void *arena_alloc(struct arena *a, size_t size) MUST_USE;
void *arena_alloc_n(struct arena *a, size_t n, size_t size) MUST_USE; /* NULL too if n*size overflows */
char *arena_strdup(struct arena *a, const char *s) MUST_USE;
char *arena_strndup(struct arena *a, const char *s, size_t n) MUST_USE;
char *arena_printf(struct arena *a, const char *fmt, ...) MUST_USE PRINTF_LIKE(2, 3);

/* Room for one more item behind n of a list with room for *cap: the list itself, or a copy twice as
 * long (*cap changes). NULL, and nothing changed, when the limit is reached. */
void *arena_grow(struct arena *a, void *list, size_t n, size_t *cap, size_t size) MUST_USE;

/* Copies b into the arena; *out untouched and false when the limit is reached. */
_Bool arena_copy(struct arena *a, struct bytes b, struct bytes *out) MUST_USE;

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
DEFINE_AUTO(arena, struct arena *)
