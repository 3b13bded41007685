/* Organisations, the people in them, their sessions and one-time tickets.
 * Functions that take a struct db * work before an organisation is known. */
#pragma once
#include "store/repo/repo.h"

struct organisation {
	const char *id, *name, *state;
	int64_t trial;
	struct bytes wrapped_key;
	time_ms created_at;
};
enum err organisation_insert(const struct repo *r, const struct organisation *o, struct error *e) MUST_USE;
enum err organisation_get(const struct repo *r, struct organisation *out, struct error *e) MUST_USE;
enum err organisation_count(struct db *db, struct arena *mem, int64_t *out, struct error *e) MUST_USE;

struct account {
	const char *id, *email, *email_folded, *name, *locale, *password_hash;
	time_ms created_at, updated_at;
};
enum err account_insert(struct db *db, const struct account *a, struct error *e) MUST_USE;
/* ERR_NOT_FOUND */
enum err account_get(struct db *db, struct arena *mem, const char *id, struct account *out,
		     struct error *e) MUST_USE;
enum err account_by_email(struct db *db, struct arena *mem, const char *folded, struct account *out,
			  struct error *e) MUST_USE;
enum err account_update(struct db *db, const struct account *a, struct error *e) MUST_USE;

struct member {
	const char *account_id, *role, *email, *email_folded, *name, *locale;
	time_ms created_at;
};
enum err member_insert(const struct repo *r, const char *account, const char *role, time_ms now,
		       struct error *e) MUST_USE;
enum err member_get(const struct repo *r, const char *account, struct member *out, struct error *e) MUST_USE;
enum err member_by_email(const struct repo *r, const char *folded, struct member *out,
			 struct error *e) MUST_USE;
enum err member_list(const struct repo *r, const struct member **out, size_t *n, struct error *e) MUST_USE;
/* The organisation joined last; ERR_NOT_FOUND when there is none. Both strings in mem. */
enum err member_organisation(struct db *db, struct arena *mem, const char *account, const char **org_out,
			     struct error *e) MUST_USE;
enum err member_set_role(const struct repo *r, const char *account, const char *role,
			 struct error *e) MUST_USE;
enum err member_delete(const struct repo *r, const char *account, struct error *e) MUST_USE;
/* Holds the organisation's row, then counts: two owners cannot remove each other at once. */
enum err member_owners(const struct repo *r, int64_t *out, struct error *e) MUST_USE;

struct session_row {
	const char *organisation_id, *account_id, *name, *email, *email_folded, *locale, *role;
	const char *organisation_name, *organisation_state;
	int64_t trial;
	time_ms expires_at;
};
enum err session_insert(const struct repo *r, struct bytes token_hash, const char *account, time_ms now,
			time_ms expires, struct error *e) MUST_USE;
enum err session_get(struct db *db, struct arena *mem, struct bytes token_hash, struct session_row *out,
		     struct error *e) MUST_USE;
enum err session_delete(struct db *db, struct bytes token_hash, struct error *e) MUST_USE;
enum err session_delete_others(struct db *db, const char *account, struct bytes keep_hash,
			       struct error *e) MUST_USE;
enum err session_delete_member(const struct repo *r, const char *account, struct error *e) MUST_USE;
enum err session_purge(struct db *db, time_ms now, struct error *e) MUST_USE; /* members' and recipients' */

struct ticket {
	const char *organisation_id, *id, *kind, *email, *email_folded, *role;
	struct bytes token_hash;
	time_ms created_at, expires_at, used_at;
};
enum err ticket_insert(struct db *db, const struct ticket *t, struct error *e) MUST_USE;
enum err ticket_get(struct db *db, struct arena *mem, struct bytes token_hash, struct ticket *out,
		    struct error *e) MUST_USE;
/* ERR_CONFLICT when it was used meanwhile. */
enum err ticket_use(struct db *db, struct bytes token_hash, time_ms now, struct error *e) MUST_USE;
enum err ticket_list(const struct repo *r, time_ms now, const struct ticket **out, size_t *n,
		     struct error *e) MUST_USE;
enum err ticket_set_role(const struct repo *r, const char *id, const char *role, struct error *e) MUST_USE;
enum err ticket_delete(const struct repo *r, const char *id, struct error *e) MUST_USE;
enum err ticket_delete_email(const struct repo *r, const char *folded, struct error *e) MUST_USE;
enum err ticket_delete_setup(struct db *db, struct error *e) MUST_USE;
