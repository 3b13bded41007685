/* Lists that go on: query limit and cursor in, next_cursor out; the same for every list.
 *
 * A cursor is the key of the last row that was given, so rows that come or go meanwhile neither
 * shift nor repeat the others. To clients it is opaque: it bears the list's name in a checksum, and
 * one that is cut, typed or of another list is refused. */
#pragma once
#include "api/api.h"

enum { PAGE_DEFAULT = 50, PAGE_MAX = 100 };

struct page {
	const char *list;  /* name: a cursor works for its own list only */
	int64_t limit;	   /* rows asked for; fetch one more, to know whether the list goes on */
	const char *after; /* key of the last row given; NULL: from the top */
};
/* list: a literal. ERR_INVALID with field errors that say what to do. */
enum err page_read(struct caller *c, const char *list, struct page *out, struct error *e) MUST_USE;
/* How many of n rows are shown. */
size_t page_shown(const struct page *p, size_t n);
/* Value of "next_cursor" after the row with this key; NULL: nothing follows. */
json_t *page_cursor(struct caller *c, const struct page *p, const char *key);
/* The same for n rows fetched: null when nothing follows; key: of the last row shown, not looked at
 * then. */
json_t *page_next(struct caller *c, const struct page *p, size_t n, const char *key);
