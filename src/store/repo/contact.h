/* The organisation's address book as rows. */
#pragma once
#include "store/repo/repo.h"

struct contact {
	const char *id, *name, *email, *email_folded, *company, *department, *title, *locale,
		*phone, *note;
	const char *folded; /* what a search looks in */
	int64_t version;
	int64_t used_at; /* 0: never */
	time_ms created_at, updated_at;
};
enum err contact_insert(const struct repo *r, const struct contact *c, struct error *e) MUST_USE;
/* version: the one that was read; ERR_STALE when it is not the current one. */
enum err contact_update(const struct repo *r, const struct contact *c, int64_t version,
			struct error *e) MUST_USE;
enum err contact_get(const struct repo *r, const char *id, struct contact *out,
		     struct error *e) MUST_USE;
enum err contact_delete(const struct repo *r, const char *id, struct error *e) MUST_USE;

struct contact_filter {
	const char *folded; /* part of it; NULL: any */
	int64_t used_at;    /* goes on below this row; id NULL: from the top */
	const char *id;
	int64_t limit;
};
/* The last used first. */
enum err contact_list(const struct repo *r, const struct contact_filter *f,
		      const struct contact **out, size_t *n, struct error *e) MUST_USE;
enum err contact_by_email(const struct repo *r, const char *folded, const struct contact **out,
			  size_t *n, struct error *e) MUST_USE;
/* All with this address were written to. */
enum err contact_used(const struct repo *r, const char *folded, time_ms at,
		      struct error *e) MUST_USE;
