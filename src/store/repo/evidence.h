/* Rows that evidence needs beyond the contract itself: lines of the sealer's register, mails as
 * they went out, the clock, bundles that were made. */
#pragma once
#include "store/repo/repo.h"

/* Acts that the sealer signed and whose lines are not copied yet. */
struct register_missing {
	const char *id, *key_id; /* of the seal */
};
enum err register_missing_list(const struct repo *r, const char *envelope,
			       const struct register_missing **out, size_t *n,
			       struct error *e) MUST_USE;

struct register_line {
	const char *seal_id, *envelope_id;
	const char *line;  /* with its line feed */
	int64_t size;	   /* lines that the register had */
	struct bytes path; /* hashes on the way up the tree over them */
	time_ms recorded_at;
};
/* *added false: it was there. */
enum err register_line_insert(const struct repo *r, const struct register_line *v, _Bool *added,
			      struct error *e) MUST_USE;
enum err register_line_list(const struct repo *r, const char *envelope,
			    const struct register_line **out, size_t *n, struct error *e) MUST_USE;

/* content: encrypted with the organisation's data key, the mail's id as associated data. */
struct mail_copy {
	const char *mail_id, *envelope_id, *sha256; /* sha256: hex, of the plain content */
	struct bytes content;
	time_ms sent_at;
};
enum err mail_copy_insert(const struct repo *r, const struct mail_copy *v,
			  struct error *e) MUST_USE;
enum err
mail_copy_get(const struct repo *r, const char *mail, struct mail_copy *out,
	      struct error *e) MUST_USE; /* ERR_NOT_FOUND: none, as before copies were kept */
enum err mail_copy_delete_envelope(const struct repo *r, const char *envelope,
				   struct error *e) MUST_USE;

struct clock_state {
	time_ms at;
	const char *host;
	int64_t synchronised, offset_us, error_max_us, error_us;
};
enum err clock_state_insert(const struct repo *any, const struct clock_state *v,
			    struct error *e) MUST_USE;
enum err clock_state_last(const struct repo *any, const char *host, time_ms *out,
			  struct error *e) MUST_USE; /* 0: never */
enum err clock_state_list(const struct repo *any, time_ms from, time_ms to, int64_t limit,
			  const struct clock_state **out, size_t *n, struct error *e) MUST_USE;

struct bundle {
	const char *envelope_id, *state, *asked_by, *blob_id, *sha256, *failure;
	int64_t revision, size;
	time_ms asked_at, made_at;
};
/* *asked false: one is being made already. */
enum err bundle_ask(const struct repo *r, const char *envelope, const char *by, time_ms now,
		    _Bool *asked, struct error *e) MUST_USE;
enum err bundle_get(const struct repo *r, const char *envelope, struct bundle *out,
		    struct error *e) MUST_USE;
enum err bundle_set(const struct repo *r, const struct bundle *v, struct error *e) MUST_USE;

/* Every day that proves something of a chain, oldest first. */
enum err audit_days_of_chain(const struct repo *r, const char *chain, const char *const **out,
			     size_t *n, struct error *e) MUST_USE;
