/* The lists of envelopes: an index of its own says which ids are on a page, whatever the
 * organisation has stored; then the rows of the whole page come in one query a table. */
#pragma once
#include "store/repo/document.h"
#include "store/repo/envelope.h"

enum { MANY_MAX = 50, SHELF_COUNT_MAX = 1000 };

struct envelope_filter {
	const char *account;	 /* made by, or a party of what was sent; NULL: everybody's */
	const char *shelf;	 /* a state or "trash"; NULL: everything but the trash */
	const char *external_id; /* NULL: any */
	const char *words;	 /* part of title, mark, name, company or address; NULL: any */
	const char *below;	 /* ids below this one; NULL: from the newest */
	int64_t limit;		 /* at most MANY_MAX */
};
struct envelope_page {
	const struct envelope *list; /* newest first */
	size_t n;
	const char *next; /* goes on below this id; NULL: that is all */
};
/* A search by words looks through so many envelopes at a time: its page may be short, or empty, and
 * still have a next. */
enum err envelope_list(const struct repo *r, const struct envelope_filter *f,
		       struct envelope_page *out, struct error *e) MUST_USE;

struct envelope_count {
	const char *state; /* or "trash" */
	int64_t n;	   /* up to SHELF_COUNT_MAX */
};
/* account NULL: everybody's. */
enum err envelope_counts(const struct repo *r, const char *account,
			 const struct envelope_count **out, size_t *n, struct error *e) MUST_USE;

/* Of up to MANY_MAX envelopes, together by envelope. */
enum err recipient_many(const struct repo *r, const char *const *envelopes, size_t n_envelopes,
			struct recipient **out, size_t *n, struct error *e) MUST_USE;
enum err document_many(const struct repo *r, const char *const *envelopes, size_t n_envelopes,
		       struct document **out, size_t *n, struct error *e) MUST_USE;

/* For the functions that write envelope and recipient. */
enum err shelf_put(const struct repo *r, const struct envelope *v, struct error *e) MUST_USE;
enum err shelf_move(const struct repo *r, const struct envelope *v, struct error *e) MUST_USE;
enum err shelf_take(const struct repo *r, const char *envelope, struct error *e) MUST_USE;
/* account NULL: somebody without one. */
enum err shelf_party(const struct repo *r, const char *envelope, const char *account,
		     struct error *e) MUST_USE;
enum err shelf_parties_left(const struct repo *r, const char *envelope, struct error *e) MUST_USE;
